"""Copies of data as one JSON text in pieces, so that they can be streamed however long they are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet


def json_text(value: Any) -> str:
    """The value as JSON."""
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def json_part(name: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A further key of an object, with a list of rows, one per line."""
    yield f',\n"{name}": ['
    for number, row in enumerate(rows):
        yield (",\n" if number else "\n") + json_text(row)
    yield "]"


def rows_of(found: QuerySet[Any], columns: Iterable[str], short: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The columns of each row, under their `short` names if they have one."""
    for row in found.order_by("pk").values(*columns).iterator():
        yield {short.get(name, name): value for name, value in row.items()}
