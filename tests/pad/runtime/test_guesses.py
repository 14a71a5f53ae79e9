"""Whoever guesses waits longer and longer, and makes nobody else wait."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest

from offwatch.errors import Refused
from offwatch.pad.runtime import guesses as module
from offwatch.pad.runtime.guesses import FORGET_S, FREE, LONGEST_S, Guesses, TooMany


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def guesses(clock: Clock) -> Guesses:
    return Guesses(clock)


def guess(guesses: Guesses, client: str = "them", *, known: bool = False) -> float:
    """A wrong try; how long it has to wait, or nothing if it was made."""
    try:
        with guesses.turn(client, known=known):
            raise Refused("vault.wrong-passphrase", "No.")
    except TooMany as error:
        return error.wait_s
    except Refused:
        return 0


@pytest.mark.parametrize("known", [False, True])
def test_the_delay_grows_to_its_end(guesses: Guesses, clock: Clock, known: bool) -> None:
    """Some tries are free, then the delay doubles; tries that come too early do not add to it."""
    for _ in range(FREE):
        assert guess(guesses, known=known) == 0
    delays = []
    for _ in range(12):
        delays.append(guess(guesses, known=known))
        assert guess(guesses, known=known) == delays[-1]
        clock.now += delays[-1]
        assert guess(guesses, known=known) == 0
    assert delays[:4] == [1, 2, 4, 8]
    assert delays[-1] == LONGEST_S[known]


def test_a_day_of_guessing_gets_nowhere(guesses: Guesses, clock: Clock) -> None:
    """Fewer than 1,500 tries a day, however often it is tried."""
    made, end = 0, clock.now + 24 * 3600
    while clock.now < end:
        wait = guess(guesses)
        made += wait == 0
        clock.now += wait or 0.01
    assert made < 1500


def test_nobody_waits_for_somebody_else(guesses: Guesses) -> None:
    """Neither another client, nor a known browser of the same name."""
    for _ in range(20):
        guess(guesses)
    assert guess(guesses) > 0
    assert guess(guesses, "somebody else") == 0
    assert guess(guesses, known=True) == 0


def test_a_right_one_and_time_wipe_the_slate(guesses: Guesses, clock: Clock) -> None:
    """After the right passphrase, or long enough, tries are free again."""
    for _ in range(FREE):
        guess(guesses)
    clock.now += 1
    with guesses.turn("them", known=False):
        pass
    assert [guess(guesses) for _ in range(FREE)] == [0] * FREE
    clock.now += FORGET_S + 1
    assert [guess(guesses) for _ in range(FREE)] == [0] * FREE


def test_one_try_at_a_time_and_few_that_wait(
    guesses: Guesses, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one is made few may wait; a known browser does not wait behind strangers in line."""
    monkeypatch.setattr(module, "_TURN_S", 5.0)
    inside, go_on = threading.Event(), threading.Event()
    made: list[str] = []

    def slow(client: str, known: bool) -> None:
        with suppress(TooMany), guesses.turn(client, known=known):
            inside.set()
            go_on.wait(5)
            made.append(client)

    threads = [threading.Thread(target=slow, args=(f"c{n}", False)) for n in range(3)]
    for thread in threads:
        thread.start()
        inside.wait(5)
    while len(guesses._lanes) < 3:
        pass
    with pytest.raises(TooMany), guesses.turn("c0", known=False):
        pass
    with pytest.raises(TooMany), guesses.turn("c4", known=False):
        pass
    owner = threading.Thread(target=slow, args=("owner", True))
    owner.start()
    go_on.set()
    for thread in (*threads, owner):
        thread.join(5)
    assert sorted(made) == ["c0", "c1", "c2", "owner"]


def test_who_waits_too_long_is_told(guesses: Guesses, monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn that does not come ends in an answer, not in a page that never loads."""
    monkeypatch.setattr(module, "_TURN_S", 0.01)
    another = guesses.turn("another", known=False)
    with guesses.turn("slow one", known=False), pytest.raises(TooMany), another:
        pass
