"""The front matter: summary, what is still missing, the cluster's portrait and eligibility."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.material import Material
from assessments.report.charts.figures import area_profile_figure
from assessments.report.content.recommendations import advice_block, first_steps
from assessments.report.content.synthesis import stands_out
from assessments.report.content.tree import Eligibility, Fact, Missing, MissingLine, Portrait, Strength, Summary
from assessments.report.words import phrases
from assessments.report.words.eligibility import eccp_words, open_criterion_words, rule_block
from criteria.answers import is_answered_in_full, missing_fields
from criteria.countries import country_name
from criteria.definitions import FieldKind, Indicator
from criteria.eligibility import RuleState
from criteria.formatting import format_date, format_euro, format_number, format_percent
from criteria.measures import number, text
from criteria.roles import AnsweredFact, KeyNumber, ProfileFact
from criteria.states import DONE, AnswerState
from criteria.text import opening_sentences

STRONG_LEVEL = 3
STRENGTHS_SHOWN = 5
# How many characters of an answer are quoted beside a strength.
QUOTED = 200


def eligibility(material: Material) -> Eligibility:
    """The chapter on eligibility."""
    verdict = material.verdict
    has_waiver = any(rule.state is RuleState.WAIVED for rule in verdict.rules)
    return Eligibility(
        sentence=phrases.eligibility_sentence(verdict.is_eligible, has_waiver),
        binding=tuple(rule_block(material, rule) for rule in verdict.binding),
        advice=tuple(rule_block(material, rule) for rule in verdict.rules if not rule.criterion.binding),
    )


def _standing(material: Material, indicator: Indicator) -> int:
    """The highest percentile shown for any of the indicator's measures; -1 if none is compared."""
    shares = [
        spread.at_or_below.low
        for measure in indicator.measures
        if (spread := material.comparisons[f"{indicator.key}.{measure.key}"].closest) and spread.at_or_below is not None
    ]
    return max(shares, default=-1)


def strengths(material: Material) -> tuple[Strength, ...]:
    """At most five strong practices (level 3 or 4): highest level first, then by position in the cohort."""
    levels = material.development.levels
    strong = [i for i in material.edition.indicators if i.strength and levels.get(i.key, 0) >= STRONG_LEVEL]
    strong.sort(key=lambda i: (-levels[i.key], -_standing(material, i)))
    return tuple(
        Strength(
            key=indicator.key,
            title=indicator.title.in_language(material.language),
            text=indicator.strength.in_language(material.language) if indicator.strength else "",
            own_words=_own_words(material, indicator),
        )
        for indicator in strong[:STRENGTHS_SHOWN]
    )


def _own_words(material: Material, indicator: Indicator) -> str:
    """The first sentences of what the cluster wrote on the indicator; "" if it wrote nothing, or no short sentence."""
    written = (text(material.answers, indicator.key, f.key) for f in indicator.fields if f.kind is FieldKind.TEXT)
    return opening_sentences(next(filter(None, written), ""), QUOTED)


def key_numbers(material: Material) -> tuple[Fact, ...]:
    """The numbers that characterise the cluster; a blank one is shown as a dash."""
    return tuple(
        Fact(asked.label.in_language(material.language), _key_number(material, asked))
        for asked in material.edition.roles.key_numbers
    )


def _key_number(material: Material, asked: KeyNumber) -> str:
    language, place = material.language, asked.place
    value = material.measured.numbers.get(asked.measure)
    if place:
        value = number(material.answers, place.indicator, place.field)
    if value is None:
        return "–"
    match asked.kind:
        case FieldKind.YEAR:
            return str(value)
        case FieldKind.EURO:
            return format_euro(value, language, decimals=0)
        case FieldKind.PERCENT:
            return format_percent(value, language, decimals=0)
        case _:
            return format_number(value, language)


def summary(material: Material) -> Summary:
    """The summary, the first page of the report."""
    indicators = material.edition.indicators
    answered = sum(material.state(indicator) in DONE for indicator in indicators)
    verdict = eligibility(material)
    return Summary(
        opening=phrases.summary_opening(
            answered,
            len(indicators),
            len(material.in_full),
            len(material.in_brief),
            is_compared=material.is_compared or not answered,
        ),
        stands_out=stands_out(material),
        verdict=verdict.sentence,
        rules=verdict.binding,
        key_numbers=key_numbers(material),
        profile=area_profile_figure(material),
        strengths=strengths(material),
        first_steps=tuple(advice_block(material, advice) for advice in first_steps(material)),
    )


