"""The gunicorn configuration. Options on the command line or in GUNICORN_CMD_ARGS override it."""

import os

bind = os.environ.get("LABELCHECK_BIND", "127.0.0.1:8000")
# Two per processor and one more: one works while another waits for the database.
workers = int(os.environ.get("LABELCHECK_WEB_PROCESSES", 2 * (os.cpu_count() or 1) + 1))
# Loads the application once before forking, so that no first visitor waits for it.
preload_app = True
# An upload over a slow connection takes longer than the default of 30 seconds.
timeout = 120
graceful_timeout = 30
# Restarting workers releases memory leaked by libraries.
max_requests = 5000
max_requests_jitter = 500
accesslog = "-"
logger_class = "labelcheck.access_log.MaskingLogger"


def on_starting(server):
    """Refuses to start if requests would fail, and logs the reasons.

    The checks also import all pages and read all editions before the processes are forked, so that a first request
    takes as long as any other.
    """
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "labelcheck.settings.production")
    django.setup()
    from django.db import connection

    from labelcheck.readiness import missing

    if left := missing():
        server.log.error("\n".join(["labelcheck cannot start; `manage.py prepare` mends most of this:", *left]))
        raise SystemExit(3)
    connection.close()
