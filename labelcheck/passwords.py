"""A validator for passwords that are long and yet easy to guess."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

RUNS = re.compile(r"[^\W\d_]+|\d+")
REPEATED = re.compile(r"(.+?)\1+", re.DOTALL)
LEAST = 10


class GuessablePasswordValidator(CommonPasswordValidator):
    """Refuses a common word with digits around it ("demo123456"), a name or address with an addition, and repetition.

    A run of digits or a single word counts as one character if it is a common password itself or is part of the
    person's name or address. What is repeated counts once. What remains must be as long as any password.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError if the password is easy to guess."""
        runs = RUNS.findall(password.casefold())
        words = [run for run in runs if not run.isdigit()]
        own = {part for part in self._own_parts(user) if len(part) > 2}
        weight = len(password)
        for run in runs:
            is_common = run in self.passwords or run in own or run[::-1] in own
            if is_common and (run.isdigit() or len(words) == 1 or run in own):
                weight -= len(run) - 1
        if repeated := REPEATED.fullmatch(password.casefold()):
            weight = min(weight, len(repeated[1]))
        if weight < LEAST:
            raise ValidationError(self.get_error_message(), code="password_guessable")

    def _own_parts(self, user: Any) -> set[str]:
        texts = [getattr(user, "name", ""), getattr(user, "email", "").partition("@")[0], "labelcheck"]
        return {part for text in texts for part in RUNS.findall((text or "").casefold())}

    def get_error_message(self) -> str:
        """The error message."""
        return _("This password is easy to guess: a common word, a name, digits or a repetition make up most of it.")

    def get_help_text(self) -> str:
        """The advice shown before a password is chosen."""
        return _("Several words that do not belong together make a good password.")
