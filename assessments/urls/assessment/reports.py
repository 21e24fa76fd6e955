"""URLs of the results of an assessment: comparison, trends, reports, recommendations, the audit trail."""

from django.urls import path

from assessments.views import comparison, replies, reports, trail, trends, wording

urlpatterns = [
    path("comparison/", comparison.comparison, name="comparison"),
    path("trends/", trends.over_time, name="trends"),
    path("reports/", reports.reports, name="reports"),
    path("report/", wording.wording, name="wording"),
    path("report/save/", wording.save_wording, name="save_wording"),
    path("report/preview/", wording.preview, name="preview"),
    path("reports/<int:number>/", reports.download, name="download"),
    path("reports/<int:number>/<slug:form>/", reports.download, name="download"),
    path("trail/", trail.trail, name="trail"),
    path("trail/<slug:form>/", trail.trail_file, name="trail_file"),
    path("advice/", replies.advice, name="advice"),
    path("advice/<str:key>/", replies.reply, name="reply"),
    path("follow-up/", replies.follow_up, name="follow_up"),
]
