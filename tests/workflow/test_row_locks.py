"""Which people are locked, and in which order, on databases with row locks (not SQLite)."""

from __future__ import annotations

from django.db import transaction

from assessments.models import Status, User
from assessments.workflow.impartiality import object_to_assessor, rule_on_objection
from assessments.workflow.mail.inbox import count_unread
from tests.conftest import NOW, Beside, Cast


def test_people_are_locked_by_their_keys_in_order(live_cast: Cast, beside: Beside) -> None:
    first, last = live_cast.owner, live_cast.reader
    # An updated row is physically stored after the others.
    User.objects.filter(pk=first.pk).update(name="Written anew")
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=first.pk)

        def count() -> None:
            with transaction.atomic():
                count_unread([last.pk, first.pk])

        other = beside(count)
        # A transaction that waits for the first row has not locked the last yet.
        assert User.objects.select_for_update(nowait=True).get(pk=last.pk) == last
    assert other.exception(60) is None


def test_people_notified_of_two_events_are_locked_before_the_first(live_cast: Cast, beside: Beside) -> None:
    assessment = live_cast.in_state(Status.INTERVIEW)
    object_to_assessor(assessment=assessment, reason="A rival", by=live_cast.owner, at=NOW)

    def rule() -> None:
        rule_on_objection(assessment=assessment, ruling="upheld", reason="So", by=live_cast.secretary, at=NOW)

    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=live_cast.owner.pk)
        other = beside(rule)
        # The assessor is notified of the release before the owner, whose key is lower, is notified of the ruling.
        User.objects.select_for_update(no_key=True, nowait=True).get(pk=live_cast.assessor.pk)
    assert other.exception(60) is None
