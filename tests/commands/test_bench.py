"""`manage.py bench`: its output, and that a page needs the same queries for any number of assessments."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from importlib.metadata import version
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pypdf import PdfReader

from criteria.definitions import Field, FieldKind, Text
from tests.bench.longest import Printed, documents, filled, memory_of, memory_remarks, print_at_once
from tests.bench.printing import PARTS, Times, print_in_chromium, print_once, remarks_of, rows_of
from tests.bench.questionnaire import query_counts
from tests.bench.register import REQUESTS, fill
from tests.bench.timing import Measured, Subject, queries_of, table
from tests.browsers import find_browser
from tests.conftest import ELIGIBLE, NOW, Cast

pytestmark = pytest.mark.any_database


def test_queries_do_not_grow_with_the_number_of_assessments(cast: Cast) -> None:
    # Begin and commit of a save count as two queries; within a test's transaction they are a savepoint's.
    assert query_counts((1, 10, 100), owner=cast.outsider, at=NOW) == [
        ("page of area A", [13, 13, 13]),
        ("autosave", [11, 11, 11]),
    ]


def test_queries_do_not_grow_with_the_number_of_labels(db: None) -> None:
    def queries() -> list[int]:
        return [queries_of(partial(Client().get, f"/register/?{query}")) for query in REQUESTS.values()]

    fill(range(120, 180), today=NOW.date())
    counts = queries()
    fill(range(180, 300), today=NOW.date())
    assert queries() == counts


def test_the_table_compares_with_the_first_row_and_names_the_goals() -> None:
    rows = (
        Measured("an empty page", 2.0, 1.5, 2),
        Measured("page", 19.0, 18.25, 13, goal=20),
        Measured("save", 10.5, 9.0, 15, goal=10),
    )
    assert table(Subject("Questionnaire", rows, ("It does not grow.",))).splitlines() == [
        "Questionnaire",
        "                              median   fastest  queries   ratio  goal",
        "  an empty page               2.0 ms    1.5 ms        2    1.0x",
        "  page                       19.0 ms   18.2 ms       13    9.5x  20 ms: met",
        "  save                       10.5 ms    9.0 ms       15    5.2x  10 ms: missed",
        "  It does not grow.",
    ]


@pytest.mark.parametrize(
    ("chromium", "names", "goal", "remark"),
    [
        ([2000.0, 1000.0, 3000.0], ["Chromium, same document"], 5000.0,
            "3.00 times as long as Chromium, which is started anew each time and leaves out heads, page numbers and "
            "PDF/UA; at most 2.5 is the goal"),
        ([], [], None, "Chromium is not installed, so there is nothing to compare with"),
    ],
)  # fmt: skip
def test_a_report_is_compared_with_chromium_where_it_is(
    chromium: list[float], names: list[str], goal: float | None, remark: str
) -> None:
    parts = {part: [1500.0, 1400.0, 1600.0] for part in PARTS}
    times = Times(parts, [6000.0, 5600.0, 6400.0], chromium, [3000.0], [5000.0], [5500.0], [2200.0], [1100.0])
    rows = {row.name: row for row in rows_of(times, 14)}
    assert list(rows) == [*names, "reference to file", "data", "HTML", "chapters", "merging"]
    assert rows["reference to file"] == Measured("reference to file", 6000.0, 5600.0, 14, goal)
    assert rows["merging"] == Measured("merging", 1500.0, 1400.0, 0)
    said = list(remarks_of(times, 78, 731 * 1024, is_alone=True))
    assert said[:2] == ["DEMO-0001, en: 78 tagged pages, 731 KiB, 3 runs on one core", remark]
    packages = f"weasyprint {version('weasyprint')} and pydyf {version('pydyf')}"
    assert said[2:] == [
        f"0.60 of the processor time that {packages} take without faster.py (3000 and 5000 ms, by turns); "
        "at most 0.8 is the goal",
        "0.40 of its time by the clock in 2 processes (2200 and 5500 ms, the fastest by turns); at most 0.5 is the "
        "goal",
        "0.20 of its time by the clock in 2 processes, after one answer has changed (1100 and 5500 ms, the fastest by "
        "turns); at most 0.25 is the goal",
    ]


def test_the_longest_report_is_full_to_its_limits_and_leaves_no_trace(cast: Cast) -> None:
    assessment = cast.draft({"A5": {"portfolios": ["food"], "focus": "Food"}, **ELIGIBLE})
    stored = list(assessment.answers.order_by("pk").values())
    ordinary, longest = documents("FI-2026-001", "en")
    assert "WWWWWWWW" not in ordinary
    assert longest.count("WWWWWWWW") > 40 * 4000 // 9
    assert list(assessment.answers.order_by("pk").values()) == stored
    assert (assessment.recommendation_edits.count(), assessment.remarks.count()) == (0, 0)


def test_texts_and_tables_are_filled_to_their_limits() -> None:
    text = Field(key="words", kind=FieldKind.TEXT, label=Text({"en": ""}), max_length=20)
    number = Field(key="number", kind=FieldKind.INTEGER, label=Text({"en": ""}))
    rows = Field(key="rows", kind=FieldKind.TABLE, label=Text({"en": ""}), max_rows=2, columns=(text, number))
    full = {"words": "WWWWWWWW WWWWWWWW WW", "number": 7}
    assert filled((text, number, rows), {"number": 7, "rows": [{"words": "a", "number": 7}]}) == {
        **full, "rows": [full, full],
    }  # fmt: skip
    # A table without rows stays empty.
    assert filled((rows,), {"rows": []}) == {"rows": []}


def test_memory_is_told_as_a_ratio() -> None:
    assert list(memory_remarks([Printed(80, 200.0), Printed(80, 190.0)], 320.0, Printed(250, 300.0))) == [
        "At most 200 MiB of memory in a process of its own",
        "At most 320 MiB for 2 at once; at most 1200 is the goal",
        "At most 300 MiB, 1.5 times as much, for the longest report there can be: 250 pages, every text filled to its "
        "limit",
    ]


def test_reports_are_printed_at_once_in_processes_of_their_own() -> None:
    html = (
        "<html lang='en'><head><title>Small</title><style></style></head><body><main><p>Small</p></main></body></html>"
    )
    printed, together = print_at_once([html, html])
    assert [each.pages for each in printed] == [1, 1]
    # Without the pages of memory that they share.
    assert 0 < together < 3 * max(each.memory for each in printed)
    assert memory_of([]) == 0


@pytest.mark.browser
def test_chromium_prints_with_tags(tmp_path: Path) -> None:
    browser = find_browser()
    assert browser is not None
    assert print_in_chromium(browser, "<!DOCTYPE html><html lang='en'><h1>Title</h1></html>", tmp_path) > 0
    reader = PdfReader(tmp_path / "chromium.pdf")
    assert (len(reader.pages), reader.pages[0].extract_text().strip()) == (1, "Title")


@pytest.mark.any_database
def test_parts_of_a_printing_make_its_whole(cast: Cast, tmp_path: Path) -> None:
    cast.draft({})
    times = Times()
    html, pages = print_once(tmp_path / "report.pdf", times, "FI-2026-001")
    assert len(PdfReader(tmp_path / "report.pdf").pages) == pages
    assert html.startswith("<!DOCTYPE html>")
    assert sum(times.parts[part][0] for part in PARTS) == pytest.approx(times.whole[0])
    assert min(times.parts[part][0] for part in PARTS) > 0


def test_wrong_arguments_are_explained() -> None:
    with pytest.raises(CommandError, match="nothing to measure called coffee"):
        call_command("bench", "coffee")
    with pytest.raises(CommandError, match="At least one run"):
        call_command("bench", "--runs", "0")


def test_the_command_measures_in_a_database_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    settings = {"LABELCHECK_DATA": str(tmp_path), "LABELCHECK_DEBUG": "false"}
    inherited = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", *settings)}
    command = [sys.executable, "manage.py", "bench", "questionnaire", "--runs", "1"]
    environment = {**inherited, **settings, "DJANGO_SETTINGS_MODULE": "labelcheck.settings.development"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert re.fullmatch(r"Python [\d.]+, built with(out)? optimisation; SQLite [\d.]+", lines[0])
    assert [line[:24].strip() for line in lines[1:]] == [
        "Questionnaire",
        "",
        "an empty page",
        *(f"page of area {key}" for key in "ABCDEF"),
        "autosave of one answer",
        "page of area A with 1,",
        "autosave with 1, 10, 1",
    ]
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as configured:
        assert configured.execute("SELECT name FROM sqlite_master").fetchall() == []
