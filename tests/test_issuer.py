"""Who issues the label: the operator of the site, or somebody else for whose assessment it prepares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client, override_settings

from assessments.checks import check_issuer
from assessments.issuer import meaning_of_the_decision, who_issues
from assessments.models import Label, Status, User
from assessments.report.words.phrases import cover_state
from assessments.views.verifying import label_status
from tests.conftest import NOW, Cast, delivered

ISSUES = {"role": "issues", "name": "Office", "address": "Street 1", "basis": "Statute 5", "logo": ""}
PREPARES = {"role": "prepares", "name": "ESCA", "address": "", "basis": "", "logo": ""}


@pytest.mark.parametrize(
    ("named", "faults"),
    [
        (ISSUES, []),
        (PREPARES, []),
        (settings.ISSUER, []),
        (PREPARES | {"role": ""}, ["LABELCHECK_ISSUER: '' must be 'issues', if the operator"]),
        (ISSUES | {"role": "Issuer"}, ["LABELCHECK_ISSUER: 'Issuer' must be 'issues', if the operator"]),
        (PREPARES | {"name": "x" * 201}, ["LABELCHECK_ISSUER_NAME has more than 200 characters"]),
        (PREPARES | {"name": " "}, ["LABELCHECK_ISSUER_NAME is missing: the name of the issuer"]),
        (
            ISSUES | {"address": "", "basis": ""},
            ["LABELCHECK_ISSUER_ADDRESS is missing: the address", "LABELCHECK_ISSUER_BASIS is missing: on which legal"],
        ),
        (
            ISSUES | {"logo": "/nowhere.svg"},
            ["LABELCHECK_ISSUER_LOGO: '/nowhere.svg' is not a file that ends in .svg or"],
        ),
        (ISSUES | {"logo": __file__}, [f"LABELCHECK_ISSUER_LOGO: {__file__!r} is not a file that ends in .svg or"]),
    ],
)
def test_settings_that_leave_open_who_issues_are_refused(named: dict[str, str], faults: list[str]) -> None:
    with override_settings(ISSUER=named):
        found = [str(error.msg) for error in check_issuer()]
    assert len(found) == len(faults)
    assert all(message.startswith(start) for message, start in zip(found, faults, strict=True))


def test_method_says_who_decides_and_on_which_basis() -> None:
    with override_settings(ISSUER=ISSUES):
        assert meaning_of_the_decision() == (
            "The label is issued by Office, which operates this site. A label that this report names was decided on by "
            "its secretariat. Basis: Statute 5. Address: Street 1."
        )
        assert cover_state("labelled", "Bronze", {"day": "1 May 2028", "issuer": "Office", "refusal": ""}) == (
            "Label issued by Office, valid until 1 May 2028"
        )
    with override_settings(ISSUER=PREPARES):
        assert meaning_of_the_decision().startswith(f"{who_issues()} A positive decision says that the secretariat")
        assert cover_state("labelled", "Bronze", None) == "Ready for the Bronze assessment"
        assert cover_state("not_labelled", "Bronze", None) == "Not ready yet for the Bronze assessment"


def test_who_prepares_awards_nothing(cast: Cast, sign_in: Callable[[User], Client], settings: Any) -> None:
    settings.ISSUER = PREPARES
    assessment = cast.in_state(Status.ASSESSED)
    pages = sign_in(cast.secretary)
    decide = pages.get("/assessments/FI-2026-001/decide/").content.decode()
    assert "<h1>Decide whether the cluster is ready</h1>" in decide
    assert "Ready for the assessment" in decide
    assert "Award" not in decide
    decided = pages.post("/assessments/FI-2026-001/decide/", {"decision": "label", "reason": "Well"}, follow=True)
    assert "The cluster is told that it is ready for the assessment." in decided.content.decode()
    assessment.refresh_from_db()
    assert assessment.status == Status.LABELLED
    assert assessment.get_status_display() == "Ready for the assessment"
    assert not Label.objects.exists()
    assert label_status(assessment, today=NOW.date()) == "Ready for the Bronze assessment."
    delivered()
    told = next(
        message for message in mail.outbox if message.subject == "FI-2026-001: the decision on Kuvitelma Cluster"
    )
    assert "Kuvitelma Cluster is ready for the Bronze assessment. That is the view of the secretariat" in told.body
    assert "The label is awarded by ESCA, to which the cluster applies." in told.body.replace("\n", " ")
    public = Client()
    for address in ("/", "/criteria/"):
        assert (
            "This site prepares for its assessment and awards no label itself." in public.get(address).content.decode()
        )
