"""What an instance needs before it can serve; checked by `manage.py prepare` and before a server starts."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, staticfiles_storage
from django.core.cache import cache
from django.core.checks import run_checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


def missing() -> list[str]:
    """One sentence per missing prerequisite; an empty list if the instance can serve."""
    found = [
        f"The translations in {source} are not compiled: the pages would be in English only."
        for source in _uncompiled()
    ]
    if isinstance(staticfiles_storage, ManifestStaticFilesStorage) and not staticfiles_storage.hashed_files:
        found.append(f"The static files are not collected in {settings.STATIC_ROOT}.")
    found += [str(fault.msg) for fault in run_checks() if fault.is_serious() and not fault.is_silenced()]
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            found.append("The database lacks migrations.")
        elif _needs_cache_table():
            found.append("The database lacks the table of the cache.")
        elif fault := _cache_fault():
            found.append(f"The cache cannot be used: {fault}")
    except DatabaseError as error:
        found.append(f"The database cannot be used: {str(error).strip()}")
    return found


def _uncompiled() -> list[Path]:
    return [
        source
        for folder in settings.LOCALE_PATHS
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))
        if not source.with_suffix(".mo").exists()
    ]


def _needs_cache_table() -> bool:
    cache = settings.CACHES["default"]
    if cache["BACKEND"] != "django.core.cache.backends.db.DatabaseCache":
        return False
    return cache["LOCATION"] not in connection.introspection.table_names()


def _cache_fault() -> str:
    """Why the cache cannot be read; "" if it can. Without it nobody could sign in."""
    try:
        cache.get("readiness")
    except Exception as error:
        # Each kind of cache has errors of its own.
        return str(error)
    return ""
