"""The interview through HTTP: appointment, calendar, clock, single indicators, two assessors at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assessments.models import (
    AnswerRow,
    Assessment,
    Assignment,
    AuditEntry,
    Interview,
    InterviewClock,
    Remark,
    Status,
    User,
)
from assessments.queries.agreements import Agreement, agreed_history, agreement_of
from assessments.queries.answers import effective_answers
from assessments.queries.appointments import elapsed_seconds, people_concerned
from assessments.workflow.agreeing import InView, agree_value, confirm_answer, write_remark
from assessments.workflow.clarifications import ask_cluster, reply_to_clarification
from assessments.workflow.collaboration import add_comment
from assessments.workflow.deciding import withdraw
from assessments.workflow.editing import Stale
from assessments.workflow.impartiality import assign_assessor
from assessments.workflow.interviews import arrange_interview, set_clock
from criteria.definitions import Edition
from tests.conftest import NOW, Cast, typed
from tests.team_pages import text_of

type SignIn = Callable[[User], Client]
RUN = "/assessments/FI-2026-001/"
B3 = f"{RUN}review/B3/"
LATER = NOW + dt.timedelta(days=20)


def arranged(assessment: Assessment, cast: Cast, **changes: Any) -> Interview:
    given = {"starts_at": LATER, "minutes": 180, "place": "", "link": "https://video.example.org/1", **changes}
    return arrange_interview(assessment=assessment, by=cast.assessor, at=NOW, **given)


def version(page: str, part: str) -> str:
    """The hidden version field of a part of the page."""
    found = re.search(rf'name="{part}-version" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def second_assessor(assessment: Assessment, cast: Cast) -> User:
    Assignment.objects.create(assessment=assessment, assessor=cast.other_assessor, assigned_at=NOW, declared_at=NOW)
    return cast.other_assessor


# The appointment


def test_an_interview_is_arranged_and_moved_with_one_calendar_entry(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    first = arranged(assessment, cast)
    moved = arranged(assessment, cast, starts_at=LATER + dt.timedelta(days=1), place="Kuopio")
    assert (first.sequence, moved.sequence, moved.uid) == (0, 1, first.uid)
    assessment.refresh_from_db()
    assert assessment.interview_on == timezone.localdate(LATER) + dt.timedelta(days=1)
    actions = AuditEntry.objects.filter(action="interview_arranged").values_list("before__place", "after__place")
    assert list(actions) == [(None, ""), ("", "Kuopio")]


def test_saving_the_same_appointment_moves_nothing(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    arranged(assessment, cast)
    assert arranged(assessment, cast).sequence == 0
    assert AuditEntry.objects.filter(action="interview_arranged").count() == 1


def test_those_concerned_are_owners_editors_and_the_assessor(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    assert people_concerned(assessment) == [cast.assessor, cast.editor, cast.owner]


def test_a_time_that_has_passed_is_refused_and_what_was_typed_stays(cast: Cast, sign_in: SignIn) -> None:
    cast.in_state(Status.INTERVIEW)
    data = {"day": "2020-01-02", "time": "10:00", "minutes": "90", "place": "Kuopio <hall>", "link": ""}
    page = text_of(sign_in(cast.assessor).post(f"{RUN}interview/", data))
    assert "Date: This time has passed. If the interview took place then, note its date further down instead." in page
    assert ('value="2020-01-02"' in page, 'value="Kuopio &lt;hall&gt;"' in page) == (True, True)
    assert Interview.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"place": "", "link": ""}, "Place: Give a place or a video link."),
        ({"link": "javascript:alert(1)"}, "Video link: Enter a valid URL."),
        ({"day": "soon"}, "Date: Enter a valid date."),
        ({"minutes": "1000000"}, "Length in minutes: Ensure this value is less than or equal to 960."),
    ],
)
def test_a_fault_in_the_appointment_is_said_at_its_field(
    cast: Cast, sign_in: SignIn, changes: dict[str, str], message: str
) -> None:
    cast.in_state(Status.INTERVIEW)
    data = {"day": "2999-01-02", "time": "10:00", "minutes": "90", "place": "Kuopio", "link": "", **changes}
    page = text_of(sign_in(cast.assessor).post(f"{RUN}interview/", data))
    assert (page.count(message), Interview.objects.count()) == (1, 0)


def test_a_day_that_has_passed_can_be_noted_as_held_and_a_coming_one_cannot(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    client = sign_in(cast.assessor)
    page = text_of(client.post(f"{RUN}interview/", {"held": "1", "held_on": "2999-01-01"}))
    assert "This day is still to come. Arrange the interview above instead." in page
    assert client.post(f"{RUN}interview/", {"held": "1", "held_on": "2026-09-20"}).status_code == 302
    assessment.refresh_from_db()
    assert assessment.interview_on == dt.date(2026, 9, 20)


def test_everybody_concerned_downloads_the_calendar_file(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    assert sign_in(cast.owner).get(f"{RUN}interview/calendar.ics").status_code == 404
    interview = arranged(assessment, cast)
    for user in (cast.owner, cast.reader, cast.assessor, cast.secretary):
        response = sign_in(user).get(f"{RUN}interview/calendar.ics")
        body = response.content.decode().replace("\r\n ", "")
        assert response["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST"
        assert f"UID:{interview.uid}@labelcheck\r\nSEQUENCE:0\r\n" in body
        invited = [line.partition("mailto:")[2] for line in body.split("\r\n") if line.startswith("ATTENDEE")]
        assert invited == ["assessor@example.org", "editor@example.org", "owner@example.org"]
    withdraw(assessment=assessment, reason="Merged", by=cast.owner, at=NOW)
    body = sign_in(cast.owner).get(f"{RUN}interview/calendar.ics").content.decode()
    assert ("METHOD:CANCEL" in body, "SEQUENCE:1" in body) == (True, True)


# The clock


def test_the_clock_adds_up_its_stretches(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    for minute, is_running in ((0, True), (5, True), (30, False), (31, False), (60, True)):
        at = NOW + dt.timedelta(minutes=minute)
        set_clock(assessment=assessment, is_running=is_running, by=cast.assessor, at=at)
    clock = InterviewClock.objects.get()
    assert elapsed_seconds(clock, at=NOW + dt.timedelta(minutes=70)) == 40 * 60
    assert elapsed_seconds(None, at=NOW) == 0
    actions = AuditEntry.objects.filter(action__in=["interview_started", "interview_paused"]).order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "interview_started", "interview_paused", "interview_started",
    ]  # fmt: skip


def test_the_clock_is_started_from_the_page(cast: Cast, sign_in: SignIn) -> None:
    cast.in_state(Status.INTERVIEW)
    client = sign_in(cast.assessor)
    assert "180 minutes are planned." in text_of(client.get(B3))
    assert client.post(f"{B3}clock/?order=doubt", {"clock": "start"})["Location"] == f"{B3}?order=doubt"
    assert "of 180" in text_of(client.get(B3))


# One indicator


def test_the_page_shows_all_that_is_known_and_nothing_of_the_team(cast: Cast, sign_in: SignIn) -> None:
    answers = {"A2": {"total": 34}, "A3": {"smes": 40}, "B3": {"people": 2, "fte": "1.20", "permanent_fte": "1.00"}}
    assessment = cast.in_state(Status.INTERVIEW, answers)
    for text, to_assessor in (("Between ourselves", False), ("Please look at <this>", True)):
        add_comment(assessment=assessment, indicator="A3", text=text, to_assessor=to_assessor, by=cast.editor, at=NOW)
    page = text_of(sign_in(cast.assessor).get(f"{RUN}review/A3/"))
    assert "Between ourselves" not in page
    assert "Please look at &lt;this&gt;" in page
    assert "<strong>Does not fit</strong>" in page
    assert "<strong>Marked for the assessor</strong>" in page
    assert "This is the first assessment." in page
    assert "3 of 36" in page


def test_the_order_by_doubt_puts_the_inconsistent_first_and_goes_on_from_there(cast: Cast, sign_in: SignIn) -> None:
    answers = {"A2": {"total": 34}, "A3": {"smes": 40}, "B3": {"fte": "1.20"}}
    assessment = cast.in_state(Status.INTERVIEW, answers)
    add_comment(assessment=assessment, indicator="D4", text="Unsure", to_assessor=True, by=cast.owner, at=NOW)
    client = sign_in(cast.assessor)
    page = text_of(client.get(f"{RUN}review/A2/?order=doubt"))
    found = re.findall(r'review/(\w\d)/\?order=doubt"(?: aria-current="page")?> <span class="code">', page)
    assert (len(found), found[:3]) == (36, ["A2", "A3", "D4"])
    response = client.post(f"{RUN}review/A3/?order=doubt", {})
    assert response["Location"] == f"{RUN}review/D4/?order=doubt"


def test_an_area_leads_to_its_first_indicator_and_unknown_ones_nowhere(cast: Cast, sign_in: SignIn) -> None:
    cast.in_state(Status.INTERVIEW)
    client = sign_in(cast.assessor)
    assert client.get(f"{RUN}review/C/")["Location"] == f"{RUN}review/C1/"
    assert [client.get(f"{RUN}{path}").status_code for path in ("review/Z9/", "review/G/")] == [404, 404]
    assert client.post(f"{B3}save/else/").status_code == 404


def test_the_page_takes_the_same_queries_whatever_was_written(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: Callable[[int], Any]
) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    client = sign_in(cast.assessor)

    def write(number: int) -> None:
        add_comment(assessment=assessment, indicator="B3", text=f"{number}", to_assessor=True, by=cast.owner, at=NOW)
        later = NOW + dt.timedelta(hours=number)
        answer = typed({"B3": {"fte": f"0.{number}"}})["B3"]
        agree_value(assessment=assessment, indicator="B3", answer=answer, reason="So", by=cast.assessor, at=later)
        write_remark(assessment=assessment, indicator=f"B{number}", text="R", by=cast.assessor, at=later)
        reply_to_clarification(clarification=question, text="?", by=cast.owner, at=later)

    question = ask_cluster(
        assessment=assessment, indicator="B3", text="?", deadline=NOW.date(), by=cast.assessor, at=NOW
    )
    write(1)
    client.get(B3)
    with django_assert_num_queries(28):
        client.get(B3)
    write(2)
    write(3)
    with django_assert_num_queries(28):
        page = text_of(client.get(B3))
    assert page.count("<strong>Another value</strong>") == 3


# Agreeing


def test_agreed_as_answered_keeps_the_answer_and_counts_as_gone_through(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    response = sign_in(cast.assessor).post(B3, {"agreed-verdict": "as_answered"})
    row = AnswerRow.objects.get(assessment=assessment, indicator="B3")
    assert response["Location"] == f"{RUN}review/B4/"
    assert (row.agreed, row.agreed_by, agreement_of(row)) == (None, cast.assessor, Agreement.AS_ANSWERED)
    assert str(effective_answers(assessment)["B3"].values["fte"]) == "1.20"
    entry = AuditEntry.objects.get(action="answer_confirmed")
    assert (entry.actor, entry.subject, entry.after) == (cast.assessor, "B3", None)


def test_every_agreed_value_is_kept_with_who_when_and_why(cast: Cast, edition: Edition) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    steps = [("0.80", "On leave", 0), ("0.85", "On leave, half back", 5), ("0.90", "Back", 60)]
    for fte, reason, minutes in steps:
        agree_value(
            assessment=assessment,
            indicator="B3",
            answer=typed({"B3": {"fte": fte}})["B3"],
            reason=reason,
            by=cast.assessor,
            at=NOW + dt.timedelta(minutes=minutes),
        )
    confirm_answer(assessment=assessment, indicator="B3", by=cast.assessor, at=NOW + dt.timedelta(minutes=90))
    history = agreed_history(assessment, edition.indicator("B3"))
    # Input by one person within ten minutes is one history entry; the trail has every change.
    assert [(step.agreement, step.reason) for step in history] == [
        (Agreement.AS_ANSWERED, ""),
        (Agreement.OTHER, "Back"),
        (Agreement.OTHER, "On leave, half back"),
    ]
    assert AuditEntry.objects.filter(action="value_agreed").count() == 3


def test_an_answer_that_changed_since_has_to_be_agreed_on_again(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    confirm_answer(assessment=assessment, indicator="B3", by=cast.assessor, at=NOW)
    AnswerRow.objects.filter(indicator="B3").update(version=2)
    assert agreement_of(AnswerRow.objects.get(indicator="B3")) is Agreement.CHANGED
    assert "The cluster has changed its answer since." in text_of(sign_in(cast.assessor).get(B3))
    assert confirm_answer(assessment=assessment, indicator="B3", by=cast.assessor, at=NOW)
    assert agreement_of(AnswerRow.objects.get(indicator="B3")) is Agreement.AS_ANSWERED


def test_an_indicator_left_blank_can_be_agreed_on(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    confirm_answer(assessment=assessment, indicator="F6", by=cast.assessor, at=NOW)
    row = AnswerRow.objects.get(assessment=assessment, indicator="F6")
    assert (row.values, row.version, agreement_of(row)) == ({}, 0, Agreement.AS_ANSWERED)


# Two assessors


def test_neither_remark_nor_agreed_value_is_overwritten_unseen(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    other = second_assessor(assessment, cast)
    given = {"assessment": assessment, "indicator": "B3", "at": NOW}
    write_remark(text="Mine", by=cast.assessor, based_on=0, **given)
    with pytest.raises(Stale) as remark:
        write_remark(text="Theirs", by=other, based_on=0, **given)
    assert (remark.value.current.text, Remark.objects.get().text) == ("Mine", "Mine")
    confirm_answer(by=cast.assessor, seen=InView(agreed=0), **given)
    with pytest.raises(Stale):
        agree_value(answer=typed({"B3": {"fte": "0.80"}})["B3"], reason="So", by=other, seen=InView(agreed=0), **given)
    assert AnswerRow.objects.get(indicator="B3").agreed is None


def test_a_page_that_nobody_touched_takes_nothing_back(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    client = sign_in(cast.assessor)
    page = client.get(B3).content.decode()
    write_remark(assessment=assessment, indicator="B3", text="Theirs", by=second_assessor(assessment, cast), at=NOW)
    untouched = {
        "remark-version": version(page, "remark"),
        "remark-remark": "",
        "agreed-version": version(page, "agreed"),
        "agreed-verdict": "as_answered",
    }
    assert client.post(B3, untouched).status_code == 302
    assert Remark.objects.get().text == "Theirs"
    assert agreement_of(AnswerRow.objects.get(indicator="B3")) is Agreement.AS_ANSWERED


def test_two_remarks_at_once_are_both_shown_and_saving_again_is_a_choice(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    client = sign_in(cast.assessor)
    page = client.get(B3).content.decode()
    write_remark(assessment=assessment, indicator="B3", text="Theirs", by=second_assessor(assessment, cast), at=NOW)
    mine = {"remark-version": version(page, "remark"), "remark-remark": "Mine"}
    response = client.post(f"{B3}save/remark/", mine)
    answer = text_of(response)
    assert response.status_code == 409
    assert ("Other-Assessor changed this" in answer, "Theirs" in answer) == (True, True)
    assert Remark.objects.get().text == "Theirs"
    shown = re.search(r'data-version="([^"]+)"', answer)
    assert shown is not None
    again = client.post(f"{B3}save/remark/", {**mine, "remark-version": shown.group(1)})
    assert (again.status_code, Remark.objects.get().text) == (200, "Mine")
    trail = AuditEntry.objects.filter(action="remark_written").order_by("pk").values_list("before", "after")
    assert list(trail) == [(None, "Theirs"), ("Theirs", "Mine")]


def test_a_half_typed_value_is_not_saved_and_says_what_is_missing(cast: Cast, sign_in: SignIn) -> None:
    cast.in_state(Status.INTERVIEW)
    client = sign_in(cast.assessor)
    own = {"agreed-value-people": "2", "agreed-value-fte": "1.20", "agreed-value-permanent_fte": "1.00"}
    for typed_in, words in (
        (own, "The other value is still missing"),
        ({**own, "agreed-value-fte": "0.80"}, "Say why another value"),
    ):
        response = client.post(f"{B3}save/agreed/", {"agreed-verdict": "other", **typed_in})
        page = text_of(response)
        assert (response.status_code, "Not saved yet." in page, words in page) == (422, True, True)
        assert "data-fault" not in page
    assert AnswerRow.objects.get(indicator="B3").agreed_at is None


# State changes in the meantime

TYPED = {"remark-remark": "Three hours of <work>", "agreed-verdict": "other", "agreed-reason": "As shown"}


def test_withdrawn_while_the_assessor_types_gives_the_words_back(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    withdraw(assessment=assessment, reason="Merged", by=cast.owner, at=NOW)
    response = sign_in(cast.assessor).post(B3, TYPED)
    page = text_of(response)
    assert response.status_code == 409
    assert "in the state “Withdrawn”. Nothing was changed." in page
    assert ("Three hours of &lt;work&gt;</textarea>" in page, "As shown</textarea>" in page) == (True, True)
    labels = re.findall(r'<label class="form-label" for="typed-\d+">([^<]+)<', page)
    assert labels == ["Remark for the report", "Reason"]
    assert "version" not in page
    assert Remark.objects.count() == 0


def test_an_assignment_overruled_meanwhile_gives_the_words_back_and_nothing_else(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    assign_assessor(assessment=assessment, assessor=cast.other_assessor, by=cast.secretary, at=NOW)
    client = sign_in(cast.assessor)
    response = client.post(B3, TYPED)
    page = text_of(response)
    assert response.status_code == 409
    assert "You no longer assess FI-2026-001: the secretariat has ended your assignment. Nothing was changed." in page
    assert "Three hours of &lt;work&gt;</textarea>" in page
    assert "Kuvitelma" not in page
    assert client.get(B3).status_code == 404
    assert sign_in(cast.outsider).post(B3, TYPED).status_code == 404
