"""How full the pages of a laid-out report are, and which of them look empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from weasyprint.document import Document
from weasyprint.formatting_structure.boxes import MarginBox, ReplacedBox, TextBox

# The least fill of a page in percent: on the last page of a chapter, and on any other.
LEAST_AT_END: Final = 40
LEAST: Final = 65
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4"})


@dataclass(frozen=True, slots=True)
class PageFill:
    """One page: how far down its last line is (percent), the chapter that is on it, and what is wrong with it.

    The chapter is the one that starts on the page, or else the one that goes on. `ends_chapter` says whether the next
    page begins with another chapter, or with the indicators after the opening of an area.
    """

    number: int
    chapter: str
    percent: int
    ends_chapter: bool
    ends_with_heading: bool

    @property
    def is_too_empty(self) -> bool:
        """Whether the page is emptier than its place in the chapter allows. The cover is measured by no rule."""
        return self.number > 1 and self.percent < (LEAST_AT_END if self.ends_chapter else LEAST)

    @property
    def fault(self) -> str:
        """What is wrong with the page, in English for the command; "" if nothing is."""
        if self.is_too_empty:
            return f"only {self.percent} % full"
        return "its last line is a heading" if self.ends_with_heading else ""


def page_fills(document: Document) -> list[PageFill]:
    """The fill of each page of a document that WeasyPrint has laid out."""
    fills: list[PageFill] = []
    pages = [_content_of(page) for page in document.pages]
    sections = [_sections_of(page) for page in document.pages]
    chapter = ""
    for number, (area, boxes) in enumerate(pages, 1):
        starts = ["".join(box.element.itertext()) for box in boxes if box.element_tag == "h1"]
        last = max(boxes, key=_end, default=None)
        shown = 0.0 if last is None else (_end(last) - area.content_box_y()) / area.height
        ends = number == len(pages) or sections[number - 1][-1:] != sections[number][:1]
        fills.append(
            PageFill(
                number,
                starts[0] if starts else chapter,
                round(100 * shown),
                ends,
                last is not None and last.element_tag in HEADINGS,
            )
        )
        chapter = starts[-1] if starts else chapter
    return fills


def _sections_of(page: Any) -> list[Any]:
    """The sections on the page, in their order."""
    return [box.element for box in _inside(page._page_box) if box.element_tag == "section"]


def _content_of(page: Any) -> tuple[Any, list[Any]]:
    """The page's own box, and the texts and pictures on it, without running heads and folios."""
    area = page._page_box
    body = (box for child in area.children if not isinstance(child, MarginBox) for box in _inside(child))
    return area, [box for box in body if isinstance(box, TextBox | ReplacedBox)]


def _inside(box: Any) -> Iterator[Any]:
    yield box
    for child in getattr(box, "children", ()):
        yield from _inside(child)


def _end(box: Any) -> float:
    end: float = box.position_y + box.height
    return end
