"""`manage.py comparison_tables`: a row for each setting of the protection."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from assessments.demo.cohort.many import measured_clusters
from criteria.loader import load_edition


def test_the_table_compares_three_settings(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("comparison_tables", clusters=[30], trials=50)
    head, line, *rows = capsys.readouterr().out.splitlines()
    assert head.count("|") == line.count("|") == 10
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    assert [row[:2] for row in cells] == [["30", "3, 1.5, 1"], ["30", "4, 2.5, 2"], ["30", "5, 3, 2"]]
    deviations = [float(row[3]) for row in cells]
    assert deviations == sorted(deviations)
    assert all(float(row[4]) < 0.6 for row in cells)


def test_the_same_clusters_answer_everything_every_time() -> None:
    edition = load_edition("2019")
    once, again = (list(measured_clusters(edition, 90)) for _ in range(2))
    assert once == again
    assert len({run.identity for run, _ in once}) == 90
    keys = {key for _, found in once for key in (*found.numbers, *found.choices)}
    assert len(keys) >= 75
