"""Back up, restore and erase as commands, on vaults of their own."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.pad.conftest import PASSPHRASE

from offwatch.cli.pad import command
from offwatch.errors import OffwatchError
from offwatch.pad.backup.run import do_choose_folder
from offwatch.pad.models import DiaryEntry
from offwatch.pad.runtime import boot
from offwatch.vault import keys, session


@pytest.fixture
def secret(tmp_path: Path, home: Path) -> str:
    """The file with the passphrase of a vault that is locked."""
    session.lock()
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE)
    return str(file)


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(command, list(words), input=typed)


def code_of(result: Result) -> str:
    assert isinstance(result.exception, OffwatchError)
    return result.exception.code


def test_there_and_back(home: Path, secret: str, tmp_path: Path) -> None:
    """A backup to a folder, restored from that folder into another."""
    stick, new = tmp_path / "stick", tmp_path / "new"
    stick.mkdir()
    done = run("backup", str(stick), "--home", str(home), "--passphrase-file", secret, "--json")
    assert (stick / json.loads(done.stdout)["backup"]).exists()
    session.lock()
    words = ("restore", str(stick), "--into", str(new), "--passphrase-file", secret)
    assert "erase it" in run(*words).stdout
    boot.open_vault(new, PASSPHRASE)
    session.lock()
    assert code_of(run(*words)) == "restore.exists"
    assert "before-" in run(*words, "--replace").stdout
    wrong = tmp_path / "wrong"
    wrong.write_text("not the one")
    other = str(tmp_path / "other")
    again = run("restore", str(stick), "--into", other, "--passphrase-file", str(wrong))
    assert code_of(again) == "restore.wrong-passphrase"
    assert not Path(other).exists()


def test_without_a_place_backup_says_so(home: Path, secret: str) -> None:
    """It names the page where one is chosen."""
    done = run("backup", "--home", str(home), "--passphrase-file", secret)
    assert code_of(done) == "backup.no-place"


def test_an_import_is_backed_up(home: Path, secret: str, tmp_path: Path) -> None:
    """A command that writes leaves a backup, where the owner wants any."""
    boot.open_vault(home, PASSPHRASE)
    stick, file = tmp_path / "stick", tmp_path / "diary.csv"
    stick.mkdir()
    do_choose_folder(datetime.now(UTC), str(stick))
    session.lock()
    file.write_text("at,kind,name,value\n2026-03-01,onset,period,\n")
    words = ("import", str(file), "--home", str(home), "--passphrase-file", secret)
    assert run(*words).exit_code == 0
    assert DiaryEntry.objects.count() == 1
    assert len(list(stick.iterdir())) == 1
    session.lock()
    (stick / next(stick.iterdir()).name).unlink()
    stick.rmdir()
    file.write_text("at,kind,name,value\n2026-03-01,onset,period,\n2026-03-29,onset,period,\n")
    done = run(*words)
    assert done.exit_code == 0
    assert "not in a backup yet" in done.stderr


def test_erase_asks_for_the_word(home: Path, secret: str) -> None:
    """Without it nothing happens; with it the folder is empty."""
    assert code_of(run("erase", "--home", str(home), typed="yes\n")) == "erase.word"
    assert keys.exists(home)
    assert "is erased" in run("erase", "--home", str(home), typed="erase\n").stdout
    assert list(home.iterdir()) == []
    assert code_of(run("erase", "--home", str(home), typed="erase\n")) == "vault.missing"
