"""The catalogue: complete, in both languages, as published."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest

from criteria.checks import check_catalogue
from criteria.definitions import Edition, FieldKind, Indicator, IndicatorKind, Text
from criteria.editions.bronze_2019.formulas import LEVELS
from criteria.editions.bronze_2019.situations import SITUATIONS
from criteria.loader import current_edition, edition_keys, load_edition
from criteria.tables import CatalogueError

EDITION = load_edition("2019")
PRACTICE = [indicator for indicator in EDITION.indicators if indicator.kind is IndicatorKind.PRACTICE]
CONTEXT = [indicator for indicator in EDITION.indicators if indicator.kind is IndicatorKind.CONTEXT]

# Key, kind ("c" context, "p" practice), Gold codes, English title, Finnish title.
INDICATORS = """
A1 c 2.1               | Age of the cluster organisation | Klusteriorganisaation ikä
A2 c 1.1.0,1.1.2,2.3       | Committed participants | Sitoutuneet jäsenet
A3 c 1.1.1             | Composition of participants | Jäsenistön koostumus
A4 c 1.2               | Geographical concentration | Alueellinen keskittyminen
A5 p 4.2               | Thematic specialisation | Temaattinen erikoistuminen
A6 c 2.4               | Driving forces | Liikkeellepaneva voima
A7 c -                 | International participants | Kansainväliset jäsenet
B1 c -                 | Legal form and steering | Oikeudellinen muoto ja ohjausmalli
B2 p 2.4               | Decision-making bodies and roles | Päätöksentekoelimet ja roolit
B3 c 2.2.1             | Management resources | Johtamisen resurssit
B4 p 2.2.2             | Qualification of the management team | Klusteritiimin osaaminen
B5 p 2.2.3,2.2.4       | Learning and stability of the team | Tiimin oppiminen ja pysyvyys
B6 p 4.1.1,4.1.2       | Strategy | Strategia
B7 p 4.1.3,4.1.4       | Implementation plan and financial controlling | Toimeenpanosuunnitelma ja talouden seuranta
B8 p 4.1.5,4.1.6,4.4   | Monitoring and review | Seuranta ja arviointi
C1 c 3.2               | Budget and sources of funding | Budjetti ja rahoituslähteet
C2 c 3.2               | Membership fees | Jäsenmaksut
C3 p 3.1               | Financial outlook | Rahoitusnäkymät
D1 p 4.3,3.1           | Acquisition of third-party funding | Ulkopuolisen rahoituksen hankinta
D2 p 4.3,2.6           | Collaborative research and technology development | Yhteinen tutkimus- ja kehitystoiminta
D3 p 4.3,4.6.1         | Information, matchmaking and exchange of experience | \
Tiedonvälitys, verkottaminen ja kokemusten vaihto
D4 p 4.3               | Development of skills and human resources | Osaamisen ja henkilöstön kehittäminen
D5 p 4.3               | Entrepreneurship and start-up support | Yrittäjyyden ja startupien tuki
D6 p 4.3,2.7           | External networking and promotion of the location | \
Ulkoinen verkostoituminen ja alueen markkinointi
D7 p 4.3,2.7           | Internationalisation | Kansainvälistyminen
D8 p 4.3               | Digital, green and social transition | Digitaalinen, vihreä ja yhteiskunnallinen siirtymä
E1 p 2.5               | Direct contacts with participants | Suorat yhteydet jäseniin
E2 p 2.6,4.5           | Working groups and joint projects | Työryhmät ja yhteishankkeet
E3 p 4.6.1,4.6.2       | Communication inside the cluster and web presence | Sisäinen viestintä ja verkkonäkyvyys
E4 p 2.7               | Cooperation with other clusters and the innovation system | \
Yhteistyö muiden klustereiden ja innovaatiojärjestelmän kanssa
F1 p 5.1               | Visibility in media and publications | Näkyvyys mediassa ja julkaisuissa
F2 p 5.2               | Success stories | Menestystarinat
F3 p 5.3               | Satisfaction of participants | Jäsenten tyytyväisyys
F4 p 4.4               | Impact on research and development | Vaikutus tutkimus- ja kehitystoimintaan
F5 p 4.4               | Impact on business activities | Vaikutus liiketoimintaan
F6 p 4.4               | Impact on international activities | Vaikutus kansainväliseen toimintaan
"""
KINDS = {"c": IndicatorKind.CONTEXT, "p": IndicatorKind.PRACTICE}
SERVICE = "level activities reached example"
FIELDS = {
    "A1": "founded",
    "A2": "total signed paying active joined left long_standing",
    "A3": "smes other_companies research universities training financial consultants government others",
    "A4": "core_region share_in_region share_of_potential",
    "A5": "portfolios focus level",
    "A6": "industry research public",
    "A7": "from_abroad countries",
    "B1": "legal_form steering",
    "B2": "bodies meetings company_share level",
    "B3": "people fte permanent_fte",
    "B4": "manager_years competences level",
    "B5": "training_days tenure level",
    "B6": "year horizon level",
    "B7": "action_plan controlling",
    "B8": "indicators interval level",
    "C1": "budget eu national regional fees services other_private in_kind",
    "C2": "has_fee lowest highest basis share_paying",
    "C3": "months level",
    **{f"D{n}": SERVICE for n in range(1, 9)},
    "E1": "share_met visits",
    "E2": "groups meetings share_taking_part projects",
    "E3": "channels newsletters english_website level",
    "E4": "partners_home partners_abroad requests level",
    "F1": "media publications events",
    "F2": "stories",
    "F3": "year response_rate result level",
    "F4": "impact evidence",
    "F5": "impact evidence",
    "F6": "impact evidence",
}
AREAS = {
    "A": ("Structure of the cluster", "Klusterin rakenne"),
    "B": ("Cluster management and governance", "Klusterin johtaminen ja hallinto"),
    "C": ("Financing of cluster management", "Klusterin johtamisen rahoitus"),
    "D": ("Services provided by the cluster management", "Klusterin johtamisen tarjoamat palvelut"),
    "E": ("Contacts and interaction within the cluster", "Klusterin sisäiset yhteydet ja vuorovaikutus"),
    "F": ("Achievements and recognition", "Klusterin saavutukset ja tunnettuus"),
}
CRITERIA = [
    ("fte", True, "B3", "0.5"),
    ("participants", True, "A2", "15"),
    ("eccp", True, "organisation", "accepted"),
    ("types", False, "A3", "2"),
    ("companies", False, "A3", "0.5"),
    ("website", False, "E3", ""),
    ("theme", False, "A5", ""),
    ("services", False, "D", "2"),
]
# The Gold indicators of 2013; "?" if the published table does not say whether Silver requires them.
GOLD = """
1.1.0+ 1.1.1+ 1.1.2+ 1.2- 2.1+ 2.2.1- 2.2.2+ 2.2.3- 2.2.4- 2.3- 2.4+ 2.5+ 2.6+ 2.7+ 3.1- 3.2-
4.1.1+ 4.1.2+ 4.1.3+ 4.1.4+ 4.1.5+ 4.1.6+ 4.2- 4.3+ 4.4+ 4.5- 4.6.1+ 4.6.2+ 5.1- 5.2? 5.3?
"""


def every_text(part: Any, path: str) -> Iterator[tuple[str, Text]]:
    """Every text in a part of the catalogue with its path. `by_key` is skipped because it repeats the areas."""
    if isinstance(part, Text):
        yield path, part
    elif isinstance(part, tuple):
        for number, item in enumerate(part):
            yield from every_text(item, f"{path}.{getattr(item, 'key', None) or number}")
    elif dataclasses.is_dataclass(part):
        for field in dataclasses.fields(part):
            if field.name != "by_key":
                yield from every_text(getattr(part, field.name), f"{path}.{field.name}")


TEXTS = list(every_text(EDITION, "2019"))
# Names that are the same in both languages.
SAME_IN_BOTH = {"EU", "ECCP", "ESCA", "EUCLES"}


def ids(indicators: list[Indicator]) -> dict[str, Any]:
    return {"argnames": "indicator", "argvalues": indicators, "ids": [indicator.key for indicator in indicators]}


def test_the_36_indicators_stand_in_the_published_order_with_titles_kinds_and_gold_codes():
    expected = []
    for line in INDICATORS.strip().splitlines():
        head, english, finnish = (part.strip() for part in line.split("|"))
        key, kind, higher = head.split()
        expected.append((key, key[0], KINDS[kind], () if higher == "-" else tuple(higher.split(",")), english, finnish))
    assert [
        (i.key, i.area, i.kind, i.higher, i.title.find("en"), i.title.find("fi")) for i in EDITION.indicators
    ] == expected
    assert len(expected) == 36


def test_the_fields_have_the_stable_keys_of_the_portable_file():
    assert {i.key: {f.key for f in i.fields} for i in EDITION.indicators} == {
        key: set(names.split()) for key, names in FIELDS.items()
    }


def test_a_success_story_has_five_columns_and_there_are_up_to_three():
    stories = EDITION.indicator("F2").field("stories")
    assert [column.key for column in stories.columns] == ["title", "start", "action", "result", "publishable"]
    assert stories.max_rows == 3
    assert [stories.row_name(2, language) for language in ("en", "fi")] == ["Success story 2", "Menestystarina 2"]


def test_technology_fields_are_the_fourteen_portfolios_of_which_two_at_most_are_chosen():
    portfolios = EDITION.indicator("A5").field("portfolios")
    assert (len(EDITION.portfolios), portfolios.choices, portfolios.max_choices) == (14, EDITION.portfolios, 2)


def test_the_six_areas():
    assert {area.key: (area.title.find("en"), area.title.find("fi")) for area in EDITION.areas} == AREAS
    assert [len(area.indicators) for area in EDITION.areas] == [7, 8, 3, 8, 4, 6]


def test_the_edition_is_in_force_since_the_criteria_are_and_labels_last_as_published():
    assert (EDITION.key, EDITION.in_force_from) == ("2019", dt.date(2019, 11, 15))
    rule = EDITION.validity
    assert (rule.first_months, rule.renewal_months, rule.grace_months) == (24, 36, 12)


def test_the_eight_criteria_of_which_three_bind():
    assert [(c.key, c.binding, c.origin, c.threshold) for c in EDITION.criteria] == CRITERIA
    assert [c.key for c in EDITION.criteria if c.is_share] == ["companies"]
    assert [c.key for c in EDITION.criteria if not c.source_url.startswith("https://")] == []


def test_the_31_gold_indicators_and_what_is_known_of_silvers_scope():
    signs = {"+": True, "-": False, "?": None}
    assert [(higher.code, higher.in_next_level) for higher in EDITION.higher] == [
        (g[:-1], signs[g[-1]]) for g in GOLD.split()
    ]
    assert len(EDITION.higher) == 31


def test_every_text_is_there_in_both_languages():
    assert [path for path, text in TEXTS if not text.find("en") or not text.find("fi")] == []


def test_no_text_was_left_untranslated():
    written = [(path, text.find("en"), text.find("fi")) for path, text in TEXTS if not is_country(path)]
    assert [(path, en) for path, en, fi in written if en == fi and en not in SAME_IN_BOTH] == []


def is_country(path: str) -> bool:
    """Whether the text is a country's name from CLDR, of which many are the same in both languages."""
    return ".countries.choices." in path


