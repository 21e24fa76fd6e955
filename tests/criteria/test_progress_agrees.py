"""Task list, page, export and report always agree on the progress, whatever is answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import AnswerRow, Assessment, User
from assessments.report.content.document import build_context
from assessments.report.words.phrases import not_answered
from criteria.answer_file import read_answer_file
from criteria.answers import NOTHING, Answer, Answers, is_answered_in_full, portable
from criteria.cross_checks import cross_check
from criteria.loader import load_edition
from criteria.states import AnswerState, Progress, progress_in, state_of
from tests.conftest import NOW, Cast
from tests.generated import YEAR, one_answer

EDITION = load_edition("2019")
ADDRESS = "/assessments/FI-2026-001/"
TASK = re.compile(
    r'<span class="code">([A-F]\d)</span>[^<]*</a>\s*<span class="task-states">.*?state-(\w+)"', re.DOTALL
)
QUESTION = re.compile(r'data-part="state-([A-F]\d)"><span class="state state-(\w+)">')
AREA_FIGURES = re.compile(r'data-part="done-([A-F])">([^<]+)</span>')
TASK_FIGURES = re.compile(r'id="area-([A-F])">.*?task-figures">(\d+) of (\d+)', re.DOTALL)
BAR = re.compile(r'<progress [^>]*max="(\d+)" value="(\d+)"')

# Each indicator randomly blank, answered, or carried over and not confirmed.
answered = st.fixed_dictionaries({i.key: st.none() | one_answer(i) for i in EDITION.indicators})
carried = st.sets(st.sampled_from([i.key for i in EDITION.indicators]), max_size=6)


def store(assessment: Assessment, answers: Mapping[str, Answer | None], unconfirmed: set[str]) -> Answers:
    """Replaces the stored answers; returns those that count."""
    assessment.answers.all().delete()
    given_ones = {key: answer for key, answer in answers.items() if answer is not None}
    AnswerRow.objects.bulk_create(
        AnswerRow(
            assessment=assessment,
            indicator=key,
            values={name: portable(value) for name, value in answer.values.items()},
            not_applicable=answer.not_applicable,
            is_carried=key in unconfirmed,
            updated_at=NOW,
        )
        for key, answer in given_ones.items()
    )
    return {key: answer for key, answer in given_ones.items() if key not in unconfirmed}


def words(progress: Progress) -> str:
    if progress.done == progress.total:
        return "done"
    return f"{progress.done} of {progress.total}" if progress.done or progress.started else "–"


def on_the_task_list(client: Client) -> tuple[Any, ...]:
    page = client.get(ADDRESS).content.decode()
    bar = BAR.search(page)
    assert bar
    return dict(TASK.findall(page)), TASK_FIGURES.findall(page), (bar[2], bar[1])


def on_the_pages(client: Client) -> tuple[dict[str, str], list[list[tuple[str, str]]]]:
    pages = [client.get(f"{ADDRESS}areas/{area.key}/").content.decode() for area in EDITION.areas]
    states = {key: state for page in pages for key, state in QUESTION.findall(page)}
    return states, [AREA_FIGURES.findall(page) for page in pages]


def in_the_report(assessment: Assessment) -> dict[str, bool]:
    """The indicators listed as missing in the report, and those of them without any answer."""
    missing = build_context(assessment, "en", today=NOW.date()).missing
    lines = missing.lines if missing else ()
    return {line.anchor: line.what == not_answered() for line in lines if line.anchor}


def states_by(answers: Answers) -> dict[str, AnswerState]:
    """The state of every indicator with `answers`."""
    findings = cross_check(EDITION, answers)
    return {i.key: state_of(i, answers.get(i.key, NOTHING), findings) for i in EDITION.indicators}


@pytest.mark.any_database
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(answers=answered, unconfirmed=carried)
def test_progress_is_the_same_everywhere(
    cast: Cast, sign_in: Callable[[User], Client], answers: dict[str, Answer | None], unconfirmed: set[str]
) -> None:
    assessment = Assessment.objects.filter(organisation=cast.organisation).first() or cast.draft({})
    client = sign_in(cast.owner)
    counting = store(assessment, answers, unconfirmed)
    states = states_by(counting)
    areas = {area.key: progress_in([states[i.key] for i in area.indicators]) for area in EDITION.areas}
    everything = progress_in(states.values())

    assert on_the_task_list(client) == (
        states,
        [(key, str(progress.done), str(progress.total)) for key, progress in areas.items()],
        (str(everything.done), str(everything.total)),
    )
    figures = [(key, words(progress)) for key, progress in areas.items()]
    assert on_the_pages(client) == (states, [figures] * len(areas))
    exported = b"".join(client.get(f"{ADDRESS}export/json/").streaming_content).decode()
    assert states_by(read_answer_file(exported, EDITION, year=YEAR).answers) == states
    assert in_the_report(assessment) == {
        i.key: states[i.key] is AnswerState.NOT_STARTED
        for i in EDITION.indicators
        if not is_answered_in_full(i, counting.get(i.key, NOTHING))
    }
