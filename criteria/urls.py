"""URLs of the public pages about the criteria."""

from django.urls import path

from criteria import views

urlpatterns = [
    path("", views.criteria, name="criteria"),
    path("<key:key>/", views.indicator, name="indicator"),
]
