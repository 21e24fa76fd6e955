"""Renders the report's tree as one HTML document with its style inside."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import translation
from django.utils.safestring import mark_safe

from assessments.design_tokens import with_tokens
from assessments.models import ReportKind
from assessments.report.content.tree import ReportContext

STYLE_SHEETS: Final = ("report_tables.css", "report.css")
# Characters that XML 1.0 forbids even when escaped: control characters, lone surrogates, two non-characters.
NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A link inside the report, as the templates write it.
LINK: Final = re.compile(r'<a(?: class="page")? href="#([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
# Markup and whatever cannot contain a <span>; or else text between two tags.
MARKUP_OR_TEXT: Final = re.compile(r"(<head.*?</head>|<svg.*?</svg>|<[^>]*>)|([^<]+)", re.DOTALL)
# A web or an e-mail address in text whose special characters are escaped.
ADDRESS: Final = re.compile(r"(?:https?://|www\.)[^\s<]+|[^\s<@]+@[^\s<@]+\.[^\s<@]+")
ANCHOR: Final = re.compile(r' id="([^"]+)"')
TEMPLATES: Final = {ReportKind.FULL: "report/report.html", ReportKind.SUMMARY: "report/summary_only.html"}
FONTS: Final = {"normal": "SourceSans3[wght].ttf", "italic": "SourceSans3-Italic[wght].ttf"}


class MissingFont(Exception):
    """A font file of the report is missing; the message is its file name."""


def require_fonts() -> None:
    """Raises MissingFont if a font file is missing; a substitute font would change the report."""
    for name in FONTS.values():
        if not (Path(settings.FONT_DIR) / name).is_file():
            raise MissingFont(name)


def render_html(
    context: ReportContext,
    *,
    embedded_fonts: bool = False,
    nonce: str = "",
    template: str = TEMPLATES[ReportKind.FULL],
) -> str:
    """The report as one HTML document with its style inside.

    `embedded_fonts` makes it self-contained. With a `nonce` it is a page of the site: the content security policy
    allows only a style with that nonce. Otherwise it refers to the font files of this installation.
    """
    address = _font_data if embedded_fonts else _font_on_site if nonce else font_address
    # Both parts are files of this project; the style contains nothing that a user typed.
    style = mark_safe(_font_faces(address) + "\n" + style_sheet())  # noqa: S308
    with translation.override(context.language):
        html = render_to_string(template, {"report": context, "style": style, "nonce": nonce})
    return with_whole_addresses(without_dead_links(NOT_IN_XML.sub("", html)))


def with_fonts_inside(html: str) -> str:
    """The rendered document with its fonts embedded, so that it needs no other file."""
    return html.replace(_font_faces(font_address), _font_faces(_font_data), 1)


def without_dead_links(html: str) -> str:
    """The document with links to parts that are not printed replaced by plain text."""
    anchors = set(ANCHOR.findall(html))
    return LINK.sub(lambda link: link[0] if link[1] in anchors else link[2], html)


def with_whole_addresses(html: str) -> str:
    """The document with web and e-mail addresses marked, so that they may break but get no hyphen of ours."""

    def marked(found: re.Match[str]) -> str:
        return found[1] or ADDRESS.sub(r'<span class="address">\g<0></span>', found[2])

    return MARKUP_OR_TEXT.sub(marked, html)


@cache
def style_sheet() -> str:
    """The style sheets as one, with the design tokens replaced by their values from tokens.css."""
    folder = Path(settings.BASE_DIR) / "static" / "css"
    return with_tokens("\n".join((folder / name).read_text(encoding="utf-8") for name in STYLE_SHEETS))


def font_address(name: str) -> str:
    """The file: URL of one of the report's fonts."""
    return (Path(settings.FONT_DIR) / name).as_uri()


def _font_data(name: str) -> str:
    content = base64.b64encode((Path(settings.FONT_DIR) / name).read_bytes()).decode()
    return f"data:font/ttf;base64,{content}"


def _font_on_site(name: str) -> str:
    return static(f"fonts/{name}")


def _font_faces(address: Callable[[str], str]) -> str:
    return "\n".join(
        f'@font-face {{ font-family: "Source Sans 3"; font-style: {style}; font-weight: 200 900; '
        f'src: url("{address(name)}") format("truetype"); }}'
        for style, name in FONTS.items()
    )
