"""However a command ends, it leaves whole files, one object on stderr and the right status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from offwatch.cli.terminal.whole import write_whole, writing

DIARY = "at,kind,name,value\n2026-01-01,onset,period,\n"
CODE = "from offwatch.cli import main; main()"


def _forecast(folder: Path, out: int) -> subprocess.CompletedProcess[bytes]:
    (folder / "diary.csv").write_text(DIARY, encoding="utf-8")
    args = ["forecast", "diary.csv", "--now", "2026-02-01", "--days", "1000", "--json"]
    command = [sys.executable, "-c", CODE, *args]
    return subprocess.run(command, cwd=folder, stdout=out, stderr=subprocess.PIPE, check=False)


def test_a_reader_that_went_away_is_no_drama(tmp_path: Path) -> None:
    """A closed pipe ends with 1, and nothing is said."""
    there, here = os.pipe()
    os.close(there)
    done = _forecast(tmp_path, here)
    os.close(here)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_plain_terminal_gets_plain_letters(tmp_path: Path) -> None:
    """Where the terminal has no letters of ours, the answer comes all the same."""
    (tmp_path / "diary.csv").write_text(DIARY, encoding="utf-8")
    args = [sys.executable, "-c", CODE, "forecast", "diary.csv", "--now", "2026-02-01"]
    plain = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(args, cwd=tmp_path, env=plain, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"?" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_one_object_on_stderr(tmp_path: Path) -> None:
    """What the machine refuses is told like any other refusal."""
    with Path("/dev/full").open("wb") as full:
        done = _forecast(tmp_path, full.fileno())
    assert done.returncode == 1
    assert json.loads(done.stderr)["code"] == "system"


def test_a_broken_off_file_leaves_the_old_one(tmp_path: Path) -> None:
    """Written in one step: what stops on the way leaves what was there, and nothing beside it."""
    file = tmp_path / "plan.json"
    file.write_text("old")

    def break_off() -> None:
        with writing(file) as out:
            out.write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert file.read_text() == "old"
    write_whole(file, "new")
    assert file.read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]


def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    """A pipe stays a pipe; a link stays a link."""
    pipe, real, link = tmp_path / "pipe", tmp_path / "real", tmp_path / "link"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(pipe, "through")
    assert os.read(reader, 100) == b"through"
    os.close(reader)
    assert pipe.is_fifo()
    link.symlink_to(real)
    write_whole(link, "followed")
    assert link.is_symlink()
    assert real.read_text() == "followed"
