"""Evidence pages: adding, refusing with the input kept, serving files safely, removing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client

from assessments.models import Evidence, Status, User
from assessments.queries.evidence import evidence_by_indicator
from assessments.workflow.evidence import MAX_ASSESSMENT_SIZE, MAX_FILE_SIZE, MEBIBYTE
from assessments.workflow.organising import start_assessment
from criteria.loader import load_edition
from tests.conftest import NOW, Cast, other_organisation
from tests.files.test_file_types import HTML, SMALL_PDF, SVG
from tests.workflow.test_evidence import add, claim, files_limited_to, stored_files

pytestmark = pytest.mark.any_database

type SignIn = Callable[[User], Client]

ADDRESS = "/assessments/FI-2026-001/evidence/A2/"
WORDS = {"file-title": "Register", "file-statement": "34 members, page 3", "add_file": "1"}
SAFE_HEADERS = {
    "Content-Type": "application/pdf",
    "Content-Disposition": 'attachment; filename="register.pdf"',
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
}


def upload(client: Client, content: bytes, name: str = "register.pdf", **words: str) -> Any:
    return client.post(ADDRESS, {**WORDS, **words, "file-file": SimpleUploadedFile(name, content, "text/html")})


def test_the_page_says_what_counts_and_adds_a_file(cast: Cast, sign_in: SignIn, settings: Any) -> None:
    cast.draft()
    client = sign_in(cast.editor)
    page = client.get(ADDRESS).content.decode()
    assert "Signed agreements or letters of intent" in page
    assert "Nothing has been added." in page
    # The content type and name sent by the browser are ignored.
    response = upload(client, SMALL_PDF, name="register.html")
    assert (response.status_code, response["Location"]) == (302, ADDRESS)
    item = Evidence.objects.get()
    assert (item.file_name, item.media_type, item.added_by) == ("register.html.pdf", "application/pdf", cast.editor)
    assert "register.html.pdf" in client.get(ADDRESS).content.decode()
    assert len(stored_files(settings)) == 1


def test_a_link_is_added_or_refused_at_its_field_with_the_text_kept(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    client = sign_in(cast.owner)
    data = {"link-title": "Statutes", "link-statement": "Article 4", "add_link": "1"}
    for hostile in ("javascript:alert(1)", "data:text/html,x", "ftp://example.org/a", ""):
        response = client.post(ADDRESS, {**data, "link-link": hostile})
        page = response.content.decode()
        assert response.status_code == 422
        assert 'value="Statutes"' in page
        assert "Article 4" in page
        assert 'href="#id_link-link"' in page
    assert Evidence.objects.count() == 0
    client.post(ADDRESS, {**data, "link-link": "kuvitelma.example.org/statutes"})
    assert Evidence.objects.get().link == "https://kuvitelma.example.org/statutes"


def test_what_people_write_is_never_markup(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    client = sign_in(cast.owner)
    upload(client, SMALL_PDF, **{"file-title": "<b>bold</b>", "file-statement": "<script>alert(1)</script>"})
    page = client.get(ADDRESS).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<b>bold" not in page


@pytest.mark.parametrize("content", [SVG, HTML], ids=["svg", "html"])
def test_active_content_is_refused_whatever_it_is_called(
    content: bytes, cast: Cast, sign_in: SignIn, settings: Any
) -> None:
    cast.draft()
    response = upload(sign_in(cast.owner), content, name="register.pdf")
    page = response.content.decode()
    assert response.status_code == 422
    # Once in the summary at the top, once at the field.
    assert page.count("Files of this type are not accepted.") == 2
    assert 'href="#id_file-file"' in page
    assert 'value="Register"' in page
    assert "34 members, page 3" in page
    assert (Evidence.objects.count(), stored_files(settings)) == (0, [])


def test_a_file_over_the_limit_is_refused_with_its_size_and_not_kept_in_full(
    cast: Cast, sign_in: SignIn, settings: Any, tmp_path: Path
) -> None:
    cast.draft()
    client = sign_in(cast.owner)
    # If the whole upload were written, it would exceed this limit and be reported as a full disk instead.
    with files_limited_to(MAX_FILE_SIZE + MEBIBYTE):
        response = upload(client, SMALL_PDF + bytes(24 * MEBIBYTE))
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("The file has 24.1 MB; at most 20 MB fit.") == 2
    assert 'value="Register"' in page
    assert (Evidence.objects.count(), stored_files(settings)) == (0, [])


def test_a_full_assessment_is_said_at_the_field(cast: Cast, sign_in: SignIn) -> None:
    claim(cast.draft(), MAX_ASSESSMENT_SIZE)
    response = upload(sign_in(cast.owner), SMALL_PDF)
    assert response.status_code == 422
    assert response.content.decode().count("200 MB of the 200 MB for this assessment are used.") == 2


def test_a_disk_that_is_full_when_the_upload_arrives_is_said_plainly(
    cast: Cast, sign_in: SignIn, settings: Any
) -> None:
    cast.draft()
    client = sign_in(cast.owner)
    with files_limited_to(12 * MEBIBYTE):
        response = upload(client, SMALL_PDF + bytes(15 * MEBIBYTE))
    page = response.content.decode()
    assert response.status_code == 507
    assert page.count("The file could not be stored, because there is no space left on the server") == 2
    assert 'value="Register"' in page
    assert (Evidence.objects.count(), stored_files(settings)) == (0, [])


def test_a_storage_that_fails_is_said_plainly_and_logged(
    cast: Cast, sign_in: SignIn, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cast.draft()
    (tmp_path / "occupied").write_text("")
    settings.MEDIA_ROOT = tmp_path / "occupied"
    with caplog.at_level(logging.ERROR, "assessments.views.evidence"):
        response = upload(sign_in(cast.owner), SMALL_PDF)
    assert response.status_code == 507
    assert "Nothing was changed." in response.content.decode()
    assert caplog.messages[0] == f"Evidence of {len(SMALL_PDF)} bytes for FI-2026-001 could not be stored"
    assert Evidence.objects.count() == 0


def test_a_name_too_long_for_a_disk_is_no_obstacle(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    response = upload(sign_in(cast.owner), SMALL_PDF, name="a." + "ä" * 250)
    assert response.status_code == 302
    assert Evidence.objects.get().file_name == "a." + "ä" * 144 + ".pdf"


def test_a_file_is_handed_out_as_an_inert_download(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    item = add(assessment, cast.owner)
    response = sign_in(cast.reader).get(f"/assessments/FI-2026-001/evidence/{item.pk}/file/")
    assert b"".join(response.streaming_content) == SMALL_PDF
    assert {name: response[name] for name in SAFE_HEADERS} == SAFE_HEADERS


def test_files_have_no_address_without_a_permission_check(cast: Cast, sign_in: SignIn, settings: Any) -> None:
    item = add(cast.draft(), cast.owner)
    for client in (Client(), sign_in(cast.owner)):
        for address in (f"/{item.file.name}", f"/media/{item.file.name}", f"/files/{item.file.name}"):
            assert client.get(address).status_code == 404
    other = Client()
    other.force_login(cast.outsider)
    assert other.get(f"/assessments/FI-2026-001/evidence/{item.pk}/file/").status_code == 404


def test_a_link_or_a_file_that_is_gone_is_not_found(cast: Cast, sign_in: SignIn, settings: Any) -> None:
    assessment = cast.draft()
    lost = claim(assessment, 10)
    link = Evidence.objects.create(assessment=assessment, indicator="A2", link="https://example.org", added_at=NOW)
    client = sign_in(cast.owner)
    for number in (lost.pk, link.pk, link.pk + 100):
        assert client.get(f"/assessments/FI-2026-001/evidence/{number}/file/").status_code == 404


def test_evidence_of_another_assessment_is_not_found(cast: Cast, sign_in: SignIn, settings: Any) -> None:
    cast.draft()
    organisation = other_organisation("other", cast.outsider)
    other = start_assessment(organisation=organisation, by=cast.outsider, at=NOW, reference="FI-2026-002")
    item = add(other, cast.outsider)
    client = sign_in(cast.owner)
    assert client.get(f"/assessments/FI-2026-001/evidence/{item.pk}/file/").status_code == 404
    assert client.post(f"/assessments/FI-2026-001/evidence/{item.pk}/remove/").status_code == 404
    assert Evidence.objects.count() == 1


def test_removing_on_the_page_returns_to_the_list_and_readers_see_no_forms(cast: Cast, sign_in: SignIn) -> None:
    item = add(cast.draft(), cast.owner)
    page = sign_in(cast.reader).get(ADDRESS).content.decode()
    assert "register.pdf" in page
    assert "Add the file" not in page
    assert "Remove it" not in page
    response = sign_in(cast.owner).post(f"/assessments/FI-2026-001/evidence/{item.pk}/remove/", follow=True)
    assert response.redirect_chain == [(ADDRESS, 302)]
    assert "Removed: Register" in response.content.decode()
    assert Evidence.objects.count() == 0


def test_a_stale_page_after_handing_in_adds_nothing_and_says_so(cast: Cast, sign_in: SignIn, settings: Any) -> None:
    cast.in_state(Status.SUBMITTED)
    response = upload(sign_in(cast.owner), SMALL_PDF)
    assert response.status_code == 409
    assert "This cannot be done in the state “Submitted”." in response.content.decode()
    assert (Evidence.objects.count(), stored_files(settings)) == (0, [])


def test_an_unknown_indicator_has_no_page(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    assert sign_in(cast.owner).get("/assessments/FI-2026-001/evidence/Z9/").status_code == 404


def test_the_page_takes_the_same_queries_at_one_and_three_files(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: Callable[..., Any]
) -> None:
    assessment = cast.draft()
    client = sign_in(cast.owner)
    for _ in range(2):
        add(assessment, cast.owner)
        with django_assert_num_queries(8):
            client.get(ADDRESS)
        add(assessment, cast.editor)


def test_a_question_shows_its_evidence_folded_with_the_way_to_add_more(cast: Cast) -> None:
    assessment = cast.draft()
    item = add(assessment, cast.owner)
    context = {
        "assessment": assessment,
        "indicator": load_edition("2019").indicator("A2"),
        "evidence": evidence_by_indicator(assessment)["A2"],
        "may": {"edit_answers": True},
    }
    part = render_to_string("assessments/parts/evidence.html", context)
    assert "<summary>Evidence (1)</summary>" in part
    assert f'<a href="/assessments/FI-2026-001/evidence/{item.pk}/file/">Register</a>' in part
    assert "34 members, page 3" in part
    assert f'<a href="{ADDRESS}">Add evidence' in part
    assert "Add evidence" not in render_to_string("assessments/parts/evidence.html", {**context, "may": {}})


def test_a_form_that_lost_its_file_says_so(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    response = upload(sign_in(cast.owner), SMALL_PDF, **{"file-title": ""})
    assert response.status_code == 422
    assert "A browser does not keep a chosen file: choose it again before adding." in response.content.decode()
