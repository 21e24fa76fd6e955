"""URLs of the plain-language guide. They are printed and linked from elsewhere, so they never change."""

from django.urls import path

from assessments.views import guide

urlpatterns = [
    path("", guide.guide, name="guide"),
    path("eligible/", guide.self_check, name="self_check"),
    path("ready/", guide.readiness, name="readiness"),
    path("<slug:key>/", guide.guide_page, name="guide_page"),
]
