"""Cuts the HTML of a report into chapters that are printed separately, and fills in the page numbers they refer to.

A cut is only where a chapter begins a new page, so a chapter looks the same on its own. What depends on the pages
before it is left out of a chapter: the heads and feet of its pages are printed as a document of their own, the frame,
and references to pages are filled in when the pages of all chapters are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

# The least number of chapters that are worth printing separately.
FEWEST: Final = 3
# The page number that is laid out while the right one is not known. Most have two digits.
UNKNOWN_PAGE: Final = "00"
# The frame has everything in the margins but the name of the chapter.
CHAPTER_STYLE: Final = """
@page {
  @top-right { content: none }
  @bottom-left { content: none }
  @bottom-right { content: none }
}
@page cover { @top-right { content: none } }
a.page::before { content: attr(data-page) }
"""
# A reference to a page, as the templates write it.
REFERENCE: Final = re.compile('<a class="page" href="#([^"]+)"')
COVER: Final = "cover"
# The summary alone, of two pages.
BRIEF: Final = "brief"
FRAME_STYLE: Final = "@page { @top-left { content: none } }"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the report that begins on a new page: its name, and its HTML without style and page numbers."""

    name: str
    html: str

    @property
    def references(self) -> frozenset[str]:
        """The anchors whose page numbers the chapter prints."""
        return frozenset(REFERENCE.findall(self.html))

    def with_pages(self, pages: Mapping[str, int]) -> str:
        """The HTML with the page numbers of the anchors that it refers to."""
        if not self.references:
            return self.html
        root = _parsed(self.html)
        for link in root.iterfind(".//a[@class='page']"):
            anchor = link.get("href", "").removeprefix("#")
            link.set("data-page", str(pages.get(anchor, UNKNOWN_PAGE)))
        return ET.tostring(root, encoding="unicode")


@dataclass(frozen=True, slots=True)
class CutReport:
    """The chapters of a report, its style, and the HTML of the document without content."""

    chapters: tuple[Chapter, ...]
    has_cover: bool
    style: str
    shell: str

    @property
    def chapter_style(self) -> str:
        """The style in which chapters are printed."""
        return self.style + CHAPTER_STYLE

    @property
    def frame_style(self) -> str:
        """The style in which the frame is printed."""
        return self.style + FRAME_STYLE

    def frame(self, pages: int) -> str:
        """The HTML of a document with as many pages, which are empty except for their margins."""
        root = _parsed(self.shell)
        main = _only(root, "body/main")
        for number in range(pages):
            is_cover = number == 0 and self.has_cover
            ET.SubElement(main, "section", {"class": COVER if is_cover else "chapter"})
        return ET.tostring(root, encoding="unicode")


def cut(html: str) -> CutReport | None:
    """The report in chapters; None if it has too few to print them separately."""
    root = _parsed(html)
    body, main, style = (_only(root, path) for path in ("body", "body/main", "head/style"))
    if BRIEF in body.get("class", "").split():
        return None
    groups: list[list[ET.Element]] = []
    for section in main:
        if not groups or not _continues(section):
            groups.append([])
        groups[-1].append(section)
    if len(groups) < FEWEST:
        return None
    css, style.text = style.text or "", ""
    main[:] = []
    shell = ET.tostring(root, encoding="unicode")
    for name in [name for name in body.attrib if name.startswith("data-")]:
        # These are printed in the margins.
        del body.attrib[name]
    chapters = []
    for group in groups:
        main[:] = group
        chapters.append(Chapter(_name_of(group[0]), ET.tostring(root, encoding="unicode")))
    return CutReport(tuple(chapters), COVER in groups[0][0].get("class", "").split(), css, shell)


def pages_of(parts: Iterable[tuple[int, Mapping[str, int]]]) -> dict[str, int]:
    """The page number of each anchor, from the number of pages of each part and the places of its anchors in it."""
    pages: dict[str, int] = {}
    before = 1
    for length, anchors in parts:
        for anchor, place in anchors.items():
            pages.setdefault(anchor, before + place)
        before += length
    return pages


def _name_of(section: ET.Element) -> str:
    heading = section.find(".//h1")
    words = "" if heading is None else " ".join("".join(heading.itertext()).split())
    return words or section.get("class", "")


def _continues(section: ET.Element) -> bool:
    """Whether a section may begin on the page on which the one before it ends."""
    classes = section.get("class", "").split()
    return "follows" in classes or not {COVER, "chapter"}.intersection(classes)


def _parsed(html: str) -> ET.Element:
    return ET.fromstring(html)  # noqa: S314 - our own templates; what people wrote is escaped in them


def _only(root: ET.Element, path: str) -> ET.Element:
    """The element at the path, which every report has."""
    found = root.find(path)
    if found is None:
        raise ValueError(f"a report without {path}")
    return found
