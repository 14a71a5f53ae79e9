"""Two addresses for anyone: whether the desk is well, and the program that runs."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.test import Client

import offwatch.desk.urls

pytestmark = pytest.mark.django_db


def test_health_says_one_thing() -> None:
    """That it is well, to whoever asks, and nothing about the team."""
    assert Client().get("/health").json() == {"ok": True}


def test_the_source_is_the_program_that_runs() -> None:
    """Byte for byte: the file in the archive is the one that was imported."""
    reply = Client().get("/source")
    whole = reply.getvalue()
    with ZipFile(BytesIO(whole)) as archive:
        (name,) = [n for n in archive.namelist() if n.endswith("offwatch/desk/urls.py")]
        assert archive.read(name) == Path(offwatch.desk.urls.__file__).read_bytes()
