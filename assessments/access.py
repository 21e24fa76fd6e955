"""Permissions: the roles of a person in an assessment, and the table of the actions they may take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404

from assessments.models import Assessment, Membership, MembershipRole, Notice, Organisation, Status, User
from assessments.models.answering import EXISTING, FINISHED
from assessments.queries.conflicts import read_standing
from assessments.queries.memberships import owners_left


class Role(StrEnum):
    """The role of a person in one assessment. One person can have several.

    ASSIGNED: an assessor without access, because they have not declared yet or something blocks them. FORMER: was an
    assessor of this assessment earlier, or was assigned; this gives no access, and excludes from deciding.
    """

    OWNER = "owner"
    EDITOR = "editor"
    READER = "reader"
    ASSIGNED = "assigned"
    ASSESSOR = "assessor"
    FORMER = "former"
    SECRETARIAT = "secretariat"


class Action(StrEnum):
    """What can be done with an assessment."""

    VIEW = "view"
    READ_ANSWERS = "read_answers"
    EDIT_ANSWERS = "edit_answers"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    DELETE = "delete"
    ASSIGN = "assign"
    DECLARE = "declare"
    OBJECT = "object"
    RULE = "rule"
    REVIEW = "review"
    FINISH = "finish"
    DECIDE = "decide"
    WAIVE = "waive"
    READ_TRAIL = "read_trail"
    WORD_REPORT = "word_report"
    REPLY = "reply"
    KEEP_LABEL = "keep_label"
    USE_LABEL = "use_label"


MEMBERS: Final = frozenset({Role.OWNER, Role.EDITOR, Role.READER})
ANY: Final = frozenset(EXISTING)
DRAFT: Final = frozenset({Status.DRAFT})
HANDED_IN: Final = ANY - DRAFT
UNDECIDED: Final = frozenset({Status.SUBMITTED, Status.INTERVIEW, Status.ASSESSED})
INTERVIEW: Final = frozenset({Status.INTERVIEW})
LABELLED: Final = frozenset({Status.LABELLED})

# action -> who may take it, and in which states of the assessment. The answers of a draft belong to the organisation:
# the secretariat sees only that it exists and its eligibility, which it needs for waivers.
PERMISSIONS: Final[dict[Action, dict[Role, frozenset[Status]]]] = {
    Action.VIEW: {
        **dict.fromkeys(MEMBERS, ANY),
        Role.ASSESSOR: HANDED_IN,
        Role.SECRETARIAT: ANY,
    },
    Action.READ_ANSWERS: {
        **dict.fromkeys(MEMBERS, ANY),
        Role.ASSESSOR: HANDED_IN,
        Role.SECRETARIAT: HANDED_IN,
    },
    Action.EDIT_ANSWERS: {Role.OWNER: DRAFT, Role.EDITOR: DRAFT},
    Action.SUBMIT: {Role.OWNER: DRAFT, Role.EDITOR: DRAFT},
    Action.WITHDRAW: {Role.OWNER: UNDECIDED},
    Action.DELETE: {Role.OWNER: DRAFT},
    Action.ASSIGN: {Role.SECRETARIAT: frozenset({Status.SUBMITTED, Status.INTERVIEW})},
    Action.DECLARE: {Role.ASSIGNED: INTERVIEW, Role.ASSESSOR: INTERVIEW},
    Action.OBJECT: {Role.OWNER: INTERVIEW},
    Action.RULE: {Role.SECRETARIAT: frozenset({Status.SUBMITTED, Status.INTERVIEW})},
    Action.REVIEW: {Role.ASSESSOR: INTERVIEW},
    Action.FINISH: {Role.ASSESSOR: INTERVIEW},
    Action.DECIDE: {Role.SECRETARIAT: frozenset({Status.ASSESSED})},
    Action.REPLY: {Role.OWNER: frozenset(FINISHED), Role.EDITOR: frozenset(FINISHED)},
    # Entering, suspending and withdrawing the label; downloading its certificate and pictures.
    Action.KEEP_LABEL: {Role.SECRETARIAT: LABELLED},
    Action.USE_LABEL: {**dict.fromkeys(MEMBERS, LABELLED), Role.SECRETARIAT: LABELLED},
    Action.WAIVE: {Role.SECRETARIAT: DRAFT | UNDECIDED},
    Action.WORD_REPORT: {
        Role.ASSESSOR: frozenset({Status.INTERVIEW}),
        Role.SECRETARIAT: frozenset({Status.ASSESSED, Status.LABELLED, Status.NOT_LABELLED}),
    },
    # Which rows each of them sees is decided row by row.
    Action.READ_TRAIL: {**dict.fromkeys(MEMBERS, ANY), Role.ASSESSOR: HANDED_IN, Role.SECRETARIAT: ANY},
}
# Members of the assessed organisation may not take these actions, whatever other roles they have. A member who is
# assigned as assessor is stopped by a conflict instead: they are an assessor only if it is overruled.
IMPARTIAL: Final = frozenset(
    {Action.ASSIGN, Action.RULE, Action.DECIDE, Action.KEEP_LABEL, Action.WAIVE, Action.WORD_REPORT}
)
# Separation of duties: assessors and former assessors neither decide, nor rule on conflicts and objections, nor on what
# becomes of the label.
OTHER_EYES: Final = frozenset({Action.RULE, Action.DECIDE, Action.KEEP_LABEL})
ASSESSING: Final = frozenset({Role.ASSIGNED, Role.ASSESSOR, Role.FORMER})


class NotOpen(PermissionDenied):
    """The person is assigned as assessor, but has not declared yet or is blocked."""


class WrongState(Exception):
    """The person may do this, but not in the current state of the assessment."""

    def __init__(self, action: Action, status: str) -> None:
        super().__init__(f"{action} is not possible while the assessment is {status}")
        self.action = action
        self.status = status


def membership_of(user: User, organisation: Organisation) -> Membership | None:
    """The person's membership in the organisation, if any."""
    return Membership.objects.filter(user=user, organisation=organisation).first()


