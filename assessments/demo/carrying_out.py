"""Takes fictional clusters through the workflow by calling the functions that the views call."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from assessments.demo.people import TOMAS, Cast
from assessments.demo.shapes import Cluster, DemoAssessment, DemoClarification, Raw, moment
from assessments.models import Assessment, MembershipRole, Organisation, Proposal, User
from assessments.queries.people import owners_of
from assessments.queries.recommendations import final_recommendations
from assessments.workflow.agreeing import agree_value, confirm_answer, write_remark
from assessments.workflow.answering import save_answers
from assessments.workflow.clarifications import ask_cluster, reply_to_clarification, resolve_clarification
from assessments.workflow.collaboration import add_comment
from assessments.workflow.deciding import decide, withdraw
from assessments.workflow.evidence import add_link, mark_evidence
from assessments.workflow.impartiality import (
    Statement,
    assign_assessor,
    declare,
    object_to_assessor,
    overrule,
    rule_on_objection,
)
from assessments.workflow.interviews import arrange_interview, plan_interview, set_clock
from assessments.workflow.memberships import add_member
from assessments.workflow.organising import register_organisation, start_assessment
from assessments.workflow.recommendations import (
    add_recommendation,
    edit_recommendation,
    mark_first,
    move_recommendation,
    reply_to_recommendation,
)
from assessments.workflow.reviewing import finish_assessment
from assessments.workflow.submitting import submit
from criteria.answers import Answer, value_from_portable
from criteria.definitions import Edition, Indicator
from criteria.faults import AnswerFault
from criteria.loader import load_edition


def typed_answer(indicator: Indicator, raw: Mapping[str, Any], *, year: int, not_applicable: str = "") -> Answer:
    """Raw values checked against the catalogue. Raises ValueError with the field whose value is invalid."""
    values = {}
    for key, value in raw.items():
        try:
            typed = value_from_portable(indicator.field(key), value, year=year)
        except AnswerFault as fault:
            raise ValueError(f"{indicator.key}.{key}: {value!r} is {fault.code} {fault.params}") from fault
        if typed is not None:
            values[key] = typed
    return Answer(values, not_applicable)


def typed_answers(edition: Edition, raw: Raw, not_applicable: Mapping[str, str], *, year: int) -> dict[str, Answer]:
    """All answers of an assessment in the order of the form. `year` is the highest value of a year field."""
    known = {indicator.key for indicator in edition.indicators}
    if unknown := (raw.keys() | not_applicable.keys()) - known:
        raise ValueError(f"the edition has no indicators {sorted(unknown)}")
    return {
        indicator.key: typed_answer(
            indicator, raw.get(indicator.key, {}), year=year, not_applicable=not_applicable.get(indicator.key, "")
        )
        for indicator in edition.indicators
        if indicator.key in raw or indicator.key in not_applicable
    }


def carry_out(cluster: Cluster, cast: Cast) -> int:
    """Creates what is missing of one cluster and its assessments; returns how many assessments it added."""
    organisation = _organisation(cluster, cast)
    existing = set(organisation.assessments.values_list("reference", flat=True))
    missing = [demo for demo in cluster.assessments if demo.reference not in existing]
    return sum(_carry_out(demo, organisation, cast.user(cluster.owner), cast) for demo in missing)


def _organisation(cluster: Cluster, cast: Cast) -> Organisation:
    found = Organisation.objects.filter(slug=cluster.slug).first()
    if found:
        return found
    at, owner = moment(cluster.registered), cast.user(cluster.owner)
    accepted = cluster.eccp_status == "accepted"
    organisation = register_organisation(
        profile={
            "name": cluster.name,
            "name_local": cluster.name_local,
            "country": cluster.country,
            "region": cluster.region,
            "host": cluster.host,
            "portfolios": list(cluster.portfolios),
            "website": f"https://{cluster.slug}.example.org",
            "eccp_status": cluster.eccp_status,
            "eccp_profile": f"https://eccp.example.org/{cluster.slug}" if accepted else "",
            "eccp_accepted": cluster.eccp_accepted,
            "membership_price": cluster.membership_price,
        },
        by=owner,
        at=at,
        slug=cluster.slug,
        is_fictional=True,
    )
    for person, role in cluster.members:
        add_member(organisation=organisation, user=cast.user(person), role=role, by=owner, at=at)
    return organisation


def _carry_out(demo: DemoAssessment, organisation: Organisation, owner: User, cast: Cast) -> bool:
    """Returns False if users have started another open assessment for the organisation, which is left alone."""
    days = demo.calendar
    assessment = start_assessment(
        organisation=organisation, by=owner, at=moment(days.started), reference=demo.reference
    )
    if assessment.reference != demo.reference:
        return False
    _answer(demo, assessment, owner)
    for comment in demo.for_assessor:
        add_comment(
            assessment=assessment,
            indicator=comment.indicator,
            text=comment.text,
            to_assessor=True,
            by=owner,
            at=moment(comment.on),
        )
    for document in demo.documents:
        add_link(
            assessment=assessment,
            indicator=document.indicator,
            title=document.title,
            statement=document.statement,
            link=document.link,
            by=owner,
            at=moment(days.answered[-1], hour=15),
        )
    if days.submitted:
        submit(assessment=assessment, by=owner, at=moment(days.submitted))
    if days.withdrawn:
        withdraw(assessment=assessment, reason=demo.reason, by=owner, at=moment(days.withdrawn))
    if demo.assessor:
        _assess(demo, assessment, cast.user(demo.assessor), cast)
    if days.decided:
        decide(
            assessment=assessment,
            decision=demo.decision,
            reason=demo.reason,
            by=cast.user(TOMAS),
            at=moment(days.decided),
        )
    _say(demo, assessment, owner)
    return True


def _answer(demo: DemoAssessment, assessment: Assessment, owner: User) -> None:
    edition = load_edition(assessment.edition)
    answers = typed_answers(edition, demo.answers, demo.not_applicable, year=demo.calendar.answered[-1].year)
    keys, days = list(answers), demo.calendar.answered
    for number, day in enumerate(days):
        portion = keys[number * len(keys) // len(days) : (number + 1) * len(keys) // len(days)]
        save_answers(assessment=assessment, answers={key: answers[key] for key in portion}, by=owner, at=moment(day))


def _assess(demo: DemoAssessment, assessment: Assessment, assessor: User, cast: Cast) -> None:
    days = demo.calendar
    if days.assigned:
        assign_assessor(assessment=assessment, assessor=assessor, by=cast.user(TOMAS), at=moment(days.assigned))
        _settle_impartiality(demo, assessment, assessor, cast, moment(days.assigned))
    if days.assigned and days.interview:
        _arrange(demo, assessment, assessor, days.assigned, days.interview)
        _review(demo, assessment, assessor, at=moment(days.interview, hour=12))
        for asked in demo.review.questions:
            _ask(asked, assessment, assessor)
    if days.assessed:
        finish_assessment(
            assessment=assessment,
            proposal=Proposal.NO_LABEL if demo.decision == "no_label" else Proposal.LABEL,
            reason=demo.proposal_reason,
            by=assessor,
            at=moment(days.assessed),
            today=days.assessed,
        )


def _settle_impartiality(
    demo: DemoAssessment, assessment: Assessment, assessor: User, cast: Cast, assigned: dt.datetime
) -> None:
    """The steps within two hours of the assignment: declaration, overrulings, objection and its ruling."""
    said, secretary = demo.impartial, cast.user(TOMAS)
    declared, overruled, objected, ruled = (assigned + dt.timedelta(minutes=minutes) for minutes in (20, 40, 60, 80))
    statement = Statement(interest=said.interest)
    standing = declare(assessment=assessment, statement=statement, by=assessor, at=declared)
    for weighed in standing.blocking if said.overruled else ():
        overrule(assessment=assessment, conflict=weighed.conflict, reason=said.overruled, by=secretary, at=overruled)
    if said.objection:
        owner = assessment.organisation.people.get(memberships__role=MembershipRole.OWNER)
        object_to_assessor(assessment=assessment, reason=said.objection, by=owner, at=objected)
    if said.dismissed:
        rule_on_objection(assessment=assessment, ruling="dismissed", reason=said.dismissed, by=secretary, at=ruled)


def _arrange(demo: DemoAssessment, assessment: Assessment, assessor: User, assigned: dt.date, day: dt.date) -> None:
    at, meeting = moment(assigned, hour=11), demo.meeting
    if meeting is None:
        plan_interview(assessment=assessment, day=day, by=assessor, at=at)
        return
    for arranged in (meeting.moved_from, day):
        if arranged:
            arrange_interview(
                assessment=assessment,
                starts_at=moment(arranged, hour=10),
                minutes=180,
                place=meeting.place,
                link=meeting.link,
                by=assessor,
                at=at,
            )
            at += dt.timedelta(days=6)


def _review(demo: DemoAssessment, assessment: Assessment, assessor: User, *, at: dt.datetime) -> None:
    edition = load_edition(assessment.edition)
    if demo.review.minutes:
        began = at - dt.timedelta(minutes=demo.review.minutes)
        set_clock(assessment=assessment, is_running=True, by=assessor, at=began)
        set_clock(assessment=assessment, is_running=False, by=assessor, at=at)
    seen = {document.link for document in demo.documents if document.is_seen}
    for item in assessment.evidence.filter(link__in=seen):
        mark_evidence(evidence=item, is_seen=True, by=assessor, at=at)
    for key in demo.review.confirmed:
        confirm_answer(assessment=assessment, indicator=key, by=assessor, at=at)
    for key, text in demo.review.remarks.items():
        write_remark(assessment=assessment, indicator=key, text=text, by=assessor, at=at)
    for key, agreed in demo.review.agreed.items():
        # An agreed answer replaces the whole own answer, so it repeats the unchanged fields.
        raw = {**demo.answers.get(key, {}), **agreed.changes}
        agree_value(
            assessment=assessment,
            indicator=key,
            answer=typed_answer(edition.indicator(key), raw, year=at.year),
            reason=agreed.reason,
            by=assessor,
            at=at,
        )
    for edit in demo.review.edits:
        edit_recommendation(
            assessment=assessment,
            key=edit.key,
            is_rejected=edit.is_rejected,
            title=edit.title,
            text=edit.text,
            by=assessor,
            at=at,
        )
    for own in demo.review.own:
        add_recommendation(assessment=assessment, by=assessor, at=at, **dataclasses.asdict(own))
    _put_first(demo, assessment, assessor, at)


def _put_first(demo: DemoAssessment, assessment: Assessment, assessor: User, at: dt.datetime) -> None:
    """Marks the chosen recommendations as first steps, in their order, in place of the computed ones."""
    if not demo.review.first:
        return
    for key in reversed(demo.review.first):
        move_recommendation(assessment=assessment, key=key, by_places=-1000, by=assessor, at=at)
    for advice in final_recommendations(assessment).first:
        if advice.key not in demo.review.first:
            mark_first(assessment=assessment, key=advice.key, is_first=False, by=assessor, at=at)
    for key in demo.review.first:
        mark_first(assessment=assessment, key=key, is_first=True, by=assessor, at=at)


def _say(demo: DemoAssessment, assessment: Assessment, owner: User) -> None:
    for said in sorted(demo.said, key=lambda said: said.on):
        reply_to_recommendation(
            assessment=assessment,
            key=said.key,
            reply=said.reply,
            due_on=said.due_on,
            note=said.note,
            by=owner,
            at=moment(said.on),
        )


def _ask(asked: DemoClarification, assessment: Assessment, assessor: User) -> None:
    question = ask_cluster(
        assessment=assessment,
        indicator=asked.indicator,
        text=asked.text,
        deadline=asked.deadline,
        by=assessor,
        at=moment(asked.day, hour=13),
    )
    owner = owners_of(assessment.organisation)[0]
    for said in asked.replies:
        by = assessor if said.is_from_assessor else owner
        reply_to_clarification(clarification=question, text=said.text, by=by, at=moment(said.day, hour=14))
    if asked.resolved:
        resolve_clarification(clarification=question, by=assessor, at=moment(asked.resolved, hour=15))
