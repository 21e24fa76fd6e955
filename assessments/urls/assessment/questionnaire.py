"""URLs of the overview, the questionnaire, its evidence, import and export, and submission."""

from django.urls import path

from assessments.views import drafts, evidence, importing, overview, questionnaire

urlpatterns = [
    path("", overview.assessment, name="assessment"),
    path("areas/<key:key>/", questionnaire.area, name="area"),
    path("indicators/<key:key>/", questionnaire.indicator, name="save_indicator"),
    path("presence/<key:key>/", questionnaire.presence, name="presence"),
    path("check/", questionnaire.check, name="check"),
    path("export/<slug:form>/", importing.export, name="export"),
    path("import/", importing.import_file, name="import"),
    path("evidence/<key:key>/", evidence.evidence, name="evidence"),
    path("evidence/<int:number>/file/", evidence.evidence_file, name="evidence_file"),
    path("evidence/<int:number>/remove/", evidence.remove, name="remove_evidence"),
    path("evidence/<int:number>/seen/", evidence.mark_seen, name="mark_evidence"),
    path("hand-in/", questionnaire.hand_in, name="hand_in"),
    path("areas/<key:key>/confirm/", drafts.confirm_area, name="confirm_area"),
    path("delete/", drafts.delete, name="delete_draft"),
    path("withdraw/", questionnaire.take_back, name="withdraw"),
]
