"""`manage.py prepare`: everything that must be done before an instance can serve, and after each update."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from assessments.models import User
from labelcheck.readiness import missing


class Command(BaseCommand):
    """Prepares an instance. Running it again does no harm."""

    help = "Compiles translations, migrates the database, makes the cache's table, collects static files, and checks."

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                self._compile(source)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("check")
        if left := missing():
            raise CommandError("\n".join(left))
        if not User.objects.filter(is_staff=True, is_active=True).exists():
            self.stdout.write("Nobody can open the administration yet: `manage.py createsuperuser` makes an account.")
        self.stdout.write("Ready.")

    def _compile(self, source: Path) -> None:
        with source.open("rb") as text:
            catalogue = read_po(text)
        compiled = source.with_suffix(".mo")
        with compiled.open("wb") as file:
            write_mo(file, catalogue)
