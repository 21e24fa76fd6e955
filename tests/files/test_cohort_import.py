"""Cohorts of past benchmarks: accepted files, files refused with every fault, and the effects of an import."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from assessments.files.cohort_file import MOST_PORTFOLIOS, RefusedCohort, read_cohort
from assessments.models import AuditEntry, CohortEntry, ImportedCohort, Measurement, User
from assessments.workflow.cohorts import import_cohort
from criteria.loader import load_edition
from tests.conftest import Cast
from tests.published import add_clusters
from tests.team_pages import text_of

EDITION = load_edition("2019")
HEADING = "cluster,country,year,portfolios,level,A2.total,A2.share_signed,B1.legal_form,C1.budget_per_participant\n"
SOUND = HEADING + (
    "Kuvitelma 1,FI,2023,food,bronze,34,80 %,association,1200\n"
    'Kuvitelma 1,FI,2024,"food, ict",silver,36,"85,5",,"1 300 €"\n'
    "\n"
    "Kuvitelma 2,SE,2024,,,0,,host,\n"
)


def faults(text: str | bytes) -> list[tuple[int, str, str]]:
    """Row, column and code of every fault."""
    with pytest.raises(RefusedCohort) as refused:
        read_cohort(text.encode() if isinstance(text, str) else text, EDITION, year=2026)
    return [(fault.row, fault.column, fault.fault.code) for fault in refused.value.faults]


def workbook(*rows: tuple[Any, ...], formats: dict[str, str] | None = None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cell, number_format in (formats or {}).items():
        book.active[cell].number_format = number_format
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("text", [SOUND, SOUND.replace("\n", "\r\n"), "\ufeff" + SOUND])
def test_a_sound_table_is_read_row_by_row(text: str) -> None:
    first, second, third = read_cohort(text.encode(), EDITION, year=2026)
    assert (first.cluster, first.country, first.year, first.level) == ("Kuvitelma 1", "FI", 2023, "bronze")
    assert second.portfolios == ("food", "ict")
    assert second.numbers == {
        "A2.total": 36,
        "A2.share_signed": Decimal("85.5"),
        "C1.budget_per_participant": 1300,
    }
    # Zero is an answer, an empty cell is not.
    assert (third.numbers, third.choices) == ({"A2.total": 0}, {"B1.legal_form": ("host",)})


def test_semicolons_and_decimal_commas() -> None:
    text = "cluster;country;year;B3.fte\nA;fi;2024;1,25\n"
    (row,) = read_cohort(text.encode(), EDITION, year=2026)
    assert (row.country, row.numbers) == ("FI", {"B3.fte": Decimal("1.25")})


def test_several_choices_stand_in_one_cell() -> None:
    text = "cluster,country,year,B2.bodies\nA,FI,2024,board; Advisory board|board\n"
    (row,) = read_cohort(text.encode(), EDITION, year=2026)
    assert (row.numbers, row.choices) == ({"B2.bodies": 2}, {"B2.bodies": ("board", "advisory")})
    assert faults(text.replace("Advisory", "Guild")) == [(2, "B2.bodies", "unknown_choice")]


def test_a_workbook_is_read_with_its_percentages() -> None:
    content = workbook(
        ("cluster", "country", "year", "A2.total", "A2.share_signed"), ("A", "FI", 2024, 34, 0.8), formats={"E2": "0%"}
    )
    (row,) = read_cohort(content, EDITION, year=2026)
    assert (row.year, row.numbers) == (2024, {"A2.total": 34, "A2.share_signed": 80})


@pytest.mark.parametrize(
    ("column", "value", "number_format", "number"),
    [
        ("B3.fte", 0.4, "0%", "0.4"),
        ("A2.total", 34.0, "0.0", "34"),
        ("A2.share_signed", 0.8, "0%", "80"),
        ("A2.share_signed", 80, '0" %"', "80"),
        ("C1.budget_per_participant", 4000, '#,##0 "€"', "4000"),
    ],
)
def test_a_number_of_a_workbook_is_read_like_an_answer(
    column: str, value: float, number_format: str, number: str
) -> None:
    content = workbook(("cluster", "country", "year", column), ("A", "FI", 2024, value), formats={"D2": number_format})
    (row,) = read_cohort(content, EDITION, year=2026)
    assert row.numbers == {column: Decimal(number)}


@pytest.mark.parametrize(
    ("column", "value", "number_format", "code"),
    [
        ("A2.share_signed", 0.8, "General", "fraction"),
        ("A2.share_signed", 25, '0 "€"', "wrong_unit"),
        ("A2.total", 34, '0" %"', "wrong_unit"),
        ("A2.total", 1.091, "General", "not_whole"),
        ("C1.budget_per_participant", 4000, "[$$-409]#,##0", "wrong_unit"),
    ],
)
def test_a_number_of_a_workbook_is_refused_like_an_answer(
    column: str, value: float, number_format: str, code: str
) -> None:
    content = workbook(("cluster", "country", "year", column), ("A", "FI", 2024, value), formats={"D2": number_format})
    assert faults(content) == [(2, column, code)]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (",FI,2024,,,,,,", ("cluster", "blank")),
        ("=cmd|' /C calc'!A0,FI,2024,,,,,,", ("cluster", "formula_sign")),
        ("@SUM(A1),FI,2024,,,,,,", ("cluster", "formula_sign")),
        ("+A,FI,2024,,,,,,", ("cluster", "formula_sign")),
        (f"{'a' * 201},FI,2024,,,,,,", ("cluster", "too_long")),
        ("A,,2024,,,,,,", ("country", "blank")),
        ("A,Atlantis,2024,,,,,,", ("country", "unknown_choice")),
        ("A,FI,,,,,,,", ("year", "blank")),
        ("A,FI,24,,,,,,", ("year", "not_a_year")),
        ("A,FI,1989,,,,,,", ("year", "year_out_of_range")),
        ("A,FI,2027,,,,,,", ("year", "year_out_of_range")),
        ("A,FI,2024,fish,,,,,", ("portfolios", "unknown_choice")),
        ("A,FI,2024,food|ict|health,,,,,", ("portfolios", "too_many")),
        ("A,FI,2024,,iron,,,,", ("level", "unknown_choice")),
        ("A,FI,2024,,,many,,,", ("A2.total", "not_a_number")),
        ("A,FI,2024,,,1e3,,,", ("A2.total", "not_a_number")),
        ("A,FI,2024,,,nan,,,", ("A2.total", "not_a_number")),
        ("A,FI,2024,,,-1,,,", ("A2.total", "out_of_range")),
        ("A,FI,2024,,,1000000000000,,,", ("A2.total", "out_of_range")),
        ("A,FI,2024,,,34 %,,,", ("A2.total", "wrong_unit")),
        ("A,FI,2024,,,,80 €,,", ("A2.share_signed", "wrong_unit")),
        ("A,FI,2024,,,,,guild,", ("B1.legal_form", "unknown_choice")),
        ("A,FI,2024,,,,,,,more", ("", "beyond_columns")),
    ],
)
def test_every_kind_of_fault_names_row_and_column(row: str, found: tuple[str, str]) -> None:
    assert faults(f"{HEADING}B,FI,2024,,,,,,\n{row}\n") == [(3, *found)]


@pytest.mark.parametrize(("value", "code"), [("2.5", "not_a_step"), ("5", "out_of_range"), ("3 %", "wrong_unit")])
def test_a_ladder_has_whole_steps(value: str, code: str) -> None:
    assert faults(f"cluster,country,year,A5.level\nA,FI,2024,{value}\n") == [(2, "A5.level", code)]
    assert read_cohort(b"cluster,country,year,B7.level\nA,FI,2024,2.5\n", EDITION, year=2026)[0].numbers["B7.level"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cluster,country\nA,FI\n", [(1, "year", "column_missing")]),
        ("cluster,country,year,A2.members\nA,FI,2024,3\n", [(1, "A2.members", "unknown_measure")]),
        ("cluster,country,year,A2.total,A2.total\nA,FI,2024,3,3\n", [(1, "A2.total", "column_twice")]),
        (HEADING, [(0, "", "no_rows")]),
        ("", [(1, "cluster", "column_missing"), (1, "country", "column_missing"), (1, "year", "column_missing")]),
        ("cluster,country,year,A2.total\nA,FI,2024,3\na ,FI,2024,4\nA,FI,2023,3\n", [(3, "cluster", "row_twice")]),
        (b"\xff\xfe\x00", [(0, "", "not_a_table")]),
        (b"cluster\x00", [(0, "", "not_a_table")]),
        (b"\xd0\xcf\x11\xe0old", [(0, "", "old_workbook")]),
        (b"PK\x03\x04broken", [(0, "", "not_a_workbook")]),
    ],
)
def test_faults_of_the_file_as_a_whole(text: str | bytes, found: list[tuple[int, str, str]]) -> None:
    assert faults(text) == found


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"sep=;\ncluster;country;year;A2.total\nAlpha;FI;2022;34\n", [("Alpha", "FI", 34)]),
        (b'"sep=;"\r\ncluster;country;year;A2.total\r\nAlpha;FI;2022;34\r\n', [("Alpha", "FI", 34)]),
        (b"sep=;;;;\rcluster;country;year;A2.total\rAlpha;FI;2022;34\r", [("Alpha", "FI", 34)]),
        (b'"sep=;"\t\t\t\ncluster\tcountry\tyear\tA2.total\nAlpha\tFI\t2022\t34\n', [("Alpha", "FI", 34)]),
        (b"sep=:\ncluster:country:year:A2.total\nAlpha:FI:2022:34\n", [("Alpha", "FI", 34)]),
        (b"cluster|country|year|A2.total\nAlpha|FI|2022|34\n", [("Alpha", "FI", 34)]),
        (b"\n;;;\nCluster;COUNTRY;Year;a2.total;\nAlpha;FI;2 022;34;\n", [("Alpha", "FI", 34)]),
        ("cluster;country;year;A2.total\nPäijänne Ö;FI;2022;34\n".encode("cp1252"), [("Päijänne Ö", "FI", 34)]),
        ("cluster;country;year;A2.total\nŁódź;PL;2022;34,0\n".encode("cp1250"), [("Łódź", "PL", 34)]),
        ("cluster;country;year;A2.total\nСофия;Bulgaria;2022;34\n".encode("cp1251"), [("София", "BG", 34)]),
        ("cluster;country;year;A2.total\nČeský;Česko;2022,0;34\n".encode("cp1250"), [("Český", "CZ", 34)]),
        (
            "cluster;country;year;A2.total\n„É“ L’Été™;FR;2022;34\n".encode("cp1252"),
            [("„É“ L’Été™", "FR", 34)],
        ),
        ("cluster\tcountry\tyear\tA2.total\nŁódź\tPL\t2022\t1 091\n".encode("utf-16"), [("Łódź", "PL", 1091)]),
        (
            b"cluster,country,year,A2.total\nA,EL,2022,34\nB,UK,2022,20\nC,Finland,2022,30\nD,FIN,2022,30\n"
            b"E,Deutschland,2022,30\nF,Ruotsi,2022,30\n",
            [("A", "GR", 34), ("B", "GB", 20), ("C", "FI", 30), ("D", "FI", 30), ("E", "DE", 30), ("F", "SE", 30)],
        ),
    ],
)
def test_a_csv_is_read_as_spreadsheet_programs_write_it(content: bytes, rows: list[tuple[str, str, int]]) -> None:
    found = read_cohort(content, EDITION, year=2026)
    assert [(row.cluster, row.country, row.numbers["A2.total"]) for row in found] == rows


def test_a_csv_of_libreoffice_is_read() -> None:
    (row,) = read_cohort((Path(__file__).parent / "made_by" / "libreoffice.csv").read_bytes(), EDITION, year=2026)
    assert (row.cluster, row.numbers) == (
        "Päijänne Ö",
        {"A2.total": 34, "B3.fte": Decimal("1.25"), "A2.share_signed": 80},
    )


def test_code_pages_of_several_countries_are_not_guessed() -> None:
    content = "cluster;country;year\nŁódź;PL;2022\nA;FI;2022\n".encode("cp1250")
    assert faults(content) == [(0, "", "code_pages")]


@pytest.mark.parametrize("code_page", ["cp850", "mac_roman"])
def test_letters_of_other_systems_are_not_guessed(code_page: str) -> None:
    content = "cluster;country;year\nTöölön Jyväskylä;FI;2022\n".encode(code_page)
    assert faults(content) == [(0, "", "not_utf8")]


def test_the_rows_are_counted_as_a_spreadsheet_program_shows_them() -> None:
    assert faults("\n\ncluster,country,year\nA,FI,2022\nB,FI,many\n") == [(5, "year", "not_a_number")]


def test_the_limits_of_the_field_hold_in_a_cohort_too() -> None:
    table = "cluster,country,year,A2.total,B3.fte,A3.types_present,C1.budget_per_participant\n"
    assert faults(f'{table}A,FI,2022,34.5,0.505,2.5,\nB,FI,2022,"1,091",201,3,"4,000"\n') == [
        (2, "A2.total", "not_whole"),
        (2, "B3.fte", "too_exact"),
        (2, "A3.types_present", "not_whole"),
        (3, "A2.total", "two_meanings"),
        (3, "B3.fte", "out_of_range"),
        (3, "C1.budget_per_participant", "two_meanings"),
    ]


def test_one_cluster_in_many_spellings_is_one(secretary: Client) -> None:
    names = ("Marine Demo", "MARINE DEMO", "Marine  Demo", "Marine\u00a0 Demo", "Marine Demo ", " Marine  demo (H8)")
    rows = "".join(f"{name},MT,{2021 + place},,,{31 + place},,,\n" for place, name in enumerate(names))
    send(secretary, HEADING + rows)
    latest = CohortEntry.objects.compared().values_list("cluster", "year")
    assert list(latest) == [("Marine demo (H8)", 2026)]


def test_a_row_in_two_unicode_forms_is_one_row() -> None:
    text = "cluster,country,year\nPäijänne,FI,2022\nPa\u0308ija\u0308nne,FI,2022\nPÄIJÄNNE,FI,2020\n"
    found = read_cohort(text.encode(), EDITION, year=2026)
    assert [(row.cluster, row.year) for row in found] == [("Päijänne", 2022), ("PÄIJÄNNE", 2020)]


def test_formulas_and_dates_in_a_workbook() -> None:
    content = workbook(("cluster", "country", "year", "A2.total", "B3.fte"), ("A", "FI", 2024, "=1+1", True))
    assert faults(content) == [(2, "A2.total", "formula"), (2, "B3.fte", "true_or_false")]


def test_a_workbook_with_macros_is_refused() -> None:
    import zipfile

    content = io.BytesIO(workbook(("cluster", "country", "year"), ("A", "FI", 2024)))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert faults(content.getvalue()) == [(0, "", "macros")]


def test_a_thousand_broken_rows_are_all_named() -> None:
    found = faults(HEADING + "".join(f"C{n},FI,2024,,,many,,,\n" for n in range(1000)))
    assert found == [(row, "A2.total", "not_a_number") for row in range(2, 1002)]


def test_at_most_two_portfolios() -> None:
    assert MOST_PORTFOLIOS == 2


@pytest.fixture
def secretary(cast: Cast, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(cast.secretary)


def send(client: Client, text: str, **data: str) -> Any:
    file = SimpleUploadedFile("cohort.csv", text.encode(), content_type="text/csv")
    return client.post("/cohorts/import/", {"name": "Past", "source": "A report of 2024", "file": file, **data})


def test_checking_a_file_stores_nothing(secretary: Client) -> None:
    response = send(secretary, SOUND, check="yes")
    assert response.status_code == 200
    assert "The file is valid: 3 rows. Nothing was stored." in response.content.decode()
    assert not ImportedCohort.objects.exists()


def test_an_imported_cohort_counts_with_the_latest_year_of_each_cluster(secretary: Client) -> None:
    assert send(secretary, SOUND)["Location"] == "/cohorts/"
    entries = list(CohortEntry.objects.compared().order_by("cluster").values_list("cluster", "year", "level"))
    assert entries == [("Kuvitelma 1", 2024, "silver"), ("Kuvitelma 2", 2024, "")]
    assert CohortEntry.objects.count() == 3
    assert AuditEntry.objects.get(action="cohort_imported").after == {"rows": 3}


def test_groups_that_an_import_would_dominate_are_named(secretary: Client) -> None:
    """Clusters in two fields count in both; the page says it again when the cohort is used after being hidden."""
    add_clusters(6, portfolios=["health"], countries=["SE"], measures=("A2.total",))
    add_clusters(2, start=6, portfolios=["food"], countries=["NO"], measures=("A2.total",))
    send(secretary, HEADING + "".join(f'Kuvitelma {number},NO,2024,"food, ict",,{number},,,\n' for number in range(5)))
    named = "Nearly all clusters of these groups come from this cohort: {}. Whoever has its file could see the others"
    page = text_of(secretary.get("/cohorts/"))
    food = next(one.label.in_language("en") for one in EDITION.portfolios if one.key == "food")
    assert named.format(f"{food}; Norway; {food}, the Nordic countries") in page
    cohort = ImportedCohort.objects.get(name="Past")
    hidden = secretary.post(f"/cohorts/{cohort.pk}/use/", {"is_used": "no"}, follow=True)
    assert "Nearly all clusters" not in text_of(hidden)
    secretary.post("/language/", {"language": "fi"})
    used = secretary.post(f"/cohorts/{cohort.pk}/use/", {"is_used": "yes"}, follow=True)
    assert "Näiden ryhmien lähes kaikki klusterit ovat tästä vertailujoukosta: " in text_of(used)


def test_a_cohort_is_hidden_used_and_removed_as_a_whole(secretary: Client) -> None:
    send(secretary, SOUND)
    cohort = ImportedCohort.objects.get()
    for is_used, count in (("no", 0), ("yes", 2)):
        secretary.post(f"/cohorts/{cohort.pk}/use/", {"is_used": is_used})
        assert CohortEntry.objects.compared().count() == count
    assert (
        "its 3 rows leave all comparisons for good" in secretary.get(f"/cohorts/{cohort.pk}/remove/").content.decode()
    )
    secretary.post(f"/cohorts/{cohort.pk}/remove/")
    assert not CohortEntry.objects.exists()
    assert not Measurement.objects.exists()
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))[-3:] == [
        "cohort_hidden",
        "cohort_used",
        "cohort_removed",
    ]


def test_a_refused_file_names_its_faults_and_keeps_what_was_typed(secretary: Client) -> None:
    response = send(secretary, HEADING + "".join(f"C{n},FI,2024,,,many,,,\n" for n in range(150)))
    body = response.content.decode()
    assert response.status_code == 422
    assert "The file is refused because of 150 errors. None of it was stored." in body
    assert "row 2 · A2.total" in body
    assert "and 50 more." in body
    assert 'value="A report of 2024"' in body
    assert not ImportedCohort.objects.exists()


def test_cohort_names_are_unique(secretary: Client) -> None:
    send(secretary, SOUND)
    response = send(secretary, SOUND)
    assert "There is already a cohort with this name. Choose another name." in response.content.decode()


def test_only_the_secretariat_imports(cast: Cast) -> None:
    from tests.conftest import NOW

    with pytest.raises(PermissionDenied):
        import_cohort(edition=EDITION, name="Past", source="A report", rows=[], by=cast.owner, at=NOW)


def test_the_overview_flags_small_groups_and_outliers(secretary: Client) -> None:
    rows = "".join(f"Kuvitelma {n},{'FI' if n > 2 else 'SE'},2024,food,,{30 + n},,,\n" for n in range(12))
    send(secretary, f"{HEADING}{rows}Kuvitelma X,FI,2024,,,4900,,,\n")
    assert "No comparison figures are published yet." in secretary.get("/cohorts/").content.decode()
    assert secretary.post("/cohorts/releases/").status_code == 302
    body = secretary.get("/cohorts/").content.decode()
    assert "Figures of release 1, published on" in body
    assert re.search(r"<li>All clusters: \d+</li>", body.partition("withheld")[0])
    # Nor does the secretariat's page say how many clusters a withheld group has.
    assert "<li>Sweden: too few clusters</li>" in body.partition("withheld")[2]
    assert "Kuvitelma X" in body.partition("Worth a second look")[2]
    assert "Kuvitelma 5" not in body
    # Numbers of the next file are judged by this release at once, and those of a hidden one are not shown.
    send(secretary, f"{HEADING}Kuvitelma Y,FI,2024,,,4950,,,\nKuvitelma Z,FI,2024,,,31,,,\n", name="Later")
    far = secretary.get("/cohorts/").content.decode().partition("Worth a second look")[2]
    assert far.index("Kuvitelma Y") < far.index("Kuvitelma X")
    assert "Kuvitelma Z" not in far
    secretary.post(f"/cohorts/{ImportedCohort.objects.get(name='Later').pk}/use/", {"is_used": "no"})
    far = secretary.get("/cohorts/").content.decode().partition("Worth a second look")[2]
    assert ("Kuvitelma X" in far, "Kuvitelma Y" in far) == (True, False)


def measures_csv(secretary: Client) -> list[str]:
    return secretary.get("/cohorts/measures.csv").content.decode("utf-8-sig").splitlines()


def test_the_table_of_measures_is_that_of_the_release(secretary: Client) -> None:
    send(secretary, HEADING + "".join(f"C{n},FI,2024,,,{n},,,\n" for n in range(30)))
    lines = measures_csv(secretary)
    assert lines[0] == "release,measure,label,n,p10,q1,median,q3,p90,shares"
    assert ",A2.total,Committed participants,,,,,,," in lines
    assert not [line for line in lines if line.startswith(("=", "+", "-", "@"))]
    assert secretary.post("/cohorts/releases/").status_code == 302
    (total,) = (line for line in measures_csv(secretary) if line.startswith("1,A2.total,"))
    # All percentiles are on the grid of the measure.
    assert [int(number) % 5 for number in total.split(",")[4:9]] == [0] * 5
