"""The browser on this machine that tests and measurements drive."""

from __future__ import annotations

import shutil
from typing import Final

# Debian's Chromium, the one without windows first: it opens a page with a quarter of the effort.
BROWSERS: Final = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def find_browser() -> str | None:
    """The path of a Chromium; None if there is none."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)
