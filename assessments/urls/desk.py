"""URLs of the secretariat's desk."""

from django.urls import path

from assessments.views import consistency, consultations, desk, exporting, inbox

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/reports.zip", exporting.export_reports, name="export_reports"),
    path("desk/consistency/", consistency.consistency, name="consistency"),
    path("desk/mail/", inbox.outbox, name="outbox"),
    path("desk/mail/<int:number>/again/", inbox.mail_again, name="mail_again"),
    path("desk/mail/<int:number>/close/", inbox.mail_closed, name="mail_closed"),
    path("desk/positions/", consultations.desk_consultations, name="desk_consultations"),
    path("desk/positions/new/<slug:kind>/", consultations.new_consultation, name="new_consultation"),
    path("desk/positions/<int:number>/", consultations.desk_consultation, name="desk_consultation"),
    path("desk/positions/<int:number>/ask/", consultations.ask_consultation, name="ask_consultation"),
    path("desk/positions/<int:number>/publish/", consultations.publish_result, name="publish_consultation"),
]
