"""Notices and mail: who is notified of what, when, in which language, and what becomes of a mail that fails."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.utils import timezone

from assessments.models import Assessment, AuditEntry, MailChoice, MailState, Notice, OutboxMail, Proposal, Status, User
from assessments.models.mailing import LEASE
from assessments.workflow.collaboration import hand_over
from assessments.workflow.deciding import decide, withdraw
from assessments.workflow.impartiality import assign_assessor
from assessments.workflow.mail.delivery import deliver_due
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.inbox import choose_mail, mark_read
from assessments.workflow.mail.notices import Event
from assessments.workflow.mail.outbox import MailSettled, close_mail, send_mail_again
from assessments.workflow.organising import start_assessment
from assessments.workflow.reviewing import finish_assessment
from assessments.workflow.submitting import submit
from tests.conftest import NOW, Cast, delivered, other_organisation


def tell(cast: Cast, assessment: Assessment, *people: User, event: Event = Event.SENT_BACK, **facts: str) -> None:
    notify(event=event, assessment=assessment, to=people or [cast.assessor], at=timezone.now(), facts=facts)


def sent_to(assessment: Assessment) -> list[tuple[str, str]]:
    """Who was notified of which event, in order."""
    return list(assessment.notices.order_by("pk").values_list("event", "user__email"))


OF_ORGANISATIONS = {
    Event.DRAFT_DELETED: "/organisations/kuvitelma/",
    Event.JOIN_REQUESTED: "/organisations/kuvitelma/",
    Event.JOIN_ACCEPTED: "/organisations/kuvitelma/",
    Event.JOIN_DECLINED: "/home/",
    Event.CONSULTATION_OPENED: "/organisations/kuvitelma/positions/",
    Event.CONSULTATION_PUBLISHED: "/organisations/kuvitelma/positions/",
    Event.DATA_TAKEN: "/organisations/kuvitelma/",
    Event.LINK_MADE: "/organisations/kuvitelma/links/",
}
# A released assessor no longer has access to the assessment; a renewal is opened on the page of the organisation.
ELSEWHERE = {
    Event.RELEASED: "/home/",
    Event.LABEL_ENDS: "/organisations/kuvitelma/",
    Event.INTERIM_CHECK: "/assessments/FI-2026-001/label/check/",
}
ASKED = {"reference": "FI-2026-001", "who": "Outsider", "email": "outsider@example.org", "note": "I manage it"}

# Who is notified of what


def test_every_event_has_words_in_both_languages(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    facts = {"indicator": "B6", "deadline": "2026-12-01", "kind": "ended", "ends": "2026-12-01"}
    for language in ("en", "fi"):
        cast.owner.language = language
        for event in Event:
            OutboxMail.objects.all().delete()
            if event in OF_ORGANISATIONS:
                notify(event=event, organisation=cast.organisation, to=[cast.owner], at=NOW, facts=ASKED)
            else:
                tell(cast, assessment, cast.owner, event=event, **facts)
            found = OutboxMail.objects.get()
            assert ("{" in found.subject + found.text, "\n\n\n" in found.text) == (False, False)
            assert found.text.startswith("Hello Owner,\n\n" if language == "en" else "Hei Owner,\n\n")
            assert f'<html lang="{language}">' in found.html
            place = (OF_ORGANISATIONS | ELSEWHERE).get(event, "/assessments/FI-2026-001/")
            assert f"http://testserver{place}" in found.text


def test_each_step_tells_those_it_concerns(cast: Cast) -> None:
    secretary, owner, assessor, editor = (
        user.email for user in (cast.secretary, cast.owner, cast.assessor, cast.editor)
    )
    assessment = cast.in_state(Status.ASSESSED)
    decide(assessment=assessment, decision="back", reason="More, please", by=cast.secretary, at=NOW)
    finish_assessment(
        assessment=assessment, proposal=Proposal.LABEL, reason="Good", by=cast.assessor, at=NOW, today=NOW.date()
    )
    decide(assessment=assessment, decision="label", reason="Good", by=cast.secretary, at=NOW)
    assert sent_to(assessment) == [
        ("handed_in", secretary),
        ("assigned", owner),
        ("assigned", assessor),
        ("declared", owner),
        ("declared", secretary),
        ("finished", secretary),
        ("sent_back", assessor),
        ("finished", secretary),
        ("decided", owner),
        ("decided", editor),
        ("decided", assessor),
    ]


def test_an_owner_is_told_of_what_an_editor_handed_in_and_all_of_a_withdrawal(cast: Cast) -> None:
    assessment = cast.draft()
    submit(assessment=assessment, by=cast.editor, at=NOW)
    assign_assessor(assessment=assessment, assessor=cast.assessor, by=cast.secretary, at=NOW)
    assessment.notices.filter(event="assigned").delete()
    withdraw(assessment=assessment, reason="Merged", by=cast.owner, at=NOW)
    assert sent_to(assessment) == [
        ("handed_in", cast.secretary.email),
        ("handed_in", cast.owner.email),
        ("withdrawn", cast.secretary.email),
        ("withdrawn", cast.assessor.email),
    ]


def test_secretariat_members_involved_with_the_cluster_are_not_notified_as_secretariat(cast: Cast) -> None:
    for user in (cast.reader, cast.assessor):
        user.is_secretariat = True
        user.save()
    assessment = cast.in_state(Status.ASSESSED)
    told = assessment.notices.filter(event="finished").values_list("user__email", flat=True)
    assert list(told) == [cast.secretary.email]


def test_people_are_notified_once_and_inactive_people_never(cast: Cast) -> None:
    assessment = cast.draft()
    cast.editor.is_active = False
    tell(cast, assessment, cast.owner, cast.owner, cast.editor)
    assert sent_to(assessment) == [("sent_back", cast.owner.email)]


def test_a_mail_is_text_and_html_with_a_date_in_words_and_nothing_escaped_or_unescaped(cast: Cast) -> None:
    cast.organisation.name = "Wood & <Fibre>"
    cast.organisation.save()
    tell(cast, cast.draft(), event=Event.QUESTION_ASKED, indicator="B6", text="<b>Why</b>?", deadline="2026-12-01")
    (message,) = delivered()
    title = "B6 Cluster strategy" if "B6 Cluster strategy" in message.subject else message.subject.split("about ")[1]
    assert str(message.body) == (
        f"Hello Assessor,\n\nThe assessor asks Wood & <Fibre> about {title}. Until the deadline this answer, and no "
        "other, can be changed.\n\n<b>Why</b>?\n\nAnswer by: 1 December 2026\n\n"
        "http://testserver/assessments/FI-2026-001/questions/B6/\n\nlabelcheck\n"
    )
    html = str(message.alternatives[0].content)
    assert ("Wood &amp; &lt;Fibre&gt;" in html, "&lt;b&gt;Why&lt;/b&gt;?" in html, "<b>" in html) == (True, True, False)
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_an_appointment_is_told_with_its_time_on_the_clock_of_the_site(cast: Cast) -> None:
    facts = {"starts": "2026-12-01T12:30:00+00:00", "minutes": "180", "place": "Oulu", "link": "https://video.example"}
    tell(cast, cast.draft(), event=Event.INTERVIEW_SET, calendar="/calendar.ics", **facts)
    assert str(delivered()[0].body).splitlines()[2:10] == [
        "The interview of Kuvitelma Cluster has a date.",
        "",
        "Starts: 1 December 2026, 14:30 (Helsinki, UTC+2)",
        "Length: 180 minutes",
        "",
        "Place: Oulu",
        "",
        "Video link: https://video.example",
    ]
    assert "For your calendar: http://testserver/calendar.ics" in str(mail.outbox[0].body)


@pytest.mark.parametrize(
    ("event", "who", "expected"),
    [
        (Event.QUESTION_ASKED, "owner", "assessor@example.org"),
        (Event.QUESTION_ASKED, "editor", "assessor@example.org"),
        (Event.QUESTION_ANSWERED, "assessor", "owner@example.org"),
        (Event.INTERVIEW_SET, "assessor", "owner@example.org"),
        (Event.INTERVIEW_MOVED, "owner", "assessor@example.org"),
        (Event.ASSIGNED, "assessor", "secretariat@testserver"),
        (Event.DECIDED, "owner", "secretariat@testserver"),
        (Event.WITHDRAWN, "secretary", "secretariat@testserver"),
    ],
)
def test_a_reply_reaches_the_right_person(cast: Cast, event: Event, who: str, expected: str) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    OutboxMail.objects.all().delete()
    tell(cast, assessment, getattr(cast, who), event=event, indicator="B6")
    assert delivered()[0].reply_to == [expected]


def test_a_reply_to_a_hand_over_reaches_the_colleague(cast: Cast) -> None:
    hand_over(assessment=cast.draft(), indicator="B6", to=cast.owner, note="", by=cast.editor, at=NOW)
    assert delivered()[0].reply_to == ["editor@example.org"]


# At once, daily, never


def test_people_get_mail_as_they_choose_and_find_all_in_their_inbox(cast: Cast) -> None:
    assessment = cast.draft()
    for user, choice in ((cast.owner, MailChoice.NEVER), (cast.editor, MailChoice.DAILY)):
        choose_mail(user=user, choice=choice)
        user.refresh_from_db()
    tell(cast, assessment, cast.owner, cast.editor, cast.reader)
    assert [message.to for message in delivered()] == [["reader@example.org"]]
    assert [User.objects.get(pk=user.pk).unread for user in (cast.owner, cast.editor, cast.reader)] == [1, 1, 1]


def digest(today: str) -> str:
    output = io.StringIO()
    call_command("send_mail_digest", "--today", today, stdout=output)
    return output.getvalue().strip()


def test_the_daily_mail_tells_what_is_not_read_once_a_day_in_the_persons_language(cast: Cast) -> None:
    assessment = cast.draft()
    choose_mail(user=cast.owner, choice=MailChoice.DAILY)
    cast.owner.refresh_from_db()
    for event in (Event.HANDED_IN, Event.WITHDRAWN, Event.REPORT_READY):
        tell(cast, assessment, cast.owner, event=event)
    mark_read(user=cast.owner, at=NOW, notice=Notice.objects.get(event="withdrawn"))
    assert (digest("2026-10-02"), digest("2026-10-02")) == ("1 queued", "0 queued")
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["owner@example.org"], "2 messages in your inbox")
    body = str(message.body)
    assert "FI-2026-001: the answers of Kuvitelma Cluster are handed in" in body
    assert "FI-2026-001: the report is ready" in body
    assert ("has withdrawn" in body, "http://testserver/inbox/" in body) == (False, True)
    tell(cast, assessment, cast.owner)
    assert (digest("2026-10-02"), digest("2026-10-03"), digest("2026-10-04")) == ("0 queued", "1 queued", "0 queued")
    assert [sent.subject for sent in mail.outbox] == ["2 messages in your inbox", "1 message in your inbox"]


def test_choosing_no_mail_discards_what_waited_for_the_daily_mail(cast: Cast) -> None:
    choose_mail(user=cast.owner, choice=MailChoice.DAILY)
    cast.owner.refresh_from_db()
    tell(cast, cast.draft(), cast.owner)
    choose_mail(user=cast.owner, choice=MailChoice.NEVER)
    assert (digest("2026-10-02"), mail.outbox) == ("0 queued", [])


def test_the_next_daily_mail_tells_a_released_assessor_only_of_the_release(cast: Cast) -> None:
    assessment = cast.draft()
    submit(assessment=assessment, by=cast.owner, at=NOW)
    choose_mail(user=cast.assessor, choice=MailChoice.DAILY)
    assign_assessor(assessment=assessment, assessor=cast.assessor, by=cast.secretary, at=NOW)
    other = start_assessment(
        organisation=other_organisation("other", cast.outsider), by=cast.outsider, at=NOW, reference="FI-2026-002"
    )
    other.assignments.create(assessor=cast.assessor, assigned_at=NOW)
    cast.assessor.refresh_from_db()
    tell(cast, assessment, event=Event.QUESTION_ANSWERED, indicator="B6", text="Only for the assessor")
    tell(cast, other, event=Event.SENT_BACK, reason="Of another assessment")
    assign_assessor(assessment=assessment, assessor=cast.other_assessor, by=cast.secretary, at=NOW)
    OutboxMail.objects.all().delete()
    assert digest("2026-10-02") == "1 queued"
    (message,) = mail.outbox
    body = str(message.body)
    assert (message.to, message.subject) == (["assessor@example.org"], "2 messages in your inbox")
    assert "FI-2026-001: you no longer assess Kuvitelma Cluster" in body
    assert ("Of another assessment" in body, "Only for the assessor" in body) == (True, False)
    # Their earlier notices remain readable on the site.
    assert User.objects.get(pk=cast.assessor.pk).unread == 4


def test_an_invalid_date_is_refused(db: None) -> None:
    with pytest.raises(CommandError) as refusal:
        digest("soon")
    assert str(refusal.value) == "'soon' is not a date; write it as 2026-10-01."


# What the secretariat decides on


def unknown(cast: Cast, *, age: dt.timedelta = LEASE) -> OutboxMail:
    """A mail whose worker died during the SMTP conversation."""
    tell(cast, cast.draft())
    OutboxMail.objects.update(state=MailState.SENDING, attempts=1, claimed_at=NOW - age)
    return OutboxMail.objects.get()


def test_while_a_worker_may_still_be_at_it_nobody_settles_a_mail(cast: Cast) -> None:
    row = unknown(cast, age=LEASE - dt.timedelta(seconds=1))
    with pytest.raises(MailSettled):
        send_mail_again(mail=row, attempt=1, by=cast.secretary, at=NOW)
    assert OutboxMail.objects.to_settle(NOW).count() == 0


def test_the_secretariat_alone_settles_once_and_it_is_on_record(cast: Cast) -> None:
    row = unknown(cast)
    with pytest.raises(PermissionDenied):
        close_mail(mail=row, attempt=1, by=cast.owner, at=NOW)
    send_mail_again(mail=row, attempt=1, by=cast.secretary, at=NOW)
    for change in (send_mail_again, close_mail):
        with pytest.raises(MailSettled):
            change(mail=row, attempt=1, by=cast.secretary, at=NOW)
    assert [message.extra_headers["Message-ID"] for message in delivered()] == [row.message_id]
    entry = AuditEntry.objects.get(action="mail_sent_again")
    assert (entry.actor, entry.subject, entry.before) == (cast.secretary, "assessor@example.org", "sending")


def test_a_page_from_before_the_last_attempt_settles_nothing(cast: Cast) -> None:
    row = unknown(cast)
    OutboxMail.objects.update(attempts=2)
    with pytest.raises(MailSettled):
        send_mail_again(mail=row, attempt=1, by=cast.secretary, at=NOW)
    assert OutboxMail.objects.get().state == MailState.SENDING


def test_a_slow_worker_that_ends_after_all_changes_nothing_that_was_settled(cast: Cast, settings: Any) -> None:
    tell(cast, cast.draft())
    row = OutboxMail.objects.get()

    def clock() -> Callable[[], dt.datetime]:
        moments = iter([NOW, NOW + LEASE, NOW + LEASE])

        def now() -> dt.datetime:
            moment = next(moments)
            if moment > NOW and OutboxMail.objects.get().state == MailState.SENDING:
                # The conversation took so long that somebody closed the mail in the meantime.
                close_mail(mail=row, attempt=1, by=cast.secretary, at=moment)
            return moment

        return now

    assert deliver_due(now=clock(), at_most=1) == 1
    assert OutboxMail.objects.get().state == MailState.CLOSED
