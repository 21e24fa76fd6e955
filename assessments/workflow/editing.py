"""Refusing a change that was made to something other than what stands."""

from __future__ import annotations

from typing import Any


class Stale(Exception):
    """Somebody else changed it after the person had read it. `current` is what stands now."""

    def __init__(self, current: Any) -> None:
        super().__init__(f"{current} was changed meanwhile")
        self.current = current


def is_stale(based_on: int | str | None, version: int | str) -> bool:
    """Whether a change is based on another version than the one that stands.

    A version is a number that rises with each change, or a mark of the content. None: whatever stands may be replaced.
    """
    return based_on is not None and based_on != version
