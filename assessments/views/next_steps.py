"""What a reader can do next with an assessment: links by permissions and state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.access import Action
from assessments.models import Label, Presence, Status
from assessments.queries.credentials import credential_of
from assessments.queries.interim_checks import is_check_open
from assessments.queries.labels import LabelAct, is_in_use, possible_acts
from assessments.views.pages import Page, today
from criteria.definitions import Indicator


class Weight(StrEnum):
    """How prominent a link is."""

    PRIMARY = "primary"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class ActionLink:
    """A link to something that the reader can do. `count`: how many items wait there."""

    words: str
    address: str
    weight: Weight = Weight.PLAIN
    count: int = 0


LABEL_ACTS: Final = {
    LabelAct.ENTER: gettext_lazy("Enter the label"),
    LabelAct.SUSPEND: gettext_lazy("Suspend the label"),
    LabelAct.LIFT: gettext_lazy("Lift the suspension"),
    LabelAct.WITHDRAW: gettext_lazy("Withdraw the label"),
}


def next_steps(
    page: Page, *, last: Presence | None, has_assessor: bool, unresolved: int, has_earlier_advice: bool
) -> list[ActionLink]:
    """What to do next with the answers, the most important first; empty without permission to read them.

    `last` is where the reader stopped; `unresolved` counts the questions to the cluster that are not resolved.
    """
    if Action.READ_ANSWERS not in page.actions:
        return []
    may_submit, may_review = Action.SUBMIT in page.actions, Action.REVIEW in page.actions
    steps = _tasks_of_role(page, last, has_assessor=has_assessor)
    steps.append(_link(page, _("Check and hand in") if may_submit else _("All answers"), "check"))
    if unresolved or may_review:
        steps.append(_link(page, _("Questions to the cluster"), "questions", count=unresolved))
    steps += [_link(page, _("Comparison"), "comparison"), _link(page, _("Report"), "reports")]
    if page.assessment.is_finished:
        steps.append(_link(page, _("Recommendations and replies"), "advice"))
    if has_earlier_advice:
        steps.append(_link(page, _("What became of the recommendations"), "follow_up"))
    return steps


def _tasks_of_role(page: Page, last: Presence | None, *, has_assessor: bool) -> list[ActionLink]:
    """What the reader's role has to do: answer, assess, decide, assign."""
    steps = []
    if Action.EDIT_ANSWERS in page.actions:
        is_begun = page.progress.done or page.progress.started
        words = _("Continue where you left off") if is_begun else _("Begin")
        steps.append(ActionLink(words, _last_question(page, last), Weight.PRIMARY))
    if Action.REVIEW in page.actions:
        reviewed = last.indicator if last and last.indicator else page.edition.areas[0].key
        steps.append(_link(page, _("Go through the answers"), "review", reviewed, weight=Weight.PRIMARY))
    if Action.DECIDE in page.actions:
        steps.append(_link(page, _("Decide"), "decide", weight=Weight.PRIMARY))
    if Action.ASSIGN in page.actions:
        weight = Weight.PRIMARY if page.assessment.status == Status.SUBMITTED else Weight.PLAIN
        steps.append(_link(page, _words_of_assigning(has_assessor=has_assessor), "assign", weight=weight))
    return steps


def course_steps(page: Page, *, has_appointment: bool) -> list[ActionLink]:
    """Links that move the assessment on, end it, or show its history."""
    steps = []
    if Action.REVIEW in page.actions:
        words = _("Move the interview") if has_appointment else _("Arrange the interview")
        steps += [_link(page, _("Recommendations"), "recommendations"), _link(page, words, "interview")]
    if Action.FINISH in page.actions:
        steps.append(_link(page, _("Finish and send to the secretariat"), "finish"))
    if Action.VIEW in page.actions and not page.assessment.is_draft:
        steps.append(_link(page, _("Impartiality"), "impartiality"))
    if Action.READ_TRAIL in page.actions:
        steps.append(_link(page, _("Audit trail"), "trail"))
    if Action.DELETE in page.actions:
        steps.append(_link(page, _("Delete the draft"), "delete_draft"))
    if Action.WITHDRAW in page.actions:
        steps.append(_link(page, _("Withdraw"), "withdraw"))
    return steps


