"""The demo data: complete, consistent, fictional, and identical each time they are created."""

from __future__ import annotations

import html
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import numpy
import numpy.typing
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from assessments.benchmark.disclosure import SHARE_MARGIN, STEP_MARGIN
from assessments.demo.people import LOGINS
from assessments.demo.shapes import DEMO_TODAY, PASSWORD
from assessments.material import read_material
from assessments.models import (
    Assessment,
    AuditAction,
    AuditEntry,
    CohortPortfolio,
    Label,
    Measurement,
    MembershipRole,
    Objection,
    Organisation,
    OutboxMail,
    Release,
    ReleaseGroup,
    ReleaseMember,
    ReportKind,
    Status,
    User,
)
from assessments.models.audit_actions import Subject, Visibility
from assessments.queries.answers import answers_of, effective_answers
from assessments.queries.conflicts import current_standing
from assessments.queries.eligibility import verdict_of
from assessments.queries.following_up import last_recommendations
from assessments.queries.organisation_data import DECIDED_PARTS, PARTS
from assessments.queries.recommendations import draft_recommendations, final_recommendations
from assessments.queries.register_content import PageContent
from assessments.queries.reminders import REMINDERS
from assessments.report.charts.indicator import figures_of
from assessments.report.content.document import build_context
from assessments.report.content.tree import Summary
from assessments.report.printing.html import TEMPLATES, render_html
from assessments.report.printing.pdf import render_pdf
from assessments.report.words.shares import CLUSTERS
from assessments.workflow.publishing import publish_register_page, write_register_page
from criteria.answers import NOTHING, is_answered_in_full
from criteria.cross_checks import cross_check
from criteria.definitions import Measure
from criteria.development import develop
from criteria.loader import load_edition
from criteria.measures import grid_of, measure_all
from criteria.states import progress_in, state_of
from tests.conftest import NOW
from tests.crawler import crawl
from tests.permission_matrix import MATRIX

# The tests stay in the order of this file, so that one process creates the demo data once for them.
pytestmark = pytest.mark.django_db
EDITION = load_edition("2019")
HALF_ANSWERED = {"A3", "B2", "C1", "D2"}


