"""A roster is drawn up from demand, around what is given, even and with wishes met."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.unit.plan.commands import Done, offwatch
from tests.unit.plan.rosters import day, form, mission, roster

from offwatch.plan import Solvers, check, make_roster, read_roster, standing, wishes_kept
from offwatch.plan.construct.filling import fill
from offwatch.plan.objective import open_seats
from offwatch.plan.patterns import count_patterns
from offwatch.plan.roster.roster import History

LINES = {"a": ".......", "b": ".......", "c": "......."}


def test_all_that_is_demanded_is_filled(solver: Solvers) -> None:
    """Every seat has somebody, every rule is kept, and it is proved."""
    base = roster(LINES, need={"early": 1, "late": 1}, rules={"max_run": 5, "rest_h": 11})
    made = make_roster(base, {}, deadline_s=60, solver=solver)
    assert made.open == ()
    assert made.proven
    assert standing(made.roster) == made.broken == ()
    assert sum(map(len, made.roster.duties.values())) == 14


def test_what_is_given_stays(solver: Solvers) -> None:
    """Duties and crews that are there already are not touched."""
    base = roster(
        {"a": "AA.....", "b": "...e...", "c": "......."},
        need={"early": 1},
        missions=[mission("A", "a", 0, 2, latest=4, need=2)],
    )
    made = make_roster(base, {}, deadline_s=60, solver=solver)
    assert made.roster.mission["A"].start == 0
    assert len(made.roster.members("A")) == 2
    assert made.roster.duties["a"].items() >= {0: "A", 1: "A"}.items()
    assert made.roster.duties["b"][3] == "early"


def test_a_mission_without_a_crew_gets_one_where_it_fits(solver: Solvers) -> None:
    """With its only lead never there on its days, it stands on others."""
    base = roster(
        LINES,
        missions=[mission("A", "a", 0, 2, latest=4, need=1, skills={"lead": 1})],
        skills={"a": ["lead"]},
        off={"a": [0, 1]},
    )
    made = make_roster(base, {}, deadline_s=60, solver=solver)
    assert made.open == ()
    assert made.roster.mission["A"].start >= 2


def test_days_to_avoid_stay_free_where_no_seat_is_lost(solver: Solvers) -> None:
    """Seats come first, then the days to avoid."""
    base = roster({"a": "..", "b": ".."}, need={"early": 1})
    free = make_roster(base, {"a": frozenset({0, 1})}, deadline_s=60, solver=solver)
    assert free.roster.duties["a"] == {}
    both = make_roster(base, {p: frozenset({0}) for p in "ab"}, deadline_s=60, solver=solver)
    assert both.open == ()
    assert both.objective[1] == 1


def test_work_is_shared_evenly_with_the_credit_carried(solver: Solvers) -> None:
    """Who has worked more before works less now."""
    base = roster(LINES, need={"early": 1}, credit={"a": 2})
    made = make_roster(base, {}, deadline_s=60, solver=solver)
    assert [len(made.roster.duties[p]) for p in "abc"] == [1, 3, 3]


def test_wishes_are_met_last(solver: Solvers) -> None:
    """A day wished off is free where the load stays even."""
    base = roster({"a": "..", "b": ".."}, need={"early": 1}, wishes={"a": [1]})
    made = make_roster(base, {}, deadline_s=60, solver=solver)
    assert made.roster.duties["a"] == {0: "early"}
    assert made.objective.wishes == 0


def test_a_wanted_duty_is_given_where_the_load_stays_even(solver: Solvers) -> None:
    """One shift, or any duty of a day, goes to whoever would like it."""
    base = roster(
        {"a": "...", "b": "..."},
        need={"early": 1, "late": 1},
        wants={"a": {0: "early", 1: "early"}, "b": {2: "late"}},
    )
    made = make_roster(base, {}, deadline_s=60, solver=solver)
    assert made.roster.duties["a"] == {0: "early", 1: "early", 2: "early"}
    assert wishes_kept(made.roster) == (3, 3)
    one = roster({"a": "..", "b": ".."}, need={"early": 1}, wants={"b": {1: None}})
    assert make_roster(one, {}, deadline_s=60, solver=solver).roster.duties["b"] == {1: "early"}


def test_wishes_that_cannot_all_be_kept_are_counted(solver: Solvers) -> None:
    """Two want one seat, and one of them the day off as well."""
    base = roster(
        {"a": ".", "b": "."},
        need={"early": 1},
        wants={"a": {0: "early"}, "b": {0: "early"}},
        wishes={"a": [0]},
    )
    made = make_roster(base, {}, deadline_s=60, solver=solver)
    assert made.roster.duties == {"a": {}, "b": {0: "early"}}
    assert made.objective.wishes == 1
    assert wishes_kept(made.roster) == (2, 3)


def test_nights_are_laid_in_blocks_and_shared_where_nothing_is_lost(solver: Solvers) -> None:
    """Of 10 nights for 6 people two are alone at least; wishes and even loads come first."""
    people = [f"p{i}" for i in range(6)]
    base = roster(
        dict.fromkeys(people, "." * 10),
        need={"early": 1, "late": 1, "night": 1},
        rules={"rest_h": 11, "max_run": 5},
        wishes={p: [i] for i, p in enumerate(people)},
    )
    made = make_roster(base, {}, deadline_s=60, solver=solver)
    assert made.open == ()
    assert (made.kept, made.wished) == (6, 6)
    assert made.patterns == count_patterns(made.roster)
    assert made.patterns.lone_nights <= 3
    assert made.patterns.night_spread <= 1
    assert made.objective.fairness == made.bound.fairness == 5


def test_a_roster_keeps_weekly_rest_and_averages_with_the_weeks_before(solver: Solvers) -> None:
    """Who has worked 60 hours a week for two weeks is off in the first, and rests in the second."""
    rules = {"rest_h": 11, "weekly_rest_h": 35, "max_average_h": 40, "average_weeks": 3}
    base = roster(dict.fromkeys("abcd", "." * 14), need={"early": 1, "late": 1}, rules=rules)
    weeks = {"a": (3600, 3600), "b": (2400, 2400)}
    people = tuple(replace(p, history=History(weeks=weeks.get(p.id, ()))) for p in base.people)
    busy = replace(base, people=people)
    made = make_roster(busy, {}, deadline_s=10, solver=solver)
    assert made.open == ()
    assert standing(made.roster) == ()
    assert not made.roster.duties["a"].keys() & set(range(7))
    alone = make_roster(replace(busy, people=people[:1]), {}, deadline_s=10, solver=solver)
    assert standing(alone.roster) == ()
    assert len(alone.roster.duties["a"]) == 6


def test_whole_runs_are_laid_where_short_ones_are_forbidden() -> None:
    """Without any solver, most seats are filled though no run and no rest may be shorter than 3."""
    rules = {"min_run": 3, "max_run": 5, "min_days_off": 3, "max_minutes": 480 * 16}
    base = roster(
        {f"p{i:02d}": "." * 28 for i in range(12)}, rules=rules, need={"early": 3, "late": 2}
    )
    first = fill(base, {}, time.monotonic() + 10)
    assert check(base, first, {}) == ()
    left = sum(n for _, _, n in open_seats(base, first, whole=True))
    assert left < 0.15 * sum(cover.need for cover in base.demand)


def test_the_first_roster_keeps_to_its_time() -> None:
    """Out of time, nothing more is laid, and what there is keeps the rules."""
    base = roster({f"p{i:02d}": "." * 28 for i in range(12)}, need={"early": 3})
    assert fill(base, {}, time.monotonic() - 1).duties == base.duties


def test_what_alone_can_fill_stays_open(solver: Solvers) -> None:
    """A demand past what people may work is left open, with the bound to show for it."""
    base = roster({"a": "....."}, need={"early": 2}, rules={"max_run": 2})
    made = make_roster(base, {}, deadline_s=60, solver=solver)
    assert made.objective.open == made.bound.open == 6
    assert check(base, made.roster, {}) == ()


def _run(folder: Path, data: Any, *more: str) -> Done:
    (folder / "demand.json").write_text(json.dumps(data))
    return offwatch(folder, "roster", "demand.json", "--out", "new.json", "--deadline", "3", *more)


def test_the_command_writes_the_roster(tmp_path: Path) -> None:
    """The file it writes can be read again, and holds what it says."""
    (tmp_path / "avoid.json").write_text(json.dumps({"a": [day(0)]}))
    data = form({"a": "..", "b": ".."}, need={"early": 1})
    done = _run(tmp_path, data, "--avoid", "avoid.json", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["objective"][:2] == [0, 0]
    made = read_roster(json.loads((tmp_path / "new.json").read_text()))
    assert 0 not in made.duties["a"]


def test_the_command_says_what_it_came_to(tmp_path: Path) -> None:
    """In words, with the seats that stay open."""
    done = _run(tmp_path, form({"a": "..."}, need={"early": 2}))
    assert "3 days of duty given, 3 seats open." in done.stdout
    assert "1 open: Early on Mon 16 Nov." in done.stdout
    assert "Wishes kept: 0 of 0." in done.stdout
    assert "Nights alone: 0; single days: 0; half weekends: 0." in done.stdout


def test_nothing_to_be_done_exits_3(tmp_path: Path) -> None:
    """Nobody can take anything: the roster is written as it was, and the exit says so."""
    done = _run(tmp_path, form({"a": "."}, need={"early": 1}, off={"a": [0]}), "--json")
    assert done.returncode == 3
    assert json.loads(done.stderr)["code"] == "plan.nothing-better"
    assert (tmp_path / "new.json").exists()
