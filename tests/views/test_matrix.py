"""Access to every URL by role, in the state in which the URL is meant to be used."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import batched
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from assessments.models import (
    AdviserRelation,
    Assessment,
    CalendarEntry,
    Clarification,
    Consultation,
    Credential,
    Evidence,
    ImportedCohort,
    Interview,
    Invitation,
    JoinRequest,
    Label,
    MembershipRole,
    Notice,
    OutboxMail,
    RecommendationEdit,
    ReportFile,
    ReportStatus,
    Status,
    User,
)
from assessments.workflow.logos import Picture, set_logo
from assessments.workflow.sharing import share_report
from tests.conftest import NOW, Cast, person
from tests.permission_matrix import MATRIX, ROLES, SIGN_IN

type Row = tuple[str, str, Status, dict[str, int]]
# Few enough that the parts are shared out evenly between the processes of a run.
ROWS_AT_ONCE = 25
ADVICE = "own-1"
ARGUMENTS = {
    "about": ["privacy"],
    "sitemap": ["pages"],
    "label": ["FI-B-2026-0001"],
    "label_data": ["FI-B-2026-0001"],
    "badge": ["FI-B-2026-0001"],
    "act_on_label": ["FI-2026-001", "suspend"],
    "indicator": ["B6"],
    "guide_page": ["cluster"],
    "organisation": ["kuvitelma"],
    "edit_organisation": ["kuvitelma"],
    "reminders": ["kuvitelma"],
    "edit_logo": ["kuvitelma"],
    "logo": ["kuvitelma"],
    "api:label": ["FI-B-2026-0001"],
    "api:cluster": ["kuvitelma"],
    "register_cluster": ["kuvitelma"],
    "register_cluster_data": ["kuvitelma"],
    "register_members": ["kuvitelma"],
    "member_badge": ["kuvitelma"],
    "write_register_page": ["kuvitelma"],
    "preview_register_page": ["kuvitelma"],
    "publish_register_page": ["kuvitelma"],
    "take_back_register_page": ["kuvitelma"],
    "remove_logo": ["kuvitelma"],
    "new_member": ["kuvitelma"],
    "share_links": ["kuvitelma"],
    "consultations": ["kuvitelma"],
    "new_consultation": ["position"],
    "organisation_data": ["kuvitelma"],
    "join": ["kuvitelma"],
    "join_comparisons": ["kuvitelma"],
    "new_assessment": ["kuvitelma"],
    "area": ["FI-2026-001", "E"],
    "confirm_area": ["FI-2026-001", "E"],
    "hand_ownership": ["kuvitelma"],
    "appoint_owner": ["kuvitelma"],
    "invitation": ["a-token"],
    "team": ["FI-2026-001", "E1"],
    "team_comment": ["FI-2026-001", "E1"],
    "hand_over": ["FI-2026-001", "E1"],
    "close_hand_over": ["FI-2026-001", "E1"],
    "flag": ["FI-2026-001", "E1"],
    "overrule": ["FI-2026-001", "adviser"],
    "trail_file": ["FI-2026-001", "csv"],
    "export": ["FI-2026-001", "xlsx"],
    "question": ["FI-2026-001", "E1"],
    "ask": ["FI-2026-001", "E1"],
    "reply_to_question": ["FI-2026-001", "E1"],
    "change_answer": ["FI-2026-001", "E1"],
    "resolve": ["FI-2026-001", "E1"],
    "evidence": ["FI-2026-001", "A2"],
    "evidence_file": ["FI-2026-001", 1],
    "remove_evidence": ["FI-2026-001", 1],
    "mark_evidence": ["FI-2026-001", 1],
    "presence": ["FI-2026-001", "E"],
    "review": ["FI-2026-001", "E1"],
    "save_review": ["FI-2026-001", "E1", "remark"],
    "review_presence": ["FI-2026-001", "E1"],
    "interview_clock": ["FI-2026-001", "E1"],
    "save_recommendation": ["FI-2026-001", ADVICE],
    "act_on_recommendation": ["FI-2026-001", ADVICE, "first"],
    "reply": ["FI-2026-001", ADVICE],
    "save_indicator": ["FI-2026-001", "E1"],
}
WITHOUT_ARGUMENTS = (
    "did_document",
    "status_list",
    "start",
    "criteria",
    "robots",
    "sitemap_index",
    "register",
    "stories",
    "api:openapi-json",
    "api:labels",
    "register_csv",
    "register_json",
    "register_feed",
    "comparison_method",
    "positions",
    "calendar",
    "calendar_feed",
    "calendar_file",
    "desk_calendar",
    "new_calendar_entry",
    "desk_consultations",
    "retention",
    "guide",
    "readiness",
    "self_check",
    "set_language",
    "verify",
    "verify_credential",
    "signed_in",
    "home",
    "unsent",
    "desk",
    "queue",
    "account",
    "delete_account",
    "details",
    "own_data",
    "preferences",
    "sessions",
    "export_reports",
    "new_organisation",
    "inbox",
    "read_all",
    "mail_choice",
    "outbox",
    "consistency",
    "cohorts",
    "measures_csv",
    "import_cohort",
    "releases",
    "leave_comparisons",
)


def own_addresses() -> dict[str, Callable[..., HttpResponseBase]]:
    """The names and views of all URLs of this project, found by walking the URL resolver."""
    found: dict[str, Callable[..., HttpResponseBase]] = {}

    def walk(patterns: list[URLPattern | URLResolver], namespace: str = "") -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                if str(pattern.pattern) not in ("accounts/", "admin/"):
                    walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace)
            # django-ninja needs a name for the beginning of its addresses, where nothing is.
            elif pattern.name != "api-root":
                found[namespace + (pattern.name or str(pattern.pattern))] = pattern.callback

    walk(get_resolver().url_patterns)
    return found


def methods_of(view: Callable[..., HttpResponseBase]) -> set[str]:
    """The methods that a view allows, from its response to an unsupported method by a signed-in user."""
    request = RequestFactory().options("/")
    request.user = User()
    response = view(request)
    assert response.status_code == 405
    return set(response["Allow"].lower().split(", ")) - {"head"}


def test_the_matrix_names_every_address_with_everything_that_may_be_done_there() -> None:
    may_be_done = {(name, method) for name, view in own_addresses().items() for method in methods_of(view)}
    # Rows for methods that are not allowed are not tested here.
    tried = {
        (name, method)
        for name, method, _status, expected in MATRIX
        if {code for role, code in expected.items() if role != "anonymous"} != {405}
    }
    assert tried == may_be_done


def parts() -> list[Any]:
    """The rows of the matrix by state, at most ROWS_AT_ONCE together, which share what must exist before a request."""
    by_status: dict[Status, list[Row]] = defaultdict(list)
    for row in MATRIX:
        by_status[row[2]].append(row)
    return [
        pytest.param(status, part, id=f"{status.value}-{number}")
        for status, rows in by_status.items()
        for number, part in enumerate(batched(rows, ROWS_AT_ONCE))
    ]


@pytest.mark.parametrize(("status", "rows"), parts())
def test_matrix(
    status: Status, rows: tuple[Row, ...], cast: Cast, sign_in: Callable[[User], Client], subtests: pytest.Subtests
) -> None:
    reference = cast.in_state(status).reference
    cookies = {role: sign_in(getattr(cast, role)).cookies for role in ROLES if role != "anonymous"}

    def client_of(role: str) -> Client:
        client = Client()
        client.cookies.update(cookies.get(role, {}))
        return client

    for name, method, _status, expected in rows:
        with subtests.test(name=name, method=method), rolled_back():
            assessment = Assessment.objects.get(reference=reference)
            cast.organisation.refresh_from_db()
            assert answers_of(name, method, expected, cast, assessment, client_of) == expected


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undoes what a row changes, before the next one."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def answers_of(
    name: str,
    method: str,
    expected: dict[str, int],
    cast: Cast,
    assessment: Assessment,
    client_of: Callable[[str], Client],
) -> dict[str, int]:
    """The status codes with which the URL responds to each role."""
    address = address_of(name, cast, assessment)
    if name in ("invitation", "logo"):
        {"invitation": _invitation, "logo": _logo}[name](cast)
    found = {}
    # Roles that may act come last, because their actions change the state.
    for role in sorted(ROLES, key=lambda role: expected[role] in (200, 302) and role != "anonymous"):
        if name == "hand_in" and role == "owner" and expected["owner"] == 302:
            # The editor has just submitted; the owner's turn needs a new draft.
            assessment.status = Status.DRAFT
            assessment.save()
        if name == "finish" and expected[role] == 302:
            assessment.refresh_from_db()
        provide(name, assessment)
        response = getattr(client_of(role), method)(address)
        found[role] = response.status_code
        if response.streaming:
            # Reading to the end makes the test client close the file.
            b"".join(response)
        if role == "anonymous" and expected["anonymous"] == SIGN_IN and name != "set_language":
            assert response["Location"] == f"/accounts/login/?next={address}"
    return found


OF_EVERYBODY = (
    "position",
    "consultation",
    "desk_consultation",
    "ask_consultation",
    "publish_consultation",
    "calendar_entry",
    "remove_calendar_entry",
)


def address_of(name: str, cast: Cast, assessment: Assessment) -> str:
    """The address of the URL with this name; creates the objects it refers to."""
    return reverse(name, args=_arguments(name, cast, assessment))


def _arguments(name: str, cast: Cast, assessment: Assessment) -> list[object]:
    """The arguments of the URL with this name; creates the objects it refers to."""
    of_links = ("share_link", "revoke_share_link", "shared", "shared_file", "shared_certificate")
    if name in ("download", "verify_code", "report_data", *of_links):
        report = ReportFile.objects.create(
            assessment=assessment,
            language="en",
            is_assessed=False,
            requested_at=assessment.created_at,
            finished_at=assessment.created_at,
            code="7K3M29QXTB",
            issue=1,
        )
        report.file.save("report.pdf", _pdf(), save=False)
        report.status = ReportStatus.DONE
        report.save()
        if name not in of_links:
            return [assessment.reference, report.pk] if name == "download" else [report.code]
        link, token = share_report(
            organisation=cast.organisation, report=report, for_whom="A", days=7, by=cast.owner, at=timezone.now()
        )
        return [token] if name.startswith("shared") else ["kuvitelma", link.pk]
    if name in OF_EVERYBODY:
        return _of_everybody(name)
    if name in ("member", "remove_member"):
        return ["kuvitelma", cast.reader.memberships.get().pk]
    if name in ("send_invitation_again", "withdraw_invitation"):
        return ["kuvitelma", _invitation(cast).pk]
    if name in ("join_request", "decline_join"):
        asked = JoinRequest.objects.create(
            organisation=cast.organisation, user=person("asks@example.org"), asked_at=NOW
        )
        return ["kuvitelma", asked.pk]
    if name in ("use_cohort", "remove_cohort"):
        return [ImportedCohort.objects.create(name="Past", source="A report", rows=0, imported_at=NOW).pk]
    if name == "notice":
        return [Notice.objects.create(user=cast.reader, assessment=assessment, event="handed_in", at=NOW).pk]
    if name == "reply_to_question":
        Clarification.objects.create(assessment=assessment, indicator="E1", asked_at=NOW, deadline=NOW.date())
    if name == "overrule":
        AdviserRelation.objects.create(
            organisation=cast.organisation, adviser=cast.assessor, note="2024", recorded_at=NOW
        )
    if name in ("mail_again", "mail_closed"):
        return [OutboxMail.objects.create(to="a@example.org", message_id="<a@b>", queued_at=NOW).pk]
    return [] if name in WITHOUT_ARGUMENTS else list(ARGUMENTS.get(name, [assessment.reference]))


def _of_everybody(name: str) -> list[object]:
    """The arguments of a URL of a position or of the calendar."""
    if name in ("calendar_entry", "remove_calendar_entry"):
        return [CalendarEntry.objects.create(kind="call", title="A", ends_on="2999-01-01", updated_at=NOW).pk]
    dates = {"drafted_at": NOW, "opened_at": NOW, "published_at": NOW if name == "position" else None}
    asked = Consultation.objects.create(kind="position", title="A", text="B", deadline="2999-01-01", **dates)
    return ["kuvitelma", asked.pk] if name == "consultation" else [asked.pk]


def _pdf() -> object:
    from django.core.files.base import ContentFile

    return ContentFile(b"%PDF-1.7 test")


def provide(name: str, assessment: Assessment) -> None:
    """Creates what the URL needs to show or change."""
    if name in ("evidence_file", "remove_evidence", "mark_evidence"):
        _evidence(assessment)
    if name in ("interview_calendar", "cancel_interview"):
        where_and_when = {"starts_at": NOW, "minutes": 180, "place": "Kuvitelma", "arranged_at": NOW}
        Interview.objects.get_or_create(assessment=assessment, defaults=where_and_when)
    if name in ("recommendations", "save_recommendation", "act_on_recommendation", "reply"):
        wording = {"indicator": "E1", "title": "Ring them", "text": "All twenty", "updated_at": NOW}
        RecommendationEdit.objects.get_or_create(assessment=assessment, key=ADVICE, defaults=wording)
    if name == "interim_check":
        dates = {"valid_from": dt.date(2020, 1, 1), "valid_until": dt.date(2999, 9, 30), "renewable_until": NOW}
        own = {"organisation": assessment.organisation, "number": "FI-1", "level": "bronze"}
        Label.objects.update_or_create(assessment=assessment, defaults=dates, create_defaults=dates | own)
    if name in ("certificate", "credential", "label_logos"):
        Label.objects.update(valid_until=dt.date(2999, 9, 30), renewable_until=dt.date(3000, 9, 30))
    if name == "credential":
        Credential.objects.get_or_create(label=assessment.label, key="1", token="a.b.c", sha256="1", made_at=NOW)
    if name == "act_on_label":
        dates = {"valid_from": NOW, "valid_until": NOW, "renewable_until": NOW, "number": "FI-1"}
        Label.objects.get_or_create(assessment=assessment, organisation=assessment.organisation, defaults=dates)


def _evidence(assessment: Assessment) -> None:
    file = default_storage.save("evidence/a.pdf", _pdf())
    values = {"indicator": "A2", "file": file, "media_type": "application/pdf", "added_at": NOW}
    Evidence.objects.update_or_create(pk=1, assessment=assessment, defaults=values)


def _logo(cast: Cast) -> object:
    return set_logo(organisation=cast.organisation, picture=Picture(b"a picture", ".png"), by=cast.owner, at=NOW)


def _invitation(cast: Cast) -> Invitation:
    at = timezone.now()
    return Invitation.objects.create(
        organisation=cast.organisation,
        email=cast.outsider.email,
        role=MembershipRole.READER,
        token_hash=hashlib.sha256(b"a-token").hexdigest(),
        invited_at=at,
        expires_at=at + dt.timedelta(days=1),
    )
