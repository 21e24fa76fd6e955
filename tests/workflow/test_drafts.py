"""Drafts as a whole: when one is started, how carried-over answers are confirmed, and how a draft is deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.http import Http404
from django.test import Client
from django.urls import reverse

from assessments.access import WrongState
from assessments.files.storing import printed_chapters
from assessments.models import Assessment, AuditEntry, Label, Notice, Status, User
from assessments.queries.answers import answers_of
from assessments.queries.renewal import label_running_long, renewal_starts
from assessments.report.issuing.making import make_report
from assessments.workflow.answering import save_answers
from assessments.workflow.collaboration import add_comment
from assessments.workflow.deleting import delete_draft
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.notices import Event
from assessments.workflow.organising import start_assessment
from assessments.workflow.renewing import confirm_carried
from assessments.workflow.reporting import LeaseLost, claim_report, issue_report
from criteria.validity import months_before
from tests.conftest import ELIGIBLE, NOW, Cast, person, typed
from tests.report.test_making import NO_FILES, ask, claimed
from tests.team_pages import text_of

type SignIn = Callable[[User], Client]
LATER = NOW + dt.timedelta(days=400)
B6 = {"year": 2024, "horizon": 3, "level": 2}
ANSWERS: dict[str, dict[str, Any]] = {**ELIGIBLE, "A1": {"founded": 2017}, "B6": B6}


@pytest.fixture
def renewal(cast: Cast) -> Assessment:
    """A draft with answers carried over from a labelled assessment."""
    cast.in_state(Status.LABELLED, ANSWERS)
    return start_assessment(organisation=cast.organisation, by=cast.owner, at=LATER, reference="FI-2027-001")


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2028, 9, 30), 6, dt.date(2028, 3, 30)),
        (dt.date(2028, 8, 31), 6, dt.date(2028, 2, 29)),
        (dt.date(2028, 1, 31), 0, dt.date(2028, 1, 31)),
    ],
)
def test_months_before(day: dt.date, months: int, expected: dt.date) -> None:
    assert months_before(day, months) == expected


def test_a_label_runs_long_until_six_months_before_its_end(cast: Cast) -> None:
    assert label_running_long(cast.organisation, NOW.date()) is None
    cast.in_state(Status.LABELLED)
    label = Label.objects.get()
    assert (label.valid_until, renewal_starts(label)) == (dt.date(2028, 9, 30), dt.date(2028, 3, 30))
    assert label_running_long(cast.organisation, dt.date(2028, 3, 29)) == label
    assert label_running_long(cast.organisation, dt.date(2028, 3, 30)) is None
    start_assessment(organisation=cast.organisation, by=cast.owner, at=NOW)
    assert label_running_long(cast.organisation, dt.date(2028, 3, 29)) is None


def test_an_early_start_is_asked_about_first(cast: Cast, sign_in: SignIn) -> None:
    cast.in_state(Status.LABELLED)
    Label.objects.update(valid_until=dt.date(2999, 9, 30))
    client, address = sign_in(cast.owner), reverse("new_assessment", args=["kuvitelma"])
    assert "Start a new assessment" in text_of(client.get("/organisations/kuvitelma/"))
    page = text_of(client.post(address))
    assert "Start the next assessment now?" in page
    assert "lasts until 30 September 2999. It is usual to start the next assessment after 30 March 2999" in page
    assert Assessment.objects.count() == 1
    response = client.post(address, {"early": "1"})
    assert response.status_code == 302
    assert Assessment.objects.count() == 2
    assert "Open the questionnaire" in text_of(client.get("/organisations/kuvitelma/"))
    # With an open assessment there is nothing to ask.
    assert client.post(address)["Location"] == response["Location"]


def test_the_overview_says_what_was_carried_over(cast: Cast, renewal: Assessment, sign_in: SignIn) -> None:
    address = reverse("assessment", args=[renewal.reference])
    page = text_of(sign_in(cast.editor).get(address))
    assert "4 answers were carried over from FI-2026-001 and wait to be confirmed" in page
    for area in ("A", "B"):
        assert f'Confirm 2 answers<span class="visually-hidden"> {area}</span>' in page
    assert page.count("to be confirmed</span>") == 4
    # Who may not answer is not asked to confirm.
    assert "wait to be confirmed" not in text_of(sign_in(cast.reader).get(address))


def test_an_area_is_confirmed_at_once(cast: Cast, renewal: Assessment, sign_in: SignIn) -> None:
    client = sign_in(cast.editor)
    page = text_of(client.get(reverse("area", args=[renewal.reference, "A"])))
    assert "2 answers here were carried over from FI-2026-001." in page
    assert page.count("Still true: confirm this answer") == page.count("to be confirmed</span>") == 2
    response = client.post(reverse("confirm_area", args=[renewal.reference, "A"]), follow=True)
    assert "2 answers are confirmed." in text_of(response)
    assert "to be confirmed</span>" not in text_of(response)
    assert set(answers_of(renewal)) == {"A1", "A2"}
    entry = AuditEntry.objects.filter(assessment=renewal).latest("pk")
    assert (entry.action, entry.actor, entry.after) == ("answers_confirmed", cast.editor, ["A1", "A2"])
    again = client.post(reverse("confirm_area", args=[renewal.reference, "A"]), follow=True)
    assert "Nothing was left to confirm here." in text_of(again)
    assert AuditEntry.objects.filter(action="answers_confirmed").count() == 1


def test_what_was_changed_meanwhile_is_left_alone(cast: Cast, renewal: Assessment) -> None:
    save_answers(assessment=renewal, answers=typed({"A1": {"founded": 2015}}), by=cast.owner, at=LATER)
    assert confirm_carried(assessment=renewal, indicators=["A1", "A2"], by=cast.editor, at=LATER) == ["A2"]
    assert answers_of(renewal)["A1"].values == {"founded": 2015}
    assert renewal.answers.get(indicator="A1").updated_by == cast.owner


def test_a_deleted_draft_is_gone_for_everybody(
    cast: Cast, sign_in: SignIn, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    draft = cast.draft(ANSWERS)
    plan = ContentFile(b"%PDF-1.4 plan", name="plan.pdf")
    evidence = draft.evidence.create(indicator="B6", title="Plan", file=plan, added_by=cast.editor, added_at=NOW)
    add_comment(assessment=draft, indicator="B6", text="A comment", by=cast.editor, at=NOW)
    stored = Path(settings.MEDIA_ROOT) / evidence.file.name
    assert stored.exists()
    chapters = printed_chapters(draft.reference, "fi")
    chapters.parent.mkdir(exist_ok=True)
    chapters.touch()
    client = sign_in(cast.owner)
    asked = text_of(client.get(reverse("delete_draft", args=[draft.reference])))
    assert "All answers of FI-2026-001 (4 of 36 indicators dealt with) are deleted" in asked
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("delete_draft", args=[draft.reference]), follow=True)
    assert "The draft FI-2026-001 is deleted." in text_of(response)
    assert "No assessment yet." in text_of(response)
    assert not stored.exists()
    assert not chapters.exists()
    assert Assessment.objects.count() == 0
    for address in ("assessment", "trail", "check"):
        assert client.get(reverse(address, args=[draft.reference])).status_code == 404
    left = Assessment.all_objects.get()
    assert (left.answers.count(), left.evidence.count(), left.comments.count()) == (0, 0, 0)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.actor, entry.organisation) == ("draft_deleted", cast.owner, cast.organisation)


def test_colleagues_who_write_are_told(cast: Cast, sign_in: SignIn) -> None:
    draft = cast.draft(ANSWERS)
    delete_draft(assessment=draft, by=cast.owner, at=NOW)
    (notice,) = Notice.objects.all()
    assert (notice.user, notice.event, notice.organisation) == (cast.editor, "draft_deleted", cast.organisation)
    page = text_of(sign_in(cast.editor).get(reverse("inbox")))
    assert "FI-2026-001: the draft is deleted" in page
    told = text_of(sign_in(cast.editor).get(reverse("notice", args=[notice.pk])))
    assert "Owner has deleted the draft FI-2026-001 of Kuvitelma Cluster" in told
    assert f'href="{reverse("organisation", args=["kuvitelma"])}"' in told


def test_a_new_draft_follows_with_a_reference_of_its_own(cast: Cast) -> None:
    delete_draft(assessment=cast.draft(), by=cast.owner, at=NOW)
    new = start_assessment(organisation=cast.organisation, by=cast.owner, at=NOW)
    assert new.reference == "FI-2026-002"
    assert new.answers.count() == 0


def test_only_the_owner_deletes_and_only_a_draft(cast: Cast) -> None:
    draft = cast.draft()
    with pytest.raises(PermissionDenied):
        delete_draft(assessment=draft, by=cast.editor, at=NOW)


def test_what_was_handed_in_is_never_deleted(cast: Cast) -> None:
    submitted = cast.in_state(Status.SUBMITTED)
    with pytest.raises(WrongState):
        delete_draft(assessment=submitted, by=cast.owner, at=NOW)


def test_notices_about_a_deleted_draft_no_longer_count_as_unread(cast: Cast) -> None:
    draft = cast.draft()
    notify(event=Event.HANDED_OVER, assessment=draft, to=[cast.editor, cast.owner], at=NOW, facts={"indicator": "B6"})
    delete_draft(assessment=draft, by=cast.owner, at=NOW)
    for user, unread in ((cast.owner, 0), (cast.editor, 1)):
        user.refresh_from_db()
        assert (user.unread, Notice.objects.filter(user=user, read_at=None).count()) == (unread, unread)


def test_who_still_writes_in_a_deleted_draft_is_told_that_it_is_gone(cast: Cast) -> None:
    draft = cast.draft()
    delete_draft(assessment=draft, by=cast.owner, at=NOW)
    for change in (
        lambda: save_answers(assessment=draft, answers=typed({"A1": {"founded": 2015}}), by=cast.editor, at=NOW),
        lambda: add_comment(assessment=draft, indicator="B6", text="Late", by=cast.editor, at=NOW),
        lambda: delete_draft(assessment=draft, by=cast.owner, at=NOW),
        lambda: confirm_carried(assessment=draft, indicators=["A1"], by=cast.editor, at=NOW),
    ):
        with pytest.raises(Http404):
            change()
    assert AuditEntry.objects.latest("pk").action == "draft_deleted"


def test_a_worker_that_makes_the_report_of_a_deleted_draft_stops(cast: Cast) -> None:
    draft = cast.draft()
    begun, waiting = claimed(ask(draft, cast.owner)), ask(draft, cast.owner, language="fi")
    delete_draft(assessment=draft, by=cast.owner, at=NOW)
    with pytest.raises(LeaseLost):
        issue_report(report=begun, issue=1, dated=NOW.date(), fingerprint="", files=NO_FILES, at=NOW)
    assert claim_report(report_id=waiting.pk, token="t", at=NOW) is None
    assert make_report(report_id=begun.pk, token="t", now=lambda: NOW) is None


def test_the_desk_offers_no_deleted_drafts_and_the_administration_shows_what_is_left(
    cast: Cast, sign_in: SignIn
) -> None:
    delete_draft(assessment=cast.draft(), by=cast.owner, at=NOW)
    desk = text_of(sign_in(cast.secretary).get(reverse("desk")))
    assert ("status=withdrawn" in desk, "status=deleted" in desk) == (True, False)
    root = sign_in(person("root@example.org", is_staff=True, is_superuser=True))
    assert "FI-2026-001" in text_of(root.get("/admin/assessments/assessment/?status__exact=deleted"))
