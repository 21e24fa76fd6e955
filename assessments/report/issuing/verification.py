"""What a reader needs to verify an issue of a report: its code, the public address, and that address as a QR code."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import qrcode
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from qrcode.constants import ERROR_CORRECT_M

from assessments.models import ReportFile
from assessments.report.charts.svg import NAMESPACE
from assessments.report.content.tree import ReportContext

# The width of the light margin, in modules, without which cameras do not find the code.
QUIET_ZONE: Final = 4


def verification_address(code: str) -> str:
    """The public address that verifies `code`."""
    address: str = settings.SITE_ADDRESS + reverse("verify_code", args=[code])
    return address


def issued(context: ReportContext, report: ReportFile, *, issue: int) -> ReportContext:
    """The report's tree as issue number `issue`, with its verification code and address."""
    address = verification_address(report.code)
    with translation.override(context.language):
        qr = qr_svg(address, title=_("QR code of the address %(address)s") % {"address": address})
    return replace(context, verification=report.shown_code, verification_url=address, verification_qr=qr, issue=issue)


def qr_svg(text: str, *, title: str) -> SafeString:
    """`text` as a QR code that tolerates 15 % damage: one black path on a transparent background, named by `title`."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    rows = code.get_matrix()
    return format_html(
        '<svg xmlns="{}" class="qr" viewBox="0 0 {} {}" role="img" shape-rendering="crispEdges">'
        '<title>{}</title><path d="{}"/></svg>',
        NAMESPACE, len(rows), len(rows), title, "".join(_runs(rows)),
    )  # fmt: skip


def _runs(rows: list[list[bool]]) -> list[str]:
    """Every horizontal run of dark modules as one rectangle of the path."""
    drawn = []
    for y, row in enumerate(rows):
        start: int | None = None
        for x, is_dark in enumerate([*row, False]):
            if is_dark and start is None:
                start = x
            elif not is_dark and start is not None:
                drawn.append(f"M{start} {y}h{x - start}v1h{start - x}z")
                start = None
    return drawn
