"""Sentences about what has moved between two runs, each written out in every language it can take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from assessments.queries.following_up import RecommendationOutcome
from assessments.report.words.phrases import Language
from criteria.definitions import Text

# For none, one, and more.
RISEN: Final = (
    Text(
        {
            "en": "No practice stands higher than in the run of {year}.",
            "fi": "Yksikään toimintatapa ei ole korkeammalla kuin vuoden {year} arvioinnissa.",
        },
    ),
    Text(
        {
            "en": "One practice stands higher than in the run of {year}.",
            "fi": "Yksi toimintatapa on korkeammalla kuin vuoden {year} arvioinnissa.",
        },
    ),
    Text(
        {
            "en": "{count} practices stand higher than in the run of {year}.",
            "fi": "{count} toimintatapaa on korkeammalla kuin vuoden {year} arvioinnissa.",
        },
    ),
)
FALLEN: Final = (
    Text({"en": "None stands lower.", "fi": "Yksikään ei ole matalammalla."}),
    Text({"en": "One stands lower.", "fi": "Yksi on matalammalla."}),
    Text({"en": "{count} stand lower.", "fi": "{count} on matalammalla."}),
)


def changes_sentence(risen: int, fallen: int, year: int, language: Language) -> str:
    """How many practices stand higher and lower than in the run of `year`, in two sentences."""
    up, down = RISEN[min(risen, 2)].in_language(language), FALLEN[min(fallen, 2)].in_language(language)
    return f"{up.format(count=risen, year=year)} {down.format(count=fallen)}"


# For one, and more.
RECOMMENDED: Final = (
    Text(
        {"en": "The run of {year} gave one recommendation.", "fi": "Vuoden {year} arviointi antoi yhden suosituksen."},
    ),
    Text(
        {
            "en": "The run of {year} gave {count} recommendations.",
            "fi": "Vuoden {year} arviointi antoi {count} suositusta.",
        },
    ),
)
BECAME: Final[Mapping[RecommendationOutcome, tuple[Text, Text]]] = {
    RecommendationOutcome.DONE: (
        Text({"en": "One is reported as done.", "fi": "Yksi on ilmoitettu tehdyksi."}),
        Text({"en": "{count} are reported as done.", "fi": "{count} on ilmoitettu tehdyksi."}),
    ),
    RecommendationOutcome.NO_LONGER_APPLIES: (
        Text({"en": "One no longer follows from the answers.", "fi": "Yksi ei enää seuraa vastauksista."}),
        Text({"en": "{count} no longer follow from the answers.", "fi": "{count} ei enää seuraa vastauksista."}),
    ),
    RecommendationOutcome.UNDER_WAY: (
        Text({"en": "One is under way.", "fi": "Yksi on työn alla."}),
        Text({"en": "{count} are under way.", "fi": "{count} on työn alla."}),
    ),
    RecommendationOutcome.OVERDUE: (
        Text({"en": "One is overdue.", "fi": "Yksi on myöhässä."}),
        Text({"en": "{count} are overdue.", "fi": "{count} on myöhässä."}),
    ),
    RecommendationOutcome.NOT_NOW: (
        Text({"en": "One was put off.", "fi": "Yksi on lykätty."}),
        Text({"en": "{count} were put off.", "fi": "{count} on lykätty."}),
    ),
    RecommendationOutcome.NO_REPLY: (
        Text({"en": "One has no reply.", "fi": "Yksi on vailla vastausta."}),
        Text({"en": "{count} have no reply.", "fi": "{count} on vailla vastausta."}),
    ),
}


def followed_sentence(counts: Mapping[RecommendationOutcome, int], year: int, language: Language) -> str:
    """How many recommendations the run of `year` gave and how many of them became what, those of none left out."""
    total = sum(counts.values())
    said = [RECOMMENDED[min(total, 2) - 1].in_language(language).format(year=year, count=total)]
    for outcome, sentences in BECAME.items():
        if count := counts.get(outcome, 0):
            said.append(sentences[min(count, 2) - 1].in_language(language).format(count=count))
    return " ".join(said)
