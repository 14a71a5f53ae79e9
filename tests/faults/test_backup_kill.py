"""Kill -9 at any instant while a pad writes and backs up, takes a file in, and is restored."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faults.vault_keeper import PASSPHRASE, ROWS, WORD

KEEPER = Path(__file__).parent / "vault_keeper.py"
ROUNDS = pytest.mark.parametrize("kills", [10, pytest.param(200, marks=pytest.mark.slow)])


class Keeper:
    """The process whose children are killed; its temporary files are in ``temp``."""

    def __init__(self, place: Path) -> None:
        self.home, self.stick, self.temp = place / "pad", place / "stick", place / "temp"
        self.temp.mkdir()
        self.process = subprocess.Popen(
            [sys.executable, str(KEEPER), str(self.home), str(self.stick)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "TMPDIR": str(self.temp)},
        )
        self.early: list[str] = []
        assert self.line() == "ready"

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def start(self, what: str) -> int:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        while not (line := self.line()).startswith("child "):
            self.early.append(line)  # the child was quicker
        return int(line.split()[1])

    def kill(self, child: int, rng: random.Random, most: int) -> list[str]:
        """Kill it a moment after it has said up to so many things; gives all that it said."""
        for _ in range(rng.randint(0, most)):
            self.early.append(self.line())
        time.sleep(rng.uniform(0, 0.2))
        os.kill(child, signal.SIGKILL)
        return self.rest()

    def rest(self) -> list[str]:
        """What was said until the child had ended."""
        said, self.early = self.early, []
        while (line := self.line()) != "ended":
            said.append(line)
        return said

    def run(self, what: str) -> str:
        self.start(what)
        return " ".join(self.rest())

    def count(self) -> tuple[int, int]:
        """How many entries there are, and how many in the newest backup."""
        _, here, there = self.run("count").split()
        shutil.rmtree(self.home.with_name("copy"), ignore_errors=True)
        return int(here), int(there)


@pytest.fixture(scope="module")
def keeper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeper]:
    """One for all tests: a pad in use, with its backups."""
    keeper = Keeper(tmp_path_factory.mktemp("kept"))
    assert keeper.run("make") == "made"
    yield keeper
    keeper.process.kill()
    keeper.process.communicate()


def last(said: list[str], word: str, before: int) -> int:
    return max([before, *(int(line.split()[1]) for line in said if line.startswith(word))])


def in_clear(place: Path) -> list[Path]:
    words = (WORD.encode(), PASSPHRASE.encode(), b"CREATE TABLE")
    files = [path for path in place.rglob("*") if path.is_file()]
    return [path for path in files if any(word in path.read_bytes() for word in words)]


@ROUNDS
def test_a_killed_backup_loses_nothing(keeper: Keeper, kills: int) -> None:
    """Each entry that was said to be written is there; each backup that was said to be made is
    whole and holds what it did; nothing is on disk in clear, nor in the way of the next."""
    rng = random.Random(7)
    wrote, _ = keeper.count()
    kept = 0
    for _ in range(kills):
        said = keeper.kill(keeper.start("write"), rng, 4)
        assert not [line for line in said if line.startswith("refused")]
        wrote, kept = last(said, "wrote", wrote), last(said, "kept", kept)
        assert in_clear(keeper.home.parent) == []
        if rng.random() < 0.3 or kills == 10:
            here, there = keeper.count()
            assert wrote <= here <= wrote + 1
            assert there >= kept or kept == 0
    assert kept > 0


@ROUNDS
def test_a_killed_import_took_all_of_a_file_or_nothing(keeper: Keeper, kills: int) -> None:
    """Each file that was said to be in is there whole, none in part, and none of it on disk."""
    rng = random.Random(5)
    before, _ = keeper.count()
    here = before
    for _ in range(kills):
        said = keeper.kill(keeper.start("import"), rng, 2)
        assert not [line for line in said if line.startswith("refused")]
        took = last(said, "took", here)
        assert in_clear(keeper.home.parent) == []
        here, _ = keeper.count()
        assert took <= here <= took + ROWS
        assert (here - before) % ROWS == 0
    assert here > before


@ROUNDS
def test_a_killed_restore_loses_nothing(keeper: Keeper, kills: int) -> None:
    """What stood there, or what was restored: one of the two is the pad, and it opens whole."""
    rng = random.Random(11)
    child = keeper.start("write")
    while not keeper.line().startswith("kept"):
        pass
    os.kill(child, signal.SIGKILL)
    keeper.rest()
    restored = 0
    for _ in range(kills):
        said = keeper.kill(keeper.start("restore"), rng, 2)
        assert not [line for line in said if line.startswith("refused")]
        restored += said.count("restored")
        assert in_clear(keeper.home.parent) == []
        assert min(keeper.count()) >= 1
        for left in keeper.home.parent.glob("pad.*"):
            shutil.rmtree(left)
    assert restored > 0
