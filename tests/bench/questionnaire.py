"""Measures filling in: the page of an area, and saving one answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from typing import Final
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import AnswerRow, Assessment, Membership, MembershipRole, User
from assessments.workflow.organising import register_organisation, start_assessment
from tests.bench.timing import Subject, measure, queries_of

# The goals for the median server time in milliseconds, on two cores of an ordinary server with SQLite.
AREA_PAGE: Final = 20
AUTOSAVE: Final = 10
RUNS: Final = 50
SIZES: Final = (1, 10, 100)


class Editor:
    """A person filling in an assessment, on the server side: each request passes through all middleware."""

    def __init__(self, assessment: Assessment) -> None:
        membership = Membership.objects.select_related("user").filter(
            organisation=assessment.organisation_id, role=MembershipRole.OWNER
        )[0]
        self.assessment = assessment
        self.client = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
        self.client.force_login(membership.user)
        self.years = count()
        self.version = self._stored_version()
        # The page sets the CSRF cookie that a save must send.
        self.area("A")

    def _stored_version(self) -> int:
        return self.assessment.answers.filter(indicator="A1").values_list("version", flat=True).first() or 0

    def _expect(self, status: int, expected: int) -> None:
        if status != expected:
            raise RuntimeError(f"{status} instead of {expected}")

    def nothing(self) -> None:
        """The simplest page: the page frame with "not found"."""
        self._expect(self.client.get("/nothing/").status_code, 404)

    def area(self, key: str) -> None:
        """The page of an area."""
        self._expect(self.client.get(reverse("area", args=[self.assessment.reference, key])).status_code, 200)

    def save(self) -> None:
        """Saves a different answer, based on the version of the last save."""
        year = 1990 + next(self.years) % 20
        response = self.client.post(
            reverse("save_indicator", args=[self.assessment.reference, "A1"]),
            # In the same form as the page's script.
            urlencode({"A1-founded": year, "A1-version": self.version}),
            content_type="application/x-www-form-urlencoded",
            headers={"X-CSRFToken": self.client.cookies["csrftoken"].value},
        )
        self._expect(response.status_code, 200)
        self.version += 1


def measured(*, runs: int | None = None) -> Iterator[Subject]:
    """Every area's page and one autosave of the half-filled demo draft, and whether query counts are constant."""
    runs = runs or RUNS
    editor = Editor(Assessment.objects.get(reference="DEMO-0002"))
    rows = [measure("an empty page", editor.nothing, runs=runs)]
    for key in "ABCDEF":
        rows.append(measure(f"page of area {key}", partial(editor.area, key), runs=runs, goal=AREA_PAGE))
    rows.append(measure("autosave of one answer", editor.save, runs=runs, goal=AUTOSAVE))
    yield Subject("Questionnaire", tuple(rows), tuple(_growth()))


def _growth() -> list[str]:
    at = timezone.now()
    owner = User.objects.create_user("bench@example.org")
    counted = query_counts(SIZES, owner=owner, at=at)
    sizes = ", ".join(map(str, SIZES))
    return [f"{name} with {sizes} assessments: {', '.join(map(str, counts))} queries" for name, counts in counted]


def query_counts(sizes: tuple[int, ...], *, owner: User, at: dt.datetime) -> list[tuple[str, list[int]]]:
    """The queries of a page and of a save while `owner` has as many drafts as `sizes` says."""
    editor = Editor(_draft(owner, at, 0))
    requests: dict[str, Callable[[], None]] = {"page of area A": partial(editor.area, "A"), "autosave": editor.save}
    counts: dict[str, list[int]] = {name: [] for name in requests}
    # The first save creates the answer's row; all others update it.
    editor.save()
    made = 1
    for size in sizes:
        for number in range(made, size):
            _draft(owner, at, number)
        made = size
        for name, request in requests.items():
            counts[name].append(queries_of(request))
    return list(counts.items())


def _draft(owner: User, at: dt.datetime, number: int) -> Assessment:
    organisation = register_organisation(
        profile={"name": f"Bench {number}", "country": "FI"}, by=owner, at=at, is_fictional=True
    )
    assessment = start_assessment(organisation=organisation, by=owner, at=at, reference=f"BENCH-{number:04}")
    AnswerRow.objects.bulk_create(
        AnswerRow(assessment=assessment, indicator=key, values=values, updated_at=at, updated_by=owner)
        for key, values in (("A2", {"total": 30 + number}), ("B3", {"people": 2, "fte": "1.50"}))
    )
    return assessment
