"""Dates and times in notices and in the trail are formatted; text that people write is shown unchanged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from assessments.models import AuditAction, AuditEntry, MailChoice, Notice, OutboxMail, Status, User
from assessments.queries.written_dates import DATED, written_out
from assessments.views.trail_words import values_in_words
from assessments.workflow.agreeing import agree_value, write_remark
from assessments.workflow.auditing import record
from assessments.workflow.clarifications import ask_cluster, reply_to_clarification
from assessments.workflow.deciding import withdraw
from assessments.workflow.mail.digest import make_digests
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.notices import Event, notice_words
from criteria.answers import Answer
from criteria.definitions import Edition
from tests.conftest import NOW, Cast
from tests.team_pages import text_of

type SignIn = Callable[[User], Client]
TRAIL = "/assessments/FI-2026-001/trail/"
# An impossible date, a valid one, one in Arabic-Indic digits, a time, and an impossible time.
LOOK_LIKE_DATES = (
    "2026-02-30",
    "2026-02-03",
    "٢٠٢٦-٠٢-٠٣",
    "2026-02-03T10:00:00+00:00",
    "2026-02-03T99:00:00+00:00",
    "9999-12-31T23:59:00-12:00",
)


@pytest.mark.parametrize("text", LOOK_LIKE_DATES)
@pytest.mark.parametrize("name", ["text", "reason", "note", "place", "who", "assessor", "kind", "link", "title", ""])
def test_what_people_write_is_never_taken_for_a_date(name: str, text: str) -> None:
    assert written_out(name, text, "en") == text


@pytest.mark.parametrize("name", sorted(DATED))
@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("2026-02-03", "3 February 2026"),
        ("2026-02-03T22:30:00+00:00", "4 February 2026, 00:30 (Helsinki, UTC+2)"),
        ("2026-02-30", "2026-02-30"),
        ("2026-02-03T99:00:00+00:00", "2026-02-03T99:00:00+00:00"),
        ("9999-12-31T23:59:00-12:00", "9999-12-31T23:59:00-12:00"),
        ("2026-02-03T10:00:00", "2026-02-03T10:00:00"),
        ("soon", "soon"),
        ("", ""),
    ],
)
def test_a_day_or_a_moment_is_written_out_and_what_is_none_stays(name: str, stored: str, shown: str) -> None:
    assert written_out(name, stored, "en") == shown


@pytest.mark.parametrize("text", LOOK_LIKE_DATES)
def test_a_reply_that_looks_like_a_date_is_kept_mailed_and_read_as_it_was_typed(
    cast: Cast, sign_in: SignIn, text: str
) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    deadline = dt.date(2026, 12, 1)
    question = ask_cluster(
        assessment=assessment, indicator="B6", text=text, deadline=deadline, by=cast.assessor, at=NOW
    )
    reply_to_clarification(clarification=question, text=text, by=cast.owner, at=NOW)
    asked, replied = Notice.objects.get(event="question_asked", user=cast.owner), Notice.objects.latest("pk")
    for notice in (asked, replied):
        assert text in notice_words(notice, "en").body.splitlines()
    assert "Answer by: 1 December 2026" in notice_words(asked, "en").body
    for user, notice in ((cast.owner, asked), (cast.assessor, replied)):
        assert text in text_of(sign_in(user).get(f"/inbox/{notice.pk}/"))
    page = text_of(sign_in(cast.owner).get(TRAIL))
    assert (page.count(f"Text: {text}"), "Answer by: 1 December 2026" in page) == (2, True)


@pytest.mark.parametrize("text", LOOK_LIKE_DATES)
def test_a_remark_that_looks_like_a_date_stands_in_the_trail_as_it_was_typed(
    cast: Cast, sign_in: SignIn, text: str
) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    for remark in (text, "Another"):
        write_remark(assessment=assessment, indicator="B3", text=remark, by=cast.assessor, at=NOW)
    page = text_of(sign_in(cast.secretary).get(TRAIL))
    assert page.count(text) == 2


@pytest.mark.parametrize("text", ["labelled", "draft", "sent", "label", "upheld"])
def test_a_remark_that_is_the_name_of_a_state_is_not_translated(edition: Edition, text: str) -> None:
    assert values_in_words(AuditEntry(action="remark_written", at=NOW), edition, text) == [text]
    assert values_in_words(AuditEntry(action="criterion_waived", at=NOW), edition, text) == [text]


def test_one_text_that_looks_like_a_date_stops_nobodys_daily_mail(cast: Cast) -> None:
    assessment = cast.in_state(Status.SUBMITTED)
    User.objects.update(mail=MailChoice.DAILY)
    withdraw(assessment=assessment, reason="2026-02-30", by=cast.owner, at=NOW)
    cast.reader.refresh_from_db()
    notify(event=Event.SENT_BACK, assessment=assessment, to=[cast.reader], at=NOW, facts={"reason": "2026-02-03"})
    OutboxMail.objects.all().delete()
    assert make_digests(today=dt.date(2026, 10, 2), at=NOW) == 2
    texts = dict(OutboxMail.objects.values_list("user__email", "text"))
    assert "Reason: 2026-02-30" in texts["secretary@example.org"].splitlines()
    assert "Reason: 2026-02-03" in texts["reader@example.org"].splitlines()


def test_a_year_agreed_after_new_years_eve_on_the_clock_of_the_site_is_shown(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    new_year = dt.datetime(2026, 12, 31, 22, 30, tzinfo=dt.UTC)
    year = Answer({"founded": 2027})
    agree_value(assessment=assessment, indicator="A1", answer=year, reason="So", by=cast.assessor, at=new_year)
    assert "2027" in text_of(sign_in(cast.owner).get(TRAIL))


@pytest.mark.parametrize("stored", [{"founded": "long ago"}, {"founded": {"year": 1}}, {"founded": [1, {"a": None}]}])
def test_one_odd_row_leaves_the_page_as_it_is(cast: Cast, sign_in: SignIn, stored: Any) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    for indicator in ("A1", "A2", "A5", "B6", "no such indicator"):
        record(
            action=AuditAction.VALUE_AGREED,
            actor=cast.assessor,
            at=NOW,
            assessment=assessment,
            subject=indicator,
            after=stored,
        )
    assert text_of(sign_in(cast.owner).get(TRAIL)).count("Value agreed") == 5