def roles_of(user: User, assessment: Assessment) -> frozenset[Role]:
    """The roles of `user` in `assessment`; empty for an outsider.

    A member of the secretariat who is assigned as assessor has no other role while the assessment is not open to them.
    """
    roles: set[Role] = set()
    own = Membership.objects.filter(user=user, organisation=assessment.organisation_id).values_list("role", flat=True)
    roles.update(map(Role, own))
    if assessing := assessing_role(user, assessment):
        roles.add(assessing)
    if user.is_secretariat and assessing is not Role.ASSIGNED:
        roles.add(Role.SECRETARIAT)
    return frozenset(roles)


def assessing_role(user: User, assessment: Assessment) -> Role | None:
    """ASSIGNED, ASSESSOR or FORMER, by the person's assignments and current conflicts; None without assignments."""
    if not (user.is_assessor or user.is_secretariat):
        # A former assessor who has neither flag any more can do nothing that the role could forbid.
        return None
    assignments = list(assessment.assignments.filter(assessor=user).select_related("assessor"))
    current = next((row for row in assignments if row.ended_at is None), None)
    if current is None or not user.is_assessor:
        return Role.FORMER if assignments else None
    # Without a declaration there is no access, so conflicts need not be read.
    is_open = current.declared_at is not None and read_standing(current, assessment).is_open
    return Role.ASSESSOR if is_open else Role.ASSIGNED


def is_outsider(roles: frozenset[Role]) -> bool:
    """Whether the existence of the assessment is hidden from these `roles`: outsiders and former assessors."""
    return not roles - {Role.FORMER}


def subjects_open_to(user: User, notices: Iterable[Notice]) -> frozenset[int]:
    """The primary keys of the `notices` whose assessment or organisation is not hidden from `user`.

    For assessments the same as `is_outsider`, but with two queries for any number of notices.
    """
    own = set(user.memberships.values_list("organisation", flat=True))
    assigned: set[int] = set()
    if user.is_assessor:
        assigned.update(user.assignments.filter(ended_at=None).values_list("assessment", flat=True))
    return frozenset(
        notice.pk
        for notice in notices
        if user.is_secretariat or notice.cluster.pk in own or notice.assessment_id in assigned
    )


