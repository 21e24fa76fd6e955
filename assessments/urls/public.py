"""URLs of public pages."""

from django.urls import path

from assessments.views import consultations, credentials, labels, public, sharing, sitemaps, unsent, verifying

urlpatterns = [
    path("", public.start, name="start"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap_index"),
    path("sitemap-<str:section>.xml", sitemaps.sitemap, name="sitemap"),
    path("language/", public.set_language, name="set_language"),
    path("signed-in/", unsent.signed_in, name="signed_in"),
    path("about/comparison/", public.comparison_method, name="comparison_method"),
    path("about/retention/", public.retention, name="retention"),
    path("about/<str:key>/", public.about, name="about"),
    path("verify/", verifying.verify, name="verify"),
    path("labels/<str:number>.json", labels.label_data, name="label_data"),
    path("labels/<str:number>/", labels.label, name="label"),
    path("labels/<str:number>/badge.svg", labels.label_badge, name="badge"),
    path(".well-known/did.json", credentials.did_document, name="did_document"),
    path("credentials/status.jwt", credentials.status_list, name="status_list"),
    path("verify/credential/", verifying.verify_credential, name="verify_credential"),
    path("verify/<str:code>.json", verifying.report_data, name="report_data"),
    path("verify/<str:code>/", verifying.verify_code, name="verify_code"),
    path("positions/", consultations.positions, name="positions"),
    path("positions/<int:number>/", consultations.position, name="position"),
    path("shared/<slug:token>/", sharing.shared, name="shared"),
    path("shared/<slug:token>/file/", sharing.shared_file, name="shared_file"),
    path("shared/<slug:token>/certificate/", sharing.shared_certificate, name="shared_certificate"),
]
