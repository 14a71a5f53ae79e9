"""The desk as real processes: it starts, serves, takes a team in, and leaves nothing running."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from offwatch.desk.process import postgres
from tests.desk.sample import roster_form

TEAM = {"people": {"knight": {"leader": "leader"}, "leader": {"roles": ["planner"]}, "general": {}}}


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A home in a long path, with the two files beside it."""
    with tempfile.TemporaryDirectory(prefix="offwatch-") as folder:
        Path(folder).chmod(0o711)
        (Path(folder) / "roster.json").write_text(json.dumps(roster_form()))
        (Path(folder) / "team.json").write_text(json.dumps(TEAM))
        yield Path(folder)


def home(place: Path) -> Path:
    return place / ("a-rather-long-folder-name-" * 4) / "desk"


def environment() -> dict[str, str]:
    return {
        k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }


def desk(*args: str) -> subprocess.CompletedProcess[str]:
    code = "import sys; from offwatch.cli import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", code, "desk", *args]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=90, check=False, env=environment()
    )


def serve(place: Path) -> tuple[subprocess.Popen[str], str]:
    code = "import sys; from offwatch.cli import main; main(sys.argv[1:])"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "desk", "serve", "--home", str(home(place)), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment(),
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    assert first.startswith("desk http://localhost:"), first
    return process, first.split()[1]


def left_over(place: Path) -> list[str]:
    """Every process that has to do with this folder, by its command line or its environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
        except OSError:
            continue
        if str(place).encode() in words and int(folder.name) != os.getpid():
            found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()[:120])
    return found


def ended(process: subprocess.Popen[str]) -> int:
    status = process.wait(30)
    assert process.stdout is not None
    process.stdout.close()
    return status


def healthy(address: str) -> bool:
    with urlopen(f"{address}/health") as answer:
        return bool(json.load(answer) == {"ok": True})


def test_a_desk_from_nothing(place: Path) -> None:
    """init with a team, serve, add a team beside it, stop: all of it works, nothing stays."""
    files = ["--roster", str(place / "roster.json"), "--team", str(place / "team.json"), "--json"]
    made = desk("init", "--home", str(home(place)), *files)
    assert made.returncode == 0, made.stderr
    accounts: list[dict[str, Any]] = json.loads(made.stdout)["accounts"]
    assert [sorted(a) for a in accounts] == [["login", "pairing_code", "password", "person"]] * 3
    assert (home(place) / "desk.key").stat().st_mode & 0o777 == 0o600
    assert left_over(place) == []
    process, address = serve(place)
    try:
        assert healthy(address)
        more = desk("add-team", "--home", str(home(place)), *files, "--draft")
        assert more.returncode == 0, more.stderr
        assert {a["login"] for a in json.loads(more.stdout)["accounts"]} >= {"knight-2"}
        assert healthy(address)
    finally:
        process.send_signal(signal.SIGTERM)
    assert ended(process) == 0
    assert left_over(place) == []


def test_ctrl_c_and_a_kill_leave_nothing(place: Path) -> None:
    """SIGINT stops in order; after kill -9 the children end by themselves, the next start works."""
    process, _ = serve(place)
    process.kill()
    ended(process)
    until = time.monotonic() + 20
    while any("desk.process" in line for line in left_over(place)):
        assert time.monotonic() < until, left_over(place)
        time.sleep(0.1)
    process, _ = serve(place)  # takes over the database that was left
    process.send_signal(signal.SIGINT)
    assert ended(process) == 0
    assert left_over(place) == []


@pytest.mark.parametrize("words", ["making the database", "making the tables"])
@pytest.mark.parametrize("command", ["init", "serve"])
def test_stopped_while_starting_it_leaves_nothing(place: Path, command: str, words: str) -> None:
    """SIGTERM at any moment of the first start: no process stays, and no traceback comes."""
    place = place / f"{command}-{words[-6:]}"
    args = ["desk", command, "--home", str(home(place))]
    args += ["--port", "0"] if command == "serve" else []
    code = "import sys; from offwatch.cli import main; main(sys.argv[1:])"
    with subprocess.Popen(
        [sys.executable, "-c", code, *args], stderr=subprocess.PIPE, text=True, env=environment()
    ) as process:
        assert process.stderr is not None
        while words not in (line := process.stderr.readline()):
            assert line
        time.sleep(0.3 if "database" in words else 0.05)  # in the middle of it
        process.send_signal(signal.SIGTERM)
        said = process.stderr.read()
    assert process.returncode == (1 if command == "init" else 0)
    assert "Traceback" not in said
    assert left_over(place) == []


def test_without_its_database_it_says_so_and_ends(place: Path) -> None:
    """PostgreSQL killed under a running site: a code, exit 1, and the next start works."""
    process, _ = serve(place)
    os.kill(int((home(place) / "pg" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    assert ended(process) == 1
    assert left_over(place) == []
    process, address = serve(place)
    assert healthy(address)
    process.send_signal(signal.SIGTERM)
    assert ended(process) == 0


def test_a_bad_roster_stores_nothing(place: Path) -> None:
    """Exit 2, one JSON object on stderr with the plan's own code, and no team."""
    bad = place / "bad.json"
    bad.write_text(json.dumps({**roster_form(), "days": -1}))
    files = ["--roster", str(bad), "--team", str(place / "team.json"), "--json"]
    made = desk("add-team", "--home", str(home(place)), *files)
    assert made.returncode == 2
    assert json.loads(made.stderr.splitlines()[-1])["code"] == "plan.roster-form"


