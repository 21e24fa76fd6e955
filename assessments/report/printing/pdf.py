"""Renders the HTML of a report as a tagged PDF: docs/architecture.md lists the modules that import WeasyPrint.

WellFormedHTML, the replaced `add_tags` and the numbers of pages use private parts of WeasyPrint, which therefore has an
upper bound in `pyproject.toml`.
"""

from __future__ import annotations

import logging
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Final
from xml.etree import ElementTree as ET

import weasyprint.pdf
from cssselect2 import ElementWrapper
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.text.ffi import pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.text.line_break import create_layout
from weasyprint.urls import URLFetcher, URLFetcherResponse

from assessments.report.printing import faster
from assessments.report.printing.balance import balanced
from assessments.report.printing.embedding import FontUse, NotEmbedded, build_unless_merged, uses_of
from assessments.report.printing.fonts import FONTS, MissingFont, font_address
from assessments.report.printing.tags import add_tags, keep_one_annotation_each, resolve_links

# Fonts are subset while the PDF is written, and a subset contains the current time unless this variable is set: without
# it the same report would have different bytes every second.
os.environ.setdefault("SOURCE_DATE_EPOCH", "0")

weasyprint.pdf.add_tags = add_tags
weasyprint.pdf.resolve_links = resolve_links
weasyprint.pdf.build_fonts_dictionary = build_unless_merged
faster.install()

PDF_UA: Final = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}
# WeasyPrint's logger for progress messages; it writes a record at least once per page.
PROGRESS: Final = logging.getLogger("weasyprint.progress")
WARNINGS: Final = logging.getLogger("weasyprint")
# The only sign of WeasyPrint that it uses another font than the style sheet says.
FONT_NOT_LOADED: Final = "Font-face %r cannot be loaded"
# Either markup, or a word of 120 or more characters, which is longer than any line.
MARKUP_OR_LONG_WORD: Final = re.compile(r"(<style.*?</style>|<[^>]*>)|((?:&[^;\s]+;|[^\s<&]){120,})", re.DOTALL)
PART_OF_WORD: Final = re.compile(r"(?:&[^;\s]+;|[^&]){1,60}")
# What a person wrote, as the templates print it; and its markup, with the label in the language of the report.
WRITTEN: Final = re.compile(r'(<p class="told" dir="auto">)(.*?)(</p>)', re.DOTALL)
LABEL_OR_MARKUP: Final = re.compile(r'<b dir="ltr">.*?</b>|<[^>]*>')
# The tag of the box with the number of the page that a link leads to.
NUMBER_OF_PAGE: Final = "a::before"
ZERO_WIDTH_SPACE: Final = "\u200b"


class NotAllowed(ValueError):
    """An address that a report must not read."""


class _NoOtherFont(logging.Handler):
    """Aborts WeasyPrint when a font cannot be loaded, instead of letting it take another one."""

    def emit(self, record: logging.LogRecord) -> None:
        """Raises MissingFont with the name of the font family."""
        if record.msg == FONT_NOT_LOADED:
            raise MissingFont(str(record.args[0]) if isinstance(record.args, tuple) else "")


WARNINGS.addHandler(_NoOtherFont())


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


@cache
def font_fetcher() -> FontFetcher:
    """The fetcher of all reports: a new one reads the certificates of all authorities each time."""
    return FontFetcher()


class WellFormedHTML(HTML):  # type: ignore[misc]
    """A document that is both HTML and XML, parsed as XML and without WeasyPrint's default style sheet.

    WeasyPrint has no public API for either. Its HTML5 parser, written in Python, and its default style sheet, which
    gives every element six pseudo-elements, take 31 % more processor time for a report of 80 pages.
    """

    def __init__(self, string: str) -> None:
        """Raises ParseError if the document is not well-formed, which is a bug in a template."""
        self.base_url = None
        self.url_fetcher = font_fetcher()
        self.media_type = "print"
        root = ET.fromstring(string)  # noqa: S314 - our own templates; what people wrote is escaped in them
        _resolve_directions(root)
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = root

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        """No default style sheets: report.css contains the rules that the report needs."""
        return []


def render_pdf(html: str) -> Pdf:
    """The document as PDF/UA-1 with its pages counted. The same HTML gives the same bytes; nothing is fetched."""
    return write_pdf(lay_out(html))


def lay_out(html: str) -> Document:
    """The document laid out on pages."""
    prepared = WellFormedHTML(with_breaks(with_lines_apart(html)))
    return balanced(prepared.render(font_config=FontConfiguration(), **PDF_UA))


def write_pdf(document: Document) -> Pdf:
    """Writes the laid-out pages as PDF/UA-1."""
    keep_one_annotation_each(document)
    content = document.write_pdf(pdf_identifier=None, **PDF_UA)
    return Pdf(content, len(document.pages))


