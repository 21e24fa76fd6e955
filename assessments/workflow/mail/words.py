"""The words of mail and notices, from templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template import Context, engines


@dataclass(frozen=True, slots=True)
class Words:
    """What a mail or a notice says, without greeting and signature: plain text in one language."""

    subject: str
    body: str


def words_of(template: str, facts: Mapping[str, Any]) -> Words:
    """The words of `templates/mail/events/<template>.txt` in the language in force."""
    # Plain text: there is nothing to escape from. Names that people typed stand in subjects, where a line break
    # would end the header.
    context = Context(dict(facts), autoescape=False)
    engine = engines["django"].engine  # type: ignore[attr-defined]
    subject, body = (
        engine.get_template(f"mail/events/{template}.txt#{part}").render(context) for part in ("subject", "body")
    )
    lines = [line.rstrip() for line in body.strip().splitlines()]
    # At most one empty line in a row, however many facts were left out between two.
    kept = [line for number, line in enumerate(lines) if line or lines[number - 1]]
    return Words(" ".join(subject.split()), "\n".join(kept))
