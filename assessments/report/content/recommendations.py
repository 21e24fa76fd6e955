"""Recommendations as numbered blocks, the first steps, and the chapter on the way to higher labels."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from assessments.material import Material
from assessments.queries.labels import state_of_label
from assessments.queries.recommendations import DraftedRecommendation
from assessments.queries.wording import road_title
from assessments.report.content.tree import (
    Candidate,
    Dots,
    Fact,
    FurtherArea,
    HigherName,
    HigherRow,
    NamedRecommendation,
    PrintedPassage,
    RecommendationBlock,
    Road,
)
from assessments.report.words import phrases
from assessments.report.words.labels import STATE_WORDS
from criteria.definitions import TOP_LEVEL, HigherIndicator, Indicator, IndicatorKind, Passage
from criteria.eligibility import RuleState
from criteria.formatting import format_date

CANDIDATES_SHOWN = 3


def higher_names(material: Material, codes: Iterable[str]) -> tuple[HigherName, ...]:
    """Indicators of a higher level with code and name; the code of a group gives the name of the group."""
    language, edition = material.language, material.edition
    titles = {higher.code: higher.title for higher in edition.higher} | {g.key: g.label for g in edition.higher_groups}
    return tuple(HigherName(code, titles[code].in_language(language)) for code in codes)


def advice_block(material: Material, advice: DraftedRecommendation) -> RecommendationBlock:
    """One recommendation, in the assessor's wording if there is one."""
    language, recommendation = material.language, advice.recommendation
    return RecommendationBlock(
        anchor=f"r{material.advice_number(advice)}",
        number=material.advice_number(advice),
        indicator=recommendation.indicator,
        title=advice.shown_title(language),
        text=advice.shown_text(language),
        effect=Dots(phrases.dots(recommendation.effect), phrases.effect_words(recommendation.effect)),
        effort=Dots(phrases.dots(recommendation.effort), phrases.effort_words(recommendation.effort)),
        higher=higher_names(material, recommendation.higher),
        is_reworded=bool(advice.title or advice.text),
    )


def advice_of(material: Material, indicator: Indicator) -> tuple[RecommendationBlock, ...]:
    """The recommendations of one indicator that are printed in full, in order."""
    return tuple(advice_block(material, a) for a in material.in_full if a.recommendation.indicator == indicator.key)


def named_advice_of(material: Material, indicator: Indicator) -> tuple[NamedRecommendation, ...]:
    """The recommendations of one indicator that are only named, in order."""
    return tuple(_named(material, a) for a in material.in_brief if a.recommendation.indicator == indicator.key)


def advice_elsewhere(material: Material, indicator: Indicator) -> tuple[NamedRecommendation, ...]:
    """The recommendations under other indicators that ask for the same act as some under this one would."""
    return tuple(_named(material, advice) for advice in material.advice_elsewhere(indicator))


def _named(material: Material, advice: DraftedRecommendation) -> NamedRecommendation:
    number, recommendation = material.advice_number(advice), advice.recommendation
    return NamedRecommendation(
        anchor=f"r{number}",
        number=number,
        indicator=recommendation.indicator,
        title=advice.shown_title(material.language),
        effect=phrases.dots(recommendation.effect),
        effort=phrases.dots(recommendation.effort),
    )


def first_steps(material: Material) -> list[DraftedRecommendation]:
    """The five recommendations to start with: the assessor's choice, or the first ones in order.

    If nobody has chosen or ordered them, those on what a binding criterion lacks come first.
    """
    if material.final.is_marked or material.final.is_ordered:
        return list(material.final.first)
    lacking = lacking_indicators(material)
    return sorted(material.final.first, key=lambda advice: advice.recommendation.indicator not in lacking)


def lacking_indicators(material: Material) -> set[str]:
    """The indicators of the binding criteria that are not met."""
    return {rule.criterion.origin for rule in material.verdict.binding if rule.state is RuleState.NOT_MET}


