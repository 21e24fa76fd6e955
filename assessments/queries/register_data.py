"""Labels of the public register as data: the same facts in every file and at every address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse

from assessments.models import HistoricalLabel, Label, Organisation
from assessments.queries.json_stream import json_part, json_text
from assessments.queries.labels import label_address, state_of_label
from assessments.queries.register import (
    HISTORICAL,
    FoundLabels,
    RegisterState,
    historical_of_cluster,
    labels_of_cluster,
)
from assessments.queries.register_content import PageContent, Story


@dataclass(frozen=True, slots=True)
class LabelRecord:
    """A label. One that another source lists has the state "historical", and of the rest only what that source says.

    `cluster` is the last part of the addresses of its cluster, `fields` are keys of technology fields (in a label of
    another source, its own words), `dated` is what another source says about its time.
    """

    number: str
    state: RegisterState
    state_on: dt.date
    level: str
    organisation: str
    country: str
    is_fictional: bool = False
    cluster: str = ""
    fields: tuple[str, ...] = ()
    issuer: str = ""
    edition: str = ""
    interview_month: str | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    renewable_until: dt.date | None = None
    suspended_on: dt.date | None = None
    withdrawn_on: dt.date | None = None
    withdrawal_reason: str = ""
    renewed_by: str | None = None
    address: str = ""
    dated: str = ""
    source: str = ""

    @property
    def portable(self) -> dict[str, Any]:
        """The record in a form that JSON can hold."""
        return {name: getattr(self, name) for name in COLUMNS}


COLUMNS: Final = tuple(column.name for column in fields(LabelRecord))


def label_record(label: Label, day: dt.date) -> LabelRecord:
    """A label of this register as data, with its state on `day`."""
    owner = label.organisation
    return LabelRecord(
        number=label.number,
        state=state_of_label(label, day),
        state_on=day,
        level=label.level,
        organisation=owner.name,
        country=owner.country,
        is_fictional=owner.is_fictional,
        cluster=owner.slug,
        fields=tuple(owner.portfolios),
        issuer=label.issuer,
        edition=label.assessment.edition,
        interview_month=f"{label.interview_on:%Y-%m}" if label.interview_on else None,
        valid_from=label.valid_from,
        valid_until=label.valid_until,
        renewable_until=label.renewable_until,
        suspended_on=label.suspended_on,
        withdrawn_on=label.withdrawn_on,
        withdrawal_reason=label.state_reason if label.withdrawn_on else "",
        renewed_by=label.renewed_by.number if label.renewed_by_id and label.renewed_by else None,
        address=label_address(label),
    )


def historical_record(label: HistoricalLabel, day: dt.date) -> LabelRecord:
    """A label of another source as data. Nobody here knows its state."""
    return LabelRecord(
        number="",
        state=HISTORICAL,
        state_on=day,
        level=label.level,
        organisation=label.name,
        country=label.country,
        fields=(label.portfolio,) if label.portfolio else (),
        valid_until=label.valid_until,
        dated=label.dated,
        source=label.source,
    )


def record_of(label: Label | HistoricalLabel, day: dt.date) -> LabelRecord:
    """A label of either kind as data."""
    return historical_record(label, day) if isinstance(label, HistoricalLabel) else label_record(label, day)


@dataclass(frozen=True, slots=True)
class ClusterRecord:
    """A cluster with what it has published, and with all its labels, the latest first, and then those of other sources.

    `texts` are the published texts by part and language; `address` is that of its page.
    """

    cluster: str
    organisation: str
    country: str
    is_fictional: bool
    fields: tuple[str, ...]
    website: str
    texts: Mapping[str, Mapping[str, str]]
    stories: tuple[Story, ...]
    labels: tuple[LabelRecord, ...]
    address: str


def cluster_record(organisation: Organisation, content: PageContent | None, day: dt.date) -> ClusterRecord:
    """A cluster as data, with `content` as what it publishes. Two queries."""
    found: list[Label | HistoricalLabel] = [*labels_of_cluster(organisation), *historical_of_cluster(organisation)]
    return ClusterRecord(
        cluster=organisation.slug,
        organisation=organisation.name,
        country=organisation.country,
        is_fictional=organisation.is_fictional,
        fields=tuple(organisation.portfolios),
        website=content.website if content else "",
        texts=content.texts if content else {},
        stories=content.stories if content else (),
        labels=tuple(record_of(label, day) for label in found),
        address=cluster_address(organisation),
    )


def cluster_address(organisation: Organisation) -> str:
    """The public address of the page of a cluster."""
    address: str = settings.SITE_ADDRESS + reverse("register_cluster", args=[organisation.slug])
    return address


def table_of_labels(found: FoundLabels, day: dt.date) -> Iterator[list[str]]:
    """The labels as rows of a table, the first with the names of its columns."""
    yield list(COLUMNS)
    for label in found.iterator():
        yield [_cell(value) for value in record_of(label, day).portable.values()]


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)


def labels_as_json(found: FoundLabels, day: dt.date) -> Iterator[str]:
    """The labels as pieces of one JSON text."""
    yield '{"register": ' + json_text(settings.SITE_ADDRESS) + ', "day": ' + json_text(day)
    yield from json_part("labels", (record_of(label, day).portable for label in found.iterator()))
    yield "\n}\n"


def latest_changes(labels: QuerySet[Label], most: int) -> list[tuple[dt.date, Label]]:
    """The labels that were awarded, suspended or withdrawn last, each with the day."""
    awarded = TruncDate("assessment__decided_at")
    found = labels.annotate(changed_on=Coalesce("withdrawn_on", "suspended_on", awarded, "valid_from"))
    return [(label.changed_on, label) for label in found.order_by("-changed_on", "-pk")[:most]]
