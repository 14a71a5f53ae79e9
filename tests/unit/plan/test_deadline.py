"""A search ends at its deadline, or when another thread stops it."""

from __future__ import annotations

import math
import threading

import pytest
from tests.unit.plan.rosters import roster

from offwatch.plan.deadline import Deadline, OutOfTime
from offwatch.plan.ejection.search import ChainSearch
from offwatch.plan.ejection.thread import SearchThread


def test_a_deadline_passes_and_can_be_put_off() -> None:
    """Before it nothing happens; after it the search is told to end."""
    deadline = Deadline(-math.inf)
    with pytest.raises(OutOfTime):
        deadline.check()
    deadline.extend(math.inf)
    deadline.check()


def test_a_stop_holds_whatever_the_time() -> None:
    """Another thread stops a search that has all the time in the world."""
    deadline = Deadline(math.inf)
    thread = threading.Thread(target=deadline.stop)
    thread.start()
    thread.join()
    deadline.extend(math.inf)
    assert deadline.passed


def test_a_search_in_a_thread_hands_over_what_it_finds() -> None:
    """It wakes whoever listens, once, and its answer is taken once."""
    lines = {"a": "l....", "b": "e....", "c": "....."}
    base = roster(lines, own={"c": {"max_shifts": {"late": 0}}})
    search = ChainSearch(base, {"a": frozenset({0})}, Deadline(-math.inf), seed=0, allow_moves=True)
    assert search.run() is None
    woken = threading.Event()
    thread = SearchThread(search, math.inf, woken.set)
    assert woken.wait(60)
    thread.finish(math.inf)
    found = list(thread.take())
    assert len(found) == 1
    assert found[0][0].proven
    assert list(thread.take()) == []


def test_a_search_that_can_prove_little_is_not_started_again() -> None:
    """Where short runs are forbidden the solvers need the time."""
    base = roster({"a": "ll...", "b": "....."}, rules={"min_run": 2})
    deadline = Deadline(-math.inf)
    search = ChainSearch(base, {"a": frozenset({0})}, deadline, seed=0, allow_moves=True)
    thread = SearchThread(search, math.inf, lambda: None)
    thread.finish(math.inf)
    assert list(thread.take()) == []