@pytest.mark.parametrize(
    ("language", "forbidden"),
    [
        pytest.param("en", r"\d[ \u00a0\u202f]%|\bper cent\b|\bpercent\b", id="English writes 50%"),
        pytest.param("fi", r"\d%", id="Finnish writes 50 %"),
        pytest.param("fi", r"(?i)\b(sinä|sinun|sinut|sinulle|sinulla|sinua)\b", id="Finnish says te"),
        pytest.param("en", r"!", id="English does not shout"),
        pytest.param("fi", r"!", id="Finnish does not shout"),
    ],
)
def test_the_catalogue_contains_no_forbidden_words(language, forbidden):
    found = [(path, m.group()) for path, text in TEXTS if (m := re.search(forbidden, text.in_language(language)))]
    assert found == []


@pytest.mark.parametrize(**ids(PRACTICE))
def test_a_practice_indicator_describes_five_steps(indicator):
    ladders = [field for field in indicator.fields if field.kind is FieldKind.LADDER]
    assert [len(field.steps) for field in ladders] == [5] * len(ladders)
    if indicator.key == "B7":  # Two ladders give one level: their mean has no description.
        assert indicator.steps == ()
    else:
        assert len(set(indicator.steps)) == 5


@pytest.mark.parametrize(**ids(PRACTICE))
def test_each_level_of_practice_has_two_or_more_actions_toward_its_own_gold_indicators(indicator):
    assert [len(indicator.advice_for_level(level)) >= 2 for level in range(4)] == [True] * 4
    assert indicator.advice_for_level(4) == ()
    assert [r.key for r in indicator.recommendations if not set(r.higher) & set(indicator.higher)] == []
    assert indicator.level_rule.function in {None, *LEVELS}


