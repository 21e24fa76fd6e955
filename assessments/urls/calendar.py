"""URLs of the calendar of funding calls and events: the public ones, and those of the secretariat."""

from django.urls import path

from assessments.views import calendar

urlpatterns = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/calendar.atom", calendar.calendar_feed, name="calendar_feed"),
    path("calendar/calendar.ics", calendar.calendar_file, name="calendar_file"),
    path("desk/calendar/", calendar.desk_calendar, name="desk_calendar"),
    path("desk/calendar/new/", calendar.new_calendar_entry, name="new_calendar_entry"),
    path("desk/calendar/<int:number>/", calendar.calendar_entry, name="calendar_entry"),
    path("desk/calendar/<int:number>/remove/", calendar.remove_calendar_entry, name="remove_calendar_entry"),
]
