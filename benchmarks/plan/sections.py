"""The parts of the measurement: which cases, put to which methods, by which deadlines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.plan.answers import as_row
from benchmarks.plan.bases import inrc2_base, inrc2_cases
from benchmarks.plan.cases import Case, curtois_cases, make_case
from benchmarks.plan.effort import WEEKS, Effort
from benchmarks.plan.methods import CPSAT, GREEDY, HIGHS, OURS, SCRATCH, TIMEFOLD
from benchmarks.plan.missions import Lost, draw_absences, force_move, make_crew
from benchmarks.plan.scaling import measure_point
from benchmarks.plan.stable import Stable

Tell = Callable[[str], None]
Row = dict[str, Any]
PEERS = (SCRATCH, CPSAT, HIGHS)
MOVES: tuple[Lost, ...] = ("skill", "both")


@dataclass(frozen=True)
class Task:
    """One case, and who answers it by when; ``group`` is what its rows are told together by."""

    case: Case
    group: str
    asked: tuple[tuple[str, float], ...]


def run(tasks: Iterable[Task], stable: Stable, tell: Tell) -> list[Row]:
    """Put every task to its methods, one after another; a row for each answer."""
    rows: list[Row] = []
    for task in tasks:
        for name, deadline_s in task.asked:
            method = stable.get(name)
            if method is None:
                continue
            tell(f"{task.case.name}: {name}")
            answer = method.answer(task.case, deadline_s)
            rows.append(
                {
                    "case": task.case.name,
                    "group": task.group,
                    "people": len(task.case.base.people),
                    "lost": task.case.lost,
                }
                | as_row(answer)
            )
    return rows


def singles(folder: Path, effort: Effort) -> Iterator[Task]:
    """Curtois, one person away: ours by both deadlines, the peers by the longer one."""
    for case in _wanted(curtois_cases(folder, "single"), effort):
        draw = _draw(case)
        if draw <= effort.draws:
            ours = ((OURS, effort.short_s), (OURS, effort.long_s))
            peers = _each(PEERS if draw <= effort.whole else (SCRATCH,), effort.long_s)
            yield Task(case, "singles", (_greedy(effort), *ours, *peers))


def many(folder: Path, effort: Effort) -> Iterator[Task]:
    """Curtois, five per cent of the duties lost at once; the large instances get more time."""
    for case in _wanted(curtois_cases(folder, "five-percent"), effort):
        large = case.name.split()[0] in effort.large
        seconds = effort.many_s if large else effort.long_s
        peers = (
            ((SCRATCH, effort.long_s), (CPSAT, seconds), (HIGHS, seconds))
            if _draw(case) <= effort.beside
            else ()
        )
        group = "large" if large else "others"
        yield Task(case, group, (_greedy(effort), (OURS, seconds), *peers))


def inrc2(folder: Path, effort: Effort, cache: Path) -> Iterator[Task]:
    """INRC-II, one nurse away."""
    for name, seconds in effort.base_s:
        base = inrc2_base(folder / name, seconds, cache)
        for i, case in enumerate(inrc2_cases(base, effort.draws, effort.seed)):
            peers = _each(PEERS, effort.long_s) if i < effort.nurses_beside else ()
            yield Task(case, name, (_greedy(effort), (OURS, effort.short_s), *peers))


def missions(effort: Effort) -> Iterator[Task]:
    """Made-up crews with missions: one, three, six away."""
    import numpy as np

    for size, crews in effort.mission_draws:
        for k in range(crews):
            roster = make_crew(size, WEEKS, effort.seed + k)
            rng = np.random.default_rng(effort.seed + k)
            for away, seconds in effort.away:
                tail = away == 1 and size == max(effort.sizes)
                draws = max(1, effort.one_away_draws // crews) if tail else 1
                for i in range(draws):
                    name = f"{size} people {k + 1}, {away} away" + (f" {i + 1}" if tail else "")
                    case = make_case(name, roster, draw_absences(roster, away, rng))
                    most = effort.away_beside if size <= effort.people_beside else 1
                    beside = k < effort.beside and i == 0 and away <= most
                    peers = _each((*PEERS, TIMEFOLD), effort.long_s) if beside else ()
                    group = f"{size} people, {away} away"
                    yield Task(case, group, (_greedy(effort), (OURS, seconds), *peers))


def moves(effort: Effort) -> Iterator[Task]:
    """A mission that nobody can fill where it stands, because one member or two are away."""
    import numpy as np

    for size in effort.move_sizes:
        for k in range(effort.move_draws):
            roster = make_crew(size, WEEKS, effort.seed + k)
            for lost in MOVES:
                rng = np.random.default_rng(effort.seed + k)
                harder, absent = force_move(roster, lost, rng)
                what = "nobody with the skill" if lost == "skill" else "both off"
                case = make_case(f"{size} people {k + 1}, {what}", harder, absent)
                beside = k < effort.beside and size < max(effort.move_sizes)
                peers = _each((*PEERS, TIMEFOLD), effort.long_s) if beside else ()
                yield Task(case, what, (_greedy(effort), (OURS, effort.short_s), *peers))


def scaling(effort: Effort, tell: Tell) -> list[Row]:
    """Time and memory against people and weeks, each point in processes of its own."""
    rows = []
    for people, weeks in effort.points:
        tell(f"{people} people, {weeks} weeks")
        rows.append(measure_point(people, weeks, effort.seed, effort.long_s))
    return rows


def _wanted(cases: Iterable[Case], effort: Effort) -> Iterator[Case]:
    wanted = (c for c in cases if not effort.only or c.name.split()[0] in effort.only)
    yield from islice(wanted, effort.most_cases)


def _draw(case: Case) -> int:
    """Which draw of its kind a published case is: the number that its name ends with."""
    return int(case.name.rpartition("-")[2])


def _greedy(effort: Effort) -> tuple[str, float]:
    return GREEDY, effort.short_s


def _each(names: Sequence[str], deadline_s: float) -> tuple[tuple[str, float], ...]:
    return tuple((name, deadline_s) for name in names)
