"""Settings are read strictly, and none is left out of the documentation."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import offwatch.desk
from offwatch.desk import settings
from offwatch.desk.process import environ
from offwatch.errors import BadInput

ROOT = Path(__file__).parents[3]


def test_what_guards_accounts() -> None:
    """Argon2 for passwords, and no debugging."""
    text = Path(str(settings.__file__)).read_text()
    assert 'PASSWORD_HASHERS = ["offwatch.desk.people.accounts.DeskPasswords"]' in text
    assert settings.DEBUG is False


@pytest.mark.parametrize("value", ["desk.example.org", "ftp://x", "https://", "https://x/path"])
def test_an_address_must_be_one(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """A public address that cannot be right stops the start."""
    monkeypatch.setenv("OFFWATCH_DESK_URL", value)
    with pytest.raises(BadInput):
        environ.address("OFFWATCH_DESK_URL")


@pytest.mark.parametrize("value", ["a b", "http://x", "a,,b/c"])
def test_hosts_must_be_names(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """So does a host that is none."""
    monkeypatch.setenv("OFFWATCH_DESK_HOSTS", value)
    with pytest.raises(BadInput):
        environ.hosts("OFFWATCH_DESK_HOSTS")


def test_the_public_name_is_answered_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """The public address need not be repeated among the hosts."""
    monkeypatch.setenv("OFFWATCH_DESK_HOSTS", "other.example.org")
    found = environ.hosts("OFFWATCH_DESK_HOSTS", "https://desk.example.org:8443")
    assert found == ["localhost", "127.0.0.1", "desk.example.org", "other.example.org"]
    assert environ.hosts("NO_SUCH_NAME", "") == ["localhost", "127.0.0.1"]


def test_the_desk_answers_at_its_public_address_alone() -> None:
    """With nothing but OFFWATCH_DESK_URL set, in a process of its own."""
    code = (
        "import django; django.setup();"
        "from django.test import Client;"
        "print(Client().get('/health', headers={'host': 'desk.example.org'}).status_code);"
        "from django.conf import settings; print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)"
    )
    given = {
        **os.environ,
        "OFFWATCH_DESK_URL": "http://desk.example.org",
        "DJANGO_SETTINGS_MODULE": "offwatch.desk.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=given, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["200", "1"]


@pytest.mark.parametrize("value", ["soon", "nan", "-1", "1e9"])
def test_a_number_must_be_within_its_bounds(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """A deadline that cannot be meant stops the start."""
    monkeypatch.setenv("OFFWATCH_DESK_SOLVE_S", value)
    with pytest.raises(BadInput):
        environ.number("OFFWATCH_DESK_SOLVE_S", 4.0, 0.1, 600.0)


def test_a_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    """Mode 0600, and a second call keeps the first secret."""
    path = tmp_path / "sub" / "secret.key"
    environ.keep_secret(path, "one")
    environ.keep_secret(path, "two")
    assert (path.read_text().strip(), path.stat().st_mode & 0o777) == ("one", 0o600)


def test_reading_settings_writes_nothing(tmp_path: Path) -> None:
    """Without a file the secret is good for this process, and no file appears."""
    assert environ.secret("NO_SUCH_NAME", "NO_SUCH_FILE", tmp_path / "secret.key")
    assert list(tmp_path.iterdir()) == []


def test_every_setting_is_documented() -> None:
    """Each name read from the environment is in docs/desk.md."""
    source = Path(offwatch.desk.__file__ or "").parent
    text = (ROOT / "docs" / "desk.md").read_text()
    names = {
        name
        for path in source.rglob("*.py")
        for name in re.findall(r'"((?:OFFWATCH|DATABASE)_[A-Z_]+)"', path.read_text())
    }
    assert names
    assert sorted(n for n in names if f"`{n}`" not in text) == []
