"""What each person can do next with an organisation, and the warning about its owners."""

from __future__ import annotations

import pytest

from assessments.models import Membership, MembershipRole, Organisation, User
from assessments.views.next_steps import ActionLink
from assessments.views.organisation_steps import OwnerNotice, owner_notice, people_steps, profile_steps, sharing_steps

HOME = "/organisations/kuvitelma/"
ORGANISATION = Organisation(slug="kuvitelma")
OWNER, EDITOR, READER = (
    Membership(role=role) for role in (MembershipRole.OWNER, MembershipRole.EDITOR, MembershipRole.READER)
)
PROFILE = [
    ActionLink("Change the profile", f"{HOME}edit/"),
    ActionLink("Add a logo", f"{HOME}logo/"),
    ActionLink("Reminders of the label", f"{HOME}reminders/"),
]
REGISTER = ActionLink("Page in the register", f"{HOME}register/")
PEOPLE = [ActionLink("Invite a colleague", f"{HOME}people/"), ActionLink("Hand ownership over", f"{HOME}ownership/")]
APPOINT = [ActionLink("Make somebody an owner", f"{HOME}owner/")]


@pytest.mark.parametrize(
    ("membership", "is_secretariat", "profile", "people"),
    [
        (OWNER, False, [*PROFILE, REGISTER], PEOPLE),
        (EDITOR, False, PROFILE, []),
        (READER, False, [], []),
        (OWNER, True, [*PROFILE, REGISTER], PEOPLE),
        (EDITOR, True, PROFILE, []),
        (READER, True, [], []),
        (None, True, [], APPOINT),
    ],
)
def test_what_each_can_do(
    membership: Membership | None, is_secretariat: bool, profile: list[ActionLink], people: list[ActionLink]
) -> None:
    user = User(is_secretariat=is_secretariat)
    found = profile_steps(ORGANISATION, membership), people_steps(ORGANISATION, user, membership)
    assert found == (profile, people)


@pytest.mark.parametrize(
    ("membership", "expected"),
    [
        (
            OWNER,
            [
                ActionLink("Share a report by a link", f"{HOME}links/"),
                ActionLink("Download everything about us (ZIP)", f"{HOME}data.zip"),
            ],
        ),
        (EDITOR, [ActionLink("Links to reports", f"{HOME}links/")]),
        (None, []),
    ],
)
def test_owners_share_and_members_see_what_is_shared(membership: Membership | None, expected: list[ActionLink]) -> None:
    assert sharing_steps(ORGANISATION, membership) == expected


def test_a_logo_that_is_there_is_changed() -> None:
    organisation = Organisation(slug="kuvitelma", logo="logo.png")
    assert profile_steps(organisation, EDITOR)[1] == ActionLink("Change the logo", f"{HOME}logo/")


NOBODY = OwnerNotice("The organisation has no owner. Ask the secretariat to make somebody one.")
ALONE = OwnerNotice(
    "You are the only owner. If you leave, nobody can manage people or withdraw an assessment: make a colleague an"
    " owner too.",
    ActionLink("Hand ownership over", f"{HOME}ownership/"),
)
ONE = OwnerNotice("There is one owner left. If that person leaves, nobody can manage people: ask for a second one.")


@pytest.mark.parametrize(
    ("membership", "owners", "expected"),
    [
        (OWNER, 1, ALONE),
        (EDITOR, 1, ONE),
        (READER, 1, ONE),
        (EDITOR, 0, NOBODY),
        (READER, 0, NOBODY),
        (OWNER, 2, None),
        (READER, 2, None),
        (None, 0, None),
        (None, 1, None),
    ],
)
def test_members_are_warned_before_there_is_no_owner(
    membership: Membership | None, owners: int, expected: OwnerNotice | None
) -> None:
    assert owner_notice(ORGANISATION, membership, owners=owners) == expected