def _missing_of(material: Material, indicator: Indicator) -> str:
    language = material.language
    if material.state(indicator) is AnswerState.NOT_STARTED:
        return phrases.not_answered()
    labels = [field.label.in_language(language) for field in missing_fields(indicator, material.answer(indicator))]
    return phrases.missing_fields_sentence(labels)


def _profile_gaps(material: Material) -> list[MissingLine]:
    organisation = material.organisation
    gaps = (
        (not organisation.region, _("Region"), _("The region is not named in the organisation's profile.")),
        (not organisation.website, _("Website"), _("The organisation's profile has no web address.")),
        (not organisation.eccp_status, _("ECCP profile"), _("The state of the ECCP profile is not given.")),
    )
    return [MissingLine("", "", title, what) for is_gap, title, what in gaps if is_gap]


def _open_criteria(material: Material) -> tuple[MissingLine, ...]:
    """The binding criteria that a self-assessment does not meet yet, each with what to do; otherwise ()."""
    if not material.is_self_assessment:
        return ()
    open_rules = (rule for rule in material.verdict.binding if rule.state in (RuleState.NOT_MET, RuleState.UNKNOWN))
    blocks = [rule_block(material, rule) for rule in open_rules]
    return tuple(MissingLine("eligibility", block.sign, block.title, open_criterion_words(block)) for block in blocks)


def missing(material: Material) -> Missing | None:
    """What is still missing and which answers contradict each other; None if nothing is missing or contradictory.

    In a self-assessment the binding criteria that are open come first.
    """
    language, edition = material.language, material.edition
    unanswered = [i for i in edition.indicators if not is_answered_in_full(i, material.answer(i))]
    lines = [
        MissingLine(i.key, i.key, i.title.in_language(language), _missing_of(material, i)) for i in unanswered
    ] + _profile_gaps(material)
    checks = tuple(
        MissingLine(key, key, edition.indicator(key).title.in_language(language), finding.sentence(language))
        for finding in material.findings
        for key in finding.indicators[:1]
    )
    criteria = _open_criteria(material)
    if not lines and not checks and not criteria:
        return None
    sentence = phrases.missing_sentence(len(unanswered), len(edition.indicators)) if lines else ""
    return Missing(criteria, sentence, tuple(lines), checks)


def _profile_fact(material: Material, fact: ProfileFact) -> Fact:
    language, organisation = material.language, material.organisation
    fields = {choice.key: choice.label.in_language(language) for choice in material.edition.portfolios}
    accepted = format_date(organisation.eccp_accepted, language) if organisation.eccp_accepted else ""
    return {
        ProfileFact.NAME: Fact(_("Name"), organisation.name),
        ProfileFact.NAME_LOCAL: Fact(_("Name in the cluster's own language"), organisation.name_local),
        ProfileFact.COUNTRY: Fact(_("Country"), country_name(organisation.country, language)),
        ProfileFact.REGION: Fact(_("Region"), organisation.region),
        ProfileFact.PORTFOLIOS: Fact(
            _("Technology fields"), ", ".join(fields.get(key, key) for key in organisation.portfolios)
        ),
        ProfileFact.WEBSITE: Fact(_("Website"), organisation.website),
        ProfileFact.ECCP_STATUS: Fact(_("ECCP profile"), eccp_words(organisation.eccp_status)),
        ProfileFact.ECCP_PROFILE: Fact(_("Address of the ECCP profile"), organisation.eccp_profile),
        ProfileFact.ECCP_ACCEPTED: Fact(_("Accepted on the ECCP"), accepted),
        ProfileFact.PROGRAMME: Fact(_("Recognised programme"), organisation.programme),
        ProfileFact.MEMBERSHIP_PRICE: Fact(_("Price of membership"), organisation.membership_price),
    }[fact]


def _answered_fact(material: Material, fact: AnsweredFact) -> Fact:
    indicator, field = fact.place.indicator, fact.place.field
    said = text(material.answers, indicator, field) or ""
    asked = material.edition.indicator(indicator).field(field)
    if said and asked.kind is FieldKind.CHOICE:
        said = asked.choice_label(said, material.language)
    return Fact(fact.label.in_language(material.language), said)


def portrait(material: Material) -> Portrait:
    """The cluster's portrait from the organisation's profile and its answers; blank lines are left out."""
    roles = material.edition.roles
    facts = (
        _answered_fact(material, line) if isinstance(line, AnsweredFact) else _profile_fact(material, line)
        for line in roles.portrait
    )
    focus = text(material.answers, roles.focus.indicator, roles.focus.field) if roles.focus else None
    return Portrait(
        focus=focus or "",
        facts=tuple(fact for fact in facts if fact.value),
        numbers=key_numbers(material),
    )
