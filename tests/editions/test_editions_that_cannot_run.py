"""An edition that is not supported is reported with file and key, and neither commands nor the server start."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from assessments.checks import check_processes
from criteria.loader import EDITIONS, find_editions_in
from labelcheck.readiness import missing

pytestmark = pytest.mark.any_database


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[Path]:
    """The file of an edition that a test may damage, in a folder that replaces the known editions."""
    folder = Path(shutil.copytree(Path(__file__).parent / "small", tmp_path / "small"))
    before = [*EDITIONS]
    find_editions_in(tmp_path)
    yield folder / "edition.toml"
    find_editions_in(*before)


def damage(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


FAULTS = [
    (
        'level = "bronze"',
        'level = "silver"',
        "edition harbour-26: edition.toml: level: an assessment for 'silver' cannot be started, only one for 'bronze'",
    ),
    (
        "assessors = 1",
        "assessors = 2",
        "edition harbour-26: edition.toml: process: assessors: at most 1 can be assigned, not 2",
    ),
    (
        "interview = true",
        "interview = false",
        "edition harbour-26: edition.toml: process: interview: a label cannot be decided on without an interview",
    ),
]
UNREADABLE = [
    ('level = "bronze"', 'level = "tin"', "edition.toml: level: 'tin' is not one of bronze, silver, gold"),
    ("assessors = 1\n", "", "edition.toml: process: assessors: is missing"),
    ('key = "kinds"', 'key = "sorts"', "edition.toml: areas[2]: measure: formulas.py has no formula '2.sorts'"),
    (', fi = "Satamakysely, versio 2026"', "", "edition.toml: name: fi: is missing"),
]


@pytest.mark.parametrize(("old", "new", "message"), FAULTS)
def test_a_level_or_a_process_that_nothing_can_run_is_named(broken: Path, old: str, new: str, message: str) -> None:
    assert check_processes() == []
    damage(broken, old, new)
    find_editions_in(broken.parent.parent)
    assert [fault.msg for fault in check_processes()] == [message]


def test_two_schemes_do_not_stand_beside_each_other(broken: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(broken.parent, tmp_path / "other")) / "edition.toml"
    damage(other, 'key = "harbour-26"\nscheme = "harbour"', 'key = "canal-26"\nscheme = "canal"')
    damage(other, "2020-01-01", "2021-01-01")
    assert [fault.msg for fault in check_processes()] == [
        "edition canal-26: edition.toml: scheme: 'canal' cannot be used together with the scheme 'harbour'"
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("old", "new", "message"), [*FAULTS, *UNREADABLE])
def test_neither_a_command_nor_the_server_starts(broken: Path, old: str, new: str, message: str) -> None:
    damage(broken, old, new)
    with pytest.raises(SystemCheckError) as refusal:
        call_command("check")
    assert message in str(refusal.value)
    assert [sentence for sentence in missing() if message in sentence] != []
