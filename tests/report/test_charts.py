"""Charts: exact geometry, missing values, labels that are not cut off, and escaped text."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.utils import translation

from assessments.design_tokens import design_tokens
from assessments.report.charts import svg
from assessments.report.charts.data import (
    AreaPoint,
    Axis,
    ChartedCohort,
    ChartedPart,
    Labelled,
    Option,
    StepShares,
    nice_axis,
)
from assessments.report.charts.drawing import (
    distribution_chart,
    ladder_chart,
    mark,
    profile_chart,
    shares_chart,
    spread_chart,
)
from assessments.report.charts.rows import SpreadRow, rows_chart
from assessments.report.charts.tile_map import TILES, Place, tile_map
from assessments.report.charts.trends import YearPoint, trend_chart
from criteria.countries import countries
from criteria.languages import FallbackText

STATIC = Path(settings.BASE_DIR) / "static"
HUNDRED = Axis(Labelled(0, "0"), Labelled(100, "100"))
FOOD = ChartedCohort("Food clusters, n = 34", Labelled(50, "50"), Labelled(25, "25"), Labelled(75, "75"))
HOSTILE = "</title><script>alert(1)</script>\" onload='x' &amp;"
ESCAPED = "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&#x27;x&#x27; &amp;amp;"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def parsed(chart: str) -> ElementTree.Element:
    return ElementTree.fromstring(chart)


def of_class(chart: str, style: str, *names: str) -> list[tuple[str, ...]]:
    """The named attributes of every element with a class, in drawing order."""
    return [tuple(e.get(n, "") for n in names) for e in parsed(chart).iter() if e.get("class") == style]


def texts(chart: str) -> list[str]:
    """Every text of a chart in drawing order, its lines joined by a bar."""
    found = [e for e in parsed(chart).iter() if e.tag.endswith("}text")]
    return ["|".join(t for t in e.itertext()) for e in found]


def labels(chart: str) -> dict[str, tuple[str, str]]:
    """The position and anchor of each text."""
    found = [e for e in parsed(chart).iter() if e.tag.endswith("}text")]
    return {"|".join(e.itertext()): (e.get("x", ""), e.get("text-anchor", "start")) for e in found}


def height(chart: str) -> str:
    return parsed(chart).get("viewBox", "").split()[3]


def title_and_description(chart: str) -> tuple[str | None, str | None]:
    title, description = list(parsed(chart))[:2]
    return title.text, description.text


def spread(own: str | None, cohort: ChartedCohort = FOOD, axis: Axis = HUNDRED, unit: str = "") -> str:
    number = None if own is None else Labelled(Decimal(own), own)
    return spread_chart(title="Message", own=number, cohort=cohort, axis=axis, unit=unit)


def test_every_chart_is_a_named_and_described_image():
    root = parsed(spread("60"))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert {key: root.get(key) for key in ("role", "width", "viewBox", "class", "font-family")} == {
        "role": "img",
        "width": "100%",
        "viewBox": "0 0 340 71",
        "class": "chart",
        "font-family": "'Source Sans 3',sans-serif",
    }
    assert title_and_description(spread("60", unit="people")) == (
        "Message",
        "Own value: 60. Food clusters, n = 34: median 50. The middle half lies between 25 and 75. "
        "Axis from 0 to 100 people.",
    )


def test_spread_draws_band_median_and_diamond_on_one_axis():
    chart = spread("60")
    assert of_class(chart, "chart-band", "x", "y", "width", "height") == [("89", "36", "162", "12")]
    assert of_class(chart, "chart-median", "x1", "y1", "x2", "y2") == [("170", "33", "170", "51")]
    assert of_class(chart, "chart-own", "points") == [("202.4,37 207.4,42 202.4,47 197.4,42",)]
    assert labels(chart) == {
        "Food clusters, n = 34": ("0", "start"),
        "60": ("202.4", "middle"),
        "25": ("89", "middle"),
        "median 50": ("170", "middle"),
        "75": ("251", "middle"),
        "0": ("0", "start"),
        "100": ("340", "end"),
    }


def test_own_label_stands_above_and_cohort_labels_below_even_when_equal():
    chart = spread("50")
    middle, own, median = (
        42.0,
        *(float(e.get("y", "")) for e in parsed(chart).iter() if "".join(e.itertext()) in {"50", "median 50"}),
    )
    assert (own, median) == (middle - 12, middle + 13)


def test_the_ends_of_the_axis_stand_beside_the_cohort_unless_its_numbers_are_in_the_way():
    at_the_end = ChartedCohort("Food clusters, n = 34", Labelled(99, "99"))
    assert (height(spread("60")), height(spread("60", at_the_end))) == ("71", "87")


def test_labels_at_the_ends_stay_inside():
    far_left = spread_chart(
        title="t", own=Labelled(0, "0 participants"), cohort=ChartedCohort("", Labelled(1, "1")), axis=HUNDRED
    )
    assert labels(far_left)["0 participants"] == ("0", "start")
    assert labels(far_left)["median 1"] == ("0", "start")
    far_right = spread_chart(
        title="t", own=Labelled(100, "100 participants"), cohort=ChartedCohort("", Labelled(99, "99")), axis=HUNDRED
    )
    assert labels(far_right)["100 participants"] == ("340", "end")
    assert labels(far_right)["median 99"] == ("340", "end")


def test_a_value_beyond_the_axis_is_drawn_at_its_end_with_its_number():
    chart = spread("250")
    assert of_class(chart, "chart-own", "points") == [("332,37 337,42 332,47 327,42",)]
    assert labels(chart)["250"] == ("340", "end")


def test_crowded_quartiles_are_left_to_the_table():
    crowded = ChartedCohort("n = 12", Labelled(98, "98%"), Labelled(95, "95%"), Labelled(100, "100%"))
    chart = spread("100", crowded)
    assert texts(chart) == ["n = 12", "100", "median 98%", "0", "100"]
    assert height(chart) == "87"


def test_slightly_crowded_labels_move_apart_without_overlap():
    chart = spread(None, ChartedCohort("", Labelled(50, "50"), Labelled(38, "38"), Labelled(62, "62")))
    found = {words: float(x) for words, (x, _anchor) in labels(chart).items() if words in {"38", "median 50", "62"}}
    assert found["38"] + svg.text_width("38") / 2 <= found["median 50"] - svg.text_width("median 50") / 2
    assert found["62"] - svg.text_width("62") / 2 >= found["median 50"] + svg.text_width("median 50") / 2


@pytest.mark.parametrize(
    ("own", "cohort", "drawn", "words"),
    [
        (
            None,
            FOOD,
            (0, 1, 1),
            "No own value. Food clusters, n = 34: median 50. The middle half lies between 25 and 75.",
        ),
        ("7", ChartedCohort("n = 6", Labelled(5, "5")), (1, 0, 1), "Own value: 7. n = 6: median 5."),
        ("7", ChartedCohort("n = 3"), (1, 0, 0), "Own value: 7."),
        (None, ChartedCohort(""), (0, 0, 0), "No own value."),
    ],
)
def test_spread_shows_only_what_is_known(own, cohort, drawn, words):
    chart = spread(own, cohort)
    assert tuple(len(of_class(chart, s)) for s in ("chart-own", "chart-band", "chart-median")) == drawn
    assert title_and_description(chart)[1] == f"{words} Axis from 0 to 100."


@pytest.mark.parametrize(
    ("values", "options", "ends"),
    [
        ((34, 12), {}, (0, 40)),
        ((Decimal("0.62"),), {}, (0, Decimal("0.8"))),
        ((1210,), {}, (0, 1500)),
        ((40,), {}, (0, 40)),
        ((), {}, (0, 1)),
        ((0,), {}, (0, 1)),
        ((-3, 7), {}, (-3, 8)),
        ((12, 62), {"percent": True}, (0, 100)),
        ((140,), {"percent": True}, (0, 150)),
        ((2,), {"ladder": True}, (0, 4)),
        ((4, 5), {"greatest": Decimal(9)}, (0, 9)),
        ((4, 10), {"greatest": Decimal(9)}, (0, 10)),
    ],
)
def test_an_axis_runs_from_zero_to_a_round_number(values, options, ends):
    axis = nice_axis(values, lambda number: f"{number:f}", **options)
    assert (axis.low.value, axis.high.value) == ends


def test_ladder_fills_the_own_step_and_scales_the_cohort_above():
    shares = [Labelled(n, f"{n}%") for n in (10, 20, 40, 30, 0)]
    chart = ladder_chart(title="t", own=2, shares=shares, caption="n = 10")
    assert of_class(chart, "chart-band", "height") == [("6",), ("12",), ("24",), ("18",), ("2",)]
    assert of_class(chart, "chart-own-step", "x", "width") == [("138.5", "63")]
    assert len(of_class(chart, "chart-step")) == 4
    assert texts(chart) == ["n = 10", "10%", "0", "20%", "1", "40%", "2", "30%", "3", "0%", "4"]
    assert title_and_description(chart)[1] == (
        "Own step: 2 of 4. n = 10, share on each step: 0: 10%; 1: 20%; 2: 40%; 3: 30%; 4: 0%."
    )


def test_a_description_names_a_cohort_that_is_named_outside_the_drawing():
    axis = Axis(Labelled(0, "0"), Labelled(40, "40"))
    chart = spread_chart(title="Message", own=None, cohort=ChartedCohort("", Labelled(9, "9")), axis=axis, named="Food")
    assert title_and_description(chart)[1] == "No own value. Food: median 9. Axis from 0 to 40."


def test_long_shares_are_broken_above_the_steps():
    shares = [Labelled(0, "tuskin yksikään"), *(Labelled(n, f"{n}/10") for n in (30, 50, 20, 10))]
    chart = ladder_chart(title="t", own=2, shares=shares)
    assert texts(chart)[:4] == ["tuskin|yksikään", "0", "30/10", "1"]
    assert height(chart) == "78"


def test_another_cohort_has_its_shares_below_the_steps():
    shares = [Labelled(n, f"{n}%") for n in (10, 20, 40, 30, 0)]
    other = StepShares("All, n = 20", [Labelled(n, f"{n} %") for n in (0, 50, 50, 0, 0)])
    chart = ladder_chart(title="t", own=2, shares=shares, caption="Food", other=other)
    assert of_class(chart, "chart-band", "width")[5:] == [("2",), ("31.5",), ("31.5",), ("2",), ("2",)]
    assert texts(chart)[11:] == ["All, n = 20", "0 %", "50 %", "50 %", "0 %", "0 %"]
    assert title_and_description(chart)[1] == (
        "Own step: 2 of 4. Food, share on each step: 0: 10%; 1: 20%; 2: 40%; 3: 30%; 4: 0%. "
        "All, n = 20, share on each step: 0: 0 %; 1: 50 %; 2: 50 %; 3: 0 %; 4: 0 %."
    )


def test_ladder_without_cohort_or_own_step_is_five_empty_boxes():
    chart = ladder_chart(title="t", own=None, shares=None)
    assert len(of_class(chart, "chart-step")) == 5
    assert texts(chart) == ["0", "1", "2", "3", "4"]
    assert title_and_description(chart)[1] == "No own step."


def test_ladder_refuses_another_number_of_shares():
    with pytest.raises(ValueError, match="5 shares, not 4"):
        ladder_chart(title="t", own=1, shares=[Labelled(25, "25%")] * 4)
    with pytest.raises(ValueError, match="5 shares, not 4"):
        ladder_chart(title="t", own=1, shares=None, other=StepShares("All", [Labelled(25, "25%")] * 4))


def test_shares_stand_end_to_end_and_narrow_ones_are_labelled_beside():
    parts = [
        ChartedPart("Union", 10, "10%"),
        ChartedPart("Own", 80, "80%"),
        ChartedPart("None", 0, "0%"),
        ChartedPart("Services", 10, "10%"),
    ]
    chart = shares_chart(title="t", parts=parts)
    assert of_class(chart, "chart-band", "x", "width") == [("0.5", "33.9"), ("305.6", "33.9")]
    assert of_class(chart, "chart-band-light", "x", "width") == [("34.4", "271.2")]
    assert labels(chart) == {
        "Own|80%": ("170", "middle"),
        "Services 10%": ("317.55", "end"),
        "Union 10%": ("22.45", "start"),
    }
    assert title_and_description(chart)[1] == "Union: 10%; Own: 80%; None: 0%; Services: 10%."


def test_shares_of_more_than_five_parts_are_refused():
    with pytest.raises(ValueError, match="at most 5 parts"):
        shares_chart(title="t", parts=[ChartedPart("x", 10, "10%")] * 6)


def test_distribution_marks_the_own_choice_and_scales_to_the_most_common():
    options = [Option("Association", 50, "50%", is_own=True), Option("Company", 25, "25%"), Option("Other", 0, "0%")]
    chart = distribution_chart(title="t", options=options)
    widths = [float(width) for (width,) in of_class(chart, "chart-band", "width")]
    assert widths == [143.17, 71.58, 2]
    assert len(of_class(chart, "chart-own")) == 1
    assert of_class(chart, "chart-own-text", "x") == [("15",), ("314.17",)]
    assert title_and_description(chart)[1] == "Own choice: Association. Association: 50%; Company: 25%; Other: 0%."


def test_a_share_that_is_not_shown_does_not_look_like_a_share_of_zero():
    chart = distribution_chart(title="t", options=[Option("Central", 0, "hardly any"), Option("Other", None, "hidden")])
    assert of_class(chart, "chart-band", "width") == [("2",)]
    assert of_class(chart, "chart-step", "width") == [("24",)]
    assert (texts(chart), of_class(chart, "chart-muted", "x")) == (
        ["Central", "hardly any", "Other", "hidden"],
        [("195",)],
    )
    assert title_and_description(chart)[1] == "No own choice. Central: hardly any; Other: hidden."


def test_distribution_without_cohort_lists_the_choices():
    chart = distribution_chart(title="t", options=[Option("Central", None, ""), Option("Other", None, "", is_own=True)])
    assert of_class(chart, "chart-band") == []
    assert texts(chart) == ["Central", "Other"]
    assert title_and_description(chart)[1] == "Own choice: Other."


def test_rows_share_one_axis_and_carry_their_numbers():
    cohort = ChartedCohort("", Labelled(50, "50%"), Labelled(25, "25%"), Labelled(75, "75%"))
    rows = [
        SpreadRow("Signed", Labelled(100, "100%"), cohort, "25–75%"),
        SpreadRow("Stayed", None, ChartedCohort("", Labelled(0, "0%")), "–"),
    ]
    chart = rows_chart(title="t", rows=rows, axis=HUNDRED, caption="Food, n = 14")
    assert of_class(chart, "chart-median", "x1") == [("95",), ("8",)]
    assert of_class(chart, "chart-band", "x", "width") == [("51.5", "87")]
    assert [points.split(",")[0] for (points,) in of_class(chart, "chart-own", "points")] == ["182"]
    assert texts(chart) == [
        "Food, n = 14", "Own|value", "Median", "Quartiles",
        "Signed", "100%", "50%", "25–75%", "Stayed", "–", "0%", "–", "0", "100",
    ]  # fmt: skip
    assert title_and_description(chart)[1] == (
        "Food, n = 14. Signed: own value 100%, median 50%, quartiles 25–75%. "
        "Stayed: own value –, median 0%, quartiles –."
    )


def test_profile_puts_numbers_on_the_sides_that_face_away():
    points = [
        AreaPoint("A", "Structure", Labelled(3, "3.0"), Labelled(2, "2.0")),
        AreaPoint("B", "Management", Labelled(1, "1.0"), Labelled(2, "2.0")),
        AreaPoint("C", "Financing", None, None),
    ]
    chart = profile_chart(title="t", points=points)
    assert of_class(chart, "chart-own-text", "x", "text-anchor") == [("278", ""), ("182", "end")]
    assert of_class(chart, "chart-median", "x1") == [("230",), ("230",)]
    medians = [(e.get("x"), e.get("text-anchor", "")) for e in parsed(chart).iter() if e.text == "2.0"]
    assert medians == [("225", "end"), ("235", "")]
    assert title_and_description(chart)[1] == (
        "A Structure: own value 3.0, median 2.0. B Management: own value 1.0, median 2.0. "
        "C Financing: own value –, median –."
    )


def test_profile_on_a_scale_of_words_names_the_step_of_each_area():
    points = [AreaPoint("A", "Structure", Labelled(2, ""), None), AreaPoint("B", "Management", None, None)]
    chart = profile_chart(title="t", points=points, steps=["open", "begun", "ready"])
    assert [labels(chart)[word] for word in ("open", "begun", "ready")] == [
        ("152", "middle"),
        ("230", "middle"),
        ("308", "middle"),
    ]
    assert title_and_description(chart)[1] == "A Structure: ready. B Management: –."


def test_profile_keeps_the_median_clear_of_a_diamond_on_top_of_it():
    chart = profile_chart(title="t", points=[AreaPoint("A", "Structure", Labelled(2, "2.0"), Labelled(2, "2.0 m"))])
    assert labels(chart)["2.0"] == ("239", "start")
    assert labels(chart)["2.0 m"] == ("220", "end")


@pytest.mark.parametrize(
    "chart",
    [
        spread_chart(
            title=HOSTILE,
            own=Labelled(1, HOSTILE),
            cohort=ChartedCohort(HOSTILE, Labelled(1, HOSTILE), Labelled(1, HOSTILE), Labelled(1, HOSTILE)),
            axis=Axis(Labelled(0, HOSTILE), Labelled(2, HOSTILE)),
            unit=HOSTILE,
        ),
        ladder_chart(
            title=HOSTILE,
            own=1,
            shares=[Labelled(20, HOSTILE)] * 5,
            caption=HOSTILE,
            other=StepShares(HOSTILE, [Labelled(20, HOSTILE)] * 5),
        ),
        shares_chart(title=HOSTILE, parts=[ChartedPart(HOSTILE, 100, HOSTILE)], caption=HOSTILE),
        distribution_chart(title=HOSTILE, options=[Option(HOSTILE, 100, HOSTILE, is_own=True)], caption=HOSTILE),
        profile_chart(title=HOSTILE, points=[AreaPoint(HOSTILE, HOSTILE, Labelled(1, HOSTILE), Labelled(1, HOSTILE))]),
        trend_chart(
            title=HOSTILE,
            points=[YearPoint(year, Labelled(1, HOSTILE), Labelled(1, HOSTILE)) for year in (2025, 2026)],
            axis=Axis(Labelled(0, HOSTILE), Labelled(2, HOSTILE)),
        ),
        mark(title=HOSTILE),
    ],
)
def test_text_never_becomes_markup(chart):
    tags = {e.tag.removeprefix("{http://www.w3.org/2000/svg}") for e in parsed(chart).iter()}
    assert tags <= {"svg", "title", "desc", "rect", "line", "polygon", "path", "text", "tspan"}
    assert "<script" not in chart
    assert not any(name.startswith("on") for e in parsed(chart).iter() for name in e.attrib)
    assert parsed(chart)[0].text == HOSTILE
    words = [" ".join(e.itertext()) for e in parsed(chart).iter() if e.tag.endswith(("}text", "}desc"))]
    assert all(HOSTILE in said for said in words if not said.isdecimal())


@pytest.mark.parametrize("words", [HOSTILE, FallbackText(HOSTILE, "fi")])
def test_text_and_attributes_are_escaped(words):
    assert svg.element("text", {"x": 1.5, "class": words}, words) == f'<text x="1.5" class="{ESCAPED}">{ESCAPED}</text>'
    assert svg.text("chart-text", 0, 0, words).endswith(f">{ESCAPED}</text>")
    assert svg.text("chart-text", 0, 0, [words, words]).count(f">{ESCAPED}</tspan>") == 2


def test_only_one_module_writes_markup() -> None:
    sources = {path.name: path.read_text() for path in Path(svg.__file__).parent.glob("*.py")}
    trusting = {name for name, source in sources.items() if re.search(r"SafeString\(|mark_safe|<[a-z]+[ />]", source)}
    assert trusting == {"svg.py"}


def test_elements_inside_elements_are_not_escaped_again():
    inner = svg.element("title", {}, "a & b")
    assert svg.element("g", {}, inner, " < ", inner) == "<g><title>a &amp; b</title> &lt; <title>a &amp; b</title></g>"


def test_long_text_is_wrapped_at_spaces_only():
    assert svg.wrap("one two three", svg.text_width("one two")) == ["one two", "three"]
    assert svg.wrap("tutkimusorganisaatio", 10) == ["tutkimusorganisaatio"]
    assert svg.wrap("62\u00a0% of", svg.text_width("62\u00a0%")) == ["62\u00a0%", "of"]


def test_numbers_are_written_short():
    assert [svg.number(n) for n in (12.0, 0.5, 1 / 3, -0.001, 100)] == ["12", "0.5", "0.33", "0", "100"]


def test_every_class_has_the_same_colours_on_the_page_as_in_print() -> None:
    css = re.sub(r"/\*.*?\*/", "", (STATIC / "css" / "charts.css").read_text().split("@media (forced")[0])
    on_page: dict[str, dict[str, str]] = {}
    for names, declarations in re.findall(r"((?:\.(?:chart|mark)-[a-z-]+,?\s+)+)\{([^}]*)\}", css):
        for name in re.findall(r"[a-z-]+", names):
            on_page.setdefault(name, {}).update(re.findall(r"(fill|stroke): var\(--([a-z-]+)\)", declarations))
    tokens = design_tokens()
    assert {name: {key: tokens[token] for key, token in used.items()} for name, used in on_page.items()} == {
        name: {key: style[key] for key in ("fill", "stroke") if style.get(key, "none") != "none"}
        for name, style in svg.STYLES.items()
    }


def test_the_map_has_a_link_for_each_country_with_a_number():
    known = {country.key for country in countries()}
    assert (len(TILES), set(TILES) - known, len(set(TILES.values()))) == (45, set(), 45)
    places = {"FI": Place(22, "Finland: 22 labels", "/register/?country=FI"), "LB": Place(1, "Lebanon: 1 label", "/")}
    drawn = parsed(tile_map(places, title="Labels by country"))
    assert (drawn.get("role"), drawn.findtext("{*}title")) == ("group", "Labels by country")
    (link,) = drawn.findall("{*}a")
    assert (link.get("href"), link.get("aria-label")) == ("/register/?country=FI", "Finland: 22 labels")
    assert [text.text for text in link.findall("{*}text")] == ["FI", "22"]
    assert len(drawn.findall("{*}g")) == 44


def test_the_mark_is_six_bars_and_the_favicon():
    path = next(e.get("d", "") for e in parsed(mark()).iter() if e.get("class") == "mark-bars")
    assert path.startswith("M13 5.5L22 5.5")
    assert path.count("M") == 6
    assert parsed(mark()).get("aria-hidden") == "true"
    assert (STATIC / "mark.svg").read_text() == mark(title="labelcheck") + "\n"
