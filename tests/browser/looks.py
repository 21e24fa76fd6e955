"""What is wrong with a page in any of its looks: what axe finds (WCAG 2.2 AA as far as it can be tested automatically),
and widths at which it scrolls sideways. A page is loaded once and then shown in each look: loading takes longest."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import axe_playwright_python

AXE: Final = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
type Look = tuple[str, int, dict[str, Any]]

TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What a colour scheme can break, which takes axe more than half of its time.
COLOUR_RULES: Final = ["color-contrast", "link-in-text-block"]
ALL: Final = {"runOnly": {"type": "tag", "values": TAGS}}
COLOURS: Final = {"runOnly": {"type": "rule", "values": COLOUR_RULES}}
ALL_BUT_COLOURS: Final = {**ALL, "rules": {rule: {"enabled": False} for rule in COLOUR_RULES}}
# Without the places where nothing is wrong, whose description takes long, and without loading the style sheets again
# for a rule that is not among these.
VIOLATIONS: Final = """
    async rules => (await axe.run({...rules, resultTypes: ["violations"], preload: false})).violations
"""
# Scheme, width and rules: the colours of each scheme narrow and wide, the rest in three widths.
# A window of 1280 px zoomed to 200 % has the same layout as one of 640 px.
LOOKS: Final = (
    ("light", 320, ALL),
    ("dark", 320, COLOURS),
    ("light", 640, ALL_BUT_COLOURS),
    ("light", 1280, COLOURS),
    ("dark", 1280, ALL),
)
# Both schemes, the narrowest and the widest window.
TWO_LOOKS: Final = (LOOKS[0], LOOKS[-1])
WIDTHS: Final = (320, 640, 768, 1280)


def faults_on(page: Any, addresses: Iterable[str], looks: Iterable[Look] = TWO_LOOKS) -> list[str]:
    """What is wrong with each page, one line each."""
    found = []
    for address in addresses:
        response = page.goto(address)
        assert response.status == 200, address
        found += [f"{address}: {fault}" for fault in faults_of(page, looks)]
    return found


def faults_of(page: Any, looks: Iterable[Look] = TWO_LOOKS) -> list[str]:
    """What is wrong with the page that is open, one line each."""
    found = []
    page.evaluate(AXE)
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    # As high as the page is in its narrowest look, so that the sticky bar with the buttons covers nothing.
    height = page.evaluate("document.documentElement.scrollHeight")
    for scheme, width, rules in looks:
        # Without motion, or colours would still be changing from one scheme to the other while axe looks.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": height})
        for violation in page.evaluate(VIOLATIONS, rules):
            places = [node["html"][:160] for node in violation["nodes"][:2]]
            found.append(f"{scheme} {width}: {violation['id']} ({len(violation['nodes'])}): {places}")
    return found + too_wide(page)


def too_wide(page: Any) -> list[str]:
    """The widths at which the page that is open scrolls sideways, and by how much, one line each."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if excess := page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"):
            found.append(f"{width}: {excess} px too wide")
    return found
