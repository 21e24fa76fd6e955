"""What three checkers of PDF/UA-1 find in a report, without the findings that are shown here to be false."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import page
import pdfua
from outloud.findings import Finding, Result
from outloud.model import Document
from outloud.registry import run_rules
from outloud.rules._common import element_text

MOST_WARNINGS: Final = 10
# `outloud` takes it for headers torn into pieces if a narrow table has a row of headers and a header in each row, or if
# groups of rows have heads.
WHOLE_HEADERS: Final = re.compile(
    r"header cells look shredded: (?:\d+ header cells against \d+ data cells|\d+ header rows)"
)
# The margins of the pages, in points, where the running heads and the page numbers are.
TOP, BOTTOM = 23 * 72 / 25.4, 18 * 72 / 25.4


def faults_of(content: bytes, folder: Path) -> list[str]:
    """The errors that the checkers find in a file, and their warnings if there are more than ten."""
    file = folder / "checked.pdf"
    file.write_bytes(content)
    return [*_faults_by_pdfua(file), *_faults_by_page(file), *_faults_by_outloud(file)]


def _faults_by_pdfua(file: Path) -> list[str]:
    report = pdfua.validate(str(file))
    # Whether headings are empty, which `outloud` checks.
    assert {outcome.rule_id for outcome in report.skipped} <= {"UA-14-001"}
    return [f"{finding.rule_id} {finding.message}" for finding in report.findings]


def _faults_by_page(file: Path) -> list[str]:
    return [f"{failure.rule_id} {failure.message}" for failure in page.validate_pdf(file, profile="ua1").failures]


def _faults_by_outloud(file: Path) -> list[str]:
    document, result = Document(str(file)), Result(str(file))
    try:
        run_rules(document, result)
        assert [run for run in result.runs if run.status == "crashed"] == []
        faults = [*misread_text(document), *out_of_order(document), *unnamed_links(document)]
        findings = [finding for finding in result.findings if not _is_false(finding)]
    finally:
        document.close()
    errors = [finding for finding in findings if finding.severity == "error"]
    warnings = [finding for finding in findings if finding.severity == "warning"]
    told = findings if sum(finding.count for finding in warnings) > MOST_WARNINGS else errors
    return [*faults, *(f"{each.rule} p.{each.page} {each.message}: {each.evidence}" for each in told)]


def _is_false(finding: Finding) -> bool:
    match finding.rule:
        case "TAG-002":
            # It takes long running heads for prose that is not read; `misread_text` finds such prose.
            return True
        case "PAG-001":
            # It takes numbers near a margin for page numbers; `misread_text` finds page numbers that are read.
            return True
        case "ORD-001":
            # It expects the text of a paragraph before the links in it; `out_of_order` knows the order.
            return True
        case "TBL-010":
            return WHOLE_HEADERS.fullmatch(finding.message) is not None
    return False


def read_aloud(file: Path) -> str:
    """What a screen reader reads: the text of the structure tree from start to end."""
    document = Document(str(file))
    try:
        places = {sheet.objgen: sheet.index for sheet in document.pages}
        return " ".join(
            document.content(places[sheet]).mcid_text.get((None, number), "")
            for sheet, number in _pieces(document.struct_root)
        )
    finally:
        document.close()


def misread_text(document: Document) -> list[str]:
    """Text in a margin that is read, and text elsewhere that is not, except for repeated heads of tables."""
    heads = " ".join(element_text(document, cell) for cell in document.elements_of("TH"))
    return [
        f"p.{sheet.number} {'is not read' if run.artifact else 'is read'}: {run.text}"
        for sheet in document.pages
        for run in document.content(sheet.index).runs
        if run.artifact == (BOTTOM < run.bbox[1] < sheet.height - TOP) and run.text.strip() not in heads
    ]


def out_of_order(document: Document) -> list[str]:
    """The pages on which the text is not in the order in which it is read."""
    read: dict[Any, list[int]] = {}
    for sheet, number in _pieces(document.struct_root):
        read.setdefault(sheet, []).append(number)
    return [
        f"p.{sheet.number} is not in order"
        for sheet in document.pages
        if read[sheet.objgen] != sorted(read[sheet.objgen])
    ]


def unnamed_links(document: Document) -> list[str]:
    """The links that are named by the anchor that they lead to, such as a code, instead of by words."""
    annotations = [each for sheet in document.pdf.pages for each in sheet.get("/Annots", [])]
    links = [each for each in annotations if each.Subtype == "/Link"]
    return [f"link without words: {link.Contents}" for link in links if link.Contents == link.get("/Dest")]


def _pieces(element: Any) -> Iterator[tuple[Any, int]]:
    """The pieces of content in the order in which they are read: their page and their number on it."""
    for kid in element.K:
        if isinstance(kid, int):
            yield element.Pg.objgen, kid
        elif kid.get("/Type") == "/MCR":
            yield kid.Pg.objgen, int(kid.MCID)
        elif kid.get("/Type") == "/StructElem":
            yield from _pieces(kid)
