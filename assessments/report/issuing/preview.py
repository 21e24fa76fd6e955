"""A report as it would be now, without an issue being made of it."""

from __future__ import annotations

import datetime as dt

from assessments.models import Assessment
from assessments.report.content.document import build_context
from assessments.report.printing.html import render_html


def preview_page(assessment: Assessment, language: str, *, today: dt.date, nonce: str) -> str:
    """The very document that becomes the PDF, as a page whose style carries `nonce`."""
    return render_html(build_context(assessment, language, today=today), nonce=nonce)
