"""The reader of INRC-II's text form."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from benchmarks.readers.inrc2 import LEAD_DAYS, read_inrc2, seat

from offwatch.errors import BadInput
from offwatch.plan import dump_roster, read_roster

DATA = Path(os.environ.get("OFFWATCH_DATA", "../shared/data")) / "rosters" / "inrc2"

SCENARIO = """SCENARIO = tiny

WEEKS = 2

SKILLS = 2
Nurse
Trainee

SHIFT_TYPES = 2
Early (2,5)
Late (2,5)

FORBIDDEN_SHIFT_TYPES_SUCCESSIONS
Early 0
Late 1 Early

CONTRACTS = 1
Full (4,9) (2,5) (2,3) 1 1

NURSES = 2
Ann Full 2 Nurse Trainee
Bob Full 1 Trainee
"""
HISTORY = """HISTORY
0 tiny

NURSE_HISTORY
Ann 3 1 Late 2 3 0
Bob 0 0 None 0 0 4
"""
WEEK = """WEEK_DATA
tiny

REQUIREMENTS
Early Nurse (1,1) (0,2) (0,0) (0,0) (0,0) (0,0) (0,0)
Late Trainee (0,0) (0,0) (0,0) (0,0) (0,0) (0,0) (1,1)

SHIFT_OFF_REQUESTS = 1
Ann Any Mon
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "Sc-tiny.txt").write_text(SCENARIO)
    (folder / "H0-tiny-0.txt").write_text(HISTORY)
    for week in range(2):
        (folder / f"WD-tiny-{week}.txt").write_text(WEEK)
    return folder


def test_demand_stands_on_its_days_by_skill(tiny: Path) -> None:
    """The optimal cover of each week, after the week of history, a shift for each skill."""
    roster = read_inrc2(tiny)
    found = {(c.day, c.shift): c.need for c in roster.demand}
    early, late = seat("Early", "Nurse"), seat("Late", "Trainee")
    assert roster.days == LEAD_DAYS + 14
    assert found == {(7, early): 1, (8, early): 2, (13, late): 1} | {
        (14, early): 1,
        (15, early): 2,
        (20, late): 1,
    }


def test_skills_and_successions_become_rules(tiny: Path) -> None:
    """Who lacks a skill holds its shifts 0 times; what may not follow is named for every skill."""
    roster = read_inrc2(tiny)
    assert roster.person["Bob"].rules.max_shifts == {
        seat("Early", "Nurse"): 0,
        seat("Late", "Nurse"): 0,
    }
    late = roster.shift[seat("Late", "Trainee")]
    assert late.not_next == {seat("Early", "Nurse"), seat("Early", "Trainee")}


def test_history_is_written_out_and_frozen(tiny: Path) -> None:
    """The last run stands on the days before, frozen; totals allow for what it adds."""
    roster = read_inrc2(tiny)
    assert roster.duties["Ann"] == dict.fromkeys((4, 5, 6), seat("Late", "Nurse"))
    assert roster.duties["Bob"] == {}
    assert {d for p, d in roster.frozen if p == "Ann"} == set(range(LEAD_DAYS))
    ann, bob = roster.person["Ann"].rules, roster.person["Bob"].rules
    assert (ann.max_minutes, bob.max_minutes) == (480 * (9 - 3 + 3), 480 * 9)
    assert (ann.max_weekends, bob.max_weekends) == (1, 1)  # one worked, and it stands here
    assert (ann.max_run, ann.min_run, ann.min_days_off) == (5, 2, 2)


@pytest.mark.parametrize("spoil", ["Sc-tiny.txt", "H0-tiny-0.txt", "WD-tiny-1.txt"])
def test_a_file_that_is_absent_or_of_another_form_is_refused(tiny: Path, spoil: str) -> None:
    """A clear refusal with a stable code, for each of the three kinds of file."""
    (tiny / spoil).write_text("SCENARIO = x\n")
    with pytest.raises(BadInput) as refused:
        read_inrc2(tiny)
    assert refused.value.code == "inrc2.instance"
    (tiny / spoil).unlink()
    with pytest.raises(BadInput):
        read_inrc2(tiny)


@pytest.mark.parametrize("name", ["n030w4", "n050w4", "n080w8"])
def test_the_published_instances_are_read(name: str) -> None:
    """As many nurses and weeks as the name says, in a form that the planner takes."""
    if not (DATA / name).is_dir():
        pytest.skip(f"{DATA / name} is not there (the second nurse rostering competition)")
    roster = read_inrc2(DATA / name)
    assert len(roster.people) == int(name[1:4])
    assert roster.days == LEAD_DAYS + 7 * int(name[5:])
    assert read_roster(dump_roster(roster)) == roster
