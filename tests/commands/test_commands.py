"""The commands `eligibility`, `import_answers` and `export_answers`: verdicts, and answers in and out."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Assessment, AuditEntry, Counter, Organisation, Status
from assessments.queries.answers import answers_of
from assessments.workflow.answering import save_answers
from assessments.workflow.importing import OtherEdition, import_answers
from assessments.workflow.reviewing import grant_waiver
from criteria.answer_file import AnswerFile
from criteria.answers import Answer
from criteria.loader import EDITIONS, edition_folders, find_editions_in, load_edition
from tests.conftest import ELIGIBLE, NOW, Answering, Cast, typed

EDITION = load_edition("2019")
ORGANISATION = {
    "slug": "kuvitelma",
    "name": "Kuvitelma Cluster",
    "country": "FI",
    "eccp_status": "accepted",
    "eccp_profile": "https://profile.example.org/kuvitelma",
    "eccp_accepted": "2025-03-01",
}


def run(*arguments: Any) -> str:
    output = io.StringIO()
    call_command(*map(str, arguments), stdout=output)
    return output.getvalue()


def refused(*arguments: Any) -> str:
    """Expects a CommandError and returns its message."""
    with pytest.raises(CommandError) as refusal:
        run(*arguments)
    return str(refusal.value)


def give_out_the_first_number() -> None:
    """The cast's reference is set by hand; the next generated one must be different."""
    Counter.objects.create(series="FI-2026", value=1)


def everything_stored() -> tuple[list[Any], ...]:
    """All rows that an import could change."""
    return (
        list(Organisation.objects.order_by("pk").values()),
        list(Assessment.objects.order_by("pk").values()),
        list(AuditEntry.objects.order_by("pk").values_list("pk", "action")),
        [answers_of(assessment) for assessment in Assessment.objects.order_by("pk")],
    )


@pytest.fixture
def written(tmp_path: Path) -> Any:
    """Writes an answer file and returns its path."""

    def write(answers: Answering | None = None, **parts: Any) -> Path:
        path = tmp_path / "answers.json"
        content = {"edition": "2019", "organisation": ORGANISATION, "answers": answers or {}, **parts}
        path.write_text(json.dumps(content, indent=2), encoding="utf-8")
        return path

    return write


# --- eligibility


def rules(reference: str) -> dict[str, Any]:
    return {rule["key"]: rule for rule in json.loads(run("eligibility", reference, "--format", "json"))["rules"]}


def test_the_verdict_as_json_has_exactly_the_promised_shape(cast: Cast):
    cast.draft()
    fte, types = EDITION.criterion("fte"), EDITION.criterion("types")
    verdict = json.loads(run("eligibility", "FI-2026-001", "--format", "json"))
    assert list(verdict) == ["reference", "eligible", "rules"]
    assert (verdict["reference"], verdict["eligible"]) == ("FI-2026-001", True)
    assert [(r["key"], r["state"], r["binding"], r["value"], r["threshold"]) for r in verdict["rules"]] == [
        ("fte", "met", True, "1.20", "0.5"),
        ("participants", "met", True, "34", "15"),
        ("eccp", "met", True, "accepted", "accepted"),
        ("types", "unknown", False, "", "2"),
        ("companies", "unknown", False, "", "0.5"),
        ("website", "unknown", False, "", ""),
        ("theme", "unknown", False, "", ""),
        ("services", "unknown", False, "", "2"),
    ]
    assert verdict["rules"][0] == {
        "key": "fte",
        "state": "met",
        "binding": True,
        "value": "1.20",
        "threshold": "0.5",
        "reason": fte.rule.in_language("en"),
    }
    assert verdict["rules"][3]["reason"] == types.todo_unknown.in_language("en")


@pytest.mark.parametrize(
    ("answers", "eligible", "words"),
    [
        (ELIGIBLE, True, "eligible"),
        ({**ELIGIBLE, "B3": {"fte": "0.49"}}, False, "not eligible"),
        ({"A2": {"total": 34}}, None, "not known yet"),
        ({}, None, "not known yet"),
    ],
)
def test_the_verdict_is_true_false_or_not_known(cast: Cast, answers, eligible, words):
    cast.draft(answers)
    assert json.loads(run("eligibility", "FI-2026-001", "--format", "json"))["eligible"] is eligible
    assert run("eligibility", "FI-2026-001").splitlines()[0] == f"FI-2026-001: {words}"


