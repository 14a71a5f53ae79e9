"""From a roster and absences to a checked plan: greedy, then ejection chains, then the solvers."""

from __future__ import annotations

import time
from contextlib import closing, nullcontext

from offwatch.plan.construct.repair import repair, spare
from offwatch.plan.deadline import Deadline
from offwatch.plan.ejection.line_facts import only_upper_limits
from offwatch.plan.ejection.search import ChainSearch
from offwatch.plan.incumbent import Incumbent
from offwatch.plan.objective import lost_seats, open_seats, told_people, touches_guarded
from offwatch.plan.present.sentences import explain, explain_moves, title
from offwatch.plan.result import Plan
from offwatch.plan.roster.availability import hit_missions, without_absent
from offwatch.plan.roster.roster import Absences, Roster
from offwatch.plan.scope import CHAINS, GLOBAL, GREEDY, ScopeResult
from offwatch.plan.solve import MANY, Progress, Task, ask_solvers, tell
from offwatch.plan.solvers.portfolio import Solvers

# Of the time, for chains alone: where they can prove everything, where missions may move, and else.
PROVING_SHARE, MISSIONS_SHARE, OTHER_SHARE = 0.45, 0.4, 0.05
OTHER_S = 0.1  # at the most, where chains can prove little: the solvers need the time
MOVES_S = 0.1  # kept back from the deadline when missions are tried elsewhere


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
    """Find the plan that disturbs the fewest people, checked, with what is proved of it.

    The objective is compared part by part: seats left open, people told, missions moved, days
    changed, added load, wishes. At the deadline it is the best found.

    Parameters
    ----------
    roster : Roster
        The roster in force, from `read_roster`.
    absent : Absences
        Who is away on which days (indexes).
    deadline_s : float, seconds
        From the call.
    solver : Solvers, optional
        Warm solvers to use; without them some are started for this call, and their start does not
        count. Where none can be started the greedy answer comes back and ``Plan.solver`` says why.
    seed : int
        For breaking ties.
    on_progress : callable, optional
        Hears ``{"scope", "objective", "bound", "proven"}`` as they improve.
    allow_moves : bool
        Whether missions may move.
    reach : int, optional
        Only days within so many of an absence change, and the proof is of that.
    most_told : int, optional
        The plan and the proof are of those that tell no more people.
    full : bool
        Ask the solvers for the whole roster at once, without chains or windows, to compare with.

    Returns
    -------
    Plan
        It breaks no rule that the roster in force kept.
    """
    began = time.monotonic()
    task = Task("replan", began + deadline_s, seed, allow_moves, reach, most_told, full)
    return _search(roster, absent, task, began, solver, on_progress)


def arrange(
    roster: Roster,
    avoid: Absences,
    *,
    deadline_s: float,
    solver: Solvers | None = None,
    seed: int = 0,
    on_progress: Progress | None = None,
    allow_moves: bool = True,
) -> Plan:
    """Change a draft so that as few days to avoid as possible are on duty, and no seat is lost.

    Nobody has seen a draft, so nobody is told; in the objective the second part counts the days
    to avoid that are on duty still.

    Parameters
    ----------
    roster : Roster
        The draft.
    avoid : Absences
        For each person the days to avoid (indexes).
    deadline_s, solver, seed, on_progress, allow_moves
        As for `replan`.

    Returns
    -------
    Plan
        It breaks no rule that the draft kept.
    """
    began = time.monotonic()
    task = Task("arrange", began + deadline_s, seed, allow_moves)
    return _search(roster, avoid, task, began, solver, on_progress)


def describe(roster: Roster, absent: Absences, after: Roster, how: str) -> Plan:
    """Describe a roster found in another way as a plan, if the checker passes it.

    Parameters
    ----------
    roster, absent
        As for `replan`.
    after : Roster
        The roster found.
    how : str
        How it was found.
    """
    began = time.monotonic()
    incumbent = Incumbent(roster, absent, "replan", after)
    return _plan(incumbent, time.monotonic() - began, 0.0, how)


