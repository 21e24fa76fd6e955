"""Time zones: those of a country, their labels, and the meaning of a local time on days of a clock change."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from criteria.countries import countries
from criteria.time_zones import (
    clock_words,
    is_left_out,
    moment_words,
    moments_of,
    zone_label,
    zone_labels,
    zone_of,
    zones_by_country,
)

HELSINKI, LISBON = ZoneInfo("Europe/Helsinki"), ZoneInfo("Europe/Lisbon")
# A rule unlike Europe's: Lord Howe Island moves its clocks by half an hour.
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("country", "zone"),
    [
        ("FI", "Europe/Helsinki"),
        ("EE", "Europe/Tallinn"),
        # Two zones whose clocks agree count as one.
        ("DE", "Europe/Berlin"),
        ("CY", "Asia/Nicosia"),
        # The Azores and the Canary Islands have their own time.
        ("PT", None),
        ("ES", None),
        ("XK", None),
        ("", None),
    ],
)
def test_a_country_has_a_time_zone_if_all_its_clocks_agree(country: str, zone: str | None) -> None:
    assert zone_of(country, 2026) == zone


def test_every_zone_can_be_used_and_belongs_to_a_country() -> None:
    assert zones_by_country().keys() <= {country.key for country in countries()}
    assert [name for name, _label in zone_labels("en") if ZoneInfo(name).key != name] == []


def test_zones_are_sorted_by_labels_that_people_can_read() -> None:
    english, finnish = ([label for _name, label in zone_labels(language)] for language in ("en", "fi"))
    assert [label for label in english + finnish if "/" in label or "_" in label] == []
    assert "Argentina, Buenos Aires" in english
    assert english[:2] == ["Afghanistan, Kabul", "Åland Islands, Mariehamn"]
    assert (finnish[0], finnish[-2:]) == ("Afganistan, Kabul", ["Zimbabwe, Harare", "UTC"])
    assert (zone_label("Europe/Lisbon", "en"), zone_label("Europe/Lisbon", "fi")) == (
        "Portugal, Lisbon",
        "Portugali, Lissabon",
    )
    assert zone_label("Nowhere/Else", "en") == "Nowhere/Else"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (dt.datetime(2026, 7, 1, 10, 30, tzinfo=HELSINKI), "10:30 (Helsinki, UTC+3)"),
        (dt.datetime(2026, 12, 1, 10, 30, tzinfo=HELSINKI), "10:30 (Helsinki, UTC+2)"),
        (dt.datetime(2026, 12, 1, 10, 30, tzinfo=LISBON), "10:30 (Lisbon, UTC)"),
        (dt.datetime(2026, 12, 1, 10, 30, tzinfo=ZoneInfo("America/St_Johns")), "10:30 (St. John’s, UTC−3:30)"),
        (dt.datetime(2026, 12, 1, 10, 30, tzinfo=ZoneInfo("UTC")), "10:30 (UTC)"),
        (dt.datetime(2026, 12, 1, 10, 30, tzinfo=dt.UTC), "10:30 (UTC)"),
    ],
)
def test_a_time_names_its_zone(moment: dt.datetime, words: str) -> None:
    assert clock_words(moment, "en") == words


def test_a_moment_is_written_out_in_both_languages() -> None:
    moment = dt.datetime(2026, 10, 25, 3, 30, fold=1, tzinfo=HELSINKI)
    assert moment_words(moment, "en") == "25 October 2026, 03:30 (Helsinki, UTC+2)"
    assert moment_words(moment.astimezone(LISBON), "fi") == "25. lokakuuta 2026, 01:30 (Lissabon, UTC)"


@pytest.mark.parametrize(
    ("zone", "time", "clocks", "left_out"),
    [
        (HELSINKI, "2026-06-01T10:00", ["10:00 (Helsinki, UTC+3)"], False),
        # Autumn: 04:00 becomes 03:00.
        (HELSINKI, "2026-10-25T02:59", ["02:59 (Helsinki, UTC+3)"], False),
        (HELSINKI, "2026-10-25T03:00", ["03:00 (Helsinki, UTC+3)", "03:00 (Helsinki, UTC+2)"], False),
        (HELSINKI, "2026-10-25T03:59", ["03:59 (Helsinki, UTC+3)", "03:59 (Helsinki, UTC+2)"], False),
        (HELSINKI, "2026-10-25T04:00", ["04:00 (Helsinki, UTC+2)"], False),
        # Spring: 03:00 becomes 04:00.
        (HELSINKI, "2026-03-29T02:59", ["02:59 (Helsinki, UTC+2)"], False),
        (HELSINKI, "2026-03-29T03:00", ["02:00 (Helsinki, UTC+2)", "04:00 (Helsinki, UTC+3)"], True),
        (HELSINKI, "2026-03-29T03:59", ["02:59 (Helsinki, UTC+2)", "04:59 (Helsinki, UTC+3)"], True),
        (HELSINKI, "2026-03-29T04:00", ["04:00 (Helsinki, UTC+3)"], False),
        # The change happens at the same moment, which is two hours earlier in local time.
        (LISBON, "2026-10-25T01:30", ["01:30 (Lisbon, UTC+1)", "01:30 (Lisbon, UTC)"], False),
        (LISBON, "2026-10-25T03:30", ["03:30 (Lisbon, UTC)"], False),
        (LISBON, "2026-03-29T01:30", ["00:30 (Lisbon, UTC)", "02:30 (Lisbon, UTC+1)"], True),
        (
            LORD_HOWE,
            "2026-10-04T02:15",
            ["01:45 (Lord Howe Island, UTC+10:30)", "02:45 (Lord Howe Island, UTC+11)"],
            True,
        ),
        (
            LORD_HOWE,
            "2026-04-05T01:45",
            ["01:45 (Lord Howe Island, UTC+11)", "01:45 (Lord Howe Island, UTC+10:30)"],
            False,
        ),
    ],
)
def test_what_a_time_on_the_wall_can_mean(zone: ZoneInfo, time: str, clocks: list[str], left_out: bool) -> None:
    moments = moments_of(local(time), zone)
    assert [clock_words(moment, "en") for moment in moments] == clocks
    assert list(moments) == sorted(moments)
    assert is_left_out(local(time), zone) is left_out
