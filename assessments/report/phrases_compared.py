"""Sentences about own runs over time and about several choices, each written out in every language it can take."""

from __future__ import annotations

from collections.abc import Sequence

from assessments.report.phrases import Language
from criteria.definitions import Text


def trend_sentence(label: str, own: Sequence[tuple[int, str]], language: Language) -> str:
    """The first and the last own number with their years (ascending), without a word on which is better."""
    (first, before), (last, after) = own[0], own[-1]
    if first == last:
        sentence = Text(en="{label}: {after} in {last}", fi="{label}: {after} vuonna {last}")
    else:
        sentence = Text(
            en="{label}: {before} in {first}, {after} in {last}",
            fi="{label}: {before} vuonna {first}, {after} vuonna {last}",
        )
    return sentence.in_language(language).format(label=label, before=before, first=first, after=after, last=last)


def several_sentence(label: str, chosen: int, of: int, most: tuple[str, str] | None, language: Language) -> str:
    """How many of several choices the cluster made, and the most common one among the others with its share."""
    if most is None:
        sentence = Text(en="{label}: {chosen} of {of} here", fi="{label}: tässä {chosen}/{of}")
    else:
        sentence = Text(
            en="{label}: {chosen} of {of} here; most common among the others: {name} ({share})",
            fi="{label}: tässä {chosen}/{of}; muilla yleisin: {name} ({share})",
        )
    name, share = most or ("", "")
    return sentence.in_language(language).format(label=label, chosen=chosen, of=of, name=name, share=share)