@pytest.mark.parametrize(**ids(CONTEXT))
def test_each_context_indicator_has_advice_whose_situations_are_judged_by_a_function(indicator):
    situations = {r.situation for r in indicator.recommendations}
    assert situations != set()
    assert situations - set(SITUATIONS) == set()
    assert (indicator.level_rule, indicator.steps) == (None, ())


def test_no_situation_is_judged_on_which_no_advice_depends():
    used = {key for i in EDITION.indicators for r in i.recommendations for key in (r.situation, *r.unless)}
    assert set(SITUATIONS) - used == set()


def test_every_gold_code_that_is_named_exists():
    named = {
        code for i in EDITION.indicators for code in (*i.higher, *(c for r in i.recommendations for c in r.higher))
    }
    assert named - {higher.code for higher in EDITION.higher} == set()


def test_recommendations_have_keys_of_their_own():
    keys = [r.key for i in EDITION.indicators for r in i.recommendations]
    assert len(keys) == len(set(keys))
    assert [r.key for r in EDITION.indicator("A5").advice_for_level(0)] == ["A5.0.1", "A5.0.2"]


def test_the_system_check_finds_nothing_wrong():
    assert edition_keys() == ["2019"]
    assert check_catalogue() == []


def test_the_current_edition_is_the_newest_in_force():
    assert current_edition(dt.date(2019, 11, 15)).key == "2019"
    with pytest.raises(CatalogueError, match="no edition is in force on 2019-11-14"):
        current_edition(dt.date(2019, 11, 14))


