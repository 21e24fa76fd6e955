"""The overview of an assessment: the facts of its course, the task list, and who sees what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from assessments.access import roles_of
from assessments.models import Assessment, Label, Status, User
from assessments.queries.clarifications import clarifications_by_turn
from assessments.queries.collaboration import team_states
from assessments.views.course import course_of
from assessments.views.facts import Fact
from assessments.views.next_steps import ActionLink
from assessments.views.pages import Page, build_page
from assessments.views.tasks import Task, task_filters, task_list
from assessments.workflow.clarifications import ask_cluster, reply_to_clarification
from assessments.workflow.collaboration import hand_over, set_flag
from assessments.workflow.deciding import decide
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.any_database

type SignIn = Callable[[User], Client]
RUN = "/assessments/FI-2026-001/"
UNTIL = dt.date(2099, 1, 1)


def page_of(assessment: Assessment, user: User) -> Page:
    return build_page(assessment, roles_of(user, assessment))


def course(assessment: Assessment, user: User) -> list[Fact]:
    assignment = assessment.assignments.filter(ended_at=None).first()
    label = Label.objects.filter(assessment=assessment).first()
    return course_of(page_of(assessment, user), assignment=assignment, label=label)


STARTED = [("Started", "1 October 2026")]
BEGUN = [*STARTED, ("Handed in", "1 October 2026")]
ASSESSOR = ("Assessor", "Assessor")
DUE = ("Due", "12 November 2026")
INTERVIEW = ("Interview", "")
ASSESSED = [*BEGUN, ASSESSOR, INTERVIEW, ("Assessed", "1 October 2026")]
RECOMMENDED = ("The assessor recommended", "Award the label\nAll is as said")
IN_INTERVIEW = [*BEGUN, ASSESSOR, INTERVIEW]
IN_INTERVIEW_UNTIL = [*BEGUN, ASSESSOR, DUE, INTERVIEW]
NOT_LABELLED = [
    *ASSESSED,
    RECOMMENDED,
    ("Decided by", "Secretary"),
    ("Decided", "1 October 2026"),
    ("Reason for the decision", "As agreed"),
]
LABELLED = [
    *NOT_LABELLED,
    ("Label", "Bronze FI-B-2026-0001, valid from 15 September 2026 until 30 September 2028"),
    ("Issued by", "Kuvitelma Label Office (fictional issuer)"),
]
MEMBERS = ("owner", "editor", "reader")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.DRAFT, dict.fromkeys((*MEMBERS, "secretary"), STARTED)),
        (Status.SUBMITTED, dict.fromkeys((*MEMBERS, "secretary"), BEGUN)),
        (
            Status.INTERVIEW,
            dict.fromkeys(MEMBERS, IN_INTERVIEW) | dict.fromkeys(("assessor", "secretary"), IN_INTERVIEW_UNTIL),
        ),
        (
            Status.ASSESSED,
            dict.fromkeys((*MEMBERS, "assessor"), ASSESSED) | {"secretary": [*ASSESSED, RECOMMENDED]},
        ),
        (Status.LABELLED, dict.fromkeys((*MEMBERS, "assessor", "secretary"), LABELLED)),
        (Status.NOT_LABELLED, dict.fromkeys((*MEMBERS, "assessor", "secretary"), NOT_LABELLED)),
        (Status.WITHDRAWN, dict.fromkeys((*MEMBERS, "secretary"), BEGUN)),
    ],
)
def test_facts_of_the_course(status: Status, expected: dict[str, list[tuple[str, str]]], cast: Cast) -> None:
    assessment = cast.in_state(status)
    found = {name: course(assessment, getattr(cast, name)) for name in expected}
    assert {name: [(fact.term, fact.text) for fact in facts] for name, facts in found.items()} == expected


def test_the_secretariat_alone_changes_the_due_date(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    links = [[fact.link for fact in course(assessment, user) if fact.link] for user in (cast.assessor, cast.secretary)]
    assert links == [[], [ActionLink("Change the due date", f"{RUN}due/")]]


def test_assessor_and_secretariat_read_why_it_was_sent_back(cast: Cast) -> None:
    assessment = cast.in_state(Status.ASSESSED)
    assessment = decide(assessment=assessment, decision="back", reason="Look\nagain", by=cast.secretary, at=NOW)
    last = [course(assessment, getattr(cast, name))[-1] for name in ("owner", "reader", "assessor", "secretary")]
    sent_back = Fact("Sent back by the secretariat", "Look\nagain")
    assert last == [Fact("Interview", is_interview=True)] * 2 + [sent_back] * 2


def tasks(assessment: Assessment, user: User, *, only: str = "") -> dict[str, Task]:
    page, asked = page_of(assessment, user), clarifications_by_turn(assessment)
    team = team_states(assessment) if page.is_of_cluster else {}
    return {task.indicator.key: task for area in task_list(page, team, only=only, asked=asked) for task in area.tasks}


@pytest.mark.parametrize(
    ("name", "status", "area", "task"),
    [
        ("editor", Status.DRAFT, "areas/A/", "areas/A/#A2"),
        ("reader", Status.DRAFT, "check/#A", "check/#A2"),
        ("editor", Status.INTERVIEW, "check/#A", "check/#A2"),
        ("assessor", Status.INTERVIEW, "review/A/", "review/A2/"),
        ("assessor", Status.ASSESSED, "check/#A", "check/#A2"),
        ("secretary", Status.INTERVIEW, "check/#A", "check/#A2"),
    ],
)
def test_the_list_links_to_where_the_reader_works_or_reads(
    name: str, status: Status, area: str, task: str, cast: Cast
) -> None:
    listed = task_list(page_of(cast.in_state(status), getattr(cast, name)), {}, only="")[0]
    second = next(each for each in listed.tasks if each.indicator.key == "A2")
    assert (listed.address, second.address) == (f"{RUN}{area}", f"{RUN}{task}")


def test_a_question_says_whose_turn_it_is_and_leads_the_cluster_there(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    for key in ("A1", "A2"):
        ask_cluster(assessment=assessment, indicator=key, text="Why?", deadline=UNTIL, by=cast.assessor, at=NOW)
    answered = assessment.clarifications.get(indicator="A2")
    reply_to_clarification(clarification=answered, text="Because", by=cast.editor, at=NOW)
    found = {
        name: [
            (task.turn, task.address.removeprefix(RUN)) for key, task in tasks(assessment, user).items() if key < "A4"
        ]
        for name, user in (("reader", cast.reader), ("assessor", cast.assessor), ("secretary", cast.secretary))
    }
    replied = "the cluster has replied"
    assert found == {
        "reader": [("needs a reply", "questions/A1/"), (replied, "questions/A2/"), ("", "check/#A3")],
        "assessor": [("asked", "review/A1/"), (replied, "review/A2/"), ("", "review/A3/")],
        "secretary": [("asked", "check/#A1"), (replied, "check/#A2"), ("", "check/#A3")],
    }
    assert list(tasks(assessment, cast.reader, only="reply")) == ["A1"]


def test_what_a_colleague_has_to_answer_needs_a_reply_until_the_hand_in(cast: Cast) -> None:
    assessment = cast.draft()
    hand_over(assessment=assessment, indicator="A3", to=cast.owner, note="", by=cast.editor, at=NOW)
    set_flag(assessment=assessment, indicator="A4", is_flagged=True, by=cast.editor, at=NOW)
    for only, expected in (("reply", ["A3"]), ("flagged", ["A4"])):
        assert list(tasks(assessment, cast.editor, only=only)) == expected
    assert "A2" not in tasks(assessment, cast.editor, only="open")
    assert len(tasks(assessment, cast.editor, only="nonsense")) == 36
    Assessment.objects.update(status=Status.SUBMITTED)
    assessment.refresh_from_db()
    assert tasks(assessment, cast.editor, only="reply") == {}


@pytest.mark.parametrize(
    ("name", "status", "has_clarifications", "expected"),
    [
        ("editor", Status.DRAFT, False, True),
        ("reader", Status.DRAFT, False, False),
        ("editor", Status.INTERVIEW, False, False),
        ("reader", Status.INTERVIEW, True, True),
        ("assessor", Status.INTERVIEW, True, False),
        ("secretary", Status.INTERVIEW, True, False),
    ],
)
def test_only_readers_with_work_in_the_list_get_filters(
    name: str, status: Status, has_clarifications: bool, expected: bool, cast: Cast
) -> None:
    page = page_of(cast.in_state(status), getattr(cast, name))
    found = task_filters(page, shown="flagged", has_clarifications=has_clarifications)
    filters = [
        ("All", "?", False),
        ("Unanswered", "?show=open", False),
        ("Flagged", "?show=flagged", True),
        ("Needs a reply", "?show=reply", False),
    ]
    assert [(each.words, each.address, each.is_current) for each in found] == (filters if expected else [])


def test_a_filter_that_does_not_exist_shows_all(cast: Cast) -> None:
    found = task_filters(page_of(cast.draft(), cast.editor), shown="nonsense", has_clarifications=False)
    assert [each.is_current for each in found] == [True, False, False, False]


@pytest.mark.parametrize("number", [1, 3])
def test_the_overview_takes_the_same_queries_with_one_and_three_questions(
    number: int, cast: Cast, sign_in: SignIn, django_assert_num_queries: Callable[..., object]
) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    for key in ("A1", "A2", "A3")[:number]:
        ask_cluster(assessment=assessment, indicator=key, text="Why?", deadline=UNTIL, by=cast.assessor, at=NOW)
    client = sign_in(cast.editor)
    with django_assert_num_queries(16):
        client.get(RUN)
