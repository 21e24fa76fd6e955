"""Time zones: which there are, their labels, and the moments that a local time can mean."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from criteria.countries import country_name
from criteria.formatting import format_date
from criteria.languages import locale_of
from criteria.sorting import sort_key

UTC = "UTC"


@cache
def zones_by_country() -> Mapping[str, tuple[str, ...]]:
    """The names of the time zones by ISO country code, the most populous one first (zone.tab of tzdata)."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for line in files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="ascii").splitlines():
        if line and not line.startswith("#"):
            country, _place, name, *_comment = line.split("\t")
            found[country].append(name)
    return {country: tuple(names) for country, names in found.items()}


def zone_of(country: str, year: int) -> str | None:
    """The time zone of a country if its clocks all agree throughout `year`; otherwise None."""
    names = zones_by_country().get(country, ())
    clocks = {
        tuple(dt.datetime(year, month, 1, tzinfo=ZoneInfo(name)).utcoffset() for month in (1, 7)) for name in names
    }
    return names[0] if len(clocks) == 1 else None


@cache
def zone_labels(language: str) -> tuple[tuple[str, str], ...]:
    """Every time zone with a label such as "Finland, Helsinki", sorted for the reader."""
    named = [
        (name, f"{country_name(country, language)}, {zone_city(name, language)}")
        for country, names in zones_by_country().items()
        for name in names
    ]
    return (*sorted(named, key=lambda choice: sort_key(choice[1], language)), (UTC, UTC))


def zone_label(name: str, language: str) -> str:
    """The label of one time zone; its name if it is not one of the choices."""
    return dict(zone_labels(language)).get(name, name)


@cache
def zone_city(name: str, language: str) -> str:
    """The city after which the time zone is named, such as "Helsinki"."""
    city = str(get_timezone_location(name, locale=locale_of(language), return_city=True))
    # CLDR knows some zones by an older name only; then this is the rest of the name, with the country or state first.
    return city.rpartition("/")[2]


def clock_words(moment: dt.datetime, language: str) -> str:
    """The local time of a moment with its time zone: "10:30 (Helsinki, UTC+3)"."""
    zone = moment.tzinfo.key if isinstance(moment.tzinfo, ZoneInfo) else UTC
    city = zone_city(zone, language)
    named = offset_words(moment) if city == UTC else f"{city}, {offset_words(moment)}"
    return f"{moment:%H:%M} ({named})"


def moment_words(moment: dt.datetime, language: str) -> str:
    """A moment in words: "25 October 2026, 10:30 (Helsinki, UTC+3)"."""
    return f"{format_date(moment.date(), language)}, {clock_words(moment, language)}"


def offset_words(moment: dt.datetime) -> str:
    """The UTC offset of a moment: "UTC", "UTC+3", "UTC−3:30"."""
    minutes = round((moment.utcoffset() or dt.timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    if not minutes:
        return UTC
    return f"{UTC}{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")


def moments_of(local: dt.datetime, zone: ZoneInfo) -> tuple[dt.datetime, ...]:
    """The moments, in order, that a local time in `zone` can mean, usually one.

    Two if clocks are set back and the time occurs twice; also two if clocks are set forward and the time is skipped:
    the moments by the clock before and after the change.
    """
    both = {local.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1)}
    return tuple(moment.astimezone(zone) for moment in sorted(both))


def is_left_out(local: dt.datetime, zone: ZoneInfo) -> bool:
    """Whether the local time is skipped by a clock change."""
    return all(moment.replace(tzinfo=None) != local for moment in moments_of(local, zone))
