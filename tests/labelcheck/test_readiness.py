"""What must be in place before an instance serves, and the command that prepares it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from environ import Env
from pytest_django import Settings

from labelcheck.management.commands import prepare
from labelcheck.readiness import missing


@pytest.fixture
def words(tmp_path: Path, settings: Settings) -> Path:
    """A folder with one catalogue of translations that is not compiled."""
    folder = tmp_path / "fi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n')
    settings.LOCALE_PATHS = [tmp_path]
    return folder


@pytest.mark.django_db
def test_what_is_missing_is_said_in_a_sentence(words: Path, settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "nowhere"}}
    assert missing() == [
        f"The translations in {words / 'django.po'} are not compiled: the pages would be in English only.",
        "The database lacks the table of the cache.",
    ]


@pytest.mark.django_db
def test_a_cache_that_cannot_be_reached_is_missing(settings: Settings) -> None:
    # A port that nothing listens on.
    settings.CACHES = {"default": Env.cache_url_config("rediscache://127.0.0.1:9/1")}
    assert missing() == ["The cache cannot be used: Error 111 connecting to 127.0.0.1:9. Connection refused."]


@pytest.mark.django_db
def test_prepare_does_all_of_it_and_says_that_nobody_is_there(
    words: Path, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    call_command("prepare")
    assert (words / "django.mo").exists()
    assert (tmp_path / "static" / "css" / "tokens.css").exists()
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "Nobody can open the administration yet: `manage.py createsuperuser` makes an account.",
        "Ready.",
    ]
    assert missing() == []


@pytest.mark.django_db
def test_prepare_ends_with_what_it_could_not_mend(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings
) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    monkeypatch.setattr(prepare, "missing", lambda: ["The database lacks migrations."])
    with pytest.raises(CommandError, match="The database lacks migrations"):
        call_command("prepare")
