"""Editing what others may edit too, with a form and a store made for the test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django import forms
from django.http import QueryDict

from assessments.forms.editing import Edit, Seen, posted_seen, read_seen
from assessments.queries.marks import mark_of
from assessments.workflow.editing import Stale, is_stale


class NoteForm(forms.Form):
    text = forms.CharField(max_length=9)


@dataclass
class Note:
    """The stored note, which several people may edit."""

    text: str = ""
    version: int = 0

    def write(self, text: str, based_on: int) -> bool:
        if text == self.text:
            return False
        if is_stale(based_on, self.version):
            raise Stale(self)
        self.text, self.version = text, self.version + 1
        return True


@dataclass
class NoteEdit(Edit[Note]):
    form: NoteForm
    shown: Seen

    name = "note"

    @property
    def typed(self) -> Any:
        return self.form.cleaned_data["text"]

    def seen_of(self, current: Note) -> Seen:
        return seen(current)


def seen(note: Note) -> Seen:
    return Seen(note.version, mark_of(note.text))


def send(note: Note, text: str, version: object) -> tuple[bool, NoteEdit]:
    """What a page does with submitted input: whether it is saved, and what the page then shows."""
    data = QueryDict(mutable=True)
    data.update({"note-text": text, "note-version": str(version)})
    edit = NoteEdit(NoteForm(data, prefix="note"), seen(note))
    return edit.attempt(lambda seen: note.write(edit.typed, seen.version)), edit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.ab.7", Seen(3, "ab", 7)),
        ("3.ab", Seen(3, "ab")),
        ("3.", Seen(3)),
        ("3", Seen(3)),
        ("", Seen(0)),
        ("x.ab", Seen(0)),
        ("-1.ab", Seen(0)),
        ("\u0663.ab", Seen(0)),
        ("3.ab.x", Seen(3, "ab")),
    ],
)
def test_what_was_seen_is_read_as_it_was_written(text: str, expected: Seen) -> None:
    assert read_seen(text) == expected
    assert read_seen(str(expected)) == expected


def test_equal_contents_have_equal_marks() -> None:
    assert mark_of({"a": 1, "b": ["x"]}) == mark_of({"b": ["x"], "a": 1})
    assert mark_of(["ab", ""]) != mark_of(["a", "b"])


@pytest.mark.parametrize(
    ("based_on", "version", "expected"),
    [(None, 3, False), (3, 3, False), (2, 3, True), (0, 0, False), ("x", "y", True)],
)
def test_what_is_stale(based_on: int | str | None, version: int | str, expected: bool) -> None:
    assert is_stale(based_on, version) is expected


def test_a_form_that_was_not_sent_says_that_nothing_was_seen() -> None:
    assert posted_seen(NoteForm()) == Seen(0)


def test_what_is_stored_has_been_seen_by_whoever_typed_it() -> None:
    note = Note()
    is_saved, edit = send(note, "Mine", seen(note))
    assert (is_saved, edit.conflict, note) == (True, None, Note("Mine", 1))
    assert edit.shown == seen(note)


def test_a_page_that_nobody_touched_takes_nothing_back() -> None:
    note = Note("Old", 1)
    older = seen(note)
    note.write("Theirs", 1)
    is_saved, edit = send(note, "Old", older)
    assert (is_saved, edit.is_untouched, note.text) == (True, True, "Theirs")
    # The stored text has not been seen, so that further input conflicts with it.
    assert edit.shown == older


def test_a_conflict_stores_nothing_and_the_next_save_is_a_choice() -> None:
    note = Note("Old", 1)
    older = seen(note)
    note.write("Theirs", 1)
    is_saved, edit = send(note, "Mine", older)
    assert (is_saved, edit.conflict, edit.status, note.text) == (False, note, 409, "Theirs")
    assert edit.form["text"].value() == "Mine"
    is_saved, _edit = send(note, "Mine", edit.shown)
    assert (is_saved, note) == (True, Note("Mine", 3))


def test_typing_what_stands_already_is_no_conflict() -> None:
    note = Note("Old", 1)
    older = seen(note)
    note.write("Same", 1)
    is_saved, edit = send(note, "Same", older)
    assert (is_saved, edit.conflict, edit.shown, note.version) == (True, None, older, 2)


def test_a_corrected_fault_still_meets_what_somebody_else_stored() -> None:
    note = Note("Old", 1)
    older = seen(note)
    note.write("Theirs", 1)
    is_saved, edit = send(note, "Far too long", older)
    assert (is_saved, edit.status, edit.shown) == (False, 422, older)
    assert [(field.name, fault) for field, fault in edit.faults] == [
        ("text", "Ensure this value has at most 9 characters (it has 12).")
    ]
    is_saved, edit = send(note, "Mine", edit.shown)
    assert (is_saved, edit.status) == (False, 409)
