"""`manage.py comparison_tables`: the figures and the statements of each setting of the protection."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from assessments.demo.cohort.many import measured_clusters
from criteria.loader import load_edition


def test_the_tables_compare_three_settings(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("comparison_tables", clusters=[30], trials=50)
    figures, statements = (_cells(table) for table in capsys.readouterr().out.strip().split("\n\n"))
    assert [row[:2] for row in figures] == [["30", "3, 1.5, 1"], ["30", "4, 2.5, 2"], ["30", "5, 3, 2"]]
    assert [len(row) for row in figures] == [8, 8, 8]
    deviations = [float(row[3]) for row in figures]
    assert deviations == sorted(deviations)
    assert all(float(row[4]) < 0.6 for row in figures)
    chosen = [[int(number.replace(",", "")) for number in cell.split(" / ")] for cell in statements[1][2:]]
    assert [contradicted for _, _, contradicted in chosen] == [0, 0, 0]
    assert all(made > different > 0 for made, different, _ in chosen)


def _cells(table: str) -> list[list[str]]:
    """The cells of a table without its head."""
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()[2:]]


def test_the_same_clusters_answer_everything_every_time() -> None:
    edition = load_edition("2019")
    once, again = (list(measured_clusters(edition, 90)) for _ in range(2))
    assert once == again
    assert len({run.identity for run, _ in once}) == 90
    keys = {key for _, found in once for key in (*found.numbers, *found.choices)}
    assert len(keys) >= 75
