"""The signs of a label for its holder, as SVG and PNG, in one ZIP with the logo of the issuer and how to use them."""

from __future__ import annotations

import io
import zipfile
from math import ceil
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from assessments.design_tokens import design_tokens
from assessments.issuer import current_issuer
from assessments.models import Label
from assessments.queries.labels import label_address
from assessments.report.charts import svg
from assessments.report.printing.fonts import FONTS
from assessments.report.printing.outlines import WEIGHT, outlined
from assessments.report.words.labels import label_name, state_sentence
from criteria.validity import LabelState

# The same files give the same ZIP.
DATED: Final = (1980, 1, 1, 0, 0, 0)
PADDING: Final = 12.0
LEFT: Final = 24.0
HEIGHT: Final = 64.0
BAR_WIDTH = BAR_TOP = 8.0
NAME_SIZE, ISSUER_SIZE = 24.0, 11.0
NAME_LINE, ISSUER_LINE = 32.0, 50.0
# Pixels per unit of a PNG, which is sharp on slides and on a business card; larger prints take the SVG.
SCALE: Final = 8
# The colours of the sign: that of the site, black (which is what SVG fills with by itself), white for a dark ground.
VARIANTS: Final = {"colour": "accent", "black": "", "white": "paper"}


def logos_of(label: Label) -> bytes:
    """The ZIP: each sign in every language of the site, the logo of the issuer, and a text about their use."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                for variant in VARIANTS:
                    _add(bundle, f"label-{variant}-{language}.svg", sign(label, language, variant).encode())
                    _add(bundle, f"label-{variant}-{language}.png", sign_as_png(label, language, variant))
                _add(bundle, f"README-{language}.txt", _how_to_use(label, language).encode())
        issuer = current_issuer()
        if issuer.logo and issuer.name == label.issuer:
            _add(bundle, f"issuer{issuer.logo.suffix.lower()}", issuer.logo.read_bytes())
    return packed.getvalue()


def _add(bundle: zipfile.ZipFile, name: str, content: bytes) -> None:
    bundle.writestr(zipfile.ZipInfo(name, DATED), content, zipfile.ZIP_DEFLATED)


def sign(label: Label, language: str, variant: str) -> SafeString:
    """The name of the label above its issuer, beside a bar, with letters as outlines."""
    token = VARIANTS[variant]
    fill: dict[str, svg.Attribute] = {"fill": design_tokens()[token]} if token else {}
    name = label_name(label, language)
    above, name_width = outlined(name, size=NAME_SIZE, x=LEFT, baseline=NAME_LINE)
    below, issuer_width = outlined(label.issuer, size=ISSUER_SIZE, x=LEFT, baseline=ISSUER_LINE)
    width = LEFT + max(name_width, issuer_width) + PADDING
    return svg.element(
        "svg",
        {"xmlns": svg.NAMESPACE, "role": "img", "viewBox": f"0 0 {svg.number(width)} {svg.number(HEIGHT)}"},
        svg.element("title", {}, f"{name}, {label.issuer}"),
        svg.element("rect", {"x": 0, "y": BAR_TOP, "width": BAR_WIDTH, "height": HEIGHT - 2 * BAR_TOP, **fill}),
        svg.element("path", {"d": f"{above}{below}", **fill}),
    )


def sign_as_png(label: Label, language: str, variant: str) -> bytes:
    """The same sign on a transparent ground."""
    token, name = VARIANTS[variant], label_name(label, language)
    colour = design_tokens()[token] if token else "black"
    name_font, issuer_font = (_font(size * SCALE) for size in (NAME_SIZE, ISSUER_SIZE))
    width = (LEFT + PADDING) * SCALE + max(name_font.getlength(name), issuer_font.getlength(label.issuer))
    image = Image.new("RGBA", (ceil(width), int(HEIGHT * SCALE)))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, BAR_TOP * SCALE, BAR_WIDTH * SCALE, (HEIGHT - BAR_TOP) * SCALE), colour)
    draw.text((LEFT * SCALE, NAME_LINE * SCALE), name, colour, name_font, anchor="ls")
    draw.text((LEFT * SCALE, ISSUER_LINE * SCALE), label.issuer, colour, issuer_font, anchor="ls")
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def _font(size: float) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(settings.FONT_DIR / FONTS["normal"], size)
    font.set_variation_by_axes([WEIGHT["wght"]])
    return font


def _how_to_use(label: Label, language: str) -> str:
    valid = state_sentence(label, LabelState.VALID, language)
    rule = _(
        "These signs may be used while the label is valid. On websites use the badge: it shows the state of the day. "
        "Its code is on the page of the label:"
    )
    return f"{label.organisation.name}\n{valid}\n\n{rule}\n{label_address(label)}\n"
