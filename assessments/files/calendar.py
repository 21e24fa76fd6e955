"""Writes calendar files (RFC 5545, with the scheduling rules of RFC 5546): an appointment, and a public calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from icalendar import Calendar, Event, vCalAddress
from icalendar.enums import PARTSTAT, ROLE, STATUS, TRANSP

from criteria.text import clean_line, clean_text


@dataclass(frozen=True, slots=True)
class Attendee:
    """An organiser or a person who is invited."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """The data of a calendar event. `uid` never changes; `sequence` increases by one with every change."""

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


def calendar_file(appointment: Appointment) -> str:
    """The text of the calendar file, with CRLF line ends and times in UTC."""
    starts_at = appointment.starts_at.astimezone(dt.UTC)
    event = Event.new(
        uid=appointment.uid,
        sequence=appointment.sequence,
        stamp=appointment.written_at.astimezone(dt.UTC),
        start=starts_at,
        end=starts_at + dt.timedelta(minutes=appointment.minutes),
        summary=clean_line(appointment.summary),
        description=clean_text(appointment.description),
        location=clean_line(appointment.location) or None,
        url=clean_line(appointment.link) or None,
        status=STATUS.CANCELLED if appointment.is_cancelled else STATUS.CONFIRMED,
        transparency=TRANSP.OPAQUE,
        organizer=vCalAddress.new(appointment.organiser.email, cn=_name(appointment.organiser)),
        attendees=[_attendee(person) for person in appointment.attendees],
    )
    return _written("Interview", "CANCEL" if appointment.is_cancelled else "REQUEST", [event])


@dataclass(frozen=True, slots=True)
class WholeDays:
    """An entry of a public calendar, from its first to its last day. `sequence` increases with every change."""

    uid: str
    sequence: int
    first: dt.date
    last: dt.date
    written_at: dt.datetime
    summary: str
    description: str
    link: str


def public_calendar(name: str, entries: Iterable[WholeDays]) -> str:
    """The text of a calendar file to which programs can subscribe. Its entries take up nobody's time."""
    events = (
        Event.new(
            uid=entry.uid,
            sequence=entry.sequence,
            stamp=entry.written_at.astimezone(dt.UTC),
            start=entry.first,
            # The end of whole days is the day after the last one.
            end=entry.last + dt.timedelta(days=1),
            summary=clean_line(entry.summary),
            description=clean_text(entry.description),
            url=clean_line(entry.link),
            transparency=TRANSP.TRANSPARENT,
        )
        for entry in entries
    )
    return _written("Calendar", "PUBLISH", events, name=name)


def _written(product: str, method: str, events: Iterable[Event], *, name: str = "") -> str:
    calendar = Calendar()
    calendar.add("prodid", f"-//labelcheck//{product}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")


def _attendee(person: Attendee) -> vCalAddress:
    # Nobody reads the replies of calendar programs: an attendee who cannot come answers the mail.
    return vCalAddress.new(
        person.email, cn=_name(person), role=ROLE.REQ_PARTICIPANT, partstat=PARTSTAT.NEEDS_ACTION, rsvp=False
    )


def _name(person: Attendee) -> str:
    """The name without straight quotes, whose escape sequence (RFC 6868) many calendars show unchanged."""
    return clean_line(person.name).replace('"', "'")
