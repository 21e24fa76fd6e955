"""URLs of the public register."""

from django.urls import path

from assessments.views import register

urlpatterns = [
    path("register/", register.register, name="register"),
    path("register/<slug:slug>/", register.cluster, name="register_cluster"),
    path("register/<slug:slug>/schema.jsonld", register.cluster_data, name="register_cluster_data"),
]
