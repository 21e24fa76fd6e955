"""The groups of a release: all clusters, fields, countries, fields in regions, families, holders, imported cohorts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from assessments.benchmark.disclosure import MIN_FOR_ANYTHING, may_show
from assessments.benchmark.families import ClusterProfile, families_of
from assessments.benchmark.publishing import DECIMALS, MISSING, Asked, Column
from assessments.queries.release_data import ComparedRun
from assessments.queries.releases import PublishedGroup
from criteria.definitions import ENTRY_LEVEL, Level, Likeness, ReleaseRule

HIGHER_LEVELS: Final = tuple(level for level in Level if level is not ENTRY_LEVEL)
ALL: Final = "all"
EXCELLENCE: Final = "excellence"
FAMILY: Final = "family"
IMPORTED: Final = "imported"
# The kinds of groups in the order in which they are published: if two reveal too much together, the later is withheld.
KINDS: Final = (ALL, "field", FAMILY, "country", EXCELLENCE, IMPORTED, "region")


@dataclass(frozen=True, slots=True)
class Group:
    """A group and its members, as ascending positions among all runs. `names` are stored with the group."""

    key: str
    members: tuple[int, ...]
    names: Any = ()

    @property
    def kind(self) -> str:
        """The first part of the key."""
        return kind_of(self.key)


def kind_of(key: str) -> str:
    """The kind of the group with a key, one of KINDS."""
    return key.partition(":")[0]


def sibling_kind(key: str) -> str:
    """What disjoint groups have in common: "country", "family", or the field of its groups in regions."""
    return key if key.startswith("field:") else key.partition("/")[2] or kind_of(key)


def keys_of(run: ComparedRun, rule: ReleaseRule) -> list[str]:
    """The keys of all groups of a run, except its family."""
    found = keys_of_profile(run.portfolios, run.country, rule)
    if run.level in HIGHER_LEVELS:
        found.append(EXCELLENCE)
    if run.imported is not None:
        found.append(f"{IMPORTED}:{run.imported}")
    return found


def keys_of_profile(portfolios: Sequence[str], country: str, rule: ReleaseRule) -> list[str]:
    """The keys of all groups that follow from fields and country, for a cluster that is in no release yet."""
    found = [ALL, *(f"field:{portfolio}" for portfolio in portfolios)]
    if country:
        found.append(f"country:{country}")
    if region := rule.region_of(country):
        found += [f"region:{region.key}/field:{portfolio}" for portfolio in portfolios]
    return found


def shown_by_default(groups: Sequence[PublishedGroup]) -> tuple[PublishedGroup, ...]:
    """The two groups that a cluster is compared with unless somebody chooses others, of all those that it is in.

    Its field (or field in the region, if that is what can be shown) and its family; otherwise its country, its region
    or all clusters. Fewer if no others are published.
    """
    shown = [group for group in groups if group.size is not None]
    ranked = [[group for group in shown if group.kind == kind] for kind in ("field", FAMILY, "country", "region", ALL)]
    return tuple(group for kind in ranked for group in kind[:1])[:2]


def is_made_of(kind: str, asked: Asked, alike: Likeness) -> bool:
    """Whether groups of a kind are formed by the answers to a choice, so that its counts would tell too much.

    Members of a family nearly all give the same answer, of which the counts would make a reader too sure.
    """
    return kind == FAMILY and bool(asked.options) and asked.key in asdict(alike).values()


def groups_of(
    runs: Sequence[ComparedRun],
    rule: ReleaseRule,
    profiles: Sequence[ClusterProfile],
    *,
    earlier_families: Mapping[str, str],
    imported_names: Mapping[int, str],
) -> list[Group]:
    """All groups with a member, those first that are published first.

    `profiles` are those of all runs. `earlier_families` are the keys of the families of the previous release by
    identity: a family that has most members of an earlier one keeps its key.
    """
    members = _members_by_key(runs, rule)
    names = {f"{IMPORTED}:{number}": name for number, name in imported_names.items()}
    groups = [Group(key, tuple(found), names.get(key, ())) for key, found in members.items()]
    groups += _families(runs, profiles, earlier_families)
    return sorted(groups, key=lambda group: (KINDS.index(group.kind), -len(group.members), group.key))


def _members_by_key(runs: Sequence[ComparedRun], rule: ReleaseRule) -> dict[str, list[int]]:
    members: dict[str, list[int]] = defaultdict(list)
    for position, run in enumerate(runs):
        for key in keys_of(run, rule):
            members[key].append(position)
    return members


def _families(
    runs: Sequence[ComparedRun], profiles: Sequence[ClusterProfile], earlier: Mapping[str, str]
) -> Iterable[Group]:
    positions = {run.identity: position for position, run in enumerate(runs)}
    families = families_of(profiles)
    shared = {
        (number, key): count
        for number, family in enumerate(families)
        for key, count in Counter(earlier[identity] for identity in family.members if identity in earlier).items()
    }
    kept: dict[int, str] = {}
    for number, key in sorted(shared, key=lambda pair: (-shared[pair], pair)):
        if number not in kept and key not in kept.values():
            kept[number] = key
    used = {int(key.partition(":")[2]) for key in (*earlier.values(), *kept.values())}
    fresh = iter(number for number in range(1, len(used) + len(families) + 1) if number not in used)
    for number, family in enumerate(families):
        key = kept[number] if number in kept else f"{FAMILY}:{next(fresh)}"
        members = tuple(sorted(positions[identity] for identity in family.members))
        yield Group(key, members, [asdict(trait) for trait in family.traits])


def is_dominated_by_import(group: Group, runs: Sequence[ComparedRun]) -> int | None:
    """The imported cohort that nearly all members of a group come from; None if there is none.

    Whoever has the file of a cohort can subtract its rows. So of the others there must be none, or enough to be shown.
    """
    for cohort, count in Counter(runs[position].imported for position in group.members).items():
        if cohort is not None and 0 < len(group.members) - count < MIN_FOR_ANYTHING:
            return cohort
    return None


def dominated_by(cohort: int, runs: Sequence[ComparedRun], rule: ReleaseRule) -> list[str]:
    """The keys of groups (not of families) that an imported cohort would keep from being published, in their order."""
    groups = (Group(key, tuple(found)) for key, found in _members_by_key(runs, rule).items())
    dominated = (one for one in groups if may_show(len(one.members)) and is_dominated_by_import(one, runs) == cohort)
    return [one.key for one in sorted(dominated, key=lambda one: (KINDS.index(one.kind), one.key))]


def profiles_of(
    runs: Sequence[ComparedRun], alike: Likeness, asked: Mapping[str, Asked], columns: Mapping[str, Column]
) -> list[ClusterProfile]:
    """What makes the cluster of each run like another one, from the columns of the measures of `alike`."""

    def number(key: str, position: int) -> float | None:
        value = columns[key].values[position] if key else MISSING
        return None if value == MISSING else max(float(value), 0.0) / 10**DECIMALS

    def option(key: str, position: int) -> str | None:
        value = columns[key].values[position] if key else MISSING
        return None if value == MISSING else asked[key].options[int(value)]

    found = []
    for position, run in enumerate(runs):
        participants = number(alike.participants, position)
        each = number(alike.budget_per_participant, position)
        found.append(
            ClusterProfile(
                identity=run.identity,
                participants=participants,
                age=number(alike.age, position),
                budget=None if participants is None or each is None else participants * each,
                type=option(alike.type, position),
                steering=option(alike.steering, position),
            )
        )
    return found
