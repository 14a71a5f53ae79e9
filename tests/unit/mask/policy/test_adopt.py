"""A restored pad takes what the desk has as its own word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import some

from offwatch.mask import (
    DaysReleased,
    MaskState,
    MemoryLedger,
    Norm,
    OwnDuty,
    adopt_passed,
    adopt_published,
    open_tracks,
    run_batch,
)

NORM = Norm(first_day=date(2026, 1, 5), zone="UTC")
ASK_DAY = date(2026, 1, 19)
DAYS = st.sets(st.integers(0, 27), min_size=6, max_size=6)


@settings(max_examples=some(12), deadline=None)
@given(DAYS)
def test_a_restored_pad_does_not_choose_again(offsets: set[int]) -> None:
    """What the desk has for the period stands, in the ledger too; no second set of days leaves."""
    days = [date(2026, 2, 2) + timedelta(days=i) for i in offsets]
    ledger = MemoryLedger()
    now = NORM.batch_at(ASK_DAY)
    state = adopt_published(ledger, MaskState(), 1, days, now)
    assert [row.what for row in ledger.rows] == [DaysReleased(1, tuple(sorted(days))).dump()]
    tracks = open_tracks(4, 1, ASK_DAY.toordinal())
    outcome = run_batch(ledger, tracks, state, NORM, None, "menstrual", (), now)
    assert outcome.released == ()
    assert len(ledger.rows) == 1


def test_an_answer_of_ones_own_stays() -> None:
    """A period that the pad knows to have answered gets no second row."""
    ledger, state = MemoryLedger(), MaskState(answered=frozenset({1}))
    now = datetime(2026, 1, 20, tzinfo=UTC)
    assert adopt_published(ledger, state, 1, [date(2026, 2, 3)], now) == state
    assert not ledger.rows


def test_what_was_asked_before_a_restore_uses_the_budget(
    make_duty: Callable[..., OwnDuty],
) -> None:
    """A duty that the desk knows as asked about counts once, however often the desk says so."""
    duty = make_duty(date(2026, 2, 10), "watch")
    once = adopt_passed(MaskState(), NORM, [duty])
    assert once.has_passed("watch", duty.starts_at)
    assert once.spent == {1: 1}
    assert adopt_passed(once, NORM, [duty, duty]) == once
