"""Where a person is signed in: the browser, the device and the last use of each of their sessions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from assessments.models import Session, User

# Under this key a session keeps how the browser named itself when somebody signed in.
DEVICE: Final = "device"
DEVICE_LENGTH: Final = 300
# The first that a name contains counts: others call themselves Chrome or Safari too.
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
    """One session of a person. `last_used` is exact to some minutes, because not every request is noted."""

    device: str
    last_used: dt.datetime
    is_this_one: bool


def device_words(user_agent: str) -> str:
    """The browser and the device that an HTTP User-Agent names, in the language in force."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")


def sessions_of(user: User, key: str | None, *, at: dt.datetime) -> list[SignedIn]:
    """Where `user` is signed in, the latest use first; `key` is that of the session that asks. One query."""
    idle = dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return [
        SignedIn(device_words(session.device), session.expire_date - idle, session.session_key == key)
        for session in Session.objects.filter(user=user, expire_date__gt=at).order_by("-expire_date")
    ]
