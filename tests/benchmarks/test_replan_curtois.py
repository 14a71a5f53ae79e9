"""The reader of the Curtois instances, and the benchmark that runs on them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.readers.curtois import absences_of, read_base, read_draws, read_instance

from offwatch.errors import BadInput
from offwatch.plan import Solvers, check, replan, standing
from offwatch.plan.construct.repair import repair
from offwatch.plan.objective import score

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("OFFWATCH_DATA", ROOT / "../shared/data")) / "rosters" / "curtois"
INSTANCE = """# made for this test
SECTION_HORIZON
7
SECTION_SHIFTS
E,480,
L,480,E
SECTION_STAFF
A,E=7|L=0,2400,960,5,2,2,1
B,E=7|L=7,2400,0,5,1,1,1
SECTION_DAYS_OFF
A,0
SECTION_COVER
1,E,1,100,1
2,E,1,100,1
"""


def test_an_instance_is_read(tmp_path: Path) -> None:
    """Each column becomes the rule that it means."""
    (tmp_path / "i.txt").write_text(INSTANCE)
    read = read_instance(tmp_path / "i.txt")
    rules = read.person["A"].rules
    assert (rules.max_minutes, rules.min_minutes) == (2400, 960)
    assert (rules.max_run, rules.min_run, rules.min_days_off, rules.max_weekends) == (5, 2, 2, 1)
    assert rules.max_shifts == {"E": 7, "L": 0}
    assert read.person["A"].off == {0}
    assert read.shift["L"].not_next == {"E"}
    assert read.first_day.weekday() == 0


def test_one_case_to_one_file(tmp_path: Path) -> None:
    """The command writes the answer in its public form, days counted from 0."""
    (tmp_path / "i.txt").write_text(INSTANCE)
    (tmp_path / "base.json").write_text(json.dumps({"roster": {"A": {"1": "E", "2": "E"}}}))
    (tmp_path / "absent.json").write_text(json.dumps({"one": {"A": [1, 2]}}))
    args = ["i.txt", "--base", "base.json", "--absent", "absent.json", "--draw", "one"]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.replan", "curtois", *args, "--out", "out.json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads((tmp_path / "out.json").read_text())
    assert answer["roster"] == {"A": {}, "B": {"1": "E", "2": "E"}}
    assert answer["told"] == ["B"]
    assert answer["open"] == []


@pytest.mark.parametrize("draw", [{"Z": [1]}, {"A": [9]}, {"A": ["1"]}, {"A": 1}])
def test_bad_absences_are_refused(tmp_path: Path, draw: dict[str, list[int]]) -> None:
    """Unknown people and days outside the horizon are refused by name."""
    (tmp_path / "i.txt").write_text(INSTANCE)
    with pytest.raises(BadInput):
        absences_of(draw, read_instance(tmp_path / "i.txt"))


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    """A file that is no instance is refused, whatever is in it."""
    (tmp_path / "i.txt").write_text("SECTION_HORIZON\nsoon\n")
    with pytest.raises(BadInput):
        read_instance(tmp_path / "i.txt")


@pytest.mark.skipif(not DATA.is_dir(), reason="no Curtois data: set OFFWATCH_DATA to have it")
@pytest.mark.parametrize("n", [3, 5])
def test_a_public_case_is_solved_and_sound(n: int) -> None:
    """The base breaks no rule, and the plan is sound and no worse than greedy's."""
    base = read_base(DATA / f"base-{n}.json", read_instance(DATA / f"Instance{n}.txt"))
    absent = absences_of(read_draws(DATA / f"absences-{n}.json")["single-1"], base)
    assert standing(base) == ()
    with Solvers() as solver:
        plan = replan(base, absent, deadline_s=2, solver=solver)
    assert check(base, plan.roster, absent) == ()
    assert plan.objective <= score(base, repair(base, absent), absent)
