"""Editing what others may edit too: what a person saw, what they typed, and what is stored."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField

from assessments.models import User
from assessments.queries.marks import mark_of
from assessments.workflow.editing import Stale

# The name of the field that holds what the reader saw. The page writes it and no form declares it, because after a
# conflict it differs from the submitted value.
VERSION: Final = "version"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person saw: the stored version (0: there was none), and a mark (hash) of its content.

    `own` is the version of the cluster's own answer shown beside it, if any. The mark distinguishes input from content
    that was only displayed, so that saving an untouched page never reverts a colleague's change.
    """

    version: int
    mark: str = ""
    own: int | None = None

    def __str__(self) -> str:
        return f"{self.version}.{self.mark}" + ("" if self.own is None else f".{self.own}")


def read_seen(text: str) -> Seen:
    """Parses `str(Seen)`. If it is damaged, returns version 0 with an empty mark, which means that nothing was seen."""
    version, _dot, rest = text.partition(".")
    mark, _dot, own = rest.partition(".")
    if not _is_number(version):
        return Seen(0)
    return Seen(int(version), mark, int(own) if _is_number(own) else None)


def _is_number(text: str) -> bool:
    return text.isdecimal() and text.isascii()


def posted_seen(form: forms.BaseForm) -> Seen:
    """What the person who submitted `form` saw."""
    return read_seen(form.data.get(form.add_prefix(VERSION), ""))


def faults_of(form: forms.BaseForm) -> Iterator[tuple[BoundField, str]]:
    """Each error of a form with its field."""
    return ((field, str(error)) for field in form for error in field.errors)


class Edit[Current](ABC):
    """A form for something stored that several people may change.

    `name` identifies it on the page. `shown` is what the page states as seen by its reader. `conflict` is what somebody
    else stored in the meantime; the input stays in the form.
    """

    form: forms.BaseForm
    shown: Seen
    conflict: Current | None = None

    @property
    @abstractmethod
    def name(self) -> str: ...

    @property
    @abstractmethod
    def typed(self) -> Any:
        """The input of the valid form as JSON-serialisable content, like the one that `seen_of` marks."""

    @abstractmethod
    def seen_of(self, current: Current) -> Seen:
        """The Seen of a person who reads `current`."""

    @property
    def changed_by(self) -> User | None:
        """Who stored the conflict: the same person, in another tab or on another device, is told so."""
        return getattr(self.conflict, "updated_by", None)

    @property
    def changed_at(self) -> dt.datetime | None:
        """When the conflict was stored."""
        return getattr(self.conflict, "updated_at", None)

    def is_valid(self) -> bool:
        """Whether the input can be stored; errors are shown at their fields."""
        return self.form.is_valid()

    @property
    def is_untouched(self) -> bool:
        """Whether the valid form contains only what its page showed."""
        return mark_of(self.typed) == posted_seen(self.form).mark

    @property
    def faults(self) -> Iterator[tuple[BoundField, str]]:
        """Each error with its field."""
        return faults_of(self.form)

    @property
    def status(self) -> int:
        """The HTTP status of the page if it was not saved: 422 for errors, 409 for a conflict."""
        return 422 if self.conflict is None else 409

    def attempt(self, store: Callable[[Seen], bool]) -> bool:
        """Stores the input if it is valid and was changed. Returns False, and stores nothing, for errors or a conflict.

        `store` takes what the person saw, returns whether anything changed, and raises Stale.
        """
        is_valid = self.is_valid()
        # Changes by others have not been seen: further input must still conflict with them.
        self.shown = seen = posted_seen(self.form)
        if not is_valid:
            return False
        if self.is_untouched:
            return True
        try:
            is_changed = store(seen)
        except Stale as stale:
            self.conflict = stale.current
            # Saving again is then a deliberate choice after seeing both.
            self.shown = self.seen_of(stale.current)
            return False
        if is_changed:
            self.shown = replace(seen, version=seen.version + 1, mark=mark_of(self.typed))
        return True
