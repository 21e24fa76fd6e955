"""Renders the report's tree as one HTML document, and that as a tagged PDF: the only module that imports WeasyPrint."""

from __future__ import annotations

import base64
import gc
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pydyf
from cssselect2 import ElementWrapper
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import translation
from django.utils.safestring import mark_safe
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from assessments.design_tokens import with_tokens
from assessments.models import ReportKind
from assessments.report.content.tree import ReportContext

# Fonts are subset while the PDF is written, and a subset contains the current time unless this variable is set: without
# it the same report would have different bytes every second.
os.environ.setdefault("SOURCE_DATE_EPOCH", "0")

STYLE_SHEETS: Final = ("report_tables.css", "report.css")
# Characters that XML 1.0 forbids even when escaped: control characters, lone surrogates, two non-characters.
NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A link inside the report, as the templates write it.
LINK: Final = re.compile(r'<a(?: class="page")? href="#([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
ANCHOR: Final = re.compile(r' id="([^"]+)"')
TEMPLATES: Final = {ReportKind.FULL: "report/report.html", ReportKind.SUMMARY: "report/summary_only.html"}
# Either markup, or a word of 120 or more characters, which is longer than any line.
MARKUP_OR_LONG_WORD: Final = re.compile(r"(<style.*?</style>|<[^>]*>)|((?:&[^;\s]+;|[^\s<&]){120,})", re.DOTALL)
PART_OF_WORD: Final = re.compile(r"(?:&[^;\s]+;|[^&]){1,60}")
ZERO_WIDTH_SPACE: Final = "\u200b"
FONTS = {"normal": "SourceSans3[wght].ttf", "italic": "SourceSans3-Italic[wght].ttf"}


class NotAllowed(ValueError):
    """An address that a report must not read."""


class MissingFont(Exception):
    """A font file of the report is missing; the message is its file name."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """A PDF file and the number of its pages."""

    content: bytes
    pages: int


class FontFetcher(URLFetcher):  # type: ignore[misc]
    """Reads the report's own fonts and data: URLs, and refuses all other addresses."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The resource at `url`; raises NotAllowed unless it is one of the fonts or a data: URL."""
        if url.startswith("data:") or url in {font_address(name) for name in FONTS.values()}:
            return super().fetch(url, headers)
        raise NotAllowed(f"a report reads no {url[:80]}")


class WellFormedHTML(HTML):  # type: ignore[misc]
    """A document that is both HTML and XML, parsed as XML: an HTML5 parser in Python would take a second."""

    def __init__(self, string: str) -> None:
        """Raises ParseError if the document is not well-formed, which is a bug in a template."""
        self.base_url = None
        self.url_fetcher = FontFetcher()
        self.media_type = "print"
        root = ET.fromstring(string)  # noqa: S314 - our own templates; what people wrote is escaped in them
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = root

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        """None: the usual one gives every element six pseudo-elements, and the report styles what it uses."""
        return []


def font_address(name: str) -> str:
    """The file: URL of one of the report's fonts."""
    return (Path(settings.FONT_DIR) / name).as_uri()


def _font_data(name: str) -> str:
    content = base64.b64encode((Path(settings.FONT_DIR) / name).read_bytes()).decode()
    return f"data:font/ttf;base64,{content}"


@cache
def _style_sheet() -> str:
    """The style sheets as one, with the design tokens replaced by their values from tokens.css."""
    folder = Path(settings.BASE_DIR) / "static" / "css"
    return with_tokens("\n".join((folder / name).read_text(encoding="utf-8") for name in STYLE_SHEETS))


def _font_faces(address: Callable[[str], str]) -> str:
    return "\n".join(
        f'@font-face {{ font-family: "Source Sans 3"; font-style: {style}; font-weight: 200 900; '
        f'src: url("{address(name)}") format("truetype"); }}'
        for style, name in FONTS.items()
    )


def require_fonts() -> None:
    """Raises MissingFont if a font file is missing; a substitute font would change the report."""
    for name in FONTS.values():
        if not (Path(settings.FONT_DIR) / name).is_file():
            raise MissingFont(name)


def with_fonts_inside(html: str) -> str:
    """The rendered document with its fonts embedded, so that it needs no other file."""
    return html.replace(_font_faces(font_address), _font_faces(_font_data), 1)


def _font_on_site(name: str) -> str:
    return static(f"fonts/{name}")


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
    style = mark_safe(_font_faces(address) + "\n" + _style_sheet())  # noqa: S308
    with translation.override(context.language):
        html = render_to_string(template, {"report": context, "style": style, "nonce": nonce})
    return without_dead_links(NOT_IN_XML.sub("", html))


def without_dead_links(html: str) -> str:
    """The document with links to parts that are not printed replaced by plain text."""
    anchors = set(ANCHOR.findall(html))
    return LINK.sub(lambda link: link[0] if link[1] in anchors else link[2], html)


def with_breaks(html: str) -> str:
    """The document with break opportunities in words that are longer than a line.

    Without them WeasyPrint lays out the rest of such a word again for every line: twice the length takes four times as
    long.
    """

    def broken(found: re.Match[str]) -> str:
        return found[1] or ZERO_WIDTH_SPACE.join(PART_OF_WORD.findall(found[2]))

    return MARKUP_OR_LONG_WORD.sub(broken, html)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """A report makes a million objects that all live until it is written: looking for garbage among them finds none
    and takes a quarter of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _give_headers_their_scope(_document: Document, pdf: pydyf.PDF) -> None:
    """Marks every header cell as heading a column or a row, which PDF/UA-1 checkers require (clause 7.5).

    WeasyPrint links each data cell to its headers but leaves out their scope.
    """
    elements = {element.reference: element for element in pdf.objects if isinstance(element, pydyf.Dictionary)}
    for cell in elements.values():
        if cell.get("S") == "/TH":
            row = elements[cell["P"]]
            cell["A"]["Scope"] = "/Column" if elements[row["P"]]["S"] == "/THead" else "/Row"


def _with_room[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """The function with a frame of half a megabyte, so that the frames of all it calls lie in the same memory.

    CPython keeps frames in chunks of 16 KB, and takes one from the operating system and gives it back whenever a call
    crosses the edge of the last: 68,000 times for a report, whose layout calls deeply, and a tenth of its time.
    """
    function.__code__ = function.__code__.replace(co_stacksize=60_000)
    return function


@_with_room
def render_pdf(html: str) -> Pdf:
    """The document as PDF/UA-1, and its number of pages. The same HTML gives the same bytes; nothing is fetched."""
    with _collector_paused():
        document = WellFormedHTML(with_breaks(html)).render(
            font_config=FontConfiguration(), pdf_variant="pdf/ua-1", pdf_tags=True
        )
        content = document.write_pdf(
            finisher=_give_headers_their_scope, pdf_variant="pdf/ua-1", pdf_tags=True, pdf_identifier=None
        )
        return Pdf(content, len(document.pages))
