"""What is said about an indicator: within the team, and between assessor and cluster."""

from django.urls import path

from assessments.views import clarifications, collaboration

urlpatterns = [
    path("team/<slug:key>/", collaboration.team, name="team"),
    path("team/<slug:key>/comment/", collaboration.team_comment, name="team_comment"),
    path("team/<slug:key>/hand-over/", collaboration.hand_over_indicator, name="hand_over"),
    path("team/<slug:key>/done/", collaboration.end_hand_over, name="close_hand_over"),
    path("team/<slug:key>/flag/", collaboration.flag, name="flag"),
    path("questions/", clarifications.questions, name="questions"),
    path("questions/<slug:key>/", clarifications.question, name="question"),
    path("questions/<slug:key>/ask/", clarifications.ask, name="ask"),
    path("questions/<slug:key>/reply/", clarifications.reply, name="reply_to_question"),
    path("questions/<slug:key>/answer/", clarifications.change_answer, name="change_answer"),
    path("questions/<slug:key>/resolve/", clarifications.resolve, name="resolve"),
]
