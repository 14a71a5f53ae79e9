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
from pathlib import Path

import pytest
from tests.desk.process.conftest import Served
from tests.desk.process.programs import (
    MAIN,
    desk,
    ended,
    environment,
    healthy,
    home,
    left_over,
    serve,
)
from tests.desk.sample import roster_form

from offwatch.desk.process import postgres


def test_a_desk_from_nothing(served: Served) -> None:
    """init with a team, serve, add a team beside it; the fixture stops it and nothing stays."""
    given = ["login", "pairing_code", "password", "person"]
    assert [sorted(account) for account in served.accounts] == [given] * 3
    assert (served.home / "desk.key").stat().st_mode & 0o777 == 0o600
    assert healthy(served.address)
    more = desk("add-team", "--home", str(served.home), *served.files, "--draft", "--json")
    assert more.returncode == 0, more.stderr
    assert {a["login"] for a in json.loads(more.stdout)["accounts"]} >= {"knight-2"}
    assert healthy(served.address)


@pytest.mark.parametrize(
    ("command", "words"), [("init", "making the database"), ("serve", "making the tables")]
)
def test_stopped_while_starting_it_leaves_nothing(place: Path, command: str, words: str) -> None:
    """SIGTERM at any moment of the first start: no process stays, and no traceback comes."""
    args = ["desk", command, "--home", str(home(place))]
    args += ["--port", "0"] if command == "serve" else []
    with subprocess.Popen(
        [sys.executable, "-c", MAIN, *args], stderr=subprocess.PIPE, text=True, env=environment()
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


def test_ctrl_c_and_a_kill_leave_nothing(place: Path) -> None:
    """SIGINT stops in order; after kill -9 the children end by themselves, the next start works.

    Whatever the stops in the midst of a start have left is good enough for it.
    """
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


def test_a_bad_roster_stores_nothing(served: Served, place: Path) -> None:
    """Exit 2, one JSON object on stderr with the plan's own code, and no team."""
    bad = place / "bad.json"
    bad.write_text(json.dumps({**roster_form(), "days": -1}))
    files = ["--roster", str(bad), "--team", str(place / "team.json"), "--json"]
    made = desk("add-team", "--home", str(served.home), *files)
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


def test_a_desk_that_has_a_team_does_not_ask_for_one(served: Served) -> None:
    """A second, bare init changes nothing and says so."""
    made = desk("init", "--home", str(served.home))
    assert made.returncode == 0, made.stderr
    assert made.stdout == "The desk is ready, and its teams are as they were.\n"


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


@pytest.mark.slow
def test_the_schema_command_lists_tables() -> None:
    """From a throw-away database, which is gone afterwards; test_schema.py has the short form."""
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