# Pages on which everything has its place, but nothing is drawn yet.
type LaidOut = Document


@dataclass(frozen=True, slots=True)
class Layout:
    """How many pages a part of a report has, and the page of each anchor, from 0."""

    pages: int
    anchors: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PrintedPart:
    """A part of a report as a PDF file without its fonts, and what is needed to merge it with the others."""

    content: bytes
    fonts: tuple[FontUse, ...]


class Press:
    """Prints parts of one report; their style is read once."""

    def __init__(self, style: str) -> None:
        self.fonts = FontConfiguration()
        self.style = CSS(string=style, font_config=self.fonts, url_fetcher=font_fetcher())

    def lay_out(self, html: str) -> LaidOut:
        """The part laid out on pages, with zeros where the numbers of pages belong."""
        prepared = WellFormedHTML(with_breaks(with_lines_apart(html)))
        return balanced(prepared.render(font_config=self.fonts, stylesheets=[self.style], **PDF_UA))

    def print(self, document: LaidOut, numbers: Mapping[str, int]) -> PrintedPart:
        """The part as a file, of the same bytes for the same HTML. `numbers` are the pages of anchors."""
        if numbers:
            _fill_in(document, numbers)
        document.fonts = NotEmbedded()
        return PrintedPart(write_pdf(document).content, uses_of(document.fonts))


def layout_of(document: LaidOut) -> Layout:
    """What others need to know of a part that is laid out."""
    places: dict[str, int] = {}
    for place, page in enumerate(document.pages):
        for anchor in page.anchors:
            places.setdefault(anchor, place)
    return Layout(len(document.pages), places)


def _fill_in(document: Document, numbers: Mapping[str, int]) -> None:
    """Writes the numbers of pages in place of the zeros, which take the same room."""
    for page in document.pages:
        for box in page._page_box.descendants():
            if isinstance(box, TextBox) and box.element_tag == NUMBER_OF_PAGE and box.element.get("class") == "page":
                box.text = str(numbers[box.element.get("href").removeprefix("#")])
                box.pango_layout = create_layout(box.text, box.style, None, None, 0)


def pango_version() -> str:
    """The version of Pango, which lays out the text of a line."""
    return f"{pango.pango_version()}"


@contextmanager
def signs_of_life(notice: Callable[[], None]) -> Iterator[None]:
    """Calls `notice` repeatedly while WeasyPrint works; an exception in it aborts WeasyPrint."""
    handler, level = _Notice(notice), PROGRESS.level
    PROGRESS.setLevel(logging.INFO)
    PROGRESS.addHandler(handler)
    try:
        yield
    finally:
        PROGRESS.removeHandler(handler)
        PROGRESS.setLevel(level)


class _Notice(logging.Handler):
    """A log handler that calls a function for every record."""

    def __init__(self, notice: Callable[[], None]) -> None:
        super().__init__()
        self.notice = notice

    def emit(self, record: logging.LogRecord) -> None:
        """Does not handle exceptions, unlike other log handlers, so that they abort WeasyPrint."""
        self.notice()


def with_breaks(html: str) -> str:
    """The document with break opportunities in words that are longer than a line.

    Without them WeasyPrint lays out the rest of such a word again for every line: twice the length takes four times as
    long.
    """

    def broken(found: re.Match[str]) -> str:
        return found[1] or ZERO_WIDTH_SPACE.join(PART_OF_WORD.findall(found[2]))

    return MARKUP_OR_LONG_WORD.sub(broken, html)


def with_lines_apart(html: str) -> str:
    """The document with each line an element with its own direction, in texts of lines in both directions."""

    def apart(found: re.Match[str]) -> str:
        lines = found[2].split("\n")
        if len({is_right_to_left(LABEL_OR_MARKUP.sub("", line)) for line in lines}) == 1:
            return found[0]
        elements = (f'<span class="apart" dir="auto">{line or "&#160;"}</span>' for line in lines)
        return "".join((found[1], *elements, found[3]))

    return WRITTEN.sub(apart, html)


def is_right_to_left(text: str) -> bool:
    """Whether the first letter of the text belongs to a script written from right to left, such as Arabic or Hebrew."""
    directions = (unicodedata.bidirectional(char) for char in text)
    return next((direction != "L" for direction in directions if direction in {"L", "R", "AL"}), False)


def _resolve_directions(root: ET.Element) -> None:
    """Replaces every `dir="auto"`, which WeasyPrint does not know, by the direction of the element's text.

    As in HTML, parts that have a direction of their own do not count.
    """
    for element in root.iterfind(".//*[@dir='auto']"):
        element.set("dir", "rtl" if is_right_to_left(_undirected_text(element)) else "ltr")


def _undirected_text(element: ET.Element) -> str:
    text = element.text or ""
    for child in element:
        text += ("" if "dir" in child.attrib else _undirected_text(child)) + (child.tail or "")
    return text
