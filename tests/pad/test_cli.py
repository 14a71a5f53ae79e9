"""``offwatch pad``: as it is called.

What needs a terminal, a signal or a server runs in a process of its own; the rest in this one.
"""

from __future__ import annotations

import io
import json
import os
import pty
import re
import resource
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker
from tests.pad.conftest import CHEAP, PASSPHRASE
from tests.pad.stand_in import StandIn, listening
from tests.unit.diary.apps.reading import clue

from offwatch.cli import main
from offwatch.cli.night.visitor import Visitor
from offwatch.errors import Refused
from offwatch.pad.runtime.serve import served_at
from offwatch.vault import keys, session

Here = Callable[..., tuple[int, str, str]]
CALL = [sys.executable, "-c", "from offwatch.cli import main; main()", "pad"]
GOOD = "at,kind,name,value\n2026-01-05,onset,period,\n2026-01-09,end,period,\n"


def call(*words: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    command = [*CALL, *map(str, words)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **env}
    )


@pytest.fixture
def here(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    django_db_blocker: DjangoDbBlocker,
) -> Here:
    """The command called in this process, and the vault locked as at the end of its own."""
    monkeypatch.setenv("OFFWATCH_PAD_HOME", "")

    def run(*words: str | int | Path) -> tuple[int, str, str]:
        with django_db_blocker.unblock(), closing_vault(), pytest.raises(SystemExit) as caught:
            main(["pad", *map(str, words)])
        out, err = capsys.readouterr()
        return int(caught.value.code or 0), out, err

    return run


