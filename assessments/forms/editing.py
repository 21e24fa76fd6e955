"""Editing what others may edit too: what a person saw, what they typed, and what stands now."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField

from assessments.queries.marks import mark_of
from assessments.workflow.editing import Stale

# The name under which a page sends what its reader had in view. The page writes it itself and no form has a field for
# it: after a conflict it is not what came in.
VERSION: Final = "version"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person had in view: the stored version (0: there was none), and a mark of what it said.

    `own`: the version of the cluster's own answer beside it, where there is one.

    The mark tells what was typed from what was only there, so that saving a page that somebody did not touch never
    takes back what a colleague changed meanwhile.
    """

    version: int
    mark: str = ""
    own: int | None = None

    def __str__(self) -> str:
        return f"{self.version}.{self.mark}" + ("" if self.own is None else f".{self.own}")


def read_seen(text: str) -> Seen:
    """What `str(Seen)` wrote; version 0 with an empty mark if it is damaged, which counts as nothing seen."""
    version, _dot, rest = text.partition(".")
    mark, _dot, own = rest.partition(".")
    if not _is_number(version):
        return Seen(0)
    return Seen(int(version), mark, int(own) if _is_number(own) else None)


def _is_number(text: str) -> bool:
    return text.isdecimal() and text.isascii()


def posted_seen(form: forms.Form) -> Seen:
    """What the person who sent `form` had in view."""
    return read_seen(form.data.get(form.add_prefix(VERSION), ""))


def faults_of(form: forms.Form) -> Iterator[tuple[BoundField, str]]:
    """Each fault of a form with its field."""
    return ((field, str(error)) for field in form for error in field.errors)


class Edit[Current](ABC):
    """Something stored that several people may change, on the page of one of them.

    `name` tells it from others on the page. `shown` is what the page says its reader has seen. `conflict` is what
    somebody else stored meanwhile; what was typed stays in the form.
    """

    form: forms.Form
    shown: Seen
    conflict: Current | None = None

    @property
    @abstractmethod
    def name(self) -> str: ...

    @property
    @abstractmethod
    def typed(self) -> Any:
        """What was typed into the valid form, as JSON can hold it and `seen_of` marks it."""

    @abstractmethod
    def seen_of(self, current: Current) -> Seen:
        """What somebody has seen who reads `current`."""

    def is_valid(self) -> bool:
        """Whether what was typed can be stored; faults stand at their fields."""
        return self.form.is_valid()

    @property
    def is_untouched(self) -> bool:
        """Whether the valid form says only what its page showed."""
        return mark_of(self.typed) == posted_seen(self.form).mark

    @property
    def faults(self) -> Iterator[tuple[BoundField, str]]:
        """Each fault with its field."""
        return faults_of(self.form)

    @property
    def status(self) -> int:
        """The HTTP status of a page that says why it was not saved and keeps what was typed."""
        return 422 if self.conflict is None else 409

    def attempt(self, store: Callable[[Seen], bool]) -> bool:
        """Stores what was typed if it is valid and was touched. False after faults, or a conflict: nothing is stored.

        `store` gets what the person had in view, says whether anything changed, and raises Stale.
        """
        is_valid = self.is_valid()
        # What somebody else stored meanwhile has not been seen: what is typed next must meet it as a conflict.
        self.shown = seen = posted_seen(self.form)
        if not is_valid:
            return False
        if self.is_untouched:
            return True
        try:
            is_changed = store(seen)
        except Stale as stale:
            self.conflict = stale.current
            # Saving once more is then a choice made with both in view.
            self.shown = self.seen_of(stale.current)
            return False
        if is_changed:
            self.shown = replace(seen, version=seen.version + 1, mark=mark_of(self.typed))
        return True
