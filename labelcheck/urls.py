"""All URLs of the site."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

# The administration uses the site's own sign-in page with its limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
handler500 = "labelcheck.views.server_error"

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("criteria/", include("criteria.urls")),
    path("", include("assessments.urls")),
]
