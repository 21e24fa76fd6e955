"""Sentences on the evidence for development levels, in the active language."""

from __future__ import annotations

from django.utils.translation import gettext as _


def evidence_sentence(seen: int, handed_in: int, word_alone: int) -> str:
    """How many development levels rest on which evidence."""
    sentence = _(
        "Of the %(total)s development levels, documents the assessor has seen carry %(seen)s, documents that were only "
        "handed in %(handed_in)s, and the word of the cluster alone %(word_alone)s."
    )
    total = seen + handed_in + word_alone
    return sentence % {"total": total, "seen": seen, "handed_in": handed_in, "word_alone": word_alone}


def attached_sentence(attached: int, total: int) -> str:
    """How many development levels have documents attached, before an assessor has looked at them."""
    return _("Development levels with documents attached: %(attached)s of %(total)s.") % {
        "attached": attached,
        "total": total,
    }
