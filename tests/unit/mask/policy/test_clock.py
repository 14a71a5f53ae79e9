"""A clock that is wrong for a while silences the mask for a day, not for a year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import some

from offwatch.errors import Refused
from offwatch.mask import (
    MaskState,
    MemoryLedger,
    Norm,
    SilenceReason,
    TrackSet,
    open_tracks,
    run_batch,
    set_clock_right,
    why_silent,
)

NORM = Norm(first_day=date(2026, 1, 5), zone="UTC", passes=0)
ASK_DAY = date(2026, 1, 19)


class Pad:
    """A pad that runs whenever its clock says so."""

    def __init__(self) -> None:
        self.ledger = MemoryLedger()
        self.tracks: TrackSet = open_tracks(4, 1, ASK_DAY.toordinal())
        self.state = MaskState()

    def run(self, now: datetime) -> SilenceReason:
        outcome = run_batch(self.ledger, self.tracks, self.state, NORM, None, "menstrual", (), now)
        self.tracks = outcome.track_set
        self.state = MaskState.from_dict(outcome.state.to_dict())
        return outcome.note

    @property
    def asked(self) -> list[int]:
        return [int(row.what.partition(":")[0]) for row in self.ledger.rows]


def at(day: date) -> datetime:
    return NORM.batch_at(day)


def test_a_jump_is_not_believed_at_once() -> None:
    """A year ahead for an hour: nothing leaves, and the next day is as any other."""
    pad = Pad()
    pad.run(at(ASK_DAY))
    assert pad.run(at(ASK_DAY + timedelta(days=365))) is SilenceReason.CLOCK_JUMPED
    assert pad.run(at(ASK_DAY + timedelta(days=1))) is SilenceReason.NONE
    assert pad.state.jump_seen_at is None
    assert pad.asked == [1]


def test_a_pad_that_was_off_for_months_speaks_a_day_later() -> None:
    """The clock is right and the pad cannot know: it waits for a day, and then asks."""
    pad = Pad()
    pad.run(at(ASK_DAY))
    back = ASK_DAY + timedelta(days=85)  # the asking day of period 4 was the day before
    assert pad.run(at(back)) is SilenceReason.CLOCK_JUMPED
    assert pad.run(at(back) + timedelta(hours=23)) is SilenceReason.CLOCK_JUMPED
    assert pad.run(at(back + timedelta(days=1))) is SilenceReason.NONE
    assert pad.asked == [1, 4]


def test_a_period_between_two_batches_is_no_jump() -> None:
    """A pad that comes up once a period is not kept waiting."""
    pad = Pad()
    pad.run(at(ASK_DAY))
    assert pad.run(at(ASK_DAY + timedelta(days=28))) is SilenceReason.NONE
    assert pad.asked == [1, 2]


def test_a_wrong_clock_is_set_right_by_hand() -> None:
    """Wrong for two days and believed, then right: silent until its owner says so, then as ever."""
    pad, far = Pad(), ASK_DAY + timedelta(days=364)
    pad.run(at(ASK_DAY))
    for day in (far, far + timedelta(days=1)):
        pad.run(at(day))
    assert pad.asked == [1, 14]
    today = ASK_DAY + timedelta(days=3)
    assert pad.run(at(today)) is SilenceReason.CLOCK_BACK
    pad.state = set_clock_right(pad.state, NORM, at(today), {1, 14})
    assert why_silent(pad.state, NORM, at(today)) is SilenceReason.ALREADY_RUN
    for ahead in range(1, 400, 4):
        pad.run(at(today + timedelta(days=ahead)))
    assert pad.asked == [1, 14, *range(2, 14), 15]


def test_days_the_desk_refused_are_asked_for_in_time() -> None:
    """What a desk never took for a period far ahead is no answer for it."""
    pad = Pad()
    pad.state = MaskState(
        last_batch_day=date(2027, 5, 1), norm=NORM.fingerprint, answered=frozenset({1, 17})
    )
    right = set_clock_right(pad.state, NORM, at(ASK_DAY), {1})
    assert right.answered == {1}


def test_a_norm_that_changed_meanwhile_governs_from_the_next_asking() -> None:
    """It does not wait for the day that the wrong clock had."""
    state = MaskState(last_batch_day=date(2027, 5, 1), norm=NORM.fingerprint, norm_from=18)
    right = set_clock_right(state, NORM, at(ASK_DAY), set())
    assert right.norm_from == 2
    assert set_clock_right(replace(state, norm_from=1), NORM, at(ASK_DAY), set()).norm_from == 1


def test_a_clock_that_is_not_behind_cannot_be_set_right() -> None:
    """The button does nothing where there is nothing to mend."""
    for state in (MaskState(), MaskState(last_batch_day=ASK_DAY)):
        with pytest.raises(Refused) as caught:
            set_clock_right(state, NORM, at(ASK_DAY), set())
        assert caught.value.code == "mask.clock-right"


@settings(max_examples=some(25), deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(-900, 900)), max_size=6))
def test_no_period_is_asked_for_twice_whatever_the_clock_does(
    days: list[tuple[int, int]],
) -> None:
    """Each day the clock may be off by years, and its owner mends it whenever it is behind."""
    pad, day = Pad(), ASK_DAY
    for step, wrong in days:
        day += timedelta(days=step)
        for error in (wrong, 0):
            now = at(day + timedelta(days=error))
            if pad.run(now) is SilenceReason.CLOCK_BACK:
                pad.state = set_clock_right(pad.state, NORM, now, set(pad.asked))
    assert len(set(pad.asked)) == len(pad.asked)
