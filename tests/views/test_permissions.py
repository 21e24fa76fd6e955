"""The table of roles, states and actions, with every cell tested through HTTP."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from assessments.access import Action
from assessments.models import (
    AdviserRelation,
    Assessment,
    Assignment,
    AuditEntry,
    Membership,
    Objection,
    RecommendationEdit,
    Status,
    User,
)
from assessments.queries.conflicts import Conflict, ConflictKind
from assessments.workflow.impartiality import Statement, assign_assessor, declare
from tests.conftest import NOW, Cast, other_organisation, person
from tests.team_pages import text_of

type SignIn = Callable[[User], Client]
RUN = "/assessments/FI-2026-001"
STATES = ("draft", "submitted", "interview", "assessed", "labelled", "not_labelled", "withdrawn")
# ASSIGNED has not declared yet. FORMER assessed before the assessor. MEMBER belongs to the secretariat and the
# organisation. DOUBLE belongs to the secretariat and is now the assessor's colleague on the same assessment.
ROLES = ("outsider", "reader", "editor", "owner", "assigned", "assessor", "former", "secretary", "member", "double")

# One sign per state above: + allowed, ! not in this state (409), - not for this role (403), . hidden (404). Before an
# assessor is assigned, assessors are outsiders, and "double" is simply a member of the secretariat.
TABLE = """
              outsider reader  editor  owner   assigned assessor former  secretary member  double
