"""A broken copy of the catalogue is refused with the file and key at fault."""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from criteria.checks import check_catalogue
from criteria.loader import EDITIONS, edition_folders, find_editions_in, load_edition, read_edition
from criteria.loading.indicators import read_situation
from criteria.tables import CatalogueError, Table

EDITION = load_edition("2019")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the edition that a test may damage."""
    return Path(shutil.copytree(edition_folders()["2019"], tmp_path / "2019"))


def damage(folder: Path, file: str, old: str, new: str) -> None:
    """Replaces `old` once in the file whose name begins with `file`."""
    (path,) = folder.glob(f"{file}*.toml")
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_an_undamaged_copy_is_the_same_edition(copy):
    assert read_edition(copy).indicators == EDITION.indicators


PLAN = 'ladder = "action_plan"'
E1_LIMITS = "at = [10, 30, 60, 80]"
BROKEN = [
    ("A2_", "minutes = 8\n", "", "A2_committed_participants.toml: minutes: is missing"),
    ("A2_", 'key = "A2"', 'key = "A3"', "A2_committed_participants.toml: key: 'A3' is not the beginning"),
    ("A2_", "minutes = 8", 'minutes = "8"', "A2_committed_participants.toml: minutes: must be int, not '8'"),
    ("A2_", "minutes = 8", "minutes = true", "A2_committed_participants.toml: minutes: must be int, not True"),
    ("A2_", "minutes = 8", "minutes = 0", "A2_committed_participants.toml: minutes: must lie between 1 and 60, not 0"),
    ("A2_", "minutes = 8", "minutes = 8\nweight = 2", "A2_committed_participants.toml: weight: is not a known key"),
    ("A2_", 'fi = "Sitoutuneet jäsenet"', "", "A2_committed_participants.toml: title: fi: is missing"),
    (
        "A2_",
        'fi = "Sitoutuneet jäsenet"',
        'fi = " "',
        "A2_committed_participants.toml: title: fi: is empty",
    ),
    (
        "A2_",
        'fi = "Sitoutuneet jäsenet"',
        'fi = "Sitoutuneet jäsenet"\nxx = "Medlemmar"',
        "A2_committed_participants.toml: title: xx: is not a known key",
    ),
    ("A2_", 'kind = "context"', 'kind = "size"', "A2_committed_participants.toml: kind: 'size' is neither context nor"),
    (
        "A2_",
        'kind = "context"',
        'kind = "practice"',
        "A2_committed_participants.toml: kind: a practice indicator needs",
    ),
    ("A2_", 'kind = "integer"', 'kind = "number"', "fields[1] total: kind: 'number' is not a kind of field"),
    ("A2_", "max = 5000\n", "", "fields[1] total: kind: a field of kind integer needs min and max"),
    ("A2_", 'key = "signed"', 'key = "total"', "A2_committed_participants.toml: fields: two fields share a key"),
    ("A2_", 'area = "A"', 'area = "G"', "edition.toml: areas: A2 belongs to an unknown area 'G'"),
    ("A2_", '"1.1.0", "1.1.2"', '"9.9"', "edition.toml: higher: A2 names unknown indicators of a higher level ['9.9']"),
    ("A2_", '"1.1.0", "1.1.2"', '"1.1.0", 1.1', "A2_committed_participants.toml: higher: must be a list of strings"),
    ("A2_", "effect = 5", "effect = 6", "recommendations[1]: effect: must lie between 1 and 5, not 6"),
    ("A3_", 'key = "food"', 'key = "foods"', "by_portfolio[1]: key: 'foods' is no portfolio of edition.toml"),
    ("A3_", 'key = "ict"', 'key = "food"', "A3_composition.toml: by_portfolio: names a portfolio twice"),
    (
        "B1_",
        'same_act = "cost_centre"',
        'same_act = "own_cost_centre"',
        "B1_legal_form_and_steering.toml: same_act: 'own_cost_centre' is named by no other indicator",
    ),
    ("A2_", 'situation = "below_threshold"\n', "", "recommendations[1]: level: needs a level or a situation"),
    ("A2_", 'situation = "below_threshold"', "level = 1", "kind: a context indicator has situations, no levels"),
    ("A7_", 'field = "from_abroad"', 'field = "abroad"', "fields countries: show_if names an unknown field 'abroad'"),
    ("B3_", "grid = 0.5", "grid = 0.01", "B3_management_resources.toml: measures[1]: grid: must be at least 0.02"),
    (
        "B3_",
        "grid = 0.5",
        'grid = "0.5"',
        "B3_management_resources.toml: measures[1]: grid: must be a number, not '0.5'",
    ),
    ("E1_", E1_LIMITS, "at = [10, 30, 60]", "E1_direct_contacts.toml: development: a measure needs four rising limits"),
    ("E1_", E1_LIMITS, "at = [30, 10, 60, 80]", "development: a measure needs four rising limits in at"),
    ("E1_", E1_LIMITS, 'field = "visits"', "development: needs exactly one of field, measure and function"),
    ("A5_", "level = 0", "level = 3", "A5_thematic_specialisation.toml: recommendations: level 0 needs two or more"),
    ("A5_", "level = 3", "level = 2", "recommendations: level 3 needs two or more actions"),
    (
        "B7_",
        'ladder = "action_plan"',
        'ladder = "plan"',
        "B7_plan_and_controlling.toml: recommendations: plan is no ladder",
    ),
    (
        "B7_",
        'level = 2\nladder = "action_plan"',
        'level = 1\nladder = "action_plan"',
        "level 2 of action_plan has no action whatever",
    ),
    ("A2_", "effect = 5", 'unless = ["rich"]\neffect = 5', "[1]: unless: situations.py has no situation 'A2.rich'"),
    ("B7_", "level = 0", 'level = 0\nunless = ["C2.no_fee"]', "level 0 of action_plan has no action if C2.no_fee hold"),
    ("B3_", 'en = "FTE|FTE"', 'en = "FTE"', "unit: must be written one|other in 'en'"),
    ("edition", "grace_months = 12", "grace_months = -1", "edition.toml: validity: grace_months: must lie between 0"),
    ("edition", "2019-11-15", '"2019-11-15"', "edition.toml: in_force_from: must be date, not '2019-11-15'"),
    ("eligibility", "binding = true", 'binding = "yes"', "eligibility.toml: criteria[1]: binding: must be bool, not"),
    ("cross_checks", 'key = "types_add_up"\n', "", "cross_checks.toml: checks[1]: key: is missing"),
    ("cross_checks", "[[checks]]", "[[checks", "cross_checks.toml: "),
    (
        "observations",
        'key = "one_person"',
        'key = "two_people"',
        "observations.toml: observations[5] two_people: key: observations.py has no observation 'two_people'",
    ),
    (
        "observations",
        'key = "one_person"',
        'key = "near_minimum"',
        "observations.toml: observations: near_minimum is there twice",
    ),
    (
        "observations",
        'kind = "risk"',
        'kind = "danger"',
        "observations[1] nothing_secured: kind: 'danger' is not one of",
    ),
    (
        "observations",
        '["C3", "B3"]',
        '["C3", "G1"]',
        "nothing_secured: rests_on: G1 is neither an indicator nor an area",
    ),
    ("observations", 'fte = "number"', 'fte = "hours"', "nothing_secured: values: 'hours' of fte is not one of number"),
    (
        "observations",
        "ja sen varassa on {fte}",
        "ja sen varassa on koko tiimi",
        "nothing_secured: text: in 'fi' and values do not have the same placeholders: fte",
    ),
    (
        "observations",
        "and {fte} depend",
        "and {fte} of {all} depend",
        "nothing_secured: text: in 'en' and values do not have the same placeholders: all",
    ),
    ("observations", "month|months", "months", "public_money_ends: units: months: must be written one|other in 'en'"),
    ("observations", "[observations.units]\nmonths", "[observations.units]\nuntil", "units: until is not a number"),
    ("observations", 'fi = "Yhtään kuukautta ei ole varmistettu"\n', "", "nothing_secured.title: fi: is missing"),
    ("observations", '\nkey = "eu"', '\nkey = "eu"\nsv = ""', "observations.toml: words[1]: sv: is empty"),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), BROKEN)
def test_a_broken_file_is_refused_with_its_name_and_key(copy, file, old, new, message):
    damage(copy, file, old, new)
    with pytest.raises(CatalogueError) as refusal:
        read_edition(copy)
    assert message in str(refusal.value)


def test_four_steps_are_no_ladder(copy):
    (path,) = copy.glob("B6_*.toml")
    text = path.read_text(encoding="utf-8")
    start = text.index("[[fields.steps]]")
    path.write_text(text[:start] + text[text.index("[[fields.steps]]", start + 1) :], encoding="utf-8")
    with pytest.raises(CatalogueError) as refusal:
        read_edition(copy)
    assert str(refusal.value).startswith("B6_strategy.toml: fields[")
    assert "level: kind: a field of kind ladder needs exactly five steps" in str(refusal.value)


def test_a_function_without_its_observation_is_named(copy):
    path = copy / "observations.toml"
    text = path.read_text(encoding="utf-8")
    start, end = (text.index(f'[[observations]]\nkey = "{key}"') for key in ("one_person", "near_minimum"))
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"observations\.toml: observations: has no text for .* one_person"):
        read_edition(copy)
    path.unlink()
    with pytest.raises(CatalogueError, match=r"observations\.toml: is missing"):
        read_edition(copy)
    (copy / "observations.py").unlink()
    assert read_edition(copy).observations.entries == ()


def test_a_missing_file_is_named(copy):
    (copy / "eligibility.toml").unlink()
    with pytest.raises(CatalogueError, match=r"eligibility\.toml: "):
        read_edition(copy)


@pytest.fixture
def instead(copy: Path) -> Iterator[Path]:
    """Uses the damaged copy as the catalogue."""
    before = [*EDITIONS]
    find_editions_in(copy.parent)
    yield copy
    find_editions_in(*before)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("A1_", "minutes = ", "minute = ", "A1_age.toml: minutes: is missing"),
        (
            "A1_",
            'key = "age"',
            'key = "weight"',
            "A1_age.toml: measures[1]: key: formulas.py has no formula 'A1.weight'",
        ),
        (
            "B7_",
            '"mean_of_plan_and_controlling"',
            '"best_of_both"',
            "B7_plan_and_controlling.toml: development: formulas.py has no level 'best_of_both'",
        ),
        (
            "C2_",
            'situation = "no_fee"',
            'situation = "poor"',
            "C2_membership_fees.toml: recommendations[1]: situation: situations.py has no situation 'C2.poor'",
        ),
        ("eligibility", '"fte"', '"size"', "eligibility.toml: criteria[1]: key: checks.py has no criterion 'size'"),
        (
            "eligibility",
            'from = "B3"',
            'from = "G1"',
            "eligibility.toml: criteria[1]: from: 'G1' is neither an indicator nor an area nor 'organisation'",
        ),
        (
            "cross_checks",
            '"types_add_up"',
            '"sums"',
            "cross_checks.toml: checks[1]: key: checks.py has no check 'sums'",
        ),
        ("edition", '"spectrum"', '"range"', "edition.toml: areas[4]: measure: formulas.py has no formula 'D.range'"),
        ("edition", '"bronze"', '"copper"', "edition.toml: level: 'copper' is not one of bronze, silver, gold"),
        (
            "edition",
            "assessors = 1",
            "assessors = 3",
            "edition.toml: process: assessors: must lie between 1 and 2, not 3",
        ),
    ],
)
def test_the_system_check_refuses_a_broken_edition(instead, file, old, new, message):
    damage(instead, file, old, new)
    assert [(fault.id, fault.msg) for fault in check_catalogue()] == [("criteria.E001", f"edition 2019: {message}")]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("formulas", "FORMULAS: Mapping", "FORMULA: Mapping", "formulas.py: FORMULAS: is missing"),
        ("checks", "CHECKS: Mapping", "CHECK: Mapping", "checks.py: CHECKS: is missing"),
    ],
)
def test_a_table_of_functions_that_is_not_there_is_named(copy, file, old, new, message):
    path = copy / f"{file}.py"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(CatalogueError, match=re.escape(message)):
        read_edition(copy)


def test_a_module_of_functions_that_is_not_there_is_named(copy):
    (copy / "checks.py").unlink()
    with pytest.raises(CatalogueError, match=re.escape("checks.py: is missing")):
        read_edition(copy)


def test_two_editions_of_one_key_are_refused(instead):
    shutil.copytree(instead, instead.parent / "again")
    assert [fault.msg for fault in check_catalogue()] == [
        "edition.toml: key: '2019' is also the key of the edition in 2019"
    ]


@pytest.mark.parametrize(
    ("judged", "message"),
    [
        (lambda answers, numbers: answers["C2"], "'C2.no_fee' cannot be judged: KeyError('C2')"),
        (lambda answers, numbers: "C2" not in answers, "'C2.no_fee' holds although nothing is answered"),
    ],
)
def test_a_situation_that_cannot_be_judged_is_refused_with_file_and_key(judged, message):
    rules = dataclasses.replace(EDITION.rules, situations={"C2.no_fee": judged})
    with pytest.raises(CatalogueError, match=re.escape(f"C2_fees.toml: unless: {message}")):
        read_situation("C1", rules, Table({}, "C2_fees.toml"), "unless", "C2.no_fee")
