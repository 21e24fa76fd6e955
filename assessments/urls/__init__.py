"""URLs of the assessments, by topic."""

from django.urls import include, path

urlpatterns = [
    path("", include("assessments.urls.public")),
    path("", include("assessments.urls.register")),
    path("", include("assessments.urls.calendar")),
    path("", include("assessments.urls.account")),
    path("", include("assessments.urls.desk")),
    path("", include("assessments.urls.cohorts")),
    path("", include("assessments.urls.organisations")),
    path("guide/", include("assessments.urls.guide")),
    path("assessments/<slug:reference>/", include("assessments.urls.assessment")),
]
