"""The sessions of a user: browser, device and last use."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from assessments.models import Session, User

# The session key that holds the User-Agent header sent at sign-in.
DEVICE: Final = "device"
DEVICE_LENGTH: Final = 300
# The first match decides, because other browsers also call themselves Chrome or Safari.
BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One session of a user. `last_used` is accurate to some minutes, because not every request updates it."""

    device: str
    last_used: dt.datetime
    is_this_one: bool


def device_words(user_agent: str) -> str:
    """The browser and device named in a User-Agent header, in the active language."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")


def sessions_of(user: User, key: str | None, *, at: dt.datetime) -> list[SignedIn]:
    """The sessions of `user`, the last used first; `key` is that of the current session. One query."""
    idle = dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return [
        SignedIn(device_words(session.device), session.expire_date - idle, session.session_key == key)
        for session in Session.objects.filter(user=user, expire_date__gt=at).order_by("-expire_date")
    ]