def advice_title(material: Material) -> str:
    """The title of the chapter with all recommendations, which names their order."""
    if material.final.is_ordered:
        return _("Recommendations in the assessor's order")
    return _("Recommendations in order of effect")


def advice_lead(material: Material) -> str:
    """Explains the order of the recommendations and the last column of the table."""
    if material.final.is_ordered:
        return _(
            "In the assessor's order; what it leaves open follows by effect. The last column is for the cluster "
            "to fill in: who takes it up, and by when."
        )
    if material.final.ordered and material.final.ordered[0].is_own:
        return _(
            "The assessor's own recommendation first, then by greatest effect and least effort. The last column is "
            "for the cluster to fill in: who takes it up, and by when."
        )
    return _(
        "Greatest effect first, then least effort. The last column is for the cluster to fill in: who takes it up, "
        "and by when."
    )


def all_advice(material: Material) -> tuple[RecommendationBlock, ...]:
    """Every recommendation, in order."""
    return tuple(advice_block(material, advice) for advice in material.advice_by_effect())


def chosen_advice(material: Material) -> tuple[RecommendationBlock, ...]:
    """The recommendations that are printed in full, in order."""
    return tuple(advice_block(material, a) for a in material.advice_by_effect() if a in material.in_full)


def further_advice(material: Material) -> tuple[FurtherArea, ...]:
    """The other recommendations by area."""
    by_area = (
        FurtherArea(
            area.title.in_language(material.language),
            tuple(line for indicator in area.indicators for line in named_advice_of(material, indicator)),
        )
        for area in material.edition.areas
    )
    return tuple(area for area in by_area if area.advice)


def level_words(level: int | None) -> str:
    """A development level in words; also says if there is none yet."""
    return _("no level yet") if level is None else _("level %(level)s of 4") % {"level": level}


def _scope_words(is_in_scope: bool | None) -> str:
    return {True: _("yes"), False: _("no"), None: _("not known")}[is_in_scope]


def _higher_title(material: Material, higher: HigherIndicator) -> str:
    """The title of an indicator of a higher level; also says if it is inferred."""
    language, onward = material.language, material.edition.onward
    title = higher.title.in_language(language)
    return f"{title} ({onward.inferred.in_language(language)})" if onward and higher.is_inferred else title


def higher_rows(material: Material) -> tuple[HigherRow, ...]:
    """The indicators of a higher label that relate to indicators of this edition, with the levels of the latter."""
    levels = material.development.levels
    rows = []
    for higher in material.edition.higher:
        touching = [indicator for indicator in material.edition.indicators if higher.code in indicator.higher]
        own = tuple(
            Fact(i.key, level_words(levels.get(i.key)) if i.kind is IndicatorKind.PRACTICE else _("context"))
            for i in touching
        )
        if own:
            rows.append(
                HigherRow(
                    code=higher.code,
                    title=_higher_title(material, higher),
                    in_scope=_scope_words(higher.in_next_level),
                    own=own,
                )
            )
    return tuple(rows)


def _next_level(material: Material) -> set[str]:
    """The codes of the indicators of a higher label that are within the scope of the next one."""
    return {higher.code for higher in material.edition.higher if higher.in_next_level}


def proven_gains(material: Material) -> tuple[Candidate, ...]:
    """The practices that rose since the previous assessment and touch the next label, the greatest gains first.

    Each has an indicator of the higher label that no other one has, because each must count as an improvement of its
    own.
    """
    then, now = (material.earlier.development.levels if material.earlier else {}), material.development.levels
    in_scope, taken, proven = _next_level(material), set[str](), []
    risen = [
        indicator
        for indicator in material.edition.indicators
        if now.get(indicator.key, 0) > then.get(indicator.key, TOP_LEVEL)
    ]
    for indicator in sorted(risen, key=lambda indicator: then[indicator.key] - now[indicator.key]):
        free = [code for code in indicator.higher if code in in_scope - taken]
        if not free:
            continue
        # The one that the fewest others could have.
        code = min(free, key=lambda code: sum(code in other.higher for other in risen))
        taken.add(code)
        proven.append(
            Candidate(
                key=indicator.key,
                title=indicator.title.in_language(material.language),
                level=_("level %(then)s → %(now)s") % {"then": then[indicator.key], "now": now[indicator.key]},
                higher=higher_names(material, [code]),
                first_step="",
            )
        )
    return tuple(proven)


