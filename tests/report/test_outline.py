"""The estimate of the chapter whose pages are being laid out."""

from __future__ import annotations

from assessments.report.content.document import build_context
from assessments.report.issuing.outline import CHART, PAGE, ROW, outline_of
from assessments.report.printing.pdf import render_html
from tests.conftest import NOW, Cast


def section(title: str, inside: str) -> str:
    return f'<section class="chapter wide" id="x"><h1 data-label="x">{title}</h1>{inside}</section>'


def test_chapters_begin_where_those_before_them_are_expected_to_end() -> None:
    text = "a" * (2 * PAGE - len("First"))
    charts = "<svg><text>not counted</text></svg>" * 2
    html = f"<body>{section('First', text)}{section('R &amp; D', charts)}{section('Rows', '<tr></tr>')}</body>"
    outline = outline_of(html)
    assert outline.starts == (
        (2, "First"),
        (4, "R & D"),
        (2 + (2 * PAGE + 2 * CHART + len("R &amp; D")) / PAGE, "Rows"),
    )
    assert [outline.chapter_at(page) for page in (0, 1, 2, 3, 4, 90)] == ["", "", "First", "First", "R & D", "Rows"]
    # A table row counts as this many characters.
    assert outline_of(html.replace("<tr></tr>", "a" * ROW)).starts == outline.starts


def test_the_pages_of_an_earlier_issue_say_how_long_a_chapter_is() -> None:
    html = f"<body>{section('First', 'a' * 95)}{section('Last', 'a' * 96)}</body>"
    assert [start for start, _title in outline_of(html, pages=41).starts] == [2, 22]
    assert outline_of("<body></body>", pages=41).chapter_at(7) == ""


def test_every_chapter_of_a_report_is_found(cast: Cast) -> None:
    context = build_context(cast.draft({}), "en", today=NOW.date())
    titles = [title for _start, title in outline_of(render_html(context)).starts]
    assert titles == ["Contents", *(line.title for line in context.contents if line.is_chapter)]
