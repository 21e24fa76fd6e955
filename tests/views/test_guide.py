"""The plain-language guide: public, in every language, without an account."""

from __future__ import annotations

import pytest
from django.test import Client

from criteria.loader import load_edition
from tests.import_pages import text_of

pytestmark = pytest.mark.django_db
GUIDE = load_edition("2019").guide
assert GUIDE is not None
PAGES = [page.key for page in GUIDE.pages]


def test_front_page_and_footer_lead_to_the_guide() -> None:
    start = Client().get("/").content.decode()
    linked = [*PAGES, "eligible", "ready"]
    assert [f'href="/guide/{key}/"' in start for key in linked] == [True] * len(linked)
    assert 'href="/guide/"' in Client().get("/criteria/").content.decode()


@pytest.mark.parametrize("language", ["en", "fi"])
def test_every_page_has_its_texts_in_the_language_of_the_reader(language: str) -> None:
    client = Client(headers={"accept-language": language})
    assert GUIDE is not None
    for page in GUIDE.pages:
        shown = text_of(client.get(f"/guide/{page.key}/"))
        assert [section.title.in_language(language) in shown for section in page.sections] == [True] * len(
            page.sections
        )
        assert page.lead.in_language(language) in shown


@pytest.mark.parametrize(
    "answer",
    [
        "Organisations of one field that work together, with a team of their own",
        "customers, partners and researchers whom you would not meet alone",
        "Some clusters are free, others charge a yearly fee",
        "call its manager, come to one event as a guest, and sign",
    ],
)  # fmt: skip
def test_the_four_questions_of_a_newcomer_are_answered_at_the_top(answer: str) -> None:
    assert answer in text_of(Client().get("/guide/cluster/"))[:2500]


def test_the_address_keeps_the_ticks_of_the_checklist() -> None:
    assert GUIDE is not None
    steps = [step for stage in GUIDE.page("founding").stages for step in stage.steps]
    assert (len(steps), len({step.key for step in steps})) == (25, 25)
    page = Client().get("/guide/founding/?done=fees&done=nothing&done=theme").content.decode()
    ticked = [step.key for step in steps if f'id="done-{step.key}" checked' in page]
    assert ticked == ["theme", "fees"]
    assert 'href="/criteria/C2/"' in page


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ("fte=0.50&total=15&eccp=accepted", "Yes: the binding criteria are met."),
        ("fte=0.49&total=15&eccp=accepted", "Not yet: a binding criterion is not met."),
        ("fte=0.5&total=15&eccp=submitted", "Not yet: a binding criterion is not met."),
        ("fte=0.5&total=&eccp=accepted", "Not known yet: an answer is missing."),
    ],
)  # fmt: skip
def test_three_answers_give_a_verdict(answers: str, verdict: str) -> None:
    assert verdict in text_of(Client().get(f"/guide/eligible/?{answers}"))


def test_ten_answers_give_a_picture_in_words_and_what_to_do_next() -> None:
    page = Client().get("/guide/ready/?members=ready&theme=begun&money=open&services=ready&time=sometimes")
    shown = text_of(page)
    assert "1 of 6 areas are ready" in shown
    assert "A Structure: begun. B Management: –. C Financing: open. D Services: ready." in shown
    assert "A Structure of the cluster: begun" in shown
    assert "B Cluster management and governance: an answer is missing" in shown
    assert "Make a budget for two years that names every source of income" in shown
    assert "Collect commitments in writing until there are 15" not in shown
    content = page.content.decode()
    assert 'href="/guide/founding/#budget"' in content
    assert 'href="/criteria/C1/"' in content
    assert "A first picture" not in text_of(Client().get("/guide/ready/"))


@pytest.mark.parametrize(
    ("address", "finnish"), [("/guide/eligible/", "Tarkista"), ("/guide/ready/", "Näytä tulos")]
)  # fmt: skip
def test_only_embedded_tests_may_be_framed_in_the_language_of_their_address(address: str, finnish: str) -> None:
    embedded, own = Client().get(f"{address}?embed=1&language=fi"), Client().get(f"{address}?language=xx")
    assert "X-Frame-Options" not in embedded
    assert "frame-ancestors *" in embedded["Content-Security-Policy"]
    assert (finnish in text_of(embedded), embedded["Content-Language"]) == (True, "fi")
    assert '<input type="hidden" name="language" value="fi">' in embedded.content.decode()
    assert (own["X-Frame-Options"], "frame-ancestors 'none'" in own["Content-Security-Policy"]) == ("DENY", True)
    assert finnish not in text_of(own)
    assert f'&lt;iframe src="http://testserver{address}?embed=1&amp;amp;language=en"' in own.content.decode()


def test_wrong_answers_get_no_verdict() -> None:
    assert "criteria are met." not in text_of(Client().get("/guide/eligible/?fte=many")).split("Check")[-1]


def test_what_is_not_in_the_guide_is_not_found() -> None:
    assert Client().get("/guide/nothing/").status_code == 404
