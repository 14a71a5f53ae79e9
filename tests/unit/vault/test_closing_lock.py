"""The vault locks once its last page is closed, and not at a link or a reload."""

from __future__ import annotations

from pathlib import Path

import pytest

from offwatch.vault import closing_lock, session
from offwatch.vault.closing_lock import ShownPages, lock_if_closed


@pytest.fixture
def epoch(home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Of a vault whose pages are closed a while after the last was asked for."""
    monkeypatch.setattr(closing_lock, "GRACE_S", 0.0)
    return session.opened().epoch


def test_the_last_page_locks(epoch: str) -> None:
    """Of two pages the first leaves it open; a last backup is made before."""
    pages = ShownPages()
    done: list[int] = []
    pages.come(epoch, "a")
    pages.come(epoch, "b")
    pages.go(epoch, "a")
    assert not lock_if_closed(pages, lambda: done.append(1))
    pages.go(epoch, "b")
    assert lock_if_closed(pages, lambda: done.append(1))
    assert done == [1]
    assert session.current() is None


def test_a_link_and_a_reload_do_not(epoch: str) -> None:
    """The next page is there before the moment is over, whichever word comes first."""
    pages = ShownPages()
    pages.come(epoch, "a")
    pages.go(epoch, "a")
    pages.come(epoch, "b")
    assert not lock_if_closed(pages)
    pages.come(epoch, "c")
    pages.go(epoch, "b")
    assert not lock_if_closed(pages)


def test_a_moment_has_to_pass(home: Path) -> None:
    """Nothing locks at once."""
    pages, epoch = ShownPages(), session.opened().epoch
    pages.come(epoch, "a")
    pages.go(epoch, "a")
    assert not lock_if_closed(pages)


def test_a_page_on_its_way_is_waited_for_longer(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that was asked for just before the last went may be slow to come."""
    pages, vault = ShownPages(), session.opened()
    pages.come(vault.epoch, "a")
    pages.go(vault.epoch, "a")
    for grace_s, loading_s, locks in ((1e9, 1e9, False), (-1.0, 1e9, True)):
        monkeypatch.setattr(closing_lock, "GRACE_S", grace_s)
        monkeypatch.setattr(closing_lock, "LOADING_S", loading_s)
        assert lock_if_closed(pages) is locks


def test_a_page_that_comes_while_the_last_backup_is_made_keeps_it_open(epoch: str) -> None:
    pages = ShownPages()
    pages.come(epoch, "a")
    pages.go(epoch, "a")
    assert not lock_if_closed(pages, lambda: pages.come(epoch, "b"))
    assert session.current() is not None


def test_word_of_an_end_may_come_before_that_of_the_beginning(epoch: str) -> None:
    """A page that is closed at once does not keep the vault open for ever."""
    pages = ShownPages()
    pages.come(epoch, "a")
    pages.go(epoch, "b")
    pages.come(epoch, "b")
    pages.go(epoch, "a")
    assert lock_if_closed(pages)


def test_pages_of_an_earlier_unlocking_count_for_nothing(epoch: str) -> None:
    """Nor does a vault lock whose pages have never said a word: they have no script."""
    pages = ShownPages()
    pages.come("earlier", "a")
    pages.go("earlier", "a")
    assert not lock_if_closed(pages)
    pages.come(epoch, "b")
    pages.go("earlier", "b")
    assert not lock_if_closed(pages)
