"""Takes a portable answer file into an organisation's draft, whole or not at all."""

from __future__ import annotations

import datetime as dt
import re

from django.db import transaction

from assessments.models import Assessment, Organisation, User
from assessments.workflow.answering import answers_of, store_answers
from assessments.workflow.organising import register_organisation, start_assessment, update_organisation
from criteria.answer_file import AnswerFile

SLUG = re.compile(r"[-a-zA-Z0-9_]{1,80}")


class NoSuchOrganisation(Exception):
    """There is no organisation of that slug, and none is to be made."""


class UnusableSlug(Exception):
    """The slug of an organisation that is to be made cannot stand in an address."""


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
    NoSuchOrganisation, UnusableSlug, NoOpenDraft, or DryRun after a trial.
    """
    profile = {key: value for key, value in file.organisation.items() if key != "slug"}
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        if not may_create:
            raise NoSuchOrganisation(slug)
        if not SLUG.fullmatch(slug):
            raise UnusableSlug(slug)
        profile = {"name": slug, "country": "", **profile}
        organisation = register_organisation(profile=profile, by=by, at=at, slug=slug)
    elif profile:
        organisation = update_organisation(organisation=organisation, profile=profile, by=by, at=at)
    assessment = start_assessment(organisation=organisation, by=by, at=at)
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
