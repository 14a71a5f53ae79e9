"""The process that holds the address: ports, one server a vault, sites that end by themselves."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from offwatch.errors import BadInput, OffwatchError, Refused, Unavailable
from offwatch.pad.runtime import channel, home, serve
from offwatch.pad.runtime.sending import Sender


class FakeSite:
    """Sites that say and end as the test wants, in turn."""

    lives: list[tuple[list[channel.Said], int]]
    made: list[Path | None]

    def __init__(self, listeners: list[socket.socket], passphrase: Path | None) -> None:
        self.made.append(passphrase)

    def answer(self) -> Iterator[channel.Said]:
        if not self.lives:
            raise SystemExit
        said, self.status = self.lives.pop(0)
        yield from said

    def close(self) -> int:
        return getattr(self, "status", 0)


@pytest.fixture
def sites(monkeypatch: pytest.MonkeyPatch) -> type[FakeSite]:
    FakeSite.lives, FakeSite.made = [], []
    monkeypatch.setattr(serve, "_Site", FakeSite)
    monkeypatch.setattr(serve.time, "sleep", lambda seconds: None)
    return FakeSite


_socketpair = socket.socketpair
UNLOCKED = channel.Unlocked("00" * 32, 900, 0.5)


def run(folder: Path, passphrase: Path | None = None) -> list[str]:
    ready: list[str] = []
    folder.mkdir(exist_ok=True)
    with Sender(folder) as sender, pytest.raises((SystemExit, OffwatchError)) as caught:
        serve._keep_up([], passphrase, sender, lambda: ready.append("ready"))
    if isinstance(caught.value, Unavailable):
        ready.append(caught.value.code)
    return ready


def test_after_lock_the_one_that_stands_by_goes_on(sites: type[FakeSite], tmp_path: Path) -> None:
    """It is started at the unlocking, without the passphrase; the address is told once."""
    sites.lives = [([channel.PagesReady(), UNLOCKED, UNLOCKED], channel.LOCKED)] * 2
    assert run(tmp_path / "pad", tmp_path / "secret") == ["ready"]
    assert sites.made == [tmp_path / "secret", None, None]


def test_a_site_that_dies_is_unlocked_again_if_it_was_to_stay_open(
    sites: type[FakeSite], tmp_path: Path
) -> None:
    """Killed, it is not locked by anybody; a passphrase from standard input is there only once."""
    sites.lives = [([channel.PagesReady(), UNLOCKED], -9)]
    run(tmp_path / "pad", tmp_path / "secret")
    assert sites.made == [tmp_path / "secret", None, tmp_path / "secret"]
    sites.lives, sites.made[:] = [([channel.PagesReady()], -9)], []
    run(tmp_path / "pad", Path("-"))
    assert sites.made == [Path("-"), None]


def test_sites_that_keep_dying_are_given_up(sites: type[FakeSite], tmp_path: Path) -> None:
    """After five in a row, with a code."""
    sites.lives = [([], 1)] * 9
    assert run(tmp_path / "pad") == ["pad.stopped"]
    assert len(sites.made) == 5


@pytest.mark.parametrize(
    "secret", [channel.Failed("vault.busy", "", False), channel.Failed("pad.seconds", "", True)]
)
def test_a_refusal_of_the_site_is_the_commands_own(secret: channel.Failed) -> None:
    """With its code and its kind."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        channel.say(theirs, secret)
        site = object.__new__(serve._Site)
        site._line = ours
        with pytest.raises(BadInput if secret.bad_input else Refused) as caught:
            list(site.answer())
    assert caught.value.code == secret.code


@pytest.mark.parametrize("missing", ["passphrase", "interpreter"])
def test_a_site_that_cannot_be_started_leaves_nothing_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    """Neither end of the line to it, nor the passphrase file."""
    opened: list[socket.socket] = []
    secret = tmp_path / "secret"

    def pair() -> tuple[socket.socket, socket.socket]:
        opened.extend(two := _socketpair())
        return two

    monkeypatch.setattr(serve.socket, "socketpair", pair)
    if missing == "interpreter":
        secret.write_text("the passphrase")
        monkeypatch.setattr(serve.sys, "executable", str(tmp_path / "no-python"))
    before = len(list(Path("/dev/fd").iterdir()))
    with pytest.raises(BadInput if missing == "passphrase" else FileNotFoundError):
        serve._Site([], secret)
    assert [each.fileno() for each in opened] == [-1, -1]
    assert len(list(Path("/dev/fd").iterdir())) == before


def test_only_one_serves_a_vault(tmp_path: Path) -> None:
    """The second is refused; `open` finds the first by what it wrote, and none when it is gone."""
    with serve.alone(tmp_path) as lock:
        lock.write(b"http://here")
        lock.flush()
        assert serve.served_at(tmp_path) == "http://here"
        with pytest.raises(Refused), serve.alone(tmp_path):
            pass
    with pytest.raises(Refused) as caught:
        serve.served_at(tmp_path)
    assert caught.value.code == "pad.not-served"


def test_a_port_of_somebody_else_is_refused_on_either_address() -> None:
    """Taken on 127.0.0.1 or on ::1, it is not half taken."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with socket.socket(family) as other:
            try:
                other.bind((address, 0))
            except OSError:
                pytest.skip("no IPv6 on this machine")
            other.listen()
            with pytest.raises(Unavailable) as caught, serve._listening(other.getsockname()[1]):
                pass
            assert caught.value.code == "port.in-use"


@pytest.mark.parametrize("text", ["0", "-1", "x", "1.5", ""])
def test_seconds_are_whole_and_at_least_one(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """What cannot be right stops the start."""
    monkeypatch.setenv(home.TICK_S, text)
    with pytest.raises(BadInput):
        home.tick_s()
