"""A new vault counts whole or not at all, and only one of two attempts makes it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.pad.conftest import CHEAP, PASSPHRASE

from offwatch.errors import Refused, Unavailable
from offwatch.pad.runtime import making
from offwatch.vault import keys, session

pytestmark = pytest.mark.django_db(databases=[])


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the vault is to be; making its tables is left out, they are not what is tested."""
    monkeypatch.setattr(making, "call_command", lambda *_, **__: None)
    return tmp_path / "pad"


def test_nothing_is_there_before_the_end(place: Path) -> None:
    """The home appears in one step, closed to everyone else, and nothing stays beside it."""
    with making.making(place) as draft:
        making.fill(draft, PASSPHRASE, CHEAP)
        assert not place.exists()
    assert keys.unwrap(place, PASSPHRASE)
    assert session.current() is None
    assert list(place.parent.iterdir()) == [place]
    assert place.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_an_attempt_that_fails_leaves_nothing(place: Path, error: type[BaseException]) -> None:
    """Neither a home nor a draft, and the vault is locked."""
    with pytest.raises(error), making.making(place) as draft:
        making.fill(draft, PASSPHRASE, CHEAP)
        raise error
    assert list(place.parent.iterdir()) == []
    assert session.current() is None


def test_what_a_killed_attempt_left_is_cleared(place: Path) -> None:
    """Half a vault in the draft folder does not stop the next attempt, and is not taken over."""
    draft = place.with_name(".pad.new")
    keys.create(draft, "somebody else's", CHEAP)
    (draft / keys.DATABASE).write_bytes(b"half")
    (draft / f".{keys.FILE}.12ab").write_bytes(b"half")
    making.make_vault(place, PASSPHRASE, CHEAP)
    session.lock()
    assert keys.unwrap(place, PASSPHRASE)
    assert not (place / f".{keys.FILE}.12ab").exists()


@pytest.mark.parametrize("kind", ["file", "link", "letter inside", "folder inside"])
def test_it_deletes_nothing_that_it_did_not_make(place: Path, kind: str) -> None:
    """Something else of the draft's name is named, and stays."""
    draft = place.with_name(".pad.new")
    if kind == "file":
        draft.write_text("mine")
    elif kind == "link":
        (place.parent / "elsewhere").mkdir()
        draft.symlink_to(place.parent / "elsewhere")
    else:
        draft.mkdir()
        (draft / "mine").write_text("") if "letter" in kind else (draft / keys.FILE).mkdir()
    before = sorted(place.parent.rglob("*"))
    with pytest.raises(Refused) as caught:
        making.make_vault(place, PASSPHRASE, CHEAP)
    assert caught.value.code == "vault.draft"
    assert str(draft) in caught.value.message
    assert sorted(place.parent.rglob("*")) == before


def test_the_second_of_two_is_refused(place: Path) -> None:
    """While one makes the pad the other is told so; the first one's files stay."""
    with making.making(place) as draft:
        making.fill(draft, PASSPHRASE, CHEAP)
        with pytest.raises(Refused) as caught, making.making(place):
            pass
        assert caught.value.code == "vault.being-made"
    assert keys.unwrap(place, PASSPHRASE)
    with pytest.raises(Refused) as caught, making.making(place):
        pass
    assert caught.value.code == "vault.exists"
    assert list(place.parent.iterdir()) == [place]


def test_a_home_that_has_come_meanwhile_is_left_alone(place: Path) -> None:
    """What another program puts there while the vault is being made stays as it is."""
    with pytest.raises(Unavailable) as caught, making.making(place) as draft:
        making.fill(draft, PASSPHRASE, CHEAP)
        place.mkdir()
        (place / "letter").write_text("mine")
    assert caught.value.code == "vault.not-made"
    assert [path.name for path in place.iterdir()] == ["letter"]


def test_a_lock_on_a_draft_that_is_gone_counts_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who opened the folder just before it became a home looks again, and finds the vault."""
    real_open, seen = os.open, []

    def open_late(path: Path, flags: int, *more: int) -> int:
        handle = real_open(path, flags, *more)
        if not seen:
            seen.append(path)
            Path(path).rename(place)  # meanwhile the other attempt has ended
            keys.create(place, "the other one", CHEAP)
        return handle

    monkeypatch.setattr(making.os, "open", open_late)
    with pytest.raises(Refused) as caught:
        making.make_vault(place, PASSPHRASE, CHEAP)
    assert caught.value.code == "vault.exists"
    assert keys.unwrap(place, "the other one")


def test_an_empty_folder_and_a_link_to_one_will_do(place: Path) -> None:
    """A home may be there already as long as it is empty; a link stays one."""
    (place.parent / "real").mkdir(mode=0o755)
    place.symlink_to(place.parent / "real")
    making.make_vault(place, PASSPHRASE, CHEAP)
    session.lock()
    assert place.is_symlink()
    assert keys.unwrap(place.parent / "real", PASSPHRASE)
