"""Takes a portable answer file into an organisation's draft, whole or not at all."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction

from assessments.models import Assessment, Organisation, User
from assessments.models.answering import OPEN
from assessments.workflow.answering import answers_of, save_answers, store_answers
from assessments.workflow.auditing import lock
from assessments.workflow.organising import register_organisation, start_assessment, update_organisation
from criteria.answer_file import AnswerFile
from criteria.answers import NOTHING, Answer, Answers, Value
from criteria.definitions import Edition, Field, Indicator
from criteria.loader import load_edition

SLUG = re.compile(r"[-a-zA-Z0-9_]{1,80}")


class NoSuchOrganisation(Exception):
    """There is no organisation of that slug, and none is to be made."""


class UnusableSlug(Exception):
    """The slug of an organisation that is to be made cannot stand in an address."""


class NoCountry(Exception):
    """The file does not say in which country the organisation is that is to be made."""


class NoOpenDraft(Exception):
    """The organisation's open assessment has been handed in; its answers are frozen."""


class StaleImport(Exception):
    """An answer that the file names was changed after its difference was shown."""


class DryRun(Exception):
    """Ends a trial run by taking everything back. `reference` is the assessment it would have changed."""

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.reference = reference


@transaction.atomic
def import_answers(
    *, file: AnswerFile, slug: str, may_create: bool, is_dry_run: bool, by: User | None, at: dt.datetime
) -> Assessment:
    """Stores the answers of `file` in the draft of the organisation `slug`, making what is not there.

    Answers that the file does not name stay as they are; the profile takes what the file says of it. Raises
    NoSuchOrganisation, UnusableSlug, NoCountry, NoOpenDraft, or DryRun after a trial.
    """
    profile = {key: value for key, value in file.organisation.items() if key != "slug"}
    # First, as everybody does who changes an assessment: handed in meanwhile, it is frozen when this gets the lock.
    Assessment.objects.select_for_update(of=("self",)).filter(organisation__slug=slug, status__in=OPEN).first()
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        if not may_create:
            raise NoSuchOrganisation(slug)
        if not SLUG.fullmatch(slug):
            raise UnusableSlug(slug)
        if "country" not in profile:
            raise NoCountry(slug)
        profile = {"name": slug, **profile}
        organisation = register_organisation(profile=profile, by=by, at=at, slug=slug)
    elif profile:
        organisation = update_organisation(organisation=organisation, profile=profile, by=by, at=at)
    assessment = lock(start_assessment(organisation=organisation, by=by, at=at))
    if not assessment.is_draft:
        raise NoOpenDraft(assessment.reference)
    store_answers(assessment=assessment, answers=file.answers, by=by, at=at)
    if is_dry_run:
        raise DryRun(assessment.reference)
    return assessment


def export_answers(assessment: Assessment) -> AnswerFile:
    """The portable form of an assessment: the cluster's own answers and what the file says of the organisation."""
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


@dataclass(frozen=True, slots=True)
class Change:
    """What a file would do to one field. `asked` None: the reason why the indicator does not apply. None is blank."""

    indicator: Indicator
    asked: Field | None
    before: Value | None
    after: Value | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What a file would change, how many values it repeats, and how many answered indicators it does not name."""

    changes: tuple[Change, ...]
    same: int
    unnamed: int

    @property
    def filled(self) -> list[Change]:
        """What is blank now."""
        return [change for change in self.changes if change.before is None]

    @property
    def replaced(self) -> list[Change]:
        """What says something else now."""
        return [change for change in self.changes if change.before is not None and change.after is not None]

    @property
    def removed(self) -> list[Change]:
        """What would be blank."""
        return [change for change in self.changes if change.after is None]

    @property
    def keys(self) -> list[str]:
        """The indicators that would change."""
        return list(dict.fromkeys(change.indicator.key for change in self.changes))


def difference(edition: Edition, stored: Answers, given: Answers) -> Difference:
    """What storing the answers `given` would change in `stored`. An indicator not given stays as it is."""
    pairs = [
        change
        for indicator in edition.indicators
        if indicator.key in given
        for change in _compared(indicator, stored.get(indicator.key, NOTHING), given[indicator.key])
    ]
    answered = [key for key, answer in stored.items() if answer != NOTHING]
    return Difference(
        changes=tuple(change for change in pairs if not _is_same(change)),
        same=sum(_is_same(change) and change.after is not None for change in pairs),
        unnamed=len(set(answered) - set(given)),
    )


def _is_same(change: Change) -> bool:
    # 1.2 and 1.20 are equal numbers, but an exact copy keeps what was written.
    return change.before == change.after and str(change.before) == str(change.after)


def _compared(indicator: Indicator, before: Answer, after: Answer) -> Iterator[Change]:
    for asked in indicator.fields:
        yield Change(indicator, asked, before.values.get(asked.key), after.values.get(asked.key))
    yield Change(indicator, None, before.not_applicable or None, after.not_applicable or None)


def versions_of(assessment: Assessment, keys: Iterable[str]) -> dict[str, int]:
    """The versions of the stored answers to the indicators `keys`; 0 where there is none."""
    stored = dict(assessment.answers.filter(indicator__in=list(keys)).values_list("indicator", "version"))
    return {key: stored.get(key, 0) for key in keys}


@transaction.atomic
def confirm_import(
    *, assessment: Assessment, answers: Answers, versions: Mapping[str, int], by: User, at: dt.datetime
) -> list[str]:
    """Stores what differs in `answers`, all or nothing; returns the keys of the indicators that changed.

    `versions`: what was stored when the difference was shown. Raises StaleImport if any of it has changed since,
    AnswerLocked once the assessment is no draft.
    """
    current = lock(assessment)
    if versions_of(current, answers) != dict(versions):
        raise StaleImport(assessment.reference)
    changed = difference(load_edition(current.edition), answers_of(current), answers).keys
    return save_answers(assessment=current, answers={key: answers[key] for key in changed}, by=by, at=at)
