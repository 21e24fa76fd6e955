"""The administration pages of the secretariat: people, organisations and the audit trail to look things up in."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from assessments.models import Assessment, AuditEntry, Label, Organisation, User


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """Who may sign in, and who assesses or decides. Passwords are set by their owners."""

    fields = [
        "email",
        "name",
        "language",
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


class ReadOnlyAdmin[Row: (Organisation, Assessment, Label, AuditEntry)](admin.ModelAdmin[Row]):
    """Rows that change only through the workflow, shown as they are."""

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
