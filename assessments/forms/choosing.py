"""Choices among rows, in the order of the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Model
from django.forms.models import ModelChoiceIterator

from criteria.reader import language
from criteria.sorting import sort_key


class _InOrder(ModelChoiceIterator[Any]):
    """The options by their labels; all of them are read, for there are as many as one page shows."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from sorted(map(self.choice, self.queryset), key=lambda option: sort_key(str(option[1]), language()))


class SortedModelChoiceField[Row: Model](forms.ModelChoiceField[Row]):
    """A choice of one row, such as a person, by its label."""

    iterator = _InOrder
