"""`manage.py make_release`: publishes comparison figures."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.workflow.releasing import ReleaseRefused, make_release
from criteria.loader import current_edition, edition_keys, load_edition


class Command(BaseCommand):
    help = "Publishes the comparison figures of an edition, if enough is new since the last time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--edition", choices=edition_keys(), help="by default the one in force")

    def handle(self, *args: Any, **options: Any) -> None:
        key = options["edition"]
        edition = load_edition(key) if key else current_edition(timezone.localdate())
        try:
            release = make_release(edition=edition, by=None, at=timezone.now())
        except ReleaseRefused as refused:
            raise CommandError(str(refused)) from refused
        shown = release.groups.filter(size__isnull=False).count()
        self.stdout.write(f"{release}: {release.members_count} clusters, {shown} groups")
