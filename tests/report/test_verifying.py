"""The public page for verification codes: its responses to codes, and its identical response to anything else."""

from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from assessments.models import Assessment, Label, ReportFile, ReportStatus, Status
from assessments.report.issuing.verification import qr_svg
from assessments.views.verifying import label_status, normal_code
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.any_database

CODE = "7K3M29QXTB"


def issue(assessment: Assessment, number: int = 1, code: str = CODE) -> ReportFile:
    """An issue of a report, without its files."""
    return ReportFile.objects.create(
        assessment=assessment, language="en", is_assessed=False, requested_at=NOW, finished_at=NOW,
        dated=NOW.date(), code=code,
        issue=number, status=ReportStatus.DONE, sha256="ab" * 32,
    )  # fmt: skip


def answer(code: str, **headers: str) -> tuple[int, str]:
    """Status and visible text of the page, with normalised white space."""
    response = Client().get(f"/verify/{code}/", headers=headers)
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
    assert main is not None
    return response.status_code, " ".join(re.sub(r"<[^>]+>", " ", main[0]).split())


def test_a_genuine_issue(cast: Cast) -> None:
    issue(cast.in_state(Status.SUBMITTED))
    status, words = answer(CODE)
    assert status == 200
    assert words == (
        "Verify a report ✓ Genuine The code belongs to the latest issue of this report. Verification code 7K3M2-9QXTB "
        "Cluster Kuvitelma Cluster Assessment FI-2026-001 Issue 1 · English Date 1 October 2026 Label Self-assessment "
        f"by the cluster; it has not been assessed. SHA-256 of the PDF {'ab' * 32} Compare what is printed on the "
        "report with these lines: a code copied onto another report names another cluster, issue or date. A PDF with "
        "this SHA-256 has not been changed since it was made."
    )


def test_a_superseded_issue(cast: Cast) -> None:
    assessment = cast.draft()
    issue(assessment)
    issue(assessment, 2, "0000000000")
    assert "has been superseded" in answer(CODE)[1]
    assert "the latest issue" in answer("0000000000")[1]


@pytest.mark.parametrize("code", ["7k3m29qxtb", "7K3M2-9QXTB", "7k3m2 9qxtb"])
def test_codes_as_people_type_them(cast: Cast, code: str) -> None:
    issue(cast.draft())
    assert answer(code)[0] == 200


def test_letters_that_are_misread() -> None:
    assert normal_code("o1lI0-00000") == "0111000000"
    assert normal_code("\ufeff７k3m2\u2011\u00ad9qx\u200btb\u00a0") == CODE
    assert [normal_code(typed) for typed in ("", "U000000000", "000000000", "00000000000", "ÅÅÅÅÅÅÅÅÅÅ")] == [""] * 5


def test_everything_else_gets_the_same_answer(cast: Cast) -> None:
    report = issue(cast.draft())
    ReportFile.objects.filter(pk=report.pk).update(status=ReportStatus.FAILED)
    answers = {answer(code) for code in (CODE, "ZZZZZZZZZZ", "short", "<script>", "%00", "x" * 500, "..", "ä")}
    assert len(answers) == 1
    status, words = answers.pop()
    assert status == 404
    assert "No issue of a report in this register has this code." in words
    assert answer(CODE, accept_language="fi")[1] != words


def test_a_typed_code_leads_to_its_address(db: None) -> None:
    client = Client()
    assert client.get("/verify/", {"code": " 7k3m2-9qxtb "})["Location"] == "/verify/7K3M29QXTB/"
    assert client.get("/verify/", {"code": "../x"})["Location"] == "/verify/..x/"
    assert client.get("/verify/", {"code": "//example.org"})["Location"] == "/verify/example.org/"


def test_no_search_engine_and_no_cache(cast: Cast) -> None:
    issue(cast.draft())
    response = Client().get(f"/verify/{CODE}/")
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-store", "noindex")


def test_label_status(cast: Cast) -> None:
    assessment = cast.in_state(Status.LABELLED)
    label = Label.objects.get()
    number, last = label.number, dt.timedelta(days=1)
    assert label_status(assessment, today=label.valid_from) == f"Bronze label {number}, valid until 30 September 2028."
    assert (
        label_status(assessment, today=label.valid_until + last)
        == f"Bronze label {number}; it ended on 30 September 2028 and can be renewed until 30 September 2029."
    )
    assert label_status(assessment, today=label.valid_from - last) == (
        f"Bronze label {number}, valid from 15 September 2026 until 30 September 2028."
    )


def test_the_qr_code_is_the_address_and_says_so() -> None:
    address = f"https://label.example.org/verify/{CODE}/"
    picture = qr_svg(address, title="QR <code>")
    assert qr_svg(address, title="QR <code>") == picture
    root = ET.fromstring(picture)
    title, path = list(root)
    assert title.text == "QR <code>"
    size = int(root.get("viewBox", "").split()[-1])
    # The three finder patterns in the corners start after four light modules.
    assert path.get("d", "").startswith(f"M4 4h7v1h-7zM{size - 11} 4h7v1h-7z") or "M4 4h7" in path.get("d", "")
    assert f"M4 {size - 11}h7v1h-7z" in path.get("d", "")
