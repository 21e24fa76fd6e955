"""Organisations, people and reports through HTTP."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.db import IntegrityError
from django.test import Client

from assessments.models import Assessment, AuditEntry, Membership, Organisation, ReportFile, ReportStatus, Status, User
from assessments.views.desk import ON_A_PAGE
from assessments.workflow.organising import register_organisation, start_assessment
from tests.conftest import NOW, Cast, other_organisation, person

type SignIn = Callable[[User], Client]
PROFILE = {"name": "Sofia Knowledge City", "country": "BG", "eccp_status": ""}


def test_whoever_registers_an_organisation_owns_it(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.outsider).post("/organisations/new/", PROFILE)
    assert response["Location"] == "/organisations/sofia-knowledge-city/"
    membership = Membership.objects.get(organisation__slug="sofia-knowledge-city")
    assert (membership.user, membership.role) == (cast.outsider, "owner")


@pytest.mark.parametrize(
    ("country", "typed", "stored"),
    [("FI", " FI 0112038 – 9", "0112038-9"), ("SE", " 556123\u200b-4567 ", "556123-4567")],
)
def test_a_registration_number_is_cleaned_and_shown(
    cast: Cast, sign_in: SignIn, country: str, typed: str, stored: str
) -> None:
    client = sign_in(cast.outsider)
    profile = {**PROFILE, "country": country, "registration_number": typed}
    page = client.post("/organisations/new/", profile, follow=True).content.decode()
    assert f'<dt>Registration number</dt><dd class="text-break">{stored}</dd>' in page
    edited = client.post("/organisations/sofia-knowledge-city/edit/", {**profile, "name": "Sofia Tech"}, follow=True)
    assert '<dt>Earlier names</dt><dd class="text-break">Sofia Knowledge City</dd>' in edited.content.decode()


@pytest.mark.parametrize(
    ("country", "typed", "message"),
    [
        ("FI", "0112038-8", "“0112038-8” is not a Y-tunnus: seven digits, a hyphen and the right check digit"),
        ("SE", "–", "“–” has no letter or digit."),
        ("SE", "1" * 41, "The text has 41 characters; at most 40 fit."),
    ],
)
def test_what_is_no_registration_number_is_refused(
    cast: Cast, sign_in: SignIn, country: str, typed: str, message: str
) -> None:
    profile = {**PROFILE, "country": country, "registration_number": typed}
    page = sign_in(cast.outsider).post("/organisations/new/", profile).content.decode()
    assert message in page
    assert f'value="{typed}"' in page
    assert not Organisation.objects.filter(name=PROFILE["name"]).exists()


@pytest.mark.parametrize(
    ("name", "address"),
    [("Ääniä", "aania"), ("Großes Netz", "grosses-netz"), ("ენერგია", "energia"), ("Кластър", "klastr"), ("日", "ri")],
)
def test_an_address_is_written_in_latin_letters(cast: Cast, name: str, address: str) -> None:
    profile = {"name": name, "country": "BG"}
    assert register_organisation(profile=profile, by=cast.outsider, at=NOW).slug == address


def test_an_address_that_is_taken_gets_the_next_number(cast: Cast) -> None:
    names = ["Kluster", "Klüster", "Kluster!", "Kluster 3", "Klûster", "€€€ –"]
    made = [register_organisation(profile={"name": n, "country": "SE"}, by=cast.outsider, at=NOW).slug for n in names]
    assert made == ["kluster", "kluster-2", "kluster-3", "kluster-3-2", "kluster-4", "eureureur"]


def test_lists_are_in_the_order_of_the_readers_language(cast: Cast, sign_in: SignIn) -> None:
    for slug, name in (("a", "Åkerö"), ("b", "Zeta"), ("c", "Bruk"), ("d", "Ähtäri")):
        other_organisation(slug, cast.outsider, name=name)
    client = sign_in(cast.outsider)
    expected = {"en": ["Ähtäri", "Åkerö", "Bruk", "Zeta"], "fi": ["Bruk", "Zeta", "Åkerö", "Ähtäri"]}
    for code, names in expected.items():
        client.post("/language/", {"language": code})
        assert re.findall(r'<h2 id="organisation-.*?>([^<]+)</a>', client.get("/home/").content.decode()) == names


def test_an_accepted_profile_needs_address_and_date(cast: Cast, sign_in: SignIn) -> None:
    data = {**PROFILE, "eccp_status": "accepted", "eccp_accepted": "2999-01-01"}
    page = sign_in(cast.outsider).post("/organisations/new/", data).content.decode()
    assert "An accepted profile has an address and a date of acceptance." in page
    assert "The date of acceptance lies in the future." in page
    assert 'value="Sofia Knowledge City"' in page
    assert not Organisation.objects.filter(slug="sofia-knowledge-city").exists()


def test_a_changed_profile_leaves_an_audit_row_of_what_changed(cast: Cast, sign_in: SignIn) -> None:
    data = {
        "name": "Kuvitelma Cluster",
        "country": "FI",
        "region": "Savo",
        "website": "https://kuvitelma.example.org",
        "eccp_status": "submitted",
    }
    assert sign_in(cast.editor).post("/organisations/kuvitelma/edit/", data).status_code == 302
    entry = AuditEntry.objects.filter(action="organisation_updated").latest("pk")
    assert entry.after == {"region": "Savo", "eccp_status": "submitted", "eccp_profile": "", "eccp_accepted": None}
    assert entry.before["eccp_accepted"] == dt.date(2025, 3, 1).isoformat()


def test_a_report_is_made_and_downloaded_by_those_who_may(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    client = sign_in(cast.reader)
    assert client.post("/assessments/FI-2026-001/reports/", {"language": "en"}).status_code == 302
    report = ReportFile.objects.get()
    assert (report.status, report.is_assessed, report.requested_by) == (ReportStatus.DONE, False, cast.reader)
    response = client.get(f"/assessments/FI-2026-001/reports/{report.pk}/")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="labelcheck-FI-2026-001-en-1.pdf"'
    assert b"".join(response).startswith(b"%PDF-")
    assert sign_in(cast.outsider).get(f"/assessments/FI-2026-001/reports/{report.pk}/").status_code == 404


def test_the_secretariat_cannot_report_on_a_draft(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    assert sign_in(cast.secretary).post("/assessments/FI-2026-001/reports/", {"language": "en"}).status_code == 409
    assert not ReportFile.objects.exists()


def test_desk_takes_the_same_queries_at_one_and_three(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: Callable[..., object]
) -> None:
    from assessments.workflow.answering import save_answers
    from assessments.workflow.organising import start_assessment
    from assessments.workflow.submitting import submit
    from tests.conftest import ELIGIBLE, NOW, other_organisation, typed

    cast.in_state(Status.SUBMITTED)
    client = sign_in(cast.secretary)
    with django_assert_num_queries(6):
        client.get("/desk/")
    for number in (2, 3):
        organisation = other_organisation(f"other-{number}", cast.owner)
        more = start_assessment(organisation=organisation, by=cast.owner, at=NOW, reference=f"FI-2026-00{number}")
        save_answers(assessment=more, answers=typed(ELIGIBLE), by=cast.owner, at=NOW)
        submit(assessment=more, by=cast.owner, at=NOW)
    with django_assert_num_queries(6):
        page = client.get("/desk/").content.decode()
    assert [f"FI-2026-00{number}" in page for number in (1, 2, 3)] == [True, True, True]


def test_the_desk_reaches_every_assessment_page_by_page_in_the_state_chosen(cast: Cast, sign_in: SignIn) -> None:
    Assessment.objects.bulk_create(
        Assessment(
            reference=f"FI-2026-{number:03d}",
            organisation=cast.organisation,
            edition="2019",
            status=Status.NOT_LABELLED,
            created_at=NOW,
            submitted_at=NOW,
        )
        for number in range(ON_A_PAGE + 1)
    )
    client = sign_in(cast.secretary)
    first = client.get("/desk/?status=not_labelled").content.decode()
    assert ("FI-2026-099" in first, "FI-2026-100" in first, "Page 1 of 2" in first) == (True, False, True)
    assert 'href="?status=not_labelled&amp;page=2"' in first
    second = client.get("/desk/?status=not_labelled&page=2").content.decode()
    assert ("FI-2026-099" in second, "FI-2026-100" in second) == (False, True)


def test_language_is_kept_in_the_profile(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.owner)
    response = client.post("/language/", {"language": "fi", "next": "https://elsewhere.example.org/"})
    assert response["Location"] == "/"
    cast.owner.refresh_from_db()
    assert cast.owner.language == "fi"
    assert '<html lang="fi">' in client.get("/home/").content.decode()


def test_numbering_skips_a_reference_set_by_hand(cast: Cast) -> None:
    for number in (1, 3):
        organisation = other_organisation(f"by-hand-{number}", cast.outsider)
        start_assessment(organisation=organisation, by=cast.outsider, at=NOW, reference=f"FI-2026-{number:03d}")
    numbered = [
        start_assessment(organisation=other_organisation(f"numbered-{n}", cast.outsider), by=cast.outsider, at=NOW)
        for n in range(2)
    ]
    assert [assessment.reference for assessment in numbered] == ["FI-2026-002", "FI-2026-004"]


def test_a_reference_given_twice_by_hand_is_a_fault_and_starts_nothing(cast: Cast) -> None:
    cast.draft()
    organisation = other_organisation("second", cast.outsider)
    with pytest.raises(IntegrityError):
        start_assessment(organisation=organisation, by=cast.outsider, at=NOW, reference="FI-2026-001")
    assert not organisation.assessments.exists()


def test_people_to_choose_from_are_in_the_order_of_the_readers_language(cast: Cast, sign_in: SignIn) -> None:
    for name in ("Åsa", "Zoe", "Bea", "Äijä"):
        colleague = person(f"{name.lower()}@example.org", name)
        Membership.objects.create(organisation=cast.organisation, user=colleague, role="editor")
    client = sign_in(cast.owner)
    expected = {"en": ["Äijä", "Åsa", "Bea", "Editor", "Reader", "Zoe"]}
    expected["fi"] = ["Bea", "Editor", "Reader", "Zoe", "Åsa", "Äijä"]
    for code, names in expected.items():
        client.post("/language/", {"language": code})
        page = client.get("/organisations/kuvitelma/ownership/").content.decode()
        assert re.findall(r'<option value="\d+">(\w+),', page) == names
        people = client.get("/organisations/kuvitelma/").content.decode()
        assert [name for name in re.findall(r'<th scope="row">(\w+)</th>', people) if name != "Owner"] == names


def test_renaming_to_the_name_of_another_one_is_refused_with_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    other_organisation("sofia", cast.outsider, name="Sofia Knowledge City")
    data = {**PROFILE, "name": "SOFIA  Knowledge City", "country": "FI", "region": "Savo"}
    page = sign_in(cast.owner).post("/organisations/kuvitelma/edit/", data).content.decode()
    assert "An organisation of this name is registered already." in page
    assert 'value="Savo"' in page
    cast.organisation.refresh_from_db()
    assert (cast.organisation.name, cast.organisation.region) == ("Kuvitelma Cluster", "")


def test_two_people_in_one_profile_lose_nothing(cast: Cast, sign_in: SignIn) -> None:
    address = "/organisations/kuvitelma/edit/"
    owner, editor = sign_in(cast.owner), sign_in(cast.editor)
    page = owner.get(address).content.decode()
    version = re.findall('name="version" value="([^"]*)"', page)[0]
    profile = {"name": "Kuvitelma Cluster", "country": "FI", "eccp_status": "", "version": version}
    theirs = {**profile, "region": "Savo", "portfolios": ["ict"], "membership_price": "<b>Free</b>"}
    assert editor.post(address, theirs).status_code == 302
    for client, told in ((owner, "Editor changed this at"), (editor, "You saved this elsewhere at")):
        refused = client.post(address, {**profile, "region": "Karelia"})
        page = refused.content.decode()
        conflict = page[page.index('class="conflict"') : page.index("<form", page.index('class="conflict"'))]
        assert (refused.status_code, told in conflict) == (409, True)
        assert re.findall("<dt>(.*?)</dt><dd>(.*?)</dd>", conflict) == [
            ("Region", "Savo"),
            ("Technology fields", "ICT"),
            ("Price of membership in plain words", "&lt;b&gt;Free&lt;/b&gt;"),
        ]
        assert 'value="Karelia"' in page
    # With both in view, saving once more is a choice.
    version = re.findall('name="version" value="([^"]*)"', page)[0]
    assert owner.post(address, {**profile, "region": "Karelia", "version": version}).status_code == 302
    assert Organisation.objects.get(slug="kuvitelma").region == "Karelia"
