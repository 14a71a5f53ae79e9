"""When envelopes leave: at one phase, whenever the clock begins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from offwatch.pad.link.slots import MOST, next_slot, slots_ahead


@given(
    at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    every=st.integers(1, 3600),
    phase=st.floats(0, 1, exclude_max=True),
)
def test_the_phase_is_kept_whenever_the_clock_begins(
    at: datetime, every: int, phase: float
) -> None:
    """The next tick is at most one tick away and always at the same share of one."""
    tick = next_slot(at, every, phase)
    assert timedelta(0) < tick - at <= timedelta(seconds=every, milliseconds=1)
    off = (tick.timestamp() - phase * every) % every
    assert min(off, every - off) < 0.01


def test_two_weeks_are_sealed_ahead() -> None:
    """At a quarter of an hour each; with shorter ticks as many, for less long."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert len(slots_ahead(now, 900, 0.25)) == MOST
    assert slots_ahead(now, 900, 0.25)[-1] - now <= timedelta(days=14)
    assert len(slots_ahead(now, 1, 0.25)) == MOST
    assert len(slots_ahead(now, 86_400, 0.25)) == 14
    steps = {later - sooner for sooner, later in pairwise(slots_ahead(now, 900, 0.1))}
    assert steps == {timedelta(seconds=900)}
