"""Forms of the interview: agreement, remark, appointment, clock and due date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.forms.addresses import WebAddressField
from assessments.forms.layout import PlainForm
from assessments.forms.text import LineField, TextField
from assessments.models import Interview
from assessments.queries.agreements import Agreement
from criteria.reader import language
from criteria.time_zones import clock_words, is_left_out, moments_of

OTHER: Final = Agreement.OTHER.value
AS_ANSWERED: Final = Agreement.AS_ANSWERED.value
OPEN: Final = Agreement.OPEN.value


class AgreementForm(PlainForm):
    """Whether the cluster's own answer is agreed as it is, or a different value and why."""

    verdict = forms.ChoiceField(
        label=_("Agreed"),
        required=False,
        choices=[
            (AS_ANSWERED, _("As answered")),
            (OTHER, _("Another value")),
            (OPEN, _("Open")),
        ],
        widget=forms.RadioSelect,
    )
    reason = TextField(label=_("Why another value was agreed"), required=False, max_length=1000, rows=2)


class RemarkForm(PlainForm):
    """The assessor's remark on one indicator."""

    remark = TextField(label=_("Remark for the report"), required=False, max_length=4000, rows=6)


class MomentField(forms.ChoiceField):
    """The choice between the moments that a local time can mean, with their ISO form in UTC as values."""

    def __init__(self, moments: Mapping[str, dt.datetime]) -> None:
        self.moments = moments
        choices = [(key, clock_words(moment, language())) for key, moment in moments.items()]
        super().__init__(label=_("Which time is meant"), choices=choices, widget=forms.RadioSelect, required=False)

    def question(self, *, is_left_out: bool) -> str:
        """Explains why there is a choice."""
        if is_left_out:
            return gettext("There is no such time on this day, because clocks are set forward. Choose which is meant.")
        return gettext("This time comes twice on this day, because clocks are set back. Choose which is meant.")


class AppointmentForm(PlainForm):
    """The time and place of the interview, in the current time zone.

    If the local time exists twice on that day, or not at all, because clocks change, the form asks which moment is
    meant.
    """

    day = forms.DateField(label=_("Date"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    minutes = forms.IntegerField(
        label=_("Length in minutes"), min_value=15, max_value=960, widget=forms.TextInput({"inputmode": "numeric"})
    )
    place = LineField(label=_("Place"), required=False, max_length=200)
    link = WebAddressField(
        label=_("Video link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput({"placeholder": "https://"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors.keys() & {"place", "link"} and not (cleaned.get("place") or cleaned.get("link")):
            self.add_error("place", _("Give a place or a video link."))
        if not self.errors.keys() & {"day", "time"}:
            cleaned["starts_at"] = self._moment(dt.datetime.combine(cleaned["day"], cleaned["time"]))
        return cleaned

    def _moment(self, local: dt.datetime) -> dt.datetime | None:
        """The moment that is meant; None, with the choice shown, while it may be one of two."""
        zone = ZoneInfo(timezone.get_current_timezone_name())
        moments = moments_of(local, zone)
        if len(moments) == 1:
            return moments[0]
        by_key = {moment.astimezone(dt.UTC).isoformat(): moment for moment in moments}
        which = MomentField(by_key)
        self.fields["which"] = which
        self.order_fields(["day", "time", "which"])
        chosen = by_key.get(self.data.get(self.add_prefix("which"), ""))
        if chosen is None:
            self.add_error("which", which.question(is_left_out=is_left_out(local, zone)))
        return chosen


def appointment_initial(interview: Interview | None, minutes: int) -> dict[str, Any]:
    """The initial values: the current appointment, or only the length."""
    if interview is None:
        return {"minutes": minutes}
    local = timezone.localtime(interview.starts_at)
    return {
        "day": local.date(),
        "time": local.time(),
        "minutes": interview.minutes,
        "place": interview.place,
        "link": interview.link,
    }


class CancelForm(PlainForm):
    """The reason for cancelling the interview."""

    reason = TextField(label=_("Reason"), max_length=1000, rows=2)


class HeldForm(PlainForm):
    """The date on which the interview took place."""

    held_on = forms.DateField(label=_("Date of the interview"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


class DueDateForm(PlainForm):
    """The due date of the assessment."""

    due_on = forms.DateField(label=_("Due on"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


class ClockForm(forms.Form):
    """Whether to start or pause the interview's clock."""

    clock = forms.ChoiceField(choices=[("start", "start"), ("pause", "pause")])
