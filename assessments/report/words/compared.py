"""Sentences about trends, multiple choices, areas and parts of a whole, in the active language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from criteria.formatting import format_names
from criteria.reader import language


def trend_sentence(label: str, own: Sequence[tuple[int, str]]) -> str:
    """The cluster's first and last number with their years (ascending), without judging which is better."""
    (first, before), (last, after) = own[0], own[-1]
    if first == last:
        sentence = _("%(label)s: %(after)s in %(last)s")
    else:
        sentence = _("%(label)s: %(before)s in %(first)s, %(after)s in %(last)s")
    return sentence % {"label": label, "before": before, "first": first, "after": after, "last": last}


def profile_sentence(strongest: Sequence[str], weakest: Sequence[str]) -> str:
    """The message of the profile chart if the areas differ."""
    sentence = _("Furthest along: %(strongest)s. Most room to grow: %(weakest)s")
    return sentence % {
        "strongest": format_names(strongest, language()),
        "weakest": format_names(weakest, language()),
    }


def level_areas_sentence(low: str, high: str) -> str:
    """The message of the profile chart if the areas differ little: their lowest and highest level as printed."""
    if low == high:
        return _("The areas compared are level, at %(low)s of 4") % {"low": low}
    return _("The areas compared are nearly level, at %(low)s to %(high)s of 4") % {"low": low, "high": high}


def too_few_levels_sentence(areas: Sequence[str]) -> str:
    """Names the areas that the message of the profile chart leaves out."""
    sentence = _("Too few practices with a level to be compared as areas: %(areas)s.")
    return sentence % {"areas": format_names(areas, language())}


def medians_sentence(above: Sequence[str], below: Sequence[str], near: Sequence[str]) -> str:
    """Which of several numbers are above and below their medians, by name; those `near` only if no other is."""
    if above and below:
        sentence = _("Above the median: %(above)s. Below it: %(below)s")
    elif above:
        sentence = _("Above the median: %(above)s")
    elif below:
        sentence = _("Below the median: %(below)s")
    else:
        sentence = _("Level with the median or close to it: %(near)s")
    names = {"above": above, "below": below, "near": near}
    return sentence % {key: format_names([_inside(name) for name in named], language()) for key, named in names.items()}


def composition_sentence(whole: str, largest: Sequence[str], share: str) -> str:
    """The largest part of a whole with its share; several parts if they are equally large."""
    sentence = ngettext(
        "%(whole)s: the largest part is %(parts)s (%(share)s)",
        "%(whole)s: the largest parts are %(parts)s (%(share)s each)",
        len(largest),
    )
    parts = format_names([_inside(part) for part in largest], language())
    return sentence % {"whole": whole, "parts": parts, "share": share}


def _inside(name: str) -> str:
    """A name for use within a sentence: in lower case, unless it is an abbreviation."""
    return name if name[1:2].isupper() else f"{name[:1].lower()}{name[1:]}"


def several_sentence(label: str, chosen: int, of: int, most: tuple[str, str] | None) -> str:
    """How many of several choices the cluster made, and the most common one in the group with its share."""
    if most is None:
        return _("%(label)s: %(chosen)s of %(of)s here") % {"label": label, "chosen": chosen, "of": of}
    sentence = _("%(label)s: %(chosen)s of %(of)s here; most common in the group: %(name)s (%(share)s)")
    name, share = most
    return sentence % {"label": label, "chosen": chosen, "of": of, "name": name, "share": share}
