"""`manage.py credential_key`: the key that signs the credentials of labels."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.files.credential_keys import create_key, discard_key, is_of_this_user
from assessments.files.credentials import issuer_did
from assessments.issuer import current_issuer
from assessments.workflow.credentials import make_missing_credentials


class Command(BaseCommand):
    """Creates the key that signs from now on; what earlier ones have signed can still be verified."""

    help = "Creates a key for the credentials of labels, and makes the credentials that labels lack."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--revoke",
            metavar="KEY",
            help="the name of a key that became known: what it has signed is refused from now on and made anew",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not current_issuer().is_operator:
            raise CommandError("LABELCHECK_ISSUER is not 'issues': this site awards no labels and signs nothing.")
        try:
            did = issuer_did()
        except ValueError as error:
            raise CommandError(f"LABELCHECK_ADDRESS: {error}") from error
        if not is_of_this_user():
            # The site could not read what root creates, and decisions would fail.
            raise CommandError("Run this as the user who runs the site: the folder of the keys belongs to another one.")
        at = timezone.now()
        if options["revoke"]:
            try:
                discard_key(options["revoke"])
            except FileNotFoundError as error:
                raise CommandError(f"There is no key {options['revoke']!r}.") from error
        key = create_key(at)
        self.stdout.write(f"{did}#{key.name} signs from now on.")
        for credential in make_missing_credentials(at=at):
            self.stdout.write(credential.label.number)
