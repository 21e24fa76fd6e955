"""Sentences about own runs over time, several choices, areas and parts, each written out in every language."""

from __future__ import annotations

from collections.abc import Sequence

from assessments.report.words.phrases import Language
from criteria.definitions import Text


def trend_sentence(label: str, own: Sequence[tuple[int, str]], language: Language) -> str:
    """The first and the last own number with their years (ascending), without a word on which is better."""
    (first, before), (last, after) = own[0], own[-1]
    if first == last:
        sentence = Text({"en": "{label}: {after} in {last}", "fi": "{label}: {after} vuonna {last}"})
    else:
        sentence = Text(
            {
                "en": "{label}: {before} in {first}, {after} in {last}",
                "fi": "{label}: {before} vuonna {first}, {after} vuonna {last}",
            },
        )
    return sentence.in_language(language).format(label=label, before=before, first=first, after=after, last=last)


def listed(names: Sequence[str], language: Language) -> str:
    """Names as a sentence lists them: "A", "A and B", "A, B and C"."""
    last = Text({"en": " and ", "fi": " ja "}).in_language(language)
    return last.join(filter(None, [", ".join(names[:-1]), names[-1]]))


def profile_sentence(strongest: Sequence[str], weakest: Sequence[str], language: Language) -> str:
    """The message of the six areas' profile; both are the same areas if all stand level."""
    if strongest == weakest:
        sentence = Text(
            {
                "en": "The areas with a development level stand level",
                "fi": "Osa-alueet, joille on laskettu kehitystaso, ovat tasoissa",
            },
        )
    else:
        sentence = Text(
            {
                "en": "Furthest along: {strongest}. Most room to grow: {weakest}",
                "fi": "Pisimmällä: {strongest}. Eniten kehitettävää: {weakest}",
            },
        )
    return sentence.in_language(language).format(
        strongest=listed(strongest, language), weakest=listed(weakest, language)
    )


def composition_sentence(whole: str, largest: Sequence[str], share: str, language: Language) -> str:
    """The largest part of a whole with its share, or the largest parts if several are of one size."""
    if len(largest) == 1:
        sentence = Text(
            {"en": "{whole}: the largest part is {parts} ({share})", "fi": "{whole}: suurimpana {parts} ({share})"}
        )
    else:
        sentence = Text(
            {
                "en": "{whole}: the largest parts are {parts} ({share} each)",
                "fi": "{whole}: suurimpina {parts} (kukin {share})",
            },
        )
    parts = listed([_inside(part) for part in largest], language)
    return sentence.in_language(language).format(whole=whole, parts=parts, share=share)


def _inside(name: str) -> str:
    """A name inside a sentence: without its capital, unless it is an abbreviation."""
    return name if name[1:2].isupper() else f"{name[:1].lower()}{name[1:]}"


def several_sentence(label: str, chosen: int, of: int, most: tuple[str, str] | None, language: Language) -> str:
    """How many of several choices the cluster made, and the most common one among the others with its share."""
    if most is None:
        sentence = Text({"en": "{label}: {chosen} of {of} here", "fi": "{label}: {chosen} / {of}"})
    else:
        sentence = Text(
            {
                "en": "{label}: {chosen} of {of} here; most common among the others: {name} ({share})",
                "fi": "{label}: {chosen} / {of}; muilla yleisin: {name} ({share})",
            },
        )
    name, share = most or ("", "")
    return sentence.in_language(language).format(label=label, chosen=chosen, of=of, name=name, share=share)
