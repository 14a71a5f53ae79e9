"""From a roster and absences to a checked plan: greedy first, then the solver's ladder."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import closing, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any

from offwatch.plan.construct.repair import repair, spare
from offwatch.plan.ejection.ejection_sets import only_limits
from offwatch.plan.ejection.search import Chains
from offwatch.plan.ejection.thread import Beside
from offwatch.plan.incumbent import Search
from offwatch.plan.objective import Goal, lost_seats, open_seats, told_people, touches_guarded
from offwatch.plan.present.sentences import explain, explain_moves, title
from offwatch.plan.result import Plan, Rung
from offwatch.plan.roster.read_write import dump_roster
from offwatch.plan.roster.roster import Absences, Roster, hit_missions, without_absent
from offwatch.plan.solvers.portfolio import Solvers

Progress = Callable[[Mapping[str, Any]], None]
LINKS_SHARE, WIDE_SHARE, UNSURE_SHARE = 0.45, 0.4, 0.05  # of the time, for chains alone
UNSURE_S = 0.1  # at the most, where chains can prove little: the solvers need the time
MANY = 8  # open seats after the greedy answer from which it is mended piece by piece
MOVES_S = 0.1  # kept back from the deadline when missions are tried elsewhere
MARGIN_S, MARGIN_DAY_S = 0.03, 3e-6  # kept back to check and describe the answer; a person's day


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked of the solver; the deadline is on the clock of `time.monotonic`."""

    goal: Goal
    deadline_at: float
    seed: int
    allow_moves: bool
    reach: int | None = None
    most_told: int | None = None
    full: bool = False


def replan(
    roster: Roster,
    absent: Absences,
    *,
    deadline_s: float,
    solver: Solvers | None = None,
    seed: int = 0,
    on_progress: Progress | None = None,
    allow_moves: bool = True,
    reach: int | None = None,
    most_told: int | None = None,
    full: bool = False,
) -> Plan:
    """The plan that disturbs the fewest people, checked, with what is proved of it.

    The objective is compared part by part: seats left open, people told, missions moved, days
    changed, added load, wishes. At the deadline it is the best found. ``solver`` is a warm pair to
    use; without one children are started for this call, and their start does not count. With
    ``reach`` only days within so many of an absence change, and the proof is of that; with
    ``most_told`` the plan and the proof are of those that tell no more people. ``full`` asks the
    solvers for the whole horizon at once, without chains or windows, to compare with.
    ``on_progress`` hears ``{"scope", "objective", "bound"}`` as they improve.

    **Units**: ``deadline_s`` in seconds from the call. **Raises**: nothing for a roster from
    `read_roster`; without a solver the greedy answer comes back and ``Plan.solver`` says why.
    """
    began = time.monotonic()
    task = Task("replan", began + deadline_s, seed, allow_moves, reach, most_told, full)
    return _search(roster, absent, task, began, solver, on_progress)


def settle(
    roster: Roster,
    avoid: Absences,
    *,
    deadline_s: float,
    solver: Solvers | None = None,
    seed: int = 0,
    on_progress: Progress | None = None,
    allow_moves: bool = True,
) -> Plan:
    """A draft with as few as can be of the days to avoid on duty, and no seat lost for it.

    Nobody has seen a draft, so nobody is told; in the objective the second part counts the days
    to avoid that are on duty still.
    """
    began = time.monotonic()
    task = Task("settle", began + deadline_s, seed, allow_moves)
    return _search(roster, avoid, task, began, solver, on_progress)


def describe(roster: Roster, absent: Absences, after: Roster, how: str) -> Plan:
    """A roster found in another way as a plan, if the checker passes it."""
    began = time.monotonic()
    search = Search(roster, absent, "replan", after)
    return _plan(search, time.monotonic() - began, 0.0, how)


def _search(
    roster: Roster,
    absent: Absences,
    task: Task,
    began: float,
    solver: Solvers | None,
    on_progress: Progress | None,
) -> Plan:
    if task.goal == "settle":
        first = spare(roster, absent)
    else:
        first = repair(roster, absent, allow_moves=False)
    if _tells_too_many(task, roster, first, absent):
        first = without_absent(roster, absent)
    search = Search(roster, absent, task.goal, first)
    if search.settled:
        return _plan(search, time.monotonic() - began, 0.0, "greedy, which cannot be bettered")
    ladder = _ladder(search, task, began, on_progress)
    if ladder is not None and _climb_links(search, ladder):
        return _plan(search, time.monotonic() - began, 0.0, "ladder")
    moves = task.goal == "replan" and task.allow_moves and bool(hit_missions(roster, absent))
    if moves and not search.answer().proven:
        moved = repair(roster, absent, until=task.deadline_at - MOVES_S)
        if not _tells_too_many(task, roster, moved, absent):
            search.offer(moved, "greedy")
    more = ladder if ladder is not None and _worth_more(ladder, search) else None
    with nullcontext(solver) if solver is not None else closing(Solvers()) as pair:
        startup = ask_solvers(search, task, began, pair, on_progress, more)
        note = pair.note
    seconds = time.monotonic() - began - startup
    return _plan(search, seconds, startup, _told_how(search, note))


