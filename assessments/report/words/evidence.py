"""Sentences on the evidence for development levels, in the active language."""

from __future__ import annotations

from django.utils.translation import gettext as _


def evidence_sentence(seen: int, handed_in: int, word_alone: int) -> str:
    """How many development levels above 0 rest on which evidence."""
    total = seen + handed_in + word_alone
    if total == word_alone:
        sentence = _(
            "Development levels above 0: %(total)s. No documents support them; they rest on the word of the cluster."
        )
        return sentence % {"total": total}
    sentence = _(
        "Development levels above 0: %(total)s. Documents that the assessor has seen support %(seen)s, documents that "
        "were only handed in %(handed_in)s, and the word of the cluster alone %(word_alone)s."
    )
    return sentence % {"total": total, "seen": seen, "handed_in": handed_in, "word_alone": word_alone}


def attached_sentence(attached: int, total: int) -> str:
    """How many development levels above 0 have documents attached, before an assessor has looked at them."""
    return _("Development levels above 0 with documents attached: %(attached)s of %(total)s.") % {
        "attached": attached,
        "total": total,
    }
