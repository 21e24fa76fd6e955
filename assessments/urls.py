"""Addresses of the assessments."""

from django.urls import path

from assessments.views import comparison, desk, organisations, public, questionnaire, reports, review

urlpatterns = [
    path("", public.start, name="start"),
    path("language/", public.set_language, name="set_language"),
    path("home/", organisations.home, name="home"),
    path("desk/", desk.desk, name="desk"),
    path("organisations/new/", organisations.new_organisation, name="new_organisation"),
    path("organisations/<slug:slug>/", organisations.organisation, name="organisation"),
    path("organisations/<slug:slug>/edit/", organisations.edit_organisation, name="edit_organisation"),
    path("organisations/<slug:slug>/people/", organisations.new_member, name="new_member"),
    path("organisations/<slug:slug>/assessments/", organisations.new_assessment, name="new_assessment"),
    path("assessments/<slug:reference>/", questionnaire.assessment, name="assessment"),
    path("assessments/<slug:reference>/areas/<slug:key>/", questionnaire.area, name="area"),
    path("assessments/<slug:reference>/check/", questionnaire.check, name="check"),
    path("assessments/<slug:reference>/hand-in/", questionnaire.hand_in, name="hand_in"),
    path("assessments/<slug:reference>/withdraw/", questionnaire.take_back, name="withdraw"),
    path("assessments/<slug:reference>/comparison/", comparison.comparison, name="comparison"),
    path("assessments/<slug:reference>/reports/", reports.reports, name="reports"),
    path("assessments/<slug:reference>/reports/<int:number>/", reports.download, name="download"),
    path("assessments/<slug:reference>/assign/", desk.assign, name="assign"),
    path("assessments/<slug:reference>/waive/", desk.waive, name="waive"),
    path("assessments/<slug:reference>/decide/", desk.decision, name="decide"),
    path("assessments/<slug:reference>/review/<slug:key>/", review.review, name="review"),
    path("assessments/<slug:reference>/recommendations/", review.recommendations, name="recommendations"),
    path("assessments/<slug:reference>/interview/", review.interview, name="interview"),
    path("assessments/<slug:reference>/finish/", review.finish, name="finish"),
]
