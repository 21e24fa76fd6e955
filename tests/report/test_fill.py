"""How full pages are, and which of them are at fault."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from assessments.report.printing.fill import PageFill, page_fills
from assessments.report.printing.pdf import lay_out
from tests.conftest import Cast

DOCUMENT = """<html lang="en"><head><title>Pages</title><style>
head, title, style { display: none } html, body, section, h1, h2, p { display: block; margin: 0; font: 10mm/10mm serif }
@page { size: 100mm 120mm; margin: 10mm; @top-left { content: "Head" } }
section { break-before: page } .tall { height: 70mm } .whole { height: 80mm }
</style></head><body>%s</body></html>"""
CHAPTERS = (
    "<p>Cover</p>",
    '<section><h1>First</h1><p class="whole"></p><p>End</p><p>Few</p></section>',
    '<section><h1>Second</h1><p class="tall"></p><p>Text</p><p>Text</p><h2>Alone</h2></section>',
)


def test_pages_of_a_document() -> None:
    fills = page_fills(lay_out(DOCUMENT % "".join(CHAPTERS)))
    told = [
        (fill.number, fill.chapter, round(fill.percent, -1), fill.ends_chapter, fill.ends_with_heading)
        for fill in fills
    ]
    assert told == [
        (1, "", 10, True, False),
        (2, "First", 100, False, False),
        (3, "First", 10, True, False),
        (4, "Second", 100, False, False),
        (5, "Second", 10, True, True),
    ]


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        (PageFill(1, "", 10, True, False), ""),
        (PageFill(2, "", 64, False, False), "only 64 % full"),
        (PageFill(2, "", 65, False, False), ""),
        (PageFill(2, "", 39, True, False), "only 39 % full"),
        (PageFill(2, "", 40, True, False), ""),
        (PageFill(2, "", 90, False, True), "its last line is a heading"),
    ],
)
def test_fault_of_a_page(page: PageFill, fault: str) -> None:
    assert page.fault == fault


def test_command(cast: Cast) -> None:
    cast.draft({})
    output = io.StringIO()
    call_command("report_pages", "FI-2026-001", summary=True, stdout=output)
    assert output.getvalue().startswith("FI-2026-001: 1 pages\n   1 ")
    with pytest.raises(CommandError, match=r"^There is no assessment NOPE\.$"):
        call_command("report_pages", "NOPE")