@contextmanager
def closing_vault() -> Iterator[None]:
    try:
        yield
    finally:
        session.lock()
        connections.close_all()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A pad made by the command, paired with a desk, with two ticks behind it.

    Once it is made its passphrase is wrapped anew, so that opening it takes no time.
    """
    folder = tmp_path_factory.mktemp("cli")
    (folder / "passphrase").write_text("correct horse\r\nnot this line\n")
    (folder / "diary.csv").write_text(GOOD)
    with listening(StandIn()) as desk:
        done = call(
            "init", "--home", folder / "pad", "--zone", "Europe/Berlin",
            "--passphrase-file", folder / "passphrase", "--diary", folder / "diary.csv",
            "--desk", desk.url, "--code", desk.code, "--tick", "2", "--json",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        keys.change_passphrase(folder / "pad", PASSPHRASE, PASSPHRASE, CHEAP)
        yield {
            "init": json.loads(done.stdout),
            "desk": desk,
            "home": folder / "pad",
            "open": ("--home", folder / "pad", "--passphrase-file", folder / "passphrase"),
            "diary": folder / "diary.csv",
        }


def test_init_says_the_recovery_key_once_and_pairs(room: dict[str, Any]) -> None:
    """The JSON has exactly its four fields; desk and ticks are real."""
    made = room["init"]
    assert set(made) == {"home", "recovery_key", "paired", "ticks"}
    assert (made["home"], made["paired"], made["ticks"]) == (str(room["home"]), True, 2)
    assert len(made["recovery_key"].replace("-", "")) == 32
    types = [envelope.type for envelope in room["desk"].opened()]
    assert types[0] == "pair"
    assert set(types[1:3]) <= {"quiet", "days"}  # the period's days, if they are due today


def test_init_never_writes_over_a_vault(room: dict[str, Any], here: Here) -> None:
    """A second init is refused with its code and exit 1, before it asks for anything."""
    status, _, err = here("init", "--home", room["home"], "--json")
    assert (status, json.loads(err)["code"]) == (1, "vault.exists")


def test_a_folder_in_use_is_left_as_it_is(here: Here, tmp_path: Path) -> None:
    """A pad closes its folder to everyone else, so it takes no folder that holds other things."""
    (tmp_path / "letter.txt").write_text("mine")
    tmp_path.chmod(0o755)
    status, _, err = here("init", "--home", tmp_path, "--zone", "UTC", "--json")
    assert (status, json.loads(err)["code"]) == (1, "vault.not-empty")
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_tick_sends_and_says_what(room: dict[str, Any], here: Here) -> None:
    """Each tick is one envelope; the JSON names its type and answer."""
    before = len(room["desk"].heard)
    status, out, err = here("tick", *room["open"], "--count", "2", "--json")
    assert status == 0, err
    done = json.loads(out)
    assert len(done["ticks"]) == len(room["desk"].heard) - before == 2
    assert {tick["trouble"] for tick in done["ticks"]} == {""}


def test_import_is_harmless_twice(room: dict[str, Any], here: Here) -> None:
    """What init took in is not taken in again."""
    status, out, _ = here("import", room["diary"], *room["open"], "--json")
    assert status == 0
    assert json.loads(out) == {
        "added": 0,
        "corrected": 0,
        "removed": 0,
        "notes": [],
    }


def test_a_wrong_passphrase_is_exit_1(room: dict[str, Any], tmp_path: Path, here: Here) -> None:
    """With ``--json`` the refusal is one JSON object on stderr, and says nothing private."""
    (tmp_path / "wrong").write_text("wrong horse here")
    status, out, err = here(
        "tick", "--home", room["home"], "--passphrase-file", tmp_path / "wrong", "--json"
    )
    assert (status, out) == (1, "")
    assert json.loads(err)["code"] == "vault.wrong-passphrase"
    assert "horse" not in err


def test_a_lost_passphrase_is_replaced_with_the_recovery_key(
    room: dict[str, Any], tmp_path: Path, here: Here
) -> None:
    """The printed key sets a new passphrase; a wrong one does not; the old one can come back."""
    printed, new = tmp_path / "printed", tmp_path / "new"
    new.write_text("battery staple")
    printed.write_text("AAAA-BBBB")
    words = ("passphrase", "--home", room["home"], "--recovery-key-file", printed)
    status, _, err = here(*words, "--new-passphrase-file", new, "--json")
    assert (status, json.loads(err)["code"]) == (1, "vault.wrong-recovery-key")
    printed.write_text(room["init"]["recovery_key"])
    assert here(*words, "--new-passphrase-file", new)[0] == 0
    back = ("--passphrase-file", new, "--new-passphrase-file", room["open"][-1])
    assert here("passphrase", "--home", room["home"], *back)[0] == 0
    assert keys.unwrap(room["home"], "correct horse")


def test_a_new_recovery_key_takes_the_place_of_the_old(
    room: dict[str, Any], tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``recovery-key`` tells a new one; the one of init no longer opens the pad."""
    home = shutil.copytree(room["home"], tmp_path / "pad")
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse\n"))
    status, out, _ = here("recovery-key", "--home", home, "--passphrase-file", "-", "--json")
    assert status == 0
    for number, recovery in enumerate(
        (json.loads(out)["recovery_key"], room["init"]["recovery_key"])
    ):
        secrets = io.StringIO(f"{recovery}\nbattery staple {number}\n")
        monkeypatch.setattr("sys.stdin", secrets)
        words = ("--recovery-key-file", "-", "--new-passphrase-file", "-", "--json")
        assert here("passphrase", "--home", home, *words)[0] == number
    assert keys.unwrap(home, "battery staple 0")


