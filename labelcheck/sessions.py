"""A session engine whose sessions expire when they are not used, and record their user and device."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

from assessments.models import Session
from assessments.queries.sessions import DEVICE

# The shortest time between two writes of a session's expiry, so that not every request writes.
RENEWED_AFTER: Final = dt.timedelta(minutes=10)


class SessionStore(db.SessionStore):
    """A session in the database. Each use extends it, so that it expires after SESSION_COOKIE_AGE without requests."""

    @classmethod
    def get_model_class(cls) -> Any:
        """The model of our own session table."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row of this session, with its user and device."""
        row: Any = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        row.device = data.get(DEVICE, "")
        return row

    def load(self) -> dict[str, Any]:
        """The session's data; marks the session as modified if its expiry is to be extended."""
        stored = self._get_session_from_db()  # type: ignore[attr-defined]
        if stored is None:
            return {}
        data: dict[str, Any] = self.decode(stored.session_data)
        idle = dt.timedelta(seconds=self.get_session_cookie_age()) - (stored.expire_date - timezone.now())
        if idle > RENEWED_AFTER:
            self.modified = True
        return data