@pytest.fixture(scope="module")
def first_output(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Seeds once for the module, inside a transaction that is rolled back at the end; tests are nested in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        output = io.StringIO()
        call_command("seed_demo", stdout=output)
        yield output.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def demo(first_output: str) -> dict[str, Assessment]:
    """All assessments by reference."""
    return {assessment.reference: assessment for assessment in Assessment.objects.select_related("organisation")}


def row_counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_second_run_changes_nothing(first_output: str) -> None:
    before, output = row_counts(), io.StringIO()
    call_command("seed_demo", stdout=output)
    assert row_counts() == before
    assert output.getvalue().startswith("The demo data is there already; nothing was changed.\n")


def test_quiet_run_prints_nothing(first_output: str) -> None:
    output = io.StringIO()
    call_command("seed_demo", verbosity=0, stdout=output)
    assert output.getvalue() == ""


def test_output_names_every_login_and_says_that_all_is_fictional(first_output: str) -> None:
    lines = first_output.splitlines()
    assert lines[:2] == [
        "Added 10 demo assessments to look at and 84 to compare with.",
        "All people and clusters in it are fictional.",
    ]
    assert [line.split()[0] for line in lines[3 : 3 + len(LOGINS)]] == [person.email for person in LOGINS]
    assert lines[-1] == f"Password for all: {PASSWORD}"


def test_every_login_works_and_nobody_else_has_a_password(first_output: str) -> None:
    logins = {person.email for person in LOGINS}
    for user in User.objects.all():
        assert user.check_password(PASSWORD) == (user.email in logins)
        assert list(user.emailaddress_set.values_list("email", "verified", "primary")) == [(user.email, True, True)]
    assert not User.objects.filter(is_superuser=True).exists()
    assert list(User.objects.filter(is_staff=True).values_list("email", flat=True)) == [
        "sirkka.secretariat@example.org"
    ]


def test_states(demo: dict[str, Assessment]) -> None:
    shown = {reference: assessment.status for reference, assessment in demo.items() if reference < "DEMO-1"}
    assert shown == {
        "DEMO-0001": Status.LABELLED,
        "DEMO-0002": Status.DRAFT,
        "DEMO-0003": Status.SUBMITTED,
        "DEMO-0004": Status.INTERVIEW,
        "DEMO-0005": Status.DRAFT,
        "DEMO-0006": Status.ASSESSED,
        "DEMO-0007": Status.WITHDRAWN,
        "DEMO-0008": Status.NOT_LABELLED,
        "DEMO-0009": Status.INTERVIEW,
        "DEMO-0906": Status.LABELLED,
    }
    assert demo["DEMO-0906"].organisation == demo["DEMO-0006"].organisation


def test_cohort_is_large_enough_to_compare_with(demo: dict[str, Assessment]) -> None:
    cohort = [assessment for reference, assessment in demo.items() if reference > "DEMO-1"]
    assert (len(cohort), all(assessment.is_finished for assessment in cohort)) == (84, True)
    counts = {
        field: CohortPortfolio.objects.filter(entry__assessment__in=cohort, portfolio=field).count()
        for field in ("food", "energy_environment", "ict", "health")
    }
    assert counts == {"food": 13, "energy_environment": 16, "ict": 16, "health": 12}
    assert {portfolio for assessment in cohort for portfolio in assessment.organisation.portfolios} == {
        choice.key for choice in EDITION.portfolios
    }


def test_everything_is_marked_as_fictional(first_output: str) -> None:
    for organisation in Organisation.objects.all():
        assert organisation.is_fictional
        assert organisation.name.endswith(" (demo)")
        assert organisation.name_local == "" or organisation.name_local.endswith(" (demo)")
        assert organisation.website == f"https://{organisation.slug}.example.org"
        assert len(organisation.slug) <= 63
    for user in User.objects.all():
        assert user.name.endswith("(demo)")
        assert user.email.rpartition("@")[2] in ("example.org", "example.com")


def test_answers_fit_each_other(demo: dict[str, Assessment]) -> None:
    for assessment in demo.values():
        assert cross_check(EDITION, answers_of(assessment)) == ()
        assert cross_check(EDITION, effective_answers(assessment)) == ()


def test_no_answer_is_half_given_where_it_is_not_meant(demo: dict[str, Assessment]) -> None:
    half = {
        (reference, key)
        for reference, assessment in demo.items()
        for key, answer in answers_of(assessment).items()
        if not is_answered_in_full(EDITION.indicator(key), answer)
    }
    assert half == {("DEMO-0002", key) for key in HALF_ANSWERED}


def test_hidden_fields_are_blank(demo: dict[str, Assessment]) -> None:
    for assessment in demo.values():
        for key, answer in answers_of(assessment).items():
            if key.startswith("D") and answer.values.get("level") == 0:
                assert set(answer.values) == {"level"}
            if key == "C2" and answer.values.get("has_fee") == "no":
                assert set(answer.values) == {"has_fee"}


def test_eligibility(demo: dict[str, Assessment]) -> None:
    verdicts = {
        reference: verdict_of(assessment).is_eligible for reference, assessment in demo.items() if reference < "DEMO-1"
    }
    assert verdicts == {
        "DEMO-0001": True,
        "DEMO-0002": None,
        "DEMO-0003": True,
        "DEMO-0004": True,
        "DEMO-0005": False,
        "DEMO-0006": True,
        "DEMO-0007": True,
        "DEMO-0008": False,
        "DEMO-0009": True,
        "DEMO-0906": True,
    }


def test_the_first_is_complete_and_assessed(demo: dict[str, Assessment]) -> None:
    assessment = demo["DEMO-0001"]
    answers = answers_of(assessment)
    findings = cross_check(EDITION, answers)
    states = [state_of(indicator, answers.get(indicator.key, NOTHING), findings) for indicator in EDITION.indicators]
    assert progress_in(states).percent == 100
    assert assessment.remarks.count() == 14
    assert set(assessment.answers.filter(agreed__isnull=False).values_list("indicator", flat=True)) == {
        "B4",
        "E1",
        "F5",
    }
    answers = effective_answers(assessment)
    levels = develop(EDITION, answers, measure_all(EDITION, answers, year=2026)).levels
    assert {levels["B5"], levels["D2"], levels["B6"], levels["D3"]} == {1, 2, 3, 4}
    advice = draft_recommendations(assessment)
    assert [item.recommendation.key for item in advice if item.is_rejected] == ["D5.1.2"]
    assert [item.recommendation.key for item in advice if item.text] == ["D7.1.1", "own-1"]
    assert [item.key for item in final_recommendations(assessment).first] == [
        "own-1", "F3.2.1", "D7.1.1", "B4.2.1", "C1.public_dependent.1",
    ]  # fmt: skip
    assert {row.key: row.reply for row in assessment.replies.all()} == {
        "own-1": "done",
        "F3.2.1": "will_do",
        "D7.1.1": "will_do",
        "C1.public_dependent.1": "not_now",
    }
    assert assessment.answers.filter(agreed_at__isnull=False).count() == 36


def test_the_fourth_has_an_interview_that_was_moved_once(demo: dict[str, Assessment]) -> None:
    assessment = demo["DEMO-0004"]
    appointment = assessment.appointment
    assert (appointment.sequence, appointment.starts_at.isoformat()) == (1, "2026-09-29T10:00:00+00:00")
    assert appointment.link == "https://video.example.org/haukikoski"
    assert assessment.clock.seconds == 74 * 60
    assert assessment.answers.filter(agreed_at__isnull=False).count() == 13


def test_the_sixth_shows_what_became_of_the_last_runs_recommendations(demo: dict[str, Assessment]) -> None:
    assessment = demo["DEMO-0006"]
    follow_up = last_recommendations(assessment, effective_answers(assessment), today=DEMO_TODAY)
    assert follow_up is not None
    assert follow_up.previous.reference == "DEMO-0906"
    became = {item.advice.key: item.outcome for item in follow_up.followed if item.reply}
    assert became == {
        "A5.1.1": "done",
        "C1.one_source.2": "no_longer_applies",
        "A6.industry_low.1": "done",
        "B7.1.1": "no_longer_applies",
        "D6.2.1": "overdue",
        "D6.2.2": "done",
        "C2.flat_fee.1": "no_longer_applies",
    }
    assert [item.advice.key for item in follow_up.followed if item.contradicts] == ["D6.2.2"]


def test_nothing_happens_after_the_day_of_the_demo(first_output: str) -> None:
    latest = AuditEntry.objects.order_by("-at")[0]
    assert latest.at.date() <= DEMO_TODAY
    assert Label.objects.filter(valid_until__gte=DEMO_TODAY).count() >= 40


def test_every_row_of_the_trail_is_what_its_action_says(demo: dict[str, Assessment]) -> None:
    named: dict[Subject, Callable[[str], bool]] = {
        Subject.NONE: lambda subject: subject == "",
        Subject.INDICATOR: EDITION.by_key.__contains__,
        Subject.CRITERION: {criterion.key for criterion in EDITION.criteria}.__contains__,
        Subject.RECOMMENDATION: lambda subject: subject.startswith((*EDITION.by_key, "own-")),
        Subject.PERSON: lambda subject: "@" in subject,
        Subject.REPORT_SERIES: lambda subject: subject.startswith(("en-", "fi-")),
        Subject.REMINDER: REMINDERS.__contains__,
        Subject.COHORT: lambda subject: subject != "",
        Subject.RELEASE: lambda subject: "release" in subject,
    }
    actions = {action.value: action for action in AuditAction}
    rows = AuditEntry.objects.values_list("action", "subject", "assessment").distinct()
    assert len({action for action, *_ in rows}) > 20
    for name, subject, assessment in rows:
        action = actions[name]
        assert named[action.subject](subject), (name, subject)
        assert (assessment is None) == (action.visibility is Visibility.ELSEWHERE), name


def test_impartiality_is_shown_in_all_its_forms(demo: dict[str, Assessment]) -> None:
    standings = {
        reference: current_standing(assessment) for reference, assessment in demo.items() if reference < "DEMO-1"
    }
    closed = [reference for reference, found in standings.items() if found and not found.is_open]
    assert closed == ["DEMO-0009"]
    found = {
        reference: [(weighed.conflict.kind.value, weighed.is_blocking) for weighed in standing.conflicts]
        for reference, standing in standings.items()
        if standing and standing.conflicts
    }
    assert found == {
        "DEMO-0004": [("same_region", False)],
        "DEMO-0006": [("declared", False)],
        "DEMO-0009": [("same_employer", True)],
    }
    objections = list(Objection.objects.values_list("assessment__reference", "ruling"))
    assert objections == [("DEMO-0008", "dismissed")]


def test_a_question_waits_and_inboxes_hold_what_came_lately(demo: dict[str, Assessment]) -> None:
    asked = demo["DEMO-0004"].clarifications.order_by("pk")
    assert [(item.indicator, item.resolved_at is None) for item in asked] == [("D8", True), ("B2", False)]
    unread = {user.email.split(".")[0]: user.unread for user in User.objects.filter(unread__gt=0)}
    assert unread == {"tuula": 7, "kaisa": 2, "outi": 5, "sirkka": 5, "tomas": 5}
    assert OutboxMail.objects.count() == 0
    assert set(User.objects.filter(email__in=[person.email for person in LOGINS]).values_list("mail", flat=True)) == {
        "at_once"
    }


def test_trails_are_written_in_the_order_of_time(demo: dict[str, Assessment]) -> None:
    for assessment in demo.values():
        moments = list(AuditEntry.objects.filter(assessment=assessment).order_by("pk").values_list("at", flat=True))
        assert moments == sorted(moments)


def test_all_advice_in_the_demo_fits(demo: dict[str, Assessment]) -> None:
    output = io.StringIO()
    call_command("advice", stdout=output)
    lines = output.getvalue().splitlines()
    assert len(demo) == 94
    assert lines[0].endswith(" of 94  A1.young.1  Make the first activities visible on one page")
    assert lines[-1].endswith(" never given, 0 times to whom it does not fit")


def summary_of(assessment: Assessment, language: str) -> Summary:
    return build_context(assessment, language, today=DEMO_TODAY).summary


def test_the_first_page_says_what_a_chair_must_know_first(demo: dict[str, Assessment]) -> None:
    first = [summary_of(demo["DEMO-0001"], language).stands_out[0] for language in ("en", "fi")]
    assert [each.text.replace("\u00a0", " ") for each in first] == [
        "Of the yearly budget of €215,000, 75% is public money; its largest source is EU funding, 40% of the budget "
        "and 53% of the public money. The management's funding is secured for 14 months from the day of the answers, "
        "until June 2027: what follows, or what ends, has to be decided before then.",
        "Vuosibudjetista (215 000 €) 75 % on julkista rahaa; sen suurin lähde on EU-rahoitus, 40 % budjetista ja "
        "53 % julkisesta rahasta. Johtamisen rahoitus on varmistettu 14 kuukaudeksi vastauspäivästä; viimeinen "
        "kuukausi on kesäkuu 2027. Sitä ennen on päätettävä, mikä jatkuu ja mikä päättyy.",
    ]
    assert [reference.code for reference in first[0].references] == ["C1", "C3"]


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("DEMO-0002", ["The strategy is due for renewal"]),
        ("DEMO-0005", ["Everything rests on one person"]),
        (
            "DEMO-0006",
            [
                "Public money, and its end in sight",
                "Reached, but not spoken with", "Many services, little income from them", "A full calendar",
                "Progress since the last assessment", "More private money", "More time for each participant",
            ],
        ),
    ],
)  # fmt: skip
def test_what_stands_out_in_the_demo(demo: dict[str, Assessment], reference: str, told: list[str]) -> None:
    assert [each.title for each in summary_of(demo[reference], "en").stands_out] == told


