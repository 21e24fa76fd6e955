"""URLs of the secretariat's cohorts of past benchmarks."""

from django.urls import path

from assessments.views import cohorts

urlpatterns = [
    path("cohorts/", cohorts.cohorts, name="cohorts"),
    path("cohorts/import/", cohorts.bring, name="import_cohort"),
    path("cohorts/measures.csv", cohorts.measures_csv, name="measures_csv"),
    path("cohorts/<int:number>/use/", cohorts.use, name="use_cohort"),
    path("cohorts/<int:number>/remove/", cohorts.remove, name="remove_cohort"),
]
