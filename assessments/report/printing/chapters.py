"""Cuts the HTML of a report into chapters that are printed separately, and fills in the page numbers they refer to.

A cut is only where a chapter begins a new page, so a chapter looks the same on its own. What depends on the pages
before it is left out of a chapter: the heads and feet of its pages are printed as a document of their own, the frame,
and references to pages are filled in when all chapters are laid out. Until then they have as many zeros as digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final
from xml.etree import ElementTree as ET

from assessments.report.printing.pdf import Layout

# The least number of chapters that are worth printing separately.
FEWEST: Final = 3
# Markup, with the anchor if it is one; and about how many characters are printed on a page.
MARKUP: Final = re.compile('<(?:[^>]* id="([^"]+)")?[^>]*>')
CHARACTERS_ON_PAGE: Final = 2700
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

    def with_room(self, pages: Mapping[str, int]) -> str:
        """The HTML with room for the page numbers that it refers to, whose digits all have the same width."""

        def with_zeros(link: re.Match[str]) -> str:
            return f'{link[0]} data-page="{"0" * len(str(pages.get(link[1], 0)))}"'

        return REFERENCE.sub(with_zeros, self.html)


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

    def guessed_pages(self) -> dict[str, int]:
        """About the page of each anchor, from the length of the text before it. Only their digits are used."""
        pages: dict[str, int] = {}
        first = 1
        for chapter in self.chapters:
            # Split by markup, a chapter is text and anchors by turns.
            parts = MARKUP.split(chapter.html)
            before = 0
            for text, anchor in zip_longest(parts[::2], parts[1::2]):
                before += len(text)
                if anchor:
                    pages.setdefault(anchor, first + before // CHARACTERS_ON_PAGE)
            first += 1 + before // CHARACTERS_ON_PAGE
        return pages

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


def pages_of(layouts: Iterable[Layout]) -> dict[str, int]:
    """The page number of each anchor in a report whose chapters have these layouts."""
    pages: dict[str, int] = {}
    before = 1
    for layout in layouts:
        for anchor, place in layout.anchors.items():
            pages.setdefault(anchor, before + place)
        before += layout.pages
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
