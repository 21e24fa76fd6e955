"""The chapter on evidence: what the development levels rest on, and what an auditor would ask for first."""

from __future__ import annotations

from typing import Final

from assessments.material import Material
from assessments.report.content.recommendations import level_words
from assessments.report.content.tree import AskedFor, EvidenceGrade
from assessments.report.words.evidence import attached_sentence, evidence_sentence
from criteria.definitions import Indicator

ASKED_FOR: Final = 5


def evidence_grade(material: Material) -> EvidenceGrade | None:
    """How many levels rest on documents seen, on documents handed in, and on word alone; None without any level.

    Level 0 claims nothing, so it needs no evidence.
    """
    levels = material.development.levels
    claimed = [indicator for indicator in material.edition.indicators if levels.get(indicator.key, 0) > 0]
    if not claimed:
        return None
    seen = {key for key, items in material.evidence.items() if any(item.seen_at for item in items)}
    unseen = [indicator for indicator in claimed if indicator.key not in seen]
    documented = sum(indicator.key in material.evidence for indicator in claimed)
    highest = sorted(unseen, key=lambda indicator: -levels[indicator.key])[:ASKED_FOR]
    total, number_seen = len(claimed), len(claimed) - len(unseen)
    return EvidenceGrade(
        sentence=attached_sentence(documented, total)
        if material.is_self_assessment
        else evidence_sentence(number_seen, documented - number_seen, total - documented),
        asked_for=tuple(_asked_for(material, indicator) for indicator in highest),
    )


def _asked_for(material: Material, indicator: Indicator) -> AskedFor:
    """The first document that the catalogue names for the indicator."""
    language = material.language
    return AskedFor(
        key=indicator.key,
        title=indicator.title.in_language(language),
        level=level_words(material.development.levels[indicator.key]),
        document=indicator.evidence[0].in_language(language) if indicator.evidence else "–",
    )
