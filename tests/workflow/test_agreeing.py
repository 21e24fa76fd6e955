"""Agreeing again: an agreement after the cluster has changed its answer."""

from __future__ import annotations

from assessments.models import AnswerRow, Remark, Status
from assessments.queries.agreements import Agreement, agreement_of
from assessments.workflow.agreeing import agree_value, confirm_answer, write_remark
from tests.conftest import NOW, Cast, typed
from tests.team_pages import text_of
from tests.workflow.test_interviews import B3, SignIn, version

OTHER_FTE = {"agreed-value-fte": "0.80", "agreed-reason": "So"}


def test_another_value_can_be_affirmed_after_the_cluster_changed_its_answer(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    other = typed({"B3": {"fte": "0.80"}})["B3"]
    client = sign_in(cast.assessor)
    agree_value(assessment=assessment, indicator="B3", answer=other, reason="So", by=cast.assessor, at=NOW)
    given = {"agreed-verdict": "other", "agreed-value-fte": "0.80", "agreed-reason": "So"}
    before = version(client.get(B3).content.decode(), "agreed")
    AnswerRow.objects.filter(indicator="B3").update(version=2)
    # A page opened before the change, with nothing changed on it, does not affirm what its reader has not seen.
    assert client.post(f"{B3}save/agreed/", {**given, "agreed-version": before}).status_code == 200
    assert agreement_of(AnswerRow.objects.get(indicator="B3")) is Agreement.CHANGED
    after = version(client.get(B3).content.decode(), "agreed")
    assert client.post(f"{B3}save/agreed/", {**given, "agreed-version": after}).status_code == 200
    row = AnswerRow.objects.get(indicator="B3")
    assert (agreement_of(row), row.agreed, row.agreed_own_version) == (Agreement.OTHER, {"fte": "0.80"}, 2)


def test_a_page_with_a_fault_takes_nothing_back_when_it_is_corrected(cast: Cast, sign_in: SignIn) -> None:
    assessment = cast.in_state(Status.INTERVIEW)
    client = sign_in(cast.assessor)
    page = client.get(B3).content.decode()
    data = {f"{part}-version": version(page, part) for part in ("agreed", "remark")}
    write_remark(assessment=assessment, indicator="B3", text="Theirs", by=cast.assessor, at=NOW)
    confirm_answer(assessment=assessment, indicator="B3", by=cast.assessor, at=NOW)
    # A different value without a reason is an error; the remark was not changed.
    data |= {"agreed-verdict": "other", "agreed-value-fte": "0.80", "remark-remark": ""}
    response = client.post(B3, data)
    assert response.status_code == 422
    data |= {f"{part}-version": version(response.content.decode(), part) for part in ("agreed", "remark")}
    corrected = client.post(B3, {**data, "agreed-reason": "So"})
    assert (corrected.status_code, "You saved this elsewhere at" in text_of(corrected)) == (422, True)
    assert Remark.objects.get().text == "Theirs"
    assert agreement_of(AnswerRow.objects.get(indicator="B3")) is Agreement.AS_ANSWERED


def test_an_answer_that_the_cluster_changed_meanwhile_is_not_agreed_unseen(cast: Cast, sign_in: SignIn) -> None:
    cast.in_state(Status.INTERVIEW)
    client = sign_in(cast.assessor)
    seen = version(client.get(B3).content.decode(), "agreed")
    row = AnswerRow.objects.get(indicator="B3")
    AnswerRow.objects.filter(pk=row.pk).update(values={**row.values, "people": 7}, version=row.version + 1)
    words = "The cluster has changed its answer since you opened this page."
    for given in ({"agreed-verdict": "as_answered"}, {**OTHER_FTE, "agreed-verdict": "other"}):
        refused = client.post(f"{B3}save/agreed/", {**given, "agreed-version": seen})
        page = text_of(refused)
        assert (refused.status_code, words in page, "Not saved: the cluster has changed" in page) == (409, True, True)
        assert agreement_of(AnswerRow.objects.get(indicator="B3")) is Agreement.OPEN
    # Without JavaScript, the whole page says the same and keeps the choice; saving again agrees.
    data = {"agreed-verdict": "as_answered", "agreed-version": seen, "remark-version": "0.", "remark-remark": ""}
    page = client.post(B3, data).content.decode()
    assert (words in page, page.count("7\u00a0people")) == (True, 2)
    again = {"agreed-verdict": "as_answered", "agreed-version": version(page, "agreed")}
    assert client.post(f"{B3}save/agreed/", again).status_code == 200
    assert agreement_of(AnswerRow.objects.get(indicator="B3")) is Agreement.AS_ANSWERED
    assert AnswerRow.objects.get(indicator="B3").agreed_own_version == row.version + 1
