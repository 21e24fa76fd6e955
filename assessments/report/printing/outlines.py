"""Text as the outlines of its letters, for pictures that must look the same without the fonts of the report."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from django.conf import settings
from fontTools.misc.transform import Transform
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from assessments.report.charts.svg import number
from assessments.report.printing.fonts import FONTS

WEIGHT: Final = {"wght": 600}


# A label is drawn in several colours one after the other.
@lru_cache(maxsize=8)
def outlined(words: str, *, size: float, x: float, baseline: float) -> tuple[str, float]:
    """The path of the words in Source Sans from (x, baseline), and its width. Letters that it lacks are boxes."""
    with TTFont(settings.FONT_DIR / FONTS["normal"], lazy=True) as font:
        glyphs, names = font.getGlyphSet(location=WEIGHT), font.getBestCmap()
        scale, left = size / font["head"].unitsPerEm, x
        pen = SVGPathPen(glyphs, ntos=number)
        for letter in words:
            name = names.get(ord(letter), ".notdef")
            glyphs[name].draw(TransformPen(pen, Transform(scale, 0, 0, -scale, left, baseline)))
            left += glyphs[name].width * scale
        return pen.getCommands(), left - x
