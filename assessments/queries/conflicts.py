"""Conflicts of interest of an assessor: the facts, read in few queries, and the pure functions that judge them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.models import (
    AdviserRelation,
    Assessment,
    Assignment,
    Membership,
    Objection,
    Organisation,
    Overruling,
    Ruling,
    Status,
    User,
)
from assessments.queries.marks import mark_of
from criteria.text import identity

PREVIOUS_ASSESSMENTS: Final = 2


class ConflictKind(StrEnum):
    """A kind of conflict. The values are stored in `Overruling.kind` and `Assignment.found`."""

    DECLARED = "declared"
    MEMBER = "member"
    SAME_HOST = "same_host"
    ADVISER = "adviser"
    ASSESSED_BEFORE = "assessed_before"
    SAME_EMPLOYER = "same_employer"
    REFUSED = "refused"
    SAME_REGION = "same_region"


KIND_WORDS: Final[Mapping[ConflictKind, Promise | str]] = {
    ConflictKind.DECLARED: _("Has declared an interest"),
    ConflictKind.MEMBER: _("Belongs to the organisation"),
    ConflictKind.SAME_HOST: _("Belongs to an organisation with the same host"),
    ConflictKind.ADVISER: _("Has advised the organisation"),
    ConflictKind.ASSESSED_BEFORE: _("Was the assessor in one of its previous two assessments"),
    ConflictKind.SAME_EMPLOYER: _("Has the same employer as the organisation or somebody in it"),
    ConflictKind.REFUSED: _("Was replaced in this assessment after the cluster had objected"),
    ConflictKind.SAME_REGION: _("Comes from the same region"),
}
SHOWN_ONLY: Final = frozenset({ConflictKind.SAME_REGION})
# Conflicts that an assessor could remove by changing a statement or leaving an organisation. Once found or declared,
# they remain until the secretariat overrules them.
KEPT: Final = frozenset(
    {ConflictKind.DECLARED, ConflictKind.MEMBER, ConflictKind.SAME_HOST, ConflictKind.SAME_EMPLOYER}
)


@dataclass(frozen=True, slots=True)
class House:
    """The facts about an organisation that matter for impartiality."""

    pk: int
    name: str
    host: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class ConflictFacts:
    """The facts about one person and the organisation of one assessment.

    `member_of`: the organisations the person belongs to. `employers`: those of the organisation's people. `advice`:
    notes about earlier advice. `assessed`: references of the previous two assessments that the person assessed.
    `is_refused`: the cluster objected to this person in this assessment, and they were replaced.
    """

    organisation: House
    employer: str = ""
    region: str = ""
    member_of: tuple[House, ...] = ()
    employers: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    assessed: tuple[str, ...] = ()
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """One conflict of interest; `detail` describes it."""

    kind: ConflictKind
    detail: str = ""

    @property
    def mark(self) -> str:
        """A short hash of this conflict, by which a form states which conflict its reader saw."""
        return mark_of([self.kind, self.detail])

    @property
    def words(self) -> str:
        """The kind of conflict in the active language."""
        return str(KIND_WORDS[self.kind])

    @property
    def blocks(self) -> bool:
        """Whether the assessment is closed to the assessor until the secretariat overrules the conflict."""
        return self.kind not in SHOWN_ONLY


def _same(*groups: Iterable[str]) -> list[str]:
    """The names of the first group that are also in the second, in any spelling with the same identity."""
    first, second = groups
    known = {identity(name) for name in second} - {""}
    return sorted({name for name in first if identity(name) in known})


def judge_conflicts(facts: ConflictFacts) -> tuple[Conflict, ...]:
    """The conflicts that follow from `facts`, the blocking ones first."""
    found = []
    cluster = facts.organisation
    if any(house.pk == cluster.pk for house in facts.member_of):
        found.append(Conflict(ConflictKind.MEMBER))
    # An organisation that is the other one's host also counts as sharing it.
    roofs = [cluster.host, cluster.name]
    others = [house for house in facts.member_of if house.pk != cluster.pk]
    sharing = [house.name for house in others if _same([house.host, house.name], roofs)]
    if sharing:
        found.append(Conflict(ConflictKind.SAME_HOST, ", ".join(sorted(sharing))))
    if facts.advice:
        found.append(Conflict(ConflictKind.ADVISER, "; ".join(facts.advice)))
    if facts.assessed:
        found.append(Conflict(ConflictKind.ASSESSED_BEFORE, ", ".join(facts.assessed)))
    if _same([facts.employer], [*roofs, *facts.employers]):
        found.append(Conflict(ConflictKind.SAME_EMPLOYER, facts.employer))
    if facts.is_refused:
        found.append(Conflict(ConflictKind.REFUSED))
    if _same([facts.region], [cluster.region]):
        found.append(Conflict(ConflictKind.SAME_REGION, cluster.region))
    return tuple(found)


def read_facts(assessment: Assessment, people: Iterable[User]) -> Mapping[int, ConflictFacts]:
    """The facts about each of `people` for the organisation of `assessment`, by the person's key. Four queries."""
    facts = _read_all([(assessment, user) for user in people], _objections_in([assessment]))
    return {user.pk: found for (_, user), found in facts.items()}


