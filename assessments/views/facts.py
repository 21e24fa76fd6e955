"""Facts about an assessment as pages list them: a term and its text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from assessments.views.next_steps import ActionLink
from assessments.views.pages import language
from criteria.formatting import format_date


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and its plain text. `is_interview`: the appointment of the interview is shown instead of `text`.

    `link` leads to where it can be changed, if the reader may change it.
    """

    term: str
    text: str = ""
    link: ActionLink | None = None
    is_interview: bool = False


def day_in_words(moment: dt.date | dt.datetime) -> str:
    """The date in words; of a time, the date in the active time zone."""
    day = timezone.localdate(moment) if isinstance(moment, dt.datetime) else moment
    return format_date(day, language())