@pytest.mark.parametrize(
    ("typed", "code"),
    [("12345678", "vault.common-passphrase"), ("1234567", "vault.short-passphrase"),
     (None, "pad.no-passphrase")],
)  # fmt: skip
def test_init_takes_no_passphrase_that_is_guessed_early(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch, typed: str | None, code: str
) -> None:
    """Too short, too common or none: refused, and nothing stays."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n" if typed else ""))
    words = ("--home", tmp_path / "pad", "--zone", "UTC", "--passphrase-file", "-", "--json")
    status, _, err = here("init", *words)
    assert (status, json.loads(err)["code"]) == (2, code)
    assert list(tmp_path.iterdir()) == []


def test_preview_needs_no_vault_and_names_every_bad_row(tmp_path: Path, here: Here) -> None:
    """Form, rows and the rejected ones by number and code; it ends as the import would."""
    file = tmp_path / "diary.csv"
    file.write_text(GOOD + "2026-99-09,onset,,\n2026-02-02,onset,,\n2026-02-02,whatever,,\n")
    status, out, _ = here("import", file, "--preview", "--json")
    assert status == 2
    assert json.loads(out) == {
        "format": "generic",
        "rows": 5,
        "rejected": [
            {"row": 4, "code": "diary.bad-date"},
            {"row": 6, "code": "diary.unknown-kind"},
        ],
    }
    file.write_text(GOOD)
    assert here("import", file, "--preview", "--json")[0] == 0


def test_preview_of_an_apps_export_counts_what_is_taken(tmp_path: Path, here: Here) -> None:
    """By kind, with the days and what is left out; an entry that cannot stand is no obstacle."""
    file = tmp_path / "export"
    more = ({"date": "never", "type": "period", "value": {"option": "light"}},
            {"date": "2026-03-03", "type": "exercise", "value": {"option": "running"}})  # fmt: skip
    file.write_bytes(clue("2026-03-01", "2026-03-02", more=more))
    status, out, _ = here("import", file, "--preview", "--json")
    seen = json.loads(out)
    assert status == 0
    assert (seen["format"], seen["rows"]) == ("clue", 4)
    assert seen["rejected"] == [{"row": 3, "code": "diary.bad-date"}]
    assert seen["taken"] == {"onset": 1, "end": 1, "severity": 2}
    assert seen["days"] == ["2026-03-01", "2026-03-03"]
    assert seen["left_out"] == {"exercise": 1}
    status, out, _ = here("import", file, "--preview")
    assert status == 0
    assert "entry 3" in out
    assert "will be left out" in out


def test_export_gives_the_diary_and_writes_over_nothing(
    room: dict[str, Any], tmp_path: Path, here: Here
) -> None:
    """To a file that only its owner can read, or to standard output."""
    file = tmp_path / "out.csv"
    status, out, err = here("export", file, *room["open"], "--json")
    assert status == 0, err
    assert json.loads(out)["format"] == "csv"
    assert b"onset,period" in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    status, _, err = here("export", file, *room["open"], "--json")
    assert (status, json.loads(err)["code"]) == (2, "pad.cannot-export")
    assert json.loads(call("export", *room["open"]).stdout)["offwatch_diary"] == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--zone", "Mars/Olympus"), "pad.zone"),
        (("--zone", "UTC", "--desk", "http://localhost:1"), "pad.desk-and-code"),
        (("--zone", "UTC", "--code", "AAAA"), "pad.desk-and-code"),
        (("--zone", "UTC", "--diary", "/nowhere.csv"), "diary.no-file"),
        (("--zone", "UTC"), "pad.no-passphrase"),
        (("--zone", "UTC", "--passphrase-file", "/nowhere"), "pad.passphrase-file"),
    ],
)
def test_init_refuses_before_it_writes(
    tmp_path: Path, here: Here, words: tuple[str, ...], code: str
) -> None:
    """Bad input is exit 2 with its code, and no vault is begun."""
    status, _, err = here("init", "--home", tmp_path / "pad", *words, "--json")
    assert (status, json.loads(err)["code"]) == (2, code)
    assert not (tmp_path / "pad").exists()


@pytest.mark.parametrize("way", ["file", "input", "argument"])
def test_a_code_comes_from_a_file_or_standard_input(
    room: dict[str, Any], tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """In the command it works too, and warns that others on the machine can read it there."""
    desk = room["desk"]
    (tmp_path / "code").write_text(f"{desk.code}\nnot this line\n")
    words = {
        "file": ["--code-file", tmp_path / "code"],
        "input": ["--code-file", "-"],
        "argument": ["--code", desk.code],
    }[way]
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{desk.code}\n"))
    status, _, err = here("pair", *room["open"], "--desk", desk.url, *words)
    assert status == 0, err
    assert ("can be read by others" in err) is (way == "argument")


def test_a_code_that_cannot_be_read_is_said(
    room: dict[str, Any], tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing file, and no code where nobody can type one."""
    pair = ("pair", *room["open"], "--desk", room["desk"].url, "--json")
    status, _, err = here(*pair, "--code-file", tmp_path / "no")
    assert (status, json.loads(err)["code"]) == (2, "pad.code-file")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    status, _, err = here(*pair)
    assert (status, json.loads(err)["code"]) == (2, "pad.desk-and-code")


