"""Cleaning of text: what is removed, what is kept, and that cleaning is idempotent."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.text import (
    IDENTITY_LENGTH,
    address_part,
    clean_line,
    clean_text,
    identity,
    is_visible,
    opening_sentences,
    searchable,
    text_length,
)

TRICKY = (
    "\u200b\u200c\u200d\u200e\u200f\u00ad\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2069"
    "\u2028\x0b\x85\r\n\t\u3164\ufe0f\u0301אב é"
)
# All code points that Unicode calls "default ignorable": nothing is shown for them.
IGNORABLE = "".join(
    chr(code)
    for first, last in (
        (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
        (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
        (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    )
    for code in range(first, last + 1)
)  # fmt: skip
ANY_TEXT = st.text(st.one_of(st.characters(codec=None), st.sampled_from(TRICKY)))


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  a  ", "a"),
        (
            "one\u2028two\u2029three\x0bfour\x0cfive\x85six\r\nseven\reight",
            "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight",
        ),
        ("klus\u00adteri", "klusteri"),
        ("\ufeffname\u200b", "name"),
        ("Pa\u0308ija\u0308nne", "Päijänne"),
        ("a\x00b\x07c\x7fd", "abcd"),
        ("half \ud83d of a pair", "half  of a pair"),
        ("\u200b \u2060\u00ad\ufeff", ""),
        ("\u3164\u2800", ""),
        # An unclosed direction control would reverse the rest of the page; a closed one is needed for a word.
        ("left\u202eright", "leftright"),
        ("closed \u2067שלום\u2069 again", "closed \u2067שלום\u2069 again"),
        ("over the end \u2067of\na line\u2069", "over the end of\na line"),
        ("plain\u200f", "plain"),
        ("שלום\u200f!", "שלום\u200f!"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("loose\u200d joiner\u200c", "loose joiner"),
    ],
)
def test_what_is_stored_of_a_text(raw: str, cleaned: str) -> None:
    assert clean_text(raw) == cleaned


def test_a_line_has_no_breaks_and_single_spaces() -> None:
    assert clean_line(" Marine\u00a0 Demo\r\nCluster\t") == "Marine Demo Cluster"


@pytest.mark.parametrize(("text", "length"), [("", 0), ("ab\nc", 4), ("äö", 2), ("🐟", 2)])
def test_length_is_counted_as_browsers_do(text: str, length: int) -> None:
    assert text_length(text) == length == len(text.encode("utf-16-le")) // 2


@given(raw=ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(raw: str) -> None:
    cleaned, line = clean_text(raw), clean_line(raw)
    assert (clean_text(cleaned), clean_line(line), clean_text(line)) == (cleaned, line, line)


@given(raw=ANY_TEXT)
def test_whatever_is_written_can_be_stored_and_seen(raw: str) -> None:
    cleaned = clean_text(raw)
    assert cleaned.encode().decode() == cleaned == unicodedata.normalize("NFC", cleaned)
    assert cleaned == "" or is_visible(cleaned)
    assert not set(cleaned) & set("\r\x0b\u2028\u200b\ufeff\u00ad\x00")


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("Päijänne & Ääniö", "paijanne-aanio"),
        ("Großes Netz 4.0", "grosses-netz-4-0"),
        ("Łódź Ålesund Ø", "lodz-alesund-o"),
        ("Ενέργεια", "energeia"),
        ("Кластър", "klastr"),
        ("ენერგეტიკის კლასტერი", "energetikis-klasteri"),
        (" –„“ ", ""),
        ("cluster", "cluster"),
    ],
)
def test_the_part_of_an_address_is_written_in_latin_letters(name: str, part: str) -> None:
    assert address_part(name) == part


@given(name=ANY_TEXT)
def test_the_part_of_an_address_stands_in_any_address(name: str) -> None:
    assert re.fullmatch("([a-z0-9]+(-[a-z0-9]+)*)?", address_part(name))


@pytest.mark.parametrize(
    "name",
    [
        "Marine Demo",
        "MARINE DEMO",
        "Marine  Demo",
        "Ｍarine\u00a0Demo ",
        " Marine\u200b  demo (H8)",
        "marine\tdemo (2024)",
    ],
)
def test_spellings_of_one_name_have_one_identity(name: str) -> None:
    assert identity(name) == "marine demo"


def test_what_nobody_sees_is_blank_alone_and_makes_no_other_name() -> None:
    blank = IGNORABLE + "\u2800\U00016fe4\U0001d159"
    assert [character for character in (*blank, IGNORABLE, blank) if clean_text(character)] == []
    assert [character for character in blank if identity(f"Mari{character}ne Demo") != "marine demo"] == []


@pytest.mark.parametrize(("one", "another"), [("Straße", "STRASSE"), ("Päijänne", "Pa\u0308IJA\u0308NNE"), ("ﬁ", "FI")])
def test_identity_folds_case_and_forms_of_unicode(one: str, another: str) -> None:
    assert identity(one) == identity(another)


def test_all_of_a_text_can_be_searched() -> None:
    assert searchable("\u200bÖljy " * 200 + "(2024)") == "öljy " * 200 + "(2024)"


def test_an_identity_fits_its_column_and_an_index() -> None:
    assert identity("ß" * 200) == "ss" * 200
    assert len(identity("\ufdfa" * 200)) == IDENTITY_LENGTH


@given(name=ANY_TEXT, form=st.sampled_from(["NFC", "NFD"]), space=st.sampled_from(["  ", "\u00a0", "\u2003", "\n"]))
def test_forms_and_spaces_make_no_other_identity(name: str, form: Literal["NFC", "NFD"], space: str) -> None:
    spelled = unicodedata.normalize(form, clean_line(name)).replace(" ", space)
    assert identity(spelled) == identity(clean_line(name))


@pytest.mark.parametrize(
    ("text", "length", "opening"),
    [
        ("", 10, ""),
        ("One. Two.", 9, "One. Two."),
        ("One. Two.", 8, "One."),
        ("One. Two. Three.", 9, "One. Two."),
        ("Some 9.5 t, e.g. of rye, were sold. More next year.", 40, "Some 9.5 t, e.g. of rye, were sold."),
        ("A sentence that is too long. Short.", 20, ""),
        ("no end at all", 5, ""),
    ],
)
def test_a_text_is_shortened_to_whole_sentences(text: str, length: int, opening: str) -> None:
    assert opening_sentences(text, length) == opening
