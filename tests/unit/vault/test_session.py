"""Unlocking and locking: the key is in memory only in between."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from django.db import connection, connections
from tests.unit.vault.conftest import PASSPHRASE

from offwatch.errors import Refused, Unavailable
from offwatch.vault import session
from offwatch.vault.idle_lock import lock_if_idle


def count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master")
        return int(cursor.fetchone()[0])


def test_a_locked_vault_serves_nobody(home: Path) -> None:
    """After locking the database cannot be reached, and the key is zeroes."""
    assert count() == 0
    key = session.opened().key
    session.lock()
    assert key.wiped
    assert session.current() is None
    with pytest.raises(Refused) as caught:
        count()
    assert caught.value.code == "vault.locked"


def test_a_wrong_passphrase_leaves_it_locked(home: Path) -> None:
    """A wrong passphrase opens nothing, and does not lock what another has open."""
    with pytest.raises(Refused) as caught:
        session.unlock(home, "not the passphrase")
    assert caught.value.code == "vault.wrong-passphrase"
    assert session.current() is not None
    session.lock()
    with pytest.raises(Refused):
        session.unlock(home, "not the passphrase")
    assert session.current() is None


def test_each_unlocking_has_its_own_name(home: Path) -> None:
    """What a browser remembers of one unlocking is worth nothing after the next."""
    first = session.opened().epoch
    assert session.unlock(home, PASSPHRASE).epoch == first  # open already: the same
    session.lock()
    assert session.unlock(home, PASSPHRASE).epoch != first


def test_locking_waits_for_who_is_at_work(home: Path) -> None:
    """Work under way is finished before the key goes."""
    seen: list[bool] = []
    inside, go_on = threading.Event(), threading.Event()

    def work() -> None:
        with session.using() as vault:
            inside.set()
            go_on.wait(5)
            seen.append(vault.key.wiped)

    worker = threading.Thread(target=work)
    worker.start()
    inside.wait(5)
    locker = threading.Thread(target=session.lock)
    locker.start()
    time.sleep(0.05)
    assert session.current() is not None
    go_on.set()
    locker.join(5)
    worker.join(5)
    assert seen == [False]
    assert session.current() is None


def test_locking_gives_up_rather_than_cutting_in(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the work does not end, locking says so and the vault stays whole."""
    monkeypatch.setattr(session, "LOCK_WAIT_S", 0.05)
    with session.using():
        with pytest.raises(Unavailable) as caught:
            session.lock()
        assert caught.value.code == "vault.busy"
        assert count() == 0


def test_locking_closes_what_other_threads_left_open(home: Path) -> None:
    """A connection that another thread opened and left is closed with the lock."""
    left: list[object] = []

    def work() -> None:
        connection.ensure_connection()
        left.append(connection.connection)

    worker = threading.Thread(target=work)
    worker.start()
    worker.join(5)
    session.lock()
    with pytest.raises(Exception, match="closed database"):
        left[0].execute("SELECT 1")  # type: ignore[attr-defined]
    connections.close_all()


def test_it_locks_when_its_owner_is_away(home: Path) -> None:
    """Only the owner's own use counts: ticks do not keep a vault open."""
    assert not lock_if_idle(60)
    time.sleep(0.05)
    with session.using():
        pass
    assert lock_if_idle(0.04)
    assert session.current() is None
    session.unlock(home, PASSPHRASE)
    time.sleep(0.05)
    with session.using(by_owner=True):
        pass
    assert not lock_if_idle(0.04)


def test_who_is_called_before_the_lock_still_finds_it_open(home: Path) -> None:
    """What has to be written away at the end is; and nobody is called where nothing is locked."""
    open_then: list[bool] = []
    assert not lock_if_idle(60, lambda: open_then.append(False))
    assert lock_if_idle(0, lambda: open_then.append(session.current() is not None))
    assert open_then == [True]
    assert not lock_if_idle(0, lambda: open_then.append(False))
    assert open_then == [True]


def test_a_page_under_way_ends_quietly_though_its_connection_was_closed(home: Path) -> None:
    """A stop or a new key closes idle connections of other threads; those let go of them later."""
    count()
    connection.connection.close()
    changes = session.opened().changes
    connection.close()
    assert session.opened().changes == changes
    assert count() == 0
