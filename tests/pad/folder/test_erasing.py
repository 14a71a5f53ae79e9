"""Erased, a pad's folder is a fresh one; nothing of another's is touched."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from tests.pad.conftest import CHEAP, PASSPHRASE, write_days
from tests.pad.stand_in import StandIn

from offwatch.errors import BadInput
from offwatch.pad.folder.erasing import check_word, do_erase
from offwatch.pad.link.tick import do_tick
from offwatch.pad.reminders.sealing import open_reminders
from offwatch.pad.runtime import launch
from offwatch.pad.runtime.making import make_vault
from offwatch.vault import keys, session


def test_nothing_is_left(home: Path, paired: StandIn, now: datetime) -> None:
    """Vault, keys, queue, launch files and copies of upgrades are gone; a new pad can be made."""
    write_days([date(2026, 3, 1)])
    do_tick(now)
    launch.address(home, "")
    open_reminders().fill([], now)
    (home / "upgrades").mkdir()
    (home / "upgrades" / "pad-00000000-000001-20260101T120000Z.zip").write_text("old")
    (home / ".backup-x").mkdir()
    do_erase(home)
    assert session.current() is None
    assert list(home.iterdir()) == []
    make_vault(home, PASSPHRASE, CHEAP)


def test_files_of_others_stay(home: Path) -> None:
    """What is not the pad's is not the pad's to remove."""
    (home / "letter.txt").write_text("mine")
    do_erase(home)
    assert [path.name for path in home.iterdir()] == ["letter.txt"]


def test_what_a_killed_erasing_has_left_is_erased_next_time(home: Path) -> None:
    """Without its keys the database is worth nothing, and goes as well."""
    session.lock()
    (home / keys.FILE).unlink()
    do_erase(home)
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("word", ["", "yes", "erase it", "ERAS"])
def test_the_word_has_to_be_typed(word: str) -> None:
    """A slip of the finger erases nothing."""
    with pytest.raises(BadInput) as caught:
        check_word(word)
    assert caught.value.code == "erase.word"
    check_word(" Erase\n")


def test_what_links_lead_to_is_not_erased(home: Path, tmp_path: Path) -> None:
    """Planted in place of the keys, of a folder, of a draft: only the link goes."""
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "letter").write_text("not the pad's")
    (home / "vault.json").unlink()
    (home / "vault.json").symlink_to(precious / "letter")
    for name in (".sample", "upgrades", ".backup-abc"):
        (home / name).symlink_to(precious)
    do_erase(home)
    assert [path.name for path in home.iterdir()] == []
    assert (precious / "letter").read_text() == "not the pad's"
