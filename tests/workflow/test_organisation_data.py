"""The copy of everything about an organisation: complete, without people, and streamed."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import models
from django.test import Client

from assessments.models import Assessment, AuditEntry, Evidence, Label, Organisation, Status, User
from assessments.queries.organisation_data import DECIDED_PARTS, PARTS, organisation_archive, organisation_data
from assessments.workflow.agreeing import write_remark
from assessments.workflow.collaboration import add_comment
from assessments.workflow.taking_away import record_archive
from tests.conftest import NOW, PASSWORD, Cast
from tests.workflow.test_sharing import link_to, report_of

# People, what is kept of them, and what is computed or delivered.
LEFT_OUT = {
    "AdviserRelation", "Assignment", "AuditEntry", "CohortEntry", "ComparisonObjection", "DeletionWarning", "HandOver",
    "InterviewClock", "Invitation", "JoinRequest", "LabelReminder", "Membership", "Notice", "Organisation",
    "OutboxMail", "Presence", "ReleaseMember",
}  # fmt: skip


def data_of(organisation: Organisation) -> dict[str, Any]:
    data: dict[str, Any] = json.loads("".join(organisation_data(organisation)))
    return data


def with_files(cast: Cast) -> Assessment:
    assessment = cast.in_state(Status.INTERVIEW)
    add_comment(assessment=assessment, indicator="E1", text="Ask Liisa", to_assessor=False, by=cast.editor, at=NOW)
    write_remark(assessment=assessment, indicator="B3", text="Three hours", by=cast.assessor, at=NOW)
    evidence = Evidence(assessment=assessment, indicator="A2", title="List", file_name="../our list.pdf", added_at=NOW)
    evidence.file.save("a.pdf", ContentFile(b"the list"))
    link_to(cast, report_of(assessment))
    return assessment


def test_the_archive_has_everything_but_people(cast: Cast) -> None:
    assessment = with_files(cast)
    content = b"".join(organisation_archive(cast.organisation, NOW))
    with ZipFile(BytesIO(content)) as archive:
        names = archive.namelist()
        data = json.loads(archive.read("data.json"))
        readme = archive.read("README.txt").decode()
        assert archive.testzip() is None
        assert archive.read(names[2]) == b"the list"
    assert names[:2] == ["README.txt", "data.json"]
    assert names[2].startswith("evidence/FI-2026-001/A2/")
    assert names[2].endswith("our_list.pdf")
    assert names[3:] == ["reports/FI-2026-001/labelcheck-FI-2026-001-en-1.pdf"]
    assert all(part in readme for part in data if part != "organisation")
    assert (data["organisation"]["name"], data["answers"][0]["values"]["total"]) == ("Kuvitelma Cluster", 34)
    assert data["comments"][0]["text"] == "Ask Liisa"
    assert data["links_to_reports"][0]["for_whom"] == "Council"
    text = json.dumps(data) + readme
    assert [user.email for user in User.objects.all() if user.email in text] == []
    # The assessor's words are the cluster's too once the decision is made.
    assert data["remarks"] == []
    Assessment.objects.filter(pk=assessment.pk).update(status=Status.LABELLED)
    assert [row["text"] for row in data_of(cast.organisation)["remarks"]] == ["Three hours"]


def test_only_owners_take_it_after_entering_their_password_again(cast: Cast, client: Client) -> None:
    for user in (cast.editor, cast.reader, cast.secretary, cast.outsider):
        with pytest.raises(PermissionDenied):
            record_archive(organisation=cast.organisation, by=user, at=NOW)
    client.post("/accounts/login/", {"login": cast.owner.email, "password": PASSWORD})
    assert client.get("/organisations/kuvitelma/data.zip")["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    response = client.get("/organisations/kuvitelma/data.zip")
    assert (response.streaming, response["Content-Type"]) == (True, "application/zip")
    assert ZipFile(BytesIO(b"".join(response))).namelist() == ["README.txt", "data.json"]
    assert AuditEntry.objects.get(action="data_taken").actor == cast.owner


def test_every_table_about_an_organisation_is_in_the_archive_or_listed_as_left_out() -> None:
    about = {
        field.related_model.__name__
        for model in (Organisation, Assessment, Label)
        for field in model._meta.get_fields(include_hidden=True)
        if isinstance(field, models.ManyToOneRel) and isinstance(field.related_model, type)
    }
    copied = {model.__name__ for model, *_ in (*PARTS.values(), *DECIDED_PARTS.values())}
    assert about - copied == LEFT_OUT


def test_it_takes_one_query_for_each_part(cast: Cast, django_assert_num_queries: Callable[[int], Any]) -> None:
    with_files(cast)
    with django_assert_num_queries(len(PARTS) + len(DECIDED_PARTS)):
        data_of(cast.organisation)