def _search(
    roster: Roster,
    absent: Absences,
    task: Task,
    began: float,
    solver: Solvers | None,
    on_progress: Progress | None,
) -> Plan:
    if task.goal == "arrange":
        first = spare(roster, absent)
    else:
        first = repair(roster, absent, allow_moves=False)
    if _tells_too_many(task, roster, first, absent):
        first = without_absent(roster, absent)
    incumbent = Incumbent(roster, absent, task.goal, first)
    if incumbent.is_optimal:
        how = f"{GREEDY}, and nothing can be better"
        return _plan(incumbent, time.monotonic() - began, 0.0, how)
    chains = _chain_search(incumbent, task)
    if chains is not None and _run_chains(incumbent, chains, on_progress):
        return _plan(incumbent, time.monotonic() - began, 0.0, CHAINS)
    moves = task.goal == "replan" and task.allow_moves and bool(hit_missions(roster, absent))
    if moves and not incumbent.answer().proven:
        moved = repair(roster, absent, until=task.deadline_at - MOVES_S)
        if not _tells_too_many(task, roster, moved, absent):
            incumbent.offer(moved, GREEDY)
    more = chains if chains is not None and _is_worth_more(chains, incumbent) else None
    with nullcontext(solver) if solver is not None else closing(Solvers()) as portfolio:
        startup = ask_solvers(incumbent, task, began, portfolio, on_progress, more)
        note = portfolio.note
    seconds = time.monotonic() - began - startup
    return _plan(incumbent, seconds, startup, _how(incumbent, note))


def _is_worth_more(chains: ChainSearch, incumbent: Incumbent) -> bool:
    """Whether chains go on beside the solvers: not where they prove little and take their time."""
    useful = chains.can_prove or bool(incumbent.base.missions)
    return useful and not incumbent.answer().proven


def _tells_too_many(task: Task, base: Roster, after: Roster, absent: Absences) -> bool:
    return task.most_told is not None and len(told_people(base, after, absent)) > task.most_told


def _chain_search(incumbent: Incumbent, task: Task) -> ChainSearch | None:
    """A chain search with its share of the time, where it can be of use."""
    if task.goal != "replan" or incumbent.cost.open >= MANY or task.most_told is not None:
        return None
    if task.reach is not None or task.full:
        return None
    now = time.monotonic()
    left = task.deadline_at - now
    if all(only_upper_limits(p.rules) for p in incumbent.base.people):
        seconds = PROVING_SHARE * left
    elif incumbent.base.missions:
        seconds = MISSIONS_SHARE * left
    else:
        seconds = min(OTHER_S, OTHER_SHARE * left)
    return ChainSearch(
        incumbent.base,
        incumbent.absent,
        Deadline(now + seconds),
        seed=task.seed,
        allow_moves=task.allow_moves,
    )


def _run_chains(incumbent: Incumbent, chains: ChainSearch, on_progress: Progress | None) -> bool:
    """Try chains alone; whether that has answered the question for good."""

    def hear(result: ScopeResult, after: Roster) -> None:
        incumbent.prove(result, after)
        tell(incumbent, on_progress, {})

    found = chains.run(hear)
    if found is None:
        return False
    incumbent.prove(*found)
    return found[0].done and found[0].scope == GLOBAL and incumbent.by == CHAINS


def _how(incumbent: Incumbent, note: str) -> str:
    """How the best was found, and what befell the solvers."""
    if incumbent.refused:
        note = f"{incumbent.refused} of its answers failed the check and were dropped; {note}"
    if incumbent.by == GREEDY:
        return f"{GREEDY}, because {note or 'the solvers found nothing better'}"
    return f"{incumbent.by}; {note}" if note else incumbent.by


def _plan(incumbent: Incumbent, seconds: float, startup: float, solver: str) -> Plan:
    """Describe the incumbent; it has passed the checker on its way in."""
    answer = incumbent.answer()
    base, absent, after = incumbent.base, incumbent.hard, answer.roster
    return Plan(
        roster=after,
        told=() if incumbent.goal == "arrange" else told_people(base, after, absent),
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
        standing=incumbent.standing,
        touches_guarded=touches_guarded(base, after),
        fills=max(0, lost_seats(base, absent) - answer.cost.open),
        results=tuple(incumbent.results),
    )
