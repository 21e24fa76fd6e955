"""Workbooks can be written and opened with any cluster name."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.test import Client
from openpyxl import load_workbook

from assessments.models import User
from assessments.report.content.document import build_context
from assessments.report.issuing.workbook import write_recommendations
from tests.conftest import NOW, Cast

NAMES = [
    ("Bell\x07 and tab\x0b", "Bell and tab"),
    ("Not\ufffe characters\uffff", "Not characters"),
    ("\u202eright \U0001f600 e\u0301", "\u202eright \U0001f600 e\u0301"),
    ("&P & Co", "&P & Co"),
    ("=1+1", "=1+1"),
    ("A" * 200, "A" * 200),
]


@pytest.mark.parametrize(("name", "shown"), NAMES)
def test_any_name_of_a_cluster(cast: Cast, sign_in: Callable[[User], Client], name: str, shown: str) -> None:
    assessment = cast.draft()
    assessment.organisation.name = name
    assessment.organisation.save()
    response = sign_in(cast.owner).get("/assessments/FI-2026-001/export/xlsx/")
    book = load_workbook(io.BytesIO(b"".join(response)))
    assert book.properties.title == f"{shown} · FI-2026-001"
    foot = book.worksheets[0].oddFooter.left.text
    assert str(foot).replace("&&", "&") == f"{shown} · FI-2026-001"[:100]
    advice = load_workbook(io.BytesIO(write_recommendations(build_context(assessment, "en", today=NOW.date()))))
    assert advice.properties.title == f"{shown}: Recommendations"
    cell = advice.worksheets[0]["A1"]
    assert (cell.data_type, len(str(cell.value)) >= len(shown)) == ("s", True)
