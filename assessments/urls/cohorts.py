"""URLs of the secretariat's cohorts of past benchmarks and of the releases of comparison figures."""

from django.urls import path

from assessments.views import cohorts, releases

urlpatterns = [
    path("cohorts/", cohorts.cohorts, name="cohorts"),
    path("cohorts/import/", cohorts.bring, name="import_cohort"),
    path("cohorts/measures.csv", cohorts.measures_csv, name="measures_csv"),
    path("cohorts/releases/", releases.releases, name="releases"),
    path("cohorts/releases/leave/", releases.leave, name="leave_comparisons"),
    path("cohorts/releases/join/<slug:slug>/", releases.join, name="join_comparisons"),
    path("cohorts/<int:number>/use/", cohorts.use, name="use_cohort"),
    path("cohorts/<int:number>/remove/", cohorts.remove, name="remove_cohort"),
]
