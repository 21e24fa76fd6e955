"""Comments, hand-overs and flags of a team, and how a team is formed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from assessments.models import Assessment, AuditEntry, Comment, Flag, HandOver, Membership, MembershipRole, Status, User
from assessments.queries.collaboration import TeamState, handed_to, team_states
from assessments.workflow.collaboration import NotAColleague, add_comment, close_hand_over, hand_over, set_flag
from assessments.workflow.memberships import change_role
from assessments.workflow.submitting import submit
from tests.conftest import NOW, Cast, delivered, person
from tests.team_pages import ORGANISATION, PEOPLE, SITE, TEAM, membership, text_of

type SignIn = Callable[[User], Client]
type CountQueries = Callable[[int], Any]


# Comments


def test_a_reader_comments_in_any_state_and_the_team_reads_it(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    words = "Is <b>that</b> so?\nI doubt it."
    response = sign_in(cast.reader).post(f"{TEAM}comment/", {"text": words})
    comment = Comment.objects.get()
    assert response["Location"] == f"{TEAM}#comment-{comment.pk}"
    assert (comment.assessment, comment.indicator, comment.author) == (assessment, "B6", cast.reader)
    assert "Is &lt;b&gt;that&lt;/b&gt; so?<br>I doubt it." in text_of(sign_in(cast.editor).get(TEAM))
    assert AuditEntry.objects.filter(actor=cast.reader).count() == 0


def test_a_comment_that_is_empty_or_too_long_stays_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    client = sign_in(cast.editor)
    assert "Your comment: This field is required." in text_of(client.post(f"{TEAM}comment/", {"text": " "}))
    page = text_of(client.post(f"{TEAM}comment/", {"text": "x" * 2001}))
    assert "The text has 2,001 characters; at most 2,000 fit." in page
    assert "x" * 2001 in page
    assert Comment.objects.count() == 0


def test_a_comment_is_no_part_of_what_assessors_see(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    add_comment(assessment=assessment, indicator="E1", text="Between ourselves", by=cast.editor, at=NOW)
    for address in ("review/E1/", "check/", ""):
        page = sign_in(cast.assessor).get(f"/assessments/FI-2026-001/{address}")
        assert (page.status_code, "Between ourselves" in page.content.decode()) == (200, False)


def test_an_indicator_that_does_not_exist_has_no_team(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    assert sign_in(cast.owner).get("/assessments/FI-2026-001/team/Z9/").status_code == 404
    assert sign_in(cast.owner).post("/assessments/FI-2026-001/team/Z9/flag/", {"flag": "on"}).status_code == 404


# Hand-overs


def test_an_indicator_is_handed_to_a_colleague_with_a_note(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    note = "Could you & Anna finish <this> by Friday?"
    page = text_of(sign_in(cast.owner).post(f"{TEAM}hand-over/", {"to": cast.editor.pk, "note": note}, follow=True))
    assert "The indicator is handed to Editor, who is told." in page
    assert escape(note) in page
    (message,) = delivered()
    assert message.to == ["editor@example.org"]
    assert message.subject.startswith("FI-2026-001: B6 ")
    for line in (f"Note: {note}", f"{SITE}{TEAM}"):
        assert line in str(message.body).splitlines()
    entry = AuditEntry.objects.get(action="indicator_handed_over")
    assert (entry.assessment, entry.subject, entry.after) == (assessment, "B6", {"to": "editor@example.org"})
    home = text_of(sign_in(cast.editor).get("/home/"))
    assert ("Handed to you" in home, escape(note) in home, f'href="{TEAM}"' in home) == (True, True, True)
    assert "Handed to you" not in text_of(sign_in(cast.owner).get("/home/"))


def test_the_mail_speaks_the_colleagues_language(cast: Cast, edition: Any) -> None:
    cast.editor.language = "fi"
    cast.editor.save()
    hand_over(assessment=cast.draft(), indicator="B6", to=cast.editor, note="", by=cast.owner, at=NOW)
    assert edition.indicator("B6").title.in_language("fi") in delivered()[0].subject


def test_taking_an_indicator_oneself_sends_no_mail(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    page = text_of(sign_in(cast.editor).post(f"{TEAM}hand-over/", {"to": cast.editor.pk}, follow=True))
    assert "The indicator is yours now." in page
    assert delivered() == []
    assert [row.indicator for row in handed_to(cast.editor)] == ["B6"]
    assert assessment.hand_overs.count() == 1


def test_handing_on_ends_the_earlier_hand_over(cast: Cast) -> None:
    assessment = cast.draft()
    for to in (cast.editor, cast.owner):
        hand_over(assessment=assessment, indicator="B6", to=to, note="", by=cast.owner, at=NOW)
    assert list(assessment.hand_overs.order_by("pk").values_list("to", "closed_at")) == [
        (cast.editor.pk, NOW),
        (cast.owner.pk, None),
    ]
    assert AuditEntry.objects.latest("pk").before == {"to": "editor@example.org"}


def test_only_owners_and_editors_can_be_handed_something(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    for user in (cast.reader, cast.outsider):
        page = text_of(sign_in(cast.owner).post(f"{TEAM}hand-over/", {"to": user.pk}))
        assert "Colleague: Select a valid choice." in page
        with pytest.raises(NotAColleague):
            hand_over(assessment=assessment, indicator="B6", to=user, note="", by=cast.owner, at=NOW)
    assert HandOver.objects.count() == 0


@pytest.mark.parametrize("who", ["editor", "owner", "reader"])
def test_whoever_has_it_or_may_answer_says_done(cast: Cast, sign_in: SignIn, who: str) -> None:
    assessment = cast.draft()
    hand_over(assessment=assessment, indicator="B6", to=cast.editor, note="", by=cast.owner, at=NOW)
    response = sign_in(getattr(cast, who)).post(f"{TEAM}done/")
    is_open = HandOver.objects.get().closed_at is None
    assert (response.status_code, is_open) == ((403, True) if who == "reader" else (302, False))
    assert AuditEntry.objects.filter(action="hand_over_closed").count() == (0 if who == "reader" else 1)


def test_saying_done_twice_changes_nothing_more(cast: Cast) -> None:
    assessment = cast.draft()
    hand_over(assessment=assessment, indicator="B6", to=cast.editor, note="", by=cast.owner, at=NOW)
    first = close_hand_over(assessment=assessment, indicator="B6", by=cast.editor, at=NOW)
    assert first is not None
    assert close_hand_over(assessment=assessment, indicator="B6", by=cast.editor, at=NOW) is None
    assert AuditEntry.objects.filter(action="hand_over_closed").count() == 1


def test_whoever_becomes_a_reader_has_nothing_handed_to_them(cast: Cast) -> None:
    assessment = cast.draft()
    hand_over(assessment=assessment, indicator="B6", to=cast.editor, note="", by=cast.owner, at=NOW)
    change_role(membership=membership(cast, cast.editor), role=MembershipRole.READER, by=cast.owner, at=NOW)
    assert team_states(assessment)["B6"].hand_over is None


def test_after_handing_in_nothing_is_handed_over_any_more(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    hand_over(assessment=assessment, indicator="B6", to=cast.editor, note="", by=cast.owner, at=NOW)
    submit(assessment=assessment, by=cast.owner, at=NOW)
    client = sign_in(cast.editor)
    for action, data in (("hand-over", {"to": cast.owner.pk}), ("done", {}), ("flag", {"flag": "on"})):
        assert client.post(f"{TEAM}{action}/", data).status_code == 409
    assert "Handed to you" not in text_of(client.get("/home/"))
    assert "Hand it on" not in text_of(client.get(TEAM))
    assert (HandOver.objects.filter(closed_at=None).count(), Flag.objects.count()) == (1, 0)


# Flags and the states of the team


def test_a_flag_is_set_and_taken_away_as_posted(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.draft()
    client = sign_in(cast.editor)
    for posted, expected in (("on", True), ("on", True), ("off", False), ("off", False), ("else", False)):
        assert client.post(f"{TEAM}flag/", {"flag": posted})["Location"] == f"{TEAM}#flag"
        assert team_states(assessment)["B6"].is_flagged == expected


def test_the_states_of_all_indicators_take_three_queries(cast: Cast, django_assert_num_queries: CountQueries) -> None:
    assessment = cast.draft()

    def work_on(indicator: str) -> None:
        add_comment(assessment=assessment, indicator=indicator, text="A", by=cast.reader, at=NOW)
        add_comment(assessment=assessment, indicator=indicator, text="B", by=cast.owner, at=NOW)
        hand_over(assessment=assessment, indicator=indicator, to=cast.editor, note="N", by=cast.owner, at=NOW)
        set_flag(assessment=assessment, indicator=indicator, is_flagged=True, by=cast.owner, at=NOW)

    def read() -> dict[str, tuple[int, str, bool]]:
        states = Assessment.objects.get(pk=assessment.pk)
        return {
            key: (state.comments, f"{state.hand_over.by} to {state.hand_over.to}", state.is_flagged)
            for key, state in team_states(states).items()
            if state.hand_over
        }

    work_on("A1")
    with django_assert_num_queries(4):
        assert read() == {"A1": (2, "Owner to Editor", True)}
    work_on("B6")
    work_on("F3")
    with django_assert_num_queries(4):
        assert read() == dict.fromkeys(["A1", "B6", "F3"], (2, "Owner to Editor", True))
    assert team_states(assessment)["C1"] == TeamState(comments=0, hand_over=None, is_flagged=False)


def test_the_home_page_takes_the_same_queries_at_one_and_three(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: CountQueries
) -> None:
    assessment = cast.draft()
    client = sign_in(cast.editor)

    def give(indicator: str) -> None:
        hand_over(assessment=assessment, indicator=indicator, to=cast.editor, note="", by=cast.owner, at=NOW)

    give("A1")
    with django_assert_num_queries(6):
        client.get("/home/")
    give("B6")
    give("F3")
    with django_assert_num_queries(6):
        page = text_of(client.get("/home/"))
    assert [f"/team/{key}/" in page for key in ("A1", "B6", "F3")] == [True, True, True]


def test_the_team_page_takes_the_same_queries_at_one_and_three(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: CountQueries
) -> None:
    assessment = cast.draft()
    client = sign_in(cast.editor)
    add_comment(assessment=assessment, indicator="B6", text="A", by=cast.reader, at=NOW)
    with django_assert_num_queries(12):
        client.get(TEAM)
    for number in (1, 2):
        author = person(f"author-{number}@example.org")
        Membership.objects.create(organisation=cast.organisation, user=author, role="reader")
        add_comment(assessment=assessment, indicator="B6", text="A", by=author, at=NOW)
    with django_assert_num_queries(12):
        client.get(TEAM)


# A browser without JavaScript


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_team_comes_together_without_javascript(live_cast: Cast, visit: Callable[..., Any], live_server: Any) -> None:
    live_cast.draft()
    owner = visit("owner@example.org", java_script_enabled=False)
    owner.goto(PEOPLE)
    owner.get_by_role("textbox", name="E-mail address").fill("outsider@example.org")
    owner.get_by_label("Editor").check()
    owner.get_by_role("button", name="Send the invitation").click()
    assert owner.get_by_role("heading", name="Open invitations").is_visible()
    found = re.search(r"/invitations/[\w-]+/", str(delivered()[0].body))
    assert found is not None

    guest = visit(java_script_enabled=False)
    guest.goto(found.group())
    guest.get_by_role("main").get_by_role("link", name="Sign in", exact=True).click()
    guest.get_by_label("E-mail address").fill("outsider@example.org")
    guest.get_by_label("Password").fill("correct-horse-battery")
    guest.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    guest.get_by_role("button", name="Join as editor").click()
    assert guest.url == f"{live_server.url}{ORGANISATION}"

    owner.goto(TEAM)
    owner.get_by_label("Colleague").select_option(label="Outsider")
    owner.get_by_label("Note").fill("By Friday")
    owner.get_by_role("button", name="Hand over").click()
    guest.goto("/home/")
    guest.get_by_role("link", name="B6").click()
    guest.get_by_label("Your comment").fill("It is in the minutes of May.")
    guest.get_by_role("button", name="Comment").click()
    assert guest.get_by_text("It is in the minutes of May.").is_visible()
    guest.get_by_role("button", name="Flag to come back to").click()
    guest.get_by_role("button", name="Done").click()
    assert guest.get_by_text("Nobody in particular.").is_visible()
    assert guest.get_by_text("Flagged: the team wants to come back to it.").is_visible()


def test_a_faulty_form_can_be_looked_at_again(cast: Cast, sign_in: SignIn) -> None:
    cast.draft()
    client = sign_in(cast.owner)
    for address, anchor in ((f"{TEAM}comment/", "comments"), (f"{TEAM}hand-over/", "hand-over")):
        assert client.post(address, {}).status_code == 200
        # A reload, or switching the language, requests the page with GET.
        assert client.get(address)["Location"] == f"{TEAM}#{anchor}"
