"""Creates all demo data in the database; existing data stay as they are."""

from __future__ import annotations

import datetime as dt
from collections import deque
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from assessments.demo.carrying_out import carry_out
from assessments.demo.cohort.clusters import cohort
from assessments.demo.consultations import ask_clusters
from assessments.demo.drafts import PIHKASAARI, TERVASELKA
from assessments.demo.haukikoski import HAUKIKOSKI
from assessments.demo.kuhajoki import KUHAJOKI
from assessments.demo.people import LOGINS, Cast
from assessments.demo.public import show_in_public
from assessments.demo.ruislahti import RUISLAHTI
from assessments.demo.shapes import DEMO_TODAY, moment
from assessments.demo.underway import underway
from assessments.models import CohortEntry
from assessments.workflow.releasing import make_release
from criteria.loader import current_edition

# The days on which comparison figures were published: twice while clusters were assessed, and at the end.
EARLIER_RELEASES: Final = (dt.date(2024, 9, 30), dt.date(2025, 9, 1))
LATEST_RELEASE: Final = dt.date(2026, 9, 21)


@dataclass(frozen=True, slots=True)
class Seeded:
    """How many assessments were added: those in various states, and finished ones to compare with."""

    shown: int
    compared: int


@transaction.atomic
def seed() -> Seeded:
    """Creates the demo people, clusters and assessments that are missing."""
    cast = Cast()
    for person in LOGINS:
        cast.user(person)
    edition, clusters = current_edition(DEMO_TODAY), deque(cohort())
    is_new = not CohortEntry.objects.exists()
    compared = 0
    for day in EARLIER_RELEASES:
        while clusters and (decided := clusters[0].assessments[0].calendar.decided) and decided < day:
            compared += carry_out(clusters.popleft(), cast)
        if is_new:
            make_release(edition=edition, by=None, at=moment(day))
    compared += sum(carry_out(cluster, cast) for cluster in clusters)
    shown = (KUHAJOKI, TERVASELKA, HAUKIKOSKI, PIHKASAARI, RUISLAHTI, *underway())
    seeded = Seeded(shown=sum(carry_out(cluster, cast) for cluster in shown), compared=compared)
    if is_new:
        make_release(edition=edition, by=None, at=moment(LATEST_RELEASE))
        show_in_public(cast)
        ask_clusters(cast)
    cast.start_mail(read_before=moment(DEMO_TODAY - dt.timedelta(days=30)))
    return seeded
