"""The command `issue_reminders`: mail about labels that end, once each, to owners in their language."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client

from assessments.models import Assessment, AuditEntry, Label, LabelReminder, MembershipRole, OutboxMail, Status, User
from assessments.queries.reminders import REMINDERS, due_reminder
from assessments.workflow.memberships import add_member
from assessments.workflow.organising import update_organisation
from assessments.workflow.reminders import choose_reminders
from tests.conftest import NOW, Cast

# The reminder due on a day for a label valid until 30 September 2028 and renewable until 30 September 2029.
DUE = [
    ("2026-10-01", None),
    ("2027-09-14", None),
    ("2027-09-15", "interim_check"),
    ("2028-03-29", "interim_check"),
    ("2028-03-30", "six_months"),
    ("2028-06-29", "six_months"),
    ("2028-06-30", "three_months"),
    ("2028-08-29", "three_months"),
    ("2028-08-30", "one_month"),
    ("2028-09-30", "one_month"),
    ("2028-10-01", "ended"),
    ("2029-03-30", "ended"),
    ("2029-03-31", "grace_half"),
    ("2029-08-29", "grace_half"),
    ("2029-08-30", "grace_month"),
    ("2029-09-30", "grace_month"),
    ("2029-10-01", None),
]


@pytest.mark.parametrize(("today", "kind"), DUE)
def test_the_reminder_that_fits_a_day(today, kind):
    label = Label(
        valid_from=dt.date(2026, 9, 15), valid_until=dt.date(2028, 9, 30), renewable_until=dt.date(2029, 9, 30)
    )
    assert due_reminder(label, dt.date.fromisoformat(today)) == kind


def remind(today: str) -> list[str]:
    """The output of the command; mail queued earlier is ignored."""
    OutboxMail.objects.all().delete()
    output = io.StringIO()
    call_command("issue_reminders", "--today", today, stdout=output)
    return output.getvalue().splitlines()


def test_each_reminder_is_sent_once(cast: Cast):
    number = cast.in_state(Status.LABELLED).label.number
    assert remind("2027-09-14") == ["0 sent"]
    assert remind("2028-03-31") == [f"{number} six_months", "1 sent"]
    assert remind("2028-03-31") == ["0 sent"]
    assert remind("2028-05-01") == ["0 sent"]
    assert remind("2028-06-30") == [f"{number} three_months", "1 sent"]
    assert len(mail.outbox) == 2
    assert list(LabelReminder.objects.order_by("pk").values_list("kind", flat=True)) == ["six_months", "three_months"]


def test_whoever_was_not_reminded_in_time_gets_the_latest_reminder_only(cast: Cast):
    number = cast.in_state(Status.LABELLED).label.number
    assert remind("2028-09-01") == [f"{number} one_month", "1 sent"]
    assert remind("2028-09-02") == ["0 sent"]


def test_owners_alone_are_written_to_each_in_their_own_language(cast: Cast):
    label = cast.in_state(Status.LABELLED).label
    cast.outsider.language = "fi"
    cast.outsider.save()
    add_member(organisation=cast.organisation, user=cast.outsider, role=MembershipRole.OWNER, by=cast.owner, at=NOW)
    remind("2028-03-31")
    english, finnish = sorted(mail.outbox, key=lambda message: message.to != [cast.owner.email])
    assert [english.to, finnish.to] == [["owner@example.org"], ["outsider@example.org"]]
    assert english.subject == "The Bronze label of Kuvitelma Cluster"
    assert english.body.startswith(
        f"Hello Owner,\n\nThe Bronze label {label.number} of Kuvitelma Cluster is valid until 30 September 2028.\n"
    )
    assert "by 30 September 2029" in english.body
    assert finnish.subject == "Pronssitason laatumerkki: Kuvitelma Cluster"
    assert finnish.body.startswith("Hei Outsider,\n")
    assert "30. syyskuuta 2028" in finnish.body


def test_a_name_is_written_as_it_is_in_plain_text(cast: Cast):
    cast.in_state(Status.LABELLED)
    update_organisation(organisation=cast.organisation, profile={"name": "Wood & <Fibre>"}, by=cast.owner, at=NOW)
    remind("2028-10-01")
    assert "of Wood & <Fibre> ended on 30 September 2028." in mail.outbox[0].body


def test_no_reminder_is_sent_for_an_ended_label_that_was_renewed(cast: Cast):
    old = cast.in_state(Status.LABELLED).label
    renewal = Assessment.objects.create(
        reference="FI-2028-001", organisation=cast.organisation, edition="2019", status=Status.LABELLED, created_at=NOW
    )
    new = Label.objects.create(
        assessment=renewal,
        organisation=cast.organisation,
        level=old.level,
        number="FI-B-2028-0001",
        valid_from=dt.date(2028, 10, 1),
        valid_until=dt.date(2031, 9, 30),
        renewable_until=dt.date(2032, 9, 30),
    )
    assert remind("2028-10-01") == ["0 sent"]
    assert remind("2031-10-01") == [f"{new.number} ended", "1 sent"]


def test_nothing_is_sent_when_there_is_no_label(cast: Cast):
    cast.in_state(Status.NOT_LABELLED)
    assert remind("2028-03-31") == ["0 sent"]
    assert mail.outbox == []


def test_nothing_is_sent_about_a_label_that_can_no_longer_be_renewed(cast: Cast):
    cast.in_state(Status.LABELLED)
    assert remind("2029-10-01") == ["0 sent"]
    assert mail.outbox == []


def test_an_invalid_date_is_refused_in_one_sentence(db: None):
    with pytest.raises(CommandError) as refusal:
        remind("1.10.2026")
    assert str(refusal.value) == "'1.10.2026' is not a date; write it as 2026-10-01."


def test_an_organisation_chooses_its_reminders(cast: Cast, sign_in: Callable[[User], Client]):
    label = cast.in_state(Status.LABELLED).label
    pages = sign_in(cast.owner)
    assert pages.get("/organisations/kuvitelma/reminders/").content.decode().count("checked") == len(REMINDERS)
    wanted = ["six_months", "ended", "grace_month"]
    assert pages.post("/organisations/kuvitelma/reminders/", {"wanted": wanted}).status_code == 302
    assert pages.get("/organisations/kuvitelma/reminders/").content.decode().count("checked") == 3
    assert AuditEntry.objects.latest("pk").after == wanted
    with pytest.raises(PermissionDenied):
        choose_reminders(organisation=cast.organisation, wanted=[], by=cast.reader, at=NOW)
    assert [remind(day)[-1] for day in ("2028-04-01", "2028-07-01", "2028-10-01", "2029-04-01", "2029-09-01")] == [
        "1 sent",
        "0 sent",
        "1 sent",
        "0 sent",
        "1 sent",
    ]
    last = mail.outbox[-1].body
    assert f"The Bronze label {label.number} of Kuvitelma Cluster ended on 30 September 2028." in last
    # One press there opens the renewal.
    assert "http://testserver/organisations/kuvitelma/" in last


def test_levels_are_reminded_of_apart_and_withdrawn_labels_never(cast: Cast):
    label = cast.in_state(Status.LABELLED).label
    silver = cast.organisation.assessments.create(
        reference="FI-2027-001", edition="2019", status=Status.LABELLED, created_at=NOW
    )
    dates = {
        "valid_from": dt.date(2028, 1, 1),
        "valid_until": dt.date(2030, 1, 31),
        "renewable_until": dt.date(2031, 1, 31),
    }
    Label.objects.create(
        assessment=silver, organisation=cast.organisation, level="silver", number="FI-S-2027-0001", **dates
    )
    assert set(Label.objects.latest_of_each().values_list("level", flat=True)) == {"bronze", "silver"}
    Label.objects.filter(pk=label.pk).update(withdrawn_on=NOW)
    assert remind("2028-10-01") == ["0 sent"]
