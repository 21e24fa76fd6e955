"""The fonts of a report whose chapters are printed separately: embedded once, with the glyphs that all chapters use."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

import pydyf
from weasyprint import DEFAULT_OPTIONS
from weasyprint.pdf.fonts import Font, build_fonts_dictionary
from weasyprint.text.ffi import ffi, harfbuzz

from assessments.report.printing.fonts import FONTS, font_content

# Attributes of WeasyPrint's fonts that exist in one process only, and the file, which is long.
NOT_KEPT: Final = {"hb_font", "hb_face", "file_content"}
# HarfBuzz makes a copy of the content of a font.
COPIED: Final = 0

type FontUse = dict[str, Any]

ffi.cdef("""
hb_blob_t * hb_blob_create(const char *data, unsigned int length, int mode, void *user_data, void *destroy);
hb_face_t * hb_face_create(hb_blob_t *blob, unsigned int index);
""")


class NotEmbedded(dict[Any, Any]):
    """The fonts of a document that is written without them."""


def build_unless_merged(pdf: Any, fonts: Any, *args: Any) -> Any:
    """Embeds the fonts, in place of the function of WeasyPrint, unless they are embedded when chapters are merged."""
    return pydyf.Dictionary() if isinstance(fonts, NotEmbedded) else build_fonts_dictionary(pdf, fonts, *args)


def uses_of(fonts: Mapping[Any, Any]) -> tuple[FontUse, ...]:
    """What is needed to embed each font later, also in another process."""
    return tuple(
        {name: value for name, value in vars(font).items() if name not in NOT_KEPT}
        | {"file": _names_of_files().get(font.file_content, font.file_content)}
        for font in fonts.values()
    )


def font_file(chapters: Iterable[tuple[FontUse, ...]]) -> bytes:
    """A PDF file with nothing but the fonts that the chapters use, by their names, in its catalog."""
    pdf = pydyf.PDF()
    fonts = {font.hash: font for font in _united(chapters)}
    embedded = build_fonts_dictionary(pdf, fonts, True, True, DEFAULT_OPTIONS)
    pdf.add_object(embedded)
    pdf.catalog["Fonts"] = embedded.reference
    output = io.BytesIO()
    pdf.write(output, b"1.7", None, True)
    return output.getvalue()


def _united(chapters: Iterable[tuple[FontUse, ...]]) -> Iterable[Any]:
    """Each font once, with the glyphs that all chapters use."""
    united: dict[str, FontUse] = {}
    for use in (use for chapter in chapters for use in chapter):
        known = united.setdefault(use["hash"], {**use, "widths": {}, "to_unicode": {}, "missing": {}})
        for table in ("widths", "to_unicode", "missing"):
            known[table] = use[table] | known[table]
    return map(_font_of, united.values())


def _font_of(use: FontUse) -> Any:
    """The font of WeasyPrint, read again from its file."""
    font: Any = object.__new__(Font)
    vars(font).update(use)
    content = use["file"]
    font.file_content = content if isinstance(content, bytes) else font_content(content)
    blob = ffi.gc(
        harfbuzz.hb_blob_create(font.file_content, len(font.file_content), COPIED, ffi.NULL, ffi.NULL),
        harfbuzz.hb_blob_destroy,
    )
    font.hb_face = ffi.gc(harfbuzz.hb_face_create(blob, font.index), harfbuzz.hb_face_destroy)
    return font


@cache
def _names_of_files() -> dict[bytes, str]:
    """The names of the report's own font files by their content."""
    return {font_content(name): name for name in FONTS.values()}
