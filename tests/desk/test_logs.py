"""Logs tell where something broke, and nothing that anybody typed or keeps secret."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from offwatch.desk.settings import LOGGING
from offwatch.web.logs import Plain
from offwatch.web.views import server_error


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
    Client().get("/secret")
    said = [line for line in lines.getvalue().splitlines() if " django." in line]
    assert said[0] == "WARNING django.request: 404 feed"
    assert said[1] == "WARNING django.security.csrf: 403 duty_pass"
    assert said[2] == "ERROR django.security.DisallowedHost: 400"
    assert said[-1] == "WARNING django.request: 404"
    assert "secret" not in lines.getvalue()


def test_what_a_template_leaves_out_is_left_out_visibly(lines: StringIO) -> None:
    """Neither the value nor a placeholder stands where it was."""
    logging.getLogger("elsewhere").warning("Run of %s, %(x)-3d", {"x": 1})
    assert "Run of …, …" in lines.getvalue()


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
    logging.getLogger("offwatch.pad.runtime.scheduler").warning("tick: %s", "desk.unreachable")
    assert "tick: desk.unreachable" in lines.getvalue()


def test_an_error_page_needs_no_database() -> None:
    """Where the database is out of reach, the page says so in plain text and raises nothing."""
    reply = server_error(RequestFactory().get("/"))
    assert (reply.status_code, b"broke on our side" in reply.content) == (500, True)
    request = RequestFactory().get("/")
    request.user = User(pk=1)  # the frame asks the database who this is; here it may not
    reply = server_error(request)
    assert (reply.status_code, reply["Content-Type"]) == (500, "text/plain")


def test_no_login_is_written_down(db: None, lines: StringIO) -> None:
    """Neither who tried to log in, nor with what, nor from where, nor where to."""
    for _ in range(8):
        form = {"login": "secret-login", "password": "secret-password", "next": "/secret"}
        Client().post("/login", form, REMOTE_ADDR="198.51.100.7")
    Client().get("/login", {"next": "/%0d%0asecret"})
    Client().get("/login/inactive")
    Client(enforce_csrf_checks=True).post("/mine/calendar/renew", {"secret": "secret"})
    assert "403" in lines.getvalue()
    for private in ("secret", "198.51.100.7"):
        assert private not in lines.getvalue()
