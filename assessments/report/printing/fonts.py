"""The fonts of a report: Source Sans, and by need those for scripts and symbols that it lacks."""

from __future__ import annotations

import base64
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.templatetags.static import static
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont

FONTS: Final = {"normal": "SourceSans3[wght].ttf", "italic": "SourceSans3-Italic[wght].ttf"}
# The list of font families as the style sheet and the charts write it.
FAMILIES: Final = re.compile(r"""(Source Sans 3["'], ?)(?=sans-serif)""")
# Control and format characters and spaces need no glyph; neither do the selectors of variants of a character.
WITHOUT_GLYPH: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
VARIATION_SELECTORS: Final = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


class MissingFont(Exception):
    """A font of the report is missing; the message is its file name, or its family if the file cannot be loaded."""


def missing_font() -> str | None:
    """The name of the first font file that is missing, if any."""
    paths = (*map(_path, FONTS.values()), *settings.SCRIPT_FONTS)
    return next((path.name for path in paths if not path.is_file()), None)


def require_fonts() -> None:
    """Raises MissingFont if a font file is missing; a substitute font would change the report."""
    if name := missing_font():
        raise MissingFont(name)


# ---- the report's own font


def font_address(name: str) -> str:
    """The file: URL of one of the report's fonts."""
    return _path(name).as_uri()


@cache
def font_content(name: str) -> bytes:
    """The content of one of the report's font files."""
    return _path(name).read_bytes()


def font_data(name: str) -> str:
    """The data: URL of one of the report's fonts."""
    return _data(_path(name).read_bytes())


def font_on_site(name: str) -> str:
    """The address of one of the report's fonts on this site."""
    return static(f"fonts/{name}")


def font_faces(address: Callable[[str], str]) -> str:
    """The CSS that declares the report's fonts, read from `address` of their file names."""
    return "\n".join(
        f'@font-face {{ font-family: "Source Sans 3"; font-style: {style}; font-weight: 200 900; '
        f'src: url("{address(name)}") format("truetype"); }}'
        for style, name in FONTS.items()
    )


def with_fonts_inside(html: str) -> str:
    """The rendered document with its fonts embedded, so that it needs no other file."""
    return html.replace(font_faces(font_address), font_faces(font_data), 1)


# ---- what the report's own font lacks


@dataclass(frozen=True, slots=True)
class Choice:
    """The font files needed beside Source Sans, the most needed first, and the characters that no font has."""

    fonts: tuple[Path, ...]
    missing: frozenset[str]


def choose_fonts(text: Iterable[str]) -> Choice:
    """The fonts for the characters of the text: none if Source Sans has them all."""
    missing = {char for char in text if _needs_glyph(char)} - coverage(_path(FONTS["normal"]))
    fonts: list[Path] = []
    while missing:
        best = max(settings.SCRIPT_FONTS, key=lambda path: len(missing & coverage(path)))
        if not missing & coverage(best):
            break
        fonts.append(best)
        missing -= coverage(best)
    return Choice(tuple(fonts), frozenset(missing))


def with_script_fonts(html: str) -> str:
    """The document with the needed parts of further fonts embedded; unchanged if Source Sans has all characters.

    Each has a family of its own, since WeasyPrint mixes up fonts of one family, and since a font of the same name that
    the server has must not take its place.
    """
    characters = frozenset(html)
    fonts = choose_fonts(characters).fonts
    if not fonts:
        return html
    html = FAMILIES.sub(lambda found: found[1] + "".join(f"{_family(path)}, " for path in fonts), html)
    return html.replace("</style>", f"\n{_script_faces(fonts, characters)}\n</style>", 1)


@cache
def coverage(path: Path) -> frozenset[str]:
    """The characters that the font has."""
    with TTFont(path, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def _needs_glyph(char: str) -> bool:
    return unicodedata.category(char) not in WITHOUT_GLYPH and char not in VARIATION_SELECTORS


def _family(path: Path) -> str:
    return f"Report-{path.stem.partition('[')[0]}"


def _script_faces(fonts: Sequence[Path], characters: Set[str]) -> str:
    return "\n".join(
        f"@font-face {{ font-family: {_family(path)}; font-weight: 200 900; "
        f"src: url({_data(_part(path, characters))}); }}"
        for path in fonts
    )


def _part(path: Path, characters: Set[str]) -> bytes:
    """A font file with no more than the characters; the same ones give the same bytes."""
    part = io.BytesIO()
    with TTFont(path, lazy=True, recalcTimestamp=False) as font:
        subsetter = Subsetter()
        subsetter.populate(unicodes=map(ord, characters & coverage(path)))
        subsetter.subset(font)
        font.save(part)
    return part.getvalue()


# ---- files


def _path(name: str) -> Path:
    return Path(settings.FONT_DIR) / name


def _data(content: bytes) -> str:
    return f"data:font/ttf;base64,{base64.b64encode(content).decode()}"
