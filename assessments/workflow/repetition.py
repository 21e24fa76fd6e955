"""Detects requests that are sent twice, by a double click or by a browser that repeats a request."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db.models import Model, QuerySet

# The same content sent again within this time is meant only once.
SAME_WITHIN: Final = dt.timedelta(minutes=10)


def done_before[Row: Model](rows: QuerySet[Row], moment: str, *, at: dt.datetime, **same: Any) -> Row | None:
    """The newest of `rows` with the values `same` that was created at about the time `at`; None if there is none.

    `moment` is the field with a row's creation time. Of two concurrent requests, the later one may have got the lock
    first, so the row may also be slightly newer than `at`. The caller must hold a lock for which the other request
    waits.
    """
    about = {f"{moment}__range": (at - SAME_WITHIN, at + SAME_WITHIN)}
    return rows.filter(**same, **about).order_by("-pk").first()