def _worth_more(ladder: Chains, search: Search) -> bool:
    """Whether chains go on beside the solvers: not where they prove little and take their time."""
    sure = not ladder.fussy or bool(search.base.missions)
    return sure and not search.answer().proven


def _tells_too_many(task: Task, base: Roster, after: Roster, absent: Absences) -> bool:
    return task.most_told is not None and len(told_people(base, after, absent)) > task.most_told


def ask_solvers(
    search: Search,
    task: Task,
    began: float,
    pair: Solvers,
    on_progress: Progress | None,
    ladder: Chains | None = None,
) -> float:
    """Let the solvers better a search until its deadline; the seconds their start took.

    A ladder that has not ended yet goes on beside them.
    """
    startup = pair.make_ready(task.deadline_at - began)
    days = len(search.base.people) * search.base.days
    until = task.deadline_at + startup - MARGIN_S - days * MARGIN_DAY_S
    tell = partial(_tell, search, on_progress, {})
    beside = Beside(ladder, until, pair.wake) if ladder is not None else None
    for message in pair.ask(_request(search, task), until):
        if message["event"] != "wake":
            search.hear(message, time.monotonic() - began - startup)
        elif beside is not None and beside.take(search):
            break
        tell()
    if beside is not None:
        beside.join(0.0 if search.answer().proven else until - time.monotonic())
        beside.take(search)
        tell()
    return startup


def _tell(search: Search, on_progress: Progress | None, shown: dict[str, Any]) -> None:
    if on_progress is not None and (state := search.state()) != shown:
        shown.clear()
        shown.update(state)
        on_progress(state)


def _ladder(
    search: Search, task: Task, began: float, on_progress: Progress | None
) -> Chains | None:
    """Chains with their share of the time, where they can be of use; they tell what they find."""
    if task.goal != "replan" or search.cost.open >= MANY or task.most_told is not None:
        return None
    if task.reach is not None or task.full:
        return None

    def found(rung: Rung, after: Roster) -> None:
        search.prove(rung, after)
        _tell(search, on_progress, {})

    limits = all(only_limits(p.rules) for p in search.base.people)
    now = time.monotonic()
    left = task.deadline_at - now
    if limits:
        seconds = LINKS_SHARE * left
    else:
        seconds = WIDE_SHARE * left if search.base.missions else min(UNSURE_S, UNSURE_SHARE * left)
    return Chains(
        search.base,
        search.absent,
        seed=task.seed,
        until=now + seconds,
        allow_moves=task.allow_moves,
        on_found=found,
    )


def _climb_links(search: Search, ladder: Chains) -> bool:
    """Try chains alone; whether that has answered the question for good."""
    found = ladder.climb()
    if found is None:
        return False
    search.prove(*found)
    return found[0].done and found[0].scope == "global" and search.by == "ladder"


def _request(search: Search, task: Task) -> dict[str, Any]:
    request: dict[str, Any] = {
        "roster": dump_roster(search.base),
        "absent": {p: sorted(days) for p, days in search.absent.items()},
        "incumbent": {
            "duties": {p: dict(line) for p, line in search.best.duties.items()},
            "starts": {m.id: m.start for m in search.best.missions},
        },
        "goal": task.goal,
        "allow_moves": task.allow_moves,
        "reach": task.reach,
        "most_told": task.most_told,
        "full": task.full,
        "seed": task.seed,
    }
    near = task.full or task.reach is not None or task.most_told is not None
    if task.goal != "settle" and not near and search.cost.open >= MANY:
        request["highs"] = {"mend": True}
    return request


def _told_how(search: Search, note: str) -> str:
    if search.refused:
        note = f"{search.refused} of its answers failed the check and were dropped; {note}"
    if search.by == "greedy":
        return f"greedy, because {note or 'the solvers found nothing better'}"
    return f"{search.by}; {note}" if note else search.by


def _plan(search: Search, seconds: float, startup: float, solver: str) -> Plan:
    """Describe the best roster of a search; it has passed the checker on its way in."""
    answer = search.answer()
    base, absent, after = search.base, search.hard, answer.roster
    return Plan(
        roster=after,
        told=() if search.goal == "settle" else told_people(base, after, absent),
        open=open_seats(base, after),
        objective=answer.cost,
        bound=answer.bound,
        proven=answer.proven,
        scope=answer.scope,
        seconds=seconds,
        startup_seconds=startup,
        changes=explain(base, after, absent),
        moves=explain_moves(base, after, absent),
        solver=solver,
        title=title(base, after, absent),
        standing=search.standing,
        touches_guarded=touches_guarded(base, after),
        fills=max(0, lost_seats(base, absent) - answer.cost.open),
        rungs=tuple(search.rungs),
    )
