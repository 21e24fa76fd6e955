"""A language is only data: its wordings, plural forms, numbers and dates; English replaces what is missing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from criteria.countries import country_name, find_country
from criteria.definitions import PluralText, Text
from criteria.formatting import format_date, format_euro, format_measure, format_month, format_names, format_percent
from criteria.languages import FallbackText, is_language, put_together
from criteria.loader import load_edition, read_edition
from criteria.tables import CatalogueError
from criteria.wordings import missing_wordings

YEARS = PluralText(Text({"en": "year|years", "fi": "vuosi|vuotta", "lt": "metai|metai|metų|metų"}))


def test_a_text_is_found_by_language_region_and_then_in_english():
    text = Text({"en": "Age", "fi": "Ikä", "pt": "Idade", "pt-br": "Idade!"})
    shown = [text.in_language(language) for language in ("en", "fi-fi", "pt-br", "pt-pt", "sv")]
    assert shown == ["Age", "Ikä", "Idade!", "Idade", "Age"]
    assert [isinstance(wording, FallbackText) for wording in shown] == [False, False, False, False, True]
    assert text.find("sv") is None
    same = Text(dict(text.wordings))
    assert (text == same, len({text, same})) == (True, 1)


def test_what_a_person_wrote_is_shown_as_it_stands_in_every_language():
    text = Text.as_written("Kutsukaa koolle!")
    for language in ("en", "fi", "sv"):
        assert (text.in_language(language), type(text.in_language(language))) == ("Kutsukaa koolle!", str)


def test_a_fallback_is_marked_in_html_and_plain_everywhere_else():
    shown = Text({"en": "Fish & chips"}).in_language("sv")
    assert isinstance(shown, FallbackText)
    assert shown.__html__() == '<span lang="en">Fish &amp; chips</span> <small class="fallback">(engelska)</small>'
    assert [type(plain) for plain in (str(shown), f"{shown}", shown.upper(), " ".join([shown]))] == [str] * 4


def test_what_is_made_of_a_fallback_alone_is_one():
    fallback = Text({"en": "steps"}).in_language("sv")
    assert isinstance(put_together("2 · steps", fallback), FallbackText)
    assert type(put_together("2 · steg", "steg")) is str


@pytest.mark.parametrize(
    ("number", "language", "shown"),
    [
        (0, "en", "years"), (1, "en", "year"), (Decimal("1.00"), "en", "year"), (Decimal("0.5"), "en", "years"),
        (1, "fi", "vuosi"), (2, "fi", "vuotta"),
        (1, "lt", "metai"), (3, "lt", "metai"), (Decimal("0.5"), "lt", "metų"), (11, "lt", "metų"), (21, "lt", "metai"),
        (1, "ja", "year"), (2, "ja", "years"),
    ],
)  # fmt: skip
def test_a_plural_follows_the_rules_of_its_own_language(number, language, shown):
    assert YEARS.for_number(number, language) == shown
    assert isinstance(YEARS.for_number(number, language), FallbackText) is (language == "ja")


def test_numbers_dates_and_names_follow_the_language():
    space = "\u00a0"
    assert format_euro(1200, "sv") == f"1{space}200{space}€"
    assert format_percent(Decimal("62.5"), "de") == f"62,5{space}%"
    day = dt.date(2026, 3, 5)
    assert (format_date(day, "sv"), format_month(day, "sv")) == ("5 mars 2026", "mars 2026")
    assert format_names(["A", "B", "C"], "sv") == "A, B och C"
    assert (country_name("SE", "sv"), country_name("DE", "et")) == ("Sverige", "Saksamaa")
    assert find_country("Österrike", ("en", "sv")) == "AT"


@pytest.mark.parametrize(("code", "known"), [("sv", True), ("pt-br", True), ("SV", False), ("xx", False), ("", False)])
def test_codes_of_languages(code, known):
    assert is_language(code) is known


def test_swedish_wordings_are_read_and_the_others_fall_back(swedish: Path):
    indicator = load_edition("2019").indicator("A1")
    assert indicator.title.in_language("sv") == "Klusterorganisationens ålder"
    assert format_measure(indicator.measures[0], Decimal(3), "sv") == "3\u00a0år"
    assert indicator.question.in_language("sv") == indicator.question.in_language("en")
    assert load_edition("2019").indicator("A1").title.in_language("fi") == "Klusteriorganisaation ikä"


def test_what_swedish_lacks_is_listed_by_file_and_key(swedish: Path):
    edition = load_edition("2019")
    missing = missing_wordings(edition, "sv", swedish)
    assert len(set(missing)) == len(missing)
    assert "A1_age.toml: question" in missing
    assert "eligibility.toml: fte.title" in missing
    assert "edition.toml: glossary.1.term" in missing
    written = {"A1_age.toml: title", "A1_age.toml: measures.age.unit.forms"}
    assert written & set(missing) == set()
    assert "edition.toml: portfolios.aviation_space.label" not in missing
    # Countries come from CLDR, which has them all.
    assert [place for place in missing if "fields.countries.choices" in place] == []
    assert (missing_wordings(edition, "en", swedish), missing_wordings(edition, "fi", swedish)) == ([], [])


def test_an_edition_is_complete_in_the_languages_it_names(swedish: Path):
    file = swedish / "edition.toml"
    written = file.read_text(encoding="utf-8")
    for languages, message in (
        ('["en", "fi", "sv"]', r"edition\.toml: \w+: sv: is missing"),
        ('["fi"]', "edition.toml: languages: needs 'en'"),
        ('["en", "xx"]', "edition.toml: languages: 'xx' is not the code of a language"),
    ):
        file.write_text(written.replace('languages = ["en", "fi"]', f"languages = {languages}"), encoding="utf-8")
        with pytest.raises(CatalogueError, match=f"^{message}"):
            read_edition(swedish)
