"""Prints the certificate of a label."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from assessments.models import Label
from assessments.queries.labels import label_address
from assessments.report.content.certificate import certificate_of
from assessments.report.issuing.verification import qr_svg
from assessments.report.printing.fonts import require_fonts
from assessments.report.printing.html import render_certificate
from assessments.report.printing.pdf import render_pdf
from criteria.clock import site_day


def print_certificate(label: Label, language: str) -> bytes:
    """The certificate as a PDF in `language` and in that of the issuer, which is the language of the site."""
    require_fonts()
    address = label_address(label)
    with translation.override(language):
        qr = qr_svg(address, title=_("QR code of the address %(address)s") % {"address": address})
    decided_at = label.assessment.decided_at
    certificate = certificate_of(
        label,
        tuple(dict.fromkeys([language, settings.LANGUAGE_CODE])),
        address=address,
        qr=qr,
        issued_on=site_day(decided_at) if decided_at else label.valid_from,
    )
    return render_pdf(render_certificate(certificate)).content
