"""URLs of comments and questions about an indicator."""

from django.urls import path

from assessments.views import clarifications, collaboration

urlpatterns = [
    path("team/<key:key>/", collaboration.team, name="team"),
    path("team/<key:key>/comment/", collaboration.team_comment, name="team_comment"),
    path("team/<key:key>/hand-over/", collaboration.hand_over_indicator, name="hand_over"),
    path("team/<key:key>/done/", collaboration.end_hand_over, name="close_hand_over"),
    path("team/<key:key>/flag/", collaboration.flag, name="flag"),
    path("questions/", clarifications.questions, name="questions"),
    path("questions/<key:key>/", clarifications.question, name="question"),
    path("questions/<key:key>/ask/", clarifications.ask, name="ask"),
    path("questions/<key:key>/reply/", clarifications.reply_to_question, name="reply_to_question"),
    path("questions/<key:key>/answer/", clarifications.change_answer, name="change_answer"),
    path("questions/<key:key>/resolve/", clarifications.resolve, name="resolve"),
]
