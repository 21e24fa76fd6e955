"""Renders the current report without making an issue."""

from __future__ import annotations

import datetime as dt

from assessments.models import Assessment
from assessments.report.content.document import build_context
from assessments.report.printing.html import render_html


def preview_page(assessment: Assessment, language: str, *, today: dt.date, nonce: str) -> str:
    """The HTML from which the PDF is made, as a page whose style carries `nonce`."""
    return render_html(build_context(assessment, language, today=today), nonce=nonce)
