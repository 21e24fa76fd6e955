"""Calendar files: folding, escaping, and what a calendar needs to replace an earlier entry."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from assessments.files.calendar import Appointment, Attendee, calendar_file

APPOINTMENT = Appointment(
    uid="7d9a@labelcheck",
    sequence=2,
    starts_at=dt.datetime(2026, 10, 25, 10, 30, tzinfo=dt.timezone(dt.timedelta(hours=3))),
    minutes=180,
    written_at=dt.datetime(2026, 10, 1, 12, 0, tzinfo=dt.UTC),
    summary="Label interview: Kuvitelma, Cluster",
    description="FI-2026-001\nhttps://video.example.org/1",
    location="Room 4; second floor",
    link="https://video.example.org/1",
    organiser=Attendee('Outi "O" Arvioija', "outi@example.org"),
    attendees=[Attendee("Aino Äyräpää", "aino@example.org"), Attendee("Eero", "eero@example.org")],
)


def unfolded(text: str) -> list[str]:
    """The content lines, as a calendar reads them."""
    assert text.endswith("\r\n")
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def line_of(name: str, appointment: Appointment) -> str:
    """The content line with this name, of which there must be only one."""
    (found,) = [line for line in unfolded(calendar_file(appointment)) if line.startswith((f"{name}:", f"{name};"))]
    return found


def test_an_invitation_line_by_line() -> None:
    lines = unfolded(calendar_file(APPOINTMENT))
    calendar, event = lines[: lines.index("BEGIN:VEVENT")], lines[lines.index("BEGIN:VEVENT") :]
    assert calendar[0] == "BEGIN:VCALENDAR"
    assert sorted(calendar[1:]) == [
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
        "PRODID:-//labelcheck//Interview//EN",
        "VERSION:2.0",
    ]
    assert event[-2:] == ["END:VEVENT", "END:VCALENDAR"]
    assert sorted(event[1:-2]) == [
        'ATTENDEE;CN="Aino Äyräpää";PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:aino@example.org',
        "ATTENDEE;CN=Eero;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:eero@example.org",
        "DESCRIPTION:FI-2026-001\\nhttps://video.example.org/1",
        "DTEND:20261025T103000Z",
        "DTSTAMP:20261001T120000Z",
        "DTSTART:20261025T073000Z",
        "LOCATION:Room 4\\; second floor",
        "ORGANIZER;CN=\"Outi 'O' Arvioija\":mailto:outi@example.org",
        "SEQUENCE:2",
        "STATUS:CONFIRMED",
        "SUMMARY:Label interview: Kuvitelma\\, Cluster",
        "TRANSP:OPAQUE",
        "UID:7d9a@labelcheck",
        "URL:https://video.example.org/1",
    ]


def test_what_is_not_known_has_no_line() -> None:
    lines = unfolded(calendar_file(replace(APPOINTMENT, location="", link="")))
    assert [line for line in lines if line.startswith(("LOCATION", "URL"))] == []


def test_the_same_appointment_is_always_the_same_file() -> None:
    assert calendar_file(APPOINTMENT) == calendar_file(APPOINTMENT)


def test_a_cancelled_appointment_says_so() -> None:
    lines = unfolded(calendar_file(replace(APPOINTMENT, is_cancelled=True)))
    assert ("METHOD:CANCEL" in lines, "STATUS:CANCELLED" in lines) == (True, True)


@pytest.mark.parametrize("text", ["a" * 300, "ä" * 200, ("näin € 😀 " * 40).strip(), "", "x" * 67, "x" * 68])
def test_no_line_is_longer_than_75_octets_and_nothing_is_lost(text: str) -> None:
    appointment = replace(APPOINTMENT, summary=text)
    assert all(len(line.encode()) <= 75 for line in calendar_file(appointment).split("\r\n"))
    assert line_of("SUMMARY", appointment) == f"SUMMARY:{text}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\\b;c,d", "a\\\\b\\;c\\,d"),
        ("one\r\ntwo\rthree\nfour", "one\\ntwo\\nthree\\nfour"),
        ("x\x00\x07y\tz", "xy\tz"),
    ],
)
def test_text_is_escaped(text: str, expected: str) -> None:
    assert line_of("DESCRIPTION", replace(APPOINTMENT, description=text)) == f"DESCRIPTION:{expected}"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ('A"\r\nATTENDEE:mailto:evil@example.org', '"A\' ATTENDEE:mailto:evil@example.org"'),
        ("A;RSVP=TRUE:x", '"A;RSVP=TRUE:x"'),
        ("A,B", '"A,B"'),
    ],
)
def test_a_name_cannot_break_out_of_its_line(name: str, written: str) -> None:
    appointment = replace(APPOINTMENT, attendees=[Attendee(name, "aino@example.org")])
    rest = "PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:aino@example.org"
    assert line_of("ATTENDEE", appointment) == f"ATTENDEE;CN={written};{rest}"