def test_the_verdict_as_text_has_one_line_for_each_criterion(cast: Cast):
    cast.draft()
    lines = run("eligibility", "FI-2026-001").splitlines()
    assert lines[:3] == [
        "FI-2026-001: eligible",
        f"  fte          met      binding  1.20  {EDITION.criterion('fte').rule.in_language('en')}",
        f"  participants met      binding  34  {EDITION.criterion('participants').rule.in_language('en')}",
    ]
    assert len(lines) == 9


def test_a_waiver_shows_in_the_verdict(cast: Cast):
    assessment = cast.draft({**ELIGIBLE, "A2": {"total": 9}})
    grant_waiver(
        assessment=assessment, criterion="participants", programme="Regional", reason="2024", by=cast.secretary, at=NOW
    )
    rule = rules("FI-2026-001")["participants"]
    assert (rule["state"], rule["value"], rule["reason"]) == ("waived", "9", "Regional: 2024")


@pytest.mark.parametrize("command", [["eligibility"], ["export_answers", "--output", "answers.json"]])
def test_an_unknown_reference_is_one_sentence(db: None, command):
    name, *options = command
    assert refused(name, "FI-1999-999", *options) == "There is no assessment with the reference 'FI-1999-999'."


# --- import_answers


def test_answers_go_into_the_draft_of_the_organisation(cast: Cast, written):
    assessment = cast.draft({"A1": {"founded": 2016}, "A2": {"total": 20}})
    output = run("import_answers", written(ELIGIBLE), "--organisation", "kuvitelma")
    assert output == "FI-2026-001\n"
    assert answers_of(assessment) == typed({"A1": {"founded": 2016}, **ELIGIBLE})
    assert assessment.audit_entries.order_by("pk").last().action == "answers_imported"


def test_without_a_draft_one_is_made(cast: Cast, written):
    reference = run("import_answers", written(ELIGIBLE), "--organisation", "kuvitelma").strip()
    made = Assessment.objects.get(reference=reference)
    assert (made.organisation, made.status, made.edition) == (cast.organisation, Status.DRAFT, "2019")
    assert answers_of(made) == typed(ELIGIBLE)


def test_the_profile_takes_what_the_file_says_of_it(cast: Cast, written):
    path = written(organisation={"name": "Another name", "eccp_status": "submitted"})
    run("import_answers", path, "--organisation", "kuvitelma")
    cast.organisation.refresh_from_db()
    changed = (cast.organisation.name, cast.organisation.eccp_status, cast.organisation.country)
    assert changed == ("Another name", "submitted", "FI")


def test_an_organisation_is_made_from_the_file_if_asked(db: None, written):
    reference = run("import_answers", written(ELIGIBLE), "--organisation", "kuvitelma", "--create").strip()
    organisation = Organisation.objects.get()
    assert (organisation.slug, organisation.name, organisation.country) == ("kuvitelma", "Kuvitelma Cluster", "FI")
    assert organisation.eccp_accepted == dt.date(2025, 3, 1)
    assert reference.startswith("FI-")
    assert json.loads(run("eligibility", reference, "--format", "json"))["eligible"] is True


def test_importing_twice_changes_nothing_more(cast: Cast, written):
    path = written(ELIGIBLE, not_applicable={"A7": "By statute"})
    reference = run("import_answers", path, "--organisation", "kuvitelma")
    assessment = Assessment.objects.get()
    before = list(assessment.answers.order_by("pk").values())
    assert run("import_answers", path, "--organisation", "kuvitelma") == reference
    assert list(assessment.answers.order_by("pk").values()) == before


def test_a_dry_run_names_the_reference_and_stores_nothing(cast: Cast, written):
    cast.draft()
    before = everything_stored()
    output = run("import_answers", written({"A1": {"founded": 2016}}), "--organisation", "kuvitelma", "--dry-run")
    assert output == "Nothing was stored: this was a dry run.\nFI-2026-001\n"
    assert everything_stored() == before


def test_a_dry_run_makes_no_organisation(db: None, written):
    run("import_answers", written(ELIGIBLE), "--organisation", "kuvitelma", "--create", "--dry-run")
    assert everything_stored() == ([], [], [], [])


