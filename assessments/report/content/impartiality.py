"""The passage on impartiality: who assessed, which conflicts there were, and who decided."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Assessment, Ruling
from assessments.queries.impartiality import ImpartialityRecord, impartiality_record
from assessments.report.content.tree import PrintedPassage
from criteria.formatting import format_date


def impartiality_passages(assessment: Assessment, language: str) -> tuple[PrintedPassage, ...]:
    """The passage for a finished assessment in the active language; empty before the decision."""
    kept = impartiality_record(assessment) if assessment.is_finished else None
    return (PrintedPassage(_("Impartiality"), impartiality_line(kept, language)),) if kept else ()


def impartiality_line(kept: ImpartialityRecord, language: str) -> str:
    """The declaration, the conflicts with the rulings on them, the objection, and who decided, as one text."""
    words = {"assessor": kept.assessor, "day": format_date(kept.declared_on, language), "interest": kept.interest}
    if kept.interest:
        declared = _("%(assessor)s declared an interest on %(day)s: %(interest)s") % words
    else:
        declared = _("%(assessor)s declared on %(day)s that they have no interest in the cluster.") % words
    parts = [declared, _conflicts(kept), _objection(kept)]
    if kept.decided_by:
        parts.append(_("The decision was taken by %(name)s, who did not assess.") % {"name": kept.decided_by})
    return " ".join(parts)


def _conflicts(kept: ImpartialityRecord) -> str:
    if not kept.overruled:
        return _("There was no blocking conflict of interest.")
    count = len(kept.overruled)
    return ngettext(
        "%(count)d conflict was overruled by the secretariat with a reason: %(kinds)s.",
        "%(count)d conflicts were overruled by the secretariat with a reason: %(kinds)s.",
        count,
    ) % {"count": count, "kinds": "; ".join(kept.overruled_words)}


def _objection(kept: ImpartialityRecord) -> str:
    match kept.objection:
        case "":
            return _("The cluster did not object.")
        case Ruling.DISMISSED:
            return _("The cluster objected; the secretariat dismissed the objection.")
        case Ruling.UPHELD:
            return _("The cluster objected to an earlier assessor; the secretariat upheld the objection.")
        case _:
            return _("The cluster objected to an earlier assessor, whom the secretariat replaced.")
