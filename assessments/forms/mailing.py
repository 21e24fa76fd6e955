"""Forms about mail: when to send it, and how to settle mail that was not sent."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.layout import PlainForm
from assessments.models import MailChoice


class MailChoiceForm(PlainForm):
    """When a person wants mail about new notices."""

    mail = forms.ChoiceField(
        label=_("Mail about what comes into the inbox"), choices=MailChoice.choices, widget=forms.RadioSelect
    )


class AttemptForm(forms.Form):
    """The failed attempt that the person saw, so that an outdated page settles nothing."""

    attempt = forms.IntegerField(min_value=0)
