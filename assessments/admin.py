"""The administration pages of the secretariat: people, organisations and the audit trail, mostly for reading."""

from __future__ import annotations

import allauth.account.admin  # noqa: F401 - these two register what is taken away below
import django.contrib.auth.admin  # noqa: F401
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from assessments.forms.text import LineField
from assessments.models import Assessment, AuditEntry, Label, Organisation, User
from assessments.workflow.people import change_account

# Only people themselves change their addresses, and no rights are given by groups. Changes to either would leave no row
# in the audit trail.
admin.site.unregister([EmailAddress, Group])


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
        "is_staff",
    ]
    list_display = ["email", "name", "is_assessor", "is_secretariat", "is_active"]
    list_filter = ["is_assessor", "is_secretariat", "is_active"]
    search_fields = ["email", "name"]
    readonly_fields = ["email"]
    formfield_overrides = {models.CharField: {"form_class": LineField}}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

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
    """Assessments by state."""

    list_display = ["reference", "organisation", "status", "submitted_at", "decided_at"]
    list_filter = ["status"]
    list_select_related = ["organisation"]
    search_fields = ["reference"]


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
