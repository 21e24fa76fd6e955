"""Common positions and quick questions: asked by the secretariat, answered by clusters, then published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from assessments.models import AuditEntry, Consultation, Notice, Organisation, User
from assessments.queries.consultations import (
    ConsultationState,
    concerns,
    consultation_state,
    outcome_of,
    reply_choices,
)
from assessments.tasks import take_up_lost_consultations
from assessments.workflow.consultations import (
    NotInThisState,
    open_consultation,
    publish_consultation,
    reply_to_consultation,
    save_consultation,
    tell_clusters,
)
from tests.conftest import NOW, Cast, in_both, other_organisation
from tests.team_pages import text_of

type SignIn = Callable[[User], Client]
DEADLINE = dt.date(2026, 10, 20)
AFTER = NOW + dt.timedelta(days=20)


def drafted(cast: Cast, **values: Any) -> Consultation:
    asked = {"kind": "position", "title": "Simpler aid", "text": "One form", "choices": [], "country": "",
             "portfolio": "", "deadline": DEADLINE}  # fmt: skip
    return save_consultation(consultation=None, by=cast.secretary, at=NOW, **{**asked, **values})


def opened(cast: Cast, **values: Any) -> Consultation:
    draft = drafted(cast, **values)
    open_consultation(consultation=draft, by=cast.secretary, at=NOW)
    return Consultation.objects.get(pk=draft.pk)


def replied(asked: Consultation, organisation: Organisation, by: User, choice: str, **more: Any) -> None:
    values = {"text": "", "is_named": False, "at": NOW, **more}
    reply_to_consultation(consultation=asked, organisation=organisation, choice=choice, by=by, **values)


@pytest.mark.parametrize(
    ("opened_at", "today", "published_at", "expected"),
    [
        (None, DEADLINE, None, ConsultationState.DRAFT),
        (NOW, DEADLINE, None, ConsultationState.OPEN),
        (NOW, DEADLINE + dt.timedelta(days=1), None, ConsultationState.CLOSED),
        (NOW, DEADLINE + dt.timedelta(days=1), AFTER, ConsultationState.PUBLISHED),
    ],
)
def test_the_state_follows_from_the_dates(
    opened_at: dt.datetime | None, today: dt.date, published_at: dt.datetime | None, expected: ConsultationState
) -> None:
    asked = Consultation(deadline=DEADLINE, opened_at=opened_at, published_at=published_at)
    assert consultation_state(asked, today) is expected


@pytest.mark.parametrize(
    ("country", "portfolio", "expected"),
    [("", "", True), ("FI", "", True), ("SE", "", False), ("", "food", True), ("", "health", False),
     ("FI", "food", True), ("SE", "food", False)],
)  # fmt: skip
def test_who_is_asked(country: str, portfolio: str, expected: bool) -> None:
    organisation = Organisation(country="FI", portfolios=["food", "energy"])
    assert concerns(Consultation(country=country, portfolio=portfolio), organisation) is expected


def test_a_question_without_answers_of_its_own_is_answered_by_yes_or_no() -> None:
    assert in_both(lambda: str(reply_choices(Consultation(kind="question")))) == (
        "[('1', 'Yes'), ('2', 'No')]", "[('1', 'Kyllä'), ('2', 'Ei')]",
    )  # fmt: skip
    assert reply_choices(Consultation(kind="question", choices=["A", "B"])) == [("1", "A"), ("2", "B")]


def test_a_position_from_draft_to_publication(cast: Cast, sign_in: SignIn) -> None:
    other = other_organisation("other", cast.outsider)
    secretary = sign_in(cast.secretary)
    deadline = timezone.localdate() + dt.timedelta(days=7)
    form = {"title": "Simpler aid", "text": "One form for all", "deadline": deadline.isoformat()}
    place = secretary.post("/desk/positions/new/position/", form)["Location"]
    assert "it goes to 2 clusters" in text_of(secretary.get(place))
    owner = sign_in(cast.owner)
    asked = Consultation.objects.get()
    reply_page = f"/organisations/kuvitelma/positions/{asked.pk}/"
    assert owner.get(reply_page).status_code == 404
    assert "2 clusters were asked." in text_of(secretary.post(f"{place}ask/", follow=True))
    told = Notice.objects.filter(event="consultation_opened").values_list("user__email", flat=True)
    assert sorted(told) == ["editor@example.org", "outsider@example.org", "owner@example.org"]
    # An amendment needs a text; the reply can be changed.
    assert "Write the change that you propose." in text_of(owner.post(reply_page, {"choice": "amend"}))
    owner.post(reply_page, {"choice": "amend", "text": "Two forms", "is_named": "on"})
    assert "Two forms" in text_of(secretary.get(place))
    owner.post(reply_page, {"choice": "support", "is_named": "on"})
    replied(asked, other, cast.outsider, "support", at=timezone.now())
    Consultation.objects.update(deadline=timezone.localdate() - dt.timedelta(days=1))
    assert owner.post(reply_page, {"choice": "decline"}).status_code == 409
    stranger = Client()
    assert stranger.get(f"/positions/{asked.pk}/").status_code == 404
    assert secretary.post(f"{place}publish/", {"result": ""}).status_code == 422
    response = secretary.post(f"{place}publish/", {"result": "One form, agreed"})
    assert response["Location"] == f"/positions/{asked.pk}/"
    shown = text_of(stranger.get(f"/positions/{asked.pk}/"))
    expected = {
        "One form, agreed": True, "2 clusters replied": True, "Kuvitelma Cluster": True, "<li>other</li>": False,
        "Two forms": False, "We support it": False,
    }  # fmt: skip
    assert {words: words in shown for words in expected} == expected
    assert "Simpler aid" in text_of(stranger.get("/positions/"))
    assert Notice.objects.filter(event="consultation_published").count() == 3
    assert list(AuditEntry.objects.filter(action__startswith="consultation").values_list("action", flat=True)) == [
        "consultation_drafted", "consultation_opened", "consultation_replied", "consultation_replied",
        "consultation_replied", "consultation_published",
    ]  # fmt: skip


def test_clusters_are_told_in_steps_and_each_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessments.workflow.consultations.TOLD_AT_ONCE", 1)
    other_organisation("other", cast.outsider)
    asked = opened(cast)
    assert tell_clusters(consultation_id=asked.pk, at=NOW)
    told = Notice.objects.filter(event="consultation_opened")
    assert {notice.user for notice in told.all()} == {cast.owner, cast.editor}
    # A worker died here; the next one goes on where it stopped.
    assert take_up_lost_consultations() == 1
    assert told.count() == 3
    assert not tell_clusters(consultation_id=asked.pk, at=NOW)
    assert take_up_lost_consultations() == 0
    assert told.count() == 3


def test_answers_are_counted_from_five_on(cast: Cast) -> None:
    asked = opened(cast, kind="question", choices=["This year", "Later"])
    for number in range(4):
        replied(asked, other_organisation(f"c{number}", cast.outsider), cast.outsider, "1")
    assert outcome_of(asked).counts == ()
    assert outcome_of(asked, is_public=False).counts == (("This year", 4), ("Later", 0))
    replied(asked, cast.organisation, cast.editor, "2")
    outcome = outcome_of(asked)
    assert (outcome.replies, outcome.counts, outcome.supporters) == (5, (("This year", 4), ("Later", 1)), ())


def test_only_the_secretariat_asks_and_only_those_asked_reply(cast: Cast) -> None:
    draft = drafted(cast, country="SE")
    for by in (cast.owner, cast.assessor):
        with pytest.raises(PermissionDenied):
            open_consultation(consultation=draft, by=by, at=NOW)
    with pytest.raises(NotInThisState):
        open_consultation(consultation=draft, by=cast.secretary, at=AFTER)
    assert open_consultation(consultation=draft, by=cast.secretary, at=NOW) == 0
    with pytest.raises(NotInThisState):
        publish_consultation(consultation=draft, result="Early", by=cast.secretary, at=NOW)
    with pytest.raises(PermissionDenied):
        replied(draft, cast.organisation, cast.owner, "support")
    asked = opened(cast)
    for by in (cast.reader, cast.secretary, cast.outsider):
        with pytest.raises(PermissionDenied):
            replied(asked, cast.organisation, by, "support")
    with pytest.raises(NotInThisState):
        replied(asked, cast.organisation, cast.owner, "support", at=AFTER)


@pytest.mark.parametrize("answers", ["Only one", "A\nA", "\n".join("ABCDEFGHI")])
def test_a_question_needs_answers_to_choose_from(cast: Cast, sign_in: SignIn, answers: str) -> None:
    form = {"title": "When?", "text": "When", "choices": answers, "deadline": "2999-01-01"}
    page = text_of(sign_in(cast.secretary).post("/desk/positions/new/question/", form))
    assert "Give two to eight different answers" in page
    assert not Consultation.objects.exists()
