"""The fonts of a report: chosen by the characters of its text, and what has none is named."""

from __future__ import annotations

import io
import logging

import pytest
from pypdf import PdfReader

from assessments.report.printing.fonts import MissingFont, choose_fonts, font_address, font_faces, with_script_fonts
from assessments.report.printing.pdf import WellFormedHTML, is_right_to_left, render_pdf, with_lines_apart
from assessments.report.printing.processes import OwnProcess, Processes, Task

# Script → a text in it, and the font that is used for it beside Source Sans.
SCRIPTS = {
    "Latin": ("Åbo, Łódź, Tiếng Việt, ﬁne “€” – 2 m²", ()),
    "Greek": ("Ελληνικά", ()),
    "Cyrillic": ("Українська", ()),
    "Georgian": ("საქართველო", ("NotoSansGeorgian",)),
    "Armenian": ("Հայաստան", ("NotoSansArmenian",)),
    "Arabic": ("مرحبا بالعالم", ("NotoSansArabic",)),
    "Hebrew": ("שלום עולם", ("NotoSansHebrew",)),
    "Thai": ("สวัสดี", ("NotoSansThai",)),
    "Devanagari": ("नमस्ते क्षत्रिय।", ("NotoSansDevanagari",)),
    "Chinese": ("中文字体", ("NotoSansCJKjp-Regular",)),
    "Japanese": ("日本語テキスト", ("NotoSansCJKjp-Regular",)),
    "Korean": ("한국어", ("NotoSansCJKjp-Regular",)),
    "Emoji": ("\U0001f600 \U0001f469\u200d\U0001f4bb \u2764\ufe0f \U0001f1eb\U0001f1ee", ("NotoEmoji",)),
}
PAGE = """<html lang="en"><head><title>Scripts</title><style>
head, title, style { display: none } p { display: block; font: 12pt "Source Sans 3", sans-serif }
%s
</style></head><body>%s</body></html>"""


def names_of(text: str) -> tuple[str, ...]:
    return tuple(path.stem.partition("[")[0] for path in choose_fonts(text).fonts)


@pytest.mark.parametrize(("text", "fonts"), SCRIPTS.values(), ids=SCRIPTS)
def test_fonts_are_chosen_by_the_characters(text: str, fonts: tuple[str, ...]) -> None:
    assert (names_of(text), choose_fonts(text).missing) == (fonts, frozenset())


def test_what_no_font_has_is_told() -> None:
    # Cuneiform, a private character, one that is not assigned; spaces, joiners and selectors need no glyph.
    assert choose_fonts("a \u00a0\u200d\u2028\ufe0f\n\U000e0100").missing == frozenset()
    assert choose_fonts("\U00012000 \ue000\u0378 \u10d0").missing == {"\U00012000", "\ue000", "\u0378"}


def page_of(*paragraphs: str) -> str:
    return PAGE % (font_faces(font_address), "".join(f"<p>{text}</p>" for text in paragraphs))


def test_a_latin_report_does_not_grow() -> None:
    page = page_of("Åbo", "Ελληνικά")
    assert with_script_fonts(page) == page


@pytest.mark.any_database
def test_every_script_is_printed_with_its_own_font(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "weasyprint")

    def boxes() -> list[str]:
        return [message for message in caplog.messages if "glyph" in message]

    html = with_script_fonts(page_of(*(text for text, _fonts in SCRIPTS.values())))
    assert len(html) < 200_000
    [page] = PdfReader(io.BytesIO(render_pdf(html).content)).pages
    printed = {str(font["/BaseFont"]).partition("+")[2] for font in page["/Resources"]["/Font"].values()}  # type: ignore[index]
    assert printed == {"Source-Sans-3,"} | {f"Report-{font}" for _text, fonts in SCRIPTS.values() for font in fonts}
    assert boxes() == []
    # The log tells of a glyph that is missing: the test would notice.
    render_pdf(with_script_fonts(page_of("\ue000")))
    assert len(boxes()) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [("مرحبا Helsinki", True), ("2026: שלום", True), ("Helsinki مرحبا", False), ("2026!", False), ("", False)],
)
def test_direction_is_that_of_the_first_letter(text: str, expected: bool) -> None:
    assert is_right_to_left(text) is expected


def test_direction_of_a_text_does_not_depend_on_its_label() -> None:
    texts = (
        "Helsinki",
        "مرحبا Helsinki",
        '<b dir="ltr">Focus.</b> <i>مرحبا</i>',
        '<b dir="ltr">Focus.</b> <i>a</i> مرحبا',
    )
    root = WellFormedHTML(page_of(*texts).replace("<p>", '<p dir="auto">')).etree_element
    assert [element.get("dir") for element in root.iter("p")] == ["ltr", "rtl", "rtl", "ltr"]


@pytest.mark.parametrize(
    ("text", "directions"),
    [
        ("Helsinki\nTurku", ["ltr"]),
        ("שלום\nעולם", ["rtl"]),
        ("Helsinki:\nשלום", ["ltr", "ltr", "rtl"]),
        ('<b dir="ltr">Focus.</b> שלום\nעולם', ["rtl", "ltr"]),
        ('<b dir="ltr">Focus.</b> שלום\n\nTurku', ["ltr", "rtl", "ltr", "ltr", "ltr"]),
    ],
)
def test_lines_have_their_own_direction(text: str, directions: list[str]) -> None:
    html = page_of(text).replace("<p>", '<p class="told" dir="auto">')
    body = WellFormedHTML(with_lines_apart(html)).etree_element.find("body")
    assert [element.get("dir") for element in body.iter() if element.get("dir")] == directions


@pytest.mark.parametrize("address", ["https://example.org/font.ttf", "data:font/ttf;base64,AAAA", "file:///etc/passwd"])
def test_a_font_that_cannot_be_loaded_stops_the_print(address: str) -> None:
    style = f'@font-face {{ font-family: Refused; src: url("{address}"); }} p {{ font-family: Refused }}'
    with pytest.raises(MissingFont, match=r"^Refused$"):
        render_pdf(PAGE % (style, "<p>Text</p>"))
    with pytest.raises(MissingFont, match=r"^Refused$"):
        OwnProcess().lay_out([Task("Chapter", style, PAGE % ("", "<p>Text</p>"))], lambda: None)


def test_a_font_that_a_process_cannot_load_is_named() -> None:
    processes = Processes(1)
    style = '@font-face { font-family: Refused; src: url("https://example.org/font.ttf"); }'
    try:
        with pytest.raises(MissingFont, match=r"^Refused$"):
            processes.lay_out([Task("Chapter", style, PAGE % ("", "<p>Text</p>"))], lambda: None)
    finally:
        processes.end()
