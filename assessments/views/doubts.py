"""Why an assessor should look closer at an indicator, with the facts behind each reason."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assessments.material import Material
from assessments.queries.assessments import assessment_year
from criteria.answers import NOTHING, Answers, is_answered_in_full
from criteria.cross_checks import cross_check, findings_at
from criteria.definitions import Indicator
from criteria.doubt import Doubt, Known, doubts_of, is_far
from criteria.formatting import format_measure
from criteria.measures import full_key, measure_all

# In English; translated when used.
DOUBT_WORDS: Final = {
    Doubt.INCONSISTENT: gettext_noop("does not fit"),
    Doubt.FLAGGED: gettext_noop("marked for the assessor"),
    Doubt.FAR: gettext_noop("far from the cohort"),
    Doubt.UNANSWERED: gettext_noop("not answered in full"),
    Doubt.WITHOUT_EVIDENCE: gettext_noop("without evidence"),
}


class Doubts:
    """The reasons for doubt in one assessment.

    They depend only on the cluster's own answers, so that the order by doubt does not change while values are agreed
    on.
    """

    def __init__(
        self,
        material: Material,
        *,
        evidenced: Collection[str],
        flagged: Collection[str],
    ) -> None:
        edition = material.edition
        self.own: Answers = {key: answer for key, answer in material.own.items() if not material.rows[key].is_carried}
        self.findings = cross_check(edition, self.own)
        self._material, self._evidenced, self._flagged = material, evidenced, flagged
        self._numbers = measure_all(edition, self.own, year=assessment_year(material.assessment)).numbers
        self.by_key = {indicator.key: doubts_of(self._known(indicator)) for indicator in edition.indicators}

    def _known(self, indicator: Indicator) -> Known:
        answer = self.own.get(indicator.key, NOTHING)
        return Known(
            is_answered=is_answered_in_full(indicator, answer),
            has_findings=bool(findings_at(indicator, self.findings)),
            is_flagged=indicator.key in self._flagged,
            is_far=bool(self.far_words(indicator)),
            # "Not applicable" is explained by its reason; there can be no document for it.
            has_evidence=indicator.key in self._evidenced or bool(answer.not_applicable),
        )

    def far_words(self, indicator: Indicator) -> list[str]:
        """Each measure that is far from the cohort, with the cluster's number and the quartiles of the others."""
        language = self._material.language
        found = []
        for measure in indicator.measures:
            comparison = self._material.comparisons[full_key(indicator, measure)]
            own, spread = self._numbers.get(comparison.key), comparison.closest
            if own is None or spread is None or not is_far(own, spread.first_quartile, spread.third_quartile):
                continue
            low, high = spread.first_quartile, spread.third_quartile
            if low is not None and high is not None:
                found.append(
                    _("%(measure)s: %(own)s; half of the group lie between %(low)s and %(high)s")
                    % {
                        "measure": measure.label.in_language(language),
                        "own": format_measure(measure, own, language),
                        "low": format_measure(measure, low, language),
                        "high": format_measure(measure, high, language),
                    }
                )
        return found

    def words_for(self, indicator: Indicator) -> list[tuple[str, str]]:
        """The reasons for doubt of an indicator, each as a short name and a sentence (or "")."""
        language = self._material.language
        sentences = {
            Doubt.INCONSISTENT: " ".join(
                finding.sentence(language) for finding in findings_at(indicator, self.findings)
            ),
            Doubt.FAR: "; ".join(self.far_words(indicator)),
        }
        return [(doubt_word(doubt), sentences.get(doubt, "")) for doubt in self.by_key[indicator.key]]


def doubt_word(doubt: Doubt) -> str:
    """The short name of a reason for doubt."""
    return _(DOUBT_WORDS[doubt])
