"""Forms for questions to the cluster and replies."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.layout import PlainForm
from assessments.forms.text import TextField


class AskForm(PlainForm):
    """The assessor's question, and the deadline until which the answer can be changed."""

    text = TextField(label=_("Question to the cluster"), max_length=4000, rows=4)
    deadline = forms.DateField(
        label=_("Answer by"),
        help_text=_("Until the end of this day the cluster can change this answer, and no other."),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )


class ClarificationReplyForm(PlainForm):
    """The cluster's reply."""

    text = TextField(label=_("Your reply"), max_length=4000, rows=4)


class FollowUpForm(ClarificationReplyForm):
    """The assessor's message in the thread; a later deadline gives more time, or opens the answer again."""

    deadline = forms.DateField(
        label=_("Another deadline"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
