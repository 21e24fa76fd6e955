"""The calendar of funding calls and events: kept by secretariat and coordinators, public until an entry is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from assessments.forms.calendar import CalendarEntryForm
from assessments.models import AuditEntry, CalendarEntry, User
from assessments.queries.calendar import CalendarSearch, upcoming
from assessments.report.words.calendar import days_in_words
from assessments.workflow.calendar import add_to_calendar, change_in_calendar, remove_from_calendar
from assessments.workflow.editing import Stale
from tests.conftest import NOW, Cast, in_both, person
from tests.team_pages import text_of

pytestmark = pytest.mark.django_db
type SignIn = Callable[[User], Client]
DAY = dt.date(2026, 10, 1)
TYPED = {
    "kind": "call", "title": "Clean production", "text": "Pays half of a pilot line.", "for_whom": "Small firms",
    "source": "Business Finland", "link": "https://example.org/call", "starts_on": "", "ends_on": "2026-10-01",
    "country": "", "portfolio": "", "language": "en",
}  # fmt: skip


def added(cast: Cast, **values: Any) -> CalendarEntry:
    content = {**TYPED, "starts_on": None, "ends_on": DAY, **values}
    return add_to_calendar(content=content, by=cast.secretary, at=NOW)


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({}, set()),
        ({"ends_on": "2026-09-30"}, {"ends_on"}),
        ({"kind": "event"}, {"starts_on"}),
        ({"kind": "event", "starts_on": "2026-10-01"}, set()),
        ({"starts_on": "2026-10-02"}, {"ends_on"}),
        ({"starts_on": "yesterday", "kind": "event"}, {"starts_on"}),
        ({"link": "javascript:alert(1)", "country": "XX", "kind": "party"}, {"link", "country", "kind"}),
        ({"text": "", "title": "x" * 151}, {"text", "title"}),
    ],
)  # fmt: skip
def test_what_an_entry_needs(typed: dict[str, str], errors: set[str]) -> None:
    assert set(CalendarEntryForm({**TYPED, **typed}, today=DAY).errors) == errors


@pytest.mark.parametrize(
    ("kind", "starts_on", "words"),
    [
        ("call", None, ("Deadline 20 October 2026", "Määräaika 20. lokakuuta 2026")),
        ("call", DAY, ("Deadline 20 October 2026", "Määräaika 20. lokakuuta 2026")),
        (
            "call",
            dt.date(2026, 10, 2),
            (
                "Opens on 2 October 2026, deadline 20 October 2026",
                "Avautuu 2. lokakuuta 2026, määräaika 20. lokakuuta 2026",
            ),
        ),
        ("event", dt.date(2026, 10, 20), ("20 October 2026", "20. lokakuuta 2026")),
        ("event", DAY, ("1 October 2026 to 20 October 2026", "1. lokakuuta 2026 – 20. lokakuuta 2026")),
    ],
)
def test_days_in_words(kind: str, starts_on: dt.date | None, words: tuple[str, str]) -> None:
    entry = CalendarEntry(kind=kind, starts_on=starts_on, ends_on=dt.date(2026, 10, 20))
    languages = iter(("en", "fi"))
    assert in_both(lambda: days_in_words(entry, today=DAY, language=next(languages))) == words


def test_an_entry_is_found_until_its_last_day_and_by_what_it_is_not_limited_to(cast: Cast) -> None:
    for_all = added(cast, title="All")
    finnish = added(cast, title="Finnish", country="FI", ends_on=DAY + dt.timedelta(days=1))
    food = added(cast, title="Food", kind="event", starts_on=DAY, ends_on=DAY + dt.timedelta(days=2), portfolio="food")

    def found(day: dt.date = DAY, **search: str) -> list[CalendarEntry]:
        return list(upcoming(CalendarSearch(**search), day))

    assert found() == [for_all, finnish, food]
    assert found(DAY + dt.timedelta(days=1)) == [finnish, food]
    assert found(country="FI") == [for_all, finnish, food]
    assert found(country="SE") == [for_all, food]
    assert found(portfolio="health") == [for_all, finnish]
    assert found(kind="event") == [food]


def test_nobody_else_keeps_the_calendar_and_each_change_is_recorded(cast: Cast) -> None:
    entry = added(cast)
    content = {"title": "Cleaner production"}
    for other in (cast.owner, cast.editor, cast.reader, cast.assessor):
        with pytest.raises(PermissionDenied):
            add_to_calendar(content={}, by=other, at=NOW)
        with pytest.raises(PermissionDenied):
            change_in_calendar(entry=entry, content=content, based_on=1, by=other, at=NOW)
        with pytest.raises(PermissionDenied):
            remove_from_calendar(entry=entry, by=other, at=NOW)
    changed = change_in_calendar(entry=entry, content=content, based_on=1, by=cast.secretary, at=NOW)
    assert changed.version == 2
    with pytest.raises(Stale):
        change_in_calendar(entry=entry, content={"title": "Mine"}, based_on=1, by=cast.secretary, at=NOW)
    remove_from_calendar(entry=entry, by=cast.secretary, at=NOW)
    rows = AuditEntry.objects.filter(action__startswith="calendar").order_by("pk")
    titles = [(row.action, (row.before or {}).get("title"), (row.after or {}).get("title")) for row in rows]
    assert titles == [
        ("calendar_added", None, "Clean production"),
        ("calendar_changed", "Clean production", "Cleaner production"),
        ("calendar_removed", "Cleaner production", None),
    ]
    assert not CalendarEntry.objects.exists()


def test_the_secretariat_adds_changes_and_removes_an_entry(cast: Cast, sign_in: SignIn) -> None:
    office, ahead = sign_in(cast.secretary), (timezone.localdate() + dt.timedelta(days=30)).isoformat()
    typed = {**TYPED, "ends_on": ahead}
    assert office.post("/desk/calendar/new/", {**typed, "title": ""}).status_code == 200
    assert office.post("/desk/calendar/new/", typed).status_code == 302
    entry = CalendarEntry.objects.get()
    place = f"/desk/calendar/{entry.pk}/"
    assert "Clean production" in text_of(Client().get("/calendar/"))
    seen = office.get(place).context["edit"].shown
    assert office.post(place, {**typed, "title": "Theirs", "version": seen}).status_code == 302
    late = office.post(place, {**typed, "for_whom": "Mine", "version": seen})
    assert (late.status_code, "Theirs" in text_of(late), 'value="Mine"' in late.content.decode()) == (409, True, True)
    assert "Theirs" in text_of(office.get(f"{place}remove/"))
    assert office.post(f"{place}remove/").status_code == 302
    assert "Theirs" not in text_of(Client().get("/calendar/"))


def test_a_coordinator_keeps_the_calendar_and_sees_nothing_else_of_the_secretariat(sign_in: SignIn) -> None:
    client = sign_in(person("coordinator@example.org", is_coordinator=True))
    home = client.get("/home/").content.decode()
    assert ('href="/desk/calendar/"' in home, 'href="/desk/"' in home) == (True, False)
    ahead = (timezone.localdate() + dt.timedelta(days=30)).isoformat()
    assert client.post("/desk/calendar/new/", {**TYPED, "ends_on": ahead}).status_code == 302
    page = client.get("/desk/calendar/").content.decode()
    assert ("Clean production" in page, 'href="/desk/"' in page) == (True, False)
    place = f"/desk/calendar/{CalendarEntry.objects.get().pk}/"
    assert [client.get(address).status_code for address in (place, f"{place}remove/", "/desk/")] == [200, 200, 403]


def test_feed_and_file_have_the_entries_of_the_page(cast: Cast, django_assert_num_queries: Callable[..., Any]) -> None:
    ahead = timezone.localdate() + dt.timedelta(days=30)
    call = added(cast, title="Call, with a comma; and <b>", ends_on=ahead, country="FI")
    query = "?country=FI&language=fi"
    with django_assert_num_queries(2):
        Client().get(f"/calendar/{query}")
    first = ahead - dt.timedelta(days=1)
    event = added(cast, title="Fair", kind="event", starts_on=first, ends_on=ahead, portfolio="food", language="fi")
    added(cast, title="Swedish", ends_on=ahead, country="SE")
    with django_assert_num_queries(2):
        page = Client().get(f"/calendar/{query}")
    shown = page.content.decode()
    assert [title in shown for title in ("Call, with a comma; and &lt;b&gt;", "Fair", "Swedish")] == [True, True, False]
    assert f'<tr id="entry-{event.pk}">' in shown
    feed = ElementTree.fromstring(Client().get(f"/calendar/calendar.atom{query}").content)
    atom = "{http://www.w3.org/2005/Atom}"
    assert [item.findtext(f"{atom}title") for item in feed.iter(f"{atom}entry")] == ["Fair", call.title]
    assert feed.findtext(f"{atom}title") == "Rahoitushaut ja tapahtumat"
    answer = Client().get(f"/calendar/calendar.ics{query}")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [(str(each["SUMMARY"]), each["DTSTART"].dt, each["DTEND"].dt) for each in found] == [
        (f"Määräaika: {call.title}", ahead, ahead + dt.timedelta(days=1)),
        ("Fair", first, ahead + dt.timedelta(days=1)),
    ]
    assert str(found[0]["UID"]) == f"http://testserver/calendar/#entry-{call.pk}"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/calendar/?country=XX", 400),
        ("/calendar/?page=2", 404),
        ("/calendar/?page=x&kind=call", 404),
        ("/calendar/calendar.ics?kind=party", 400),
        ("/calendar/calendar.atom?field=alchemy", 400),
        ("/calendar/", 200),
    ],
)  # fmt: skip
def test_what_cannot_be_looked_for(address: str, status: int) -> None:
    answer = Client().get(address)
    assert answer.status_code == status
    if status == 404:
        assert "The list has no such page." in text_of(answer)
