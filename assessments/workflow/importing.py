"""Takes a portable answer file into an organisation's draft, whole or not at all."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from django.db import transaction

from assessments.models import Assessment, Organisation, User
from assessments.models.answering import OPEN
from assessments.queries.answers import answers_of
from assessments.queries.differences import difference, versions_of
from assessments.workflow.answering import save_answers, store_answers
from assessments.workflow.auditing import lock
from assessments.workflow.editing import Stale
from assessments.workflow.organising import register_organisation, start_assessment, update_organisation
from criteria.answer_file import AnswerFile
from criteria.answers import Answers
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
        organisation = register_organisation(profile=profile, by=by, at=at, slug=slug, may_repeat=True)
    elif profile:
        organisation = update_organisation(organisation=organisation, profile=profile, by=by, at=at, may_repeat=True)
    assessment = lock(start_assessment(organisation=organisation, by=by, at=at))
    if not assessment.is_draft:
        raise NoOpenDraft(assessment.reference)
    store_answers(assessment=assessment, answers=file.answers, by=by, at=at)
    if is_dry_run:
        raise DryRun(assessment.reference)
    return assessment


@transaction.atomic
def confirm_import(
    *, assessment: Assessment, answers: Answers, versions: Mapping[str, int], by: User, at: dt.datetime
) -> list[str]:
    """Stores what differs in `answers`, all or nothing; returns the keys of the indicators that changed.

    `versions`: what was stored when the difference was shown. Raises Stale if any of it has changed since,
    AnswerLocked once the assessment is no draft.
    """
    current = lock(assessment)
    if versions_of(current, answers) != dict(versions):
        raise Stale(current)
    changed = difference(load_edition(current.edition), answers_of(current), answers).keys
    return save_answers(assessment=current, answers={key: answers[key] for key in changed}, by=by, at=at)