def candidates(material: Material) -> tuple[Candidate, ...]:
    """Up to three areas of improvement for the next label: lowest levels within its scope first, then by effect."""
    levels, language = material.development.levels, material.language
    in_scope = _next_level(material)
    leading: dict[str, DraftedRecommendation] = {}
    for advice in material.advice_by_effect():
        leading.setdefault(advice.recommendation.indicator, advice)
    possible = [
        indicator
        for indicator in material.edition.indicators
        if indicator.key in leading
        and levels.get(indicator.key, TOP_LEVEL) < TOP_LEVEL
        and in_scope & {*indicator.higher}
    ]
    ranks = {key: rank for rank, key in enumerate(leading)}
    possible.sort(key=lambda indicator: (levels[indicator.key], ranks[indicator.key]))
    return tuple(
        Candidate(
            key=indicator.key,
            title=indicator.title.in_language(language),
            level=level_words(levels[indicator.key]),
            higher=higher_names(material, (code for code in indicator.higher if code in in_scope)),
            first_step=leading[indicator.key].shown_title(language),
        )
        for indicator in possible[:CANDIDATES_SHOWN]
    )


def passages(wordings: Iterable[Passage], language: str) -> tuple[PrintedPassage, ...]:
    """Titled paragraphs of the catalogue in `language`."""
    return tuple(PrintedPassage(w.title.in_language(language), w.text.in_language(language)) for w in wordings)


def label_facts(material: Material) -> tuple[Fact, ...]:
    """The label with its issuer and dates; () if there is none."""
    label, language = material.label, material.language
    if label is None:
        return ()
    return (
        Fact(_("Number of the label"), label.number),
        Fact(_("State"), str(STATE_WORDS[state_of_label(label, material.today)])),
        *([Fact(_("Issued by"), label.issuer)] if label.issuer else []),
        Fact(_("Valid from"), format_date(label.valid_from, language)),
        Fact(_("Valid until"), format_date(label.valid_until, language)),
        Fact(_("Renewable until"), format_date(label.renewable_until, language)),
    )


def has_road(material: Material) -> bool:
    """Whether the chapter on labels has content: an awarded label, or a description of the way to a higher one."""
    return bool(material.label or material.edition.onward)


def _lead(material: Material, *, has_gains: bool) -> str:
    """Introduces the proven gains since the previous assessment or, without any, the areas to consider."""
    if has_gains and material.earlier:
        return _(
            "These practices have risen since the assessment of %(year)s. Each touches an indicator of the next label "
            "that no other one here does, so each can be presented as an improvement of its own."
        ) % {"year": material.earlier.year}
    onward = material.edition.onward
    return onward.candidates.in_language(material.language) if onward else ""


def road(material: Material) -> Road:
    """The chapter on the awarded label and on the way to higher ones."""
    language, onward, proven = material.language, material.edition.onward, proven_gains(material)
    is_newcomer = material.label is None and material.earlier is None
    return Road(
        title=road_title(material.edition, language),
        touched=onward.touched.in_language(language) if onward else "",
        heads=tuple(t.in_language(language) for t in (onward.indicator, onward.in_scope, onward.own)) if onward else (),
        origin=onward.origin.in_language(language) if onward else "",
        candidates_title=_("Proven gains") if proven else _("Three areas of improvement to consider"),
        lead=_lead(material, has_gains=bool(proven)),
        label=label_facts(material),
        passages=passages(
            (p for p in material.edition.road if p.concerns(material.organisation.country, is_newcomer=is_newcomer)),
            material.language,
        ),
        higher=higher_rows(material),
        candidates=proven or candidates(material),
    )
