"""All URLs of the site."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from labelcheck.views import remove_passkey

# The administration uses the site's own sign-in page with its limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "labelcheck administration"
handler500 = "labelcheck.views.server_error"

accounts: list[URLPattern | URLResolver] = [
    # In place of the same page of allauth.
    path("2fa/webauthn/keys/<int:pk>/remove/", remove_passkey),
    path("", include("allauth.urls")),
]

urlpatterns = [
    path("accounts/", include(accounts)),
    path("admin/", admin.site.urls),
    path("criteria/", include("criteria.urls")),
    path("", include("assessments.urls")),
]
