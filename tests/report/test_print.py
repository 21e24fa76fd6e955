"""The printed report: it can be made for any answers, hostile text stays text, and the file is reproducible."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from assessments.management.commands.render_report import write_whole
from assessments.models import Remark
from assessments.report.content.document import build_context
from assessments.report.printing.fonts import font_address
from assessments.report.printing.html import render_html, with_named_codes, with_whole_addresses
from assessments.report.printing.pdf import (
    FontFetcher,
    NotAllowed,
    Pdf,
    WellFormedHTML,
    lay_out,
    render_pdf,
    signs_of_life,
    with_breaks,
)
from assessments.report.printing.report import print_report
from criteria.answers import is_shown
from criteria.definitions import Field, FieldKind, Indicator
from criteria.loader import load_edition
from tests.conftest import ELIGIBLE, NOW, Cast, typed
from tests.report.checkers import faults_of
from tests.report.test_report import TODAY

EDITION = load_edition("2019")
MARKUP = "</style><script>alert(1)</script><b>bold</b> & {{ report }} {% debug %}"
# A form feed is not allowed in a document; it must not make the report fail.
HOSTILE = f"{MARKUP} \u202eright to left\u202c \u05e9\u05dc \U0001f600 a\u0334\u0335\u0336 \x0c\x00\ufffe"
ENDLESS = "x" * 20_000


def test_nothing_but_fonts_is_fetched() -> None:
    fetcher = FontFetcher()
    for address in ("https://example.org/x.css", "http://127.0.0.1/", "file:///etc/passwd", "ftp://example.org/"):
        with pytest.raises(NotAllowed):
            fetcher.fetch(address)
    assert fetcher.fetch("data:text/plain,here").read() == b"here"
    assert fetcher.fetch(font_address("SourceSans3[wght].ttf")).read()[:4] == b"\x00\x01\x00\x00"


def test_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    write_whole(target, b"first")
    write_whole(target, b"second")
    assert target.read_bytes() == b"second"
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]


def test_a_template_that_is_not_well_formed_is_a_fault() -> None:
    with pytest.raises(ParseError):
        WellFormedHTML("<html><br></html>")


def test_signs_of_life_come_with_every_page_and_may_end_the_work() -> None:
    page = '<section style="display: block; break-after: page">One page</section>'
    html = f'<html lang="en"><head><title>Pages</title></head><body>{page * 5}</body></html>'
    signs: list[int] = []
    with signs_of_life(lambda: signs.append(len(signs))):
        pdf = render_pdf(html)
    assert len(signs) > pdf.pages > 4
    with pytest.raises(ZeroDivisionError), signs_of_life(lambda: 1 / 0):
        lay_out(html)


def value_for(field: Field, text: str = HOSTILE) -> Any:
    """An answer that the field accepts, in portable form; `text` for text fields."""
    match field.kind:
        case FieldKind.TEXT:
            return text[: field.max_length]
        case FieldKind.CHOICE:
            return field.choices[0].key
        case FieldKind.MULTI:
            return [field.choices[0].key]
        case FieldKind.LADDER:
            return 2
        case FieldKind.YEAR:
            return 2020
        case FieldKind.TABLE:
            return [{column.key: str(value_for(column, text)) for column in field.columns}]
        case FieldKind.INTEGER:
            return 3
        case _:
            return "1"


def complete(indicator: Indicator, text: str = HOSTILE) -> dict[str, Any]:
    """An answer to every field of the indicator."""
    values = {field.key: value_for(field, text) for field in indicator.fields}
    given = typed({indicator.key: values})[indicator.key]
    return {f.key: values[f.key] for f in indicator.fields if is_shown(indicator, f, given.values)}


@pytest.fixture
def hostile_html(cast: Cast) -> Callable[[str], str]:
    """The HTML document of a complete self-assessment with hostile texts, in a given language."""
    assessment = cast.draft({**{i.key: complete(i) for i in EDITION.indicators}, **ELIGIBLE})
    Remark.objects.create(assessment=assessment, indicator="A1", text=ENDLESS, updated_at=NOW)
    return lambda language: render_html(build_context(assessment, language, today=TODAY))


def pages_of(content: bytes) -> list[str]:
    """The text of each page with every run of white space as one space."""
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
    return [" ".join(page.split()) for page in done.stdout.decode().split("\f")[:-1]]


def sound_pages(pdf: Pdf, language: str, mark: str, day: str, folder: Path) -> list[str]:
    """The text of each page, once it is sure that nothing is wrong with the printed report of a whole assessment."""
    assert faults_of(pdf.content, folder) == []
    reader = PdfReader(io.BytesIO(pdf.content))
    pages = pages_of(pdf.content)
    text = " ".join(pages)
    titles = [f"{indicator.key} {indicator.title.in_language(language)}" for indicator in EDITION.indicators]
    assert [title for title in titles if title not in text] == []
    assert len(pages) == pdf.pages
    assert [number for number, page in enumerate(pages, 1) if mark not in page] == []
    catalog: Any = reader.trailer["/Root"]
    assert (catalog["/Lang"], catalog["/MarkInfo"]) == (language, {"/Marked": True})
    assert b"pdfuaid" in catalog["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata["/CreationDate"] == f"D:{day}"
    assert str(reader.metadata.title).startswith("Kuvitelma Cluster: ")
    return pages


# The whole report is printed once in each language, because that takes long: here in English with hostile texts, and in
# Finnish in test_order.py.
@pytest.mark.any_database
def test_complete_report_in_print(hostile_html: Callable[[str], str], tmp_path: Path) -> None:
    pdf = print_report(hostile_html("en"))
    text = " ".join(sound_pages(pdf, "en", "Self-assessment, not assessed", "20261122", tmp_path))
    assert MARKUP in text
    # The text spans several pages, with running heads in between.
    assert sum(len(run) for run in re.findall("x{20,}", text)) == len(ENDLESS)


def test_hostile_text_stays_text(hostile_html: Callable[[str], str]) -> None:
    html = hostile_html("en")
    assert html.count("<script") == 0
    assert html.count("</style>") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;bold&lt;/b&gt; &amp; {{ report }} {% debug %}" in html


def test_links_that_are_codes_have_names() -> None:
    html = (
        '<a href="#B2">B2</a> <a href="#area-B"><b>B</b></a> <a href="#B2">Team</a> <a href="#B2" title="Us">B2</a>'
        '<section id="area-B"><h1 data-label="B People">People</h1>'
        '<article id="B2"><h2 data-label="B2 Team &amp; tasks">Team</h2></article></section>'
    )
    assert re.findall("<a .*?</a>", with_named_codes(html)) == [
        '<a href="#B2" title="B2 Team &amp; tasks">B2</a>',
        '<a href="#area-B" title="B People"><b>B</b></a>',
        '<a href="#B2">Team</a>',
        '<a href="#B2" title="Us">B2</a>',
    ]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Write to office@klusteri.example.org!", "Write to <span>office@klusteri.example.org!</span>"),
        ("https://klusteri.example.org/?b=1&amp;c=2 and", "<span>https://klusteri.example.org/?b=1&amp;c=2</span> and"),
        ("see www.klusterit.example.org", "see <span>www.klusterit.example.org</span>"),
        ("half @ home, 3:1", "half @ home, 3:1"),
    ],
)
def test_addresses_are_marked_so_that_they_get_no_hyphen(text: str, marked: str) -> None:
    expected = marked.replace("<span>", '<span class="address">')
    assert with_whole_addresses(f'<p title="a@b.example">{text}</p>') == f'<p title="a@b.example">{expected}</p>'
    for closed in ("<head><title>%s</title></head>", "<svg><text>%s</text></svg>"):
        assert with_whole_addresses(closed % text) == closed % text


@pytest.mark.any_database
def test_an_address_at_the_end_of_a_line_gets_no_hyphen() -> None:
    address = "administration.internationalisation@organisation.example.org"
    style = "head { display: none } p { display: block; width: 30mm; hyphens: auto } .address { hyphens: none }"
    body = f"<body><p>Write to {address} now</p></body>"
    html = f'<html lang="en"><head><style>{style} .address {{ overflow-wrap: anywhere }}</style></head>{body}</html>'

    def printed(document: str) -> str:
        return "".join(PdfReader(io.BytesIO(render_pdf(document).content)).pages[0].extract_text().split())

    assert address in printed(with_whole_addresses(html))
    # Without the mark the same line is hyphenated: the test would notice.
    assert address not in printed(html)


def test_endless_words_may_break_and_nothing_else_changes() -> None:
    around = f"<style>{ENDLESS}</style><p title='{ENDLESS}'>short &amp; %s</p>"
    broken = "\u200b".join(["a&lt;" * 30] * 3 + ["a&lt;" * 10])
    assert with_breaks(around % ("a&lt;" * 100)) == around % broken


@pytest.mark.any_database
def test_blank_report_prints_the_same_bytes_each_time(cast: Cast, tmp_path: Path) -> None:
    context = build_context(cast.draft({}), "en", today=TODAY)
    assert context.missing is not None
    assert context.missing.sentence == "36 of 36 indicators are not answered in full."
    assert (context.all_advice, context.summary.profile) == ((), None)
    html = render_html(context)
    assert render_html(context) == html
    blank = render_pdf(html)
    assert blank.pages > 20
    assert faults_of(blank.content, tmp_path) == []
    # The bytes depend on fonts, dates and tags, not on the number of indicators.
    short = re.sub(r"<article.*?</article>", "", html, flags=re.DOTALL)
    assert render_pdf(short).content == render_pdf(short).content


# ---- the command


def test_command_writes_one_self_contained_document(cast: Cast, tmp_path: Path) -> None:
    cast.draft()
    target, output = tmp_path / "report.html", io.StringIO()
    call_command("render_report", "FI-2026-001", format="html", language="fi", output=target, stdout=output)
    html = target.read_text()
    assert html.startswith('<!DOCTYPE html>\n<html lang="fi">')
    assert (html.count("data:font/ttf;base64,"), html.count("file:"), html.count("<link")) == (2, 0, 0)
    assert output.getvalue().startswith(f"{target}: HTML, ")
    levels = [int(level) for level in re.findall("<h([1-6])", html)]
    assert [pair for pair in pairwise([0, *levels]) if pair[1] > pair[0] + 1] == []
    assert (html.count("<main>"), len(levels) > 40) == (1, True)


@pytest.mark.django_db
def test_command_with_unknown_reference(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^There is no assessment NOPE\.$"):
        call_command("render_report", "NOPE", output=tmp_path / "report.pdf")
    assert list(tmp_path.iterdir()) == []


def test_command_into_a_folder_that_is_not_there(cast: Cast, tmp_path: Path) -> None:
    cast.draft()
    with pytest.raises(CommandError, match="does not exist"):
        call_command("render_report", "FI-2026-001", output=tmp_path / "nowhere" / "report.pdf")
