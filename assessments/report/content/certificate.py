"""The content of the certificate of a label: one page in two languages at most."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assessments.issuer import current_issuer
from assessments.models import Label
from assessments.report.content.tree import Fact
from assessments.report.words.labels import label_name, level_name
from criteria.formatting import format_date, format_month
from criteria.loader import load_edition

MEDIA_TYPES: Final = {".svg": "image/svg+xml", ".png": "image/png"}


@dataclass(frozen=True, slots=True)
class AwardWords:
    """The label and its award as one sentence, in one language."""

    language: str
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate. `words` are in its languages, the first of which is that of everything else."""

    language: str
    title: str
    cluster: str
    is_fictional: bool
    issuer: str
    issuer_facts: tuple[Fact, ...]
    logo: str
    words: tuple[AwardWords, ...]
    facts: tuple[Fact, ...]
    address: str
    qr: SafeString
    date_iso: str


def certificate_of(
    label: Label, languages: Sequence[str], *, address: str, qr: SafeString, issued_on: dt.date
) -> Certificate:
    """The certificate in `languages`, with the address that says what the label is worth today, also as QR code."""
    language = languages[0]
    with translation.override(language):
        facts = [
            Fact(_("Number of the label"), label.number),
            Fact(_("Criteria"), load_edition(label.assessment.edition).name.in_language(language)),
            Fact(_("Valid from"), format_date(label.valid_from, language)),
            Fact(_("Valid until"), format_date(label.valid_until, language)),
        ]
        if label.interview_on:
            facts.insert(2, Fact(_("Month of the interview"), format_month(label.interview_on, language)))
        return Certificate(
            language=language,
            title=f"{label_name(label, language)} {label.number}: {label.organisation.name}",
            cluster=label.organisation.name,
            is_fictional=label.organisation.is_fictional,
            issuer=label.issuer,
            issuer_facts=_issuer_facts(label),
            logo=_logo(label),
            words=tuple(_award_words(label, each) for each in languages),
            facts=tuple(facts),
            address=address,
            qr=qr,
            date_iso=issued_on.isoformat(),
        )


def _award_words(label: Label, language: str) -> AwardWords:
    with translation.override(language):
        sentence = _(
            "%(issuer)s has awarded %(cluster)s the %(level)s label %(number)s. It is valid from %(start)s until "
            "%(end)s."
        ) % {
            "issuer": label.issuer,
            "cluster": label.organisation.name,
            "level": level_name(label, language),
            "number": label.number,
            "start": format_date(label.valid_from, language),
            "end": format_date(label.valid_until, language),
        }
        return AwardWords(language, label_name(label, language), capfirst(sentence))


def _issuer_facts(label: Label) -> tuple[Fact, ...]:
    """Address and basis of the issuer, if the settings still name the one that issued the label."""
    issuer = current_issuer()
    if issuer.name != label.issuer:
        return ()
    return (Fact(_("Address"), issuer.address), Fact(_("Basis"), issuer.basis))


def _logo(label: Label) -> str:
    """The logo of the issuer as a data: URL, "" if there is none."""
    issuer = current_issuer()
    if issuer.logo is None or issuer.name != label.issuer:
        return ""
    content = base64.b64encode(issuer.logo.read_bytes()).decode()
    return f"data:{MEDIA_TYPES[issuer.logo.suffix.lower()]};base64,{content}"
