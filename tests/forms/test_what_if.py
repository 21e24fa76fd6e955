"""The form for trying a number: rendered once while it is blank, and never with what another reader tried."""

from __future__ import annotations

import pytest
from crispy_forms.utils import render_crispy_form
from django.utils import translation

from assessments.forms.what_if import WhatIfForm
from criteria.loader import load_edition

EDITION = load_edition("2019")


@pytest.mark.parametrize(("language", "label"), [("en", "Would be"), ("fi", "Olisi")])
def test_the_blank_form_is_kept_as_crispy_forms_renders_it(language: str, label: str) -> None:
    with translation.override(language):
        form = WhatIfForm(EDITION, language=language, year=2026)
        assert form.html == render_crispy_form(form)
        tried = WhatIfForm(EDITION, language=language, year=2026, data={"change": "B3.fte", "to": '<b>"3" & 4'})
        assert '<option value="B3.fte" selected>' in tried.html
        assert 'value="&lt;b&gt;&quot;3&quot; &amp; 4"' in tried.html
        again = WhatIfForm(EDITION, language=language, year=2026)
    # It is kept in the language of the form, whatever the active one is.
    assert again.html == form.html
    assert (label in again.html, "selected" in again.html, "&amp;" in again.html) == (True, False, False)
