"""What the development levels of a report rest on, and the gains that a renewal has proven."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.test import Client

from assessments.models import Assessment, Evidence, Status, User
from assessments.report.content.document import build_context
from assessments.report.content.tree import EvidenceGrade
from assessments.report.words.evidence import evidence_sentence
from assessments.workflow.answering import save_answers
from assessments.workflow.organising import start_assessment
from criteria.loader import load_edition
from tests.conftest import ELIGIBLE, NOW, Answering, Cast, in_both, typed

EDITION = load_edition("2019")
TODAY = NOW.date()
LEVELS: Answering = {
    **ELIGIBLE, "A5": {"level": 1}, "B6": {"year": 2024, "horizon": 4, "level": 3}, "B8": {"level": 2},
    "F3": {"level": 0}, "F4": {"impact": 1, "evidence": "Said so"}, "F5": {"impact": 1, "evidence": "Said so"},
}  # fmt: skip


def linked(assessment: Assessment, indicator: str) -> Evidence:
    """Evidence as it was handed in."""
    said = {"title": "Strategy", "statement": "It is so", "link": "https://kuvitelma.example.org/strategy"}
    return assessment.evidence.create(indicator=indicator, added_at=NOW, **said)


def grade_of(assessment: Assessment, language: str = "en") -> EvidenceGrade:
    grade = build_context(assessment, language, today=TODAY).evidence
    assert grade is not None
    return grade


def test_sentences_of_evidence() -> None:
    assert in_both(lambda: evidence_sentence(1, 0, 2)) == (
        "Development levels above 0: 3. Documents that the assessor has seen support 1, documents that were only "
        "handed in 0, and the word of the cluster alone 2.",
        "Nollaa ylempiä kehitystasoja on 3. Niistä arvioijan näkemiin asiakirjoihin perustuu 1, vain toimitettuihin "
        "asiakirjoihin 0 ja pelkästään klusterin omaan kertomaan 2.",
    )
    assert in_both(lambda: evidence_sentence(0, 0, 2)) == (
        "Development levels above 0: 2. No documents support them; they rest on the word of the cluster.",
        "Nollaa ylempiä kehitystasoja on 2. Yhdestäkään ei ole asiakirjoja; kaikki perustuu klusterin omaan kertomaan.",
    )


def test_the_assessor_marks_evidence_as_seen_and_takes_it_back(cast: Cast, sign_in: Callable[[User], Client]) -> None:
    assessment = cast.in_state(Status.INTERVIEW, LEVELS)
    _other, item = linked(assessment, "A5"), linked(assessment, "B6")
    client, address = sign_in(cast.assessor), f"/assessments/{assessment.reference}/evidence/{item.pk}/seen/"
    review = f"/assessments/{assessment.reference}/review/B6/"
    assert client.post(address)["Location"] == f"{review}#evidence"
    assert client.post(address).status_code == 302
    assert "Not seen after all" in client.get(review).content.decode()
    grade = grade_of(assessment)
    assert grade.sentence == evidence_sentence(1, 1, 3)
    assert [(line.key, line.level) for line in grade.asked_for] == [
        ("B8", "level 2 of 4"), ("A5", "level 1 of 4"), ("F4", "level 1 of 4"), ("F5", "level 1 of 4"),
    ]  # fmt: skip
    assert grade.asked_for[0].document == EDITION.indicator("B8").evidence[0].in_language("en")
    assessment.status = Status.SUBMITTED
    assert grade_of(assessment).sentence == "Development levels above 0 with documents attached: 2 of 5."
    assessment.status = Status.INTERVIEW
    client.post(address, {"undo": "1"})
    assert grade_of(assessment).sentence == evidence_sentence(0, 2, 3)
    trail = assessment.audit_entries.filter(action__startswith="evidence_").order_by("pk")
    assert [(entry.action, entry.subject) for entry in trail if entry.actor == cast.assessor] == [
        ("evidence_seen", "B6"), ("evidence_not_seen", "B6"),
    ]  # fmt: skip
    assert [entry.after for entry in trail][-1] == {
        "title": "Strategy", "link": "https://kuvitelma.example.org/strategy",
    }  # fmt: skip


def test_without_levels_there_is_nothing_to_prove(cast: Cast) -> None:
    assert build_context(cast.draft(), "en", today=TODAY).evidence is None


def test_a_renewal_shows_its_gains_with_distinct_indicators_of_the_next_label(cast: Cast) -> None:
    first = cast.in_state(Status.LABELLED, LEVELS)
    road = build_context(first, "en", today=TODAY).road
    assert road is not None
    assert road.candidates_title == "Three areas of improvement to consider"
    later = NOW + dt.timedelta(days=700)
    again = start_assessment(organisation=cast.organisation, by=cast.owner, at=later, reference="FI-2028-001")
    answers: Answering = {
        **LEVELS, "A5": {"level": 3}, "B6": {"year": 2026, "horizon": 4, "level": 4}, "B8": {"level": 4},
        "F4": {"impact": 2, "evidence": "Said so"}, "F5": {"impact": 2, "evidence": "Said so"},
    }  # fmt: skip
    save_answers(assessment=again, answers=typed(answers), by=cast.owner, at=later)
    told = build_context(again, "en", today=later.date()).road
    assert told is not None
    assert told.candidates_title == "Proven gains"
    assert told.lead.startswith("These practices have risen since the assessment of 2026.")
    # A5 touches nothing of the next label, and F4 and F5 only the same indicator.
    assert [(gain.key, gain.level, [name.code for name in gain.higher]) for gain in told.candidates] == [
        ("B8", "level 2 → 4", ["4.1.5"]), ("B6", "level 3 → 4", ["4.1.1"]), ("F4", "level 1 → 2", ["4.4"]),
    ]  # fmt: skip
    assert {gain.first_step for gain in told.candidates} == {""}
