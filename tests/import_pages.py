"""Shared by the tests of imports: a file, sending it, confirming the changes, and what is stored."""

from __future__ import annotations

import html
import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from assessments.models import Assessment

ADDRESS = "/assessments/FI-2026-001/import/"
CHECK = "/assessments/FI-2026-001/check/"
PACKAGE = re.compile(r'name="package" value="([^"]+)"')
FILE = """{
  "edition": "2019",
  "organisation": {"slug": "kuvitelma", "name": "Another name"},
  "answers": {"A2": {"total": 40, "signed": 30, "paying": 20}, "A4": {"core_region": "Savo"}},
  "not_applicable": {"A7": "By statute all are in the region."}
}"""


def send(client: Client, content: bytes | str, name: str = "answers.json") -> HttpResponse:
    data = content.encode() if isinstance(content, str) else content
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, data)})


def package_of(response: HttpResponse) -> str:
    found = PACKAGE.search(response.content.decode())
    assert found
    return html.unescape(found[1])


def confirm(client: Client, response: HttpResponse, **extra: Any) -> HttpResponse:
    return client.post(ADDRESS, {"package": package_of(response)}, **extra)


def text_of(response: HttpResponse) -> str:
    """The visible text of the page."""
    page = html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
    return re.sub(r"\s+", " ", page)


def stored(assessment: Assessment) -> dict[str, tuple[Any, str, int]]:
    return {row.indicator: (row.values, row.not_applicable, row.version) for row in assessment.answers.all()}