def test_an_edition_that_is_not_there_is_refused():
    for key in ("2013", "..", ""):
        with pytest.raises(CatalogueError, match=re.escape(f"there is no edition {key!r}")):
            load_edition(key)


def test_what_the_edition_does_not_have_is_a_key_error():
    asked: list[tuple[Any, str]] = [
        (EDITION.indicator, "Z9"),
        (EDITION.area, "Z"),
        (EDITION.criterion, "size"),
        (EDITION.indicator("A2").field, "size"),
    ]
    for find, key in asked:
        with pytest.raises(KeyError):
            find(key)


def test_parts_are_found_by_their_keys():
    assert EDITION.area("C").title.find("en") == "Financing of cluster management"
    assert EDITION.criterion("fte").threshold == "0.5"
    assert EDITION.indicator("B1").field("steering").choice_label("central", "fi") != "central"


def test_the_minutes_of_an_area_are_those_of_its_indicators():
    assert EDITION.area("C").minutes == sum(EDITION.indicator(key).minutes for key in ("C1", "C2", "C3"))


def test_an_edition_cannot_be_changed(edition: Edition):
    with pytest.raises(dataclasses.FrozenInstanceError):
        edition.key = "2020"  # type: ignore[misc]
    with pytest.raises(TypeError):
        edition.by_key["A1"] = edition.indicator("A2")  # type: ignore[index]
