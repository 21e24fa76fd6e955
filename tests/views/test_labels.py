"""Labels: the public page, data and badge, and what the secretariat does with them."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from assessments.models import AuditEntry, CohortEntry, Label, Status, User
from assessments.queries.labels import find_label
from assessments.report.content.document import build_context
from assessments.report.issuing.certificate import print_certificate
from assessments.workflow.labelling import suspend_label
from tests.conftest import NOW, Cast, delivered
from tests.report.checkers import faults_of

type SignIn = Callable[[User], Client]
NUMBER = "FI-B-2026-0001"
PAGE, DATA, BADGE = f"/labels/{NUMBER}/", f"/labels/{NUMBER}.json", f"/labels/{NUMBER}/badge.svg"
ACT = "/assessments/FI-2026-001/label/"
PREPARES = {"role": "prepares", "name": "ESCA", "address": "", "basis": "", "logo": ""}
CERTIFICATE = {"number": "fin001202609c261234", "interview_on": "2026-09-15", "valid_from": "2026-09-20"}


def text_of(page: Any) -> str:
    """The text of a page without its markup."""
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", page.content.decode())).split())


def labelled(cast: Cast) -> Label:
    """A label that does not end soon."""
    cast.in_state(Status.LABELLED)
    Label.objects.update(valid_until=dt.date(2999, 9, 30), renewable_until=dt.date(3000, 9, 30))
    return Label.objects.select_related("assessment", "organisation").get()


def test_the_page_of_a_label_says_what_it_is_worth_today(cast: Cast, sign_in: SignIn) -> None:
    labelled(cast)
    found = text_of(Client().get(PAGE))
    assert f"Bronze label {NUMBER}" in found
    assert f"Kuvitelma Cluster Bronze label {NUMBER}, valid until 30 September 2999." in found
    assert "Issued by Kuvitelma Label Office (fictional issuer)" in found
    assert "Month of the interview September 2026" in found
    assert "A first label lasts 2 years from the month of the interview, a renewal 3 years from the end" in found
    assert f'<img src="http://testserver{BADGE}?language=en"' in found
    assert Client().get("/verify/", {"code": f" {NUMBER.lower()} "})["Location"] == PAGE
    # Suspended, restored, withdrawn: the same page and badge say so, and the cluster is told.
    pages, steps = sign_in(cast.secretary), []
    delivered()
    for act in ("suspend", "lift", "withdraw"):
        mail.outbox.clear()
        assert pages.post(f"{ACT}{act}/", {"reason": f"Reason to {act}"}).status_code == 302
        delivered()
        response, label = Client().get(PAGE), Client().get(DATA).json()
        page = text_of(response)
        steps.append((act, label["state"], label["withdrawal_reason"], f"Reason to {act}" in page))
        assert {message.to[0] for message in mail.outbox} == {"owner@example.org", "editor@example.org"}
        assert f"Reason: Reason to {act}" in mail.outbox[0].body
        assert label["state"] == ET.fromstring(Client().get(BADGE).content)[4].text
        assert f"{BADGE}?language=en&amp;state={label['state']}" in response.text
    assert steps == [
        ("suspend", "suspended", "", False),
        ("lift", "valid", "", False),
        ("withdraw", "withdrawn", "Reason to withdraw", True),
    ]
    assert [entry.action for entry in AuditEntry.objects.order_by("-pk")[:3]] == [
        "label_withdrawn",
        "suspension_lifted",
        "label_suspended",
    ]
    # It stays withdrawn.
    assert [pages.get(f"{ACT}{act}/").status_code for act in ("suspend", "lift", "withdraw", "enter", "x")] == [
        409,
        409,
        409,
        409,
        404,
    ]


def test_the_badge_is_cached_only_shortly_and_knows_its_state(cast: Cast) -> None:
    labelled(cast)
    badge = Client().get(BADGE, {"language": "fi"})
    assert (badge["Content-Type"], badge["Cache-Control"]) == ("image/svg+xml", "public, max-age=300")
    title, _ground, name, _state_ground, state = ET.fromstring(badge.content)
    assert (name.text, state.text) == ("Pronssitason laatumerkki", "voimassa")
    assert title.text == f"Kuvitelma Cluster: Pronssitason laatumerkki {NUMBER}, voimassa 30. syyskuuta 2999 asti."
    again = Client(headers={"if-none-match": badge["ETag"]})
    assert again.get(BADGE, {"language": "fi"}).status_code == 304
    Label.objects.update(valid_until=dt.date(2020, 1, 31), renewable_until=dt.date(2021, 1, 31))
    ended = again.get(BADGE, {"language": "fi"})
    assert (ended.status_code, ET.fromstring(ended.content)[4].text) == (200, "päättynyt")
    assert ET.fromstring(Client().get(BADGE, {"language": "<x>"}).content)[4].text == "ended"


@pytest.mark.parametrize("number", ["FI-B-2026-0002", "x" * 500, "<script>", "%00", "..", "ä", "FI B 2026 0001"])
def test_a_number_that_is_not_here_is_not_in_this_register(number: str, cast: Cast) -> None:
    page = Client().get(f"/labels/{number}/")
    assert page.status_code == 404
    assert "Not in this register" in text_of(page)
    assert "enuine" not in text_of(page)
    data = Client().get(f"/labels/{number}/", headers={"accept": "application/json"})
    assert (data.status_code, data.json()) == (404, {"state": "not_in_this_register"})
    assert Client().get(f"/labels/{number}/badge.svg").status_code == 404
    assert find_label(number) is None


def test_the_secretariat_enters_the_label_of_another_issuer(cast: Cast, sign_in: SignIn, settings: Any) -> None:
    settings.ISSUER = PREPARES
    cast.in_state(Status.LABELLED)
    pages, until = sign_in(cast.secretary), {"valid_until": "2999-09-30"}
    assert pages.get(f"{ACT}suspend/").status_code == 409
    refused = pages.post(f"{ACT}enter/", CERTIFICATE | {"valid_until": "2026-09-20", "number": "FIN 1"})
    assert "A label ends after the day on which it begins." in text_of(refused)
    assert "Only letters from A to Z, digits and hyphens." in text_of(refused)
    entered = pages.post(f"{ACT}enter/", CERTIFICATE | until, follow=True)
    assert "The label is entered, and the cluster is told." in text_of(entered)
    label = Label.objects.get()
    assert (label.number, label.issuer, label.is_entered) == ("FIN001202609C261234", "ESCA", True)
    assert label.renewable_until == dt.date(3000, 9, 30)
    assert CohortEntry.objects.get().level == "bronze"
    assert "The issuer's own register is authoritative." in text_of(Client().get("/labels/FIN001202609C261234/"))
    assert pages.get(f"{ACT}enter/").status_code == 409
    delivered()
    assert "It was issued by ESCA and is valid from 20 September 2026" in mail.outbox[-1].body.replace("\n", " ")


def test_a_renewed_label_leads_to_the_one_that_continues_it(cast: Cast) -> None:
    first = cast.in_state(Status.LABELLED).label
    today = timezone.localdate()
    Label.objects.update(valid_until=today - dt.timedelta(days=1), renewable_until=today)
    assert Client().get(DATA).json()["state"] == "in_grace"
    renewal = Label(valid_from=today, valid_until=dt.date(2999, 1, 31), renewable_until=dt.date(2999, 2, 28))
    renewal.number, renewal.organisation, renewal.level = "FI-B-2028-0001", cast.organisation, "bronze"
    renewal.assessment = cast.organisation.assessments.create(
        reference="FI-2028-001", edition="2019", status=Status.LABELLED, created_at=timezone.now()
    )
    renewal.save()
    Label.objects.filter(pk=first.pk).update(renewed_by=renewal)
    found = Client().get(DATA).json()
    assert (found["state"], found["renewed_by"]) == ("expired", "FI-B-2028-0001")
    assert "It was renewed without a gap: FI-B-2028-0001" in text_of(Client().get(PAGE))


def test_the_certificate_is_one_accessible_page_in_two_languages(cast: Cast, tmp_path: Path) -> None:
    label = labelled(cast)
    label.organisation.name = "Klusteri & <Puu> " + "x" * 180
    content = print_certificate(label, "fi")
    assert content == print_certificate(label, "fi")
    [page] = PdfReader(io.BytesIO(content)).pages
    text = " ".join(page.extract_text().split())
    assert "Se on voimassa 15. syyskuuta 2026 – 30. syyskuuta 2999." in text
    assert "It is valid from 15 September 2026 until 30 September 2999." in text
    assert f"http://testserver{PAGE}" in text
    assert faults_of(content, tmp_path) == []


def test_the_certificate_and_signs_may_be_used_while_the_label_is_valid(cast: Cast, sign_in: SignIn) -> None:
    label, pages = labelled(cast), sign_in(cast.reader)
    signs = pages.get(f"{ACT}logos.zip")
    assert signs["Content-Disposition"] == f'attachment; filename="{NUMBER}.zip"'
    with zipfile.ZipFile(io.BytesIO(signs.content)) as bundle:
        assert len(bundle.namelist()) == 14
        title, _bar, path = ET.fromstring(bundle.read("label-black-fi.svg"))
        assert title.text == "Pronssitason laatumerkki, Kuvitelma Label Office (fictional issuer)"
        assert path.get("fill") is None
        with Image.open(bundle.open("label-white-en.png")) as picture:
            assert (picture.format, picture.height, picture.getpixel((0, 256))) == ("PNG", 512, (255, 255, 255, 255))
        assert f"http://testserver{PAGE}" in bundle.read("README-en.txt").decode()
    assert "Certificate (PDF)" in text_of(pages.get("/assessments/FI-2026-001/"))
    suspend_label(assessment=label.assessment, reason="A complaint", by=cast.secretary, at=NOW)
    assert [pages.get(f"{ACT}{file}").status_code for file in ("logos.zip", "certificate.pdf")] == [409, 409]
    cover = build_context(label.assessment, "en", today=NOW.date()).state
    assert cover == f"Bronze label {NUMBER}, suspended since 1 October 2026."
    overview = text_of(pages.get("/assessments/FI-2026-001/"))
    assert "Certificate (PDF)" not in overview
    assert "until 30 September 2999 (suspended)" in overview
