"""The form with which the secretariat leaves a cluster out of comparisons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.forms.layout import PlainForm
from assessments.forms.text import LineField
from assessments.models import Organisation
from assessments.queries.identity import holder_of


class LeaveForm(PlainForm):
    """The name of the cluster, and why. After validation, `organisation` is the cluster's."""

    name = LineField(label=gettext_lazy("Name of the cluster"), max_length=200)
    reason = LineField(label=gettext_lazy("Reason"), max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation: Organisation | None = None

    def clean_name(self) -> str:
        """The name, which an organisation must have or have had."""
        name = str(self.cleaned_data["name"])
        self.organisation = holder_of(names=[name])
        if self.organisation is None:
            raise forms.ValidationError(_("No organisation has this name."))
        return name