def has_role_for(action: Action, roles: frozenset[Role]) -> bool:
    """Whether `roles` allow `action` in any state."""
    if action in IMPARTIAL and roles & MEMBERS:
        return False
    if action in OTHER_EYES and roles & ASSESSING:
        return False
    return any(role in PERMISSIONS[action] for role in roles)


def can(action: Action, roles: frozenset[Role], assessment: Assessment) -> bool:
    """Whether `roles` allow `action` in the current state."""
    allowed = (PERMISSIONS[action].get(role, frozenset()) for role in roles)
    return has_role_for(action, roles) and any(assessment.status in statuses for statuses in allowed)


def actions_of(roles: frozenset[Role], assessment: Assessment) -> frozenset[Action]:
    """All actions that `roles` allow in the current state."""
    return frozenset(action for action in Action if can(action, roles, assessment))


def require(action: Action, user: User, assessment: Assessment) -> frozenset[Role]:
    """Returns the roles of `user` if they may take `action` now.

    Raises Http404 for outsiders and former assessors, so that they learn nothing; PermissionDenied without a suitable
    role; NotOpen for assessors without access; WrongState if only the current state forbids it.
    """
    roles = roles_of(user, assessment)
    if is_outsider(roles):
        raise Http404
    if not has_role_for(action, roles):
        raise NotOpen if Role.ASSIGNED in roles and Role.ASSESSOR in PERMISSIONS[action] else PermissionDenied
    if not can(action, roles, assessment):
        raise WrongState(action, assessment.status)
    return roles


def require_team(user: User, assessment: Assessment) -> frozenset[Role]:
    """Returns the roles of `user` if they belong to the organisation, in any state of the assessment.

    Raises PermissionDenied for assessors and the secretariat, who may not read what a team writes, and Http404 for
    outsiders.
    """
    roles = require(Action.VIEW, user, assessment)
    if not roles & MEMBERS:
        raise PermissionDenied
    return roles


# The roles that the setting SECOND_FACTOR can name, each with the field of User that assigns it.
SECOND_FACTOR_ROLES: Final = {
    "secretariat": "is_secretariat",
    "administration": "is_staff",
    "assessors": "is_assessor",
}


def needs_second_factor(user: User) -> bool:
    """Whether `user` has a role that must sign in with a second factor."""
    return any(getattr(user, SECOND_FACTOR_ROLES[role]) for role in settings.SECOND_FACTOR)


def has_second_factor(user: User) -> bool:
    """Whether `user` has set up an authenticator app or a passkey; recovery codes alone do not count."""
    return bool(is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]))


def open_indicators(assessment: Assessment, today: dt.date) -> frozenset[str]:
    """The indicators that a question of the assessor opens for changes on `today`."""
    if assessment.status != Status.INTERVIEW:
        return frozenset()
    return frozenset(assessment.clarifications.opening(today).values_list("indicator", flat=True))


def may_change(indicator: str, roles: frozenset[Role], assessment: Assessment, today: dt.date) -> bool:
    """Whether `roles` may change the answer to `indicator`: in a draft, or while a question has opened it."""
    if can(Action.EDIT_ANSWERS, roles, assessment):
        return True
    return has_role_for(Action.EDIT_ANSWERS, roles) and indicator in open_indicators(assessment, today)


def require_change(indicator: str, user: User, assessment: Assessment, today: dt.date) -> frozenset[Role]:
    """Returns the roles of `user` if they may change this answer today; raises like `require`."""
    roles = roles_of(user, assessment)
    return roles if may_change(indicator, roles, assessment, today) else require(Action.EDIT_ANSWERS, user, assessment)


def may_reply(roles: frozenset[Role], assessment: Assessment) -> bool:
    """Whether `roles` may write in a question's thread: people who answer for the cluster, and the assessor."""
    is_of_cluster = has_role_for(Action.EDIT_ANSWERS, roles) and assessment.status == Status.INTERVIEW
    return is_of_cluster or can(Action.REVIEW, roles, assessment)