@pytest.mark.parametrize(("reference", "language"), [("DEMO-0001", "en"), ("DEMO-0006", "fi"), ("DEMO-0009", "fi")])
def test_the_summary_alone_has_two_pages(demo: dict[str, Assessment], reference: str, language: str) -> None:
    context = build_context(demo[reference], language, today=DEMO_TODAY)
    assert render_pdf(render_html(context, template=TEMPLATES[ReportKind.SUMMARY])).pages == 2


POSITIONS = {
    "in three of four clusters": r": (?P<side>more|fewer|higher|lower|a higher share|a lower share) than in three",
    "median": r": (?P<own>[^,]+), (?P<side>above|below) the median of",
    "middle": r": .+, (?:level with|close to) the median",
    "lower steps": r": step (?P<step>\d) of 4; (?P<words>.+) are on a lower step",
}
HIGH = {"more", "higher", "a higher share", "above"}


def values_in(group: str, release: Release | None, measure: str) -> numpy.typing.NDArray[numpy.float64]:
    """The values of a group's members, read from the measurements themselves."""
    published = ReleaseGroup.objects.get(release=release, key=group).published_in
    members = ReleaseMember.objects.filter(release=published)
    entries = [member.entry_id for member in members if group in member.groups]
    rows = Measurement.objects.filter(entry__in=entries, measure=measure)
    return numpy.array([float(value) for value in rows.values_list("value", flat=True) if value is not None])


