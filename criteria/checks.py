"""A broken catalogue stops every management command and the server."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage, Error, register

from criteria.cross_checks import CHECKS
from criteria.definitions import Edition, Indicator
from criteria.development import LEVEL_FUNCTIONS, SITUATIONS
from criteria.eligibility import RULES
from criteria.loader import edition_keys, load_edition
from criteria.measures import FORMULAS, full_key
from criteria.tables import CatalogueError


@register()
def check_catalogue(**kwargs: Any) -> list[CheckMessage]:
    """Every edition can be read, and every rule it names has its function."""
    faults: list[CheckMessage] = []
    try:
        keys = edition_keys()
    except CatalogueError as error:
        return [Error(str(error), id="criteria.E001")]
    for key in keys:
        try:
            edition = load_edition(key)
        except CatalogueError as error:
            faults.append(Error(f"edition {key}: {error}", id="criteria.E001"))
        else:
            faults += [Error(f"edition {key}: {fault}", id="criteria.E002") for fault in unknown_names(edition)]
    return faults


def unknown_names(edition: Edition) -> Iterable[str]:
    """The names of rules in `edition` that no function answers to."""
    for indicator in edition.indicators:
        yield from _unknown_names_of(indicator)
    for criterion in edition.criteria:
        if criterion.key not in RULES:
            yield f"eligibility.toml: no rule {criterion.key!r}"
    for check in edition.cross_checks:
        if check.key not in CHECKS:
            yield f"cross_checks.toml: no check {check.key!r}"


def _unknown_names_of(indicator: Indicator) -> Iterable[str]:
    for measure in indicator.measures:
        if not measure.distribution and full_key(indicator, measure) not in FORMULAS:
            yield f"{indicator.key}: no formula for measure {measure.key!r}"
    if indicator.level_rule and indicator.level_rule.function not in {None, *LEVEL_FUNCTIONS}:
        yield f"{indicator.key}: no function {indicator.level_rule.function!r}"
    for recommendation in indicator.recommendations:
        if recommendation.situation and f"{indicator.key}.{recommendation.situation}" not in SITUATIONS:
            yield f"{indicator.key}: no situation {recommendation.situation!r}"
