"""The names of the levels of a label, for lists that hold labels of all levels, whatever their edition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from criteria.definitions import Level

LEVEL_NAMES: Final[Mapping[str, str | Promise]] = {
    Level.BRONZE: _("Bronze"),
    Level.SILVER: _("Silver"),
    Level.GOLD: _("Gold"),
}
