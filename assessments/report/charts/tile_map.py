"""A map of Europe with a square of the same size for each country, near its neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.report.charts import svg

# The squares row by row from the north; "." is a square without a country. Countries that are too small for a square,
# or far away, have none.
ROWS: Final = (
    "IS .  .  .  NO SE FI .  .  .  . ",
    ".  .  .  .  .  .  EE .  .  .  . ",
    ".  IE GB .  DK .  LV .  RU .  . ",
    ".  .  .  NL DE PL LT BY .  .  . ",
    ".  .  BE LU CZ SK UA .  .  .  . ",
    ".  .  FR CH AT HU RO MD .  .  . ",
    "PT ES .  IT SI HR RS BG .  GE . ",
    ".  .  .  .  .  BA XK MK TR AM AZ",
    ".  .  .  MT .  ME AL GR .  CY . ",
)
TILES: Final[Mapping[str, tuple[int, int]]] = {
    code: (column, row)
    for row, squares in enumerate(ROWS)
    for column, code in enumerate(squares.split())
    if code != "."
}
STEP: Final = 30.0
SIDE: Final = 28.0
LEFT: Final = (svg.WIDTH - STEP * len(ROWS[0].split())) / 2
# Distances of the two lines of a square from its middle, in em.
CODE_DROP: Final = -0.15
NUMBER_DROP: Final = 0.85


@dataclass(frozen=True, slots=True)
class Place:
    """What the square of a country shows: its number, in a link with a name."""

    number: int
    name: str
    address: str


def tile_map(places: Mapping[str, Place], *, title: str) -> SafeString:
    """The map, with a link for each country of `places` that has a square. Others show their code only."""
    squares = [_square(code, places.get(code), *at) for code, at in TILES.items()]
    description = _("A square for each country of Europe with its code, and with its number of labels if it has any.")
    return svg.document(len(ROWS) * STEP, squares, title=title, description=description, role="group")


def _square(code: str, place: Place | None, column: int, row: int) -> SafeString:
    x, y = LEFT + column * STEP, row * STEP
    middle = (x + SIDE / 2, y + SIDE / 2)
    if place is None:
        empty = svg.rect("chart-step", x, y, SIDE, SIDE, radius=3)
        return svg.element("g", {}, empty, svg.text("chart-muted", *middle, code, anchor="middle", drop=svg.CENTRED))
    return svg.element(
        "a",
        {"href": place.address, "aria-label": place.name},
        svg.element("title", {}, place.name),
        svg.rect("chart-own-step", x, y, SIDE, SIDE, radius=3),
        svg.text("chart-own-inverse", *middle, code, anchor="middle", drop=CODE_DROP),
        svg.text("chart-own-inverse", *middle, f"{place.number}", anchor="middle", drop=NUMBER_DROP),
    )
