"""The passage on the release whose figures a report shows: its number, date, parameters and expected error."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.benchmark.cell_key import Noise
from assessments.benchmark.release_groups import FAMILY
from assessments.material import Material
from assessments.models import Release
from assessments.queries.releases import PublishedGroup
from assessments.report.content.tree import PrintedPassage
from assessments.report.words.groups import family_traits
from assessments.report.words.published import error_words
from criteria.clock import site_day
from criteria.formatting import format_date
from criteria.languages import put_together

PARAMETERS: Final = tuple(parameter.name for parameter in fields(Noise))


def release_passages(release: Release | None, language: str) -> tuple[PrintedPassage, ...]:
    """The passage on `release` in the active language; without a release it says that there is none."""
    title = _("The comparison figures of this report")
    if release is None:
        return (PrintedPassage(title, _("No comparison figures were published when this report was made.")),)
    noise = Noise(**{name: release.parameters[name] for name in PARAMETERS})
    words = {
        "number": release.number,
        "day": format_date(site_day(release.made_at), language),
        "largest": noise.largest,
        "smallest": noise.threshold + 1,
        "error": error_words(noise.error(), language),
        "address": settings.SITE_ADDRESS + reverse("comparison_method"),
    }
    sentence = _(
        "They are those of release %(number)s, published on %(day)s, and are the same for everybody. Each published"
        " count deviates at random by at most %(largest)s clusters, on average by %(error)s, and no count above 0 and"
        " below %(smallest)s is published. Medians, quartiles and percentiles of numbers are rounded to a fixed step"
        " of each measure and are at most half a step away from the exact value. So nobody can find the answer of a"
        " single cluster. The method, its parameters and the reasons for them are at %(address)s."
    )
    return (PrintedPassage(title, sentence % words),)


def family_passages(material: Material) -> tuple[PrintedPassage, ...]:
    """What the cluster has in common with its family, which charts only call similar; empty without a family."""
    families = [group for group in material.benchmark.groups if group.kind == FAMILY and group.size is not None]
    return tuple(PrintedPassage(_("Similar clusters"), _family_sentences(material, family)) for family in families)


def _family_sentences(material: Material, family: PublishedGroup) -> str:
    """How families are found, and what most clusters of this one share."""
    found = _(
        "Each release sorts all clusters, by their latest decided assessments, into families that are alike in size, "
        "age, budget, legal form and way of steering. Charts call the family of this cluster “similar clusters”."
    )
    traits = family_traits(material.edition, family, material.language)
    if not traits:
        return found
    return put_together(" ".join([found, _("What most of them share: %(traits)s.") % {"traits": traits}]), traits)
