"""The chain search beside the solvers: what it finds, when it says so, and how it is ended."""

from __future__ import annotations

import math
import threading
import time

from tests.unit.plan.rosters import roster

from offwatch.plan.deadline import Deadline
from offwatch.plan.ejection.search import ChainSearch, OnFound
from offwatch.plan.ejection.thread import SearchThread

ABSENT = {"a": frozenset({0})}
LONG_S = 60.0


def _search(deadline: Deadline, **rules: int) -> ChainSearch:
    base = roster({"a": "l....", "b": ".....", "c": "....."}, own={"b": dict(rules)})
    return ChainSearch(base, ABSENT, deadline, seed=0, allow_moves=True)


def test_it_says_when_something_is_found() -> None:
    """Given more time than the search had before; what was taken is not given twice."""
    woken = threading.Event()
    search = _search(Deadline(time.monotonic() - 1))
    assert search.run() is None
    thread = SearchThread(search, time.monotonic() + LONG_S, woken.set)
    assert woken.wait(LONG_S)
    [(result, after)] = thread.take()
    assert (result.cost.told, result.done) == (1, True)
    assert "late" in (*after.duties["b"].values(), *after.duties["c"].values())
    assert list(thread.take()) == []
    thread.finish(time.monotonic())


def test_a_search_whose_proofs_hold_nowhere_else_is_not_run_again() -> None:
    """It would find what it has found; finishing it waits for nothing."""
    woken = threading.Event()
    thread = SearchThread(_search(Deadline(math.inf), min_run=2), math.inf, woken.set)
    thread.finish(time.monotonic() + LONG_S)
    assert not woken.is_set()
    assert list(thread.take()) == []


def test_out_of_time_it_says_nothing() -> None:
    woken = threading.Event()
    thread = SearchThread(_search(Deadline(math.inf)), time.monotonic() - 1, woken.set)
    thread.finish(time.monotonic() + LONG_S)
    assert not woken.is_set()
    assert list(thread.take()) == []


class _Endless(ChainSearch):
    """A search that would go on for ever: it looks at its deadline and at nothing else."""

    def run(self, on_found: OnFound | None = None) -> None:
        while not self.deadline.passed:
            time.sleep(0.001)


def test_a_search_that_goes_on_is_stopped() -> None:
    """Who finishes it waits no longer than was said, and for its end."""
    base = roster({"a": "l....", "b": "....."})
    search = _Endless(base, ABSENT, Deadline(math.inf), seed=0, allow_moves=True)
    began = time.monotonic()
    thread = SearchThread(search, math.inf, lambda: None)
    thread.finish(time.monotonic() + 0.05)
    assert 0.05 <= time.monotonic() - began < LONG_S
    assert search.deadline.passed
    assert list(thread.take()) == []
