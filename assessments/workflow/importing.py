"""Imports a portable answer file into an organisation's draft, all of it or nothing."""

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
    """There is no organisation with that slug, and none is to be created."""


class UnusableSlug(Exception):
    """The slug of the organisation to be created cannot be used in a URL."""


class NoCountry(Exception):
    """The file does not state the country of the organisation to be created."""


class NoOpenDraft(Exception):
    """The organisation's open assessment has been submitted; its answers are frozen."""


class OtherEdition(Exception):
    """The organisation's draft is about another edition than the file."""


class DryRun(Exception):
    """Ends a dry run and rolls everything back. `reference` is that of the assessment it would have changed."""

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.reference = reference


@transaction.atomic
def import_answers(
    *, file: AnswerFile, slug: str, may_create: bool, is_dry_run: bool, by: User | None, at: dt.datetime
) -> Assessment:
    """Stores the answers of `file` in the draft of the organisation `slug`, creating what is missing.

    Answers that are not in the file stay unchanged; the organisation's profile is updated from the file. Raises
    NoSuchOrganisation, UnusableSlug, NoCountry, NoOpenDraft, OtherEdition, or DryRun after a dry run.
    """
    profile = {key: value for key, value in file.organisation.items() if key != "slug"}
    # Locked first, as in every change of an assessment: if it is submitted meanwhile, it is frozen once the lock is
    # granted.
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
    if assessment.edition != file.edition:
        raise OtherEdition(assessment.edition)
    store_answers(assessment=assessment, answers=file.answers, by=by, at=at)
    if is_dry_run:
        raise DryRun(assessment.reference)
    return assessment


@transaction.atomic
def confirm_import(
    *, assessment: Assessment, answers: Answers, versions: Mapping[str, int], by: User, at: dt.datetime
) -> list[str]:
    """Stores the differences in `answers`, all or nothing; returns the keys of the indicators that changed.

    `versions` are those stored when the differences were shown. Raises Stale if any has changed since, AnswerLocked if
    the assessment is no longer a draft.
    """
    current = lock(assessment)
    if versions_of(current, answers) != dict(versions):
        raise Stale(current)
    changed = difference(load_edition(current.edition), answers_of(current), answers).keys
    return save_answers(assessment=current, answers={key: answers[key] for key in changed}, by=by, at=at)
