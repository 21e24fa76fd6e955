"""The appointment in people's calendars: mail when it is arranged, moved or cancelled, or the assessment withdrawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from assessments.models import Assessment, AuditEntry, Interview, MailChoice, Notice, OutboxMail, Status, User
from assessments.queries.conflicts import Conflict, ConflictKind
from assessments.workflow.deciding import withdraw
from assessments.workflow.impartiality import (
    Statement,
    assign_assessor,
    declare,
    object_to_assessor,
    overrule,
    rule_on_objection,
)
from assessments.workflow.interviews import NothingArranged, arrange_interview, cancel_interview
from assessments.workflow.mail.digest import make_digests
from tests.conftest import NOW, Cast, delivered
from tests.team_pages import text_of

type SignIn = Callable[[User], Client]
RUN = "/assessments/FI-2026-001/"
LATER = NOW + dt.timedelta(days=20)
EVERYBODY = ["assessor@example.org", "editor@example.org", "owner@example.org"]


@pytest.fixture
def assessment(cast: Cast) -> Assessment:
    """An assessment in interview, with all earlier mail removed."""
    found = cast.in_state(Status.INTERVIEW)
    delivered()
    mail.outbox.clear()
    return found


def arrange(assessment: Assessment, cast: Cast, **changes: Any) -> Interview:
    given = {"starts_at": LATER, "minutes": 180, "place": "Kuopio", "link": "", **changes}
    return arrange_interview(assessment=assessment, by=cast.assessor, at=NOW, **given)


def lines(text: str, *names: str) -> list[str]:
    """The lines of a calendar file with these names."""
    unfolded = text.replace("\r\n", "\n").replace("\n ", "").split("\n")
    return [line for line in unfolded if line.startswith(tuple(f"{name}:" for name in names))]


def calendars() -> list[tuple[str, list[str]]]:
    """The recipients of calendar files since the last call, with method and sequence, both checked with the header."""
    found = []
    for message in delivered():
        for part in message.message().walk():
            if part.get_content_type() == "text/calendar":
                (method, sequence) = lines(part.get_content(), "METHOD", "SEQUENCE")
                assert part["Content-Type"].params["method"] == method.removeprefix("METHOD:")
                assert part.get_filename() == "interview.ics"
                found.append((message.to[0], [method, sequence]))
    mail.outbox.clear()
    return sorted(found)


def test_everybody_gets_the_calendar_file_with_the_mail(assessment: Assessment, cast: Cast) -> None:
    interview = arrange(assessment, cast)
    assert calendars() == [(email, ["METHOD:REQUEST", "SEQUENCE:0"]) for email in EVERYBODY]
    arrange(assessment, cast, starts_at=LATER + dt.timedelta(days=1))
    assert calendars() == [(email, ["METHOD:REQUEST", "SEQUENCE:1"]) for email in EVERYBODY]
    # Once sent, its content is removed from the outbox.
    assert set(OutboxMail.objects.values_list("calendar", flat=True)) == {""}
    assert Interview.objects.get().uid == interview.uid


def test_the_mail_of_a_moved_interview_says_from_when_and_to_when(assessment: Assessment, cast: Cast) -> None:
    arrange(assessment, cast)
    delivered()
    mail.outbox.clear()
    arrange(assessment, cast, starts_at=LATER + dt.timedelta(days=1))
    body = str(delivered()[-1].body)
    assert (
        "The interview of Kuvitelma Cluster on 21 October 2026, 15:00 (Helsinki, UTC+3) is changed as follows." in body
    )
    assert "Starts: 22 October 2026, 15:00" in body


def test_the_file_speaks_the_language_of_its_reader(assessment: Assessment, cast: Cast) -> None:
    User.objects.filter(pk=cast.owner.pk).update(language="fi")
    OutboxMail.objects.all().delete()
    arrange(assessment, cast)
    files = dict(OutboxMail.objects.values_list("to", "calendar"))
    assert lines(files["editor@example.org"], "SUMMARY") == ["SUMMARY:Label interview: Kuvitelma Cluster"]
    assert lines(files["owner@example.org"], "SUMMARY") == ["SUMMARY:Laatumerkkihaastattelu: Kuvitelma Cluster"]
    assert "http://testserver/assessments/FI-2026-001/" in lines(files["owner@example.org"], "DESCRIPTION")[0]


def test_whoever_wants_daily_mail_finds_each_calendar_file_in_it_once(assessment: Assessment, cast: Cast) -> None:
    User.objects.filter(pk=cast.owner.pk).update(mail=MailChoice.DAILY)
    arrange(assessment, cast)
    arrange(assessment, cast, starts_at=LATER + dt.timedelta(days=1))
    assert {email for email, _ in calendars()} == set(EVERYBODY[:2])
    make_digests(today=NOW.date(), at=NOW)
    assert calendars() == [
        ("owner@example.org", ["METHOD:REQUEST", "SEQUENCE:0"]),
        ("owner@example.org", ["METHOD:REQUEST", "SEQUENCE:1"]),
    ]
    assert set(Notice.objects.values_list("calendar", flat=True)) == {""}
    make_digests(today=NOW.date() + dt.timedelta(days=1), at=NOW)
    assert calendars() == []


def test_whoever_wants_no_mail_gets_the_link_only(assessment: Assessment, cast: Cast) -> None:
    User.objects.filter(pk=cast.owner.pk).update(mail=MailChoice.NEVER)
    arrange(assessment, cast)
    assert [email for email, _ in calendars()] == EVERYBODY[:2]
    assert cast.owner.notices.get(event="interview_set").facts["calendar"] == f"{RUN}interview/calendar.ics"


def test_a_cancelled_interview_leaves_the_calendars_and_the_queue(assessment: Assessment, cast: Cast) -> None:
    first = arrange(assessment, cast)
    calendars()
    cancel_interview(assessment=assessment, reason="Ill", by=cast.assessor, at=NOW)
    assert calendars() == [(email, ["METHOD:CANCEL", "SEQUENCE:1"]) for email in EVERYBODY]
    assessment.refresh_from_db()
    assert assessment.interview_on is None
    entry = AuditEntry.objects.get(action="interview_cancelled")
    assert (entry.before["place"], entry.reason) == ("Kuopio", "Ill")
    with pytest.raises(NothingArranged):
        cancel_interview(assessment=assessment, reason="Ill", by=cast.assessor, at=NOW)
    # The next appointment is a new entry: calendars do not revive a cancelled one.
    second = arrange(assessment, cast)
    assert (second.sequence, second.uid == first.uid, second.cancelled_at) == (0, False, None)
    assert calendars() == [(email, ["METHOD:REQUEST", "SEQUENCE:0"]) for email in EVERYBODY]
    actions = AuditEntry.objects.filter(action__startswith="interview_").values_list("action", flat=True)
    assert list(actions.order_by("pk"))[1:] == ["interview_arranged", "interview_cancelled", "interview_arranged"]


def test_the_mail_of_a_cancelled_interview_says_when_it_was_and_why(assessment: Assessment, cast: Cast) -> None:
    arrange(assessment, cast)
    delivered()
    mail.outbox.clear()
    cancel_interview(assessment=assessment, reason="The hall is closed", by=cast.assessor, at=NOW)
    message = delivered()[-1]
    assert message.subject == "FI-2026-001: the interview of Kuvitelma Cluster is cancelled"
    assert str(message.body).splitlines()[2:5] == [
        "The interview of Kuvitelma Cluster on 21 October 2026, 15:00 (Helsinki, UTC+3) is cancelled. You will be "
        "told once there is another date.",
        "",
        "Reason: The hall is closed",
    ]


def test_a_withdrawn_assessment_takes_the_interview_out_of_the_calendars(assessment: Assessment, cast: Cast) -> None:
    arrange(assessment, cast)
    calendars()
    OutboxMail.objects.all().delete()
    withdraw(assessment=assessment, reason="Merged", by=cast.owner, at=NOW)
    # The secretariat is notified, but has no entry to cancel.
    assert sorted(OutboxMail.objects.values_list("to", flat=True)) == [*EVERYBODY, "secretary@example.org"]
    assert calendars() == [(email, ["METHOD:CANCEL", "SEQUENCE:1"]) for email in EVERYBODY]


def test_withdrawing_after_the_interview_sends_no_calendar_file(assessment: Assessment, cast: Cast) -> None:
    arrange(assessment, cast)
    calendars()
    withdraw(assessment=assessment, reason="Merged", by=cast.owner, at=LATER + dt.timedelta(days=1))
    assert calendars() == []


def test_an_assessor_who_is_replaced_is_told(assessment: Assessment, cast: Cast, sign_in: SignIn) -> None:
    arrange(assessment, cast)
    calendars()
    assign_assessor(assessment=assessment, assessor=cast.other_assessor, by=cast.secretary, at=NOW)
    mails = [message for message in delivered() if message.to == ["assessor@example.org"]]
    assert [message.subject for message in mails] == ["FI-2026-001: you no longer assess Kuvitelma Cluster"]
    # The entry is cancelled in the first assessor's calendar and in no other. The successor has none yet, because they
    # have not declared.
    assert calendars() == [("assessor@example.org", ["METHOD:CANCEL", "SEQUENCE:1"])]
    # Assigning the same assessor again releases nobody.
    assign_assessor(assessment=assessment, assessor=cast.other_assessor, by=cast.secretary, at=NOW)
    assert assessment.notices.filter(event="released").count() == 1
    client = sign_in(cast.assessor)
    number = cast.assessor.notices.get(event="released").pk
    assert '<a class="btn btn-primary" href="/home/">' in client.get(f"/inbox/{number}/").content.decode()


def test_whoever_takes_over_finds_the_interview_in_their_calendar_once_they_have_declared(
    assessment: Assessment, cast: Cast
) -> None:
    uid = arrange(assessment, cast).uid
    hour = dt.timedelta(hours=1)
    assign_assessor(assessment=assessment, assessor=cast.other_assessor, by=cast.secretary, at=NOW + hour)
    calendars()
    declare(assessment=assessment, statement=Statement(), by=cast.other_assessor, at=NOW + 2 * hour)
    # A higher sequence than the cancellation in the first assessor's calendar, so that the entry would also come back
    # to them.
    assert calendars() == [("other-assessor@example.org", ["METHOD:REQUEST", "SEQUENCE:2"])]
    declare(assessment=assessment, statement=Statement(), by=cast.other_assessor, at=NOW + 3 * hour)
    assert calendars() == []
    # The first assessor comes back.
    assign_assessor(assessment=assessment, assessor=cast.assessor, by=cast.secretary, at=NOW + 4 * hour)
    declare(assessment=assessment, statement=Statement(), by=cast.assessor, at=NOW + 5 * hour)
    assert calendars() == [
        ("assessor@example.org", ["METHOD:REQUEST", "SEQUENCE:4"]),
        ("other-assessor@example.org", ["METHOD:CANCEL", "SEQUENCE:3"]),
    ]
    assert Interview.objects.get().uid == uid


def test_a_successor_with_a_conflict_is_told_of_the_interview_when_it_is_overruled(
    assessment: Assessment, cast: Cast
) -> None:
    arrange(assessment, cast)
    hour = dt.timedelta(hours=1)
    assign_assessor(assessment=assessment, assessor=cast.other_assessor, by=cast.secretary, at=NOW + hour)
    calendars()
    stated = Statement(interest="A cousin works there")
    declare(assessment=assessment, statement=stated, by=cast.other_assessor, at=NOW + 2 * hour)
    assert calendars() == []
    conflict = Conflict(ConflictKind.DECLARED, "A cousin works there")
    overrule(assessment=assessment, conflict=conflict, reason="Distant", by=cast.secretary, at=NOW + 3 * hour)
    assert calendars() == [("other-assessor@example.org", ["METHOD:REQUEST", "SEQUENCE:2"])]


def test_a_successor_whom_the_cluster_objects_to_is_told_when_that_is_dismissed_and_once(
    assessment: Assessment, cast: Cast
) -> None:
    arrange(assessment, cast)
    hour = dt.timedelta(hours=1)
    assign_assessor(assessment=assessment, assessor=cast.other_assessor, by=cast.secretary, at=NOW + hour)
    object_to_assessor(assessment=assessment, reason="A rival", by=cast.owner, at=NOW + 2 * hour)
    calendars()
    declare(assessment=assessment, statement=Statement(), by=cast.other_assessor, at=NOW + 3 * hour)
    assert calendars() == []
    ruled = {"ruling": "dismissed", "reason": "No rival", "by": cast.secretary}
    rule_on_objection(assessment=assessment, at=NOW + 4 * hour, **ruled)  # type: ignore[arg-type]
    assert calendars() == [("other-assessor@example.org", ["METHOD:REQUEST", "SEQUENCE:2"])]


def test_a_successor_after_the_interview_gets_no_calendar_file(assessment: Assessment, cast: Cast) -> None:
    arrange(assessment, cast)
    late = LATER + dt.timedelta(days=1)
    assign_assessor(assessment=assessment, assessor=cast.other_assessor, by=cast.secretary, at=late)
    declare(assessment=assessment, statement=Statement(), by=cast.other_assessor, at=late)
    assert "other-assessor@example.org" not in dict(calendars())
    assert not cast.other_assessor.notices.filter(event="interview_set").exists()


def test_an_assessor_against_whom_an_objection_is_upheld_is_told_why_once(assessment: Assessment, cast: Cast) -> None:
    object_to_assessor(assessment=assessment, reason="A rival", by=cast.owner, at=NOW)
    OutboxMail.objects.all().delete()
    rule_on_objection(assessment=assessment, ruling="upheld", reason="It is so", by=cast.secretary, at=NOW)
    told = dict(assessment.notices.order_by("-pk").values_list("user__email", "event")[:2])
    assert told == {"assessor@example.org": "released", "owner@example.org": "ruled"}
    assert OutboxMail.objects.count() == 2


def test_cancelling_on_the_page_asks_why(assessment: Assessment, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.assessor)
    assert client.get(f"{RUN}interview/cancel/").headers["Location"] == f"{RUN}interview/"
    arrange(assessment, cast)
    assert "Cancel it without another date" in text_of(client.get(f"{RUN}interview/"))
    assert "Reason: This field is required." in text_of(client.post(f"{RUN}interview/cancel/", {"reason": " "}))
    done = client.post(f"{RUN}interview/cancel/", {"reason": "Ill"}, follow=True)
    assert "The interview is cancelled, and everybody concerned is told." in text_of(done)
    again = client.post(f"{RUN}interview/cancel/", {"reason": "Ill"}, follow=True)
    assert "The interview was cancelled already. Nothing was changed." in text_of(again)
    page = text_of(client.get(f"{RUN}interview/"))
    assert ("Arrange the interview" in page, "Kuopio" in page) == (True, False)
    response = sign_in(cast.owner).get(f"{RUN}interview/calendar.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8; method=CANCEL"
