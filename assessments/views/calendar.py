"""The public calendar of funding calls and events: its page, its feed and its file, and the secretariat's pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access import may_keep_calendar
from assessments.files.calendar import WholeDays, public_calendar
from assessments.forms.calendar import CalendarEntryForm, CalendarSearchForm
from assessments.forms.editing import Edit, Seen
from assessments.forms.organisations import portfolio_choices
from assessments.models import CalendarEntry, CalendarKind, User
from assessments.queries.calendar import content_of, portable_content, upcoming
from assessments.queries.marks import mark_of
from assessments.report.words.calendar import days_in_words
from assessments.views.cohorts import for_those_who
from assessments.views.limits import limited
from assessments.views.pages import SignedInRequest, follow_address, language, today
from assessments.views.public_lists import empty_feed, show_list
from assessments.workflow.calendar import add_to_calendar, change_in_calendar, remove_from_calendar
from criteria.countries import country_name

ON_A_PAGE: Final = 50
MOST_IN_FEED: Final = 500
type CalendarView = Callable[[HttpRequest, CalendarSearchForm], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """An entry as it is shown: its days, its field and its country in words."""

    entry: CalendarEntry
    days: str
    field: str
    country: str

    @property
    def description(self) -> str:
        """All of it as lines of a text."""
        facts = (self.days, _("For whom: %(who)s") % {"who": self.entry.for_whom}, self.field, self.country)
        return "\n".join([*filter(None, facts), "", self.entry.text, "", self.entry.source])


def listed(entries: list[CalendarEntry]) -> list[ListedEntry]:
    """Entries in words of the active language."""
    fields = {key: str(name) for key, name in portfolio_choices(today())}
    return [
        ListedEntry(
            entry,
            days_in_words(entry, today=today(), language=language()),
            fields.get(entry.portfolio, entry.portfolio),
            country_name(entry.country, language()) if entry.country else "",
        )
        for entry in entries
    ]


def _of_search(view: CalendarView) -> Callable[[HttpRequest], HttpResponseBase]:
    """Reads what the address looks for, in the language that it names. 400 for what cannot be looked for."""

    @wraps(view)
    def find(request: HttpRequest) -> HttpResponseBase:
        follow_address(request)
        form = CalendarSearchForm(request.GET, today=today())
        if not form.is_valid():
            return HttpResponse(form.errors.as_text(), content_type="text/plain", status=HTTPStatus.BAD_REQUEST)
        return view(request, form)

    return find


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What is to come and matches what the address says, as `show_list`."""
    form = CalendarSearchForm(request.GET, today=today())
    return show_list(
        request,
        "calendar/list.html",
        form,
        find=lambda: upcoming(form.search, today()),
        on_a_page=ON_A_PAGE,
        list_rows=listed,
        context={},
    )


