"""What a disk does not take is told in words; what is nobody's disk is left as it is."""

from __future__ import annotations

import errno
import sqlite3

import pytest

from offwatch.errors import Unavailable
from offwatch.vault.writable import why_not_written, written_to


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.EPERM])
def test_a_folder_that_takes_no_writing_is_refused_in_words(number: int) -> None:
    with pytest.raises(Unavailable) as refused, written_to():
        raise OSError(number, "no", "/somewhere/private")
    assert refused.value.code == "vault.not-writable"
    assert "somewhere" not in refused.value.message


def test_another_fault_of_the_system_goes_on() -> None:
    """It is not about writing."""
    with pytest.raises(OSError, match="no such") as raised, written_to():
        raise OSError(errno.ENOENT, "no such file")
    assert raised.value.errno == errno.ENOENT
    with written_to():
        pass


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("database is locked", "pad.busy"),
        ("database or disk is full", "pad.disk-full"),
        ("disk I/O error", "pad.disk"),
        ("no such column: colour", None),
    ],
)
def test_what_sqlite_says_of_a_disk_is_told_apart(said: str, code: str | None) -> None:
    """A fault of the program's own is none of them."""
    told = why_not_written(sqlite3.OperationalError(said))
    assert (told.code if told else None) == code
