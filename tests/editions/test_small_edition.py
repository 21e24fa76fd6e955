"""A scheme with other codes, areas and texts works from the form to the label and the report with the same code."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from assessments.models import AnswerRow, Assessment, CohortEntry, Label, Measurement, Organisation, Status, User
from assessments.queries.answers import effective_answers
from criteria.checks import check_catalogue
from criteria.definitions import Edition
from tests.conftest import Cast, delivered
from tests.import_pages import text_of

pytestmark = pytest.mark.any_database

type SignIn = Callable[[User], Client]

RUN = "/assessments/FI-2026-001/"
FIRST_AREA = {
    "1.1.0-berths": "40",
    "1.1.2-opened": "2020",
    "1.2-budget": "32000",
    "1.2-fees": "75",
    "1.2-grants": "25",
}
SECOND_AREA: dict[str, Any] = {
    "2.1-owner": "tenant",
    "2.1-since": "2021",
    "2.1-guests": ["sailors", "ferries"],
    "2.1-story": "A harbour behind an island",
    "2.2-guest": "3",
    "2.2-working": "9",
    "2.10-drills": "2",
    "2.10-drill_log_0_what": "Fire",
    "2.10-drill_log_0_people": "12",
    "2.WASTEWATER-level": "1",
}


@pytest.fixture
def harbour(small: Edition, cast: Cast, sign_in: SignIn) -> Organisation:
    """The organisation of the cast, with a draft that its owner started on the page."""
    assert sign_in(cast.owner).post("/organisations/kuvitelma/assessments/").status_code == 302
    Assessment.objects.update(reference="FI-2026-001")
    return cast.organisation


def filled_in(cast: Cast, sign_in: SignIn) -> Assessment:
    client = sign_in(cast.owner)
    assert client.post(f"{RUN}areas/1/", FIRST_AREA)["Location"] == f"{RUN}areas/2/"
    assert client.post(f"{RUN}areas/2/", SECOND_AREA)["Location"] == f"{RUN}check/"
    return Assessment.objects.get()


def in_interview(cast: Cast, sign_in: SignIn) -> Assessment:
    """Takes the draft to the interview through the pages."""
    assessment = filled_in(cast, sign_in)
    assert sign_in(cast.owner).post(f"{RUN}hand-in/").status_code == 302
    assert sign_in(cast.secretary).post(f"{RUN}assign/", {"assessor": cast.assessor.pk}).status_code == 302
    client = sign_in(cast.assessor)
    assert client.post(f"{RUN}declare/", {"standing": "none"}).status_code == 302
    return assessment


def decided(cast: Cast, sign_in: SignIn) -> Assessment:
    """Takes the draft to the label."""
    assessment, client = in_interview(cast, sign_in), sign_in(cast.assessor)
    today = timezone.localdate().isoformat()
    assert client.post(f"{RUN}interview/", {"held": "1", "held_on": today}).status_code == 302
    agreed = {
        "agreed-verdict": "other",
        "agreed-value-guest": "2",
        "agreed-value-working": "8",
        "agreed-reason": "Two berths lost their power.",
        "remark-remark": "Seen on the jetty.",
    }
    assert client.post(f"{RUN}review/2.2/", agreed).status_code == 302
    assert client.post(f"{RUN}finish/", {"proposal": "label", "reason": "All in order"}).status_code == 302
    assert sign_in(cast.secretary).post(f"{RUN}decide/", {"decision": "label", "reason": "Agreed"}).status_code == 302
    assessment.refresh_from_db()
    return assessment


@pytest.mark.usefixtures("small")
def test_the_edition_is_sound_and_current():
    assert check_catalogue() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("small")
def test_public_pages_tell_what_this_edition_asks(client: Client) -> None:
    start = text_of(client.get("/"))
    assert "Prepare, assess and report the Harbour label" in start
    assert "7 questions, answered together in a browser." in start
    assert "The team answers 7 indicators in 2 areas" in start
    listed = text_of(client.get("/criteria/"))
    assert "What the Harbour label asks" in listed
    for code in ("1.1.0", "2.10", "2.WASTEWATER"):
        assert code in listed
        assert client.get(f"/criteria/{code}/").status_code == 200
    assert client.get("/criteria/A2/").status_code == 404
    client.cookies["django_language"] = "fi"
    assert "Sataman laatumerkin valmistelu, arviointi ja raportti" in text_of(client.get("/"))


def test_a_form_is_filled_in_area_by_area_and_saved_by_itself(
    harbour: Organisation, cast: Cast, sign_in: SignIn
) -> None:
    assessment = filled_in(cast, sign_in)
    assert assessment.edition == "harbour-26"
    stored = {row.indicator: row.values for row in AnswerRow.objects.all()}
    assert stored == {
        "1.1.0": {"berths": 40},
        "1.1.2": {"opened": 2020},
        "1.2": {"budget": "32000", "fees": "75", "grants": "25"},
        "2.1": {
            "owner": "tenant",
            "since": 2021,
            "guests": ["sailors", "ferries"],
            "story": "A harbour behind an island",
        },
        "2.2": {"guest": 3, "working": 9},
        "2.10": {"drills": 2, "drill_log": [{"what": "Fire", "people": "12"}]},
        "2.WASTEWATER": {"level": 1},
    }
    client = sign_in(cast.editor)
    saved = client.post(f"{RUN}indicators/2.WASTEWATER/", {"2.WASTEWATER-level": "2", "2.WASTEWATER-version": "1"})
    assert saved.status_code == 200
    assert AnswerRow.objects.get(indicator="2.WASTEWATER").values == {"level": 2}
    too_many = {"2.2-guest": "50", "2.2-working": "9", "2.2-version": "1"}
    wrong = text_of(client.post(f"{RUN}areas/2/", too_many, follow=True))
    assert "50 guest berths are more than the 40 berths in all." in wrong


def test_every_page_of_a_run_is_shown_to_whom_it_concerns(harbour: Organisation, cast: Cast, sign_in: SignIn) -> None:
    decided(cast, sign_in)
    of_cluster = ("", "check/", "comparison/", "trends/", "advice/", "reports/", "trail/", "team/2.2/", "evidence/2.2/")
    for page in (*of_cluster, "report/preview/", "questions/", "questions/2.WASTEWATER/"):
        assert (page, sign_in(cast.owner).get(f"{RUN}{page}").status_code) == (page, 200)
    for page in ("/desk/", "/desk/consistency/", "/cohorts/", "/cohorts/import/", "/cohorts/measures.csv"):
        assert (page, sign_in(cast.secretary).get(page).status_code) == (page, 200)


def test_the_interview_goes_through_every_indicator(harbour: Organisation, cast: Cast, sign_in: SignIn) -> None:
    in_interview(cast, sign_in)
    client = sign_in(cast.assessor)
    for key in ("1.1.0", "1.1.2", "1.2", "2.1", "2.2", "2.10", "2.WASTEWATER"):
        assert (key, client.get(f"{RUN}review/{key}/").status_code) == (key, 200)
    assert client.get(f"{RUN}review/2/")["Location"] == f"{RUN}review/2.1/"
    today = timezone.localdate().isoformat()
    assert client.post(f"{RUN}interview/", {"held": "1", "held_on": today}).status_code == 302
    for page in ("/queue/", f"{RUN}finish/", f"{RUN}recommendations/"):
        assert f'"{RUN}review/1/"' in client.get(page).content.decode()
    listed = text_of(client.get(f"{RUN}recommendations/"))
    assert "Ask for a longer lease" in listed
    assert "Ask a neighbour about safety from level 2" in listed


def test_answers_go_out_and_come_back_as_json_and_as_a_workbook(
    harbour: Organisation, cast: Cast, sign_in: SignIn, tmp_path: Path
) -> None:
    assessment = filled_in(cast, sign_in)
    before = {row.indicator: row.values for row in AnswerRow.objects.all()}
    for form in ("json", "xlsx"):
        file = tmp_path / f"answers.{form}"
        call_command("export_answers", "FI-2026-001", "--output", str(file))
        AnswerRow.objects.filter(assessment=assessment).delete()
        out = StringIO()
        call_command("import_answers", str(file), "--organisation", "kuvitelma", stdout=out)
        assert out.getvalue().splitlines()[-1] == "FI-2026-001"
        assert {row.indicator: row.values for row in AnswerRow.objects.all()} == before
    told = json.loads((tmp_path / "answers.json").read_text())
    assert (told["edition"], told["answers"]["1.1.0"]) == ("harbour-26", {"berths": 40})


def test_eligibility_is_judged_by_the_criteria_of_the_edition(
    harbour: Organisation, cast: Cast, sign_in: SignIn
) -> None:
    page = text_of(sign_in(cast.owner).get(RUN))
    assert "At least ten berths" in page
    filled_in(cast, sign_in)
    out = StringIO()
    call_command("eligibility", "FI-2026-001", "--format", "json", stdout=out)
    verdict = json.loads(out.getvalue())
    assert verdict["eligible"] is True
    assert [(rule["key"], rule["state"], rule["value"]) for rule in verdict["rules"]] == [("berths", "met", "40")]


def test_a_run_is_assessed_decided_and_measured(harbour: Organisation, cast: Cast, sign_in: SignIn) -> None:
    assessment = decided(cast, sign_in)
    assert assessment.status == Status.LABELLED
    assert effective_answers(assessment)["2.2"].values == {"guest": 2, "working": 8}
    label = Label.objects.get()
    assert label.level == "bronze"
    assert (label.valid_until - label.valid_from).days in range(365, 397)
    entry = CohortEntry.objects.get()
    assert entry.level == "bronze"
    measured = {row.measure: row.value for row in Measurement.objects.exclude(value=None)}
    assert measured == {
        "1.1.0.berths": 40,
        "1.1.2.years": timezone.localdate().year - 2020,
        "1.2.fees": 75,
        "1.2.per_berth": 800,
        "2.1.guests": 2,
        "2.2.places": 10,
        "2.2.share_guest": 20,
        "2.10.drills": 2,
        "2.WASTEWATER.level": 1,
        "2.kinds": 2,
    }
    subjects = [message.subject for message in delivered()]
    assert any("the decision on Kuvitelma Cluster" in subject for subject in subjects)


def test_harbours_are_compared_by_the_measures_of_the_edition(
    harbour: Organisation, cast: Cast, sign_in: SignIn, tmp_path: Path
) -> None:
    filled_in(cast, sign_in)
    rows = "".join(f"Harbour {n},FI,2025,{20 + 2 * n},{n % 5}\n" for n in range(20))
    file = tmp_path / "harbours.csv"
    file.write_text(f"cluster,country,year,1.1.0.berths,2.WASTEWATER.level\n{rows}")
    secretary = sign_in(cast.secretary)
    with file.open("rb") as sent:
        data = {"name": "Harbours", "source": "A list", "file": sent}
        assert secretary.post("/cohorts/import/", data).status_code == 302
    page = text_of(secretary.get("/cohorts/"))
    assert "1.1.0.berths" in page
    assert secretary.post("/cohorts/releases/").status_code == 302
    compared = text_of(sign_in(cast.owner).get(f"{RUN}comparison/"))
    # Of the twenty, the number is published with a deviation.
    assert re.search(r"All clusters, n = \d+, 2025", compared)
    assert re.search(r"Berths: \d+ berths?, (?:level with|close to) the median", compared)
    asked = secretary.get("/cohorts/import/")
    assert "for example 1.1.0.berths or 2.2.share_guest" in text_of(asked)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ["report of the Harbour assessment", "Harbour label", "2 kinds of berth have shore power.", "The label"],
        ),
        ("fi", ["sataman arvioinnin raportti", "Sataman laatumerkki", "Maasähkö on 2 paikkatyypillä."]),
    ],
)
def test_the_report_is_printed_in_both_languages(
    harbour: Organisation, cast: Cast, sign_in: SignIn, tmp_path: Path, language: str, said: list[str]
) -> None:
    decided(cast, sign_in)
    html, pdf = tmp_path / "report.html", tmp_path / "report.pdf"
    arguments = ("render_report", "FI-2026-001", "--language", language)
    call_command(*arguments, "--format", "html", "--output", str(html), stdout=StringIO())
    call_command(*arguments, "--output", str(pdf), stdout=StringIO())
    document = html.read_text(encoding="utf-8")
    for words in said:
        assert words in document
    anchors = re.findall(r'<section[^>]* id="([^"]+)"', document)
    assert [anchor for anchor in anchors if anchor.startswith("area-")] == ["area-1", "area-2"]
    assert 'id="2.WASTEWATER"' in document
    assert "Seen on the jetty." in document
    printed = PdfReader(BytesIO(pdf.read_bytes()))
    text = " ".join(" ".join(page.extract_text() for page in printed.pages).split())
    for code in ("1.1.0", "1.1.2", "2.10", "2.WASTEWATER"):
        assert code in text
    assert printed.metadata is not None
    assert printed.metadata.title == re.search("<title>(.*)</title>", document)[1]  # type: ignore[index]


def test_a_renewal_carries_the_answers_over(harbour: Organisation, cast: Cast, sign_in: SignIn) -> None:
    decided(cast, sign_in)
    client = sign_in(cast.owner)
    assert client.post("/organisations/kuvitelma/assessments/", {"early": "1"}).status_code == 302
    renewed = Assessment.objects.exclude(reference="FI-2026-001").get()
    assert renewed.answers.filter(is_carried=True).count() == 7
    assert client.get(f"/assessments/{renewed.reference}/areas/2/").status_code == 200
    assert client.get(f"/assessments/{renewed.reference}/trends/").status_code == 200
    assert client.get(f"/assessments/{renewed.reference}/report/preview/").status_code == 200
