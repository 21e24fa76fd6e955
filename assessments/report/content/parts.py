"""The titles of the report's parts as printed, with the numbers of its annexes."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from assessments.material import Material
from assessments.queries.wording import ANNEXES, part_names


def annex_numbers(material: Material) -> Mapping[str, int]:
    """The numbers of the annexes that are printed, counted from one."""
    printed = (part for part in ANNEXES if material.prints(part) and (part != "further" or material.in_brief))
    return {part: number for number, part in enumerate(printed, 1)}


def part_titles(material: Material) -> Mapping[str, str]:
    """The titles of the parts that can be left out or worded, in the order in which they are printed."""
    names, numbers = part_names(material.edition, material.language), annex_numbers(material)
    return {
        part: _("Annex %(number)s: %(title)s") % {"number": numbers[part], "title": name} if part in numbers else name
        for part, name in names.items()
    }
