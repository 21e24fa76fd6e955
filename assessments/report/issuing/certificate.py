"""Prints the certificate of a label, and seals it if the operator has a seal."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from assessments.files.sealing import has_seal, seal
from assessments.models import Label, User
from assessments.queries.labels import kept_certificate, label_address
from assessments.report.content.certificate import certificate_of
from assessments.report.issuing.verification import qr_svg
from assessments.report.printing.fonts import require_fonts
from assessments.report.printing.html import render_certificate
from assessments.report.printing.pdf import render_pdf
from assessments.workflow.certificates import keep_certificate
from criteria.clock import site_day


def issue_certificate(label: Label, language: str, *, by: User | None, at: dt.datetime) -> bytes:
    """The certificate for the cluster, or with None as `by` for somebody to whom it has given a link.

    If it is sealed, it is made once in each language and then stays the same.
    """
    kept = kept_certificate(label, language)
    if kept is None:
        content = print_certificate(label, language)
        if not has_seal():
            return content
        kept = keep_certificate(label=label, language=language, content=seal(content, at=at), by=by, at=at)
    with kept.file.open() as file:
        return bytes(file.read())


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