def claim_of(title: str) -> tuple[str, dict[str, str]]:
    found = [(kind, match.groupdict()) for kind, words in POSITIONS.items() if (match := re.search(words, title))]
    return found[0] if found else ("", {})


def is_true(claim: str, said: dict[str, str], own: float, values: Any, measure: Measure, margin: float) -> bool:
    """Whether the claim holds for the exact values, with another way to compute it than the report has."""
    step = 0.5 if measure.ladder else float(grid_of(measure))
    sign = 1 if said.get("side") in HIGH else -1
    match claim:
        case "in three of four clusters":
            return bool(sign * own > numpy.quantile(sign * values, 0.75) - margin)
        case "median":
            return bool(sign * own > sign * numpy.median(values) - margin)
        case "middle":
            return bool(abs(own - numpy.median(values)) <= 2 * step + margin)
        case "lower steps":
            words = [str(tenths) for tenths in CLUSTERS]
            told = words.index(said["words"]) if said["words"] in words else float(said["words"].split("%")[0]) / 10
            exact = numpy.count_nonzero(values < int(said["step"]))
            return bool(abs(told / 10 * len(values) - exact) <= SHARE_MARGIN + len(values) / 20)
    return False


@pytest.mark.parametrize("reference", ["DEMO-0001", "DEMO-0004", "DEMO-0006"])
def test_every_position_in_a_report_is_true_of_the_measurements(demo: dict[str, Assessment], reference: str) -> None:
    material = read_material(demo[reference], "en", today=DEMO_TODAY)
    release, claims, false = material.benchmark.release, Counter[str](), []
    for indicator in EDITION.indicators:
        for figure in figures_of(material, indicator):
            label = figure.title.partition(":")[0]
            measure = next((m for m in indicator.measures if m.label.in_language("en") == label), None)
            claim, said = claim_of(figure.title)
            if measure is None or not claim:
                continue
            comparison = material.comparisons[f"{indicator.key}.{measure.key}"]
            assert comparison.closest is not None
            assert comparison.own is not None
            values = values_in(comparison.closest.cohort, release, comparison.key)
            claims[claim] += 1
            if not is_true(claim, said, float(comparison.own), values, measure, STEP_MARGIN if measure.ladder else 0):
                false.append((figure.title, numpy.quantile(values, [0.25, 0.5, 0.75]).tolist()))
    assert false == []
    assert min(claims[kind] for kind in POSITIONS) > 0


