"""Printing a report in chapters: how it is cut, and that the merged file is like one that was printed at once."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from assessments.report.printing import kept, processes
from assessments.report.printing.chapters import cut, pages_of
from assessments.report.printing.fonts import font_address, font_faces
from assessments.report.printing.kept import Kept
from assessments.report.printing.pdf import Layout, PrintedPart, render_pdf
from assessments.report.printing.processes import ChapterNotPrinted, OwnProcess, Printing, Processes, Task
from assessments.report.printing.report import PrintedReport, print_parts, print_report

STYLE = """
html { font: 10pt/1.4 "Source Sans 3" } head, title, style { display: none }
html, body, main, section, h1, h2, p { display: block } .chapter { break-before: page } .follows { break-before: auto }
body { string-set: marks attr(data-marks) } b { font-weight: 700 }
h1 { bookmark-level: 1; string-set: chapter content() } h2 { bookmark-level: 2 } .cover { break-after: page }
a.page { font-variant-numeric: tabular-nums } a.page::before { content: target-counter(attr(href), page) }
@page { size: 90mm 60mm; margin: 12mm 8mm;
  @top-left { content: string(chapter) }
  @top-right { content: string(marks) }
  @bottom-right { content: "Page " counter(page) " of " counter(pages) } }
"""
LONG = "<p>The cluster cooperates with universities of the region.</p>" * 9
BODY = f"""<body data-marks="Draft"><main><section class="cover"><p>Cover</p></section>
<section class="chapter" id="contents"><h1>Contents</h1><p><a href="#two">Second</a>
<a class="page" href="#two"></a></p><p><a href="#deep">Deep</a>
<a class="page" href="#deep" title="Deep"></a></p></section>
<section class="chapter" id="one"><h1>First</h1>{LONG}</section>
<section class="chapter follows"><h1>Follows</h1></section>
<section class="chapter" id="two"><h1>Second</h1><p>See <a href="#contents"><b>Contents</b></a></p>{LONG}
<h2 id="deep">Deep</h2></section></main></body>"""
HTML = (
    f'<html lang="en"><head><title>Chapters</title><style>{font_faces(font_address)}{STYLE}</style></head>{BODY}</html>'
)


def outline_of(reader: PdfReader, items: list[Any]) -> Iterator[object]:
    """Titles and pages of the bookmarks, with deeper ones in lists."""
    for item in items:
        if isinstance(item, list):
            yield list(outline_of(reader, item))
        else:
            yield item.title, reader.get_destination_page_number(item)


def content_of(pdf: bytes) -> dict[str, object]:
    """What a reader finds in the file."""
    reader = PdfReader(io.BytesIO(pdf))
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", ())]
    return {
        "text": [sorted(page.extract_text().split()) for page in reader.pages],
        "links": [(note["/Dest"], note["/Contents"], note["/Rect"]) for note in notes],
        "bookmarks": list(outline_of(reader, reader.outline)),
        "anchors": {name: reader.get_destination_page_number(at) for name, at in reader.named_destinations.items()},
        "title": reader.metadata and reader.metadata.title,
        "language": reader.root_object["/Lang"],
    }


def test_a_report_printed_in_chapters_is_like_one_printed_at_once(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    printed = print_report(HTML)
    assert printed.pages > 5
    at_once = render_pdf(HTML)
    assert content_of(printed.content) == content_of(at_once.content)
    settings.PRINT_PROCESSES = 2
    steps: list[str] = []
    again = print_report(HTML, notice=partial(steps.append, "laid out"), merging=partial(steps.append, "merging"))
    assert again == printed
    assert {"laid out", "merging"} == {*steps}
    assert not processes.multiprocessing.active_children()


class Noted(OwnProcess):
    """Prints, and notes the names of what it lays out, in parentheses, and of what it prints."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def lay_out(self, tasks: Sequence[Task], notice: Callable[[], None]) -> list[Layout]:
        self.names += [f"({task.name})" for task in tasks]
        return super().lay_out(tasks, notice)

    def print(self, printings: Sequence[Printing], notice: Callable[[], None]) -> list[PrintedPart]:
        self.names += [printing.task.name for printing in printings]
        return super().print(printings, notice)


LAID_OUT = ["(cover)", "(Contents)", "(First)", "(Second)"]


def printed_parts(html: str, earlier: Kept) -> tuple[PrintedReport, list[str]]:
    """The printed report, and the names of the parts that were printed for it."""
    report, printer = cut(html), Noted()
    assert report is not None
    return print_parts(report, printer, lambda: None, earlier), printer.names


def test_chapters_that_did_not_change_are_not_printed_again(tmp_path: Path) -> None:
    file = tmp_path / "chapters" / "report.chapters"
    first, names = printed_parts(HTML, kept.read(file))
    assert names == [*LAID_OUT, "cover", "Contents", "First", "Second", ""]
    kept.write(file, first.kept)
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert printed_parts(HTML, kept.read(file)) == (first, [""])
    # More pages in one chapter change the contents, which need room for a second digit, but no other chapter.
    longer = HTML.replace("<h1>Follows</h1>", LONG * 2)
    grown, names = printed_parts(longer, kept.read(file))
    assert names == ["(First)", "(Contents)", "Contents", "First", ""]
    assert grown == printed_parts(longer, Kept())[0]
    file.write_bytes(file.read_bytes()[:-9])
    assert kept.read(file) == Kept()
    os.utime(file, (0, 0))
    kept.write(file.with_name("another.chapters"), first.kept)
    assert [path.name for path in file.parent.iterdir()] == ["another.chapters"]


@contextmanager
def ended(workers: Processes) -> Iterator[Processes]:
    """The processes, which are ended at last."""
    try:
        yield workers
    finally:
        workers.end()


def test_a_chapter_that_fails_is_named_and_no_process_is_left() -> None:
    with ended(Processes(2)) as workers:
        with pytest.raises(ChapterNotPrinted, match=r"^Portrait: ParseError"):
            workers.lay_out([Task("Portrait", STYLE, "<html>")], lambda: None)
        for process in workers.workers.values():
            process.kill()
            process.join()
        with pytest.raises(ChapterNotPrinted, match=r"^Road: its process ended with -9"):
            workers.print([Printing(Task("Road", STYLE, HTML))], lambda: None)
    assert not processes.multiprocessing.active_children()


def test_a_report_is_cut_where_a_chapter_begins_a_page() -> None:
    report = cut(HTML)
    assert report is not None
    assert [chapter.name for chapter in report.chapters] == ["cover", "Contents", "First", "Second"]
    assert [len(chapter.references) for chapter in report.chapters] == [0, 2, 0, 0]
    assert "Follows" in report.chapters[2].html
    assert "data-marks" not in report.chapters[0].html
    assert 'href="#two" data-page="00"' in report.chapters[1].with_room({"two": 12})
    assert report.guessed_pages() == {"contents": 2, "one": 3, "two": 4, "deep": 4}
    assert cut(HTML.replace("<body ", '<body class="brief" ')) is None


def test_pages_of_anchors() -> None:
    layouts = [Layout(1, {}), Layout(3, {"a": 0, "b": 2}), Layout(2, {"c": 1, "a": 0})]
    assert pages_of(layouts) == {"a": 2, "b": 4, "c": 6}
