"""URLs below that of one assessment, by topic."""

from django.urls import include, path

urlpatterns = [
    path("", include("assessments.urls.assessment.questionnaire")),
    path("", include("assessments.urls.assessment.collaboration")),
    path("", include("assessments.urls.assessment.desk")),
    path("", include("assessments.urls.assessment.interview")),
    path("", include("assessments.urls.assessment.reports")),
]
