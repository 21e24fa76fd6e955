"""The report that a cluster's board reads: an assessment to a frozen tree, to HTML, to PDF."""

from assessments.report.context import build_context
from assessments.report.pdf import Pdf, render_html, render_pdf

__all__ = ["Pdf", "build_context", "render_html", "render_pdf"]
