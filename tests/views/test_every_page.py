"""What holds on every page: the strip says what counts, and where people write, the tests in the browser write too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, resolve

from assessments.models import Assessment, Status, User
from assessments.workflow.agreeing import agree_value
from assessments.workflow.impartiality import object_to_assessor
from tests.browser.test_nothing_lost_browser import SAVED_AS_TYPED, SENT
from tests.conftest import NOW, Cast, typed
from tests.permission_matrix import MATRIX
from tests.views.test_matrix import address_of, provide

FRAME = "assessments/base.html"
# They are no pages, or take long to make.
FILES = {
    "certificate",
    "credential",
    "download",
    "evidence_file",
    "export",
    "interview_calendar",
    "label_logos",
    "logo",
    "preview",
    "trail_file",
}
# Only a full disk leads there, which tests/workflow/test_disk_full.py simulates.
ELSEWHERE = {"assessments/no_room.html"}
WRITTEN = re.compile(r'<form[^>]*method="post"(?:(?!</form>).)*<textarea', re.DOTALL)
RUN = "/assessments/FI-2026-001/"


def framed_templates() -> set[str]:
    """The templates of all pages with the strip, which is part of their frame."""
    (folder,) = settings.TEMPLATES[0]["DIRS"]
    marks = f'{{% extends "{FRAME}" %}}'
    return {
        str(path.relative_to(folder)) for path in Path(folder).rglob("*.html") if path.read_text().startswith(marks)
    }


def with_an_agreed_value(cast: Cast) -> Assessment:
    """An assessment that is eligible by its own answers, and not by what was agreed."""
    assessment = cast.in_state(Status.INTERVIEW)
    answer = typed({"B3": {"people": 2, "fte": "0.40", "permanent_fte": "0.40"}})["B3"]
    agree_value(assessment=assessment, indicator="B3", answer=answer, reason="By contract", by=cast.assessor, at=NOW)
    return assessment


# Pages on which people write about no cluster, or one that does not exist yet.
OF_NO_CLUSTER = ("new_organisation", "new_calendar_entry")


def is_visited(name: str) -> bool:
    """Whether the URL with this name belongs to an assessment or an organisation, or is one of OF_NO_CLUSTER."""
    found = [arguments for url in get_resolver().reverse_dict.getlist(name) for _, arguments in url[0]]
    return name in OF_NO_CLUSTER or any({"reference", "slug"} & {*arguments} for arguments in found)


def pages(assessment: Assessment, cast: Cast, sign_in: Callable[[User], Client]) -> Iterator[tuple[str, HttpResponse]]:
    """The response of each URL of the cluster to those who see it, or for whom it is too late."""
    clients = {role: sign_in(getattr(cast, role)) for role in ("owner", "assessor", "secretary")}
    for name, method, status, expected in MATRIX:
        readers = [role for role in clients if expected[role] in (200, 409)]
        if method != "get" or name in FILES or not readers or not is_visited(name):
            continue
        Assessment.objects.filter(pk=assessment.pk).update(status=status)
        address = address_of(name, cast, assessment)
        provide(name, assessment)
        for role in readers:
            yield name, clients[role].get(address)
    file = SimpleUploadedFile("answers.json", b'{"edition": "2019", "answers": {"A1": {"founded": 2016}}}')
    Assessment.objects.filter(pk=assessment.pk).update(status=Status.DRAFT)
    yield "import", clients["owner"].post(f"{RUN}import/", {"file": file})
    # The assessor has no access during an objection.
    Assessment.objects.filter(pk=assessment.pk).update(status=Status.INTERVIEW)
    object_to_assessor(assessment=assessment, reason="A former colleague", by=cast.owner, at=NOW)
    yield "rule", clients["secretary"].get(f"{RUN}rule/")


def test_every_page_judges_by_what_was_agreed_and_loses_no_text(cast: Cast, sign_in: Callable[[User], Client]) -> None:
    assessment = with_an_agreed_value(cast)
    seen, wrong, written = set(), [], set()
    for name, response in pages(assessment, cast, sign_in):
        if WRITTEN.search(response.content.decode()):
            written.add(name)
        templates = {template.name for template in response.templates}
        if FRAME in templates:
            seen |= templates
            strip = response.content.decode().partition('class="strip"')[2].partition("</section>")[0]
            if ("0.40" in strip, "1.20" in strip, "not met" in strip) != (True, False, True):
                wrong.append((name, strip))
    assert wrong == []
    assert framed_templates() - seen == ELSEWHERE
    assert written == {resolve(writing.address).url_name for writing in (*SAVED_AS_TYPED, *SENT)}


def test_what_a_saved_answer_sends_for_the_strip_judges_by_what_was_agreed(
    cast: Cast, sign_in: Callable[[User], Client]
) -> None:
    assessment = with_an_agreed_value(cast)
    agreed = sign_in(cast.assessor).post(
        f"{RUN}review/A2/save/agreed/", {"agreed-verdict": "as_answered", "agreed-version": "0"}
    )
    Assessment.objects.filter(pk=assessment.pk).update(status=Status.DRAFT)
    saved = sign_in(cast.owner).post(f"{RUN}indicators/A1/", {"A1-founded": "2016", "A1-version": "0"})
    for response in (agreed, saved):
        strip = response.content.decode().partition('data-fill="strip"')[2].partition("</template>")[0]
        assert (response.status_code, "0.40" in strip, "not met" in strip) == (200, True, True)
