"""Doing once what is sent twice: by a double click, or by a browser that asks again."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db.models import Model, QuerySet

# Whoever sends the very same words again within this time means them once.
SAME_WITHIN: Final = dt.timedelta(minutes=10)


def done_before[Row: Model](rows: QuerySet[Row], moment: str, *, at: dt.datetime, **same: Any) -> Row | None:
    """The newest of `rows` with the `same` values that was made at about the same time as `at`; None if there is none.

    `moment` is the field that holds when a row was made. Of two requests at once the later one may have been first at
    the lock, so the row may also be a little younger than `at`. The caller holds a lock that the other request waits
    for.
    """
    about = {f"{moment}__range": (at - SAME_WITHIN, at + SAME_WITHIN)}
    return rows.filter(**same, **about).order_by("-pk").first()
