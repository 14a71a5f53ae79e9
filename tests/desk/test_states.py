"""The state machines, whole."""

from __future__ import annotations

import pytest
from django.db.models import TextChoices

from offwatch.desk.states import (
    TRANSITIONS,
    HoldingState,
    RequestState,
    SearchState,
    SwapState,
    VersionState,
    go,
)
from offwatch.errors import Refused

KINDS: dict[str, type[TextChoices]] = {
    "holding": HoldingState,
    "request": RequestState,
    "version": VersionState,
    "search": SearchState,
    "swap": SwapState,
}


def test_every_state_has_its_line() -> None:
    """No state is left out, and none leads to a state that is not there."""
    assert set(TRANSITIONS) == set(KINDS)
    for kind, states in KINDS.items():
        assert set(TRANSITIONS[kind]) == set(states)
        assert all(set(then) <= set(states) for then in TRANSITIONS[kind].values())


def test_only_listed_ways_are_open() -> None:
    """Each pair of states goes or is refused exactly as the table says."""
    for kind, states in KINDS.items():
        for now in states:
            for then in states:
                if then in TRANSITIONS[kind][now]:
                    assert go(kind, now, then) == then
                else:
                    with pytest.raises(Refused):
                        go(kind, now, then)


@pytest.mark.parametrize(
    "end", [RequestState.GRANTED, RequestState.REFUSED, RequestState.MOVED, RequestState.LAPSED]
)
def test_an_answer_is_final(end: RequestState) -> None:
    """Nothing follows an answer."""
    assert not TRANSITIONS["request"][end]
