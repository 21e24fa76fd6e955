"""Who may do what: roles of a person towards an assessment, and the table of actions they may take."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import Http404

from assessments.models import Assessment, Membership, MembershipRole, Organisation, Status, User
from assessments.models.answering import FINISHED
from assessments.queries.conflicts import read_standing


class Role(StrEnum):
    """What a person is to one assessment. One person can be several things.

    ASSIGNED: named as assessor, but not open to them: nothing is declared yet, or something stands in the way.
    FORMER: assessed this run earlier, or was to; that opens nothing and closes the decision.
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


MEMBERS: Final = frozenset({Role.OWNER, Role.EDITOR, Role.READER})
ANY: Final = frozenset(Status)
DRAFT: Final = frozenset({Status.DRAFT})
HANDED_IN: Final = ANY - DRAFT
UNDECIDED: Final = frozenset({Status.SUBMITTED, Status.INTERVIEW, Status.ASSESSED})
INTERVIEW: Final = frozenset({Status.INTERVIEW})

# action -> who may take it, and in which states of the assessment. A draft's answers are the organisation's alone:
# the secretariat then sees only that it exists and where eligibility stands, which is what a waiver is about.
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
    Action.ASSIGN: {Role.SECRETARIAT: frozenset({Status.SUBMITTED, Status.INTERVIEW})},
    Action.DECLARE: {Role.ASSIGNED: INTERVIEW, Role.ASSESSOR: INTERVIEW},
    Action.OBJECT: {Role.OWNER: INTERVIEW},
    Action.RULE: {Role.SECRETARIAT: frozenset({Status.SUBMITTED, Status.INTERVIEW})},
    Action.REVIEW: {Role.ASSESSOR: INTERVIEW},
    Action.FINISH: {Role.ASSESSOR: INTERVIEW},
    Action.DECIDE: {Role.SECRETARIAT: frozenset({Status.ASSESSED})},
    Action.REPLY: {Role.OWNER: frozenset(FINISHED), Role.EDITOR: frozenset(FINISHED)},
    Action.WAIVE: {Role.SECRETARIAT: DRAFT | UNDECIDED},
    Action.WORD_REPORT: {
        Role.ASSESSOR: frozenset({Status.INTERVIEW}),
        Role.SECRETARIAT: frozenset({Status.ASSESSED, Status.LABELLED, Status.NOT_LABELLED}),
    },
    # What each of them finds in it is judged row by row.
    Action.READ_TRAIL: {**dict.fromkeys(MEMBERS, ANY), Role.ASSESSOR: HANDED_IN, Role.SECRETARIAT: ANY},
}
# The secretariat's acts are closed to people of the organisation judged, whatever else they are. A member who is to
# assess is stopped by a conflict instead: only when that is overruled are they an assessor.
IMPARTIAL: Final = frozenset({Action.ASSIGN, Action.RULE, Action.DECIDE, Action.WAIVE, Action.WORD_REPORT})
# Two pairs of eyes: whoever assesses, or ever did, neither decides nor rules on what speaks against them.
OTHER_EYES: Final = frozenset({Action.RULE, Action.DECIDE})
ASSESSING: Final = frozenset({Role.ASSIGNED, Role.ASSESSOR, Role.FORMER})


class NotOpen(PermissionDenied):
    """The person is to assess, but has not declared yet, or something stands in the way."""


class WrongState(Exception):
    """The person may do this, but not while the assessment is in its present state."""

    def __init__(self, action: Action, status: str) -> None:
        super().__init__(f"{action} is not possible while the assessment is {status}")
        self.action = action
        self.status = status


def membership_of(user: User, organisation: Organisation) -> Membership | None:
    """The person's membership in the organisation, if any."""
    return Membership.objects.filter(user=user, organisation=organisation).first()


def roles_of(user: User, assessment: Assessment) -> frozenset[Role]:
    """What `user` is to `assessment`; empty for an outsider.

    Somebody of the secretariat who is to assess is nothing else while the assessment is not open to them.
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
    """ASSIGNED, ASSESSOR or FORMER, by the person's assignments and what speaks against them today."""
    if not (user.is_assessor or user.is_secretariat):
        # Whoever assessed once and is neither now can do nothing that this could close.
        return None
    assignments = list(assessment.assignments.filter(assessor=user).select_related("assessor"))
    current = next((row for row in assignments if row.ended_at is None), None)
    if current is None or not user.is_assessor:
        return Role.FORMER if assignments else None
    # Before the declaration nothing is open, so nothing needs to be weighed.
    is_open = current.declared_at is not None and read_standing(current, assessment).is_open
    return Role.ASSESSOR if is_open else Role.ASSIGNED


