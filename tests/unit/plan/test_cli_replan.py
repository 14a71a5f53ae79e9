"""``offwatch replan`` says what changes in words, as JSON and as a picture, and exits as agreed."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tests.unit.plan.commands import Done, offwatch
from tests.unit.plan.rosters import day, form

from offwatch.plan import read_roster


def _run(folder: Path, data: Any, absent: Any, *more: str) -> Done:
    (folder / "roster.json").write_text(json.dumps(data))
    (folder / "absent.json").write_text(json.dumps(absent))
    return offwatch(folder, "replan", "roster.json", "--absent", "absent.json", *more)


def test_it_shows_the_difference_in_sentences(tmp_path: Path) -> None:
    """A person's change is one line with its why, and the proof is said."""
    done = _run(tmp_path, form({"a": "e....", "b": "....."}), {"a": [day(0)]})
    assert done.returncode == 0, done.stderr
    assert "B takes over. 1 told, no seats open." in done.stdout
    assert "Proved" in done.stdout


def test_it_gives_json_and_the_new_roster_and_a_picture(tmp_path: Path) -> None:
    """The three ways out agree with each other."""
    more = ("--json", "--out", "new.json", "--plot", "new.svg")
    done = _run(tmp_path, form({"a": "e....", "b": "....."}), {"a": [day(0)]}, *more)
    answer = json.loads(done.stdout)
    written = json.loads((tmp_path / "new.json").read_text())
    assert answer["told"] == ["b"]
    assert written["roster"] == answer["roster"]
    assert read_roster(written).duties["b"] == {0: "early"}
    picture = (tmp_path / "new.svg").read_text()
    assert ElementTree.fromstring(picture).tag == "{http://www.w3.org/2000/svg}svg"
    assert "style" not in picture
    assert "<script" not in picture


def test_nothing_better_exits_3_and_still_shows_the_plan(tmp_path: Path) -> None:
    """Where no seat can be filled, the plan is written all the same."""
    done = _run(tmp_path, form({"a": "e...."}), {"a": [day(0)]}, "--json")
    assert done.returncode == 3
    assert json.loads(done.stdout)["open"] == [[day(0), "early", 1]]
    assert json.loads(done.stderr)["code"] == "plan.nothing-better"


def test_errors_after_the_search_are_one_object(tmp_path: Path) -> None:
    """With --json no progress stands beside the object on stderr."""
    data = form({"a": "l....", "b": "e....", "c": "....."}, own={"c": {"max_shifts": {"late": 0}}})
    done = _run(tmp_path, data, {"a": [day(0)]}, "--json", "--out", "no/where.json")
    assert done.returncode == 2
    assert json.loads(done.stderr)["code"] == "plan.file"


def test_names_cannot_steer_the_terminal(tmp_path: Path) -> None:
    """A name is shown as it is written; one that would colour or turn a line is refused."""
    data = form({"a": "ee...", "b": "....."})
    data["people"][0]["name"] = "[b]A[/b]"
    done = _run(tmp_path, data, {"a": [day(0), day(1)]})
    assert "[b]A[/b]" in done.stdout
    for steering in ("\x1b[31m", "\u202e"):
        data["people"][0]["name"] = f"A {steering}"
        done = _run(tmp_path, data, {"a": [day(0), day(1)]})
        assert done.returncode == 2
        assert steering not in done.stdout + done.stderr


def test_at_a_terminal_the_plan_stands_on_a_line_of_its_own(tmp_path: Path) -> None:
    """What showed the progress is gone before the plan is shown."""
    data = form({"a": "l....", "b": "e....", "c": "....."}, own={"c": {"max_shifts": {"late": 0}}})
    (tmp_path / "roster.json").write_text(json.dumps(data))
    (tmp_path / "absent.json").write_text(json.dumps({"a": [day(0)]}))
    ours, theirs = pty.openpty()
    code = "from offwatch.cli import main; main()"
    args = [sys.executable, "-c", code, "replan", "roster.json", "--absent", "absent.json"]
    with subprocess.Popen(args, cwd=tmp_path, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        seen = b""
        with contextlib.suppress(OSError):  # the other end hung up
            while read := os.read(ours, 1000):
                seen += read
    os.close(ours)
    assert process.returncode == 0
    assert b"told (at least" in seen
    assert b"Swap two people" in seen.split(b"\r\x1b[K")[-1]
    assert b"told (at least" not in seen.split(b"\r\x1b[K")[-1]


def test_the_same_change_on_days_in_a_row_is_one_row(tmp_path: Path) -> None:
    """A tired planner reads a run of days once."""
    done = _run(tmp_path, form({"a": "ee.e.", "b": "....."}), {"a": [day(0), day(1), day(3)]})
    assert done.stdout.count("is away that day") == 2


def test_deep_and_endless_input_is_refused(tmp_path: Path) -> None:
    """A file nested past all reason, and a deadline that is no number, get plain refusals."""
    done = _run(tmp_path, form({"a": "e...."}), {}, "--deadline", "nan", "--json")
    assert json.loads(done.stderr)["code"] == "usage"
    (tmp_path / "deep.json").write_text("[" * 100_000)
    done = offwatch(tmp_path, "replan", "deep.json", "--absent", "deep.json", "--json")
    assert done.returncode == 2
    assert json.loads(done.stderr)["code"] == "plan.file"


def test_bad_input_exits_2_with_its_code(tmp_path: Path) -> None:
    """A person nobody knows is refused on stderr, and nothing is written."""
    done = _run(tmp_path, form({"a": "e...."}), {"z": [day(0)]}, "--json", "--out", "new.json")
    assert done.returncode == 2
    assert json.loads(done.stderr)["code"] == "plan.absent-form"
    assert not (tmp_path / "new.json").exists()


def test_a_file_that_is_not_json_is_refused(tmp_path: Path) -> None:
    """A file of another kind gets a plain refusal, not a traceback."""
    (tmp_path / "roster.json").write_text("not json")
    done = offwatch(tmp_path, "replan", "roster.json", "--absent", "roster.json", "--json")
    assert done.returncode == 2
    assert json.loads(done.stderr)["code"] == "plan.file"