view          .......  +++++++ +++++++ +++++++ ..+----  ..+++++  ....... +++++++   +++++++ +++++++
read_answers  .......  +++++++ +++++++ +++++++ ..-----  ..+++++  ....... !++++++   +++++++ !++++++
edit_answers  .......  ------- +!!!!!! +!!!!!! ..-----  ..-----  ....... -------   ------- -------
submit        .......  ------- ++!!!!! ++!!!!! ..-----  ..-----  ..!!!!! -------   ------- -------
delete        .......  ------- ------- +!!!!!! ..-----  ..-----  ....... -------   ------- -------
withdraw      .......  ------- ------- !+++!!! ..-----  ..-----  ....... -------   ------- -------
assign        .......  ------- ------- ------- ..-----  ..-----  ....... !++!!!!   ------- !++!!!!
declare       .......  ------- ------- ------- ..+!!!!  ..+!!!!  ..!!!!! -------   ------- --+!!!!
object        .......  ------- ------- !!+!!!! ..-----  ..-----  ....... -------   ------- -------
rule          .......  ------- ------- ------- ..-----  ..-----  ....... !++!!!!   ------- !+-----
review        .......  ------- ------- ------- ..-----  ..+!!!!  ..!!!!! -------   ------- --+!!!!
finish        .......  ------- ------- ------- ..-----  ..+!!!!  ..!!!!! -------   ------- --+!!!!
decide        .......  ------- ------- ------- ..-----  ..-----  ....... !!!+!!!   ------- !!-----
keep_label    .......  ------- ------- ------- ..-----  ..-----  ....... !!!!+!!   ------- !!-----
use_label     .......  !!!!+!! !!!!+!! !!!!+!! ..-----  ..-----  ....... !!!!+!!   !!!!+!! !!!!+!!
waive         .......  ------- ------- ------- ..-----  ..-----  ....... ++++!!!   ------- ++++!!!
reply         .......  ------- !!!!++! !!!!++! ..-----  ..-----  ....... -------   ------- -------
word_report   .......  ------- ------- ------- ..-----  ..+!!!!  ..!!!!! !!!+++!   ------- !!++++!
read_trail    .......  +++++++ +++++++ +++++++ ..-----  ..+++++  ....... +++++++   +++++++ +++++++
"""
ADVISED = Conflict(ConflictKind.ADVISER, "2024").mark
SIGNS = {200: "+", 302: "+", 422: "+", 409: "!", 403: "-", 404: "."}
# The request of each action; its changes are rolled back at once. A value of ROLES stands for that person.
REQUESTS: list[tuple[Action, str, str, dict[str, str]]] = [
    (Action.VIEW, "get", "", {}),
    (Action.READ_ANSWERS, "get", "export/json/", {}),
    (Action.EDIT_ANSWERS, "post", "indicators/E1/", {"E1-visits": "3"}),
    (Action.SUBMIT, "post", "hand-in/", {}),
    (Action.DELETE, "get", "delete/", {}),
    (Action.DELETE, "post", "delete/", {}),
    (Action.WITHDRAW, "post", "withdraw/", {"reason": "Merged"}),
    (Action.ASSIGN, "get", "assign/", {}),
    (Action.ASSIGN, "post", "assign/", {"assessor": "assigned"}),
    (Action.ASSIGN, "get", "due/", {}),
    (Action.ASSIGN, "post", "due/", {"due_on": "2999-12-01"}),
    (Action.DECLARE, "post", "declare/", {"standing": "none"}),
    (Action.OBJECT, "post", "object/", {"reason": "A rival"}),
    (Action.RULE, "get", "rule/", {}),
    (Action.RULE, "post", "rule/", {"ruling": "upheld", "reason": "A rival indeed"}),
    (Action.RULE, "get", "overrule/adviser/", {}),
    (Action.RULE, "post", "overrule/adviser/", {"version": f"0.{ADVISED}", "reason": "Long ago"}),
    (Action.RULE, "get", "earlier-advice/", {}),
    (Action.RULE, "post", "earlier-advice/", {"adviser": "former", "note": "In 2024"}),
    (Action.REVIEW, "post", "interview/", {"day": "2026-09-16"}),
    (Action.FINISH, "post", "finish/", {"proposal": "label", "reason": "All is as said"}),
    (Action.DECIDE, "post", "decide/", {"decision": "no_label", "reason": "Not enough"}),
    (Action.KEEP_LABEL, "get", "label/withdraw/", {}),
    (Action.KEEP_LABEL, "post", "label/suspend/", {"reason": "A complaint"}),
    (Action.USE_LABEL, "get", "label/logos.zip", {}),
    (Action.WAIVE, "post", "waive/", {"criterion": "fte", "programme": "Regional", "reason": "Recognised"}),
    (Action.REPLY, "post", "advice/own/", {}),
    (Action.WORD_REPORT, "post", "report/", {"foreword": "Welcome"}),
    (Action.READ_TRAIL, "get", "trail/json/", {}),
]


def table() -> dict[Action, dict[str, str]]:
    head, *rows = TABLE.strip().splitlines()
    assert tuple(head.split()) == ROLES
    cells = [row.split() for row in rows]
    return {Action(name): dict(zip(ROLES, states, strict=True)) for name, *states in cells}


@pytest.fixture
def people(cast: Cast) -> dict[str, User]:
    member = person("member@example.org", is_secretariat=True)
    Membership.objects.create(organisation=cast.organisation, user=member, role="reader")
    return {
        "outsider": cast.outsider,
        "reader": cast.reader,
        "editor": cast.editor,
        "owner": cast.owner,
        "assigned": person("assigned@example.org", is_assessor=True),
        "assessor": cast.assessor,
        "former": cast.other_assessor,
        "secretary": cast.secretary,
        "member": member,
        "double": person("double@example.org", is_assessor=True, is_secretariat=True),
    }


def with_all_assessors(cast: Cast, people: dict[str, User], status: Status) -> Assessment:
    """An assessment in `status` that also has, or had, the other assessors of the table."""
    assessment = cast.in_state(status)
    wording = {"indicator": "E1", "title": "Ring them", "text": "All twenty", "updated_at": NOW}
    RecommendationEdit.objects.create(assessment=assessment, key="own", **wording)
    if assessment.assignments.exists() or status == Status.WITHDRAWN:
        at = {"assigned_by": cast.secretary, "assigned_at": NOW}
        assessors = {"assigned": {}, "double": {"declared_at": NOW}, "former": {"declared_at": NOW, "ended_at": NOW}}
        if status == Status.WITHDRAWN:
            assessors["assessor"] = {"declared_at": NOW}
        for role, values in assessors.items():
            Assignment.objects.create(assessment=assessment, assessor=people[role], **at, **values)
    return assessment


def filled(data: dict[str, str], people: dict[str, User]) -> dict[str, str]:
    return {key: str(people[value].pk) if value in people else value for key, value in data.items()}


def provide(page: str, assessment: Assessment) -> bool:
    """Creates what a ruling needs; returns whether it exists without an assessor."""
    assignment = assessment.assignments.filter(ended_at=None).order_by("pk").first()
    if assignment and page == "rule/":
        Objection.objects.create(assessment=assessment, assignment=assignment, reason="A rival", raised_at=NOW)
    if assignment and page == "overrule/adviser/":
        AdviserRelation.objects.create(
            organisation=assessment.organisation, adviser=assignment.assessor, note="2024", recorded_at=NOW
        )
    return bool(assignment) or page != "overrule/adviser/"


def test_the_table_names_every_action_and_role() -> None:
    assert set(table()) == set(Action) == {action for action, *_ in REQUESTS}
    assert {len(states) for roles in table().values() for states in roles.values()} == {len(STATES)}


@pytest.mark.any_database
@pytest.mark.parametrize("status", STATES)
def test_every_cell_of_the_table(status: str, cast: Cast, people: dict[str, User], sign_in: SignIn) -> None:
    assessment = with_all_assessors(cast, people, Status(status))
    before = (assessment.status, AuditEntry.objects.count())
    clients = {role: sign_in(user) for role, user in people.items()}
    position = STATES.index(status)
    expected = {action: {role: states[position] for role, states in roles.items()} for action, roles in table().items()}
    for action, method, page, data in REQUESTS:
        posted = filled(data, people)
        found: dict[str, str] = {}
        for role, client in clients.items():
            with transaction.atomic():
                if is_there := provide(page, assessment):
                    response = getattr(client, method)(f"{RUN}/{page}", posted)
                    found[role] = SIGNS[response.status_code]
                    # A refused request leaves no trace.
                    if found[role] != "+":
                        now = Assessment.objects.get(pk=assessment.pk)
                        assert (now.status, AuditEntry.objects.count()) == before, (action, role)
                transaction.set_rollback(True)
        assert not is_there or found == expected[action], (action, method, page)


@pytest.mark.parametrize(
    ("page", "data"),
    [(page, data) for action, method, page, data in REQUESTS if action in (Action.ASSIGN, Action.RULE) and data],
)
def test_the_secretariats_requests_in_the_table_are_valid(
    page: str, data: dict[str, str], cast: Cast, people: dict[str, User], sign_in: SignIn
) -> None:
    assessment = with_all_assessors(cast, people, Status.INTERVIEW)
    entries = AuditEntry.objects.count()
    provide(page, assessment)
    response = sign_in(cast.secretary).post(f"{RUN}/{page}", filled(data, people))
    assert (response.status_code, AuditEntry.objects.count()) == (302, entries + 1)


def refused(cast: Cast, who: str) -> User:
    """A member of the secretariat who must not decide on the cast's assessment, or an outsider."""
    if who == "outsider":
        return cast.outsider
    user = {"assessor": cast.assessor, "former": cast.other_assessor}.get(who) or person("m@example.org")
    User.objects.filter(pk=user.pk).update(is_secretariat=True)
    if who == "member":
        Membership.objects.create(organisation=cast.organisation, user=user, role="reader")
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("who", ["assessor", "former", "unmarked", "member", "outsider"])
def test_people_who_must_not_decide_cannot(cast: Cast, sign_in: SignIn, who: str) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    if who == "former":
        assign_assessor(assessment=assessment, assessor=cast.other_assessor, by=cast.secretary, at=NOW)
        assign_assessor(assessment=assessment, assessor=cast.assessor, by=cast.secretary, at=NOW)
        declare(assessment=assessment, statement=Statement(), by=cast.assessor, at=NOW)
    user = refused(cast, "assessor" if who == "unmarked" else who)
    if who == "unmarked":
        # Removing the assessor flag does not make a former assessor independent.
        User.objects.filter(pk=user.pk).update(is_assessor=False)
    Assessment.objects.update(status=Status.ASSESSED, proposal="label", proposal_reason="A secret so far")
    entries, client = AuditEntry.objects.count(), sign_in(User.objects.get(pk=user.pk))
    data = {"decision": "label", "reason": "I say so"}
    expected = 404 if who == "outsider" else 403
    for response in (client.get(f"{RUN}/decide/"), client.post(f"{RUN}/decide/", data)):
        assert response.status_code == expected
        assert "A secret so far" not in response.content.decode()
    if who == "member":
        # The recommendation is hidden from the cluster before the decision, whatever other role the member has.
        assert "A secret so far" not in client.get(f"{RUN}/").content.decode()
        assert "A secret so far" not in client.get(f"{RUN}/trail/").content.decode()
    assert Assessment.objects.get().status == Status.ASSESSED
    assert AuditEntry.objects.count() == entries


