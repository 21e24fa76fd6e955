"""The operator's own pages: their text as they wrote it, and what the software does where they wrote none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from assessments.files.operator_pages import operator_text
from tests.team_pages import text_of

PAGES = ("privacy", "accessibility", "terms", "contact")
NOT_WRITTEN = "The operator of this site has not written this page yet."

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.mark.parametrize("page", PAGES)
def test_without_a_text_a_page_says_what_the_software_does_and_whom_to_ask(page: str, client: Client) -> None:
    assert f'href="/about/{page}/"' in client.get("/").content.decode()
    for language, marked in (("en", NOT_WRITTEN), ("fi", "Palvelun ylläpitäjä ei ole vielä kirjoittanut tätä sivua.")):
        text = text_of(client.get(f"/about/{page}/", headers={"accept-language": language}))
        assert (marked in text, 'href="mailto:secretariat@testserver"' in text) == (True, True)


def test_the_operators_text_stands_as_it_was_written(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.PAGES_DIR = tmp_path
    (tmp_path / "privacy.en.txt").write_bytes(
        "\ufeffWe <b>keep</b> it.\r\nIn Kuopio.\r\n \r\nAsk \u200bus.\r\n".encode()
    )
    page = client.get("/about/privacy/").content.decode()
    assert '<div lang="en"><p>We &lt;b&gt;keep&lt;/b&gt; it.<br>In Kuopio.</p><p>Ask us.</p></div>' in page
    assert NOT_WRITTEN not in page
    # A reader of another language gets what there is, marked as what it is.
    assert '<div lang="en"><p>We' in client.get("/about/privacy/", headers={"accept-language": "fi"}).content.decode()
    (tmp_path / "privacy.fi.txt").write_text("Säilytämme sen.", encoding="utf-8")
    finnish = client.get("/about/privacy/", headers={"accept-language": "fi"}).content.decode()
    assert '<div lang="fi"><p>Säilytämme sen.</p></div>' in finnish
    assert NOT_WRITTEN in text_of(client.get("/about/terms/"))


@pytest.mark.parametrize("content", [b"", b" \n\n ", "\u200b\ufeff".encode()])
def test_a_file_without_words_counts_as_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "terms.en.txt").write_bytes(content)
    assert operator_text(tmp_path, "terms", ["en"]) is None


def test_a_file_in_another_encoding_or_a_folder_breaks_no_page(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.PAGES_DIR = tmp_path
    (tmp_path / "contact.en.txt").write_bytes("Käyntiosoite".encode("latin-1"))
    (tmp_path / "terms.en.txt").mkdir()
    assert "K\ufffdyntiosoite" in client.get("/about/contact/").content.decode()
    assert NOT_WRITTEN in text_of(client.get("/about/terms/"))


@pytest.mark.parametrize("address", ["/about/imprint/", "/about/..%2Fsecret/", "/about/privacy.en/"])
def test_there_are_no_other_pages(address: str, client: Client) -> None:
    assert client.get(address).status_code == 404
