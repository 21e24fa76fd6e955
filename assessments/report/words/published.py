"""Published statistics and the error of published figures in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from criteria.definitions import Edition, Indicator, PublishedFigure
from criteria.formatting import format_number


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """A published statistic printed beside an indicator; it is never part of a cohort."""

    code: str
    metric: str
    value: str
    population: str
    source: str
    publisher: str


def published_line(figure: PublishedFigure, language: str) -> PublishedLine:
    """A published statistic in `language`."""
    return PublishedLine(
        code=figure.indicator,
        metric=figure.metric.in_language(language),
        value=figure.value.in_language(language),
        population=figure.population.in_language(language),
        source=figure.source,
        publisher=figure.publisher,
    )


def published_lines(edition: Edition, indicator: Indicator, language: str) -> tuple[PublishedLine, ...]:
    """The published statistics on an indicator, in `language`."""
    return tuple(published_line(figure, language) for figure in edition.published if figure.indicator == indicator.key)


def error_words(error: float, language: str) -> str:
    """The expected error of published counts in clusters, with one decimal."""
    return format_number(Decimal(str(error)), language, decimals=1)
