"""Sentences about what has moved between two runs, each written out in every language it can take."""

from __future__ import annotations

from typing import Final

from assessments.report.phrases import Language
from criteria.definitions import Text

# For none, one, and more.
RISEN: Final = (
    Text(
        en="No practice stands higher than in the run of {year}.",
        fi="Yksikään toimintatapa ei ole korkeammalla kuin vuoden {year} arvioinnissa.",
    ),
    Text(
        en="One practice stands higher than in the run of {year}.",
        fi="Yksi toimintatapa on korkeammalla kuin vuoden {year} arvioinnissa.",
    ),
    Text(
        en="{count} practices stand higher than in the run of {year}.",
        fi="{count} toimintatapaa on korkeammalla kuin vuoden {year} arvioinnissa.",
    ),
)
FALLEN: Final = (
    Text(en="None stands lower.", fi="Yksikään ei ole matalammalla."),
    Text(en="One stands lower.", fi="Yksi on matalammalla."),
    Text(en="{count} stand lower.", fi="{count} on matalammalla."),
)


def changes_sentence(risen: int, fallen: int, year: int, language: Language) -> str:
    """How many practices stand higher and lower than in the run of `year`, in two sentences."""
    up, down = RISEN[min(risen, 2)].in_language(language), FALLEN[min(fallen, 2)].in_language(language)
    return f"{up.format(count=risen, year=year)} {down.format(count=fallen)}"
