"""URLs of the interview and the assessor's texts."""

from django.urls import path

from assessments.views import appointment, recommendations
from assessments.views.interview import mode

urlpatterns = [
    path("review/<key:key>/", mode.review, name="review"),
    path("review/<key:key>/clock/", mode.clock, name="interview_clock"),
    path("review/<key:key>/here/", mode.review_presence, name="review_presence"),
    path("review/<key:key>/save/<slug:part>/", mode.save_part, name="save_review"),
    path("recommendations/", recommendations.recommendations, name="recommendations"),
    path("recommendations/new/", recommendations.add, name="add_recommendation"),
    path("recommendations/<str:key>/", recommendations.save, name="save_recommendation"),
    path("recommendations/<str:key>/<slug:act>/", recommendations.act_on, name="act_on_recommendation"),
    path("interview/", appointment.interview, name="interview"),
    path("interview/cancel/", appointment.cancel, name="cancel_interview"),
    path("interview/calendar.ics", appointment.interview_calendar, name="interview_calendar"),
    path("finish/", mode.finish, name="finish"),
]
