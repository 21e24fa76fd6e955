"""The form for choosing the two groups that a cluster is compared with."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _

from assessments.forms.layout import PlainForm


class GroupsForm(PlainForm):
    """Two of the published groups. `choices` are their keys and names, `shown` the keys of those compared with now.

    It is only shown: a key in the address that is not among the choices means the groups by default.
    """

    first = forms.ChoiceField(required=False)
    second = forms.ChoiceField(required=False)

    def __init__(self, choices: Sequence[tuple[str, str]], shown: Sequence[str]) -> None:
        # With one group shown, the table beside each chart has all clusters as the second.
        super().__init__(initial={"first": shown[0] if shown else "", "second": shown[-1] if shown else ""})
        for name, label in (("first", _("First group")), ("second", _("Second group"))):
            self.fields[name].label = label
            self.fields[name].choices = choices  # type: ignore[attr-defined]
