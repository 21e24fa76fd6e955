"""Who issues the label, and the words for what a decision means: a label, or readiness for that of somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext as _

# Each label keeps the name of its issuer.
NAME_LENGTH: Final = 200


class OperatorRole(StrEnum):
    """What the operator of the site has to do with the label."""

    ISSUES = "issues"
    PREPARES = "prepares"


@dataclass(frozen=True, slots=True)
class Issuer:
    """The issuer of the label. Without a basis or logo, "" and None."""

    role: OperatorRole
    name: str
    address: str
    basis: str
    logo: Path | None

    @property
    def is_operator(self) -> bool:
        """Whether the operator of the site issues the label. Otherwise the site prepares clusters for it."""
        return self.role is OperatorRole.ISSUES


def current_issuer() -> Issuer:
    """The issuer that the settings name; the system checks have checked them."""
    named = settings.ISSUER
    logo = Path(named["logo"]) if named["logo"] else None
    return Issuer(OperatorRole(named["role"]), named["name"], named["address"], named["basis"], logo)


def preparation_facts() -> dict[str, str]:
    """The fact for mail that a decision is about the label of somebody else; none if the operator issues it.

    A notice keeps it, because the settings may name another issuer when it is read again.
    """
    issuer = current_issuer()
    return {} if issuer.is_operator else {"prepares_for": issuer.name}


def _positive_state() -> str:
    return _("Labelled") if current_issuer().is_operator else _("Ready for the assessment")


def _negative_state() -> str:
    return _("No label") if current_issuer().is_operator else _("Not ready yet")


def _positive_proposal() -> str:
    return _("Award the label") if current_issuer().is_operator else _("Ready for the assessment")


def _decided_positively() -> str:
    if current_issuer().is_operator:
        return _("The label is awarded.")
    return _("The cluster is told that it is ready for the assessment.")


# Evaluated when they are shown, like texts of gettext_lazy.
POSITIVE_STATE = lazy(_positive_state, str)()
NEGATIVE_STATE = lazy(_negative_state, str)()
POSITIVE_PROPOSAL = lazy(_positive_proposal, str)()
DECIDED_POSITIVELY = lazy(_decided_positively, str)()


def decision_title() -> str:
    """The title of the page of the decision."""
    return _("Decide on the label") if current_issuer().is_operator else _("Decide whether the cluster is ready")


def proposal_request() -> str:
    """What the assessor is asked to recommend to the secretariat."""
    if current_issuer().is_operator:
        return _(
            "Say whether you recommend the label, and why. The secretariat decides; whoever assessed takes no part in "
            "that."
        )
    return _(
        "Say whether the cluster is ready for the assessment, and why. The secretariat decides; whoever assessed takes "
        "no part in that."
    )


def outcome_words(level: str, *, is_positive: bool) -> str:
    """The outcome of a decided assessment that has no label, for the cover of the report and its verification."""
    if current_issuer().is_operator:
        return _("Label awarded") if is_positive else _("Assessed, no label awarded")
    if is_positive:
        return _("Ready for the %(level)s assessment") % {"level": level}
    return _("Not ready yet for the %(level)s assessment") % {"level": level}


def who_issues() -> str:
    """Who issues the label, in one sentence."""
    issuer = current_issuer()
    if issuer.is_operator:
        return _("The label is issued by %(name)s, which operates this site.") % {"name": issuer.name}
    return _("The label is issued by %(name)s. This site prepares for its assessment and awards no label itself.") % {
        "name": issuer.name
    }


def meaning_of_the_decision() -> str:
    """What a decision made here means and on which basis, for the chapter on the method."""
    issuer = current_issuer()
    if not issuer.is_operator:
        return " ".join(
            [
                who_issues(),
                _(
                    "A positive decision says that the secretariat of this site finds the cluster ready for that "
                    "assessment; it does not bind the issuer. A label that this report names was entered from the "
                    "issuer's certificate."
                ),
            ]
        )
    parts = [who_issues(), _("A label that this report names was decided on by its secretariat.")]
    if issuer.basis:
        parts.append(_("Basis: %(basis)s.") % {"basis": issuer.basis.rstrip(".")})
    if issuer.address:
        parts.append(_("Address: %(address)s.") % {"address": issuer.address.rstrip(".")})
    return " ".join(parts)
