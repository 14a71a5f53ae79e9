"""A key in memory shows itself to nobody who prints it."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import traceback
from pathlib import Path

import pytest
from django.db import connection

from offwatch.vault import session
from offwatch.vault.secret import Secret

KEY = bytes(range(1, 33))


def shows_key(text: str) -> bool:
    return KEY.hex() in text or repr(KEY) in text or repr(bytearray(KEY)) in text


@pytest.mark.parametrize("form", ["{}", "{!r}", "{!s}", "{:>40}"])
def test_it_prints_nothing(form: str) -> None:
    """No way of formatting a secret shows a byte of it."""
    assert not shows_key(form.format(Secret(KEY)))
    assert not shows_key(str([Secret(KEY)]))


def test_it_is_not_written_down() -> None:
    """Pickle, copy, JSON and logging get nothing out of it."""
    secret = Secret(KEY)
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        copy.deepcopy(secret)
    with pytest.raises(TypeError):
        json.dumps(secret)
    record = logging.LogRecord("pad", logging.ERROR, "", 0, "%s", (secret,), None)
    assert not shows_key(record.getMessage())


def test_it_can_be_overwritten() -> None:
    """A wiped secret is all zeroes."""
    secret = Secret(KEY)
    secret.wipe()
    assert secret.wiped
    assert secret.reveal() == bytes(32)


def test_a_failing_connection_shows_no_key(home: Path) -> None:
    """A traceback with all its locals, from within the opening of the database, holds no key."""
    connection.ensure_connection()
    connection.close()
    session.open_with(home, Secret(KEY))  # not this vault's key: opening it fails
    with pytest.raises(Exception, match="not a database") as caught:
        connection.ensure_connection()
    shown = "".join(
        traceback.TracebackException.from_exception(caught.value, capture_locals=True).format()
    )
    assert "get_new_connection" in shown
    assert not shows_key(shown)
    assert not shows_key(repr(session.current()))
