"""The check a year into a label."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from assessments.access import WrongState
from assessments.models import AuditEntry, InterimCheck, Label, RecommendationEdit, Status, User
from assessments.queries.interim_checks import is_check_open, numbers_to_check
from assessments.workflow.interim_checks import save_interim_check
from tests.conftest import NOW, Cast

CHECK = "/assessments/FI-2026-001/label/check/"
OVERVIEW = "/assessments/FI-2026-001/"


@pytest.mark.parametrize(
    ("today", "changes", "is_open"),
    [
        ("2027-09-14", {}, False),
        ("2027-09-15", {}, True),
        ("2028-09-30", {}, True),
        ("2028-10-01", {}, False),
        ("2028-01-01", {"withdrawn_on": dt.date(2027, 12, 1)}, False),
    ],
)
def test_the_check_is_open_in_the_second_year(today: str, changes: dict[str, dt.date], is_open: bool) -> None:
    label = Label(valid_from=dt.date(2026, 9, 15), valid_until=dt.date(2028, 9, 30), **changes)
    assert is_check_open(label, dt.date.fromisoformat(today)) == is_open


def test_what_is_said_in_the_check_stays_with_the_label(cast: Cast, sign_in: Callable[[User], Client]) -> None:
    assessment, pages = cast.in_state(Status.LABELLED), sign_in(cast.editor)
    nothing = {"numbers": {}, "outcomes": {}, "note": ""}
    with pytest.raises(WrongState):
        save_interim_check(assessment=assessment, by=cast.editor, at=NOW, **nothing)
    assert pages.get(CHECK).status_code == 409
    Label.objects.update(valid_from=dt.date(2020, 1, 1), valid_until=dt.date(2999, 9, 30))
    wording = {"indicator": "E1", "title": "Ring them", "text": "All twenty", "updated_at": NOW}
    RecommendationEdit.objects.create(assessment=assessment, key="own-1", **wording)
    assert "Check after a year" in pages.get(OVERVIEW).content.decode()
    asked = pages.get(CHECK).content.decode()
    assert [each.key for each in numbers_to_check(assessment)] == ["A2.total", "B3.fte"]
    assert "Ring them" in asked
    typed = {"A2.total": "52", "B3.fte": "1.5", "note": "A new office", "step-own-1": "done"}
    refused = pages.post(CHECK, typed | {"A2.total": "-3", "step-own-1": "forgotten"})
    assert (refused.status_code, InterimCheck.objects.count()) == (200, 0)
    assert pages.post(CHECK, typed).status_code == 302
    done = InterimCheck.objects.get()
    assert (done.label.assessment, done.done_by, done.note) == (assessment, cast.editor, "A new office")
    assert (Decimal(done.numbers["A2.total"]), done.numbers["B3.fte"]) == (52, "1.5")
    assert done.outcomes == {"own-1": "done"}
    assert AuditEntry.objects.latest("pk").action == "interim_check_done"
    # It can be changed, and only the cluster reads it.
    assert 'value="1.5"' in pages.get(CHECK).content.decode()
    assert pages.post(CHECK, typed | {"note": "Two offices"}).status_code == 302
    assert InterimCheck.objects.get().note == "Two offices"
    assert "Done: 1" in pages.get(OVERVIEW).content.decode()
    assert "Two offices" not in sign_in(cast.secretary).get(OVERVIEW).content.decode()