def test_a_refused_file_stores_nothing_and_lists_every_fault_by_its_path(cast: Cast, tmp_path):
    cast.draft()
    before = everything_stored()
    path = tmp_path / "answers.json"
    path.write_text(
        """{
  "edition": "2019",
  "organisation": {"name": "Another name"},
  "answers": {
    "A1": {"founded": 2016},
    "A2": {"total": 5001, "size": 3},
    "B3": {"fte": 1.2}
  },
  "not_applicable": {"Z9": "Because"}
}""",
        encoding="utf-8",
    )
    assert refused("import_answers", path, "--organisation", "kuvitelma").splitlines() == [
        "answers.json is refused; nothing was stored.",
        "answers.A2.total: “5001” does not fit. The number must lie between 0 and 5,000.",
        "answers.A2.size: “size” is not known here.",
        'answers.B3.fte: “1.2” must be written as a string, for example "0.50", so that nothing is lost.',
        "not_applicable.Z9: “Z9” is not known here.",
    ]
    assert everything_stored() == before


def test_what_is_no_json_is_refused_with_its_line(cast: Cast, tmp_path):
    path = tmp_path / "answers.json"
    path.write_text('{\n"edition": 2019,,\n}', encoding="utf-8")
    assert refused("import_answers", path, "--organisation", "kuvitelma").splitlines() == [
        "answers.json is refused; nothing was stored.",
        "answers.json: The file is not JSON: it cannot be read from line 2, character 17.",
    ]


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.INTERVIEW, Status.ASSESSED])
def test_an_assessment_that_was_handed_in_is_frozen(cast: Cast, written, status):
    cast.in_state(status)
    before = everything_stored()
    path = written({"A1": {"founded": 2016}}, organisation={"name": "Another name"})
    assert refused("import_answers", path, "--organisation", "kuvitelma") == (
        "The open assessment FI-2026-001 has been handed in; its answers are frozen."
    )
    assert everything_stored() == before


def test_after_a_decision_the_answers_go_into_a_new_draft(cast: Cast, written):
    decided = cast.in_state(Status.LABELLED)
    give_out_the_first_number()
    reference = run("import_answers", written({"A1": {"founded": 2016}}), "--organisation", "kuvitelma").strip()
    assert reference != decided.reference
    assert answers_of(Assessment.objects.get(reference=reference)) == typed({"A1": {"founded": 2016}})


def test_an_unknown_organisation_is_refused_in_one_sentence(db: None, written):
    assert refused("import_answers", written(ELIGIBLE), "--organisation", "nowhere") == (
        "There is no organisation 'nowhere'; --create makes it from the file."
    )


def test_an_organisation_is_not_made_without_a_country(db: None, written):
    path = written(ELIGIBLE, organisation={"name": "Kuvitelma"})
    assert refused("import_answers", path, "--organisation", "kuvitelma", "--create") == (
        "The file names no country, which a new organisation needs."
    )
    assert everything_stored() == ([], [], [], [])


def test_an_organisation_that_is_there_needs_no_country_in_the_file(cast: Cast, written):
    path = written(ELIGIBLE, organisation={"slug": "kuvitelma"})
    assert run("import_answers", path, "--organisation", "kuvitelma", "--create").splitlines()[-1] == "FI-2026-001"
    assert Organisation.objects.get().country == "FI"


@pytest.mark.parametrize("slug", ["not a slug", "a/b", "säästö", "", "x" * 81])
def test_an_organisation_is_not_made_under_a_slug_that_no_address_can_hold(db: None, written, slug):
    assert refused("import_answers", written(ELIGIBLE), "--organisation", slug, "--create") == (
        f"{slug!r} is not a slug: up to 80 letters, digits, hyphens and underscores."
    )
    assert everything_stored() == ([], [], [], [])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "answers.json cannot be read: No such file or directory."),
        (
            b"\xff\xfe{}",
            "answers.json is refused; nothing was stored.\n"
            "answers.json: The file is neither a workbook (XLSX) nor a text in UTF-8 (JSON).",
        ),
        (b" " * (5 * 1024 * 1024 + 1), "answers.json is larger than 5 MB."),
    ],
    ids=["missing", "another encoding", "too large"],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(db: None, tmp_path, content, sentence):
    path = tmp_path / "answers.json"
    if content is not None:
        path.write_bytes(content)
    assert refused("import_answers", path, "--organisation", "kuvitelma") == sentence


def test_a_byte_order_mark_is_no_fault(cast: Cast, tmp_path):
    cast.draft()
    path = tmp_path / "answers.json"
    path.write_text('\ufeff{"edition": "2019"}', encoding="utf-8")
    assert run("import_answers", path, "--organisation", "kuvitelma") == "FI-2026-001\n"