@require_safe
@limited
@_of_search
def calendar_feed(request: HttpRequest, form: CalendarSearchForm) -> HttpResponse:
    """The same as an Atom feed, the latest change first."""
    feed = empty_feed(request, _("Funding calls and events"), "calendar")
    found = upcoming(form.search, today()).order_by("-updated_at", "-pk")[:MOST_IN_FEED]
    for row in listed(list(found)):
        feed.add_item(
            title=row.entry.title,
            link=row.entry.link,
            unique_id=_address(row.entry),
            description=row.description,
            author_name=row.entry.source,
            updateddate=row.entry.updated_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


@require_safe
@limited
@_of_search
def calendar_file(request: HttpRequest, form: CalendarSearchForm) -> HttpResponse:
    """The same for calendar programs: a call stands on the day of its deadline."""
    found = listed(list(upcoming(form.search, today())[:MOST_IN_FEED]))
    text = public_calendar(_("Funding calls and events"), map(_whole_days, found))
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


def _whole_days(row: ListedEntry) -> WholeDays:
    entry = row.entry
    is_call = entry.kind == CalendarKind.CALL
    return WholeDays(
        uid=_address(entry),
        sequence=entry.version - 1,
        first=entry.ends_on if is_call else _first_day(entry),
        last=entry.ends_on,
        written_at=entry.updated_at,
        summary=_("Deadline: %(title)s") % {"title": entry.title} if is_call else entry.title,
        description=row.description,
        link=entry.link,
    )


def _first_day(entry: CalendarEntry) -> dt.date:
    return entry.starts_on or entry.ends_on


def _address(entry: CalendarEntry) -> str:
    """The address of an entry on the page, by which feeds and calendar programs know it again."""
    return f"{settings.SITE_ADDRESS}{reverse('calendar')}#entry-{entry.pk}"


@dataclass
class CalendarEdit(Edit[CalendarEntry]):
    """An entry that somebody changes."""

    form: CalendarEntryForm
    shown: Seen

    name = "calendar"

    @property
    def typed(self) -> Any:
        return portable_content(self.form.cleaned_data)

    def seen_of(self, current: CalendarEntry) -> Seen:
        return _seen(current)

    def save(self, entry: CalendarEntry, by: User) -> bool:
        """Saves the input, like `attempt`."""
        return self.attempt(lambda seen: self._store(entry, by, seen))

    def _store(self, entry: CalendarEntry, by: User, seen: Seen) -> bool:
        content, at = self.form.cleaned_data, timezone.now()
        change_in_calendar(entry=entry, content=content, based_on=seen.version, by=by, at=at)
        return True

    @property
    def differing(self) -> list[tuple[str, str]]:
        """What was stored in the meantime where it differs: the label of each field, and its value."""
        stored = portable_content(content_of(self.conflict)) if self.conflict else {}
        return [
            (str(self.form[name].label), str(value or ""))
            for name, value in stored.items()
            if value != self.typed[name]
        ]


def _seen(entry: CalendarEntry) -> Seen:
    return Seen(entry.version, mark_of(portable_content(content_of(entry))))


@require_safe
@for_those_who(may_keep_calendar)
def desk_calendar(request: SignedInRequest) -> HttpResponse:
    """All entries for those who keep the calendar, also those that have ended."""
    entries = CalendarEntry.objects.order_by("-ends_on", "-pk")
    part = Paginator(entries, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "calendar/desk.html", {"part": part, "rows": listed(list(part.object_list)), "day": today()})


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(may_keep_calendar)
def new_calendar_entry(request: SignedInRequest) -> HttpResponse:
    """Adds an entry."""
    initial = {"kind": CalendarKind.CALL, "language": language()}
    form = CalendarEntryForm(request.POST or None, today=today(), initial=initial)
    if form.is_valid():
        add_to_calendar(content=form.cleaned_data, by=request.user, at=timezone.now())
        messages.info(request, _("It is in the public calendar now."))
        return redirect("desk_calendar")
    return render(request, "calendar/form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(may_keep_calendar)
def calendar_entry(request: SignedInRequest, number: int) -> HttpResponse:
    """Changes an entry. 409 with both versions if another one was stored in the meantime."""
    entry = get_object_or_404(CalendarEntry, pk=number)
    form = CalendarEntryForm(request.POST or None, today=today(), initial=content_of(entry))
    edit = CalendarEdit(form, _seen(entry))
    if request.method == "POST" and edit.save(entry, request.user):
        messages.info(request, _("The calendar shows what you have stored."))
        return redirect("desk_calendar")
    status = HTTPStatus.CONFLICT if edit.conflict else HTTPStatus.OK
    return render(request, "calendar/form.html", {"form": form, "edit": edit, "entry": entry}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(may_keep_calendar)
def remove_calendar_entry(request: SignedInRequest, number: int) -> HttpResponse:
    """Removes an entry, after a confirmation."""
    entry = get_object_or_404(CalendarEntry, pk=number)
    if request.method != "POST":
        return render(request, "calendar/remove.html", {"entry": entry})
    remove_from_calendar(entry=entry, by=request.user, at=timezone.now())
    messages.info(request, _("It is no longer in the calendar."))
    return redirect("desk_calendar")
