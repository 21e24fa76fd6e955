"""The Django application of the criteria."""

from django.apps import AppConfig


class CriteriaConfig(AppConfig):
    """Registers the check that stops a broken catalogue."""

    name = "criteria"

    def ready(self) -> None:
        from criteria import checks  # noqa: F401  (registers itself)
