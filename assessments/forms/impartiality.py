"""Forms for impartiality: assignment, declaration, objections and rulings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.forms.choosing import SortedModelChoiceField
from assessments.forms.layout import PlainForm
from assessments.forms.text import LineField, TextField
from assessments.models import Assignment, Ruling, User
from assessments.queries.conflicts import Conflict


class AssignForm(PlainForm):
    """The assessor to assign. Conflicts are listed beside each name."""

    assessor = forms.ModelChoiceField(
        label=_("Assessor"), queryset=User.objects.none(), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(
        self, *args: Any, assessors: list[User], conflicts: Mapping[int, tuple[Conflict, ...]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choice: forms.ModelChoiceField[User] = self.fields["assessor"]  # type: ignore[assignment]
        choice.queryset = User.objects.filter(pk__in=[user.pk for user in assessors])
        choice.choices = [(user.pk, _candidate(user, conflicts[user.pk])) for user in assessors]


def _candidate(user: User, conflicts: tuple[Conflict, ...]) -> str:
    against = [f"{found.words} ({found.detail})" if found.detail else found.words for found in conflicts]
    return " · ".join([user.name or user.email, *(against or [gettext("nothing found")])])


class DeclarationForm(PlainForm):
    """The declaration an assessor makes before they get access."""

    NONE, SOME = "none", "some"

    standing = forms.ChoiceField(
        label=_("Do you have an interest in this cluster?"),
        choices=[
            (NONE, _("I have no interest in this cluster, its host or its people that could bias me")),
            (SOME, _("I have an interest, and name it below")),
        ],
        widget=forms.RadioSelect,
    )
    interest = TextField(
        label=_("Which interest"),
        required=False,
        max_length=1000,
        help_text=_("Work, money, family, friendship, rivalry: whatever others could take for bias."),
    )
    advice = TextField(
        label=_("Advice you once gave to this organisation"),
        required=False,
        max_length=500,
        rows=2,
        help_text=_("When and on what. Leave it blank if there was none, or if it is listed above already."),
    )
    employer = LineField(label=_("Your employer"), required=False, max_length=200)
    region = LineField(label=_("Your region"), required=False, max_length=120)

    @classmethod
    def chosen(cls, assignment: Assignment) -> str:
        """The last answer to `standing`, "" if none."""
        if assignment.declared_at is None:
            return ""
        return cls.SOME if assignment.interest else cls.NONE

    @property
    def statement(self) -> dict[str, str]:
        """What was declared, with the attribute names of `Statement` in workflow.impartiality."""
        return {key: self.cleaned_data[key] for key in ("interest", "advice", "employer", "region")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("standing") == self.SOME and not cleaned.get("interest"):
            self.add_error("interest", _("Say which interest you have."))
        if cleaned.get("standing") == self.NONE and cleaned.get("interest"):
            self.add_error("standing", _("You name an interest below: choose the second answer, or clear the text."))
        return cleaned


class ObjectionForm(PlainForm):
    """The cluster's reason for objecting to the assessor."""

    reason = TextField(label=_("Reason"), max_length=1000, rows=4)


class RulingForm(PlainForm):
    """The secretariat's ruling on an objection."""

    ruling = forms.ChoiceField(
        label=_("Ruling"),
        choices=[choice for choice in Ruling.choices if choice[0] in (Ruling.DISMISSED, Ruling.UPHELD)],
        widget=forms.RadioSelect,
    )
    reason = TextField(label=_("Reason"), max_length=1000)


class OverrulingForm(PlainForm):
    """The reason for overruling a conflict. `seen` identifies the conflict that was on the page."""

    reason = TextField(label=_("Reason"), max_length=1000)


class EarlierAdviceForm(PlainForm):
    """Advice that an assessor gave to the organisation earlier."""

    adviser = SortedModelChoiceField(label=_("Assessor"), queryset=User.objects.none(), empty_label="—")
    note = TextField(label=_("When and on what"), max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        adviser: forms.ModelChoiceField[User] = self.fields["adviser"]  # type: ignore[assignment]
        adviser.queryset = User.objects.filter(is_assessor=True, is_active=True).order_by("email")
