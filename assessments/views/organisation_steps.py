"""What a person can do next with an organisation, and what they should know about its owners."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.access import may_appoint_owner, may_edit_organisation, may_manage_people, may_publish, may_share
from assessments.models import Membership, Organisation, User
from assessments.views.next_steps import ActionLink


@dataclass(frozen=True, slots=True)
class OwnerNotice:
    """A warning that the organisation may be left without an owner, and what can be done about it."""

    words: str
    step: ActionLink | None = None


def owner_notice(organisation: Organisation, membership: Membership | None, *, owners: int) -> OwnerNotice | None:
    """The warning to a member if there are fewer than two owners."""
    if membership is None or owners > 1:
        return None
    if not owners:
        return OwnerNotice(_("The organisation has no owner. Ask the secretariat to make somebody one."))
    if may_manage_people(membership):
        words = _(
            "You are the only owner. If you leave, nobody can manage people or withdraw an assessment: make a colleague"
            " an owner too."
        )
        return OwnerNotice(words, _link(organisation, _("Hand ownership over"), "hand_ownership"))
    return OwnerNotice(
        _("There is one owner left. If that person leaves, nobody can manage people: ask for a second one.")
    )


def profile_steps(organisation: Organisation, membership: Membership | None) -> list[ActionLink]:
    """What can be done with the profile."""
    if not may_edit_organisation(membership):
        return []
    words = _("Change the logo") if organisation.logo else _("Add a logo")
    steps = [
        _link(organisation, _("Change the profile"), "edit_organisation"),
        _link(organisation, words, "edit_logo"),
        _link(organisation, _("Reminders of the label"), "reminders"),
    ]
    if may_publish(membership):
        steps.append(_link(organisation, _("Page in the register"), "write_register_page"))
    return steps


def sharing_steps(organisation: Organisation, membership: Membership | None) -> list[ActionLink]:
    """What can be done with documents for people outside; the secretariat does not see with whom they are shared."""
    if membership is None:
        return []
    if not may_share(membership):
        return [_link(organisation, _("Links to reports"), "share_links")]
    return [
        _link(organisation, _("Share a report by a link"), "share_links"),
        _link(organisation, _("Download everything about us (ZIP)"), "organisation_data"),
    ]


def people_steps(organisation: Organisation, user: User, membership: Membership | None) -> list[ActionLink]:
    """What can be done about the people."""
    if may_manage_people(membership):
        return [
            _link(organisation, _("Invite a colleague"), "new_member"),
            _link(organisation, _("Hand ownership over"), "hand_ownership"),
        ]
    if may_appoint_owner(user, membership):
        return [_link(organisation, _("Make somebody an owner"), "appoint_owner")]
    return []


def _link(organisation: Organisation, words: str, name: str) -> ActionLink:
    return ActionLink(words, reverse(name, args=[organisation.slug]))