def _objections_in(assessments: Iterable[Assessment]) -> Mapping[int, Objection]:
    """The objections in `assessments`, by the assessment's primary key. One query."""
    found = Objection.objects.filter(assessment__in=list(assessments))
    return {row.assessment_id: row for row in found.select_related("assignment", "raised_by", "ruled_by")}


def _read_all(
    pairs: Iterable[tuple[Assessment, User]], objections: Mapping[int, Objection]
) -> Mapping[tuple[Assessment, User], ConflictFacts]:
    """The facts about each pair of assessment and person. Three queries for all."""
    asked = list(pairs)
    users = {user for _, user in asked}
    organisations = {assessment.organisation for assessment, _ in asked}
    memberships = list(
        (Membership.objects.filter(user__in=users) | Membership.objects.filter(organisation__in=organisations))
        .select_related("organisation", "user")
        .order_by("organisation__name", "pk")
    )
    advice = list(
        AdviserRelation.objects.filter(organisation__in=organisations, adviser__in=users).order_by("recorded_at", "pk")
    )
    earlier = _earlier_assessments(organisations)
    return {
        (assessment, user): _facts(assessment, user, memberships, advice, earlier, objections.get(assessment.pk))
        for assessment, user in asked
    }


def _facts(
    assessment: Assessment,
    user: User,
    memberships: Sequence[Membership],
    advice: Sequence[AdviserRelation],
    earlier: Sequence[EarlierAssessment],
    objection: Objection | None,
) -> ConflictFacts:
    is_replaced = objection is not None and objection.ruling in {Ruling.UPHELD, Ruling.SETTLED}
    refused = objection.assignment.assessor_id if objection and is_replaced else None
    organisation = assessment.organisation
    assessed = _assessed_before(assessment, earlier)
    return ConflictFacts(
        organisation=House(organisation.pk, organisation.name, organisation.host, organisation.region),
        employer=user.employer,
        region=user.region,
        member_of=tuple(
            House(row.organisation.pk, row.organisation.name, row.organisation.host)
            for row in memberships
            if row.user_id == user.pk
        ),
        # Employers of other people in the organisation, not of the assessor alone.
        employers=tuple(
            row.user.employer
            for row in memberships
            if row.organisation_id == organisation.pk and row.user_id != user.pk
        ),
        advice=tuple(
            row.note for row in advice if row.adviser_id == user.pk and row.organisation_id == organisation.pk
        ),
        assessed=tuple(reference for reference, assessors in assessed.items() if user.pk in assessors),
        is_refused=user.pk == refused,
    )


@dataclass(frozen=True, slots=True)
class EarlierAssessment:
    """One submitted assessment with one of its assessors (None if it has none)."""

    organisation: int
    created_at: dt.datetime
    reference: str
    assessor: int | None


def _earlier_assessments(organisations: Iterable[Organisation]) -> list[EarlierAssessment]:
    """Every submitted assessment of the organisations, the latest first, one row per assessor. One query."""
    rows = (
        Assessment.objects.filter(organisation__in=organisations)
        .exclude(status=Status.DRAFT)
        .order_by("-created_at")
        .values_list("organisation", "created_at", "reference", "assignments__assessor", "assignments__ended_at")
    )
    return [
        EarlierAssessment(organisation, created_at, reference, None if ended_at else assessor)
        for organisation, created_at, reference, assessor, ended_at in rows
    ]


