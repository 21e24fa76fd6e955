"""The badges of labels and of members of clusters, as SVG images of their own for other websites."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.safestring import SafeString

from assessments.design_tokens import design_tokens
from assessments.report.charts import svg
from criteria.validity import LabelState

HEIGHT: Final = 28.0
PADDING: Final = 10.0
# The ground of the state: readable with white text, and told apart by the words as well.
GROUNDS: Final = {
    LabelState.AHEAD: "cohort-median",
    LabelState.VALID: "met",
    LabelState.IN_GRACE: "unknown",
    LabelState.EXPIRED: "cohort-median",
    LabelState.SUSPENDED: "not-met",
    LabelState.WITHDRAWN: "not-met",
}


def badge(*, name: str, state: LabelState, word: str, title: str) -> SafeString:
    """The name of the label beside the word for its state; `title` says both in a sentence."""
    return _fields(((name, "ink"), (word, GROUNDS[state])), title=title)


def member_badge(*, lead: str, cluster: str, title: str) -> SafeString:
    """That somebody is part of a cluster: the words for it beside the cluster's name."""
    return _fields(((lead, "ink"), (cluster, "accent")), title=title)


def _fields(texts: Iterable[tuple[str, str]], *, title: str) -> SafeString:
    """Texts side by side, each on the ground of a token.

    Each text is fitted into its field by `textLength`, because a website that shows the badge may lack its font.
    """
    tokens, fields, left = design_tokens(), list[SafeString](), 0.0
    for words, ground in texts:
        length = svg.text_width(words)
        width = length + 2 * PADDING
        fields.append(svg.element("rect", {"x": left, "width": width, "height": HEIGHT, "fill": tokens[ground]}))
        place: dict[str, svg.Attribute] = {"x": left + PADDING, "y": HEIGHT / 2, "dy": "0.34em", "textLength": length}
        fields.append(svg.element("text", {**place, "fill": tokens["paper"]}, words))
        left += width
    return svg.element(
        "svg",
        {
            "xmlns": svg.NAMESPACE,
            "role": "img",
            "width": left,
            "height": HEIGHT,
            "viewBox": f"0 0 {svg.number(left)} {svg.number(HEIGHT)}",
            "font-family": "'Source Sans 3',Arial,sans-serif",
            "font-size": svg.LAYOUT_SIZE,
        },
        svg.element("title", {}, title),
        *fields,
    )
