"""Forms of a team: invitations, roles and ownership, comments, hand-overs and flags."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.choosing import SortedModelChoiceField
from assessments.forms.layout import PlainForm
from assessments.forms.text import LineField, MailAddressField, TextField
from assessments.models import Membership, MembershipRole, Organisation, User
from assessments.models.collaboration import NOTE_LENGTH
from assessments.queries.collaboration import colleagues


class InvitationForm(PlainForm):
    """The address and role of a person to invite."""

    email = MailAddressField(label=_("E-mail address"), widget=forms.EmailInput({"autocomplete": "off"}))
    role = forms.ChoiceField(
        label=_("Role"), choices=MembershipRole.choices, initial=MembershipRole.EDITOR, widget=forms.RadioSelect
    )


class RoleForm(PlainForm):
    """The role of a member."""

    role = forms.ChoiceField(label=_("Role"), choices=MembershipRole.choices, widget=forms.RadioSelect)


class JoinForm(PlainForm):
    """The note to the people who decide on a request to join an organisation."""

    note = LineField(
        label=_("A note to those who decide"),
        required=False,
        max_length=NOTE_LENGTH,
        help_text=_("Not needed. For example: I have managed the cluster since May."),
    )


class MemberChoiceField(SortedModelChoiceField[Membership]):
    """A member with name and address, because two people may have the same name."""

    def label_from_instance(self, obj: Membership) -> str:
        return f"{obj.user.name}, {obj.user.email} ({obj.get_role_display()})"


class _MembersForm(PlainForm):
    """Offers the members who are not owners yet."""

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = organisation.memberships.exclude(role=MembershipRole.OWNER).filter(user__is_active=True)
        self.fields["member"].queryset = others.select_related("user")  # type: ignore[attr-defined]


class OwnershipForm(_MembersForm):
    """The new owner, and the role of the current one afterwards."""

    member = MemberChoiceField(label=_("New owner"), queryset=Membership.objects.none(), empty_label="—")
    own_role = forms.ChoiceField(
        label=_("Your own role afterwards"),
        choices=MembershipRole.choices,
        initial=MembershipRole.OWNER,
        widget=forms.RadioSelect,
    )


class AppointForm(_MembersForm):
    """The person whom the secretariat makes an owner, and the reason."""

    member = MemberChoiceField(
        label=_("A member of the organisation"), queryset=Membership.objects.none(), empty_label="—", required=False
    )
    email = MailAddressField(
        label=_("Or somebody else, by invitation"),
        required=False,
        help_text=_("The e-mail address. An invitation that is still open to it becomes one as owner."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    reason = TextField(
        label=_("Reason"),
        max_length=1000,
        help_text=_("For example: the only owner has left, and the board asked for it on 3 March."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors.keys() & {"member", "email"} and bool(cleaned["member"]) == bool(cleaned["email"]):
            self.add_error("member", _("Choose a member, or give the address of somebody else: one of the two."))
        return cleaned


class CommentForm(PlainForm):
    """A comment to the team."""

    text = TextField(label=_("Your comment"), max_length=2000)
    to_assessor = forms.BooleanField(
        label=_("For the assessor too"),
        required=False,
        help_text=_("The assessor reads it in the interview, and the indicator is marked there."),
    )


class HandOverForm(PlainForm):
    """The colleague to whom an indicator is handed over, and a note."""

    to = SortedModelChoiceField(label=_("Colleague"), queryset=User.objects.none(), empty_label="—")
    note = TextField(
        label=_("Note"),
        required=False,
        max_length=500,
        help_text=_("What is wanted, and by when. It goes out with the mail."),
        rows=2,
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues(organisation)  # type: ignore[attr-defined]


class FlagForm(forms.Form):
    """Whether the team wants to return to an indicator."""

    flag = forms.ChoiceField(choices=[("on", "on"), ("off", "off")])
