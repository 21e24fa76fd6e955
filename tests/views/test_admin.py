"""The administration pages: changes are recorded in the audit trail, and nothing can be deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client, RequestFactory

from assessments.models import AuditEntry, Label, Membership, Status, User
from tests.conftest import Cast, person

type SignIn = Callable[[User], Client]


@pytest.fixture
def root(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(person("root@example.org", is_staff=True, is_superuser=True, is_secretariat=True))


def details_of(user: User, **changes: Any) -> dict[str, Any]:
    details = {
        "name": user.name, "language": user.language, "time_zone": user.time_zone,
        "employer": user.employer, "region": user.region,
        "is_active": user.is_active, "is_assessor": user.is_assessor, "is_secretariat": user.is_secretariat,
        "is_staff": user.is_staff, **changes,
    }  # fmt: skip
    return {name: "on" if value is True else value for name, value in details.items() if value is not False}


def test_what_a_person_may_do_is_changed_with_a_row_in_the_trail(cast: Cast, root: Client) -> None:
    user = cast.outsider
    address = f"/admin/assessments/user/{user.pk}/change/"
    given = details_of(user, is_assessor=True, employer="Demo Consulting", email="taken.over@example.org")
    assert root.post(address, given).status_code == 302
    user.refresh_from_db()
    assert (user.is_assessor, user.employer, user.email) == (True, "Demo Consulting", "outsider@example.org")
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.actor, entry.subject) == (
        "account_changed", User.objects.get(email="root@example.org"), "outsider@example.org",
    )  # fmt: skip
    assert (entry.before, entry.after) == (
        {"employer": "", "is_assessor": False},
        {"employer": "Demo Consulting", "is_assessor": True},
    )
    # Saving again changes nothing, so it adds no row.
    assert root.post(address, given).status_code == 302
    assert AuditEntry.objects.filter(action="account_changed").count() == 1


def test_nobody_is_deleted_and_the_only_owner_stays(cast: Cast, root: Client) -> None:
    cast.in_state(Status.LABELLED)
    for model, row in (
        ("user", cast.reader), ("user", cast.owner), ("organisation", cast.organisation),
        ("assessment", cast.organisation.assessments.get()), ("label", Label.objects.get()),
        ("auditentry", AuditEntry.objects.latest("pk")),
    ):  # fmt: skip
        response = root.post(f"/admin/assessments/{model}/{row.pk}/delete/", {"post": "yes"})
        assert (model, response.status_code) == (model, 403)
    chosen = {"action": "delete_selected", "_selected_action": [cast.reader.pk, cast.owner.pk], "post": "yes"}
    root.post("/admin/assessments/user/", chosen)
    assert Membership.objects.count() == 3


def test_no_page_of_ours_adds_or_deletes(cast: Cast, root: Client) -> None:
    request = RequestFactory().get("/admin/")
    request.user = User.objects.get(email="root@example.org")
    ours = [admin.site.get_model_admin(model) for model in apps.get_app_config("assessments").get_models()
            if admin.site.is_registered(model)]  # fmt: skip
    assert len(ours) == 5
    assert [(page.has_add_permission(request), page.has_delete_permission(request)) for page in ours] == [
        (False, False)
    ] * 5


def test_addresses_and_groups_are_not_changed_past_the_trail(root: Client) -> None:
    page = root.get("/admin/").content.decode()
    assert ("/admin/assessments/user/" in page, "emailaddress" in page, "/admin/auth/" in page) == (True, False, False)


def test_the_administration_is_in_one_language(root: Client) -> None:
    User.objects.filter(email="root@example.org").update(language="fi")
    page = root.get("/admin/").content.decode()
    assert '<html lang="en-gb"' in page or '<html lang="en"' in page
    for words in ("labelcheck administration", "Audit entries", "Organisations", "Recent actions"):
        assert words in page
    assert "Omat arvioinnit" in root.get("/home/").content.decode()


def test_dates_of_the_administration_are_those_of_the_site(cast: Cast, root: Client) -> None:
    cast.in_state(Status.SUBMITTED)
    assert "1 October 2026 15:00" in root.get("/admin/assessments/auditentry/").content.decode()
