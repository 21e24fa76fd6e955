"""What has been kept long enough is deleted, after the owners of an organisation were warned."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from assessments.models import (
    Assessment,
    AuditEntry,
    DeletionWarning,
    Evidence,
    Invitation,
    Notice,
    OutboxMail,
    ShareLink,
    Status,
)
from assessments.queries.retention import KEPT, RULES
from assessments.workflow.answering import save_answers
from assessments.workflow.retention import delete_due, warn_of_deletions
from tests.conftest import NOW, Cast, typed
from tests.team_pages import text_of
from tests.workflow.test_sharing import link_to, report_of

# A draft of NOW, 1 October 2026, is kept for 24 months.
WARNED = dt.date(2028, 9, 2)
DUE = dt.date(2028, 10, 2)


def on(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(4), dt.UTC)


def run(day: dt.date) -> tuple[list[str], dict[str, int]]:
    """What is warned of and deleted on a day."""
    warned = [warning.rule for warning in warn_of_deletions(today=day, at=on(day))]
    return warned, dict(delete_due(today=day, at=on(day)))


def test_a_draft_is_deleted_after_its_owners_were_warned(cast: Cast) -> None:
    assessment = cast.draft()
    assert run(WARNED - dt.timedelta(days=1)) == ([], {})
    assert run(WARNED) == (["drafts"], {})
    assert run(WARNED) == ([], {})
    warning = OutboxMail.objects.get()
    assert (warning.to, "will be deleted on 2 October 2028" in warning.text) == ("owner@example.org", True)
    assert run(DUE - dt.timedelta(days=1)) == ([], {})
    assert run(DUE) == ([], {"drafts": 1})
    gone = Assessment.all_objects.get(pk=assessment.pk)
    assert (gone.status, gone.answers.count(), DeletionWarning.objects.count()) == (Status.DELETED, 0, 0)
    actions = AuditEntry.objects.filter(assessment=gone, actor=None).order_by("pk")
    assert [entry.action for entry in actions] == ["deletion_announced", "draft_deleted"]


def test_a_late_job_still_warns_as_long_before(cast: Cast) -> None:
    cast.draft()
    late = DUE + dt.timedelta(days=100)
    assert run(late) == (["drafts"], {})
    assert run(late + dt.timedelta(days=29)) == ([], {})
    assert run(late + dt.timedelta(days=30)) == ([], {"drafts": 1})


def test_whoever_works_on_the_draft_again_keeps_it(cast: Cast) -> None:
    assessment = cast.draft()
    run(WARNED)
    answers = typed({"B3": {"people": 3, "fte": "1.20", "permanent_fte": "1.00"}})
    save_answers(assessment=assessment, answers=answers, by=cast.editor, at=on(DUE - dt.timedelta(days=1)))
    assert run(DUE) == ([], {})
    assert not DeletionWarning.objects.exists()


def test_evidence_goes_some_years_after_the_decision_and_the_rest_stays(cast: Cast) -> None:
    assessment = cast.in_state(Status.LABELLED)
    evidence = Evidence(assessment=assessment, indicator="A2", title="List", statement="34", added_at=NOW)
    evidence.file.save("a.pdf", ContentFile(b"the list"))
    # Not before the decision, and mail of 2026 is deleted meanwhile.
    assert run(dt.date(2032, 9, 2))[0] == ["evidence"]
    assert run(dt.date(2032, 10, 2)) == ([], {"evidence": 1})
    assert (Evidence.objects.count(), assessment.answers.count()) == (0, 2)
    assert AuditEntry.objects.get(action="evidence_expired").before == ["List"]


def test_mail_links_and_requests_go_without_a_warning(cast: Cast) -> None:
    link_to(cast, report_of(cast.in_state(Status.SUBMITTED)))
    Invitation.objects.create(
        organisation=cast.organisation, email="a@example.org", role="reader", token_hash="x", invited_at=NOW,
        expires_at=NOW,
    )  # fmt: skip
    notices = Notice.objects.count()
    waiting = OutboxMail.objects.count()
    sent = OutboxMail.objects.create(to="a@example.org", message_id="<a@b>", queued_at=NOW, state="sent")
    assert run(dt.date(2027, 9, 1)) == ([], {})
    assert run(dt.date(2027, 10, 2)) == ([], {"requests": 1})
    assert run(dt.date(2027, 10, 9)) == ([], {"links": 1})
    assert run(dt.date(2028, 10, 2)) == ([], {"mail": notices + 1})
    assert not OutboxMail.objects.filter(pk=sent.pk).exists()
    # Mail that is not sent yet is not lost.
    assert (OutboxMail.objects.count(), Notice.objects.count(), ShareLink.objects.count()) == (waiting, 0, 0)
    cast.secretary.refresh_from_db()
    assert cast.secretary.unread == 0
    assert AuditEntry.objects.filter(action="rows_expired").count() == 3


def test_the_command_says_what_it_does(cast: Cast) -> None:
    cast.draft()
    output = StringIO()
    call_command("delete_due", "--today", "2028-09-02", stdout=output)
    assert output.getvalue() == "FI-2026-001 drafts: 2028-10-02\n"
    with pytest.raises(CommandError, match="is not a date"):
        call_command("delete_due", "--today", "tomorrow", stdout=output)


@override_settings(RETENTION_MONTHS={"drafts": 5, "evidence": 60, "mail": 7, "links": 8, "requests": 9})
def test_the_public_page_shows_the_rules_by_which_things_are_deleted(db: None) -> None:
    page = text_of(Client().get("/about/retention/"))
    assert [str(rule.what) in page for rule in (*RULES, *KEPT)] == [True] * (len(RULES) + len(KEPT))
    assert ("5 months after the last change" in page, "30 days before" in page) == (True, True)
