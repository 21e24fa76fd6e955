"""Creates all demo data in the database; existing data stay as they are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from assessments.demo.carrying_out import carry_out
from assessments.demo.cohort.clusters import cohort
from assessments.demo.drafts import PIHKASAARI, TERVASELKA
from assessments.demo.haukikoski import HAUKIKOSKI
from assessments.demo.kuhajoki import KUHAJOKI
from assessments.demo.people import LOGINS, Cast
from assessments.demo.ruislahti import RUISLAHTI
from assessments.demo.shapes import DEMO_TODAY, moment
from assessments.demo.underway import underway


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
    compared = sum(carry_out(cluster, cast) for cluster in cohort())
    shown = (KUHAJOKI, TERVASELKA, HAUKIKOSKI, PIHKASAARI, RUISLAHTI, *underway())
    seeded = Seeded(shown=sum(carry_out(cluster, cast) for cluster in shown), compared=compared)
    cast.start_mail(read_before=moment(DEMO_TODAY - dt.timedelta(days=30)))
    return seeded