def test_serve_answers_ticks_and_ends_cleanly(
    room: dict[str, Any], tmp_path: Path, here: Here
) -> None:
    """``--port 0`` prints its address first; it ticks; SIGTERM ends it with nothing left over."""
    heard = len(room["desk"].heard)
    command = [*CALL, "serve", *map(str, room["open"]), "--port", "0"]
    env = {**os.environ, "OFFWATCH_TICK_S": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as server:
        try:
            assert server.stdout is not None
            word, address = server.stdout.readline().split()
            assert word == "pad"
            launch = re.fullmatch(r"http://(pad-\w{16}\.localhost:(\d+))(/open/\S{22})", address)
            assert launch is not None
            host, port = launch[1], int(launch[2])
            with httpx.Client(trust_env=False, headers={"host": host}) as client:
                site = f"http://127.0.0.1:{port}"
                assert client.get(site + launch[3]).headers["location"] == "/"
                assert client.get(site + "/").headers["location"] == "/unlock"
                page = client.get(site + "/unlock")
                assert page.status_code == 200
                for path in ("/unlock", "/static/pad/pad.css"):  # on one connection
                    assert client.head(site + path).content == b""
                    assert client.get(site + path).status_code == 200
            status, out, _ = here("open", "--home", room["home"], "--json")
            assert status == 0
            assert json.loads(out)["address"].startswith(f"http://{host}/open/")
            again, _, err = here("serve", "--home", room["home"], "--port", 0)
            assert (again, "pad.served" in err) == (1, True)
            shutil.copytree(room["home"], tmp_path / "other")
            taken, _, err = here("serve", "--home", tmp_path / "other", "--port", port)
            assert taken == 1
            assert "port.in-use" in err
            assert "--port 0" in err
            wait_for_more(room["desk"], 1)
            lock_pad(f"http://{host}", launch[3])
            wait_for_more(room["desk"], 3)  # locked, it goes on with what was sealed before
        finally:
            server.send_signal(signal.SIGTERM)
            status = server.wait(20)
    assert status == 0
    assert len(room["desk"].heard) > heard
    with closing(socket.socket()) as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    with pytest.raises(Refused) as caught:
        served_at(Path(room["home"]))
    assert caught.value.code == "pad.not-served"


def test_serve_with_a_wrong_passphrase_says_so(room: dict[str, Any], tmp_path: Path) -> None:
    """What refuses in the process that opens the vault, or a missing file, ends the command."""
    (tmp_path / "wrong").write_text("wrong horse here")
    words = ("serve", "--home", room["home"], "--port", "0", "--passphrase-file")
    done = call(*words, tmp_path / "wrong")
    assert (done.returncode, "[vault.wrong-passphrase]" in done.stderr) == (1, True)
    done = call(*words, tmp_path / "none")
    assert (done.returncode, "[pad.passphrase-file]" in done.stderr) == (2, True)


def wait_for_more(desk: StandIn, count: int) -> None:
    """Until the desk has heard so many envelopes more."""
    heard, deadline = len(desk.heard), time.monotonic() + 30
    while len(desk.heard) < heard + count:
        assert time.monotonic() < deadline, "the pad is silent"
        time.sleep(0.05)


def lock_pad(site: str, launch_path: str) -> None:
    """Unlock in a browser that comes by the printed address, and lock again."""
    with closing(Visitor(site)) as owner:
        owner.open(launch_path)
        owner.press("Unlock", {"passphrase": "correct horse"})
        owner.press("Lock")
        assert owner.page.button("Unlock")


@pytest.mark.parametrize("spoil", ["gone", "rubbish", "cut short"])
def test_a_spoiled_vault_is_named_and_left_alone(
    room: dict[str, Any], tmp_path: Path, here: Here, spoil: str
) -> None:
    """A database that is missing or damaged is said so; no empty one takes its place."""
    shutil.copytree(room["home"], tmp_path / "pad", ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    database = tmp_path / "pad" / "vault.db"
    whole = database.read_bytes()
    database.unlink()
    if spoil != "gone":
        database.write_bytes(b"rubbish" if spoil == "rubbish" else whole[:5000])
    status, _, err = here("tick", "--home", tmp_path / "pad", *room["open"][2:], "--json")
    assert (status, json.loads(err)["code"]) == (2, "vault.unreadable")
    assert database.exists() == (spoil != "gone")


def test_a_vault_that_cannot_be_made_is_not_there(tmp_path: Path) -> None:
    """With no room for the tables nothing stays, so that a second try is not refused."""
    (tmp_path / "passphrase").write_text("correct horse")
    words = ("--zone", "UTC", "--passphrase-file", tmp_path / "passphrase", "--json")
    command = [*CALL, "init", "--home", tmp_path / "pad", *words]
    done = subprocess.run(
        list(map(str, command)),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)),
        # Python would cut the bytecode that it keeps short as well, for every later process.
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert (done.returncode, json.loads(done.stderr)["code"]) == (1, "vault.not-made")
    assert [path.name for path in tmp_path.iterdir()] == ["passphrase"]


def test_an_interrupted_init_still_says_the_recovery_key(tmp_path: Path) -> None:
    """Stopped while a desk dawdles: the vault is there, so its key must have been shown."""
    (tmp_path / "passphrase").write_text("correct horse")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(60)
        command = [*CALL, "init", "--home", tmp_path / "pad", "--zone", "UTC", "--json"]
        command += ["--passphrase-file", tmp_path / "passphrase", "--code", "AAAA-" * 6 + "AAAA"]
        command += ["--desk", f"http://127.0.0.1:{silent.getsockname()[1]}"]
        with subprocess.Popen(
            list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as running:
            link, _ = silent.accept()
            running.send_signal(signal.SIGTERM)
            out, err = running.communicate(timeout=20)
            link.close()
    assert running.returncode == 1, err
    assert json.loads(err.splitlines()[-1])["code"] == "interrupted", err
    assert len(json.loads(out)["recovery_key"].replace("-", "")) == 32


@pytest.mark.parametrize("name", ["tick", "passphrase"])
def test_it_needs_a_vault(tmp_path: Path, here: Here, name: str) -> None:
    """Without one it names the command that makes one there, before it asks for a passphrase."""
    status, _, err = here(name, "--home", tmp_path / "my pad")
    assert status == 2
    assert f"offwatch pad init --home '{tmp_path / 'my pad'}'" in err


class Terminal:
    """A command at a terminal of its own: answers are typed when they are asked for."""

    def __init__(self, *words: str | Path, **env: str) -> None:
        self._ours, theirs = pty.openpty()
        self._shown = ""
        self._running = subprocess.Popen(
            [*CALL, *map(str, words)],
            stdin=theirs, stdout=theirs, stderr=theirs,
            start_new_session=True, env={**os.environ, **env},
        )  # fmt: skip
        os.close(theirs)

    def asked(self, text: str) -> str:
        """What is shown before ``text``; what comes after it is for the next call."""
        while text not in self._shown:
            assert select.select([self._ours], [], [], 60)[0], self._shown
            self._shown += os.read(self._ours, 4096).decode()
        before, _, self._shown = self._shown.partition(text)
        return before

    def type(self, answer: str) -> None:
        os.write(self._ours, f"{answer}\n".encode())

    def end(self) -> int:
        return self._running.wait(20)

    def close(self) -> None:
        self._running.kill()
        self._running.wait(20)
        os.close(self._ours)


@pytest.fixture
def at_terminal() -> Iterator[Callable[..., Terminal]]:
    with ExitStack() as stack:
        yield lambda *words, **env: stack.enter_context(closing(Terminal(*words, **env)))


def test_a_wrong_answer_is_asked_for_again(
    tmp_path: Path, at_terminal: Callable[..., Terminal]
) -> None:
    """At a terminal: the machine's zone is offered; a bad zone or passphrase costs one answer."""
    at = at_terminal("init", "--home", tmp_path / "pad", TZ=":Europe/Lisbon")
    at.asked("counted in [Europe/Lisbon]: ")
    at.type("Narnia")
    at.asked("A zone is written like Europe/Berlin")
    at.asked("counted in [Europe/Lisbon]: ")
    at.type("")
    at.asked("8 characters: ")
    at.type("short")
    assert "Repeat" not in at.asked("A passphrase needs at least 8 characters.")
    at.asked("8 characters: ")
    at.type("correct horse")
    at.asked("confirmation: ")
    at.type("correct horse")
    at.asked(f"Open it with: offwatch pad serve --home {tmp_path / 'pad'}")
    assert at.end() == 0


def test_three_wrong_answers_are_enough(
    tmp_path: Path, at_terminal: Callable[..., Terminal]
) -> None:
    """After the third the command ends as with any bad input, and nothing is made."""
    at = at_terminal("init", "--home", tmp_path / "pad", TZ="CET-1CEST")
    for _ in range(3):
        assert "CET-1CEST" not in at.asked("]: ")  # no name of a zone
        at.type("Narnia")
        at.asked("A zone is written like")
    assert at.end() == 2
    assert not (tmp_path / "pad").exists()