def label_steps(page: Page, label: Label | None) -> list[ActionLink]:
    """Links to the page and files of the label, and to what the secretariat can do with it."""
    steps = [ActionLink(_("Page and badge of the label"), reverse("label", args=[label.number]))] if label else []
    if label and Action.USE_LABEL in page.actions and is_in_use(label, today()):
        steps.append(_link(page, _("Certificate (PDF)"), "certificate"))
        steps.append(_link(page, _("Signs of the label (ZIP)"), "label_logos"))
        if credential_of(label):
            steps.append(_link(page, _("Credential (Open Badges 3.0)"), "credential"))
    if label and Action.REPLY in page.actions and is_check_open(label, today()):
        steps.append(_link(page, _("Check after a year"), "interim_check"))
    if Action.KEEP_LABEL in page.actions:
        acts = possible_acts(page.assessment, label)
        steps += [_link(page, str(LABEL_ACTS[act]), "act_on_label", act) for act in acts]
    return steps


def eligibility_steps(page: Page) -> list[ActionLink]:
    """Links that change the eligibility."""
    return [_link(page, _("Waive a criterion"), "waive")] if Action.WAIVE in page.actions else []


def impartiality_steps(page: Page, *, has_assessor: bool, is_contested: bool, has_objection: bool) -> list[ActionLink]:
    """Links about the assessor. `is_contested`: an objection to the current assessor waits for a ruling."""
    may_rule, steps = Action.RULE in page.actions, []
    if may_rule and is_contested:
        steps.append(_link(page, _("Rule on the objection"), "rule", weight=Weight.PRIMARY))
    if Action.ASSIGN in page.actions:
        weight = Weight.PLAIN if has_assessor else Weight.PRIMARY
        steps.append(_link(page, _words_of_assigning(has_assessor=has_assessor), "assign", weight=weight))
    if may_rule:
        steps.append(_link(page, _("Record earlier advice"), "earlier_advice"))
    if Action.DECLARE in page.actions:
        steps.append(_link(page, _("Declare again"), "declare"))
    if Action.OBJECT in page.actions and has_assessor and not has_objection:
        steps.append(_link(page, _("Object to the assessor"), "object"))
    if Action.READ_TRAIL in page.actions:
        steps.append(_link(page, _("Audit trail"), "trail"))
    return steps


def back_from_team(page: Page, indicator: Indicator) -> ActionLink:
    """From the team's page of an indicator to its question, or to its answer for those who cannot change it."""
    words = _("Back to the question") if Action.EDIT_ANSWERS in page.actions else _("Back to the answer")
    return ActionLink(words, _address_of_answer(page, indicator))


def back_from_evidence(page: Page, indicator: Indicator, *, may_change: bool) -> ActionLink:
    """From the evidence of an indicator to its question, or to its answer for those who cannot change it."""
    if not may_change:
        return ActionLink(_("Back to answer %(key)s") % {"key": indicator.key}, _address_of_answer(page, indicator))
    words = _("Back to question %(key)s") % {"key": indicator.key}
    if Action.EDIT_ANSWERS in page.actions:
        return ActionLink(words, _address_of_answer(page, indicator))
    return _link(page, words, "question", indicator.key)


def _address_of_answer(page: Page, indicator: Indicator) -> str:
    reference = page.assessment.reference
    if Action.EDIT_ANSWERS in page.actions:
        return f"{reverse('area', args=[reference, indicator.area])}#{indicator.key}"
    return f"{reverse('check', args=[reference])}#{indicator.key}"


def _words_of_assigning(*, has_assessor: bool) -> str:
    return _("Assign another assessor") if has_assessor else _("Assign an assessor")


def _link(page: Page, words: str, name: str, *keys: str, weight: Weight = Weight.PLAIN, count: int = 0) -> ActionLink:
    """A link to the page `name` of the assessment."""
    return ActionLink(words, reverse(name, args=[page.assessment.reference, *keys]), weight, count)


def _last_question(page: Page, last: Presence | None) -> str:
    """The address of where the reader stopped, or of the first area that is not complete."""
    if last:
        address = reverse("area", args=[page.assessment.reference, last.area])
        return f"{address}#{last.indicator}" if last.indicator else address
    unfinished = [state.area.key for state in page.areas if state.progress.done < state.progress.total]
    return reverse("area", args=[page.assessment.reference, (unfinished or [page.edition.areas[0].key])[0]])
