"""The pictures of a label for its holder: signs as SVG, in one ZIP with the logo of the issuer and how to use them."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.design_tokens import design_tokens
from assessments.issuer import current_issuer
from assessments.models import Label
from assessments.report.charts import svg
from assessments.report.issuing.certificate import label_address
from assessments.report.printing.outlines import outlined
from assessments.report.words.labels import label_name, state_sentence
from criteria.validity import LabelState

# The same files give the same ZIP.
DATED: Final = (1980, 1, 1, 0, 0, 0)
PADDING: Final = 12.0
HEIGHT: Final = 64.0
NAME_SIZE, ISSUER_SIZE = 24.0, 11.0
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
    left = 2 * PADDING
    above, name_width = outlined(name, size=NAME_SIZE, x=left, baseline=32)
    below, issuer_width = outlined(label.issuer, size=ISSUER_SIZE, x=left, baseline=50)
    width = left + max(name_width, issuer_width) + PADDING
    return svg.element(
        "svg",
        {"xmlns": svg.NAMESPACE, "role": "img", "viewBox": f"0 0 {svg.number(width)} {svg.number(HEIGHT)}"},
        svg.element("title", {}, f"{name}, {label.issuer}"),
        svg.element("rect", {"x": 0, "y": 8, "width": 8, "height": 48, **fill}),
        svg.element("path", {"d": f"{above}{below}", **fill}),
    )


def _how_to_use(label: Label, language: str) -> str:
    valid = state_sentence(label, LabelState.VALID, language)
    rule = _(
        "These signs may be used while the label is valid. On websites use the badge: it shows the state of the day. "
        "Its code is on the page of the label:"
    )
    return f"{label.organisation.name}\n{valid}\n\n{rule}\n{label_address(label)}\n"
