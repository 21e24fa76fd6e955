"""The mails about impartiality and the decision tell their readers what to do next."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assessments.models import Assessment, Label, Notice, Status, User
from assessments.queries.conflicts import Conflict, ConflictKind
from assessments.workflow.deciding import decide
from assessments.workflow.impartiality import (
    Statement,
    assign_assessor,
    declare,
    object_to_assessor,
    overrule,
    rule_on_objection,
)
from assessments.workflow.mail.notices import notice_words
from criteria.formatting import format_date
from tests.conftest import NOW, Cast


def words(event: str, user: User, language: str = "en") -> tuple[str, str]:
    """Subject and body of the latest notice of the event to `user`."""
    notice = Notice.objects.filter(event=event, user=user).latest("pk")
    found = notice_words(notice, language)
    return found.subject, " ".join(found.body.split())


def assigned(cast: Cast) -> Assessment:
    assessment = cast.in_state(Status.SUBMITTED)
    return assign_assessor(assessment=assessment, assessor=cast.assessor, by=cast.secretary, at=NOW)


def test_who_is_assigned_reads_what_comes_first_and_the_cluster_what_it_may_do(cast: Cast) -> None:
    assigned(cast)
    said = (
        "Assessor is assigned to assess Kuvitelma Cluster. The assessor has no access before they have declared that "
        "they are impartial. The cluster may object to the assessor once, with a reason."
    )
    assert words("assigned", cast.owner) == ("FI-2026-001: an assessor for Kuvitelma Cluster", said)
    # Six weeks after the assignment.
    due = "12 November 2026"
    assert words("assigned", cast.assessor) == (
        "FI-2026-001: you are to assess Kuvitelma Cluster",
        "You are assigned to assess Kuvitelma Cluster. First declare whether you are impartial: you have no access "
        f"before that. The cluster may object to the assessor once, with a reason. Due: {due}",
    )


@pytest.mark.parametrize(
    ("interest", "expected"),
    [
        (
            "",
            (
                "FI-2026-001: a declaration of interests",
                "Assessor has declared that they have no interest in Kuvitelma Cluster.",
            ),
        ),
        (
            "A cousin",
            (
                "FI-2026-001: a conflict of the assessor",
                "Assessor has declared an interest in Kuvitelma Cluster. There is a conflict of interest. The "
                "assessor has no access unless the secretariat overrules it.",
            ),
        ),
    ],
)
def test_a_declaration_tells_whether_a_conflict_blocks(cast: Cast, interest: str, expected: tuple[str, str]) -> None:
    declare(assessment=assigned(cast), statement=Statement(interest=interest), by=cast.assessor, at=NOW)
    for user in (cast.secretary, cast.owner):
        assert words("declared", user) == expected


def overruled(cast: Cast) -> None:
    assessment = assigned(cast)
    declare(assessment=assessment, statement=Statement(interest="A cousin"), by=cast.assessor, at=NOW)
    conflict = Conflict(ConflictKind.DECLARED, "A cousin")
    overrule(assessment=assessment, conflict=conflict, reason="Distant", by=cast.secretary, at=NOW)


def dismissed(cast: Cast) -> None:
    object_to_assessor(assessment=assigned(cast), reason="A rival", by=cast.owner, at=NOW)
    rule_on_objection(
        assessment=Assessment.objects.get(), ruling="dismissed", reason="Distant", by=cast.secretary, at=NOW
    )


def upheld(cast: Cast) -> None:
    object_to_assessor(assessment=assigned(cast), reason="A rival", by=cast.owner, at=NOW)
    rule_on_objection(assessment=Assessment.objects.get(), ruling="upheld", reason="Distant", by=cast.secretary, at=NOW)


@pytest.mark.parametrize(
    ("ruling", "subject", "said", "reached"),
    [
        (
            overruled,
            "FI-2026-001: a conflict is overruled",
            "The secretariat has overruled a conflict of Assessor, who is to assess Kuvitelma Cluster. It no longer "
            "blocks the assessment. Reason: Distant",
            ["assessor", "owner"],
        ),
        (
            dismissed,
            "FI-2026-001: the objection is dismissed",
            "The secretariat has dismissed the objection to Assessor, who goes on assessing Kuvitelma Cluster. "
            "Reason: Distant",
            ["assessor", "owner"],
        ),
        (
            upheld,
            "FI-2026-001: the objection is upheld",
            "The secretariat has upheld the objection to Assessor. Kuvitelma Cluster gets another assessor. "
            "Reason: Distant",
            ["owner"],
        ),
    ],
)
def test_a_ruling_is_told_as_what_it_is_to_cluster_and_assessor(
    cast: Cast, ruling: Callable[[Cast], None], subject: str, said: str, reached: list[str]
) -> None:
    ruling(cast)
    assert words("ruled", cast.owner) == (subject, said)
    told = Notice.objects.filter(event="ruled").order_by("user__email").values_list("user__email", flat=True)
    assert list(told) == [f"{name}@example.org" for name in reached]


def test_the_secretariat_reads_what_the_assessor_recommends(cast: Cast) -> None:
    cast.in_state(Status.ASSESSED)
    assert words("finished", cast.secretary)[1].endswith("The assessor recommends the Bronze label.")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The Bronze label is awarded to Kuvitelma Cluster. Its number is {}; it is valid from {} until {}."),
        (
            "fi",
            "Pronssitason laatumerkki on myönnetty. Saaja: Kuvitelma Cluster. "
            "Merkin numero on {}; se on voimassa {} – {}.",
        ),
    ],
)
def test_the_cluster_reads_the_number_of_its_label_and_how_long_it_is_valid(
    cast: Cast, language: str, said: str
) -> None:
    decide(assessment=cast.in_state(Status.ASSESSED), decision="label", reason="Fine", by=cast.secretary, at=NOW)
    label = Label.objects.get()
    days = [format_date(day, language) for day in (label.valid_from, label.valid_until)]
    expected = said.format(label.number, *days)
    assert words("decided", cast.owner, language)[1].startswith(expected)
