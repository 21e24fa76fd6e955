"""Renders the text of mail and notices from templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template import Context, engines


@dataclass(frozen=True, slots=True)
class Words:
    """The text of a mail or notice without greeting and signature: plain text in one language."""

    subject: str
    body: str


def words_of(template: str, facts: Mapping[str, Any]) -> Words:
    """Renders `templates/mail/events/<template>.txt` in the active language."""
    # Plain text needs no escaping. Subjects contain names typed by users, in which a line break would end the header.
    context = Context(dict(facts), autoescape=False)
    engine = engines["django"].engine  # type: ignore[attr-defined]
    subject, body = (
        engine.get_template(f"mail/events/{template}.txt#{part}").render(context) for part in ("subject", "body")
    )
    lines = [line.rstrip() for line in body.strip().splitlines()]
    # At most one empty line in a row, however many facts were omitted in between.
    kept = [line for number, line in enumerate(lines) if line or lines[number - 1]]
    return Words(" ".join(subject.split()), "\n".join(kept))