def is_outsider(roles: frozenset[Role]) -> bool:
    """Whether somebody with `roles` is not to learn that the assessment exists: an outsider, or a former assessor."""
    return not roles - {Role.FORMER}


def has_role_for(action: Action, roles: frozenset[Role]) -> bool:
    """Whether somebody with `roles` may take `action` in some state."""
    if action in IMPARTIAL and roles & MEMBERS:
        return False
    if action in OTHER_EYES and roles & ASSESSING:
        return False
    return any(role in PERMISSIONS[action] for role in roles)


def can(action: Action, roles: frozenset[Role], assessment: Assessment) -> bool:
    """Whether somebody with `roles` may take `action` now."""
    allowed = (PERMISSIONS[action].get(role, frozenset()) for role in roles)
    return has_role_for(action, roles) and any(assessment.status in statuses for statuses in allowed)


def actions_of(roles: frozenset[Role], assessment: Assessment) -> frozenset[Action]:
    """Everything that somebody with `roles` may do now."""
    return frozenset(action for action in Action if can(action, roles, assessment))


def require(action: Action, user: User, assessment: Assessment) -> frozenset[Role]:
    """The roles of `user`, if they may take `action` now.

    Raises Http404 to outsiders (nothing is to be learned from the answer) and to former assessors, PermissionDenied
    to people without the role, NotOpen to assessors before it is open to them, WrongState when only the state forbids
    it.
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
    """The roles of `user`, if they belong to the organisation, in any state of the assessment.

    Assessors and the secretariat get PermissionDenied, outsiders Http404: what a team says is theirs alone.
    """
    roles = require(Action.VIEW, user, assessment)
    if not roles & MEMBERS:
        raise PermissionDenied
    return roles


def open_indicators(assessment: Assessment, today: dt.date) -> frozenset[str]:
    """The indicators that a question of the assessor opens for change on the day `today`; nothing else unfreezes."""
    if assessment.status != Status.INTERVIEW:
        return frozenset()
    return frozenset(assessment.clarifications.opening(today).values_list("indicator", flat=True))


def may_change(indicator: str, roles: frozenset[Role], assessment: Assessment, today: dt.date) -> bool:
    """Whether somebody with `roles` may change this one answer: in a draft, or while a question has it open."""
    if can(Action.EDIT_ANSWERS, roles, assessment):
        return True
    return has_role_for(Action.EDIT_ANSWERS, roles) and indicator in open_indicators(assessment, today)


def require_change(indicator: str, user: User, assessment: Assessment, today: dt.date) -> frozenset[Role]:
    """The roles of `user`, if they may change this one answer today; raises as `require` does."""
    roles = roles_of(user, assessment)
    return roles if may_change(indicator, roles, assessment, today) else require(Action.EDIT_ANSWERS, user, assessment)


def may_reply(roles: frozenset[Role], assessment: Assessment) -> bool:
    """Whether somebody with `roles` may write in a question's thread: who answers for the cluster, and who asks."""
    is_of_cluster = has_role_for(Action.EDIT_ANSWERS, roles) and assessment.status == Status.INTERVIEW
    return is_of_cluster or can(Action.REVIEW, roles, assessment)


def require_reply(user: User, assessment: Assessment) -> frozenset[Role]:
    """The roles of `user`, if they may write in the thread of a question now; raises as `require` does."""
    roles = roles_of(user, assessment)
    if may_reply(roles, assessment):
        return roles
    if has_role_for(Action.EDIT_ANSWERS, roles):
        raise WrongState(Action.REVIEW, assessment.status)
    return require(Action.REVIEW, user, assessment)


def assessment_or_404(
    user: User, reference: str, action: Action, *, is_locked: bool = False
) -> tuple[Assessment, frozenset[Role]]:
    """The assessment and the roles of `user` to it, if they may take `action` now; raises as `require` does.

    `is_locked`: its state cannot change until the caller's transaction ends.
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

    Editing needs an owner or editor. Raises Http404 to outsiders, PermissionDenied to readers who want to edit.
    """
    try:
        organisation = Organisation.objects.get(slug=slug)
    except Organisation.DoesNotExist as error:
        raise Http404 from error
    membership = membership_of(user, organisation)
    if membership is None and not user.is_secretariat:
        raise Http404
    if to_edit and (membership is None or membership.role == MembershipRole.READER):
        raise PermissionDenied
    return organisation, membership
