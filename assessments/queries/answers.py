"""The answers of an assessment: as stored, as typed values, and the effective ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from assessments.models import AnswerRow, AnswerVersion, Assessment, Organisation, StoredAnswer
from criteria.answer_file import AnswerFile
from criteria.answers import LAST_YEAR, Answer, Answers, value_from_portable
from criteria.definitions import Edition, Indicator
from criteria.loader import load_edition
from criteria.measures import chosen_in


def typed_values(indicator: Indicator, values: Mapping[str, Any], not_applicable: str = "") -> Answer:
    """The typed Answer for stored values in their portable form."""
    # In the catalogue's order, because PostgreSQL reorders the keys of JSON objects.
    typed = {
        # Stored values were checked when they were saved. A year stays valid even if it is in the future today.
        asked.key: value_from_portable(asked, values[asked.key], year=LAST_YEAR)
        for asked in indicator.fields
        if asked.key in values
    }
    return Answer({key: value for key, value in typed.items() if value is not None}, not_applicable)


def answer_of(indicator: Indicator, row: AnswerRow | StoredAnswer) -> Answer:
    """The cluster's own answer in a row."""
    return typed_values(indicator, row.values, row.not_applicable)


def answer_of_version(indicator: Indicator, version: AnswerVersion) -> Answer:
    """An earlier version of the cluster's own answer."""
    return typed_values(indicator, version.values, version.not_applicable)


def earlier_versions(assessment: Assessment, indicator: Indicator) -> list[tuple[AnswerVersion, Answer]]:
    """The cluster's earlier answers to an indicator, changed after it handed in, the latest first. One query."""
    versions = AnswerVersion.objects.filter(answer__assessment=assessment, answer__indicator=indicator.key)
    return [
        (version, answer_of_version(indicator, version))
        for version in versions.select_related("saved_by", "replaced_by").order_by("-version")
    ]


def agreed_of(indicator: Indicator, row: AnswerRow | StoredAnswer) -> Answer | None:
    """The answer agreed with the assessor; None if there is none."""
    return None if row.agreed is None else typed_values(indicator, row.agreed)


def counts(row: AnswerRow | StoredAnswer) -> bool:
    """Whether a row counts: a carried-over answer does after the cluster confirmed it or something was agreed on it."""
    return not row.is_carried or row.agreed_at is not None


def is_confirmed(row: AnswerRow | StoredAnswer) -> bool:
    """Whether the cluster's own answer in a row counts: it was saved by the cluster, or agreed as answered."""
    return not row.is_carried or (row.agreed_at is not None and row.agreed is None)


def stored_answers(assessment: Assessment) -> dict[str, StoredAnswer]:
    """The stored rows by indicator key, including answers that are only carried over. One query."""
    return {row.indicator: row for row in assessment.answers.stored()}


def answers_of(assessment: Assessment) -> Answers:
    """The cluster's own answers by indicator key, without unconfirmed carried-over ones. One query."""
    edition = load_edition(assessment.edition)
    rows = assessment.answers.counting().stored()
    return {row.indicator: answer_of(edition.indicator(row.indicator), row) for row in rows if is_confirmed(row)}


def effective_answers(assessment: Assessment) -> Answers:
    """The answers that count: the agreed one if there is one, otherwise the cluster's own. One query."""
    return effective_in(assessment, assessment.answers.counting().stored())


def effective_in(assessment: Assessment, rows: Iterable[StoredAnswer]) -> dict[str, Answer]:
    """The effective answers among the stored answers `rows`."""
    edition = load_edition(assessment.edition)
    result = {}
    for row in rows:
        if counts(row):
            indicator = edition.indicator(row.indicator)
            result[row.indicator] = agreed_of(indicator, row) or answer_of(indicator, row)
    return result


def export_answers(assessment: Assessment) -> AnswerFile:
    """The portable form of an assessment: the cluster's own answers and the organisation's profile."""
    organisation = assessment.organisation
    profile = {
        "slug": organisation.slug,
        "name": organisation.name,
        "country": organisation.country,
        "eccp_status": organisation.eccp_status,
        "eccp_profile": organisation.eccp_profile,
        "eccp_accepted": organisation.eccp_accepted,
    }
    return AnswerFile(
        assessment.edition, {key: value for key, value in profile.items() if value}, answers_of(assessment)
    )


def portfolios_of(edition: Edition, organisation: Organisation, answers: Answers) -> tuple[str, ...]:
    """The technology fields to compare within: those in the answers, otherwise those in the organisation's profile."""
    place = edition.roles.portfolios
    chosen = chosen_in(answers, place.indicator, place.field) if place else ()
    profile = organisation.portfolios if isinstance(organisation.portfolios, list) else ()
    return chosen or tuple(key for key in profile if isinstance(key, str))
