"""The cohort: 84 fictional clusters with a finished assessment each, generated from a fixed seed, to compare with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from random import Random
from typing import Any, Final

from babel.languages import get_official_languages

from assessments.demo.cohort.activity import achievements, interaction, services
from assessments.demo.cohort.names import Member, members
from assessments.demo.cohort.structure import financing, management, structure
from assessments.demo.cohort.traits import Traits, draw_traits
from assessments.demo.people import EARLIER_ASSESSOR
from assessments.demo.shapes import DEMO_TODAY, MARK, Calendar, Cluster, DemoAssessment, Person
from criteria.formatting import format_euro
from criteria.languages import FALLBACK
from criteria.reader import languages
from criteria.text import address_part

FIRST_NUMBER: Final = 1001
OLDEST_START, LATEST_START, USUAL_START = 1380, 150, 420
# Reasons that are plausible for any cluster. No indicator that decides eligibility is among them.
NOT_APPLICABLE: Final = {
    "A7": "By its statutes the cluster takes in only organisations of the region.",
    "D5": "Start-ups are served by the regional incubator; the two organisations have agreed on this in writing.",
    "D7": "The national trade organisation does this for the participants; the cluster only passes requests on.",
    "F3": "The first survey among participants is agreed for the coming spring.",
    "F6": "The statutes limit the work to the home market.",
}
LEFT_BLANK: Final = ("A4", "B5", "E4", "F1")
# Clusters without a label: position -> reason.
NO_LABEL: Final = {
    17: "The commitments of the participants could not be documented within the time that was agreed.",
    46: "The cluster organisation merged with another after the interview. The new one applies under its own name.",
    71: "The interview showed that the services described had been those of the host organisation.",
}


def cohort() -> list[Cluster]:
    """All clusters of the cohort, the earliest decision first, so that labels are numbered by date."""
    drawn = [_cluster(position, member) for position, member in enumerate(members())]
    return sorted(drawn, key=lambda cluster: (cluster.assessments[0].calendar.decided or DEMO_TODAY, cluster.name))


def answers_of_member(rng: Random, member: Member, traits: Traits) -> dict[str, Mapping[str, Any]]:
    """Answers to all 36 indicators that are consistent with each other and with the traits."""
    first = structure(rng, member, traits)
    return {
        **first,
        **management(rng, traits),
        **financing(rng, member, traits, paying=first["A2"]["paying"]),
        **services(rng, member, traits),
        **interaction(rng, traits),
        **achievements(rng, member, traits),
    }


def price_in_words(fees: Mapping[str, Any]) -> str:
    """The price of membership as text for the public register, from the answers to C2."""
    if fees["has_fee"] == "no":
        return "No fee. Participants contribute working time."
    lowest, highest = (format_euro(fees[key], "en") for key in ("lowest", "highest"))
    if fees["basis"] == "flat":
        return f"{lowest} a year for everybody."
    by = {"size": "by size of the organisation", "type": "by type of organisation"}.get(fees["basis"], "by agreement")
    return f"From {lowest} to {highest} a year, {by}."


def _cluster(position: int, member: Member) -> Cluster:
    # One random generator per cluster, so that adding a cluster never changes the others.
    rng = Random(f"labelcheck {member.name}")  # noqa: S311  (invented answers, no secret)
    calendar = _calendar(rng)
    traits = draw_traits(rng, calendar.answered[-1].year)
    answers = answers_of_member(rng, member, traits)
    price = price_in_words(answers["C2"])
    left_out = _left_out(rng)
    name = f"{member.name} {MARK}"
    assessment = DemoAssessment(
        reference=f"DEMO-{FIRST_NUMBER + position}",
        calendar=calendar,
        answers={key: values for key, values in answers.items() if key not in left_out},
        not_applicable={key: reason for key, reason in left_out.items() if reason},
        assessor=EARLIER_ASSESSOR,
        decision="no_label" if position in NO_LABEL else "label",
        reason=NO_LABEL.get(position, "All binding criteria are met."),
    )
    return Cluster(
        name=name,
        name_local=f"{member.name_local} {MARK}" if member.name_local else "",
        country=member.country,
        region=member.place,
        portfolios=member.portfolios,
        owner=Person(f"{address_part(name)}@example.org", f"Office of {name}", _language_of(member.country)),
        registered=calendar.started - dt.timedelta(days=rng.randint(3, 40)),
        eccp_accepted=calendar.started - dt.timedelta(days=rng.randint(60, 900)),
        membership_price=price,
        assessments=(assessment,),
    )


def _language_of(country: str) -> str:
    """The first official language of the country that the site supports, otherwise English."""
    return next((language for language in get_official_languages(country) if language in languages()), FALLBACK)


def _left_out(rng: Random) -> dict[str, str]:
    """The indicators the cluster does not answer: with the reason why they do not apply, or "" if left blank."""
    left_out = {}
    if rng.random() < 0.3:
        key = rng.choice(tuple(NOT_APPLICABLE))
        left_out[key] = NOT_APPLICABLE[key]
    if rng.random() < 0.12:
        left_out[rng.choice(LEFT_BLANK)] = ""
    return left_out


def _calendar(rng: Random) -> Calendar:
    """The dates of an assessment at the usual pace, started five months to four years ago, mostly recently."""
    started = _weekday(DEMO_TODAY - dt.timedelta(days=round(rng.triangular(LATEST_START, OLDEST_START, USUAL_START))))
    submitted = _weekday(started + dt.timedelta(days=rng.randint(25, 60)))
    assigned = _weekday(submitted + dt.timedelta(days=rng.randint(4, 14)))
    interview = _weekday(assigned + dt.timedelta(days=rng.randint(14, 35)))
    assessed = _weekday(interview + dt.timedelta(days=rng.randint(4, 12)))
    return Calendar(
        started=started,
        answered=(submitted,),
        submitted=submitted,
        assigned=assigned,
        interview=interview,
        assessed=assessed,
        decided=_weekday(assessed + dt.timedelta(days=rng.randint(5, 15))),
    )


def _weekday(day: dt.date) -> dt.date:
    """`day`, or the Monday after a weekend."""
    return day + dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
