"""Renders the report's tree as one HTML document with its style inside."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from assessments.design_tokens import with_tokens
from assessments.models import ReportKind
from assessments.report.content.certificate import Certificate
from assessments.report.content.tree import ReportContext
from assessments.report.printing.fonts import font_address, font_data, font_faces, font_on_site, with_script_fonts

STYLE_SHEETS: Final = ("report_tables.css", "report.css")
# Characters that XML 1.0 forbids even when escaped: control characters, lone surrogates, two non-characters.
NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A link inside the report, as the templates write it.
LINK: Final = re.compile(r'<a(?: class="page")? href="#([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
# Markup and whatever cannot contain a <span>; or else text between two tags.
MARKUP_OR_TEXT: Final = re.compile(r"(<head.*?</head>|<svg.*?</svg>|<[^>]*>)|([^<]+)", re.DOTALL)
# A web or an e-mail address in text whose special characters are escaped.
ADDRESS: Final = re.compile(r"(?:https?://|www\.)[^\s<]+|[^\s<@]+@[^\s<@]+\.[^\s<@]+")
ANCHOR: Final = re.compile(r' id="([^"]+)"')
TAG: Final = re.compile("<[^>]*>")
# An anchor, or the label of the chapter or indicator that begins at the anchor before it.
ANCHOR_OR_LABEL: Final = re.compile(r' id="([^"]+)"|<h[12] data-label="([^"]+)"')
TEMPLATES: Final = {ReportKind.FULL: "report/report.html", ReportKind.SUMMARY: "report/summary_only.html"}


def render_html(
    context: ReportContext,
    *,
    embedded_fonts: bool = False,
    nonce: str = "",
    template: str = TEMPLATES[ReportKind.FULL],
) -> str:
    """The report as one HTML document with its style inside.

    `embedded_fonts` makes it self-contained. With a `nonce` it is a page of the site: the content security policy
    allows only a style with that nonce and no embedded font, so the reader's device supplies what Source Sans lacks.
    Otherwise it refers to the font files of this installation.
    """
    address = font_data if embedded_fonts else font_on_site if nonce else font_address
    # Both parts are files of this project; the style contains nothing that a user typed.
    style = mark_safe(font_faces(address) + "\n" + style_sheet())  # noqa: S308
    with translation.override(context.language):
        rendered = render_to_string(template, {"report": context, "style": style, "nonce": nonce})
    html = with_whole_addresses(with_named_codes(without_dead_links(NOT_IN_XML.sub("", rendered))))
    return html if nonce else with_script_fonts(html)


def render_certificate(certificate: Certificate) -> str:
    """The certificate of a label as an HTML document for printing."""
    style = mark_safe(font_faces(font_address) + "\n" + style_sheet() + "\n" + _tokens_filled("certificate.css"))  # noqa: S308
    with translation.override(certificate.language):
        rendered = render_to_string("report/certificate.html", {"certificate": certificate, "style": style})
    return with_script_fonts(with_whole_addresses(NOT_IN_XML.sub("", rendered)))


def without_dead_links(html: str) -> str:
    """The document with links to parts that are not printed replaced by plain text."""
    anchors = set(ANCHOR.findall(html))
    return LINK.sub(lambda link: link[0] if link[1] in anchors else link[2], html)


def with_named_codes(html: str) -> str:
    """The document with a title for each link that consists of a code: it is titled with code and name."""
    labels: dict[str, str] = {}
    anchor = ""
    for found in ANCHOR_OR_LABEL.finditer(html):
        if found[1]:
            anchor = found[1]
        else:
            labels.setdefault(anchor, found[2])

    def named(link: re.Match[str]) -> str:
        label, code = labels.get(link[1], ""), TAG.sub("", link[2])
        is_named = " title=" in link[0] or not label.startswith(f"{code} ")
        return link[0] if is_named else link[0].replace(">", f' title="{label}">', 1)

    return LINK.sub(named, html)


def with_whole_addresses(html: str) -> str:
    """The document with web and e-mail addresses marked, so that they may break but get no hyphen of ours."""

    def marked(found: re.Match[str]) -> str:
        return found[1] or ADDRESS.sub(r'<span class="address">\g<0></span>', found[2])

    return MARKUP_OR_TEXT.sub(marked, html)


def style_sheet() -> str:
    """The style sheets of the report as one."""
    return _tokens_filled(*STYLE_SHEETS)


@cache
def _tokens_filled(*names: str) -> str:
    """Style sheets as one, with the design tokens replaced by their values from tokens.css."""
    folder = Path(settings.BASE_DIR) / "static" / "css"
    return with_tokens("\n".join((folder / name).read_text(encoding="utf-8") for name in names))
