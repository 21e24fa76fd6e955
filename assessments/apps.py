"""The Django application of the assessments."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Organisations, assessments, review, labels and reports."""

    name = "assessments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from assessments import checks  # noqa: F401  (the import registers the checks)