def require_reply(user: User, assessment: Assessment) -> frozenset[Role]:
    """Returns the roles of `user` if they may write in a question's thread now; raises like `require`."""
    roles = roles_of(user, assessment)
    if may_reply(roles, assessment):
        return roles
    if has_role_for(Action.EDIT_ANSWERS, roles):
        raise WrongState(Action.REVIEW, assessment.status)
    return require(Action.REVIEW, user, assessment)


def assessment_or_404(
    user: User, reference: str, action: Action, *, is_locked: bool = False
) -> tuple[Assessment, frozenset[Role]]:
    """The assessment and the roles of `user` in it, if they may take `action` now; raises like `require`.

    `is_locked` locks the row until the end of the transaction, so that its state cannot change.
    """
    found = Assessment.objects.select_related("organisation")
    if is_locked:
        found = found.select_for_update(of=("self",))
    try:
        assessment = found.get(reference=reference)
    except Assessment.DoesNotExist as error:
        raise Http404 from error
    return assessment, require(action, user, assessment)


def organisation_or_404(user: User, slug: str, *, to_edit: bool) -> tuple[Organisation, Membership | None]:
    """The organisation and the membership of `user` in it. The secretariat may see every organisation.

    With `to_edit`, the user must be an owner or editor. Raises Http404 for outsiders, PermissionDenied for others who
    may not edit.
    """
    try:
        organisation = Organisation.objects.get(slug=slug)
    except Organisation.DoesNotExist as error:
        raise Http404 from error
    membership = membership_of(user, organisation)
    if membership is None and not user.is_secretariat:
        raise Http404
    if to_edit and not may_edit_organisation(membership):
        raise PermissionDenied
    return organisation, membership


def organisation_of_member(user: User, slug: str) -> tuple[Organisation, Membership]:
    """Like `organisation_or_404`, but raises PermissionDenied for the secretariat: for what concerns members only."""
    organisation, membership = organisation_or_404(user, slug, to_edit=False)
    if membership is None:
        raise PermissionDenied
    return organisation, membership


def may_edit_organisation(membership: Membership | None) -> bool:
    """Whether somebody with `membership` changes the profile and starts assessments: owners and editors."""
    return membership is not None and membership.role != MembershipRole.READER


def may_manage_people(membership: Membership | None) -> bool:
    """Whether somebody with `membership` invites people and changes their roles: owners."""
    return membership is not None and membership.role == MembershipRole.OWNER


def may_share(membership: Membership | None) -> bool:
    """Whether somebody with `membership` shows documents to others and takes away all data: owners."""
    return may_manage_people(membership)


def may_publish(membership: Membership | None) -> bool:
    """Whether somebody with `membership` decides what the organisation shows in the public register: owners."""
    return may_manage_people(membership)


def require_publishing(user: User, organisation: Organisation) -> None:
    """Raises PermissionDenied unless `user` decides what the organisation shows in the public register."""
    if not may_publish(membership_of(user, organisation)):
        raise PermissionDenied


def may_appoint_owner(user: User, membership: Membership | None) -> bool:
    """Whether `user` makes somebody an owner in the organisation's place: the secretariat, except members."""
    return user.is_secretariat and membership is None


def may_consult(user: User) -> bool:
    """Whether `user` asks clusters for their position: the secretariat."""
    return user.is_secretariat


def may_keep_calendar(user: User) -> bool:
    """Whether `user` keeps the public calendar of funding calls and events: secretariat and coordinators."""
    return user.is_secretariat or user.is_coordinator


def decides_on_joining(user: User, organisation: Organisation, membership: Membership | None) -> bool:
    """Whether `user` decides who joins: an owner or, if there is no owner, the secretariat except members."""
    if may_manage_people(membership):
        return True
    return may_appoint_owner(user, membership) and not owners_left(organisation)


def require_join_decision(user: User, organisation: Organisation) -> None:
    """Raises PermissionDenied unless `user` decides who joins the organisation."""
    if not decides_on_joining(user, organisation, membership_of(user, organisation)):
        raise PermissionDenied
