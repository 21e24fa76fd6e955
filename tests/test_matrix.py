"""Who may reach which address, by role, in the state in which the address is meant to be used."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable

import pytest
from conftest import NOW, Cast
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from assessments.models import (
    AdviserRelation,
    Assessment,
    Evidence,
    ImportedCohort,
    Interview,
    Invitation,
    MembershipRole,
    Notice,
    OutboxMail,
    Question,
    RecommendationEdit,
    ReportFile,
    ReportStatus,
    Status,
    User,
)
from assessments.workflow.logos import Picture, set_logo

ROLES = ("anonymous", "outsider", "reader", "editor", "owner", "assessor", "other_assessor", "secretary")
SIGN_IN = 302
DENIED = 403
HIDDEN = 404


def row(*codes: int) -> dict[str, int]:
    return dict(zip(ROLES, codes, strict=True))


PUBLIC = row(200, 200, 200, 200, 200, 200, 200, 200)
SIGNED_IN = row(SIGN_IN, 200, 200, 200, 200, 200, 200, 200)
VIEWERS = row(SIGN_IN, HIDDEN, 200, 200, 200, 200, HIDDEN, 200)
WRITERS = row(SIGN_IN, HIDDEN, DENIED, 200, 200, DENIED, HIDDEN, DENIED)
WRITERS_ACT = row(SIGN_IN, HIDDEN, DENIED, 302, 302, DENIED, HIDDEN, DENIED)
ASSESSOR = row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, 200, HIDDEN, DENIED)
ASSESSOR_ACTS = row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, 302, HIDDEN, DENIED)
SECRETARIAT = row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, DENIED, HIDDEN, 200)
OFFICE = row(SIGN_IN, DENIED, DENIED, DENIED, DENIED, DENIED, DENIED, 200)
# An assessor is known to a draft by nobody: in drafts the assessor of the cast is an outsider.
DRAFT_WRITERS = row(SIGN_IN, HIDDEN, DENIED, 200, 200, HIDDEN, HIDDEN, DENIED)
DRAFT_WRITERS_ACT = row(SIGN_IN, HIDDEN, DENIED, 302, 302, HIDDEN, HIDDEN, DENIED)
DRAFT_READERS = row(SIGN_IN, HIDDEN, 200, 200, 200, HIDDEN, HIDDEN, 409)
# Nothing is stored of an empty form.
ASSESSOR_MUST_FILL_IN = row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, 422, HIDDEN, DENIED)
OWNER = row(SIGN_IN, HIDDEN, DENIED, DENIED, 200, HIDDEN, HIDDEN, DENIED)
OWNER_ACTS = row(SIGN_IN, HIDDEN, DENIED, DENIED, 302, HIDDEN, HIDDEN, DENIED)
TEAM = row(SIGN_IN, HIDDEN, 200, 200, 200, DENIED, HIDDEN, DENIED)
SECRETARIAT_ALONE = row(SIGN_IN, *[DENIED] * 6, 200)
NOT_ALLOWED = row(405, 405, 405, 405, 405, 405, 405, 405)

# name of the address, method, state of the assessment, data, what each role gets
MATRIX = [
    ("start", "get", Status.DRAFT, PUBLIC),
    ("criteria", "get", Status.DRAFT, PUBLIC),
    ("indicator", "get", Status.DRAFT, PUBLIC),
    ("set_language", "post", Status.DRAFT, row(*[302] * 8)),
    ("set_language", "get", Status.DRAFT, NOT_ALLOWED),
    ("verify", "get", Status.DRAFT, PUBLIC),
    ("verify_code", "get", Status.INTERVIEW, PUBLIC),
    ("verify_code", "post", Status.DRAFT, NOT_ALLOWED),
    ("home", "get", Status.DRAFT, SIGNED_IN),
    ("desk", "get", Status.DRAFT, SECRETARIAT_ALONE),
    ("cohorts", "get", Status.DRAFT, OFFICE),
    ("measures_csv", "get", Status.DRAFT, OFFICE),
    ("import_cohort", "get", Status.DRAFT, OFFICE),
    # Without a file there is nothing to store.
    ("import_cohort", "post", Status.DRAFT, row(SIGN_IN, DENIED, DENIED, DENIED, DENIED, DENIED, DENIED, 422)),
    ("use_cohort", "post", Status.DRAFT, row(SIGN_IN, DENIED, DENIED, DENIED, DENIED, DENIED, DENIED, 302)),
    ("use_cohort", "get", Status.DRAFT, NOT_ALLOWED),
    ("remove_cohort", "get", Status.DRAFT, OFFICE),
    ("remove_cohort", "post", Status.DRAFT, row(SIGN_IN, DENIED, DENIED, DENIED, DENIED, DENIED, DENIED, 302)),
    # There is nothing to download yet.
    ("export_reports", "get", Status.DRAFT, row(SIGN_IN, DENIED, DENIED, DENIED, DENIED, DENIED, DENIED, 302)),
    ("inbox", "get", Status.DRAFT, SIGNED_IN),
    ("inbox", "post", Status.DRAFT, row(SIGN_IN, 405, 405, 405, 405, 405, 405, 405)),
    # The notice is the reader's.
    ("notice", "get", Status.DRAFT, row(SIGN_IN, 404, 200, 404, 404, 404, 404, 404)),
    ("read_all", "post", Status.DRAFT, row(*[302] * 8)),
    ("read_all", "get", Status.DRAFT, row(SIGN_IN, 405, 405, 405, 405, 405, 405, 405)),
    ("mail_choice", "get", Status.DRAFT, SIGNED_IN),
    ("mail_choice", "post", Status.DRAFT, SIGNED_IN),
    ("consistency", "get", Status.DRAFT, SECRETARIAT_ALONE),
    ("outbox", "get", Status.DRAFT, SECRETARIAT_ALONE),
    ("mail_again", "post", Status.DRAFT, row(SIGN_IN, *[DENIED] * 6, 302)),
    ("mail_again", "get", Status.DRAFT, row(SIGN_IN, 405, 405, 405, 405, 405, 405, 405)),
    ("mail_closed", "post", Status.DRAFT, row(SIGN_IN, *[DENIED] * 6, 302)),
    ("new_organisation", "get", Status.DRAFT, SIGNED_IN),
    ("new_organisation", "post", Status.DRAFT, SIGNED_IN),
    ("organisation", "get", Status.DRAFT, row(SIGN_IN, HIDDEN, 200, 200, 200, HIDDEN, HIDDEN, 200)),
    ("edit_organisation", "get", Status.DRAFT, DRAFT_WRITERS),
    ("edit_organisation", "post", Status.DRAFT, DRAFT_WRITERS),
    ("edit_logo", "get", Status.DRAFT, DRAFT_WRITERS),
    ("edit_logo", "post", Status.DRAFT, row(SIGN_IN, HIDDEN, DENIED, 422, 422, HIDDEN, HIDDEN, DENIED)),
    ("logo", "get", Status.DRAFT, row(SIGN_IN, HIDDEN, 200, 200, 200, HIDDEN, HIDDEN, 200)),
    ("remove_logo", "post", Status.DRAFT, DRAFT_WRITERS_ACT),
    ("remove_logo", "get", Status.DRAFT, row(SIGN_IN, 405, 405, 405, 405, 405, 405, 405)),
    ("new_member", "get", Status.DRAFT, row(SIGN_IN, HIDDEN, DENIED, DENIED, 200, HIDDEN, HIDDEN, DENIED)),
    ("new_member", "post", Status.DRAFT, row(SIGN_IN, HIDDEN, DENIED, DENIED, 200, HIDDEN, HIDDEN, DENIED)),
    ("member", "get", Status.DRAFT, OWNER),
    ("member", "post", Status.DRAFT, OWNER),
    ("remove_member", "post", Status.DRAFT, OWNER_ACTS),
    ("remove_member", "get", Status.DRAFT, row(SIGN_IN, 405, 405, 405, 405, 405, 405, 405)),
    ("hand_ownership", "get", Status.DRAFT, OWNER),
    ("hand_ownership", "post", Status.DRAFT, OWNER),
    ("appoint_owner", "get", Status.DRAFT, row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, HIDDEN, HIDDEN, 200)),
    ("appoint_owner", "post", Status.DRAFT, row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, HIDDEN, HIDDEN, 200)),
    ("send_invitation_again", "post", Status.DRAFT, OWNER_ACTS),
    ("withdraw_invitation", "post", Status.DRAFT, OWNER_ACTS),
    # The invitation is for the outsider of the cast.
    ("invitation", "get", Status.DRAFT, row(200, 200, *[DENIED] * 6)),
    ("invitation", "post", Status.DRAFT, row(SIGN_IN, 302, *[DENIED] * 6)),
    ("new_assessment", "post", Status.DRAFT, DRAFT_WRITERS_ACT),
    ("new_assessment", "get", Status.DRAFT, row(SIGN_IN, 405, 405, 405, 405, 405, 405, 405)),
    ("assessment", "get", Status.DRAFT, row(SIGN_IN, HIDDEN, 200, 200, 200, HIDDEN, HIDDEN, 200)),
    ("assessment", "get", Status.INTERVIEW, VIEWERS),
    ("area", "get", Status.DRAFT, DRAFT_WRITERS),
    ("area", "post", Status.DRAFT, DRAFT_WRITERS_ACT),
    ("save_indicator", "post", Status.DRAFT, DRAFT_WRITERS),
    ("save_indicator", "post", Status.SUBMITTED, row(SIGN_IN, HIDDEN, DENIED, 409, 409, HIDDEN, HIDDEN, DENIED)),
    ("save_indicator", "get", Status.DRAFT, NOT_ALLOWED),
    ("presence", "get", Status.DRAFT, DRAFT_WRITERS),
    ("team", "get", Status.DRAFT, row(SIGN_IN, HIDDEN, 200, 200, 200, HIDDEN, HIDDEN, DENIED)),
    ("team", "get", Status.INTERVIEW, TEAM),
    ("team_comment", "post", Status.INTERVIEW, TEAM),
    ("team_comment", "get", Status.DRAFT, row(SIGN_IN, HIDDEN, 302, 302, 302, HIDDEN, HIDDEN, DENIED)),
    ("hand_over", "post", Status.DRAFT, DRAFT_WRITERS),
    ("hand_over", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, 409, 409, DENIED, HIDDEN, DENIED)),
    ("hand_over", "get", Status.DRAFT, DRAFT_WRITERS_ACT),
    ("close_hand_over", "post", Status.DRAFT, DRAFT_WRITERS_ACT),
    ("close_hand_over", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, 409, 409, DENIED, HIDDEN, DENIED)),
    ("flag", "post", Status.DRAFT, DRAFT_WRITERS_ACT),
    ("flag", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, 409, 409, DENIED, HIDDEN, DENIED)),
    ("check", "get", Status.DRAFT, row(SIGN_IN, HIDDEN, 200, 200, 200, HIDDEN, HIDDEN, 409)),
    ("check", "get", Status.INTERVIEW, VIEWERS),
    ("export", "get", Status.DRAFT, DRAFT_READERS),
    ("export", "get", Status.INTERVIEW, VIEWERS),
    ("export", "post", Status.DRAFT, NOT_ALLOWED),
    ("import", "get", Status.DRAFT, DRAFT_WRITERS),
    # Without a file there is nothing to show.
    ("import", "post", Status.DRAFT, row(SIGN_IN, HIDDEN, DENIED, 422, 422, HIDDEN, HIDDEN, DENIED)),
    ("import", "get", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, 409, 409, DENIED, HIDDEN, DENIED)),
    ("comparison", "get", Status.INTERVIEW, VIEWERS),
    ("trends", "get", Status.DRAFT, DRAFT_READERS),
    ("trends", "get", Status.INTERVIEW, VIEWERS),
    ("reports", "get", Status.INTERVIEW, VIEWERS),
    ("reports", "post", Status.INTERVIEW, VIEWERS),
    ("download", "get", Status.INTERVIEW, VIEWERS),
    ("preview", "get", Status.INTERVIEW, VIEWERS),
    ("wording", "get", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, 200, HIDDEN, 409)),
    ("wording", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, 422, HIDDEN, 409)),
    ("evidence", "get", Status.DRAFT, DRAFT_READERS),
    ("evidence", "get", Status.INTERVIEW, VIEWERS),
    ("evidence", "post", Status.DRAFT, row(SIGN_IN, HIDDEN, DENIED, 422, 422, HIDDEN, HIDDEN, 409)),
    ("evidence", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, 409, 409, DENIED, HIDDEN, DENIED)),
    ("evidence_file", "get", Status.DRAFT, DRAFT_READERS),
    ("evidence_file", "get", Status.INTERVIEW, VIEWERS),
    ("remove_evidence", "post", Status.DRAFT, DRAFT_WRITERS_ACT),
    ("remove_evidence", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, 409, 409, DENIED, HIDDEN, DENIED)),
    ("remove_evidence", "get", Status.DRAFT, NOT_ALLOWED),
    ("hand_in", "post", Status.DRAFT, DRAFT_WRITERS_ACT),
    ("hand_in", "get", Status.DRAFT, NOT_ALLOWED),
    ("withdraw", "get", Status.SUBMITTED, row(SIGN_IN, HIDDEN, DENIED, DENIED, 200, HIDDEN, HIDDEN, DENIED)),
    ("withdraw", "post", Status.SUBMITTED, row(SIGN_IN, HIDDEN, DENIED, DENIED, 200, HIDDEN, HIDDEN, DENIED)),
    ("assign", "get", Status.SUBMITTED, row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, HIDDEN, HIDDEN, 200)),
    ("assign", "post", Status.INTERVIEW, SECRETARIAT),
    ("waive", "get", Status.INTERVIEW, SECRETARIAT),
    ("waive", "post", Status.INTERVIEW, SECRETARIAT),
    ("decide", "get", Status.ASSESSED, SECRETARIAT),
    ("decide", "post", Status.ASSESSED, SECRETARIAT),
    ("review", "get", Status.INTERVIEW, ASSESSOR),
    ("review", "post", Status.INTERVIEW, ASSESSOR_ACTS),
    ("review", "get", Status.ASSESSED, row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, 409, HIDDEN, DENIED)),
    ("save_review", "post", Status.INTERVIEW, ASSESSOR),
    ("save_review", "post", Status.ASSESSED, row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, 409, HIDDEN, DENIED)),
    ("save_review", "get", Status.INTERVIEW, NOT_ALLOWED),
    ("review_presence", "get", Status.INTERVIEW, ASSESSOR),
    ("interview_clock", "post", Status.INTERVIEW, ASSESSOR_ACTS),
    ("interview_clock", "get", Status.INTERVIEW, NOT_ALLOWED),
    ("recommendations", "get", Status.INTERVIEW, ASSESSOR),
    ("recommendations", "post", Status.INTERVIEW, ASSESSOR_MUST_FILL_IN),
    ("add_recommendation", "get", Status.INTERVIEW, ASSESSOR_ACTS),
    ("add_recommendation", "post", Status.INTERVIEW, ASSESSOR_MUST_FILL_IN),
    (
        "save_recommendation",
        "post",
        Status.INTERVIEW,
        row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, 422, HIDDEN, DENIED),
    ),
    ("save_recommendation", "get", Status.INTERVIEW, NOT_ALLOWED),
    ("act_on_recommendation", "post", Status.INTERVIEW, ASSESSOR_ACTS),
    ("act_on_recommendation", "get", Status.INTERVIEW, NOT_ALLOWED),
    ("advice", "get", Status.LABELLED, VIEWERS),
    ("advice", "get", Status.INTERVIEW, row(SIGN_IN, HIDDEN, 409, 409, 409, 409, HIDDEN, 409)),
    # Without a reply there is nothing to store.
    ("reply", "post", Status.LABELLED, row(SIGN_IN, HIDDEN, DENIED, 422, 422, DENIED, HIDDEN, DENIED)),
    ("reply", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, 409, 409, DENIED, HIDDEN, DENIED)),
    ("reply", "get", Status.LABELLED, NOT_ALLOWED),
    ("follow_up", "get", Status.INTERVIEW, VIEWERS),
    ("due_date", "get", Status.INTERVIEW, SECRETARIAT),
    ("due_date", "post", Status.INTERVIEW, SECRETARIAT),
    ("interview_calendar", "get", Status.INTERVIEW, VIEWERS),
    ("queue", "get", Status.INTERVIEW, row(SIGN_IN, DENIED, DENIED, DENIED, DENIED, 200, 200, DENIED)),
    ("questions", "get", Status.INTERVIEW, VIEWERS),
    ("questions", "get", Status.DRAFT, DRAFT_READERS),
    ("question", "get", Status.INTERVIEW, VIEWERS),
    ("question", "get", Status.ASSESSED, VIEWERS),
    # Without words there is nothing to ask or to reply.
    ("ask", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, 422, HIDDEN, DENIED)),
    ("ask", "get", Status.INTERVIEW, NOT_ALLOWED),
    ("reply_to_question", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, 422, 422, 422, HIDDEN, DENIED)),
    # No question has the indicator open.
    ("change_answer", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, 409, 409, DENIED, HIDDEN, DENIED)),
    ("resolve", "post", Status.INTERVIEW, ASSESSOR_ACTS),
    ("resolve", "get", Status.INTERVIEW, NOT_ALLOWED),
    ("interview", "get", Status.INTERVIEW, ASSESSOR),
    ("interview", "post", Status.INTERVIEW, ASSESSOR),
    ("cancel_interview", "get", Status.INTERVIEW, ASSESSOR),
    ("cancel_interview", "post", Status.INTERVIEW, ASSESSOR),
    ("finish", "get", Status.INTERVIEW, ASSESSOR),
    ("finish", "post", Status.INTERVIEW, ASSESSOR),
    ("impartiality", "get", Status.INTERVIEW, VIEWERS),
    ("declare", "get", Status.INTERVIEW, ASSESSOR),
    ("declare", "post", Status.INTERVIEW, ASSESSOR),
    ("object", "get", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, DENIED, 200, DENIED, HIDDEN, DENIED)),
    ("object", "post", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, DENIED, 200, DENIED, HIDDEN, DENIED)),
    # There is no objection to rule on, and the secretariat is told so on the page it comes from.
    ("rule", "get", Status.INTERVIEW, row(SIGN_IN, HIDDEN, DENIED, DENIED, DENIED, DENIED, HIDDEN, 302)),
    ("overrule", "get", Status.INTERVIEW, SECRETARIAT),
    ("overrule", "post", Status.INTERVIEW, SECRETARIAT),
    ("earlier_advice", "get", Status.INTERVIEW, SECRETARIAT),
    ("earlier_advice", "post", Status.INTERVIEW, SECRETARIAT),
    ("trail", "get", Status.DRAFT, row(SIGN_IN, HIDDEN, 200, 200, 200, HIDDEN, HIDDEN, 200)),
    ("trail", "get", Status.INTERVIEW, VIEWERS),
    ("trail_file", "get", Status.INTERVIEW, VIEWERS),
    ("details", "get", Status.DRAFT, SIGNED_IN),
    ("details", "post", Status.DRAFT, SIGNED_IN),
]
ADVICE = "own-1"
ARGUMENTS = {
    "indicator": ["B6"],
    "organisation": ["kuvitelma"],
    "edit_organisation": ["kuvitelma"],
    "edit_logo": ["kuvitelma"],
    "logo": ["kuvitelma"],
    "remove_logo": ["kuvitelma"],
    "new_member": ["kuvitelma"],
    "new_assessment": ["kuvitelma"],
    "area": ["FI-2026-001", "E"],
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
    "start",
    "criteria",
    "set_language",
    "verify",
    "home",
    "desk",
    "queue",
    "details",
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
)


def own_addresses() -> set[str]:
    """The names of all addresses of ours, found by walking the resolver."""
    names: set[str] = set()

    def walk(patterns: list[URLPattern | URLResolver]) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                if str(pattern.pattern) not in ("accounts/", "admin/"):
                    walk(pattern.url_patterns)
            else:
                names.add(pattern.name or str(pattern.pattern))

    walk(get_resolver().url_patterns)
    return names


def test_the_matrix_names_every_address() -> None:
    assert {name for name, *_ in MATRIX} == own_addresses()


@pytest.mark.parametrize(("name", "method", "status", "expected"), MATRIX, ids=lambda value: str(value)[:24])
def test_matrix(
    name: str, method: str, status: Status, expected: dict[str, int], cast: Cast, sign_in: Callable[[User], Client]
) -> None:
    from django.urls import reverse

    assessment = cast.in_state(status)
    arguments = _arguments(name, cast, assessment)
    if name in ("invitation", "logo"):
        {"invitation": _invitation, "logo": _logo}[name](cast)
    address = reverse(name, args=arguments)
    found = {}
    # Those who may act come last, because what they do changes the state.
    for role in sorted(ROLES, key=lambda role: expected[role] in (200, 302) and role != "anonymous"):
        if name == "hand_in" and role == "owner" and expected["owner"] == 302:
            # The editor has just handed in; the owner's turn needs a draft of its own.
            assessment.status = Status.DRAFT
            assessment.save()
        if name == "finish" and expected[role] == 302:
            assessment.refresh_from_db()
        _provide(name, assessment)
        client = Client() if role == "anonymous" else sign_in(getattr(cast, role))
        response = getattr(client, method)(address)
        found[role] = response.status_code
        if response.streaming:
            # Read to its end, the test client closes the file.
            b"".join(response)
        if role == "anonymous" and expected["anonymous"] == SIGN_IN and name != "set_language":
            assert response["Location"] == f"/accounts/login/?next={address}"
    assert found == expected


def _arguments(name: str, cast: Cast, assessment: Assessment) -> list[object]:
    """What the address of this name takes; what it leads to is made."""
    if name in ("download", "verify_code"):
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
        return [assessment.reference, report.pk] if name == "download" else [report.code]
    if name in ("member", "remove_member"):
        return ["kuvitelma", cast.reader.memberships.get().pk]
    if name in ("send_invitation_again", "withdraw_invitation"):
        return ["kuvitelma", _invitation(cast).pk]
    if name in ("use_cohort", "remove_cohort"):
        return [ImportedCohort.objects.create(name="Past", source="A report", imported_at=NOW).pk]
    if name == "notice":
        return [Notice.objects.create(user=cast.reader, assessment=assessment, event="handed_in", at=NOW).pk]
    if name == "reply_to_question":
        Question.objects.create(assessment=assessment, indicator="E1", asked_at=NOW, deadline=NOW.date())
    if name == "overrule":
        AdviserRelation.objects.create(
            organisation=cast.organisation, adviser=cast.assessor, note="2024", recorded_at=NOW
        )
    if name in ("mail_again", "mail_closed"):
        return [OutboxMail.objects.create(to="a@example.org", message_id="<a@b>", queued_at=NOW).pk]
    return [] if name in WITHOUT_ARGUMENTS else list(ARGUMENTS.get(name, [assessment.reference]))


def _pdf() -> object:
    from django.core.files.base import ContentFile

    return ContentFile(b"%PDF-1.7 test")


def _provide(name: str, assessment: Assessment) -> None:
    """What has to be there for an address to show or change it."""
    if name in ("evidence_file", "remove_evidence"):
        _evidence(assessment)
    if name in ("interview_calendar", "cancel_interview"):
        where_and_when = {"starts_at": NOW, "minutes": 180, "place": "Kuvitelma", "arranged_at": NOW}
        Interview.objects.get_or_create(assessment=assessment, defaults=where_and_when)
    if name in ("recommendations", "save_recommendation", "act_on_recommendation", "reply"):
        wording = {"indicator": "E1", "title": "Ring them", "text": "All twenty", "updated_at": NOW}
        RecommendationEdit.objects.get_or_create(assessment=assessment, key=ADVICE, defaults=wording)


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
