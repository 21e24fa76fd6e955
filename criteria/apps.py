"""The Django application of the criteria."""

from django.apps import AppConfig
from django.urls import register_converter


class CriteriaConfig(AppConfig):
    """Registers the check that stops a broken catalogue, and keys as parts of addresses."""

    name = "criteria"

    def ready(self) -> None:
        from criteria import checks  # noqa: F401  (registers itself)
        from criteria.converters import KeyConverter

        register_converter(KeyConverter, "key")
