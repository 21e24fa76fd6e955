"""The Django application of the criteria."""

from django.apps import AppConfig
from django.urls import register_converter


class CriteriaConfig(AppConfig):
    """Registers the system check of the catalogue and the URL converter for keys."""

    name = "criteria"

    def ready(self) -> None:
        from criteria import checks  # noqa: F401  (the import registers the check)
        from criteria.converters import KeyConverter

        register_converter(KeyConverter, "key")
