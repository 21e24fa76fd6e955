"""Sorting names by the reader's language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.countries import countries
from criteria.sorting import sort_key

NAMES = ["Öljy", "Zeta", "Åland", "Ähtäri", "Aland", "ähky", "Oslo", "Övik", "Yrjö", "Ülo", "Vaasa", "Łódź", "Lund"]
ENGLISH = "Ähky Ähtäri Aland Åland Łódź Lund Öljy Oslo Övik Ülo Vaasa Yrjö Zeta"
NORDIC = "Aland Łódź Lund Oslo Vaasa Ülo Yrjö Zeta Åland ähky Ähtäri Öljy Övik"


@pytest.mark.parametrize(
    ("language", "in_order"),
    [("en", ENGLISH.replace("Ähky", "ähky")), ("fi", NORDIC), ("sv", NORDIC), ("sv-fi", NORDIC)],
)
def test_letters_are_sorted_by_the_readers_language(language: str, in_order: str) -> None:
    assert " ".join(sorted(NAMES, key=lambda name: sort_key(name, language))) == in_order


def test_other_scripts_are_sorted_by_their_transcription() -> None:
    names = ["Zinc", "Ενέργεια", "Кластър", "Alpha", "ენერგია"]
    assert sorted(names, key=lambda name: sort_key(name, "en")) == ["Alpha", "Ενέργεια", "ენერგია", "Кластър", "Zinc"]


def test_countries_by_name() -> None:
    def named(language: str) -> list[str]:
        return sorted((c.label.in_language(language) for c in countries()), key=lambda name: sort_key(name, language))

    assert named("sv")[-3:] == ["Åland", "Österrike", "Östtimor"]
    assert named("en")[:3] == ["Afghanistan", "Åland Islands", "Albania"]
    assert (named("fi")[0], named("fi")[-1]) == ("Afganistan", "Zimbabwe")


@given(names=st.lists(st.text("aAåÅäÄöüzZsß1 γγΓж\u0308-")), language=st.sampled_from(["en", "fi", "sv", "de"]))
def test_the_order_is_the_same_whatever_the_order_before(names: list[str], language: str) -> None:
    backwards = names[::-1]
    in_order = sorted(names, key=lambda name: sort_key(name, language))
    assert sorted(backwards, key=lambda name: sort_key(name, language)) == in_order
