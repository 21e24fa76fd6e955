"""Prints a report: its chapters in several processes, then merged into one file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from assessments.report.printing import kept
from assessments.report.printing.chapters import CutReport, cut, pages_of
from assessments.report.printing.embedding import font_file
from assessments.report.printing.kept import Kept
from assessments.report.printing.merging import merge
from assessments.report.printing.pdf import Pdf, PrintedPart, render_pdf, signs_of_life
from assessments.report.printing.processes import ChapterNotPrinted, Printer, Task, printer

# Page numbers are filled in until they are right. Later rounds only change some if a number gets more digits.
MOST_ROUNDS: Final = 8


def _nothing() -> None:
    """Does nothing."""


def print_report(
    html: str, *, keep_as: str = "", notice: Callable[[], None] = _nothing, merging: Callable[[], None] = _nothing
) -> Pdf:
    """The report as PDF/UA-1: the same HTML gives the same bytes, in however many processes it is printed.

    Chapters that were printed before under the name `keep_as` are not printed again, and all are kept under it.
    `notice` is called about once a second, `merging` when all chapters are printed; an exception in either ends it.
    Raises ChapterNotPrinted.
    """
    report = cut(html)
    if report is None:
        with signs_of_life(notice):
            return render_pdf(html)
    with printer() as own_printer:
        printed = print_parts(report, own_printer, notice, kept.read(keep_as) if keep_as else Kept())
    merging()
    fonts = font_file(part.fonts for part in (*printed.chapters, printed.frame))
    content = merge([part.content for part in printed.chapters], printed.frame.content, fonts)
    if keep_as:
        kept.write(keep_as, printed.kept)
    return Pdf(content, printed.frame.pages)


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """The printed chapters of a report and its frame, and what is kept of them."""

    chapters: tuple[PrintedPart, ...]
    frame: PrintedPart
    kept: Kept


def print_parts(report: CutReport, own_printer: Printer, notice: Callable[[], None], earlier: Kept) -> PrintedReport:
    """The chapters with the right page numbers, and the frame. Raises ChapterNotPrinted.

    It takes several rounds: a chapter is printed when the pages are known that it refers to.
    """
    done, pages = dict(earlier.parts), earlier.pages
    latest: dict[int, PrintedPart] = {}
    tasks: dict[int, Task] = {}
    for _ in range(MOST_ROUNDS):
        tasks = tasks_of(report, pages, latest)
        new = [task for task in tasks.values() if task not in done]
        done |= zip(new, own_printer.print_all(new, notice), strict=True)
        before = dict(latest)
        latest |= {number: done[task] for number, task in tasks.items()}
        if latest == before:
            break
        chapters = [latest[number] for number in takewhile(latest.__contains__, range(len(report.chapters)))]
        pages = pages_of((part.pages, part.anchors) for part in chapters)
    for number, chapter in enumerate(report.chapters):
        if number not in tasks or tasks[number].only_measured:
            raise ChapterNotPrinted(chapter.name, "the numbers of the pages that it refers to were not found")
    used = {task: done[task] for number, task in tasks.items() if number < len(report.chapters)}
    return PrintedReport(tuple(used.values()), latest[len(report.chapters)], Kept(used, pages))


def tasks_of(report: CutReport, pages: Mapping[str, int], latest: Mapping[int, PrintedPart]) -> dict[int, Task]:
    """What can be printed as far as the pages of anchors are known, by the numbers of the chapters.

    A chapter that refers to unknown pages is only laid out, so that the pages after it are known; the last one waits.
    The frame has the number after the chapters.
    """
    tasks: dict[int, Task] = {}
    last = len(report.chapters) - 1
    for number, chapter in enumerate(report.chapters):
        is_known = chapter.references <= pages.keys()
        if is_known or (number not in latest and number != last):
            html = chapter.with_pages(pages)
            tasks[number] = Task(chapter.name, report.chapter_style, html, only_measured=not is_known)
    if len(latest) > last:
        length = sum(latest[number].pages for number in range(last + 1))
        tasks[last + 1] = Task("", report.frame_style, report.frame(length))
    return tasks
