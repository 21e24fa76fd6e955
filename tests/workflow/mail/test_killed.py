"""A worker killed while sending: no mail is sent twice, unknown fates are shown, and none disappears."""

from __future__ import annotations

import io
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.tasks.base import TaskResultStatus
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.models import MailState, OutboxMail
from assessments.models.mailing import LEASE
from assessments.workflow.mail.events import notify
from assessments.workflow.mail.notices import Event
from tests.conftest import Cast
from tests.mail_server import POINTS, MailServer, mail_server
from tests.worker_process import process_of

BATCH = ("db_worker", "--batch", "--no-startup-delay", "--no-reload", "--interval", "0")


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    """The mail server of the site; tasks are stored in the database, where the workers of these tests find them."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with mail_server() as started:
        options = {"host": "127.0.0.1", "port": started.port, "timeout": 30}
        settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
        yield started


def worker(server: MailServer, folder: Path, *command: str) -> AbstractContextManager[subprocess.Popen[str]]:
    """Starts a worker process for this test's outbox."""
    return process_of(folder, *command, LABELCHECK_MAIL_URL=f"smtp://127.0.0.1:{server.port}")


def run(server: MailServer, folder: Path, *command: str) -> None:
    """Runs a worker until it ends."""
    with worker(server, folder, *command) as process:
        output, _ = process.communicate(timeout=120)
        assert process.returncode == 0, output


def send_mail() -> str:
    """The command that is run after the worker was killed."""
    output = io.StringIO()
    call_command("send_mail", stdout=output)
    return output.getvalue()


def tell_three(cast: Cast) -> list[str]:
    """Three mails in the outbox; returns their Message-IDs in order."""
    people = [cast.owner, cast.editor, cast.reader]
    notify(event=Event.SENT_BACK, assessment=cast.draft(), to=people, at=timezone.now())
    return list(OutboxMail.objects.order_by("pk").values_list("message_id", flat=True))


def page_of(cast: Cast) -> str:
    client = Client()
    client.force_login(cast.secretary)
    return client.get("/desk/mail/").content.decode()


# The stored state of the mail whose worker was killed at each point, and how often the server had accepted it.
KILLED = {
    "connect": (MailState.SENDING, 0),
    "ehlo": (MailState.SENDING, 0),
    "mail": (MailState.SENDING, 0),
    "rcpt": (MailState.SENDING, 0),
    "data": (MailState.SENDING, 0),
    "accepted": (MailState.SENDING, 1),
    "quit": (MailState.SENT, 1),
}


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_in_the_conversation(live_cast: Cast, server: MailServer, tmp_path: Path, point: str) -> None:
    first, second, third = tell_three(live_cast)
    server.stop_at = point
    with worker(server, tmp_path, *BATCH) as process:
        assert server.reached.wait(120)
        process.send_signal(signal.SIGKILL)
        process.wait()
    server.go_on.set()
    state, taken = KILLED[point]
    row = OutboxMail.objects.get(message_id=first)
    assert (row.state, row.attempts, server.accepted.count(first)) == (state, 1, taken)
    # The others are sent by the next worker, once; the first one is left alone, however often workers run.
    assert send_mail().startswith("2 sent, ")
    assert [server.accepted.count(number) for number in (first, second, third)] == [taken, 1, 1]
    # Nobody can decide while the worker might be alive; after that, the secretariat sees the mail in this state.
    OutboxMail.objects.filter(pk=row.pk, state=MailState.SENDING).update(claimed_at=timezone.now() - LEASE)
    assert (f'action="/desk/mail/{row.pk}/again/"' in page_of(live_cast)) == (state == MailState.SENDING)
    assert send_mail() == f"0 sent, 0 waiting, {int(state == MailState.SENDING)} to settle\n"
    assert server.accepted.count(first) == taken


def test_a_worker_killed_between_the_servers_yes_and_the_mark(
    live_cast: Cast, server: MailServer, tmp_path: Path
) -> None:
    first, second, third = tell_three(live_cast)
    server.stop_at = "accepted"
    with worker(server, tmp_path, *BATCH) as process:
        assert server.reached.wait(120)
        with transaction.atomic():
            # Another session locks the row, so the worker has the server's acceptance and cannot record it.
            OutboxMail.objects.select_for_update().get(message_id=first)
            server.go_on.set()
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(1)
            process.send_signal(signal.SIGKILL)
            process.wait()
    # PostgreSQL may still execute the last statement of a client that is gone; the mark is then true all the same.
    marks = {MailState.SENDING, MailState.SENT} if connection.vendor == "postgresql" else {MailState.SENDING}
    assert OutboxMail.objects.get(message_id=first).state in marks
    run(server, tmp_path, *BATCH)
    send_mail()
    assert [server.accepted.count(number) for number in (first, second, third)] == [1, 1, 1]


def test_a_worker_killed_before_it_claims_a_mail_loses_none(
    live_cast: Cast, server: MailServer, tmp_path: Path
) -> None:
    numbers = tell_three(live_cast)
    with transaction.atomic():
        list(OutboxMail.objects.select_for_update())
        with worker(server, tmp_path, *BATCH) as process:
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(4)
            process.send_signal(signal.SIGKILL)
            process.wait()
    assert set(OutboxMail.objects.values_list("state", "attempts")) == {(MailState.WAITING, 0)}
    assert send_mail() == "3 sent, 0 waiting, 0 to settle\n"
    assert sorted(server.accepted) == sorted(numbers)


def test_the_next_worker_finds_by_itself_what_a_killed_one_left(
    live_cast: Cast, server: MailServer, tmp_path: Path
) -> None:
    first, second, third = tell_three(live_cast)
    server.stop_at = "connect"
    with worker(server, tmp_path, "run_worker", "--once") as process:
        assert server.reached.wait(120)
        process.send_signal(signal.SIGKILL)
        process.wait()
    server.go_on.set()
    # The running task is lost with its worker; nothing else queues these mails again.
    DBTaskResult.objects.filter(status=TaskResultStatus.READY).delete()
    run(server, tmp_path, "run_worker", "--once")
    assert [server.accepted.count(number) for number in (first, second, third)] == [0, 1, 1]


def test_two_workers_at_once_send_each_mail_once(live_cast: Cast, server: MailServer, tmp_path: Path) -> None:
    numbers = tell_three(live_cast)
    threads = [threading.Thread(target=run, args=(server, tmp_path, "send_mail")) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(server.accepted) == sorted(numbers)
    assert set(OutboxMail.objects.values_list("state", flat=True)) == {MailState.SENT}
