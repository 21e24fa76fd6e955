"""Refuses changes that were based on an outdated version."""

from __future__ import annotations

from typing import Any


class Stale(Exception):
    """Somebody else changed it after the person read it. `current` is the stored state."""

    def __init__(self, current: Any) -> None:
        super().__init__(f"{current} was changed meanwhile")
        self.current = current


def is_stale(based_on: int | str | None, version: int | str) -> bool:
    """Whether a change is based on a version other than the stored one.

    A version is a number that increases with each change, or a mark of the content. None means that any version may be
    replaced.
    """
    return based_on is not None and based_on != version
