"""Which chapter a page is in before the pages are counted: an estimate from how much each chapter holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Final

CHAPTER: Final = re.compile(r'<section class="chapter.*?(?=<section class="chapter|</body>)', re.DOTALL)
TITLE: Final = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
NOT_TEXT: Final = re.compile(r"<svg.*?</svg>|<[^>]+>", re.DOTALL)
# The room that each takes, in letters of text, and what a page holds of it: measured on reports of the demo in both
# languages, where a chapter then begins within four pages of where it is expected, and within two once an earlier
# issue tells the number of pages.
CHART: Final = 900
ROW: Final = 70
PAGE: Final = 3800


@dataclass(frozen=True, slots=True)
class Outline:
    """The page on which each chapter is expected to begin, and its title, in the order of the report."""

    starts: tuple[tuple[float, str], ...]

    def chapter_at(self, page: int) -> str:
        """The title of the chapter that `page` (from 1) is about in; "" before the first."""
        return next((title for start, title in reversed(self.starts) if page >= start), "")


def outline_of(html: str, *, pages: int = 0) -> Outline:
    """The outline of a rendered report. `pages`: of an earlier issue that was much the same, 0 if there is none."""
    chapters = CHAPTER.findall(html)
    sizes = [len(NOT_TEXT.sub("", c)) + CHART * c.count("<svg") + ROW * c.count("<tr") for c in chapters]
    # The cover comes before the first chapter.
    a_page = sum(sizes) / (pages - 1) if pages > 1 else PAGE
    starts, before = [], 0
    for chapter, size in zip(chapters, sizes, strict=True):
        title = TITLE.search(chapter)
        starts.append((2 + before / a_page, unescape(NOT_TEXT.sub("", title[1])) if title else ""))
        before += size
    return Outline(tuple(starts))
