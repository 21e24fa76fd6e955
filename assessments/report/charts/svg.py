"""SVG elements as escaped strings, and the text measurement that charts need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Final, Literal

from django.utils.safestring import SafeString

from assessments.design_tokens import design_tokens

# WeasyPrint does not apply the page's style sheet to inline SVG, so every element carries the light tokens as
# presentation attributes. On a web page the classes of charts.css override them, including the dark tokens, so that one
# SVG works in both places.
INK, MUTED_INK, PAPER, WASH, RULE, ACCENT, COHORT_BAND, COHORT_MEDIAN = (
    design_tokens()[name]
    for name in ("ink", "muted-ink", "paper", "wash", "rule", "accent", "cohort-band", "cohort-median")
)

STYLES: Final[Mapping[str, Mapping[str, str]]] = {
    "chart-own": {"fill": ACCENT, "stroke": PAPER, "stroke-width": "1"},
    "chart-own-line": {"stroke": ACCENT, "stroke-width": "1.5"},
    "chart-own-text": {"fill": ACCENT, "font-weight": "600"},
    "chart-own-inverse": {"fill": PAPER, "font-weight": "600"},
    "chart-own-step": {"fill": ACCENT, "stroke": ACCENT, "stroke-width": "0.5"},
    "chart-band": {"fill": COHORT_BAND, "stroke": COHORT_MEDIAN, "stroke-width": "0.5"},
    "chart-band-light": {"fill": WASH, "stroke": COHORT_MEDIAN, "stroke-width": "0.5"},
    "chart-step": {"fill": PAPER, "stroke": COHORT_MEDIAN, "stroke-width": "0.5"},
    "chart-median": {"stroke": COHORT_MEDIAN, "stroke-width": "2"},
    "chart-leader": {"stroke": COHORT_MEDIAN, "stroke-width": "0.5"},
    "chart-rule": {"stroke": RULE, "stroke-width": "0.5"},
    "chart-text": {"fill": INK},
    "chart-muted": {"fill": MUTED_INK},
    "mark-bars": {"fill": "none", "stroke": ACCENT, "stroke-width": "4"},
}

WIDTH: Final = 340.0
# Font size in print, in user units: in a column of 122 mm, one unit is 1.02 pt.
PRINT_SIZE: Final = 8.0
# Font size on a phone (charts.css). Layout is computed for this size, so that smaller sizes fit as well.
LAYOUT_SIZE: Final = 13.0
LINE_HEIGHT: Final = 1.2
NAMESPACE: Final = "http://www.w3.org/2000/svg"

# Distance from y down to the baseline of a line of text, in em.
ON_LINE: Final = 0.0
CENTRED: Final = 0.34
HANGING: Final = 0.74

NARROW: Final = frozenset("fijlrtI.,:;'|!()[]{}-·/ \u00a0\u202f")
BROAD: Final = frozenset("mwMW%@&…—")

type Anchor = Literal["start", "middle", "end"]
type Attribute = str | float


@lru_cache(maxsize=4096)
def number(value: float) -> str:
    """A coordinate with at most two decimals and no trailing zeros."""
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def _attributes(attributes: Mapping[str, Attribute]) -> str:
    """Attributes as a tag holds them, each after a space. Their values are escaped, their names are not."""
    return "".join(
        [
            f' {name}="{escape(value) if isinstance(value, str) else number(value)}"'
            for name, value in attributes.items()
        ]
    )


# A comparison draws a thousand elements of these few styles.
STYLE_ATTRIBUTES: Final[Mapping[str, str]] = {
    name: _attributes({"class": name, **style}) for name, style in STYLES.items()
}


def _written(name: str, attributes: str, children: Sequence[SafeString | str]) -> SafeString:
    """One element with `attributes` as written. Text is escaped; only a SafeString is kept as it is.

    Nothing but this function and `_attributes` writes markup: format_html() would do the same, but many times slower. A
    FallbackText is escaped like any text: SVG has no place for the HTML that marks it.
    """
    if not children:
        return SafeString(f"<{name}{attributes}/>")
    content = "".join([child if isinstance(child, SafeString) else escape(child) for child in children])
    return SafeString(f"<{name}{attributes}>{content}</{name}>")


def element(name: str, attributes: Mapping[str, Attribute], *children: SafeString | str) -> SafeString:
    """One element. Attribute values and text are escaped; `name` and the attribute names are not."""
    return _written(name, _attributes(attributes), children)


def styled(name: str, style: str, attributes: Mapping[str, Attribute], *children: SafeString | str) -> SafeString:
    """An element with a class of charts.css and the same style as presentation attributes."""
    return _written(name, STYLE_ATTRIBUTES[style] + _attributes(attributes), children)


def document(
    height: float,
    parts: Iterable[SafeString],
    *,
    title: str,
    description: str,
    role: Literal["img", "group"] = "img",
) -> SafeString:
    """A whole chart: an SVG image with title and description, as wide as its container; a group if it has links."""
    attributes: dict[str, Attribute] = {
        "xmlns": NAMESPACE,
        "class": "chart",
        "role": role,
        "viewBox": f"0 0 {number(WIDTH)} {number(height)}",
        "width": "100%",
        "font-family": "'Source Sans 3',sans-serif",
        "font-size": PRINT_SIZE,
    }
    return element("svg", attributes, element("title", {}, title), element("desc", {}, description), *parts)


def rect(style: str, x: float, y: float, width: float, height: float, radius: float = 0) -> SafeString:
    """A rectangle; `radius` rounds its corners."""
    corner: dict[str, Attribute] = {"rx": radius} if radius else {}
    return styled("rect", style, {"x": x, "y": y, "width": width, "height": height, **corner})


def line(style: str, x1: float, y1: float, x2: float, y2: float) -> SafeString:
    """A straight line."""
    return styled("line", style, {"x1": x1, "y1": y1, "x2": x2, "y2": y2})


def diamond(x: float, y: float, half: float = 6.5) -> SafeString:
    """The mark for the cluster's value: a filled diamond around (x, y), `half` high and wide to each side."""
    corners = ((x, y - half), (x + half, y), (x, y + half), (x - half, y))
    return styled("polygon", "chart-own", {"points": " ".join(f"{number(px)},{number(py)}" for px, py in corners)})


