"""Charts with tables of how often each choice was made, for single and multiple choice."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from assessments.benchmark.compare import Comparison
from assessments.material import Material
from assessments.report.charts.data import Figure, NumberTable, Option
from assessments.report.charts.drawing import distribution_chart
from assessments.report.charts.figures import BLANK, caption_of, note_of
from assessments.report.words import phrases
from assessments.report.words.compared import several_sentence
from criteria.definitions import Choice, Indicator
from criteria.formatting import format_percent


def _short_choice(label: str) -> str:
    """The label of a choice for use within a sentence: without the explanation after its colon, in lower case."""
    name = label.split(":")[0]
    return name[:1].lower() + name[1:]


def choice_figure(material: Material, indicator: Indicator, comparison: Comparison) -> Figure | None:
    """What the cluster chose, and how common each choice is; None if neither is known."""
    language, spread = material.language, comparison.closest
    if spread is None and not comparison.own_choices:
        return None
    shares = spread.shares if spread and spread.shares else None
    options = [_option(choice, comparison, shares, language) for choice in indicator.choices_of(comparison.measure)]
    title = _choice_title(comparison, options, language)
    caption = caption_of(material, spread)
    chart = distribution_chart(title=title, options=options)
    table = None if spread is None else _choice_table(caption, options)
    return Figure(title, chart, caption, table, note_of(comparison, language))


def _option(choice: Choice, comparison: Comparison, shares: Mapping[str, int] | None, language: str) -> Option:
    """A choice with its share. In multiple choice, a choice missing from the shares is withheld."""
    share = None if shares is None else shares.get(choice.key, None if comparison.measure.several else 0)
    return Option(
        label=choice.label.in_language(language).split(":")[0],
        percent=share,
        formatted="" if share is None else format_percent(share, language),
        is_own=choice.key in comparison.own_choices,
    )


def _choice_title(comparison: Comparison, options: list[Option], language: str) -> str:
    label = comparison.measure.label.in_language(language)
    own = [option for option in options if option.is_own]
    if comparison.measure.several:
        # The most common choice is known only if no share is withheld.
        is_told = all(option.percent is not None for option in options)
        most = max(options, key=lambda option: option.percent or 0) if is_told else None
        told = None if most is None else (_short_choice(most.label), _share_told(most))
        return several_sentence(label, len(own), len(options), told)
    if not own:
        return phrases.choice_sentence(label, "", None)
    spread = comparison.closest
    share = None if spread is None or own[0].percent is None else spread.share_of(comparison.own_choices[0])
    return phrases.choice_sentence(label, _short_choice(own[0].label), share)


def _share_told(option: Option) -> str:
    """The share of an option in a sentence: published counts deviate, so it is never said of all."""
    return _("nearly all") if option.percent == 100 else option.formatted


def _choice_table(caption: str, options: list[Option]) -> NumberTable:
    rows = (
        (option.label, option.formatted or BLANK, _("own choice") if option.is_own else BLANK) for option in options
    )
    return NumberTable((_("Choice"), caption, _("Own")), tuple(rows))
