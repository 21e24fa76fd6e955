"""Sessions with their user and device."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Session(AbstractBaseSession):
    """A session with the signed-in user, if any, and the browser's User-Agent header."""

    user = models.ForeignKey("assessments.User", null=True, on_delete=models.CASCADE, related_name="sessions")
    device = models.CharField(max_length=300, blank=True)

    @classmethod
    def get_session_store_class(cls) -> Any:
        """The session store configured by SESSION_ENGINE."""
        return import_module(settings.SESSION_ENGINE).SessionStore
