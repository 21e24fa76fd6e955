"""URLs of a person's own pages: home, inbox, account, an assessor's queue."""

from django.urls import path

from assessments.views import account, inbox, organisations, queue, unsent

urlpatterns = [
    path("home/", organisations.home, name="home"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<int:number>/", inbox.notice, name="notice"),
    path("inbox/read/", inbox.read_all, name="read_all"),
    path("inbox/mail/", inbox.mail_choice, name="mail_choice"),
    path("account/", account.account, name="account"),
    path("account/details/", account.details, name="details"),
    path("account/preferences/", account.preferences, name="preferences"),
    path("account/data/", account.own_data_file, name="own_data"),
    path("account/delete/", account.delete, name="delete_account"),
    path("account/sessions/", account.sessions, name="sessions"),
    path("unsent/", unsent.unsent, name="unsent"),
    path("queue/", queue.queue, name="queue"),
]
