"""Prints a report: its chapters in several processes, then merged into one file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from assessments.report.printing.chapters import CHAPTER_STYLE, FRAME_STYLE, Chapter, cut, pages_of
from assessments.report.printing.embedding import font_file
from assessments.report.printing.merging import merge
from assessments.report.printing.pdf import Pdf, Press, PrintedPart, render_pdf, signs_of_life
from assessments.report.printing.processes import Printer, Task, printer

# Page numbers are filled in until they are right; each time they can only change if they get more digits.
MOST_ROUNDS: Final = 5


def _nothing() -> None:
    """Does nothing."""


def print_report(html: str, *, notice: Callable[[], None] = _nothing, merging: Callable[[], None] = _nothing) -> Pdf:
    """The report as PDF/UA-1: the same HTML gives the same bytes, in however many processes it is printed.

    `notice` is called about once a second, `merging` when all chapters are printed; an exception in either ends it.
    Raises ChapterNotPrinted.
    """
    report = cut(html)
    if report is None:
        with signs_of_life(notice):
            return render_pdf(html)
    with printer(report.style + CHAPTER_STYLE) as chapter_printer:
        parts = print_chapters(report.chapters, chapter_printer, notice)
    merging()
    pages = sum(part.pages for part in parts)
    with signs_of_life(notice):
        frame = Press(report.style + FRAME_STYLE).print(report.frame(pages))
    fonts = font_file(part.fonts for part in (*parts, frame))
    return Pdf(merge([part.content for part in parts], frame.content, fonts), pages)


def print_chapters(
    chapters: tuple[Chapter, ...], chapter_printer: Printer, notice: Callable[[], None]
) -> list[PrintedPart]:
    """The printed chapters with the right page numbers. Those with references to pages are only laid out at first."""
    printed: dict[Task, PrintedPart] = {}
    pages: dict[str, int] = {}
    for _ in range(MOST_ROUNDS):
        tasks = [
            Task(each.name, each.with_pages(pages), only_measured=each.has_references and not pages)
            for each in chapters
        ]
        wanted = [task for task in tasks if task not in printed]
        if not wanted:
            break
        printed |= zip(wanted, chapter_printer.print_all(wanted, notice), strict=True)
        pages = pages_of([(printed[task].pages, printed[task].anchors) for task in tasks])
    return [printed[task] for task in tasks]
