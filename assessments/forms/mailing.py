"""Forms about mail: when somebody wants it, and what becomes of one that got stuck."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.review import PlainForm
from assessments.models import MailChoice


class MailChoiceForm(PlainForm):
    """When a person wants mail about what stands in their inbox."""

    mail = forms.ChoiceField(
        label=_("Mail about what comes into the inbox"), choices=MailChoice.choices, widget=forms.RadioSelect
    )


class AttemptForm(forms.Form):
    """The attempt that the person saw fail, so that a page from before another one settles nothing."""

    attempt = forms.IntegerField(min_value=0)
