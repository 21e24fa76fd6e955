"""Recommendations in a cohort: none is given to whom it does not fit."""

from __future__ import annotations

import dataclasses
import json
import re

import pytest

from assessments.demo.carrying_out import typed_answers
from assessments.demo.cohort.clusters import cohort
from assessments.demo.drafts import PIHKASAARI, TERVASELKA
from assessments.demo.haukikoski import HAUKIKOSKI
from assessments.demo.kuhajoki import KUHAJOKI
from assessments.demo.ruislahti import RUISLAHTI
from assessments.demo.shapes import DemoAssessment
from assessments.demo.underway import underway
from assessments.queries.recommendations import advice_by_field
from criteria.__main__ import main
from criteria.advice import Run, advice_lines, given_advice
from criteria.answer_file import AnswerFile, write_answer_file
from criteria.definitions import Edition
from criteria.development import develop
from criteria.loader import load_edition
from criteria.measures import measure_all
from tests.conftest import typed

EDITION = load_edition("2019")


def run_of(assessment: DemoAssessment) -> Run:
    """The answers of a demo assessment with the agreed changes."""
    raw = {key: {**values} for key, values in assessment.answers.items()}
    for key, agreed in assessment.review.agreed.items():
        raw[key] = {**raw.get(key, {}), **agreed.changes}
    year = assessment.calendar.answered[-1].year
    return Run(assessment.reference, typed_answers(EDITION, raw, assessment.not_applicable, year=year), year)


CLUSTERS = (KUHAJOKI, TERVASELKA, HAUKIKOSKI, PIHKASAARI, RUISLAHTI, *underway(), *cohort())
FIELDS = ("food", "energy_environment", "ict", "health", "production", "sports_leisure_tourism")
RUNS = [run_of(assessment) for cluster in CLUSTERS for assessment in cluster.assessments]


def without_conditions(edition: Edition) -> Edition:
    """The edition as if a practice gave all recommendations of its level."""
    areas = tuple(
        dataclasses.replace(
            area,
            indicators=tuple(
                dataclasses.replace(
                    indicator,
                    recommendations=tuple(dataclasses.replace(r, unless=()) for r in indicator.recommendations),
                )
                for indicator in area.indicators
            ),
        )
        for area in edition.areas
    )
    return dataclasses.replace(edition, areas=areas)


def test_no_recommendation_in_the_demo_is_given_to_whom_it_does_not_fit():
    given = given_advice(EDITION, RUNS)
    assert len(RUNS) == 94
    assert [(advice.recommendation.key, advice.misfits) for advice in given if advice.misfits] == []
    assert len([advice for advice in given if advice.runs]) > 250


def test_what_contradicts_the_answers_is_found_where_conditions_are_missing():
    found = {a.recommendation.key: len(a.misfits) for a in given_advice(without_conditions(EDITION), RUNS) if a.misfits}
    assert (found["C3.2.2"], found["B8.2.2"], found["F3.2.2"]) == (33, 39, 20)


def test_no_run_is_given_two_recommendations_of_the_same_act():
    given, merged = [], 0
    for run in RUNS:
        result = develop(EDITION, run.answers, measure_all(EDITION, run.answers, year=run.year))
        given += [(run.name, r.act) for r in result.recommendations if r.act]
        merged += len(result.merged)
        assert all(m.recommendation.indicator != m.given.indicator for m in result.merged), run.name
    assert len(set(given)) == len(given)
    assert merged > 100


def test_of_the_same_act_only_the_recommendation_of_most_effect_is_given():
    answers = typed({"A2": {"total": 40, "signed": 40, "paying": 40, "active": 10}, "E1": {"share_met": 40}})
    result = develop(EDITION, answers, measure_all(EDITION, answers, year=2026))
    assert [(m.recommendation.key, m.given.key) for m in result.merged] == [("E1.2.2", "A2.few_active.1")]
    assert "A2.few_active.1" in {r.key for r in result.recommendations}
    lines = advice_lines(given_advice(EDITION, [Run("one", answers, 2026)]), 1)
    place = lines.index("    1 of 1  A2.few_active.1  Give ten quiet participants a concrete task")
    assert lines[place + 1] == "      same act as E1.2.2 (1)"


def test_advice_by_field_is_that_of_at_most_two_fields_in_the_clusters_order():
    def named(*portfolios: str, indicator: str = "A3", language: str = "en") -> list[str]:
        return [name for name, _ in advice_by_field(EDITION, EDITION.indicator(indicator), portfolios, language)]

    assert named("health", "maritime", "food", "ict") == ["Health and medical science", "Food industry"]
    assert named("food", language="fi") == ["Elintarvikeala"]
    assert named("maritime") == named() == named("food", indicator="A1") == []
    texts = [indicator for indicator in EDITION.indicators if indicator.by_portfolio]
    assert [i.key for i in texts] == ["A3", "D2", "D4", "D7", "D8", "E4"]
    assert all([advice.key for advice in i.by_portfolio] == [*FIELDS] for i in texts)


def test_every_misfit_is_that_of_a_recommendation_and_nothing_is_wrong_to_whom_nothing_is_known():
    keys = {r.key for i in EDITION.indicators for r in i.recommendations}
    assert set(EDITION.rules.misfits) - keys == set()
    assert [key for key, misfit in EDITION.rules.misfits.items() if misfit({}, {})] == []


def test_no_practice_below_its_top_level_is_without_advice():
    silent = []
    for run in RUNS:
        measured = measure_all(EDITION, run.answers, year=run.year)
        result = develop(EDITION, run.answers, measured)
        advised = {key.partition(".")[0] for key in result.fitting}
        silent += [(run.name, key) for key, level in result.levels.items() if level < 4 and key not in advised]
    assert silent == []


def test_a_line_names_the_runs_to_whom_advice_does_not_fit():
    answers = typed({"C3": {"level": 2, "months": 30}, "C2": {"has_fee": "yes"}})
    lines = advice_lines(given_advice(without_conditions(EDITION), [Run("one", answers, 2026)]), 1)
    place = lines.index("    1 of 1  C3.2.2  Add a third source, preferably a private one")
    assert lines[place + 1] == "      does not fit 1: one"
    assert re.fullmatch(r"\d+ recommendations, \d+ never given, 1 times to whom it does not fit", lines[-1])


def test_the_command_reads_answer_files_and_folders_of_them(tmp_path, capsys):
    answers = typed({"C3": {"level": 2, "months": 30}, "C2": {"has_fee": "yes"}})
    (tmp_path / "one.json").write_text(write_answer_file(AnswerFile("2019", {}, answers)), encoding="utf-8")
    assert main(["advice", "--runs", str(tmp_path), "--year", "2026"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "    1 of 1  C3.2.1  Have a two-year financing plan approved" in lines
    assert "    0 of 1  C3.2.2  Add a third source, preferably a private one" in lines


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (json.dumps({"edition": "2019", "answers": {"Z9": {}}}), "answers.Z9: unknown_key {'value': 'Z9'}"),
        ("\udcff", "can't decode byte"),
    ],
)
def test_the_command_refuses_a_file_that_it_cannot_read(tmp_path, capsys, content, message):
    path = tmp_path / "one.json"
    path.write_text(content, encoding="utf-8", errors="surrogateescape")
    assert main(["advice", "--runs", str(path)]) == 1
    assert message in capsys.readouterr().err
