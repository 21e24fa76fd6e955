"""Links to reports: made by owners, opened without an account, ended by time or by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.test import Client, override_settings
from django.utils import timezone

from assessments.models import (
    Assessment,
    AuditEntry,
    Notice,
    OpenedPart,
    ReportFile,
    ReportStatus,
    ShareLink,
    ShareOpening,
    Status,
    User,
)
from assessments.queries.sharing import LinkState, link_state
from assessments.workflow.deleting import delete_draft
from assessments.workflow.labelling import suspend_label
from assessments.workflow.sharing import log_opening, revoke_link, share_report
from tests.conftest import NOW, Cast, other_organisation
from tests.team_pages import text_of

type SignIn = Callable[[User], Client]
LINKS = "/organisations/kuvitelma/links/"


def report_of(assessment: Assessment, *, code: str = "7K3M29QXTB") -> ReportFile:
    """An issue of the report of an assessment."""
    report = ReportFile(
        assessment=assessment, language="en", is_assessed=False, requested_at=NOW, finished_at=NOW, code=code, issue=1,
        dated=NOW.date(), status=ReportStatus.DONE, pages=70, size=2_000_000,
    )  # fmt: skip
    report.file.save("report.pdf", ContentFile(b"%PDF-1.7 secret"), save=False)
    report.save()
    return report


def link_to(cast: Cast, report: ReportFile, *, days: int = 7, at: dt.datetime = NOW) -> tuple[ShareLink, str]:
    return share_report(
        organisation=cast.organisation, report=report, for_whom="Council", days=days, by=cast.owner, at=at
    )


def test_an_owner_shares_and_the_recipient_reads_without_an_account(cast: Cast, sign_in: SignIn) -> None:
    report = report_of(cast.draft())
    form = {"report": report.pk, "for_whom": "Council, call of May", "days": "30"}
    page = sign_in(cast.owner).post(LINKS, form).content.decode()
    link = ShareLink.objects.get()
    token = page.partition("/shared/")[2].partition("/")[0]
    # The token is shown once; only its hash is stored.
    assert (len(token), token in link.token_hash, len(link.token_hash)) == (43, False, 64)
    assert token not in sign_in(cast.owner).get(LINKS).content.decode()
    stranger = Client()
    response = stranger.get(f"/shared/{token}/")
    shown = text_of(response)
    words = ("Kuvitelma Cluster", "FI-2026-001", "Can be opened until", "Council")
    assert [word in shown for word in words] == [True, True, True, False]
    file = stranger.get(f"/shared/{token}/file/")
    assert b"".join(file) == b"%PDF-1.7 secret"
    for answer in (response, file):
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "no-store")
    # Reloading and asking whether it exists opens nothing more.
    stranger.get(f"/shared/{token}/")
    assert stranger.head(f"/shared/{token}/").status_code == 200
    assert list(link.openings.values_list("part", flat=True).order_by("pk")) == ["page", "file"]
    listed = text_of(sign_in(cast.reader).get(LINKS))
    words = ("Council, call of May", "2 times, last on", "Revoke")
    assert [word in listed for word in words] == [True, True, False]
    assert "the document" in text_of(sign_in(cast.reader).get(f"{LINKS}{link.pk}/"))
    entry = AuditEntry.objects.get(action="link_made")
    assert (entry.actor, entry.after["for_whom"]) == (cast.owner, "Council, call of May")
    assert token not in str(entry.after)


def test_the_page_leads_to_the_label(cast: Cast) -> None:
    assessment = cast.in_state(Status.LABELLED)
    link, token = link_to(cast, report_of(assessment), at=timezone.now())
    number = assessment.label.number
    page = Client().get(f"/shared/{token}/").content.decode()
    assert f'href="/labels/{number}/"' in page
    assert f'href="/shared/{token}/certificate/"' in page
    assert not ShareOpening.objects.filter(part="cert").exists()
    certificate = Client().get(f"/shared/{token}/certificate/")
    assert b"".join(certificate).startswith(b"%PDF")
    assert certificate["Cache-Control"] == "no-store"
    suspend_label(assessment=assessment, reason="Under review", by=cast.secretary, at=timezone.now())
    assert Client().get(f"/shared/{token}/certificate/").status_code == 404
    assert ShareOpening.objects.filter(link=link, part="cert").count() == 1


def test_after_its_end_a_link_says_only_that_it_has_ended(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    report = report_of(assessment)
    link, revoked = link_to(cast, report, at=timezone.now())
    _expired, expired = link_to(cast, report, at=timezone.now() - dt.timedelta(days=8))
    empty_link, empty = link_to(cast, report, at=timezone.now())
    sign_in(cast.owner).post(f"{LINKS}{link.pk}/revoke/")
    delete_draft(assessment=assessment, by=cast.owner, at=timezone.now())
    empty_link.refresh_from_db()
    assert link_state(empty_link, timezone.now()) is LinkState.EMPTY
    client = Client()
    for token in (revoked, expired, empty):
        for address in (f"/shared/{token}/", f"/shared/{token}/file/"):
            answer = client.get(address)
            assert (answer.status_code, "Kuvitelma" in answer.content.decode()) == (410, False)
            assert client.head(address).status_code == 410
    assert [client.get(f"/shared/{token}/").status_code for token in ("unknown", "x" * 500, "..%2F")] == [404] * 3
    assert not ShareOpening.objects.exists()
    assert AuditEntry.objects.filter(action="link_revoked").count() == 1
    assert "deleted" in text_of(sign_in(cast.owner).get(LINKS))


def test_only_owners_share_only_what_is_theirs_and_the_other_owners_are_told(cast: Cast) -> None:
    report = report_of(cast.draft())
    other = other_organisation("other", cast.outsider)
    for user in (cast.editor, cast.reader, cast.secretary, cast.outsider):
        with pytest.raises(PermissionDenied):
            share_report(organisation=cast.organisation, report=report, for_whom="A", days=7, by=user, at=NOW)
    with pytest.raises(ReportFile.DoesNotExist):
        share_report(organisation=other, report=report, for_whom="A", days=7, by=cast.outsider, at=NOW)
    cast.organisation.memberships.filter(user=cast.editor).update(role="owner")
    link, _token = link_to(cast, report)
    assert [notice.user for notice in Notice.objects.filter(event="link_made")] == [cast.editor]
    with pytest.raises(PermissionDenied):
        revoke_link(link=link, by=cast.reader, at=NOW)


def test_an_opening_is_logged_once_in_ten_minutes(cast: Cast) -> None:
    link, _token = link_to(cast, report_of(cast.draft()))
    for minutes in (0, 9, 11):
        log_opening(link=link, part=OpenedPart.PAGE, at=NOW + dt.timedelta(minutes=minutes))
    assert link.openings.count() == 2


@override_settings(SHARED_REQUESTS_PER_MINUTE=2)
def test_nobody_tries_many_tokens(db: None) -> None:
    cache.clear()
    assert [Client().get(f"/shared/guess-{number}/").status_code for number in range(4)] == [404, 404, 429, 429]
    cache.clear()


@pytest.mark.parametrize("links", [1, 3])
def test_the_list_asks_the_database_as_often_for_one_link_as_for_three(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: Callable[[int], object], links: int
) -> None:
    report = report_of(cast.in_state(Status.SUBMITTED))
    for _number in range(links):
        link_to(cast, report)
    client = sign_in(cast.reader)
    with django_assert_num_queries(5):  # type: ignore[attr-defined]
        client.get(LINKS)
