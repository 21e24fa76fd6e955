"""Estimates which chapter a page belongs to before pages are counted, from the amount of content per chapter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Final

CHAPTER: Final = re.compile(r'<section class="chapter.*?(?=<section class="chapter|</body>)', re.DOTALL)
TITLE: Final = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
NOT_TEXT: Final = re.compile(r"<svg.*?</svg>|<[^>]+>", re.DOTALL)
# The space that a chart and a table row take, and that a page has, in characters of text. Measured on demo reports in
# both languages: a chapter then begins within four pages of the estimate, and within two if the number of pages of an
# earlier issue is known.
CHART: Final = 900
ROW: Final = 70
PAGE: Final = 3800


@dataclass(frozen=True, slots=True)
class Outline:
    """The estimated first page and the title of each chapter, in the order of the report."""

    starts: tuple[tuple[float, str], ...]

    def chapter_at(self, page: int) -> str:
        """The title of the chapter that `page` (from 1) is probably in; "" before the first chapter."""
        return next((title for start, title in reversed(self.starts) if page >= start), "")


def outline_of(html: str, *, pages: int = 0) -> Outline:
    """The outline of a rendered report. `pages` is the number of pages of an earlier, similar issue, 0 if there is
    none.
    """
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
