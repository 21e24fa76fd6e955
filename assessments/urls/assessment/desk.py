"""URLs of assigning, impartiality and deciding."""

from django.urls import path

from assessments.views import appointment, desk, impartiality, interim_checks, labels

urlpatterns = [
    path("impartiality/", impartiality.impartiality, name="impartiality"),
    path("assign/", impartiality.assign, name="assign"),
    path("declare/", impartiality.declaration, name="declare"),
    path("object/", impartiality.objection, name="object"),
    path("rule/", impartiality.ruling, name="rule"),
    path("overrule/<slug:kind>/", impartiality.overruling, name="overrule"),
    path("earlier-advice/", impartiality.earlier_advice, name="earlier_advice"),
    path("waive/", desk.waive, name="waive"),
    path("decide/", desk.decision, name="decide"),
    path("label/certificate.pdf", labels.certificate, name="certificate"),
    path("label/logos.zip", labels.label_logos, name="label_logos"),
    path("label/credential.jwt", labels.credential, name="credential"),
    path("label/check/", interim_checks.interim_check, name="interim_check"),
    path("label/<slug:act>/", labels.act_on_label, name="act_on_label"),
    path("due/", appointment.due_date, name="due_date"),
]
