"""URLs of the secretariat's desk."""

from django.urls import path

from assessments.views import consistency, desk, exporting, inbox

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/reports.zip", exporting.export_reports, name="export_reports"),
    path("desk/consistency/", consistency.consistency, name="consistency"),
    path("desk/mail/", inbox.outbox, name="outbox"),
    path("desk/mail/<int:number>/again/", inbox.mail_again, name="mail_again"),
    path("desk/mail/<int:number>/close/", inbox.mail_closed, name="mail_closed"),
]
