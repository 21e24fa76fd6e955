"""Next steps, links of the course and order of the sections on the overview, for each role and state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from assessments.access import Role, actions_of, roles_of
from assessments.models import Assessment, Presence, Status, User
from assessments.views.next_steps import (
    ActionLink,
    Weight,
    back_from_evidence,
    back_from_team,
    course_steps,
    eligibility_steps,
    impartiality_steps,
    next_steps,
)
from assessments.views.overview import Section, sections_of
from assessments.views.pages import Page, area_state, build_page
from criteria.answers import Answers
from criteria.eligibility import Verdict
from criteria.loader import load_edition
from criteria.states import progress_in
from tests.conftest import Cast, typed

pytestmark = pytest.mark.any_database

type SignIn = Callable[[User], Client]
RUN = "/assessments/FI-2026-001/"
STATES = (
    Status.DRAFT,
    Status.SUBMITTED,
    Status.INTERVIEW,
    Status.ASSESSED,
    Status.LABELLED,
    Status.NOT_LABELLED,
    Status.WITHDRAWN,
)
CASTED = ("owner", "editor", "reader", "assessor", "secretary")


def page_of(role: Role, status: Status, answers: Answers | None = None) -> Page:
    """An assessment in `status` as somebody with `role` sees it, without a database."""
    assessment, edition = Assessment(reference="FI-2026-001", edition="2019", status=status), load_edition("2019")
    areas, roles = tuple(area_state(area, answers or {}, ()) for area in edition.areas), frozenset({role})
    return Page(
        assessment=assessment,
        edition=edition,
        roles=roles,
        actions=actions_of(roles, assessment),
        answers=answers or {},
        verdict=Verdict(()),
        progress=progress_in([state for area in areas for _, state in area.indicators]),
        areas=areas,
        findings=(),
    )


def steps_of(page: Page, **facts: Any) -> list[ActionLink]:
    nothing: dict[str, Any] = {"last": None, "has_assessor": False, "unresolved": 0, "has_earlier_advice": False}
    return next_steps(page, **nothing | facts)


def in_words(steps: list[ActionLink]) -> list[str]:
    """The words of each step, with a star for a prominent one."""
    return [f"{step.words}{' *' if step.weight is Weight.PRIMARY else ''}" for step in steps]


READING = ["All answers", "Comparison", "Report"]
DECIDED = [*READING, "Recommendations and replies"]
WRITING = ["Begin *", "Check and hand in", "Comparison", "Report"]
ASSESSING = ["Go through the answers *", "All answers", "Questions to the cluster", "Comparison", "Report"]
NEXT_STEPS = {
    (Role.OWNER, Status.DRAFT): WRITING,
    (Role.OWNER, Status.SUBMITTED): READING,
    (Role.OWNER, Status.INTERVIEW): READING,
    (Role.OWNER, Status.ASSESSED): READING,
    (Role.OWNER, Status.LABELLED): DECIDED,
    (Role.OWNER, Status.NOT_LABELLED): DECIDED,
    (Role.OWNER, Status.WITHDRAWN): READING,
    (Role.EDITOR, Status.DRAFT): WRITING,
    (Role.EDITOR, Status.SUBMITTED): READING,
    (Role.EDITOR, Status.INTERVIEW): READING,
    (Role.EDITOR, Status.ASSESSED): READING,
    (Role.EDITOR, Status.LABELLED): DECIDED,
    (Role.EDITOR, Status.NOT_LABELLED): DECIDED,
    (Role.EDITOR, Status.WITHDRAWN): READING,
    (Role.READER, Status.DRAFT): READING,
    (Role.READER, Status.SUBMITTED): READING,
    (Role.READER, Status.INTERVIEW): READING,
    (Role.READER, Status.ASSESSED): READING,
    (Role.READER, Status.LABELLED): DECIDED,
    (Role.READER, Status.NOT_LABELLED): DECIDED,
    (Role.READER, Status.WITHDRAWN): READING,
    (Role.ASSESSOR, Status.DRAFT): [],
    (Role.ASSESSOR, Status.SUBMITTED): READING,
    (Role.ASSESSOR, Status.INTERVIEW): ASSESSING,
    (Role.ASSESSOR, Status.ASSESSED): READING,
    (Role.ASSESSOR, Status.LABELLED): DECIDED,
    (Role.ASSESSOR, Status.NOT_LABELLED): DECIDED,
    (Role.ASSESSOR, Status.WITHDRAWN): READING,
    (Role.SECRETARIAT, Status.DRAFT): [],
    (Role.SECRETARIAT, Status.SUBMITTED): ["Assign an assessor *", *READING],
    (Role.SECRETARIAT, Status.INTERVIEW): ["Assign an assessor", *READING],
    (Role.SECRETARIAT, Status.ASSESSED): ["Decide *", *READING],
    (Role.SECRETARIAT, Status.LABELLED): DECIDED,
    (Role.SECRETARIAT, Status.NOT_LABELLED): DECIDED,
    (Role.SECRETARIAT, Status.WITHDRAWN): READING,
}


@pytest.mark.parametrize(("role", "status"), NEXT_STEPS)
def test_next_steps_of_each_role_in_each_state(role: Role, status: Status) -> None:
    assert in_words(steps_of(page_of(role, status))) == NEXT_STEPS[role, status]


LOOKING_BACK = ["Impartiality", "Audit trail"]
CARRYING_ON = ["Recommendations", "Arrange the interview", "Finish and send to the secretariat"]
# The links of the course, and those of eligibility.
COURSE_STEPS: dict[tuple[Role, Status], tuple[list[str], list[str]]] = {
    **{(role, status): (LOOKING_BACK, []) for role in (Role.EDITOR, Role.READER, Role.ASSESSOR) for status in STATES},
    **{(Role.OWNER, status): (LOOKING_BACK, []) for status in STATES},
    **{(Role.SECRETARIAT, status): (LOOKING_BACK, []) for status in STATES},
    (Role.OWNER, Status.DRAFT): (["Audit trail", "Delete the draft"], []),
    (Role.EDITOR, Status.DRAFT): (["Audit trail"], []),
    (Role.READER, Status.DRAFT): (["Audit trail"], []),
    (Role.ASSESSOR, Status.DRAFT): ([], []),
    (Role.ASSESSOR, Status.INTERVIEW): ([*CARRYING_ON, *LOOKING_BACK], []),
    (Role.OWNER, Status.SUBMITTED): ([*LOOKING_BACK, "Withdraw"], []),
    (Role.OWNER, Status.INTERVIEW): ([*LOOKING_BACK, "Withdraw"], []),
    (Role.OWNER, Status.ASSESSED): ([*LOOKING_BACK, "Withdraw"], []),
    (Role.SECRETARIAT, Status.DRAFT): (["Audit trail"], ["Waive a criterion"]),
    (Role.SECRETARIAT, Status.SUBMITTED): (LOOKING_BACK, ["Waive a criterion"]),
    (Role.SECRETARIAT, Status.INTERVIEW): (LOOKING_BACK, ["Waive a criterion"]),
    (Role.SECRETARIAT, Status.ASSESSED): (LOOKING_BACK, ["Waive a criterion"]),
}


@pytest.mark.parametrize(("role", "status"), COURSE_STEPS)
def test_links_of_the_course_and_of_eligibility(role: Role, status: Status) -> None:
    page = page_of(role, status)
    found = in_words(course_steps(page, has_appointment=False)), in_words(eligibility_steps(page))
    assert found == COURSE_STEPS[role, status]


def test_addresses_of_the_steps() -> None:
    owner, assessor = page_of(Role.OWNER, Status.DRAFT), page_of(Role.ASSESSOR, Status.INTERVIEW)
    secretariat = page_of(Role.SECRETARIAT, Status.ASSESSED)
    every = [*steps_of(owner), *steps_of(assessor), *course_steps(assessor, has_appointment=True)]
    every += [*steps_of(secretariat), *eligibility_steps(secretariat), *course_steps(secretariat, has_appointment=True)]
    every += steps_of(page_of(Role.SECRETARIAT, Status.SUBMITTED))
    every += steps_of(page_of(Role.READER, Status.LABELLED), has_earlier_advice=True)
    every += course_steps(page_of(Role.OWNER, Status.SUBMITTED), has_appointment=False)
    assert {step.words: step.address.removeprefix(RUN) for step in every} == {
        "Begin": "areas/A/",
        "Go through the answers": "review/A/",
        "Decide": "decide/",
        "Assign an assessor": "assign/",
        "Check and hand in": "check/",
        "All answers": "check/",
        "Questions to the cluster": "questions/",
        "Comparison": "comparison/",
        "Report": "reports/",
        "Recommendations and replies": "advice/",
        "What became of the recommendations": "follow-up/",
        "Recommendations": "recommendations/",
        "Move the interview": "interview/",
        "Finish and send to the secretariat": "finish/",
        "Impartiality": "impartiality/",
        "Audit trail": "trail/",
        "Withdraw": "withdraw/",
        "Waive a criterion": "waive/",
    }


@pytest.mark.parametrize(
    ("last", "answers", "expected"),
    [
        (None, {}, ActionLink("Begin", f"{RUN}areas/A/", Weight.PRIMARY)),
        (
            None,
            {"A2": {"total": 34}},
            ActionLink("Continue where you left off", f"{RUN}areas/A/", Weight.PRIMARY),
        ),
        (Presence(area="C"), {}, ActionLink("Begin", f"{RUN}areas/C/", Weight.PRIMARY)),
        (Presence(area="C", indicator="C2"), {}, ActionLink("Begin", f"{RUN}areas/C/#C2", Weight.PRIMARY)),
    ],
)
def test_answering_goes_on_where_the_reader_left_off(
    last: Presence | None, answers: dict[str, dict[str, Any]], expected: ActionLink
) -> None:
    assert steps_of(page_of(Role.EDITOR, Status.DRAFT, typed(answers)), last=last)[0] == expected


@pytest.mark.parametrize(
    ("last", "address"),
    [(None, "review/A/"), (Presence(area="C"), "review/A/"), (Presence(area="C", indicator="C2"), "review/C2/")],
)
def test_assessing_goes_on_where_the_assessor_left_off(last: Presence | None, address: str) -> None:
    assert steps_of(page_of(Role.ASSESSOR, Status.INTERVIEW), last=last)[0].address == f"{RUN}{address}"


@pytest.mark.parametrize(
    ("role", "facts", "expected"),
    [
        (Role.SECRETARIAT, {"has_assessor": True}, ["Assign another assessor", *READING]),
        (Role.OWNER, {"unresolved": 2}, ["All answers", "Questions to the cluster", "Comparison", "Report"]),
        (Role.OWNER, {"has_earlier_advice": True}, [*READING, "What became of the recommendations"]),
    ],
)
def test_steps_depend_on_assessor_questions_and_earlier_advice(
    role: Role, facts: dict[str, Any], expected: list[str]
) -> None:
    assert in_words(steps_of(page_of(role, Status.INTERVIEW), **facts)) == expected


def test_the_link_to_the_questions_counts_those_that_are_unresolved() -> None:
    page = page_of(Role.ASSESSOR, Status.INTERVIEW)
    counts = [[step.count for step in steps_of(page, unresolved=number)] for number in (0, 2)]
    assert counts == [[0, 0, 0, 0, 0], [0, 0, 2, 0, 0]]


@pytest.mark.parametrize(
    ("role", "status", "expected"),
    [
        (Role.READER, Status.DRAFT, "carried areas steps offline eligibility course"),
        (Role.SECRETARIAT, Status.DRAFT, "not_readable eligibility course"),
        (Role.SECRETARIAT, Status.SUBMITTED, "steps course areas offline eligibility"),
        (Role.OWNER, Status.LABELLED, "steps course areas offline eligibility"),
        (Role.FORMER, Status.SUBMITTED, "course eligibility"),
    ],
)
def test_order_of_the_sections(role: Role, status: Status, expected: str) -> None:
    assert sections_of(page_of(role, status)) == tuple(map(Section, expected.split()))


@pytest.mark.parametrize("status", STATES)
def test_every_step_leads_to_a_page_that_opens(status: Status, cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(status)
    for name in CASTED:
        user = getattr(cast, name)
        page = build_page(assessment, roles_of(user, assessment))
        steps = [*steps_of(page, unresolved=1), *course_steps(page, has_appointment=False), *eligibility_steps(page)]
        client = sign_in(user)
        opened = {step.address: client.get(step.address, follow=True).status_code for step in steps}
        assert opened == dict.fromkeys(opened, 200)


ASSIGNED = {"has_assessor": True, "is_contested": False, "has_objection": False}
CONTESTED = {"has_assessor": True, "is_contested": True, "has_objection": True}
UNASSIGNED = {"has_assessor": False, "is_contested": False, "has_objection": False}


@pytest.mark.parametrize(
    ("role", "status", "facts", "expected"),
    [
        (Role.OWNER, Status.SUBMITTED, UNASSIGNED, ["Audit trail"]),
        (Role.OWNER, Status.INTERVIEW, UNASSIGNED, ["Audit trail"]),
        (Role.OWNER, Status.INTERVIEW, ASSIGNED, ["Object to the assessor", "Audit trail"]),
        (Role.OWNER, Status.INTERVIEW, CONTESTED, ["Audit trail"]),
        (Role.OWNER, Status.ASSESSED, ASSIGNED, ["Audit trail"]),
        (Role.EDITOR, Status.INTERVIEW, ASSIGNED, ["Audit trail"]),
        (Role.READER, Status.INTERVIEW, ASSIGNED, ["Audit trail"]),
        (Role.ASSESSOR, Status.INTERVIEW, ASSIGNED, ["Declare again", "Audit trail"]),
        (Role.ASSESSOR, Status.ASSESSED, ASSIGNED, ["Audit trail"]),
        (
            Role.SECRETARIAT,
            Status.SUBMITTED,
            UNASSIGNED,
            ["Assign an assessor *", "Record earlier advice", "Audit trail"],
        ),
        (
            Role.SECRETARIAT,
            Status.INTERVIEW,
            ASSIGNED,
            ["Assign another assessor", "Record earlier advice", "Audit trail"],
        ),
        (
            Role.SECRETARIAT,
            Status.INTERVIEW,
            CONTESTED,
            ["Rule on the objection *", "Assign another assessor", "Record earlier advice", "Audit trail"],
        ),
        (Role.SECRETARIAT, Status.ASSESSED, ASSIGNED, ["Audit trail"]),
        (Role.SECRETARIAT, Status.WITHDRAWN, CONTESTED, ["Audit trail"]),
    ],
)
def test_what_each_role_can_do_about_the_assessor(
    role: Role, status: Status, facts: dict[str, bool], expected: list[str]
) -> None:
    assert in_words(impartiality_steps(page_of(role, status), **facts)) == expected


@pytest.mark.parametrize(
    ("role", "status", "may_change", "from_team", "from_evidence"),
    [
        (
            Role.EDITOR,
            Status.DRAFT,
            True,
            ActionLink("Back to the question", f"{RUN}areas/A/#A2"),
            ActionLink("Back to question A2", f"{RUN}areas/A/#A2"),
        ),
        (
            Role.EDITOR,
            Status.INTERVIEW,
            True,
            ActionLink("Back to the answer", f"{RUN}check/#A2"),
            ActionLink("Back to question A2", f"{RUN}questions/A2/"),
        ),
        (
            Role.READER,
            Status.DRAFT,
            False,
            ActionLink("Back to the answer", f"{RUN}check/#A2"),
            ActionLink("Back to answer A2", f"{RUN}check/#A2"),
        ),
    ],
)
def test_the_way_back_from_team_and_evidence(
    role: Role, status: Status, may_change: bool, from_team: ActionLink, from_evidence: ActionLink
) -> None:
    page = page_of(role, status)
    indicator = page.edition.indicator("A2")
    found = back_from_team(page, indicator), back_from_evidence(page, indicator, may_change=may_change)
    assert found == (from_team, from_evidence)
