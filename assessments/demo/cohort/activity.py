"""Answers of the cohort in areas D to F: services, interaction and achievements."""

from __future__ import annotations

import math
from random import Random
from typing import Any, Final

from assessments.demo.cohort.names import Member
from assessments.demo.cohort.structure import Values
from assessments.demo.cohort.traits import MEDIAN_PARTICIPANTS, Traits, clamp, draw_level, part_of
from assessments.demo.cohort.words import EVIDENCE, SERVICES, THEMES, Theme, sentence, stories

# How much more or less often than average a service is offered, in ladder steps.
POPULARITY: Final = {"D1": 0.3, "D2": 0.0, "D3": 0.9, "D4": 0.0, "D5": -0.8, "D6": 0.3, "D7": -0.3, "D8": 0.0}
# Activities in 12 months by step: on request, about yearly, several times, all year.
ACTIVITIES: Final = ((0, 0), (1, 4), (1, 2), (3, 7), (8, 26))
# The share of participants that a service reaches, for steps from 2 on.
REACH: Final = ((0.0, 0.0), (0.0, 0.0), (0.12, 0.4), (0.2, 0.6), (0.35, 0.9))


def services(rng: Random, member: Member, traits: Traits) -> Values:
    """The answers of area D. A larger team offers more."""
    theme = THEMES[member.portfolios[0]]
    return {key: _service(rng, key, lean, theme, member, traits) for key, lean in POPULARITY.items()}


def _service(rng: Random, key: str, lean: float, theme: Theme, member: Member, traits: Traits) -> dict[str, Any]:
    level = draw_level(rng, traits, lean + 0.35 * traits.pull)
    if level == 0:
        return {"level": 0}
    activities = rng.randint(*ACTIVITIES[level])
    # On request, it reaches about one participant at a time.
    reached = activities if level == 1 else max(3, part_of(traits.total, rng.uniform(*REACH[level])))
    answer: dict[str, Any] = {"level": level, "activities": activities, "reached": reached}
    if rng.random() < 0.8:
        answer["example"] = sentence(rng, SERVICES[key][min(level, 3) - 1], theme, member.place)
    return answer


def interaction(rng: Random, traits: Traits) -> Values:
    """The answers of area E. In a large cluster it is harder to meet everybody."""
    crowd = math.log(traits.total / MEDIAN_PARTICIPANTS)
    met = clamp(28 + 55 * traits.strength - 12 * crowd + 8 * traits.pull + rng.gauss(0, 9), 6, 100)
    groups = clamp(rng.gauss(5 * traits.strength + 0.8 * traits.pull, 1.2), 0, 14)
    joint = groups > 0
    return {
        "E1": {"share_met": met, "visits": part_of(traits.total, met / 100 * rng.uniform(0.2, 0.8))},
        "E2": {
            "groups": groups,
            "meetings": groups * rng.randint(2, 6),
            "share_taking_part": clamp(rng.gauss(8 + 55 * traits.strength, 9), 4, 85) if joint else 0,
            "projects": clamp(rng.gauss(5 * traits.strength + 0.7 * traits.pull, 1.3), 0, 15) if joint else 0,
        },
        **_contacts(rng, traits),
    }


def _contacts(rng: Random, traits: Traits) -> Values:
    voice, ties = draw_level(rng, traits, 0.2), draw_level(rng, traits)
    # Requirements of the steps of E3: four newsletters for step 2, English pages for step 3.
    websites = ("yes", "yes", "machine") if voice > 2 else ("yes", "machine", "no")
    channels = ("meetings", "newsletter", "social", "platform", "members_area")
    return {
        "E3": {
            "channels": list(channels[: max(2, voice + 1)]),
            "newsletters": rng.choice((4, 6, 8, 10, 12, 20)) if voice > 1 else rng.randint(0, 3),
            "english_website": rng.choice(websites),
            "level": voice,
        },
        "E4": {
            "partners_home": ties + rng.randint(0, 4) if ties else 0,
            "partners_abroad": max(0, ties - 1) + rng.randint(0, 3) if ties > 1 else 0,
            "requests": clamp(rng.expovariate(1 / (4 + 6 * ties)), 0, 120),
            "level": ties,
        },
    }


def achievements(rng: Random, member: Member, traits: Traits) -> Values:
    """The answers of area F."""
    theme = THEMES[member.portfolios[0]]
    heard = 1.4 * traits.strength + 0.25 * traits.pull
    complete = clamp(draw_level(rng, traits, -0.6), 0, 3)
    begun = {"title": "A case in preparation", "start": "The participant is being interviewed about it."}
    survey = draw_level(rng, traits, -0.2)
    surveyed = {
        "year": traits.year - (rng.choice((0, 0, 1)) if survey > 1 else rng.randint(0, 3)),
        "response_rate": clamp(rng.gauss(18 + 11 * survey, 7), 33 if survey == 3 else 50 if survey == 4 else 9, 92),
        "result": str(clamp(rng.gauss(34 + 9 * traits.strength, 3), 24, 48) / 10),
    }
    return {
        "F1": {
            "media": clamp(rng.expovariate(1 / max(1, 16 * heard)), 0, 150),
            "publications": clamp(rng.expovariate(1 / max(0.5, 3 * heard)), 0, 25),
            "events": clamp(rng.gauss(9 * heard, 3), 0, 40),
        },
        "F2": {"stories": stories(rng, theme, complete) or [begun]},
        "F3": {"level": survey} | (surveyed if survey else {}),
        **{key: _impact(rng, key, lean, theme, traits) for key, lean in (("F4", -0.1), ("F5", 0.1), ("F6", -0.6))},
    }


def _impact(rng: Random, key: str, lean: float, theme: Theme, traits: Traits) -> dict[str, Any]:
    impact = draw_level(rng, traits, lean)
    return {"impact": impact} | (
        {"evidence": sentence(rng, rng.choice(EVIDENCE[key]), theme, "")} if impact > 1 else {}
    )
