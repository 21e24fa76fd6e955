"""The command `missing_words`: lists what translators still have to write."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments.management.commands.missing_words import missing_messages, missing_texts
from criteria.loader import edition_folders
from criteria.reader import languages


def listed(*arguments: str) -> list[str]:
    output = io.StringIO()
    call_command("missing_words", *arguments, stdout=output)
    return output.getvalue().splitlines()


@pytest.mark.parametrize("language", languages())
def test_nothing_is_missing_in_the_languages_of_the_interface(language: str) -> None:
    assert (missing_texts(language), missing_messages(language)) == ({key: [] for key in edition_folders()}, [])


def test_it_goes_through_the_languages_of_the_interface() -> None:
    places = [*(f"edition {key}" for key in edition_folders()), "interface"]
    assert listed() == [f"{code}: {place}: 0 missing" for code in ("en", "fi") for place in places]


def test_it_lists_what_is_missing_in_a_language_in_the_making(swedish: Path) -> None:
    lines = listed("--language", "sv")
    texts, messages = missing_texts("sv")["2019"], missing_messages("sv")
    assert lines == [
        f"sv: edition 2019: {len(texts)} missing", *(f"  {place}" for place in texts),
        f"sv: interface: {len(messages)} missing", *(f"  {' '.join(message.split())}" for message in messages),
    ]  # fmt: skip
    assert "  A1_age.toml: question" in lines
    assert "  A1_age.toml: title" not in lines
    # A sentence of the report, a fuzzy message, and translated ones.
    assert "  %(label)s: no step chosen yet" in lines
    assert "  Sign in" in lines
    assert not {"  Criteria", "  One has fallen.", "  %(label)s: step %(own)s of 4"} & set(lines)


def test_a_language_not_begun_lacks_everything() -> None:
    assert len(missing_messages("et")) > 1000
    assert len(missing_texts("et")["2019"]) > 1000


def test_what_is_no_language_is_refused() -> None:
    with pytest.raises(CommandError, match="'xx' is not the code of a language"):
        call_command("missing_words", language="xx")
