"""The groups of a release in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessments.queries.releases import PublishedGroup
from criteria.countries import country_name
from criteria.definitions import Edition, Field
from criteria.formatting import format_euro
from criteria.languages import put_together


def group_words(edition: Edition, group: PublishedGroup, language: str) -> str:
    """The name of a group: "All clusters", "Food, the Nordic countries", "Similar clusters (30–59 participants)"."""
    match group.kind:
        case "all":
            return _("All clusters")
        case "excellence":
            return edition.holders.in_language(language)
        case "imported":
            return str(group.names)
        case "family":
            return _family_words(edition, group, language)
        case "country":
            return country_name(group.country, language)
        case "region":
            titles = {region.key: region.title for region in edition.release.regions}
            region = titles[group.region].in_language(language) if group.region in titles else group.region
            return f"{_field_words(edition, group.portfolio, language)}, {region}"
        case _:
            return _field_words(edition, group.portfolio, language)


def _field_words(edition: Edition, portfolio: str, language: str) -> str:
    """The name of a field; its key if the edition does not have it."""
    labels = {choice.key: choice.label for choice in edition.portfolios}
    return labels[portfolio].in_language(language) if portfolio in labels else portfolio


def short_group_words(edition: Edition, group: PublishedGroup, language: str) -> str:
    """The name of a group beside a chart; a family is named in full once, where groups are listed."""
    return _("Similar clusters") if group.kind == "family" else group_words(edition, group, language)


def _family_words(edition: Edition, group: PublishedGroup, language: str) -> str:
    traits = family_traits(edition, group, language)
    if not traits:
        return _("Similar clusters, family %(number)s") % {"number": group.key.partition(":")[2]}
    return put_together(_("Similar clusters (%(traits)s)") % {"traits": traits}, traits)


def family_traits(edition: Edition, group: PublishedGroup, language: str) -> str:
    """What most members of a family share: "30–59 participants, way of steering: central"; "" if it has no name."""
    traits = [words for trait in group.names if (words := _trait_words(edition, trait, language))]
    return put_together(", ".join(traits), *traits)


def _trait_words(edition: Edition, trait: Mapping[str, Any], language: str) -> str:
    """What the members of a family share; "" for an option that the edition does not have."""
    match trait["attribute"]:
        case "participants":
            return _("%(band)s participants") % {"band": _range_words(trait["low"], trait["high"])}
        case "age":
            return _("%(band)s years old") % {"band": _range_words(trait["low"], trait["high"])}
        case "budget":
            return _budget_words(trait["low"], trait["high"], language)
        case attribute:
            indicator, _dot, measure = str(getattr(edition.release.alike, attribute)).partition(".")
            return _option_words(edition.by_key[indicator].field(measure), trait["option"], language)


def _option_words(field: Field, option: str, language: str) -> str:
    """A field and the name of one of its options, which ends at a colon: "way of steering: central"."""
    labels = [choice.label.in_language(language) for choice in field.choices if choice.key == option]
    if not labels:
        return ""
    name, chosen = field.label.in_language(language), labels[0].partition(":")[0]
    return put_together(f"{name[:1].lower()}{name[1:]}: {chosen[:1].lower()}{chosen[1:]}", name, labels[0])


def _range_words(low: int | None, high: int | None) -> str:
    """A band of whole numbers that includes `low` and excludes `high`: "0–29", "30–59" or "120 or more"."""
    return _("%(low)s or more") % {"low": low} if high is None else f"{low or 0}–{high - 1}"


def _budget_words(low: int | None, high: int | None, language: str) -> str:
    if low is None:
        return _("a budget of less than %(amount)s") % {"amount": format_euro(high or 0, language)}
    if high is None:
        return _("a budget of %(amount)s or more") % {"amount": format_euro(low, language)}
    amounts = {"low": format_euro(low, language), "high": format_euro(high, language)}
    return _("a budget of %(low)s to %(high)s") % amounts
