"""The solvers better an incumbent until the deadline, with a chain search beside them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from offwatch.plan.assignment import Assignment
from offwatch.plan.ejection.search import ChainSearch
from offwatch.plan.ejection.thread import SearchThread
from offwatch.plan.incumbent import Incumbent
from offwatch.plan.objective import Goal
from offwatch.plan.solvers.messages import Solve, encode_roster
from offwatch.plan.solvers.portfolio import Solvers

Progress = Callable[[Mapping[str, Any]], None]
MANY = 8  # open seats after the greedy answer from which it is bettered piece by piece
MARGIN_S, MARGIN_DAY_S = 0.03, 3e-6  # kept back to check and describe the answer; a person's day


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked of a search.

    Parameters
    ----------
    goal : Goal
        A re-plan, a draft or a new roster.
    deadline_at : float, seconds
        On the clock of `time.monotonic`.
    seed : int
        For breaking ties.
    allow_moves : bool
        Whether missions may move.
    reach : int, optional
        How many days around the absences may change.
    most_told : int, optional
        How many people may be told.
    full : bool
        Whether the solvers are asked for the whole roster at once.
    stop : callable, optional
        Asked often; once it says yes the search ends with what it has.
    """

    goal: Goal
    deadline_at: float
    seed: int
    allow_moves: bool
    reach: int | None = None
    most_told: int | None = None
    full: bool = False
    stop: Callable[[], bool] | None = None


def ask_solvers(
    incumbent: Incumbent,
    task: Task,
    began: float,
    portfolio: Solvers,
    on_progress: Progress | None,
    chains: ChainSearch | None = None,
) -> float:
    """Let the solvers better an incumbent until the deadline.

    Parameters
    ----------
    incumbent : Incumbent
        The search so far; takes in what is found.
    task : Task
        What is asked.
    began : float, seconds
        When the search began, on the clock of `time.monotonic`.
    portfolio : Solvers
        The solvers.
    on_progress : callable, optional
        As for `replan`.
    chains : ChainSearch, optional
        A chain search that has not ended yet goes on beside the solvers.

    Returns
    -------
    float
        The seconds that the start of the solvers took, by which the deadline is put off.
    """
    startup = portfolio.make_ready(task.deadline_at - began)
    days = len(incumbent.base.people) * incumbent.base.days
    until = task.deadline_at + startup - MARGIN_S - days * MARGIN_DAY_S
    show = partial(tell, incumbent, on_progress, {})
    thread = SearchThread(chains, until, portfolio.wake) if chains is not None else None
    request, pieces = _request(incumbent, task), _takes_pieces(incumbent, task)
    for heard in portfolio.ask(request, until, pieces=pieces):
        if heard is not None:
            engine, finding = heard
            incumbent.hear(finding, engine, time.monotonic() - began - startup)
        elif thread is not None and _take(thread, incumbent):
            break
        show()
        if task.stop is not None and task.stop():
            break
    if thread is not None:
        thread.finish(0.0 if incumbent.answer().proven else until)
        _take(thread, incumbent)
        show()
    return startup


def _take(thread: SearchThread, incumbent: Incumbent) -> bool:
    """Take in what chains have found; whether that has answered the question for good."""
    for result, roster in thread.take():
        incumbent.prove(result, roster)
    return incumbent.is_proved_everywhere


def tell(incumbent: Incumbent, on_progress: Progress | None, shown: dict[str, Any]) -> None:
    """Tell whoever waits how far a search is, if that is not what was shown last.

    Parameters
    ----------
    incumbent : Incumbent
        The search.
    on_progress : callable, optional
        Hears `Incumbent.state`.
    shown : dict
        What it heard last; it is changed.
    """
    if on_progress is not None and (state := incumbent.state()) != shown:
        shown.clear()
        shown.update(state)
        on_progress(state)


def _request(incumbent: Incumbent, task: Task) -> Solve:
    return Solve(
        roster=encode_roster(incumbent.base),
        absent=dict(incumbent.absent),
        incumbent=Assignment.of(incumbent.best),
        goal=task.goal,
        seed=task.seed,
        allow_moves=task.allow_moves,
        reach=task.reach,
        most_told=task.most_told,
        full=task.full,
    )


def _takes_pieces(incumbent: Incumbent, task: Task) -> bool:
    """Whether so many seats are open that a plan is better improved piece by piece."""
    near = task.full or task.reach is not None or task.most_told is not None
    return task.goal != "arrange" and not near and incumbent.cost.open >= MANY
