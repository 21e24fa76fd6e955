"""Everything stored about one organisation as a ZIP: its data as JSON, its evidence, its reports, and what they are.

Left out are people (who is a member, who wrote what, invitations and requests to join), and what the assessor's side
has written about an assessment that is not decided on yet, which its pages do not show either.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Mapping
from typing import Any, Final
from zipfile import ZIP_DEFLATED

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.text import get_valid_filename
from zipstream import ZipStream

from assessments.files.storing import content_of
from assessments.models import (
    AnswerRow,
    Assessment,
    Clarification,
    ClarificationMessage,
    Comment,
    ConsultationReply,
    Credential,
    Evidence,
    Flag,
    InterimCheck,
    Interview,
    JudgedLevel,
    Label,
    LabelCertificate,
    Measurement,
    Objection,
    Organisation,
    OrganisationName,
    RecommendationEdit,
    RecommendationOrder,
    RecommendationReply,
    RegisterDraft,
    RegisterEntry,
    Remark,
    ReportFile,
    ReportPart,
    ReportStatus,
    ShareLink,
    ShareOpening,
    Waiver,
)
from assessments.models.answering import EXISTING, FINISHED
from assessments.queries.json_stream import json_part, json_text, rows_of

logger = logging.getLogger(__name__)
PROFILE: Final = (
    "name", "name_local", "country", "registration_number", "time_zone", "region", "host", "portfolios", "website",
    "eccp_status", "eccp_profile", "eccp_accepted", "programme", "membership_price", "is_fictional", "created_at",
)  # fmt: skip
RUN: Final = "assessment__reference"
# The parts of data.json: the model, its path to the organisation, and the columns to copy.
PARTS: Final[Mapping[str, tuple[type[Model], str, tuple[str, ...]]]] = {
    "names": (OrganisationName, "organisation", ("name",)),
    "assessments": (
        Assessment, "organisation",
        ("reference", "edition", "status", "created_at", "submitted_at", "interview_on", "assessed_at", "decided_at",
         "decision_reason"),
    ),
    "answers": (
        AnswerRow, "assessment__organisation",
        (RUN, "indicator", "values", "not_applicable", "is_carried", "updated_at", "agreed", "agreed_reason",
         "agreed_at"),
    ),
    "evidence": (
        Evidence, "assessment__organisation",
        (RUN, "id", "indicator", "title", "statement", "link", "file_name", "media_type", "size", "added_at"),
    ),
    "flags": (Flag, "assessment__organisation", (RUN, "indicator", "flagged_at")),
    "comments": (Comment, "assessment__organisation", (RUN, "indicator", "text", "to_assessor", "written_at")),
    "questions": (
        Clarification, "assessment__organisation", (RUN, "indicator", "asked_at", "deadline", "resolved_at")
    ),
    "messages": (
        ClarificationMessage, "clarification__assessment__organisation",
        ("clarification__assessment__reference", "clarification__indicator", "is_from_assessor", "text", "written_at"),
    ),
    "interviews": (
        Interview, "assessment__organisation", (RUN, "starts_at", "minutes", "place", "link", "cancelled_at")
    ),
    "waivers": (Waiver, "assessment__organisation", (RUN, "criterion", "programme", "reason", "granted_at")),
    "objections": (
        Objection, "assessment__organisation", (RUN, "reason", "raised_at", "ruling", "ruling_reason", "ruled_at")
    ),
    "replies": (RecommendationReply, "assessment__organisation", (RUN, "key", "reply", "due_on", "note", "updated_at")),
    "measurements": (
        Measurement, "entry__assessment__organisation", ("entry__assessment__reference", "measure", "value", "choice")
    ),
    "labels": (
        Label, "organisation",
        (RUN, "level", "number", "valid_from", "valid_until", "renewable_until", "suspended_on", "withdrawn_on",
         "state_reason"),
    ),
    "certificates": (LabelCertificate, "label__organisation", ("label__number", "language", "made_at")),
    "credentials": (Credential, "label__organisation", ("label__number", "made_at", "token")),
    "register_draft": (RegisterDraft, "organisation", ("content", "updated_at")),
    "register_page": (RegisterEntry, "organisation", ("content", "published_at")),
    "interim_checks": (
        InterimCheck, "label__organisation", ("label__number", "numbers", "outcomes", "note", "done_at")
    ),
    "reports": (
        ReportFile, "assessment__organisation",
        (RUN, "language", "kind", "issue", "dated", "code", "status", "requested_at", "pages", "sha256"),
    ),
    "links_to_reports": (
        ShareLink, "organisation", ("id", "report__code", "for_whom", "made_at", "expires_at", "revoked_at")
    ),
    "replies_to_positions": (
        ConsultationReply, "organisation", ("consultation__title", "choice", "text", "is_named", "replied_at")
    ),
    "openings_of_links": (ShareOpening, "link__organisation", ("link", "part", "at")),
}  # fmt: skip
# What the assessor's side wrote, of assessments that are decided on.
DECIDED_PARTS: Final[Mapping[str, tuple[type[Model], tuple[str, ...]]]] = {
    "remarks": (Remark, (RUN, "indicator", "text", "updated_at")),
    "recommendations": (
        RecommendationEdit, (RUN, "key", "indicator", "title", "text", "effect", "effort", "is_rejected", "updated_at")
    ),
    "order_of_recommendations": (RecommendationOrder, (RUN, "keys", "first")),
    "levels": (JudgedLevel, (RUN, "indicator", "own", "agreed")),
    "texts_of_reports": (ReportPart, (RUN, "part", "is_shown", "text")),
}  # fmt: skip
SHORT: Final = {
    RUN: "assessment",
    "clarification__assessment__reference": "assessment",
    "clarification__indicator": "indicator",
    "entry__assessment__reference": "assessment",
    "report__code": "report",
    "consultation__title": "title",
    "label__number": "label",
}


def organisation_data(organisation: Organisation) -> Iterator[str]:
    """The data of the organisation as pieces of one JSON text. One query for each part."""
    yield '{"organisation": ' + json_text({name: getattr(organisation, name) for name in PROFILE})
    for name, (model, path, columns) in PARTS.items():
        found = model._default_manager.filter(**{path: organisation})
        if path.startswith("assessment__"):
            found = found.filter(assessment__status__in=EXISTING)
        yield from json_part(name, rows_of(found, columns, SHORT))
    for name, (model, columns) in DECIDED_PARTS.items():
        found = model._default_manager.filter(assessment__organisation=organisation, assessment__status__in=FINISHED)
        yield from json_part(name, rows_of(found, columns, SHORT))
    yield "\n}\n"


def organisation_archive(organisation: Organisation, at: dt.datetime) -> ZipStream:
    """Everything about the organisation as a ZIP, made while it is sent. Missing files are left out and logged."""
    archive = ZipStream()
    facts = {"organisation": organisation, "at": at, "parts": [*PARTS, *DECIDED_PARTS]}
    archive.add(render_to_string("organisations/archive_readme.txt", facts), "README.txt", compress_type=ZIP_DEFLATED)
    archive.add((piece.encode() for piece in organisation_data(organisation)), "data.json", compress_type=ZIP_DEFLATED)
    for name, file in _files(organisation):
        if not file.storage.exists(file.name):
            logger.error("The file %s of %s is missing", file.name, organisation.slug)
            continue
        archive.add(content_of(file.storage, file.name), name)
    return archive


def _files(organisation: Organisation) -> Iterator[tuple[str, Any]]:
    """The files of the organisation, each with its name in the archive."""
    if organisation.logo:
        yield f"logo.{str(organisation.logo.name).rsplit('.', 1)[-1]}", organisation.logo
    evidence = Evidence.objects.filter(assessment__organisation=organisation).exclude(file="")
    for item in evidence.select_related("assessment").order_by("pk"):
        name = get_valid_filename(f"{item.pk}-{item.file_name}")
        yield f"evidence/{item.assessment.reference}/{item.indicator}/{name}", item.file
    certificates = LabelCertificate.objects.filter(label__organisation=organisation).select_related("label")
    for made in certificates.order_by("pk"):
        yield f"certificates/{made.label.number}-{made.language}.pdf", made.file
    reports = ReportFile.objects.filter(assessment__organisation=organisation, status=ReportStatus.DONE)
    for report in reports.select_related("assessment").order_by("pk"):
        for extension, file in (("pdf", report.file), ("html", report.html), ("xlsx", report.workbook)):
            if file:
                yield f"reports/{report.assessment.reference}/{report.file_stem}.{extension}", file
