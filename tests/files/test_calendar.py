"""Calendar files: folding, escaping, and what a calendar needs to replace an earlier entry."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from assessments.files.calendar import Appointment, Attendee, calendar_file, escaped, folded, quoted

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


def test_an_invitation_line_by_line() -> None:
    assert unfolded(calendar_file(APPOINTMENT)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//labelcheck//Interview//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "UID:7d9a@labelcheck",
        "SEQUENCE:2",
        "DTSTAMP:20261001T120000Z",
        "DTSTART:20261025T073000Z",
        "DTEND:20261025T103000Z",
        "SUMMARY:Label interview: Kuvitelma\\, Cluster",
        "DESCRIPTION:FI-2026-001\\nhttps://video.example.org/1",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "ORGANIZER;CN=\"Outi 'O' Arvioija\":mailto:outi@example.org",
        "LOCATION:Room 4\\; second floor",
        "URL:https://video.example.org/1",
        'ATTENDEE;CN="Aino Äyräpää";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:aino@example.org',
        'ATTENDEE;CN="Eero";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:eero@example.org',
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_a_cancelled_appointment_says_so() -> None:
    lines = unfolded(calendar_file(replace(APPOINTMENT, is_cancelled=True)))
    assert ("METHOD:CANCEL" in lines, "STATUS:CANCELLED" in lines) == (True, True)


@pytest.mark.parametrize("text", ["a" * 300, "ä" * 200, "näin € 😀 " * 40, ""])
def test_no_line_is_longer_than_75_octets_and_nothing_is_lost(text: str) -> None:
    wrapped = folded(f"SUMMARY:{text}")
    assert all(len(line.encode()) <= 75 for line in wrapped.split("\r\n"))
    assert wrapped.replace("\r\n ", "") == f"SUMMARY:{text}"


def test_75_octets_stay_in_one_line() -> None:
    assert folded("x" * 75) == "x" * 75
    assert folded("x" * 76) == "x" * 75 + "\r\n x"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\\b;c,d", "a\\\\b\\;c\\,d"),
        ("one\r\ntwo\rthree\nfour", "one\\ntwo\\nthree\\nfour"),
        ("x\x00\x07y\tz", "xy\tz"),
    ],
)
def test_text_is_escaped(text: str, expected: str) -> None:
    assert escaped(text) == expected


def test_a_name_cannot_break_out_of_its_line() -> None:
    assert quoted('A"\r\nATTENDEE:mailto:evil@example.org') == '"A\' ATTENDEE:mailto:evil@example.org"'