# What is public by itself, or as soon as somebody publishes it.
PUBLIC_PARTS = {"names", "labels", "register_page", "replies_to_positions"}
# What nobody comes to without a code or token, and what follows signing in.
NOT_LINKED = {
    "verify_code", "report_data", "shared", "shared_file", "shared_certificate", "invitation", "signed_in"
}  # fmt: skip


def texts_in(value: object) -> Iterator[str]:
    """The longer texts in a value as JSON can hold it."""
    if isinstance(value, str) and len(value) >= 25:
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts_in(part)


def private_texts() -> set[str]:
    """The longer texts in the data of organisations, and the addresses of people."""
    found = set(User.objects.values_list("email", flat=True))
    for name, (model, *_path, columns) in {**PARTS, **DECIDED_PARTS}.items():
        if name not in PUBLIC_PARTS:
            found.update(texts_in([*model._default_manager.values_list(*columns)]))
    return found


def test_a_stranger_finds_nothing_private(demo: dict[str, Assessment]) -> None:
    first = demo["DEMO-0001"].organisation
    owner = first.memberships.filter(role=MembershipRole.OWNER).select_related("user")[0].user
    public, secret = "We are open to everybody", "Nobody but our owners reads this"
    for text in (public, secret):
        content = PageContent("fi", {"portrait": {"en": text}})
        write_register_page(organisation=first, content=content, by=owner, at=NOW)
        if text == public:
            publish_register_page(organisation=first, by=owner, at=NOW, based_on=content.mark)
    starts = ["/robots.txt", "/sitemap.xml", "/api/v1/openapi.json", "/api/v1/labels"]
    for reference in sorted(demo)[:10]:
        slug = demo[reference].organisation.slug
        starts += [f"/register/{slug}/", f"/register/{slug}/schema.jsonld", f"/api/v1/clusters/{slug}"]
        starts += [f"/organisations/{slug}/", f"/assessments/{reference}/"]
    visited = crawl(Client(), starts, most=4)
    everything = "\n".join(html.unescape(each.text) for each in visited)
    texts = private_texts()
    assert (len(texts) > 500, secret in texts, public in everything) == (True, True, True)
    assert [text for text in texts if text in everything] == []
    assert {each.status for each in visited} <= {200, 302, 404, 405, 422}
    open_to_all = {
        name for name, method, _status, expected in MATRIX if (method, expected["anonymous"]) == ("get", 200)
    }
    assert open_to_all - {each.name for each in visited} <= NOT_LINKED