def test_files_that_do_not_fit_make_no_database(place: Path) -> None:
    """The two are compared first, and the folder of the desk is not there afterwards."""
    odd = place / "odd.json"
    odd.write_text(json.dumps({"people": {"knight": {"leader": "a"}, "general": {"deputy": "b"}}}))
    files = ["--roster", str(place / "roster.json"), "--team", str(odd), "--json"]
    made = desk("init", "--home", str(place / "unmade"), *files)
    assert made.returncode == 2
    said = json.loads(made.stderr.splitlines()[-1])
    assert said["code"] == "team.nobody"
    assert said["message"] == "List a, b under people in TEAM.json, or in the roster."
    assert not (place / "unmade").exists()


def test_a_desk_without_a_team_says_how_to_add_one(place: Path) -> None:
    """A bare init ends with the command to come."""
    made = desk("init", "--home", str(place / "bare"))
    assert made.returncode == 0, made.stderr
    assert made.stdout == (
        "No team yet: offwatch desk add-team --roster ROSTER.json --team TEAM.json\n"
    )


def test_a_taken_port_is_said() -> None:
    """The refusal names the port and what to do, before anything is started."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = desk("serve", "--home", "/nonexistent/desk", "--port", str(port))
    assert done.returncode == 1
    assert "port.in-use" in done.stderr
    assert str(port) in done.stderr


def test_a_folder_that_cannot_be_is_said(place: Path) -> None:
    """A home below a file cannot be made."""
    done = desk("init", "--home", str(place / "roster.json" / "desk"), "--json")
    assert done.returncode == 1
    assert json.loads(done.stderr.splitlines()[-1])["code"] == "desk.home"


def test_the_schema_command_lists_tables() -> None:
    """From a throw-away database, which is gone afterwards."""
    done = desk("schema", "--json")
    assert done.returncode == 0, done.stderr
    tables = json.loads(done.stdout)
    assert "form" in tables["desk_rosterversion"]
    assert not any("reason" in column for columns in tables.values() for column in columns)


def test_the_last_to_leave_stops_the_database() -> None:
    """Two users of one database: it runs until both have left."""
    with tempfile.TemporaryDirectory(prefix="offwatch-") as folder:
        Path(folder).chmod(0o711)
        with postgres.running(Path(folder), durable=False) as first:
            with postgres.running(Path(folder), durable=False) as second:
                assert second.pid == first.pid
            os.kill(first.pid, 0)
        with pytest.raises(ProcessLookupError):
            os.kill(first.pid, 0)


def test_the_web_server_loads_no_solver() -> None:
    """Importing everything that serves pages imports neither OR-Tools nor HiGHS."""
    code = (
        "import sys, django; django.setup(); import offwatch.desk.urls;"
        "bad = {m.split('.')[0] for m in sys.modules} & {'ortools', 'highspy', 'numpy', 'scipy'};"
        "print(sorted(bad))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**environment(), "DJANGO_SETTINGS_MODULE": "offwatch.desk.settings"},
    )
    assert done.stdout.strip() == "[]"
