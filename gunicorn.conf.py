"""How gunicorn serves labelcheck. What is set on its command line or in GUNICORN_CMD_ARGS comes before this file."""

import os

bind = os.environ.get("LABELCHECK_BIND", "127.0.0.1:8000")
# Two for each processor and one more: while one waits for the database another works.
workers = int(os.environ.get("LABELCHECK_WEB_PROCESSES", 2 * (os.cpu_count() or 1) + 1))
# The application is loaded once, before the processes part: starting takes seconds, which no first visitor waits for.
preload_app = True
# An upload of evidence over a slow line takes longer than the usual 30 seconds.
timeout = 120
graceful_timeout = 30
# Whatever leaks somewhere below is given back.
max_requests = 5000
max_requests_jitter = 500
accesslog = "-"


def on_starting(server):
    """Refuses to serve what would answer with errors, and says why."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "labelcheck.settings.production")
    django.setup()
    from django.db import connection

    from labelcheck.readiness import missing

    if left := missing():
        server.log.error("\n".join(["labelcheck cannot start; `manage.py prepare` mends most of this:", *left]))
        raise SystemExit(3)
    connection.close()


def post_fork(server, worker):
    """Loads the pages' modules before the first request instead of with it."""
    from django.urls import resolve

    resolve("/")
