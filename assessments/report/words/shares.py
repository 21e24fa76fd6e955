"""Published shares in words: of small groups in whole tenths, and of no group "none" or "all".

A published count deviates from the true one, so that a published share of none or all is only nearly that.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from criteria.formatting import format_percent
from criteria.rounding import half_up

# By tenths, as the subject of a sentence.
CLUSTERS: Final = (
    gettext_lazy("hardly any clusters"),
    gettext_lazy("about one in ten clusters"),
    gettext_lazy("about two in ten clusters"),
    gettext_lazy("about three in ten clusters"),
    gettext_lazy("about four in ten clusters"),
    gettext_lazy("about half the clusters"),
    gettext_lazy("about six in ten clusters"),
    gettext_lazy("about seven in ten clusters"),
    gettext_lazy("about eight in ten clusters"),
    gettext_lazy("about nine in ten clusters"),
    gettext_lazy("nearly all clusters"),
)


def clusters_words(share: Decimal | int, step: int, language: str) -> str:
    """The clusters that make up a share of a group, for a sentence: "about three in ten clusters", "62% of clusters".

    `share` is a percentage, and `step` what it is a multiple of, as in `Spread`: 10 in a small group, otherwise 1.
    """
    percent = int(half_up(share))
    if step == 1 and 0 < percent < 100:
        return _("%(share)s of clusters") % {"share": format_percent(percent, language)}
    return str(CLUSTERS[percent // 10])


def share_words(share: Decimal | int, step: int, language: str) -> str:
    """The same for charts and tables: "3 in 10" without a line break in it, "62%", "hardly any"."""
    percent = int(half_up(share))
    if percent <= 0:
        return _("hardly any")
    if percent >= 100:
        return _("nearly all")
    return (
        format_percent(percent, language) if step == 1 else _("%(tenths)s\u00a0in\u00a010") % {"tenths": percent // 10}
    )
