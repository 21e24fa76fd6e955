"""Times in the time zone of their reader: interviews across zones, and on days of a clock change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from assessments.models import Assessment, Interview, MailChoice, Notice, Organisation, OutboxMail, Status, User
from assessments.workflow.interviews import arrange_interview
from assessments.workflow.mail.digest import make_digests
from tests.conftest import NOW, PROFILE, Cast, other_organisation, person
from tests.team_pages import text_of

type SignIn = Callable[[User], Client]
RUN = "/assessments/FI-2026-001/"
LISBON = "Europe/Lisbon"
TWICE = "This time comes twice on this day, because clocks are set back. Choose which is meant."
LEFT_OUT = "There is no such time on this day, because clocks are set forward. Choose which is meant."


def lives_in(user: User, zone: str) -> User:
    user.time_zone = zone
    user.save(update_fields=["time_zone"])
    return user


def asked_for(day: str, time: str, **more: str) -> dict[str, str]:
    return {"day": day, "time": time, "minutes": "90", "place": "Kuopio <hall>", "link": "", **more}


def test_an_interview_is_entered_and_shown_on_the_clock_of_the_reader(cast: Cast, sign_in: SignIn) -> None:
    cast.in_state(Status.INTERVIEW)
    client = sign_in(lives_in(cast.assessor, LISBON))
    page = text_of(client.get(f"{RUN}interview/"))
    assert "The time is on your own clock: Portugal, Lisbon." in page
    assert client.post(f"{RUN}interview/", asked_for("2999-06-01", "10:00")).status_code == 302
    assert Interview.objects.get().starts_at == dt.datetime(2999, 6, 1, 9, 0, tzinfo=dt.UTC)
    # Whoever is elsewhere sees the time at the organisation too.
    both = "1 June 2999, 10:00 (Lisbon, UTC+1) = 1 June 2999, 12:00 (Helsinki, UTC+3), 90 minutes"
    assert both in text_of(client.get(RUN))
    own = text_of(sign_in(cast.owner).get(RUN))
    assert ("1 June 2999, 12:00 (Helsinki, UTC+3), 90 minutes" in own, "Lisbon" in own) == (True, False)
    again = text_of(client.get(f"{RUN}interview/"))
    assert ('value="2999-06-01"' in again, 'value="10:00"' in again) == (True, True)
    mails = dict(OutboxMail.objects.filter(subject__contains="nterview").values_list("user__email", "text"))
    assert "Starts: 1 June 2999, 10:00 (Lisbon, UTC+1)" in mails["assessor@example.org"].splitlines()
    assert "Starts: 1 June 2999, 12:00 (Helsinki, UTC+3)" in mails["owner@example.org"].splitlines()


def test_a_calendar_file_names_the_zone_of_its_reader(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    lives_in(cast.owner, LISBON)
    starts = dt.datetime(2026, 12, 1, 8, 30, tzinfo=dt.UTC)
    arrange_interview(
        assessment=assessment, starts_at=starts, minutes=90, place="Kuopio", link="", by=cast.assessor, at=NOW
    )
    zones = {cast.owner: "08:30 (Lisbon\\, UTC)", cast.assessor: "10:30 (Helsinki\\, UTC+2)"}
    for user, words in zones.items():
        downloaded = sign_in(user).get(f"{RUN}interview/calendar.ics").content.decode()
        mailed = OutboxMail.objects.get(user=user, calendar__contains="VEVENT").calendar
        for calendar in (downloaded, mailed):
            assert f"DESCRIPTION:1 December 2026\\, {words}" in calendar.replace("\r\n ", "")
            assert "DTSTART:20261201T083000Z" in calendar


def test_the_day_of_an_interview_is_that_of_the_organisation(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    for zone, day in (("Europe/Helsinki", 1), (LISBON, 30), ("Pacific/Auckland", 1)):
        Organisation.objects.update(time_zone=zone)
        arrange_interview(
            assessment=assessment,
            starts_at=dt.datetime(2026, 11, 30, 22, 30, tzinfo=dt.UTC),
            minutes=90,
            place=zone,
            link="",
            by=cast.assessor,
            at=NOW,
        )
        assert Assessment.objects.get().interview_on == dt.date(2026, 11 if day == 30 else 12, day)


def test_a_daily_mail_tells_times_and_days_on_the_clock_of_its_reader(cast: Cast) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    User.objects.update(mail=MailChoice.DAILY, time_zone="Pacific/Auckland")
    starts = dt.datetime(2026, 12, 1, 12, 0, tzinfo=dt.UTC)
    arrange_interview(
        assessment=assessment, starts_at=starts, minutes=90, place="Kuopio", link="", by=cast.assessor, at=NOW
    )
    Notice.objects.exclude(event="interview_set").delete()
    OutboxMail.objects.all().delete()
    make_digests(today=dt.date(2026, 10, 2), at=NOW)
    text = OutboxMail.objects.get(user=cast.owner).text
    # NOW is noon in UTC, which is already the next day there.
    assert ("2 October 2026" in text, "2 December 2026, 01:00 (Auckland, UTC+13)" in text) == (True, True)


@pytest.mark.parametrize(
    ("zone", "day", "time", "question", "clocks", "moments"),
    [
        (
            "Europe/Helsinki",
            "2027-10-31",
            "03:30",
            TWICE,
            ["03:30 (Helsinki, UTC+3)", "03:30 (Helsinki, UTC+2)"],
            ["2027-10-31T00:30:00+00:00", "2027-10-31T01:30:00+00:00"],
        ),
        (
            "Europe/Helsinki",
            "2027-03-28",
            "03:30",
            LEFT_OUT,
            ["02:30 (Helsinki, UTC+2)", "04:30 (Helsinki, UTC+3)"],
            ["2027-03-28T00:30:00+00:00", "2027-03-28T01:30:00+00:00"],
        ),
        (
            LISBON,
            "2027-10-31",
            "01:30",
            TWICE,
            ["01:30 (Lisbon, UTC+1)", "01:30 (Lisbon, UTC)"],
            ["2027-10-31T00:30:00+00:00", "2027-10-31T01:30:00+00:00"],
        ),
    ],
)
def test_a_time_on_a_day_of_change_is_asked_about_and_never_guessed(
    cast: Cast, sign_in: SignIn, zone: str, day: str, time: str, question: str, clocks: list[str], moments: list[str]
) -> None:
    cast.in_state(Status.INTERVIEW)
    client = sign_in(lives_in(cast.assessor, zone))
    for which in ({}, {"which": "2027-10-31T12:00:00+00:00"}, {"which": "<script>"}):
        page = text_of(client.post(f"{RUN}interview/", asked_for(day, time, **which)))
        assert (page.count(f"Which time is meant: {question}"), Interview.objects.count()) == (1, 0)
        assert [clock in page for clock in clocks] == [True, True]
        assert [f'value="{moment}"' in page for moment in moments] == [True, True]
        assert ("Kuopio &lt;hall&gt;" in page, f'value="{time}"' in page, "<script>" in page) == (True, True, False)
    for moment in moments:
        assert client.post(f"{RUN}interview/", asked_for(day, time, which=moment)).status_code == 302
        assert Interview.objects.get().starts_at == dt.datetime.fromisoformat(moment)


def test_an_answer_to_the_question_does_not_stand_in_the_way_of_another_time(cast: Cast, sign_in: SignIn) -> None:
    cast.in_state(Status.INTERVIEW)
    data = asked_for("2027-10-31", "10:00", which="2027-10-31T00:30:00+00:00")
    assert sign_in(cast.assessor).post(f"{RUN}interview/", data).status_code == 302
    assert Interview.objects.get().starts_at == dt.datetime(2027, 10, 31, 8, 0, tzinfo=dt.UTC)


def test_every_page_of_a_signed_in_person_names_the_zone_and_the_site_keeps_its_own(
    cast: Cast, sign_in: SignIn, client: Client
) -> None:
    page = text_of(sign_in(lives_in(cast.reader, LISBON)).get("/inbox/"))
    assert "Times on this page: Portugal, Lisbon." in page
    assert "Times on this page" not in text_of(client.get("/criteria/"))


@pytest.mark.parametrize(
    ("profile", "zone"),
    [
        ({"country": "FI"}, "Europe/Helsinki"),
        ({"country": "DE"}, "Europe/Berlin"),
        ({"country": "PT"}, "Europe/Helsinki"),
        ({"country": "PT", "time_zone": "Atlantic/Azores"}, "Atlantic/Azores"),
    ],
)
def test_an_organisation_has_the_zone_of_its_country_or_of_the_site(
    cast: Cast, profile: dict[str, str], zone: str
) -> None:
    assert other_organisation("elsewhere", cast.outsider, **profile).time_zone == zone


def test_the_form_asks_for_the_zone_where_clocks_differ_within_the_country(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.outsider)
    given: dict[str, Any] = {"name": "Nós <Cluster>", "country": "PT", "eccp_status": "", "time_zone": ""}
    page = text_of(client.post("/organisations/new/", given))
    assert page.count("Time zone: Clocks differ within this country: choose the time zone.") == 1
    assert (Organisation.objects.count(), "Nós &lt;Cluster&gt;" in page) == (1, True)
    client.post("/organisations/new/", {**given, "time_zone": LISBON})
    client.post("/organisations/new/", {**given, "name": "Saksa", "country": "DE"})
    assert sorted(Organisation.objects.values_list("country", "time_zone")) == [
        ("DE", "Europe/Berlin"),
        ("FI", "Europe/Helsinki"),
        ("PT", LISBON),
    ]
    lisbon = Organisation.objects.get(country="PT")
    assert "<dt>Time zone</dt><dd>Portugal, Lisbon</dd>" in text_of(client.get(f"/organisations/{lisbon.slug}/"))


def test_a_person_starts_with_the_zone_of_the_site(db: None) -> None:
    assert (person("new@example.org").time_zone, PROFILE["country"]) == ("Europe/Helsinki", "FI")
