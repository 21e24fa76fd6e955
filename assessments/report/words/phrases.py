"""Whole sentences of the report in each language, with their plural forms; nothing is glued from fragments."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from criteria.definitions import Measure, Text
from criteria.formatting import format_percent

type Language = str


class Position(StrEnum):
    """Where an own value stands in a cohort. Quarters need quartiles; the rest needs only a median."""

    TOP_QUARTER = "top_quarter"
    ABOVE = "above"
    AT_MEDIAN = "at_median"
    BELOW = "below"
    LOWEST_QUARTER = "lowest_quarter"
    NOT_COMPARED = "not_compared"
    NOT_ANSWERED = "not_answered"


def position_of(
    own: Decimal | None, *, first_quartile: Decimal | None, median: Decimal | None, third_quartile: Decimal | None
) -> Position:
    """The position of `own` among quartiles of the same unit; equal to a quartile counts as inside it."""
    if own is None:
        return Position.NOT_ANSWERED
    if median is None:
        return Position.NOT_COMPARED
    if third_quartile is not None and own > third_quartile:
        return Position.TOP_QUARTER
    if first_quartile is not None and own < first_quartile:
        return Position.LOWEST_QUARTER
    if own == median:
        return Position.AT_MEDIAN
    return Position.ABOVE if own > median else Position.BELOW


COUNT_SENTENCES = {
    Position.TOP_QUARTER: Text(
        {
            "en": "{label}: more than in three of four clusters",
            "fi": "{label}: enemmän kuin kolmella klusterilla neljästä",
        },
    ),
    Position.ABOVE: Text(
        {"en": "{label}: more than in most clusters", "fi": "{label}: enemmän kuin useimmilla klustereilla"},
    ),
    Position.AT_MEDIAN: Text(
        {"en": "{label}: in the middle of the cohort", "fi": "{label}: vertailujoukon keskitasoa"},
    ),
    Position.BELOW: Text(
        {"en": "{label}: fewer than in most clusters", "fi": "{label}: vähemmän kuin useimmilla klustereilla"},
    ),
    Position.LOWEST_QUARTER: Text(
        {
            "en": "{label}: fewer than in three of four clusters",
            "fi": "{label}: vähemmän kuin kolmella klusterilla neljästä",
        },
    ),
}
SHARE_SENTENCES = {
    Position.TOP_QUARTER: Text(
        {
            "en": "{label}: a higher share than in three of four clusters",
            "fi": "{label}: osuus on suurempi kuin kolmella klusterilla neljästä",
        },
    ),
    Position.ABOVE: Text(
        {
            "en": "{label}: a higher share than in most clusters",
            "fi": "{label}: osuus on suurempi kuin useimmilla klustereilla",
        },
    ),
    Position.AT_MEDIAN: Text(
        {
            "en": "{label}: the share is in the middle of the cohort",
            "fi": "{label}: osuus on vertailujoukon keskitasoa",
        },
    ),
    Position.BELOW: Text(
        {
            "en": "{label}: a lower share than in most clusters",
            "fi": "{label}: osuus on pienempi kuin useimmilla klustereilla",
        },
    ),
    Position.LOWEST_QUARTER: Text(
        {
            "en": "{label}: a lower share than in three of four clusters",
            "fi": "{label}: osuus on pienempi kuin kolmella klusterilla neljästä",
        },
    ),
}
# For sums of money, years, averages and levels that are means: neither "more" nor "share" fits them.
VALUE_SENTENCES = {
    Position.TOP_QUARTER: Text(
        {
            "en": "{label}: higher than in three of four clusters",
            "fi": "{label}: luku on suurempi kuin kolmella klusterilla neljästä",
        },
    ),
    Position.ABOVE: Text(
        {"en": "{label}: higher than in most clusters", "fi": "{label}: luku on suurempi kuin useimmilla klustereilla"},
    ),
    Position.AT_MEDIAN: Text(
        {"en": "{label}: in the middle of the cohort", "fi": "{label}: luku on vertailujoukon keskitasoa"},
    ),
    Position.BELOW: Text(
        {"en": "{label}: lower than in most clusters", "fi": "{label}: luku on pienempi kuin useimmilla klustereilla"},
    ),
    Position.LOWEST_QUARTER: Text(
        {
            "en": "{label}: lower than in three of four clusters",
            "fi": "{label}: luku on pienempi kuin kolmella klusterilla neljästä",
        },
    ),
}
UNCOMPARED_SENTENCES = {
    Position.NOT_COMPARED: Text(
        {
            "en": "{label}: too few finished assessments to compare yet",
            "fi": "{label}: vertailuun on vielä liian vähän valmiita arviointeja",
        },
    ),
    Position.NOT_ANSWERED: Text(
        {
            "en": "{label}: no value of the cluster's own to compare yet",
            "fi": "{label}: klusterin omaa lukua ei vielä ole",
        },
    ),
}


def position_sentence(measure: Measure, position: Position, language: Language) -> str:
    """The message of a comparison, used as its title; it never says that more is better."""
    if position in UNCOMPARED_SENTENCES:
        sentences = UNCOMPARED_SENTENCES
    elif measure.percent:
        sentences = SHARE_SENTENCES
    elif measure.euro or measure.unit or measure.decimals:
        sentences = VALUE_SENTENCES
    else:
        sentences = COUNT_SENTENCES
    return sentences[position].in_language(language).format(label=measure.label.in_language(language))


def ladder_sentence(label: str, own: int | None, lower: int | None, language: Language) -> str:
    """Where the own step stands. `lower`: whole percent of the cohort on a lower step, None if it is not shown."""
    if own is None:
        return (
            Text({"en": "{label}: no step chosen yet", "fi": "{label}: porrasta ei ole vielä valittu"})
            .in_language(language)
            .format(label=label)
        )
    if lower is None:
        sentence = Text({"en": "{label}: step {own} of 4", "fi": "{label}: porras {own} / 4"})
    elif lower == 0:
        sentence = Text(
            {
                "en": "{label}: step {own} of 4; no cluster stands lower",
                "fi": "{label}: porras {own} / 4; yksikään klusteri ei ole alempana",
            },
        )
    else:
        sentence = Text(
            {
                "en": "{label}: step {own} of 4; {share} of clusters stand lower",
                "fi": "{label}: porras {own} / 4; klustereista {share} on alempana",
            },
        )
    return sentence.in_language(language).format(label=label, own=own, share=format_percent(lower or 0, language))


def choice_sentence(label: str, choice: str, share: int | None, language: Language) -> str:
    """What the cluster chose and how common it is. `share`: whole percent of the cohort, None if not shown."""
    if not choice:
        sentence = Text({"en": "{label}: not answered yet", "fi": "{label}: ei vielä vastausta"})
    elif share is None:
        sentence = Text({"en": "{label}: {choice}", "fi": "{label}: {choice}"})
    elif share == 0:
        sentence = Text(
            {
                "en": "{label}: {choice}, unlike all the clusters compared",
                "fi": "{label}: {choice}, toisin kuin muilla vertailun klustereilla",
            },
        )
    else:
        sentence = Text(
            {
                "en": "{label}: {choice}, like {share} of the clusters compared",
                "fi": "{label}: {choice}, kuten {share} vertailun klustereista",
            },
        )
    return sentence.in_language(language).format(label=label, choice=choice, share=format_percent(share or 0, language))


def chart_description(title: str, caption: str, language: Language) -> str:
    """What a reader who does not see the chart is told; its numbers stand in the table that follows."""
    if not caption:
        sentence = Text({"en": "{title}.", "fi": "{title}."})
    else:
        sentence = Text(
            {
                "en": "{title}. Compared with: {caption}. The numbers follow in a table.",
                "fi": "{title}. Vertailujoukko: {caption}. Luvut ovat seuraavassa taulukossa.",
            },
        )
    return sentence.in_language(language).format(title=title, caption=caption)


def at_or_below_sentence(low: int, high: int, language: Language) -> str:
    """Between which percentages of the cohort (`low` up to `high`) stand at or below the own value."""
    if low == 0:
        sentence = Text(
            {
                "en": "Fewer than {high} of the clusters compared stand at or below this value.",
                "fi": "Vertailluista klustereista alle {high} on samalla tasolla tai alempana.",
            },
        )
    elif high == 100:
        sentence = Text(
            {
                "en": "At least {low} of the clusters compared stand at or below this value.",
                "fi": "Vertailluista klustereista vähintään {low} on samalla tasolla tai alempana.",
            },
        )
    else:
        sentence = Text(
            {
                "en": "Between {low} and {high} of the clusters compared stand at or below this value.",
                "fi": "Vertailluista klustereista {low}–{high} on samalla tasolla tai alempana.",
            },
        )
    return sentence.in_language(language).format(low=format_percent(low, language), high=format_percent(high, language))


def cohort_caption(cohort: str, count: int, language: Language) -> str:
    """Who is compared, and how many they are, beside the message of a chart."""
    if count == 1:
        sentence = Text({"en": "{cohort}, one cluster", "fi": "{cohort}, yksi klusteri"})
    else:
        sentence = Text({"en": "{cohort}, {count} clusters", "fi": "{cohort}, {count} klusteria"})
    return sentence.in_language(language).format(cohort=cohort, count=count)


ELIGIBLE = {
    True: Text(
        {
            "en": "The cluster fulfils every binding criterion of the label.",
            "fi": "Klusteri täyttää kaikki laatumerkin sitovat kriteerit.",
        },
    ),
    False: Text(
        {
            "en": "The cluster does not fulfil every binding criterion of the label.",
            "fi": "Klusteri ei täytä kaikkia laatumerkin sitovia kriteerejä.",
        },
    ),
    None: Text(
        {
            "en": "It is not known yet whether the cluster fulfils every binding criterion of the label.",
            "fi": "Vielä ei tiedetä, täyttääkö klusteri kaikki laatumerkin sitovat kriteerit.",
        },
    ),
}
ELIGIBLE_WAIVED = Text(
    {
        "en": "The cluster fulfils the binding criteria of the label, with a waiver where one is marked.",
        "fi": "Klusteri täyttää laatumerkin sitovat kriteerit; joistakin on myönnetty poikkeus, joka on merkitty.",
    },
)


def eligibility_sentence(is_eligible: bool | None, has_waiver: bool, language: Language) -> str:
    """The verdict in one sentence."""
    sentence = ELIGIBLE_WAIVED if is_eligible and has_waiver else ELIGIBLE[is_eligible]
    return sentence.in_language(language)


def missing_sentence(count: int, total: int, language: Language) -> str:
    """How many of `total` indicators are not answered in full."""
    if count == 0:
        sentence = Text(
            {
                "en": "All {total} indicators are answered; the profile of the organisation has gaps.",
                "fi": "Kaikkiin {total} indikaattoriin on vastattu; organisaation tiedoissa on aukkoja.",
            },
        )
    elif count == 1:
        sentence = Text(
            {
                "en": "One of {total} indicators is not answered in full.",
                "fi": "Yhteen {total} indikaattorista ei ole vastattu kokonaan.",
            },
        )
    else:
        sentence = Text(
            {
                "en": "{count} of {total} indicators are not answered in full.",
                "fi": "{total} indikaattorista {count} on vailla täyttä vastausta.",
            },
        )
    return sentence.in_language(language).format(count=count, total=total)


def missing_fields_sentence(labels: list[str], language: Language) -> str:
    """Which fields of an indicator are blank."""
    if len(labels) == 1:
        sentence = Text({"en": "Still blank: {labels}.", "fi": "Vielä tyhjä: {labels}."})
    else:
        sentence = Text({"en": "Still blank: {labels}.", "fi": "Vielä tyhjinä: {labels}."})
    return sentence.in_language(language).format(labels="; ".join(labels))


def not_answered(language: Language) -> str:
    """An indicator without any answer."""
    return Text({"en": "Not answered yet.", "fi": "Ei vielä vastausta."}).in_language(language)


def summary_opening(answered: int, total: int, recommended: int, language: Language) -> str:
    """What the report rests on and what it holds."""
    if recommended == 0:
        sentence = Text(
            {
                "en": "This report rests on answers to {answered} of {total} indicators. "
                "It holds no recommendations yet.",
                "fi": "Raportti perustuu vastauksiin, jotka kattavat {answered} / {total} indikaattoria. "
                "Suosituksia ei vielä ole.",
            },
        )
    elif recommended == 1:
        sentence = Text(
            {
                "en": "This report rests on answers to {answered} of {total} indicators and holds one recommendation.",
                "fi": "Raportti perustuu vastauksiin, jotka kattavat {answered} / {total} indikaattoria, "
                "ja sisältää yhden suosituksen.",
            },
        )
    else:
        sentence = Text(
            {
                "en": "This report rests on answers to {answered} of {total} indicators and holds "
                "{recommended} recommendations.",
                "fi": "Raportti perustuu vastauksiin, jotka kattavat {answered} / {total} indikaattoria, "
                "ja sisältää {recommended} suositusta.",
            },
        )
    return sentence.in_language(language).format(answered=answered, total=total, recommended=recommended)


EFFECT_WORDS = (
    Text({"en": "slight", "fi": "vähäinen"}),
    Text({"en": "small", "fi": "pieni"}),
    Text({"en": "noticeable", "fi": "selvä"}),
    Text({"en": "considerable", "fi": "suuri"}),
    Text({"en": "felt beyond the team", "fi": "näkyy tiimin ulkopuolellekin"}),
)
EFFORT_WORDS = (
    Text({"en": "some days", "fi": "joitakin päiviä"}),
    Text({"en": "a week or two", "fi": "viikko tai kaksi"}),
    Text({"en": "some weeks beside daily work", "fi": "joitakin viikkoja arjen ohessa"}),
    Text({"en": "several months", "fi": "useita kuukausia"}),
    Text({"en": "a project of its own", "fi": "oma hanke"}),
)
FILLED, HOLLOW = "●", "○"


def dots(grade: int) -> str:
    """A grade of 1 to 5 as filled and hollow dots."""
    return FILLED * grade + HOLLOW * (5 - grade)


def effect_words(grade: int, language: Language) -> str:
    """The effect of a recommendation, 1 to 5, in words."""
    return EFFECT_WORDS[grade - 1].in_language(language)


def effort_words(grade: int, language: Language) -> str:
    """The effort of a recommendation, 1 to 5, in words."""
    return EFFORT_WORDS[grade - 1].in_language(language)


SELF_ASSESSED = Text({"en": "Self-assessment, not assessed", "fi": "Itsearviointi, ei arvioitu"})
DECISION_PENDING = Text({"en": "Draft, decision pending", "fi": "Luonnos, päätös tekemättä"})
WITHDRAWN = Text({"en": "Withdrawn", "fi": "Peruutettu"})
FICTIONAL = Text({"en": "Fictional demo data", "fi": "Kuvitteellista esimerkkiaineistoa"})
STATE_MARKS = {
    "draft": SELF_ASSESSED,
    "submitted": SELF_ASSESSED,
    "interview": DECISION_PENDING,
    "assessed": DECISION_PENDING,
    "withdrawn": WITHDRAWN,
}


def marks(status: str, is_fictional: bool, language: Language) -> str:
    """What every page must carry: the state of anything not decided, and that data are fictional."""
    said = [STATE_MARKS[status]] if status in STATE_MARKS else []
    return " · ".join(mark.in_language(language) for mark in [*said, *([FICTIONAL] if is_fictional else [])])


def cover_state(status: str, valid_until: str, language: Language) -> str:
    """The state on the cover. `valid_until` is the last day of the label in words, "" without one."""
    if status == "labelled" and valid_until:
        sentence = Text({"en": "Label valid until {day}", "fi": "Laatumerkki voimassa {day} asti"})
    elif status in STATE_MARKS:
        sentence = STATE_MARKS[status]
    elif status == "labelled":
        sentence = Text({"en": "Label awarded", "fi": "Laatumerkki myönnetty"})
    else:
        sentence = Text({"en": "Assessed, no label awarded", "fi": "Arvioitu, laatumerkkiä ei myönnetty"})
    return sentence.in_language(language).format(day=valid_until)
