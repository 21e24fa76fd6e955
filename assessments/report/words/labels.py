"""Sentences about the state of a label."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessments.models import Label
from criteria.formatting import format_date
from criteria.loader import load_edition
from criteria.validity import LabelState

# One word each, for the badge.
STATE_WORDS: Final[Mapping[LabelState, str | Promise]] = {
    LabelState.AHEAD: pgettext_lazy("label", "not valid yet"),
    LabelState.VALID: pgettext_lazy("label", "valid"),
    LabelState.IN_GRACE: pgettext_lazy("label", "ended, can be renewed"),
    LabelState.EXPIRED: pgettext_lazy("label", "ended"),
    LabelState.SUSPENDED: pgettext_lazy("label", "suspended"),
    LabelState.WITHDRAWN: pgettext_lazy("label", "withdrawn"),
}
SENTENCES: Final[Mapping[LabelState, str | Promise]] = {
    LabelState.AHEAD: gettext_lazy("%(level)s label %(number)s, valid from %(start)s until %(end)s."),
    LabelState.VALID: gettext_lazy("%(level)s label %(number)s, valid until %(end)s."),
    LabelState.IN_GRACE: gettext_lazy(
        "%(level)s label %(number)s; it ended on %(end)s and can be renewed until %(renewable)s."
    ),
    LabelState.EXPIRED: gettext_lazy("%(level)s label %(number)s; it ended on %(end)s."),
    LabelState.SUSPENDED: gettext_lazy("%(level)s label %(number)s, suspended since %(suspended)s."),
    LabelState.WITHDRAWN: gettext_lazy("%(level)s label %(number)s, withdrawn on %(withdrawn)s."),
}


def level_name(label: Label, language: str) -> str:
    """The level as it stands before “label” in a sentence."""
    return load_edition(label.assessment.edition).level_name.in_language(language)


def label_name(label: Label, language: str) -> str:
    """The label with the name of its level."""
    return capfirst(_("%(level)s label") % {"level": level_name(label, language)})


def state_sentence(label: Label, state: LabelState, language: str) -> str:
    """The label with its number and state, in the active language."""
    days = {
        "start": label.valid_from,
        "end": label.valid_until,
        "renewable": label.renewable_until,
        "suspended": label.suspended_on,
        "withdrawn": label.withdrawn_on,
    }
    facts = {name: format_date(day, language) for name, day in days.items() if day}
    level = level_name(label, language)
    return capfirst(SENTENCES[state] % {"level": level, "number": label.number, **facts})