def plain(response: Any) -> str:
    """A page without its CSRF token, which is different each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())


def test_outsiders_get_the_same_response_for_closed_and_missing_assessments(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    assign_assessor(assessment=assessment, assessor=cast.other_assessor, by=cast.secretary, at=NOW)
    Objection.objects.create(
        assessment=assessment,
        assignment=assessment.assignments.get(ended_at=None),
        reason="A rival",
        raised_at=NOW,
    )
    rival = person("rival@example.org")
    other_organisation("rival-cluster", rival)
    pages = [page for _action, _method, page, _data in REQUESTS] + ["impartiality/", "overrule/member/"]
    # The former assessor sees no more of it either; only their own input is returned.
    for user in (cast.outsider, rival, cast.assessor):
        client = sign_in(user)
        for page in pages:
            there, nowhere = client.get(f"{RUN}/{page}"), client.get(f"/assessments/FI-2026-999/{page}")
            assert there.status_code == nowhere.status_code
            assert plain(there).replace("FI-2026-001", "FI-2026-999") == plain(nowhere)
        assert "FI-2026-001" not in client.get("/home/").content.decode()
        assert client.get("/desk/").status_code == 403


def test_access_of_an_assessor_ends_with_their_assignment(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    assert list(Assessment.objects.assigned_to(cast.assessor)) == [assessment]
    later = NOW + dt.timedelta(days=1)
    assign_assessor(assessment=assessment, assessor=cast.other_assessor, by=cast.secretary, at=later)
    assert list(Assessment.objects.assigned_to(cast.assessor)) == []
    assert list(Assessment.objects.assigned_to(cast.other_assessor)) == [assessment]


def test_a_refusal_page_reveals_no_answers_of_a_draft(cast: Cast, sign_in: SignIn) -> None:
    cast.draft({"A2": {"total": 34}})
    client = sign_in(cast.secretary)
    for guess in ("34", "35"):
        response = client.post("/assessments/FI-2026-001/decide/", {"A2-total": guess, "A2-signed": ""})
        page = text_of(response)
        assert (response.status_code, "What was typed and not stored" in page) == (409, True)
        assert (guess, f"<dd>{guess}</dd>" in page) == (guess, True)