def _assessed_before(assessment: Assessment, earlier: Iterable[EarlierAssessment]) -> Mapping[str, set[int]]:
    """The assessors of each of the organisation's previous two submitted assessments, by reference."""
    assessors: dict[str, set[int]] = {}
    for row in earlier:
        if row.organisation != assessment.organisation_id or row.created_at >= assessment.created_at:
            continue
        found = assessors.setdefault(row.reference, set())
        if row.assessor is not None:
            found.add(row.assessor)
    return {reference: assessors[reference] for reference in list(assessors)[:PREVIOUS_ASSESSMENTS]}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A conflict and the overruling that covers it, if any."""

    conflict: Conflict
    overruling: Overruling | None

    @property
    def is_blocking(self) -> bool:
        """Whether it closes the assessment to the assessor: it blocks and is not overruled."""
        return self.conflict.blocks and self.overruling is None


@dataclass(frozen=True, slots=True)
class AssessorStanding:
    """The state of one assignment: the declaration, the conflicts, and the cluster's objection to the assessor."""

    assignment: Assignment
    conflicts: tuple[Weighed, ...]
    objection: Objection | None

    @property
    def is_declared(self) -> bool:
        return self.assignment.declared_at is not None

    @property
    def blocking(self) -> tuple[Weighed, ...]:
        """The conflicts that the secretariat would have to overrule."""
        return tuple(weighed for weighed in self.conflicts if weighed.is_blocking)

    @property
    def is_contested(self) -> bool:
        """Whether an objection awaits a ruling."""
        return self.objection is not None and not self.objection.ruling

    @property
    def is_open(self) -> bool:
        """Whether the assessment is open to this assessor."""
        return self.is_declared and not self.blocking and not self.is_contested


def weigh(
    assignment: Assignment, facts: ConflictFacts, overrulings: Iterable[Overruling], objection: Objection | None
) -> AssessorStanding:
    """The standing of `assignment`; an overruling covers only the conflict it was given for. No queries."""
    conflicts = list(judge_conflicts(facts))
    if assignment.interest:
        conflicts.insert(0, Conflict(ConflictKind.DECLARED, assignment.interest))
    earlier = [Conflict(ConflictKind(entry["kind"]), entry["detail"]) for entry in assignment.found]
    conflicts += [conflict for conflict in earlier if conflict.kind in KEPT and conflict not in conflicts]
    given = {(row.kind, row.detail): row for row in overrulings}
    return AssessorStanding(
        assignment,
        tuple(Weighed(conflict, given.get((conflict.kind, conflict.detail))) for conflict in conflicts),
        objection if objection and objection.assignment_id == assignment.pk else None,
    )


def read_standing(assignment: Assignment, assessment: Assessment) -> AssessorStanding:
    """The standing of `assignment` of `assessment`, by today's facts. Five queries."""
    assignment.assessment = assessment
    return read_standings([assignment])[assignment.pk]


def read_standings(assignments: Iterable[Assignment]) -> Mapping[int, AssessorStanding]:
    """The standings of `assignments` by primary key. Five queries for any number of them.

    The assignments must have their assessor, assessment and organisation loaded.
    """
    rows = list(assignments)
    objections = _objections_in(row.assessment for row in rows)
    facts = _read_all([(row.assessment, row.assessor) for row in rows], objections)
    overrulings: dict[int, list[Overruling]] = {}
    for found in Overruling.objects.filter(assignment__in=rows).select_related("overruled_by"):
        overrulings.setdefault(found.assignment_id, []).append(found)
    return {
        row.pk: weigh(
            row, facts[row.assessment, row.assessor], overrulings.get(row.pk, []), objections.get(row.assessment_id)
        )
        for row in rows
    }


def current_standing(assessment: Assessment) -> AssessorStanding | None:
    """The standing of the current assessor, if there is one. Six queries."""
    assignment = assessment.assignments.filter(ended_at=None).select_related("assessor").order_by("pk").first()
    return read_standing(assignment, assessment) if assignment else None
