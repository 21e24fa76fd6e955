"""Charts with tables of how often each choice was made, for single and multiple choice."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.benchmark.compare import Comparison, Spread
from assessments.material import Material
from assessments.report.charts.data import Figure, NumberTable, Option
from assessments.report.charts.drawing import distribution_chart
from assessments.report.charts.figures import BLANK, caption_of, note_of
from assessments.report.words import phrases
from assessments.report.words.compared import several_sentence
from assessments.report.words.shares import clusters_words, share_words
from criteria.definitions import Choice, Indicator
from criteria.rounding import half_up


def _short_choice(label: str) -> str:
    """The label of a choice for use within a sentence: without the explanation after its colon, in lower case."""
    name = label.split(":")[0]
    return name[:1].lower() + name[1:]


def choice_figure(material: Material, indicator: Indicator, comparison: Comparison) -> Figure | None:
    """What the cluster chose, and how common each choice is; None if neither is known."""
    language, spread = material.language, comparison.closest
    if spread is None and not comparison.own_choices:
        return None
    options = [_option(choice, comparison, spread, language) for choice in indicator.choices_of(comparison.measure)]
    title = _choice_title(comparison, options, language)
    caption = caption_of(material, spread)
    chart = distribution_chart(title=title, options=options)
    table = None if spread is None else _choice_table(caption, options)
    return Figure(title, chart, caption, table, note_of(comparison, language), is_a_table=True)


def _option(choice: Choice, comparison: Comparison, spread: Spread | None, language: str) -> Option:
    """A choice with its share. A choice missing from the shares is withheld, which a bar of no length must not hide."""
    label, is_own = choice.label.in_language(language).split(":")[0], choice.key in comparison.own_choices
    if spread is None or spread.shares is None:
        return Option(label, None, "", is_own, choice.key)
    share = spread.shares.get(choice.key)
    told = _("not shown") if share is None else share_words(share, spread.share_step, language)
    return Option(label, share, told, is_own, choice.key)


def _choice_title(comparison: Comparison, options: list[Option], language: str) -> str:
    label = comparison.measure.label.in_language(language)
    own = [option for option in options if option.is_own]
    if comparison.measure.several:
        most = comparison.closest.most_common if comparison.closest else ""
        told = next((option for option in options if option.key == most), None)
        common = (_short_choice(told.label), told.formatted) if told else None
        return several_sentence(label, len(own), len(options), common)
    if not own:
        return phrases.choice_sentence(label, "", "")
    spread = comparison.closest
    share = spread.share_of(comparison.own_choices[0]) if spread else None
    if spread is None or share is None:
        return phrases.choice_sentence(label, _short_choice(own[0].label), "")
    alike = clusters_words(share, spread.share_step, language)
    return phrases.choice_sentence(label, _short_choice(own[0].label), alike, is_rare=half_up(share) == 0)


def _choice_table(caption: str, options: list[Option]) -> NumberTable:
    rows = (
        (option.label, option.formatted or BLANK, _("own choice") if option.is_own else BLANK) for option in options
    )
    return NumberTable((_("Choice"), caption, _("Own")), tuple(rows))
