"""Eligibility in words: each criterion with its state, value and threshold."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.material import Material
from criteria.definitions import PROFILE, FieldKind
from criteria.eligibility import EccpStatus, RuleResult, RuleState

BLANK = "–"
# The report's typeface has no crossed box and no curved arrow; these signs are the closest it has.
SIGNS = {RuleState.MET: "✓", RuleState.NOT_MET: "×", RuleState.UNKNOWN: "?", RuleState.WAIVED: "→"}


def rule_state_word(state: RuleState) -> str:
    """A criterion's state in words."""
    return {
        RuleState.MET: _("Met"),
        RuleState.NOT_MET: _("Not met"),
        RuleState.UNKNOWN: _("Not known yet"),
        RuleState.WAIVED: _("Waived"),
    }[state]


def eccp_words(status: str) -> str:
    """The state of the profile on the European Cluster Collaboration Platform."""
    return {
        EccpStatus.BLANK.value: _("not answered yet"),
        EccpStatus.NONE.value: _("no profile"),
        EccpStatus.SUBMITTED.value: _("submitted, waiting for acceptance"),
        EccpStatus.ACCEPTED.value: _("accepted"),
    }[status]


def _shown_value(material: Material, rule: RuleResult) -> str:
    """The value that was judged: the state of the ECCP profile, an answer to the criterion's field, or a number."""
    criterion = rule.criterion
    if not rule.value:
        return BLANK
    if criterion.origin == PROFILE:
        return eccp_words(rule.value)
    asked = material.edition.indicator(criterion.origin).field(criterion.field) if criterion.field else None
    if asked and asked.kind is FieldKind.CHOICE:
        return asked.choice_label(rule.value, material.language)
    if asked and asked.kind is FieldKind.LADDER:
        return _("step %(step)s of 4") % {"step": rule.value}
    return rule.shown_value(material.language)


def _shown_threshold(material: Material, rule: RuleResult) -> str:
    criterion = rule.criterion
    if criterion.origin == PROFILE:
        return eccp_words(criterion.threshold)
    if not criterion.threshold:
        return BLANK
    shown = rule.shown_threshold(material.language)
    if criterion.is_share:
        return _("more than %(share)s") % {"share": shown}
    return _("at least %(number)s") % {"number": shown}


def rule_block(material: Material, rule: RuleResult) -> RuleBlock:
    """One criterion as printed; advice is left out if the criterion is met."""
    language, criterion = material.language, rule.criterion
    is_open = rule.state is not RuleState.MET
    return RuleBlock(
        title=criterion.title.in_language(language),
        state=rule.state.value,
        sign=SIGNS[rule.state],
        state_word=rule_state_word(rule.state),
        weight=_("Binding") if criterion.binding else _("Advice"),
        rule=criterion.rule.in_language(language),
        value=_shown_value(material, rule),
        threshold=_shown_threshold(material, rule),
        action_label=_("Why it is waived") if rule.state is RuleState.WAIVED else _("What to do"),
        action=rule.reason(language) if is_open else "",
        source=criterion.source.in_language(language),
        source_url=criterion.source_url,
    )


def open_criterion_words(block: RuleBlock) -> str:
    """The state of a criterion that is not met, with value and threshold if a value is known, and what to do."""
    if block.value == BLANK:
        return f"{block.state_word}. {block.action}"
    sentence = _("%(state)s: %(value)s, required: %(threshold)s.")
    words = {"state": block.state_word, "value": block.value, "threshold": block.threshold}
    return f"{sentence % words} {block.action}"


@dataclass(frozen=True, slots=True)
class RuleBlock:
    """One eligibility criterion with its state as sign and word."""

    title: str
    state: str
    sign: str
    state_word: str
    weight: str
    rule: str
    value: str
    threshold: str
    action_label: str
    action: str
    source: str
    source_url: str
