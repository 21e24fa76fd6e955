"""The groups of a release in words."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.benchmark.release_groups import keys_of_profile, shown_by_default
from assessments.queries.releases import PublishedGroup
from assessments.report.words.groups import group_words, short_group_words
from criteria.loader import load_edition
from tests.conftest import in_both

EDITION = load_edition("2019")
BAND = {"attribute": "participants", "option": None, "low": 30, "high": 60}
OLD = {"attribute": "age", "option": None, "low": 10, "high": None}
RICH = {"attribute": "budget", "option": None, "low": 250_000, "high": 500_000}
POOR = {"attribute": "budget", "option": None, "low": None, "high": 100_000}
FORM = {"attribute": "type", "option": "association", "low": None, "high": None}
STEERED = {"attribute": "steering", "option": "central", "low": None, "high": None}
UNKNOWN = {"attribute": "steering", "option": "removed", "low": None, "high": None}


def group(key: str, names: Any = (), size: int | None = 12) -> PublishedGroup:
    return PublishedGroup(key, size, "" if size else "few", names, (2025, 2026), 1)


@pytest.mark.parametrize(
    ("key", "names", "words"),
    [
        ("all", [], "All clusters"),
        ("field:ict", [], "ICT"),
        ("country:FI", [], "Finland"),
        ("region:nordic/field:ict", [], "ICT, the Nordic countries"),
        ("excellence", [], "Holders of a Silver or Gold label"),
        ("imported:3", "Benchmark 2019", "Benchmark 2019"),
        ("family:2", [], "Similar clusters, family 2"),
        ("family:2", [UNKNOWN], "Similar clusters, family 2"),
        ("family:2", [BAND, OLD], "Similar clusters (30–59 participants, 10 or more years old)"),
        (
            "family:2",
            [RICH, FORM],
            "Similar clusters (a budget of €250,000 to €500,000, legal form: registered association)",
        ),
        ("family:2", [STEERED], "Similar clusters (way of steering: central)"),
        ("family:2", [POOR], "Similar clusters (a budget of less than €100,000)"),
        ("field:gone", [], "gone"),
    ],
)
def test_groups_have_names(key: str, names: Any, words: str) -> None:
    assert group_words(EDITION, group(key, names), "en") == words


def test_families_have_short_and_finnish_names() -> None:
    assert short_group_words(EDITION, group("family:1", [BAND]), "en") == "Similar clusters"
    assert short_group_words(EDITION, group("all"), "en") == "All clusters"
    _, finnish = in_both(lambda: group_words(EDITION, group("family:1", [BAND]), "fi"))
    assert finnish == "Samankaltaiset klusterit (30–59 jäsentä)"


def test_a_cluster_is_compared_with_its_field_and_its_family() -> None:
    keys = keys_of_profile(("food", "ict"), "FI", EDITION.release)
    assert keys == [
        "all", "field:food", "field:ict", "country:FI", "region:nordic/field:food", "region:nordic/field:ict",
    ]  # fmt: skip
    assert keys_of_profile((), "", EDITION.release) == ["all"]
    groups = [group(key) for key in (*keys, "family:1")]
    assert [one.key for one in shown_by_default(groups)] == ["field:food", "family:1"]
    without = [group(one.key, size=None) if one.kind in {"field", "family"} else one for one in groups]
    assert [one.key for one in shown_by_default(without)] == ["country:FI", "region:nordic/field:food"]
    assert [one.key for one in shown_by_default([group("all"), group("field:food", size=None)])] == ["all"]
