"""The administration pages of the secretariat: people, organisations and the audit trail, mostly for reading."""

from __future__ import annotations

import allauth.account.admin
import allauth.mfa.admin  # noqa: F401
import django.contrib.auth.admin  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.forms.text import LineField
from assessments.models import Assessment, AuditEntry, Label, Organisation, User
from assessments.workflow.people import change_account, remove_second_factor

# Only people themselves change their addresses and second factors, whose keys nobody else may see, and no rights are
# given by groups. Changes to them would leave no row in the audit trail.
admin.site.unregister([Authenticator, EmailAddress, Group])


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """Who can sign in, and who assesses or decides. People sign up and set their passwords themselves.

    Nobody can be deleted: their memberships would be deleted too, and an organisation could lose its only owner. An
    inactive person cannot sign in.
    """

    fields = [
        "email",
        "name",
        "language",
        "time_zone",
        "employer",
        "region",
        "is_active",
        "is_assessor",
        "is_secretariat",
        "is_coordinator",
        "is_staff",
    ]
    list_display = ["email", "name", "is_assessor", "is_secretariat", "is_coordinator", "is_active"]
    list_filter = ["is_assessor", "is_secretariat", "is_coordinator", "is_active"]
    search_fields = ["email", "name"]
    readonly_fields = ["email"]
    formfield_overrides = {models.CharField: {"form_class": LineField}}

    actions = ["remove_second_factors"]

    @admin.action(description=_("Remove the two-step sign-in of the selected people"))
    def remove_second_factors(self, request: HttpRequest, queryset: models.QuerySet[User]) -> None:
        """For people who have lost both their phone and their recovery codes."""
        if isinstance(request.user, User):
            for account in queryset:
                remove_second_factor(account=account, by=request.user, at=timezone.now())

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.deleted_at is None)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool) -> None:
        """Saves changes through the workflow, which writes them to the audit trail."""
        if isinstance(request.user, User):
            changes = {name: form.cleaned_data[name] for name in form.changed_data}
            change_account(account=obj, changes=changes, by=request.user, at=timezone.now())


class ReadOnlyAdmin[Row: (Organisation, Assessment, Label, AuditEntry)](admin.ModelAdmin[Row]):
    """Read-only rows, which change only through the workflow."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyAdmin[Organisation]):
    """Organisations."""

    list_display = ["name", "country", "region", "is_fictional"]
    search_fields = ["name", "slug"]


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin[Assessment]):
    """Assessments by state, with the rows that are left of deleted drafts."""

    list_display = ["reference", "organisation", "status", "submitted_at", "decided_at"]
    list_filter = ["status"]
    list_select_related = ["organisation"]
    search_fields = ["reference"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Assessment]:
        """All rows."""
        return Assessment.all_objects.all()


@admin.register(Label)
class LabelAdmin(ReadOnlyAdmin[Label]):
    """Labels awarded."""

    list_display = ["number", "organisation", "valid_from", "valid_until"]
    list_select_related = ["organisation"]


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin[AuditEntry]):
    """The audit trail."""

    list_display = ["at", "actor", "action", "assessment", "subject"]
    list_select_related = ["actor", "assessment"]
    list_filter = ["action"]
