"""Sessions that end when nobody has used them for a while."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.contrib.sessions.backends import db
from django.utils import timezone

# A session is written anew at most so often, so that not every request writes.
RENEWED_AFTER: Final = dt.timedelta(minutes=10)


class SessionStore(db.SessionStore):
    """A session in the database. Each use puts off its end, so that SESSION_COOKIE_AGE is how long it may lie idle."""

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
