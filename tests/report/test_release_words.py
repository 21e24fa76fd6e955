"""What a report says of the release whose figures it shows, and the public page on the method."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from django.test import Client

from assessments.models import Release
from assessments.report.content.release import release_passages
from assessments.workflow.releasing import NOISE
from tests.conftest import NOW, in_both


def test_the_method_names_the_release_its_parameters_and_the_expected_error() -> None:
    release = Release(edition="2019", number=3, made_at=NOW, parameters=asdict(NOISE) | {"insiders": 2})
    (passage,) = release_passages(release, "en")
    assert passage.text.startswith("They are those of release 3, published on 1 October 2026, and")
    assert "by at most 4 clusters, on average by 1.2, and no count above 0 and below 3 is published" in passage.text
    assert passage.text.endswith("/about/comparison/.")
    finnish = in_both(lambda: release_passages(release, "fi")[0].text)[1]
    assert "enintään 4 klusteria, keskimäärin 1,2, eikä" in finnish
    (none,) = release_passages(None, "en")
    assert none.text == "No comparison figures were published when this report was made."


@pytest.mark.parametrize(
    ("language", "said"), [("en", "by 1.2 clusters on average, and by 1.5"), ("fi", "1,2 klusteria")]
)
def test_the_public_page_tells_parameters_and_error(client: Client, db: None, language: str, said: str) -> None:
    client.post("/language/", {"language": language})
    body = client.get("/about/comparison/").content.decode()
    assert said in body
    assert body.count('<td class="number"') == 10
