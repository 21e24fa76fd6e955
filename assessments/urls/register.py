"""URLs of the public register."""

from django.urls import path

from assessments.views import register, register_files, register_members, stories
from assessments.views.api import api

urlpatterns = [
    path("stories/", stories.stories, name="stories"),
    path("api/v1/", api.urls),
    path("register/", register.register, name="register"),
    path("register/labels.csv", register_files.register_csv, name="register_csv"),
    path("register/labels.json", register_files.register_json, name="register_json"),
    path("register/labels.atom", register_files.register_feed, name="register_feed"),
    path("register/<slug:slug>/", register.cluster, name="register_cluster"),
    path("register/<slug:slug>/schema.jsonld", register.cluster_data, name="register_cluster_data"),
    path("register/<slug:slug>/members/", register_members.members, name="register_members"),
    path("register/<slug:slug>/member.svg", register_members.badge_of_member, name="member_badge"),
]
