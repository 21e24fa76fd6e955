"""The report as a page of the site, on a phone and on a desktop screen, in real Chromium."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.looks import WIDTHS, too_wide
from tests.conftest import ELIGIBLE, Cast

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]

TALLEST = "Math.max(...[...document.querySelectorAll('.answer tr')].map(row => row.getBoundingClientRect().height))"


def test_the_preview_fits_and_can_be_read(live_cast: Cast, visit: Callable[..., Any]) -> None:
    assessment = live_cast.draft({**ELIGIBLE, "B1": {"legal_form": "association"}})
    page = visit(live_cast.owner.email)
    page.goto(f"/assessments/{assessment.reference}/report/preview/")
    assert too_wide(page) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        # Regression: with the columns of the printed page, answers were one letter wide.
        assert page.evaluate(TALLEST) <= 120