@pytest.fixture
def next_edition(tmp_path: Path) -> Iterator[Callable[[], None]]:
    """A function that puts the edition 2020 beside that of 2019, so that new assessments use it."""
    before = [*EDITIONS]
    folder = Path(shutil.copytree(edition_folders()["2019"], tmp_path / "editions" / "bronze_2020"))
    text = (folder / "edition.toml").read_text(encoding="utf-8")
    text = text.replace('key = "2019"', 'key = "2020"', 1).replace("2019-11-15", "2020-11-15", 1)
    (folder / "edition.toml").write_text(text, encoding="utf-8")
    yield lambda: find_editions_in(*before, folder.parent)
    find_editions_in(*before)


def test_answers_are_read_by_the_edition_of_the_open_draft(cast: Cast, tmp_path, next_edition):
    assessment, path = cast.draft(), tmp_path / "answers.json"
    next_edition()
    path.write_text('{"edition": "2019", "answers": {"A1": {"founded": 2016}}}', encoding="utf-8")
    assert run("import_answers", path, "--organisation", "kuvitelma") == "FI-2026-001\n"
    assert answers_of(assessment)["A1"].values == {"founded": 2016}
    path.write_text('{"edition": "2020", "answers": {"A1": {"founded": 2017}}}', encoding="utf-8")
    assert refused("import_answers", path, "--organisation", "kuvitelma").splitlines()[1] == (
        "edition: The file answers the edition “2020”; this assessment asks the edition 2019."
    )
    arguments = {"slug": "kuvitelma", "may_create": False, "is_dry_run": False, "by": None, "at": NOW}
    with pytest.raises(OtherEdition):
        import_answers(file=AnswerFile("2020", {}, typed({"A1": {"founded": 2017}})), **arguments)
    assert answers_of(assessment)["A1"].values == {"founded": 2016}
    # A new organisation answers the newest edition.
    path.write_text('{"edition": "2020", "organisation": {"country": "FI"}}', encoding="utf-8")
    reference = run("import_answers", path, "--organisation", "elsewhere", "--create").strip()
    assert Assessment.objects.get(reference=reference).edition == "2020"


# --- export_answers


def test_what_is_exported_can_be_imported_elsewhere_unchanged(cast: Cast, tmp_path):
    answers: Answering = {
        **ELIGIBLE,
        "A5": {"portfolios": ["food", "ict"], "focus": "Ruoka – food", "level": 0},
        "C2": {"has_fee": "no"},
        "F2": {"stories": [{"title": "One", "publishable": "yes"}]},
    }
    original = cast.draft(answers)
    save_answers(assessment=original, answers={"A7": Answer({}, "By statute")}, by=cast.owner, at=NOW)
    give_out_the_first_number()
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    assert run("export_answers", "FI-2026-001", "--output", first) == f"{first}\n"
    reference = run("import_answers", first, "--organisation", "elsewhere", "--create").strip()
    imported = Assessment.objects.get(reference=reference)
    assert answers_of(imported) == answers_of(original) == {**typed(answers), "A7": Answer({}, "By statute")}
    run("export_answers", reference, "--output", second)
    exported = [json.loads(path.read_text(encoding="utf-8")) for path in (first, second)]
    assert exported[0]["answers"]["B3"] == {"fte": "1.20", "people": 2, "permanent_fte": "1.00"}
    assert exported[0]["organisation"] == ORGANISATION
    assert exported[1] == {**exported[0], "organisation": {**ORGANISATION, "slug": "elsewhere"}}


def test_an_export_leaves_nothing_but_its_file_and_replaces_an_older_one(cast: Cast, tmp_path):
    cast.draft()
    output = tmp_path / "answers.json"
    output.write_text("old", encoding="utf-8")
    run("export_answers", "FI-2026-001", "--output", output)
    assert json.loads(output.read_text(encoding="utf-8"))["edition"] == "2019"
    assert [path.name for path in tmp_path.glob("*answers*")] == ["answers.json"]


def test_an_export_that_cannot_be_written_is_refused_in_one_sentence(cast: Cast, tmp_path):
    cast.draft()
    output = tmp_path / "missing" / "answers.json"
    assert refused("export_answers", "FI-2026-001", "--output", output) == (
        f"{output} cannot be written: No such file or directory."
    )
