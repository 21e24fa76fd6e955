"""`manage.py run_worker`: what it does besides its tasks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.tasks.base import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.models import Session
from assessments.workflow.mail.delivery import deliver_mail
from labelcheck.settings import base


@pytest.mark.django_db(transaction=True)
def test_the_worker_removes_expired_sessions_and_old_results_of_tasks(settings: Any) -> None:
    settings.TASKS = base.TASKS
    at = timezone.now()
    for key, end in (("expired", at - dt.timedelta(seconds=1)), ("current", at + dt.timedelta(hours=1))):
        Session.objects.create(session_key=key, expire_date=end)
    for age in (1, 15):
        result = DBTaskResult.objects.filter(pk=deliver_mail.enqueue().id)
        result.update(status=TaskResultStatus.SUCCESSFUL, finished_at=at - dt.timedelta(days=age))
    call_command("run_worker", "--once")
    assert list(Session.objects.values_list("session_key", flat=True)) == ["current"]
    assert [(at - row.finished_at).days for row in DBTaskResult.objects.all()] == [1]
