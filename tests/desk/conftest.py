"""A real PostgreSQL for the desk's tests: the embedded one, unless DATABASE_URL names another."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.utils import translation

from offwatch.desk import keys
from offwatch.desk.models import Team
from offwatch.desk.planning.solving import close_solver
from offwatch.desk.process import postgres
from offwatch.desk.settings import database
from tests.desk.sample import add_team


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with tempfile.TemporaryDirectory(prefix="offwatch-") as folder:
        Path(folder).chmod(0o711)
        with postgres.running(Path(folder), durable=False) as server:
            url = server.url.replace("/offwatch?", "/postgres?")
            values: dict[str, Any] = {**database(url), "CONN_MAX_AGE": 0}
            settings.DATABASES["default"].update(values)
            yield


@pytest.fixture(autouse=True, scope="session")
def _one_key() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        settings.DESK_KEY_FILE = str(Path(folder) / "desk.key")
        settings.SOLVE_DEADLINE_S = 1.0
        # dozens of accounts a test: what guards them for real is checked in test_settings.py
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        keys.desk_key.cache_clear()
        keys.ensure_key()
        yield
    close_solver()


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """Rate limits count anew in each test, and no reader's language stays from the one before."""
    cache.clear()
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, _one_key: None) -> None:
    """One team is made once: most tests want it, and each works in a transaction of its own."""
    with django_db_blocker.unblock():
        add_team()


@pytest.fixture(autouse=True)
def _no_team_unasked(request: pytest.FixtureRequest) -> None:
    """A test that does not ask for the team has a database without one."""
    marked = request.node.get_closest_marker("django_db") is not None
    if "team" in request.fixturenames or not (marked or "db" in request.fixturenames):
        return
    request.getfixturevalue("_django_db_helper")
    Team.objects.all().delete()
    User.objects.all().delete()


@pytest.fixture
def team(db: None) -> Team:
    return Team.objects.first() or add_team()  # a test of committed data leaves none
