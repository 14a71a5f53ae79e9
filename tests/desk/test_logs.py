"""Logs tell where something broke, and nothing that anybody typed or keeps secret."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from django.test import Client

from offwatch.desk.settings import LOGGING
from offwatch.web.logs import Plain


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """What our handler writes."""
    assert LOGGING["formatters"]["plain"]["()"] == "offwatch.web.logs.Plain"
    handler = logging.StreamHandler(StringIO())
    handler.setFormatter(Plain())
    logging.getLogger().addHandler(handler)
    yield handler.stream
    logging.getLogger().removeHandler(handler)


def test_no_address_is_written_down(db: None, lines: StringIO) -> None:
    """A calendar's secret and a duty somebody asked about stay out, and so does a host's name."""
    Client().get("/feed/c2Vj-secret.ics")
    Client(enforce_csrf_checks=True).post("/mine/duties/secret/pass")
    Client().get("/login", headers={"host": "secret.example"})
    assert "django.request: 404" in lines.getvalue()
    assert "secret" not in lines.getvalue()


def test_an_exception_is_told_without_its_words(lines: StringIO) -> None:
    """Its kind, its cause and the place remain."""
    try:
        try:
            int("secret")
        except ValueError as error:
            raise KeyError("secret") from error
    except KeyError:
        logging.getLogger("django.request").exception("At %s", "/secret", stacklevel=1)
    assert "builtins.ValueError" in lines.getvalue()
    assert "builtins.KeyError" in lines.getvalue()
    assert "test_logs.py" in lines.getvalue()
    assert "secret" not in lines.getvalue()


def test_our_own_words_are_told(lines: StringIO) -> None:
    """They hold codes only."""
    logging.getLogger("offwatch.pad.scheduler").warning("tick: %s", "desk.unreachable")
    assert "tick: desk.unreachable" in lines.getvalue()
