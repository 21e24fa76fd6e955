"""Filling in through HTTP: what is saved, what is refused, and what is kept on the page."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.html import escape

from assessments.models import AnswerRow, Assessment, AuditEntry, Presence, Status, User
from assessments.queries.presence import others_present
from assessments.workflow.answering import save_answer
from assessments.workflow.presence import be_present
from assessments.workflow.submitting import submit
from tests.conftest import ELIGIBLE, NOW, Cast, typed

pytestmark = pytest.mark.any_database

type SignIn = Callable[[User], Client]
AREA_A = "/assessments/FI-2026-001/areas/A/"


def stored(assessment: Assessment, key: str) -> dict[str, object] | None:
    row = AnswerRow.objects.filter(assessment=assessment, indicator=key).first()
    return row.values if row else None


def test_save_and_continue_goes_to_the_next_area(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft({})
    response = sign_in(cast.editor).post(AREA_A, {"A1-founded": "2016", "A1-version": "0"})
    assert response.status_code == 302
    assert response["Location"] == "/assessments/FI-2026-001/areas/B/"
    assert stored(assessment, "A1") == {"founded": 2016}


def test_the_last_area_leads_to_check_your_answers(cast: Cast, sign_in: SignIn) -> None:
    cast.draft({})
    response = sign_in(cast.owner).post("/assessments/FI-2026-001/areas/F/", {})
    assert response["Location"] == "/assessments/FI-2026-001/check/"


def test_blank_zero_and_not_applicable_are_different(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft({})
    data = {"A2-total": "0", "A7-not_applicable": "By statute all are in the region."}
    sign_in(cast.owner).post(AREA_A, data)
    assert stored(assessment, "A1") is None
    assert stored(assessment, "A2") == {"total": 0}
    row = AnswerRow.objects.get(assessment=assessment, indicator="A7")
    assert (row.values, row.not_applicable) == ({}, "By statute all are in the region.")


def test_each_fault_is_said_once_at_its_field_and_what_was_typed_stays(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft({})
    client = sign_in(cast.owner)
    data = {
        "A1-founded": "2031",
        "A2-total": "many",
        "A4-share_in_region": "120",
        "A4-core_region": "Savo",
        "A6-industry": "50",
    }
    response = client.post(AREA_A, data)
    page = response.content.decode()
    assert response.status_code == 422
    for message in (
        "The year must not be later than 2026.",
        "“many” is not a number. Write digits only.",
        "The number must lie between 0 and 100.",
    ):
        # Once in the summary at the top, once at the field.
        assert page.count(escape(message)) == 2
    assert 'href="#id_A2-total"' in page
    for kept in ('value="2031"', 'value="many"', 'value="120"', 'value="Savo"'):
        assert kept in page
    assert [stored(assessment, key) for key in ("A1", "A2", "A4")] == [None, None, None]
    assert stored(assessment, "A6") == {"industry": "50"}


def test_faults_are_said_in_finnish(cast: Cast, sign_in: SignIn) -> None:
    cast.draft({})
    cast.owner.language = "fi"
    cast.owner.save()
    page = sign_in(cast.owner).post(AREA_A, {"A4-share_in_region": "120"}).content.decode()
    assert "Luvun on oltava 0–100." in page


def test_decimal_comma_and_point_are_the_same_number(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft({})
    client = sign_in(cast.owner)
    address = "/assessments/FI-2026-001/areas/B/"
    client.post(address, {"B3-fte": "0,50", "B3-version": "0"})
    assert stored(assessment, "B3") == {"fte": "0.50"}
    client.post(address, {"B3-fte": "0.5", "B3-version": "1"})
    assert stored(assessment, "B3") == {"fte": "0.5"}


def test_a_total_that_does_not_add_up_is_explained_and_kept(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft({})
    client = sign_in(cast.owner)
    types = dict.fromkeys(
        ("other_companies", "research", "universities", "training", "financial", "consultants", "government", "others"),
        "0",
    )
    data = {"A2-total": "34", "A3-smes": "30", "stay": "1", **{f"A3-{key}": value for key, value in types.items()}}
    page = client.post(AREA_A, data, follow=True).content.decode()
    assert "The types of participants add up to 30, but the total of committed participants (A2) is 34." in page
    assert stored(assessment, "A2") == {"total": 34}
    assert stored(assessment, "A3") == {"smes": 30, **dict.fromkeys(types, 0)}


def test_an_answer_and_a_reason_exclude_each_other(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft({})
    data = {"A1-founded": "2016", "A1-not_applicable": "None"}
    response = sign_in(cast.owner).post(AREA_A, data)
    assert response.status_code == 422
    assert "There is an answer and a reason why it does not apply." in response.content.decode()
    assert stored(assessment, "A1") is None


def test_a_colleagues_answer_is_never_overwritten_unseen(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft({"A1": {"founded": 2016}})
    save_answer(
        assessment=assessment,
        indicator="A1",
        answer=typed({"A1": {"founded": 2017}})["A1"],
        based_on=1,
        by=cast.editor,
        at=NOW,
    )
    client = sign_in(cast.owner)
    response = client.post(AREA_A, {"A1-founded": "2018", "A1-version": "1"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Editor saved another answer at" in page
    assert 'value="2018"' in page
    assert "2017" in page
    assert stored(assessment, "A1") == {"founded": 2017}
    # Saving again, with both in view, is a choice.
    assert 'name="A1-version" value="2.' in page
    client.post(AREA_A, {"A1-founded": "2018", "A1-version": "2"})
    assert stored(assessment, "A1") == {"founded": 2018}


def test_an_answer_that_nobody_touched_takes_nothing_back(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft({"A1": {"founded": 2016}, "A4": {"core_region": "Savo"}})
    client = sign_in(cast.owner)
    seen = dict(re.findall(r'name="(A\d-version)" value="([^"]+)"', client.get(AREA_A).content.decode()))
    theirs = typed({"A1": {"founded": 2017}})["A1"]
    save_answer(assessment=assessment, indicator="A1", answer=theirs, based_on=1, by=cast.editor, at=NOW)
    data = {**seen, "A1-founded": "2016", "A4-core_region": "South Savo"}
    assert client.post(AREA_A, data).status_code == 302
    assert (stored(assessment, "A1"), stored(assessment, "A4")) == ({"founded": 2017}, {"core_region": "South Savo"})
    # The page with autosave continues with the stored version.
    response = client.post(SAVE_A1, {"A1-founded": "2016", "A1-version": seen["A1-version"]})
    assert (response.status_code, stored(assessment, "A1")) == (200, {"founded": 2017})


def test_a_stale_tab_after_submission_changes_nothing_and_says_so(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.SUBMITTED)
    response = sign_in(cast.owner).post(AREA_A, {"A2-total": "99", "A2-version": "1"})
    assert response.status_code == 409
    assert "This cannot be done in the state “Submitted”." in response.content.decode()
    assert stored(assessment, "A2") == ELIGIBLE["A2"]


def test_what_people_write_is_never_markup(cast: Cast, sign_in: SignIn) -> None:
    cast.draft({"A5": {"focus": "<script>alert(1)</script>"}})
    page = sign_in(cast.owner).get("/assessments/FI-2026-001/check/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_hand_in_is_blocked_while_a_binding_rule_is_not_met(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft({**ELIGIBLE, "B3": {"fte": "0.49"}})
    client = sign_in(cast.owner)
    page = client.get("/assessments/FI-2026-001/check/").content.decode()
    assert "Hand in the answers" not in page
    response = client.post("/assessments/FI-2026-001/hand-in/", follow=True)
    assert "The assessment cannot be handed in yet: a binding criterion is not met." in response.content.decode()
    assessment.refresh_from_db()
    assert assessment.status == Status.DRAFT


def test_hand_in_with_something_unknown_names_the_missing_answer(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft({"A2": {"total": 59}})
    client = sign_in(cast.owner)
    page = client.get("/assessments/FI-2026-001/check/").content.decode()
    assert 'href="/assessments/FI-2026-001/areas/B#B3"' in page.replace("/areas/B/#", "/areas/B#")
    client.post("/assessments/FI-2026-001/hand-in/")
    assessment.refresh_from_db()
    assert assessment.status == Status.SUBMITTED


def test_handing_in_freezes_and_ends_in_one_audit_row(cast: Cast) -> None:
    assessment = cast.draft()
    submit(assessment=assessment, by=cast.owner, at=NOW)
    entry = AuditEntry.objects.filter(assessment=assessment).latest("pk")
    assert (entry.action, entry.actor, entry.before, entry.after) == ("submitted", cast.owner, "draft", "submitted")


def test_area_page_takes_the_same_queries_at_one_and_three_assessments(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: Callable[..., object]
) -> None:
    from assessments.workflow.organising import start_assessment
    from tests.conftest import other_organisation

    cast.draft()
    client = sign_in(cast.owner)
    client.get(AREA_A)
    with django_assert_num_queries(AREA_QUERIES):
        client.get(AREA_A)
    for number in (2, 3):
        organisation = other_organisation(f"other-{number}", cast.owner)
        start_assessment(organisation=organisation, by=cast.owner, at=NOW, reference=f"FI-2026-00{number}")
    with django_assert_num_queries(AREA_QUERIES):
        client.get(AREA_A)


AREA_QUERIES = 13


def test_correcting_a_fault_never_overwrites_what_somebody_else_saved_meanwhile(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft({"A4": {"core_region": "Savo"}})
    client = sign_in(cast.editor)
    theirs = typed({"A4": {"core_region": "North Savo"}})["A4"]
    save_answer(assessment=assessment, indicator="A4", answer=theirs, based_on=1, by=cast.owner, at=NOW)
    faulty = {"A4-core_region": "South Savo", "A4-share_in_region": "120", "A4-version": "1"}
    for address in (AREA_A, "/assessments/FI-2026-001/indicators/A4/"):
        response = client.post(address, faulty)
        page = response.content.decode()
        assert response.status_code == 422
        assert 'name="A4-version" value="1."' in page or '<div data-version="1.">' in page
    corrected = {**faulty, "A4-share_in_region": "80"}
    for address, status in ((AREA_A, 422), ("/assessments/FI-2026-001/indicators/A4/", 409)):
        assert client.post(address, corrected).status_code == status
    assert stored(assessment, "A4") == {"core_region": "North Savo"}


def test_handing_in_twice_hands_in_once_and_says_so(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    client = sign_in(cast.owner)
    for said in ("The answers are handed in and can no longer be changed.", "The answers were handed in already."):
        response = client.post("/assessments/FI-2026-001/hand-in/", follow=True)
        assert response.redirect_chain == [("/assessments/FI-2026-001/", 302)]
        assert said in response.content.decode()
    assert AuditEntry.objects.filter(assessment=assessment, action="submitted").count() == 1


def test_what_was_typed_into_a_page_left_open_is_shown_once_more(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft({"A1": {"founded": 2016}, "A4": {"core_region": "Savo"}})
    client = sign_in(cast.editor)
    submit(assessment=assessment, by=cast.owner, at=NOW)
    data = {"A1-founded": "2016", "A1-version": "1", "A4-core_region": "Savo and <b>Karelia</b>", "A4-version": "1"}
    response = client.post(AREA_A, data)
    page = response.content.decode()
    assert response.status_code == 409
    assert "What was typed and not stored" in page
    assert "Savo and &lt;b&gt;Karelia&lt;/b&gt;" in page
    assert "2016" not in page.split("What was typed and not stored")[1].split("</dl>")[0]
    assert stored(assessment, "A4") == {"core_region": "Savo"}
    assert "What was typed" not in client.get(AREA_A).content.decode()


SAVE_A1 = "/assessments/FI-2026-001/indicators/A1/"


def saved(client: Client, **data: str) -> tuple[int, str]:
    """Saves A1 without leaving the page; returns the status and the version for the next save."""
    response = client.post(SAVE_A1, {f"A1-{name}": value for name, value in data.items()})
    return response.status_code, response.content.decode().split('data-version="')[1].split(".")[0]


def test_a_save_answers_with_the_version_that_stands(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft({})
    client = sign_in(cast.editor)
    assert saved(client, founded="2016", version="0") == (200, "1")
    assert saved(client, founded="2016", version="1") == (200, "1")
    assert saved(client, founded="2017", version="1") == (200, "2")
    assert saved(client, founded="2018", version="1") == (409, "2")
    assert saved(client, founded="soon", version="1") == (422, "1")
    assert stored(assessment, "A1") == {"founded": 2017}
    entries = AuditEntry.objects.filter(assessment=assessment, action="answer_saved")
    assert list(entries.values_list("subject", "actor")) == [("A1", cast.editor.pk)] * 2


def test_a_carried_answer_counts_only_once_it_is_confirmed(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft({"A1": {"founded": 2016}})
    AnswerRow.objects.update(is_carried=True)
    client = sign_in(cast.editor)
    assert saved(client, founded="2016", version="1") == (200, "1")
    assert AnswerRow.objects.get(assessment=assessment).is_carried
    assert saved(client, founded="2016", version="1", confirm="on") == (200, "2")
    assert not AnswerRow.objects.get(assessment=assessment).is_carried


def test_a_save_is_refused_as_its_page_is(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft({})
    statuses = [
        sign_in(user).post(SAVE_A1, {"A1-founded": "2016"}).status_code
        for user in (cast.reader, cast.secretary, cast.assessor, cast.outsider)
    ]
    assert statuses == [403, 403, 404, 404]
    assert sign_in(cast.owner).post(SAVE_A1.replace("A1", "A99")).status_code == 404
    submit(assessment=assessment, by=cast.owner, at=NOW)
    response = sign_in(cast.owner).post(SAVE_A1, {"A1-founded": "2016"})
    assert response.status_code == 409
    assert "This cannot be done in the state “Submitted”." in response.content.decode()
    assert stored(assessment, "A1") is None


def strip_of(client: Client) -> str:
    page = client.get("/assessments/FI-2026-001/").content.decode()
    return page.split('<section class="strip"')[1].split("</section>")[0]


def test_everybody_reads_eligibility_in_their_language_with_the_links_they_may_follow(
    cast: Cast, sign_in: SignIn
) -> None:
    cast.draft()
    cast.editor.language = "fi"
    cast.editor.save()
    clients = [sign_in(user) for user in (cast.owner, cast.editor, cast.reader)]
    for _ in range(2):
        owners, editors, readers = map(strip_of, clients)
        assert [">met · 34 " in strip for strip in (owners, editors, readers)] == [True, False, True]
        assert ["/areas/A/#A2" in strip for strip in (owners, editors, readers)] == [True, True, False]
    clients[0].post("/assessments/FI-2026-001/indicators/A2/", {"A2-total": "35", "A2-version": "1"})
    assert [">met · 35 " in strip_of(client) for client in clients] == [True, False, True]


def test_team_and_assessors_see_their_own_side_alone(
    cast: Cast, django_assert_num_queries: Callable[..., object]
) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    for user, area in ((cast.editor, "A"), (cast.reader, "B"), (cast.assessor, "C")):
        be_present(assessment=assessment, user=user, area=area, at=NOW)
    with django_assert_num_queries(2):
        assert others_present(assessment, cast.owner, at=NOW) == [("Editor", "A", ""), ("Reader", "B", "")]
    assert others_present(assessment, cast.editor, at=NOW) == [("Reader", "B", "")]
    assert others_present(assessment, cast.other_assessor, at=NOW, assessing=True) == [("Assessor", "C", "")]
    with django_assert_num_queries(1):
        assert others_present(assessment, cast.owner, at=NOW + dt.timedelta(seconds=75)) == []


def test_presence_in_an_unknown_area_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    client = sign_in(cast.owner)
    for key, status in (("B", 200), ("Z", 404), ("x" * 60, 404)):
        assert (key, client.get(f"/assessments/FI-2026-001/presence/{key}/").status_code) == (key, status)
    assert Presence.objects.get().area == "B"


NEEDS_CORRECTING = '<span class="state state-inconsistent">needs correcting</span>'


@pytest.mark.parametrize(
    "typed_in",
    [
        {"A1-founded": "2017", "A1-not_applicable": "We are younger"},
        {"A1-founded": "in spring"},
    ],
)
def test_what_could_not_be_saved_is_not_called_complete(cast: Cast, sign_in: SignIn, typed_in: dict[str, str]) -> None:
    cast.draft({"A1": {"founded": 2017}})
    client = sign_in(cast.owner)
    saved_alone = client.post(SAVE_A1, {**typed_in, "A1-version": "1"})
    assert saved_alone.status_code == 422
    assert f'<template data-fill="state-A1">{NEEDS_CORRECTING}' in saved_alone.content.decode()
    with_the_page = client.post(AREA_A, {**typed_in, "A1-version": "1"})
    assert f'data-part="state-A1">{NEEDS_CORRECTING}' in with_the_page.content.decode()


def test_an_answer_with_a_finding_is_named_on_every_page_that_shows_where_it_stands(
    cast: Cast, sign_in: SignIn
) -> None:
    cast.draft({"D1": {"level": 0, "activities": 9}})
    client = sign_in(cast.owner)
    for address in ("", "areas/D/", "check/"):
        page = client.get(f"/assessments/FI-2026-001/{address}").content.decode()
        assert NEEDS_CORRECTING in page
        assert "0 of 8" in page or address == "check/"
    assert (
        "nothing more is asked, and yet this is filled in"
        in client.get("/assessments/FI-2026-001/check/").content.decode()
    )
