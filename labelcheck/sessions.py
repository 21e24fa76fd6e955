"""Sessions that end when nobody has used them for a while, and of which everybody sees their own."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

from assessments.models import Session
from assessments.queries.sessions import DEVICE

# A session is written anew at most so often, so that not every request writes.
RENEWED_AFTER: Final = dt.timedelta(minutes=10)


class SessionStore(db.SessionStore):
    """A session in the database. Each use puts off its end, so that SESSION_COOKIE_AGE is how long it may lie idle."""

    @classmethod
    def get_model_class(cls) -> Any:
        """Our own table of sessions."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row of this session, which says whose it is."""
        row: Any = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        row.device = data.get(DEVICE, "")
        return row

    def load(self) -> dict[str, Any]:
        """The session's data; marked for saving if its end is to be put off."""
        stored = self._get_session_from_db()  # type: ignore[attr-defined]
        if stored is None:
            return {}
        data: dict[str, Any] = self.decode(stored.session_data)
        idle = dt.timedelta(seconds=self.get_session_cookie_age()) - (stored.expire_date - timezone.now())
        if idle > RENEWED_AFTER:
            self.modified = True
        return data