def text(
    style: str, x: float, y: float, words: str | Sequence[str], *, anchor: Anchor = "start", drop: float = ON_LINE
) -> SafeString:
    """One or more lines of text at (x, y); `drop` moves the first baseline down, in em of the font size."""
    lines = (words,) if isinstance(words, str) else words
    place: dict[str, Attribute] = {"x": x, "y": y}
    if anchor != "start":
        place["text-anchor"] = anchor
    if len(lines) == 1:
        return styled("text", style, {**place, **_down(drop)}, lines[0])
    spans = (
        element("tspan", {"x": x, **_down(LINE_HEIGHT if index else drop)}, words) for index, words in enumerate(lines)
    )
    return styled("text", style, place, *spans)


def centred(style: str, x: float, y: float, lines: Sequence[str], *, anchor: Anchor = "start") -> SafeString:
    """Lines of text, vertically centred on y."""
    return text(style, x, y, lines, anchor=anchor, drop=CENTRED - (len(lines) - 1) * LINE_HEIGHT / 2)


def _down(drop: float) -> dict[str, Attribute]:
    return {"dy": f"{number(drop)}em"} if drop else {}


def text_width(words: str) -> float:
    """An upper estimate of the width of `words` in Source Sans 3 at the layout size, in user units."""
    return sum(map(_em, words)) * LAYOUT_SIZE


@lru_cache(maxsize=1024)
def _em(letter: str) -> float:
    if letter in NARROW:
        return 0.3
    if letter in BROAD:
        return 0.85
    return 0.64 if letter.isupper() else 0.53


def wrap(words: str, width: float) -> list[str]:
    """`words` broken into lines of at most `width` user units; a longer word gets a line of its own."""
    lines: list[str] = []
    for word in words.split(" "):
        if lines and text_width(f"{lines[-1]} {word}") <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def clamp(value: float, low: float, high: float) -> float:
    """`value` limited to the range from `low` to `high`; `low` wins if `high` is smaller."""
    return max(low, min(value, high))
