"""Kill -9 at any instant, and two at once, while a vault is made or gets a new recovery key."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.faults.vault_maker import CHEAP, PASSPHRASE

from offwatch.errors import OffwatchError, Refused
from offwatch.vault import keys, raw

MAKER = Path(__file__).parent / "vault_maker.py"


def start(what: str, place: Path) -> subprocess.Popen[str]:
    maker = subprocess.Popen(
        [sys.executable, str(MAKER), what, str(place)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert maker.stdout is not None
    assert maker.stdout.readline() == "ready\n"
    return maker


@pytest.mark.parametrize("kills", [4, pytest.param(60, marks=pytest.mark.slow)])
def test_a_killed_init_leaves_nothing_in_the_way(tmp_path: Path, kills: int) -> None:
    """Each home is whole, its recovery key has been told, and the next attempt just works."""
    rng = random.Random(3)
    whole = 0
    for kill in range(kills):
        place = tmp_path / str(kill)
        place.mkdir()
        maker = start("make", place)
        first = ""
        if kill == 0 and maker.stdout is not None:  # once a second key is told, one vault counts
            first = maker.stdout.readline() + maker.stdout.readline()
        time.sleep(rng.uniform(0.05, 1.0))
        maker.kill()
        rest, _ = maker.communicate()
        said = first + rest
        told = dict(line.split() for line in said.splitlines() if line.count("-") >= 7)
        homes = [path for path in place.iterdir() if not path.name.startswith(".")]
        for home in homes:
            assert is_whole(home, told[str(home)])
            whole += 1
        left = place / str(len(homes))  # the one under way at the kill
        assert {path.name for path in place.iterdir()} <= {
            *(path.name for path in homes),
            f".{left.name}.new",
        }
        again = start("once", left)
        said, trouble = again.communicate("\n")
        assert again.returncode == 0, trouble
        assert is_whole(left, said.split()[-1])
        assert not left.with_name(f".{left.name}.new").exists()
    assert whole > 0


@pytest.mark.parametrize("rounds", [2, pytest.param(30, marks=pytest.mark.slow)])
def test_of_two_at_once_exactly_one_makes_it(tmp_path: Path, rounds: int) -> None:
    """The other is refused with a code; the vault that is there is the winner's."""
    for turn in range(rounds):
        home = tmp_path / str(turn) / "pad"
        both = [start("once", home) for _ in range(2)]
        for each in both:
            assert each.stdin is not None
            each.stdin.write("\n")
            each.stdin.flush()
        said = [each.communicate() for each in both]
        ends = sorted((each.returncode, *words) for each, words in zip(both, said, strict=True))
        assert ends[0][0] == 0, ends
        assert ends[1][0] != 0, ends
        assert any(why in ends[1][2] for why in ("Another command makes", "There is a vault"))
        assert is_whole(home, ends[0][1].split()[-1])
        assert [path.name for path in home.parent.iterdir()] == ["pad"]


@pytest.mark.parametrize("kills", [4, pytest.param(100, marks=pytest.mark.slow)])
def test_a_killed_renewal_leaves_exactly_one_recovery_key(tmp_path: Path, kills: int) -> None:
    """Of the keys told so far one opens the vault, the last or the one before; the passphrase
    always does; no older vault.json does."""
    rng = random.Random(5)
    home = tmp_path / "pad"
    maker = start("once", home)
    told = [maker.communicate("\n")[0].split()[-1]]
    renewed = 0
    for _ in range(kills):
        old = (home / keys.FILE).read_bytes()
        before = len(told)
        maker = start("renew", home)
        time.sleep(rng.uniform(0.02, 0.5))
        maker.kill()
        told += maker.communicate()[0].split()
        good = [recovery for recovery in told[-3:] if is_whole(tmp_path / "pad", recovery)]
        assert len(good) == 1
        assert good[0] in told[-2:]
        assert raw.opens(home / keys.DATABASE, keys.unwrap(home, PASSPHRASE))
        renewed += len(told) - before - (good[0] != told[-1])
        if good[0] in told[before:]:
            stale = tmp_path / "stale"
            shutil.copytree(home, stale)
            (stale / keys.FILE).write_bytes(old)
            assert not opens(stale)
            shutil.rmtree(stale)
        told = good
    assert renewed > 0


def is_whole(home: Path, recovery: str) -> bool:
    """Whether passphrase and recovery key open the database in a copy of ``home``."""
    copy = home.with_name(f"copy-of-{home.name}")
    shutil.copytree(home, copy)
    try:
        if not opens(copy):
            return False
        keys.recover(copy, recovery, "battery staple", CHEAP)
        return raw.opens(copy / keys.DATABASE, keys.unwrap(copy, "battery staple"))
    except Refused:
        return False
    finally:
        shutil.rmtree(copy)


def opens(home: Path) -> bool:
    try:
        return raw.opens(home / keys.DATABASE, keys.unwrap(home, PASSPHRASE))
    except OffwatchError:
        return False
