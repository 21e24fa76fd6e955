"""The structure tree of a PDF: what a screen reader is told about each part of a document."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest

from assessments.report.printing.pdf import render_pdf

STYLE = """
head, title, style { display: none } html, body, section, p, h1, li, ul, svg { display: block } a { color: inherit }
table { display: table } thead { display: table-header-group } tbody { display: table-row-group }
tr { display: table-row } td, th { display: table-cell } td { height: 50mm }
ul { padding-left: 4mm } li::before { content: "•"; display: inline-block }
@page { size: 100mm; margin: 15mm; @top-left { content: "Running head" } }
"""
CHART = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10" width="20mm"><title>More than most</title>'
    "<desc>Own value: 3. Median: 2.</desc><text>3</text></svg>"
)
ROWS = "".join(f'<tr><th scope="row">Row {number}</th><td>Cell {number}</td></tr>' for number in (1, 2))
BODY = f"""<section><h1>Title</h1>
<p>Before <a href="#there" title="The place"><span>there</span> <b>and</b> on {"a long way " * 5}</a> after.</p>
<p lang="fi">Sanoja</p><p>English, <span lang="sv">svenska</span> and <span>English</span></p>
<ul><li>One</li></ul>{CHART}</section>
<section id="there"><table><thead><tr><th scope="col">Name</th><th scope="col">Value</th></tr></thead>
<tbody><tr><th scope="rowgroup" colspan="2">Group</th></tr>{ROWS}</tbody></table></section>"""


@pytest.fixture(scope="module")
def file() -> pikepdf.Pdf:
    html = f'<html lang="en"><head><title>Tags</title><style>{STYLE}</style></head><body>{BODY}</body></html>'
    return pikepdf.open(io.BytesIO(render_pdf(html).content))


def elements(parent: Any) -> list[Any]:
    """The structure elements directly inside another."""
    return [kid for kid in parent.K if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/StructElem"]


def outline(parent: Any) -> list[Any]:
    """The structure types inside an element; a type with something inside as a pair."""
    return [(str(kid.S), outline(kid)) if elements(kid) else str(kid.S) for kid in elements(parent)]


def found(file: pikepdf.Pdf, kind: str) -> list[Any]:
    """All structure elements of a type."""

    def walk(parent: Any) -> list[Any]:
        return [each for kid in elements(parent) for each in ([kid] if kind == kid.S else []) + walk(kid)]

    return walk(file.Root.StructTreeRoot)


def test_each_element_of_the_document_is_one_element_of_the_tree(file: pikepdf.Pdf) -> None:
    assert len(file.pages) == 3
    row = ("/TR", ["/TH", "/TD"])
    assert outline(file.Root.StructTreeRoot.K[0]) == [
        (
            "/Sect",
            ["/H1", ("/P", ["/Link"]), "/P", ("/P", ["/Span"]), ("/L", [("/LI", ["/Lbl", "/LBody"])]), "/Figure"],
        ),
        ("/Sect", [("/Table", [("/THead", [("/TR", ["/TH", "/TH"])]), ("/TBody", [("/TR", ["/TH"]), row, row])])]),
    ]
    heads = [(str(cell.A.Scope), int(cell.A.ColSpan)) for cell in found(file, "/TH")]
    assert heads == [("/Column", 1), ("/Column", 1), ("/Column", 2), ("/Row", 1), ("/Row", 1)]


def test_a_link_has_one_annotation_with_a_name(file: pikepdf.Pdf) -> None:
    (link,) = found(file, "/Link")
    (annotation,) = [annotation for page in file.pages for annotation in page.get("/Annots", [])]
    assert [kid.Obj.objgen for kid in link.K if isinstance(kid, pikepdf.Dictionary)] == [annotation.objgen]
    assert (str(annotation.Contents), annotation.F, str(annotation.Dest)) == ("The place", 4, "there")
    # It can be clicked on each of its three lines.
    assert len(annotation.QuadPoints) == 3 * 8
    assert annotation.Rect[1] < annotation.QuadPoints[5] < annotation.Rect[3]


def test_languages_and_alternatives(file: pikepdf.Pdf) -> None:
    assert [str(part.get("/Lang")) for part in found(file, "/P")] == ["None", "fi", "None"]
    assert [str(part.Lang) for part in found(file, "/Span")] == ["sv"]
    (chart,) = found(file, "/Figure")
    assert str(chart.Alt) == "More than most. Own value: 3. Median: 2"
    left, bottom, right, top = (float(edge) for edge in chart.A.BBox)
    assert (right - left, top - bottom) == pytest.approx((20 / 25.4 * 72, 10 / 25.4 * 72), abs=0.01)


def test_running_heads_and_repeated_table_heads_are_artifacts(file: pikepdf.Pdf) -> None:
    counts = [page.Contents.read_bytes().count(b"/Artifact\n<</Type /Pagination>>\nBDC") for page in file.pages]
    assert counts == [1, 3, 3]
