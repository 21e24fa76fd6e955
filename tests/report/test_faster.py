"""The replaced functions of WeasyPrint and pydyf: they change nothing in the file."""

from __future__ import annotations

import gc

from assessments.report.printing import faster
from assessments.report.printing.fonts import font_address, font_faces
from assessments.report.printing.pdf import render_pdf

STYLE = """
html { font: 10pt/1.4 "Source Sans 3"; hyphens: auto } head, title, style { display: none }
html, body, section, h1, p, svg { display: block } b { font-weight: 700 } u { text-decoration: underline }
h1 { letter-spacing: 0.1em; bookmark-level: 1; font-size: 1.5em } .just { text-align: justify }
.wide { word-spacing: 1em } .lines { white-space: pre-line }
.kept { white-space: pre-wrap; overflow-wrap: anywhere; font-feature-settings: "tnum" }
.short { width: calc(100% - 40mm); white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
.noted { margin-inline-start: 5%; float: right; width: 30%; min-width: auto; border: 1pt solid gray }
.mark { position: absolute; top: 5%; right: 0 } .mark::after { content: target-counter("#table", page) }
table { display: table; width: 100%; border-collapse: collapse } thead { display: table-header-group }
tbody { display: table-row-group } tr { display: table-row } th, td { display: table-cell; padding: 1% }
@page { size: 90mm 70mm; margin: 8mm 10% 12mm; @bottom-right { content: "Page " counter(page) " of " counter(pages) } }
"""
TEXT = (
    "The cluster co\u00adoperates internationally, <b>with universities</b> and <u>administrations</u> of the region. "
)
CHART = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 20" width="70mm">'
    "<title>Members</title><desc>12 of 14</desc>"
    '<text x="45" y="8" font-size="6" text-anchor="middle" font-family="Source Sans 3">Members 2222</text>'
    '<text x="9" y="18" font-size="6" font-weight="bold" font-family="Source Sans 3">Members</text>'
    '<rect x="2" y="9" width="33.3" height="4" fill="#123456" stroke="#654321"/></svg>'
)
ROWS = "".join(f'<tr><th scope="row">Row {row}</th><td>{row / 7:.3f}</td><td>{TEXT}</td></tr>' for row in range(4))
BODY = f"""<section><h1>Title</h1><p>{TEXT * 3}</p><p class="just">{TEXT * 3}</p><p class="wide">{TEXT}</p>{CHART}
<p class="noted">{TEXT}</p><p class="lines">One\nTwo\n\nThree</p><p class="kept">One\ttwo  {"long" * 30}</p></section>
<section id="table"><p class="short">{TEXT}</p><p dir="rtl" style="direction: rtl">שלום, {TEXT}</p>
<p class="mark">See </p>
<table><thead><tr><th scope="col">Name</th><th scope="col">Number</th><th scope="col">Text</th></tr></thead>
<tbody>{ROWS}</tbody></table></section>"""


def test_the_file_is_the_same_with_and_without_the_replacements() -> None:
    style = font_faces(font_address) + STYLE
    html = f'<html lang="en"><head><title>Speed</title><style>{style}</style></head><body>{BODY}</body></html>'
    printed = render_pdf(html)
    assert printed.pages > 3
    assert gc.isenabled()
    with faster.originals():
        assert all(getattr(each.owner, each.name) is each.original for each in faster.REPLACEMENTS)
        assert render_pdf(html).content == printed.content
    assert all(getattr(each.owner, each.name) is each.faster for each in faster.REPLACEMENTS)
