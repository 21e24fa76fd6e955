"""`manage.py import_register`."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments.models import AuditEntry, HistoricalLabel
from assessments.views.register import listed
from tests.conftest import NOW

HEAD = "name;country;level;valid_until_or_award;portfolio_or_sector;source\n"
ROWS = "Sea Net;NO;GOLD;2018-05-06 (Gold aw:2024-01);ICT;S1\nWood;LB (I);BRONZE (later GOLD);aw:2018-Q1;;S2\n"


@pytest.fixture
def imported(db: None, tmp_path: Path) -> Path:
    file = tmp_path / "labels.csv"
    file.write_text(HEAD + ROWS, encoding="utf-8-sig")
    call_command("import_register", file, verbosity=0)
    return file


def test_labels_of_other_sources_are_shown_with_their_source(imported: Path) -> None:
    call_command("import_register", imported)
    found = [listed(label, NOW.date(), "en") for label in HistoricalLabel.objects.order_by("pk")]
    shown = [(row.name, row.country, row.level, str(row.until), row.dated, row.source, row.address) for row in found]
    assert shown == [
        ("Sea Net", "NO", "Gold", "2018-05-06", "2018-05-06 (Gold aw:2024-01)", "S1", ""),
        ("Wood", "LB", "Bronze", "None", "aw:2018-Q1", "S2", ""),
    ]
    assert AuditEntry.objects.filter(action="historical_labels_imported", after="2").count() == 2


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("A;FI;GOLD;2018-13-40;;S", "Line 2: '2018-13-40' is not a date."),
        ("A;FI;GOLD;soon;;S", "Line 2: 'soon' names no year."),
        ("A;Q9;GOLD;;;S", "Line 2: 'Q9' is not a country code."),
        ("A;FI;PLATINUM;;;S", "Line 2: 'PLATINUM' is not a level."),
        ("A;FI;GOLD;;;", "Line 2: name and source must not be empty."),
        ("A;FI;GOLD", "Line 2: it must have 6 columns."),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_stored(imported: Path, line: str, message: str) -> None:
    imported.write_text(f"{HEAD}{line}\n", encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("import_register", imported)
    assert str(refused.value) == message
    assert HistoricalLabel.objects.count() == 2
