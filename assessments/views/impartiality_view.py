"""The impartiality of an assessor in words: its state, the declaration, the cluster's objection."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.models import Assignment, Objection
from assessments.queries.conflicts import AssessorStanding
from assessments.views.facts import Fact, day_in_words


def standing_words(standing: AssessorStanding | None) -> str:
    """Whether the assessment is open to its assessor and, if not, what is missing."""
    if standing is None:
        return _("No assessor is assigned.")
    if not standing.is_declared:
        return _("The assessor has not declared yet and has no access before that.")
    if standing.is_contested:
        return _("The cluster has objected. The assessor has no access until the secretariat has ruled on it.")
    if standing.blocking:
        return _("There is a conflict of interest. The assessor has no access unless the secretariat overrules it.")
    return _("The assessor has declared, and no conflict of interest blocks them.")


def standing_words_for_assessor(standing: AssessorStanding) -> str:
    """The same, addressed to the assessor."""
    if not standing.is_declared:
        return _("You are asked to assess this cluster. You have no access before you have declared.")
    if standing.is_open:
        return _("You have declared, and the assessment is open to you. If something has changed, declare again.")
    if standing.is_contested:
        return _(
            "The cluster has objected to the assignment. The assessment is closed to you until the secretariat has"
            " ruled on it."
        )
    return _(
        "You have declared. There is a conflict of interest, and the assessment stays closed to you unless the "
        "secretariat overrules it."
    )


def assignment_facts(assignment: Assignment) -> list[Fact]:
    """The assessor and their declaration."""
    assessor = assignment.assessor
    facts = [Fact(_("Assessor"), str(assessor))]
    if assessor.employer:
        facts.append(Fact(_("Employer"), assessor.employer))
    if assessor.region:
        facts.append(Fact(_("Region"), assessor.region))
    facts.append(Fact(_("Assigned"), day_in_words(assignment.assigned_at)))
    facts.append(Fact(_("Declaration"), _declaration(assignment)))
    return facts


def _declaration(assignment: Assignment) -> str:
    if assignment.declared_at is None:
        return _("Not made yet")
    return f"{day_in_words(assignment.declared_at)}: {assignment.interest or _('no interest')}"


def objection_facts(objection: Objection) -> list[Fact]:
    """To whom the cluster objected and why, and the ruling."""
    ruling = objection.get_ruling_display()
    if objection.ruled_at:
        ruling = f"{ruling}, {day_in_words(objection.ruled_at)}"
    return [
        Fact(_("Against"), f"{objection.assignment.assessor}, {day_in_words(objection.raised_at)}"),
        Fact(_("Reason"), objection.reason),
        Fact(_("Ruling"), "\n".join(filter(None, [ruling, objection.ruling_reason]))),
    ]
