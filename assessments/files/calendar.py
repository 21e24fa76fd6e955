"""Writes an appointment as a calendar file (RFC 5545, with the scheduling rules of RFC 5546)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LINE_OCTETS: Final = 75
CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who is invited."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """What a calendar is told. `uid` stays the same for life, `sequence` rises by one with every change."""

    uid: str
    sequence: int
    starts_at: dt.datetime
    minutes: int
    written_at: dt.datetime
    summary: str
    description: str
    location: str
    link: str
    organiser: Attendee
    attendees: Sequence[Attendee]
    is_cancelled: bool = False


def utc(moment: dt.datetime) -> str:
    """A moment in UTC, so that every calendar shows it in the reader's own time."""
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """A text value (RFC 5545, 3.3.11): backslash, semicolon, comma and line breaks escaped, other controls dropped."""
    one_break = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = CONTROLS.sub("", one_break)
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def quoted(text: str) -> str:
    """A parameter value in quotes (3.2): it can hold neither a quote nor a control character."""
    return '"' + " ".join(CONTROLS.sub(" ", text.replace('"', "'")).split()) + '"'


def folded(line: str) -> str:
    """A content line in lines of at most 75 octets (3.1); no character is cut in two."""
    parts, current, octets = [], "", 0
    for character in line:
        size = len(character.encode())
        if octets + size > LINE_OCTETS:
            parts.append(current)
            # The space that marks a continued line counts too.
            current, octets = "", 1
        current += character
        octets += size
    return "\r\n ".join([*parts, current])


def _person(name: str, person: Attendee, parameters: str = "") -> str:
    return f"{name};CN={quoted(person.name)}{parameters}:mailto:{person.email}"


def calendar_file(appointment: Appointment) -> str:
    """The file's text, with the line ends that the format demands."""
    end = appointment.starts_at + dt.timedelta(minutes=appointment.minutes)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//labelcheck//Interview//EN",
        "CALSCALE:GREGORIAN",
        f"METHOD:{'CANCEL' if appointment.is_cancelled else 'REQUEST'}",
        "BEGIN:VEVENT",
        f"UID:{appointment.uid}",
        f"SEQUENCE:{appointment.sequence}",
        f"DTSTAMP:{utc(appointment.written_at)}",
        f"DTSTART:{utc(appointment.starts_at)}",
        f"DTEND:{utc(end)}",
        f"SUMMARY:{escaped(appointment.summary)}",
        f"DESCRIPTION:{escaped(appointment.description)}",
        f"STATUS:{'CANCELLED' if appointment.is_cancelled else 'CONFIRMED'}",
        "TRANSP:OPAQUE",
        _person("ORGANIZER", appointment.organiser),
    ]
    if appointment.location:
        lines.append(f"LOCATION:{escaped(appointment.location)}")
    if appointment.link:
        lines.append(f"URL:{CONTROLS.sub('', appointment.link)}")
    # Nobody reads answers of mail programs: whoever cannot come answers the mail, which reaches a person.
    waiting = ";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE"
    lines += [_person("ATTENDEE", person, waiting) for person in appointment.attendees]
    lines += ["END:VEVENT", "END:VCALENDAR"]
    return "".join(f"{folded(line)}\r\n" for line in lines)
