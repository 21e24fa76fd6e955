"""Prints a report: its chapters in several processes, then merged into one file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assessments.report.printing import kept
from assessments.report.printing.chapters import CutReport, cut, pages_of
from assessments.report.printing.embedding import font_file
from assessments.report.printing.kept import Kept
from assessments.report.printing.merging import merge
from assessments.report.printing.pdf import Layout, Pdf, PrintedPart, render_pdf, signs_of_life
from assessments.report.printing.processes import ChapterNotPrinted, Printer, Printing, Task, printer

# The rounds until page numbers have the room that they need.
MOST_ROUNDS: Final = 8


def _nothing() -> None:
    """Does nothing."""


def print_report(
    html: str,
    *,
    keep_in: Path | None = None,
    notice: Callable[[], None] = _nothing,
    merging: Callable[[], None] = _nothing,
) -> Pdf:
    """The report as PDF/UA-1: the same HTML gives the same bytes, in however many processes it is printed.

    Chapters that are kept in the file `keep_in` are not printed again, and all are kept there afterwards.
    `notice` is called about once a second, `merging` when all chapters are printed; an exception in either ends it.
    Raises ChapterNotPrinted.
    """
    report = cut(html)
    if report is None:
        with signs_of_life(notice):
            return render_pdf(html)
    with printer() as own_printer:
        printed = print_parts(report, own_printer, notice, kept.read(keep_in) if keep_in else Kept())
    merging()
    fonts = font_file(part.fonts for part in (*printed.chapters, printed.frame))
    content = merge([part.content for part in printed.chapters], printed.frame.content, fonts)
    if keep_in:
        kept.write(keep_in, printed.kept)
    return Pdf(content, printed.pages)


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """The printed chapters of a report and its frame, the number of pages, and what is kept of them."""

    chapters: tuple[PrintedPart, ...]
    frame: PrintedPart
    pages: int
    kept: Kept


def print_parts(report: CutReport, own_printer: Printer, notice: Callable[[], None], earlier: Kept) -> PrintedReport:
    """The chapters with the right page numbers, and the frame. Raises ChapterNotPrinted.

    All chapters are laid out before any is printed, so that the pages are known that they refer to.
    """
    tasks, layouts = _laid_out(report, own_printer, notice, earlier)
    pages = pages_of(layouts[task] for task in tasks)
    for chapter in report.chapters:
        if missing := chapter.references - pages.keys():
            raise ChapterNotPrinted(chapter.name, f"it refers to what is on no page: {sorted(missing)}")
    printings = [
        Printing(task, tuple(sorted((anchor, pages[anchor]) for anchor in chapter.references)))
        for task, chapter in zip(tasks, report.chapters, strict=True)
    ]
    length = sum(layouts[task].pages for task in tasks)
    frame = Printing(Task("", report.frame_style, report.frame(length)))
    printed = dict(earlier.parts)
    new = [printing for printing in (*printings, frame) if printing not in printed]
    printed |= zip(new, own_printer.print(new, notice), strict=True)
    used = {printing: printed[printing] for printing in printings}
    return PrintedReport(
        tuple(used.values()), printed[frame], length, Kept(used, {task: layouts[task] for task in tasks}, pages)
    )


def _laid_out(
    report: CutReport, own_printer: Printer, notice: Callable[[], None], earlier: Kept
) -> tuple[list[Task], dict[Task, Layout]]:
    """The chapters with room for page numbers of the right length, and their layouts.

    A number of another length than was expected changes the layout of the chapter that refers to it, and then perhaps
    other numbers, so this takes several rounds.
    """
    layouts = dict(earlier.layouts)
    pages = {**report.guessed_pages(), **earlier.pages}
    for _ in range(MOST_ROUNDS):
        tasks = [Task(chapter.name, report.chapter_style, chapter.with_room(pages)) for chapter in report.chapters]
        new = [task for task in tasks if task not in layouts]
        layouts |= zip(new, own_printer.lay_out(new, notice), strict=True)
        found = pages | pages_of(layouts[task] for task in tasks)
        if not new and found == pages:
            return tasks, layouts
        pages = found
    raise ChapterNotPrinted(report.chapters[0].name, "the numbers of its pages were not found")
