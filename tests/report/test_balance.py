"""Pages that would look empty are filled with the end of the page before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from weasyprint.formatting_structure.boxes import TextBox

from assessments.report.printing.pdf import lay_out, write_pdf
from tests.report.checkers import read_aloud

# Ten lines of 10 mm fit on a page.
DOCUMENT = """<html lang="en"><head><title>Pages</title><style>
head, title, style { display: none } html, body, section, div, h1, h2, p { display: block }
html, body, h1, h2, p { margin: 0; font: 10mm/10mm serif; orphans: 3; widows: 3 }
table { display: table; border-spacing: 0 } thead { display: table-header-group } tbody { display: table-row-group }
tr { display: table-row } td, th { display: table-cell; padding: 0; font: 10mm/10mm serif }
h1, h2 { break-after: avoid } .whole { break-inside: avoid } .apart { margin-top: 10mm } .long { white-space: pre-line }
section { break-before: page } .follows { break-before: auto } .new { break-before: page }
@page { size: 150mm 120mm; margin: 10mm }
</style></head><body>%s</body></html>"""


def texts(*words: str) -> str:
    return "".join(f"<p>{word}</p>" for word in words)


def table(*words: str) -> str:
    rows = "".join(f"<tr><td>{word}</td></tr>" for word in words)
    return f'<table><thead><tr><th scope="col">Head</th></tr></thead><tbody>{rows}</tbody></table>'


def lines_of(page: Any) -> list[tuple[int, str]]:
    """The lines of a page by the tenth of its height at which they are, from 0."""
    found = [box for box in page._page_box.descendants() if isinstance(box, TextBox)]
    return [
        (round((box.position_y - page._page_box.content_box_y()) / page._page_box.height * 10), box.text)
        for box in found
    ]


WHOLE = f'<div class="whole">{texts(*"fghij")}</div>'
PARAGRAPH = f'<p class="long">{"\n".join("bcdefghij")}</p>'
NEXT_CHAPTER = f'</section><section class="follows"><h1>h</h1>{texts(*"ijk")}'
NEW_PAGE = '<p class="new">k</p>'


@pytest.mark.parametrize(
    ("content", "pages"),
    [
        pytest.param(texts(*"abcdefghijk"), ["abcdefg", "hijk"], id="as much as the last page needs"),
        pytest.param(texts(*"abcdefghijklmn"), ["abcdefghij", "klmn"], id="full enough"),
        pytest.param(texts(*"abcdefghijklmnopqrstu"), ["abcdefghij", "klmnopq", "rstu"], id="of three pages"),
        pytest.param(texts(*"abcdef") + "<h2>g</h2>" + texts(*"hijk"), ["abcdef", "ghijk"], id="heading"),
        pytest.param(texts(*"abcde") + WHOLE + texts("k"), ["abcde", "fghijk"], id="not to be torn"),
        pytest.param(texts("a") + PARAGRAPH + texts("k"), ["abcdefg", "hijk"], id="lines of a paragraph"),
        pytest.param(texts(*"abcdefg") + NEXT_CHAPTER, ["abcdefghij", "k"], id="not the title of a chapter"),
        pytest.param(texts(*"abcdefghij") + NEW_PAGE, ["abcdefghij", "k"], id="not to a page that begins on purpose"),
    ],
)
def test_what_is_moved(content: str, pages: list[str]) -> None:
    told = [lines_of(page) for page in lay_out(DOCUMENT % f"<section>{content}</section>").pages]
    assert told == [list(enumerate(page)) for page in pages]


def test_space_between_what_meets() -> None:
    content = "<section>" + texts(*"abcdefghij") + '<p class="apart">k</p></section>'
    [_first, last] = lay_out(DOCUMENT % content).pages
    assert lines_of(last) == [(0, "i"), (1, "j"), (3, "k")]


def test_the_head_of_a_table_is_repeated_and_read_once(tmp_path: Path) -> None:
    content = "<section>" + table(*"abcdefghi") + texts("j") + "</section>"
    document = lay_out(DOCUMENT % content)
    assert [lines_of(page) for page in document.pages] == [
        list(enumerate(("Head", *"abcdefg"))),
        list(enumerate(("Head", *"hij"))),
    ]
    file = tmp_path / "table.pdf"
    file.write_bytes(write_pdf(document).content)
    assert read_aloud(file).split() == ["Head", *"abcdefghij"]
