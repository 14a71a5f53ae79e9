from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from offwatch.mask import (
    BatchOutcome,
    LedgerRow,
    MaskState,
    MemoryLedger,
    Norm,
    OwnDuty,
    Record,
    SilenceReason,
    TrackSet,
    open_tracks,
    run_batch,
)
from offwatch.mask.rare.exponential_mechanism import PeriodForecast, rotate_days
from offwatch.mask.tracks.tracks import advance
from offwatch.spans import Period

MakeDuty = Callable[..., OwnDuty]
Steady = Callable[[date], Record]
ASK_DAY = date(2026, 1, 19)


class Pad:
    """A pad's state from batch to batch, as a vault would keep it."""

    def __init__(self, norm: Norm, real: Record | None = None, preset: str = "menstrual") -> None:
        self.norm, self.real, self.preset = norm, real, preset
        self.ledger = MemoryLedger()
        self.track_set: TrackSet = open_tracks(4, norm.tracks, ASK_DAY.toordinal())
        self.state = MaskState()
        self.duties: list[OwnDuty] = []

    def run(self, now: datetime) -> BatchOutcome:
        outcome = run_batch(
            self.ledger,
            self.track_set,
            self.state,
            self.norm,
            self.real,
            self.preset,
            self.duties,
            now,
        )
        self.track_set = outcome.track_set
        self.state = MaskState.from_dict(json.loads(json.dumps(outcome.state.to_dict())))
        return outcome

    def run_day(self, day: date) -> BatchOutcome:
        return self.run(self.norm.batch_at(day))


def test_days_are_asked_on_the_asking_day(norm: Norm) -> None:
    """Not the day before, and once only."""
    pad = Pad(norm)
    assert pad.run_day(ASK_DAY - timedelta(days=1)).released == ()
    outcome = pad.run_day(ASK_DAY)
    assert [(r.kind, r.period, len(r.days)) for r in outcome.released] == [("days", 1, 6)]
    assert pad.run_day(ASK_DAY + timedelta(days=1)).released == ()
    assert len(pad.ledger.rows) == 1


def test_a_pad_that_was_off_asks_late_but_never_for_the_past(norm: Norm) -> None:
    """Switched on before the period it catches up; after it has begun it keeps silent."""
    late = Pad(norm).run_day(date(2026, 2, 1))
    assert [r.kind for r in late.released] == ["days"]
    over = Pad(norm).run_day(date(2026, 2, 2))
    assert over.released == ()


def test_no_days_where_the_norm_takes_none(norm: Norm) -> None:
    """At Q₀ = 0 nothing is said."""
    pad = Pad(Norm.from_dict({**norm.as_dict(), "days": 0}))
    assert pad.run_day(ASK_DAY).released == ()


def test_before_the_team_s_hour_nothing_leaves(norm: Norm) -> None:
    """A batch a second early is not yet."""
    outcome = Pad(norm).run(norm.batch_at(ASK_DAY) - timedelta(seconds=1))
    assert (outcome.released, outcome.note) == ((), SilenceReason.NOT_YET)


def test_one_batch_a_day(norm: Norm) -> None:
    """A second batch on the same day says nothing."""
    pad = Pad(norm)
    pad.run_day(ASK_DAY)
    outcome = pad.run(norm.batch_at(ASK_DAY) + timedelta(hours=5))
    assert (outcome.released, outcome.note) == ((), SilenceReason.ALREADY_RUN)


def test_a_clock_that_went_back_says_nothing(norm: Norm) -> None:
    """With the last batch dated later than today the pad keeps silent and says why."""
    pad = Pad(norm)
    pad.run_day(ASK_DAY + timedelta(days=2))
    outcome = pad.run_day(ASK_DAY + timedelta(days=1))
    assert (outcome.released, outcome.note) == ((), SilenceReason.CLOCK_BACK)


def test_a_period_already_answered_is_not_answered_again(norm: Norm) -> None:
    """An asking day whose period has been answered releases nothing, with a note."""
    pad = Pad(norm)
    pad.state = MaskState(answered=frozenset({1}), norm=norm.fingerprint)
    outcome = pad.run_day(ASK_DAY)
    assert (outcome.released, outcome.note) == ((), SilenceReason.ALREADY_ANSWERED)


def test_a_changed_norm_waits_for_a_period_not_yet_asked(
    norm: Norm, steady: Steady, make_duty: MakeDuty
) -> None:
    """Changed mid-period: no days and no passes until the next asking day, with a note."""
    onset = date(2026, 1, 24)
    pad = Pad(norm, steady(onset))
    pad.run_day(ASK_DAY)
    pad.duties = [make_duty(onset + timedelta(days=4), "clash")]
    pad.norm = Norm.from_dict({**norm.as_dict(), "days": 4})
    changed = pad.run_day(onset + timedelta(days=1))
    assert (changed.released, changed.note) == ((), SilenceReason.NORM_CHANGED)
    assert pad.run_day(date(2026, 2, 1)).released == ()
    asked = pad.run_day(date(2026, 2, 16))
    assert [(r.kind, r.period, len(r.days)) for r in asked.released] == [("days", 2, 4)]


def test_the_same_clash_is_passed_under_an_unchanged_norm(
    norm: Norm, steady: Steady, make_duty: MakeDuty
) -> None:
    """The control of the test before: without the change the duty is passed, and once."""
    onset = date(2026, 1, 24)
    pad = Pad(norm, steady(onset))
    pad.run_day(ASK_DAY)
    pad.duties = [make_duty(onset + timedelta(days=4), "clash")]
    passed = pad.run_day(onset + timedelta(days=1))
    assert [(r.kind, r.duty_id) for r in passed.released] == [("pass", "clash")]
    assert pad.run_day(onset + timedelta(days=2)).released == ()


def test_days_still_owed_under_the_old_norm_are_not_asked_under_the_new(norm: Norm) -> None:
    """A norm that changed between the asking day and a late answer leaves the period out."""
    pad = Pad(norm)
    pad.run_day(ASK_DAY - timedelta(days=1))
    pad.norm = Norm.from_dict({**norm.as_dict(), "passes": 0})
    late = pad.run_day(ASK_DAY + timedelta(days=1))
    assert (late.released, late.note) == ((), SilenceReason.NORM_CHANGED)
    assert pad.run_day(ASK_DAY + timedelta(days=2)).released == ()


def test_a_duty_is_passed_once(norm: Norm, steady: Steady, make_duty: MakeDuty) -> None:
    """With budget left, a duty already passed is not passed again."""
    onset = date(2026, 1, 24)
    pad = Pad(Norm.from_dict({**norm.as_dict(), "passes": 2}), steady(onset))
    pad.run_day(ASK_DAY)
    pad.duties = [make_duty(onset + timedelta(days=4), "clash")]
    pad.state = pad.state.after_pass("clash", pad.duties[0].starts_at, 0, spends=False)
    assert pad.run_day(onset + timedelta(days=1)).released == ()


def test_kept_duties_stay(norm: Norm, steady: Steady, make_duty: MakeDuty) -> None:
    """A duty kept is not passed by any track."""
    onset = date(2026, 1, 24)
    pad = Pad(norm, steady(onset))
    pad.run_day(ASK_DAY)
    pad.state = replace(pad.state, kept=frozenset({"clash"}))
    pad.duties = [make_duty(onset + timedelta(days=4), "clash")]
    assert pad.run_day(onset + timedelta(days=1)).released == ()


def test_duties_before_the_norm_began_are_left_alone(
    norm: Norm, steady: Steady, make_duty: MakeDuty
) -> None:
    """The norm governs from its first day on."""
    onset = date(2025, 12, 30)
    pad = Pad(norm, steady(onset))
    pad.duties = [make_duty(onset + timedelta(days=4), "clash")]
    released = pad.run_day(onset + timedelta(days=1)).released
    assert [r.kind for r in released] == ["days"]


class FailingLedger:
    """A ledger that fails at its second row."""

    def __init__(self) -> None:
        self.rows: list[LedgerRow] = []

    def append(self, row: LedgerRow) -> None:
        if self.rows:
            raise OSError("no space left")
        self.rows.append(row)


def test_a_failing_ledger_lets_nothing_out(norm: Norm, steady: Steady, make_duty: MakeDuty) -> None:
    """A failure in the middle of a batch comes out as it is: no outcome, nothing to send."""
    onset = ASK_DAY - timedelta(days=1)
    duties = [make_duty(onset + timedelta(days=4), "clash")]
    track_set = open_tracks(4, 1, ASK_DAY.toordinal())
    with pytest.raises(OSError, match="no space left"):
        run_batch(
            FailingLedger(),
            track_set,
            MaskState(),
            norm,
            steady(onset),
            "menstrual",
            duties,
            norm.batch_at(ASK_DAY),
        )


@pytest.mark.parametrize("preset", ["menstrual", "suppressed", "migraine"])
def test_every_pad_says_as_much(norm: Norm, steady: Steady, preset: str) -> None:
    """An empty diary, a steady one and a rare one ask for one set of six days alike."""
    for real in (None, Record(), steady(date(2026, 1, 10))):
        released = Pad(norm, real, preset).run_day(ASK_DAY).released
        assert [(r.kind, r.period, len(r.days), r.duty_id) for r in released] == [
            ("days", 1, 6, None)
        ]


def test_no_guarded_duty_is_passed(norm: Norm, make_duty: MakeDuty, steady: Steady) -> None:
    """The likeliest clash of all stays where its seat is at minimum cover."""
    near = ASK_DAY + timedelta(days=6)
    duties = [make_duty(near, "last"), make_duty(near, "spare")]

    def passed(*guarded: str) -> list[str | None]:
        track_set = open_tracks(4, norm.tracks, ASK_DAY.toordinal())
        state, ledger = MaskState(), MemoryLedger()
        for ahead in range(6):
            now = norm.batch_at(ASK_DAY + timedelta(days=ahead))
            outcome = run_batch(
                ledger,
                track_set,
                state,
                norm,
                steady(near - timedelta(days=29)),
                "menstrual",
                duties,
                now,
                guarded=set(guarded),
            )
            track_set, state = outcome.track_set, outcome.state
        return [row.what for row in ledger.rows if row.kind == "pass"]

    assert passed("last") == ["spare"]
    assert passed("last", "spare") == []


def test_more_tracks_pass_nothing_before_they_are_drawn(
    norm: Norm, steady: Steady, make_duty: MakeDuty
) -> None:
    """A norm of two tracks takes effect at the next asking; until then one track is silent."""
    onset = date(2026, 1, 24)
    pad = Pad(norm, steady(onset))
    pad.run_day(ASK_DAY)
    pad.norm = Norm.from_dict({**norm.as_dict(), "tracks": 2})
    pad.duties = [make_duty(onset + timedelta(days=4), "clash")]
    assert pad.run_day(onset + timedelta(days=1)).released == ()
    assert len(pad.track_set.tracks) == 1
    pad.run_day(ASK_DAY + timedelta(days=28))
    assert len(pad.track_set.tracks) == 2


def test_the_first_period_is_asked_for_before_the_norm_begins(norm: Norm) -> None:
    """On its asking day and not before it, however long before the first day a pad is there."""
    first = norm.ask_day(norm.period(0))
    for day in (first - timedelta(days=60), first - timedelta(days=1)):
        assert Pad(norm).run_day(day).released == ()
    asked = Pad(norm).run_day(first).released
    assert [(r.kind, r.period) for r in asked] == [("days", 0)]


def test_an_answered_period_is_worth_a_note_on_its_asking_day_only(norm: Norm) -> None:
    """The day after it is what everybody expects; under a changed norm another note comes first."""
    for day, fingerprint, note in (
        (ASK_DAY, norm.fingerprint, SilenceReason.ALREADY_ANSWERED),
        (ASK_DAY + timedelta(days=1), norm.fingerprint, SilenceReason.NONE),
        (ASK_DAY, "of another norm", SilenceReason.NORM_CHANGED),
    ):
        pad = Pad(norm)
        pad.state = MaskState(answered=frozenset({1}), norm=fingerprint)
        outcome = pad.run_day(day)
        assert (outcome.released, outcome.note) == ((), note)


def test_a_rare_record_turns_the_days_that_the_tracks_chose(norm: Norm) -> None:
    """The owner's own forecast is asked about the period that is due, and the pad's seed draws."""
    asked: list[int] = []

    def rare(period: Period) -> PeriodForecast:
        asked.append(period.number)
        return PeriodForecast(0.9, np.linspace(0, 1, norm.period_days))

    def run(rare: Callable[[Period], PeriodForecast] | None) -> tuple[date, ...]:
        tracks, now = open_tracks(4, norm.tracks, ASK_DAY.toordinal()), norm.batch_at(ASK_DAY)
        outcome = run_batch(
            MemoryLedger(), tracks, MaskState(), norm, None, "suppressed", [], now, rare=rare
        )
        return outcome.released[0].days

    usual, turned, period = run(None), run(rare), norm.period(1)
    assert turned == rotate_days(usual, rare(period), period, seed=4)
    assert turned != usual
    assert asked == [1, 1]
    none = Norm.from_dict({**norm.as_dict(), "days": 0})
    tracks = open_tracks(4, 1, ASK_DAY.toordinal())
    run_batch(
        MemoryLedger(), tracks, MaskState(), none, None, "suppressed", [], none.batch_at(ASK_DAY),
        rare=rare,
    )  # fmt: skip
    assert asked == [1, 1], "where no days are asked for, nothing is there to turn"


def test_a_jump_of_the_clock_is_remembered_and_then_believed(norm: Norm) -> None:
    """Silent for a day, with its tracks as they were; then it goes on and forgets the jump."""
    pad = Pad(norm)
    pad.run_day(ASK_DAY)
    tracks, later = pad.track_set, ASK_DAY + timedelta(days=100)
    outcome = pad.run_day(later)
    assert (outcome.released, outcome.note) == ((), SilenceReason.CLOCK_JUMPED)
    assert outcome.track_set == tracks
    assert outcome.state == replace(
        outcome.state, last_batch_day=ASK_DAY, jump_seen_at=norm.batch_at(later)
    )
    after = pad.run_day(later + timedelta(days=1))
    assert after.note is SilenceReason.NONE
    assert (after.state.last_batch_day, after.state.jump_seen_at) == (
        later + timedelta(days=1),
        None,
    )
    assert after.track_set == advance(tracks, (later + timedelta(days=1)).toordinal()) != tracks


def test_a_pass_used_up_by_hand_leaves_none(
    norm: Norm, steady: Steady, make_duty: MakeDuty
) -> None:
    """What has been spent of a period counts, and what a batch passes is spent there."""
    onset = date(2026, 1, 24)
    for spent, passed in (({0: 1}, []), ({1: 1}, ["clash"])):
        pad = Pad(norm, steady(onset))
        pad.run_day(ASK_DAY)
        pad.state = replace(pad.state, spent=spent)
        pad.duties = [make_duty(onset + timedelta(days=4), "clash")]
        outcome = pad.run_day(onset + timedelta(days=1))
        assert [r.duty_id for r in outcome.released] == passed
        if passed:
            assert outcome.state.spent == {0: 1, 1: 1}
            assert outcome.state.has_passed("clash", pad.duties[0].starts_at)
            assert [r.made_at for r in outcome.released] == [
                norm.batch_at(onset + timedelta(days=1))
            ]


def test_a_duty_belongs_to_the_period_of_the_day_it_begins_on_in_the_team_s_zone(
    norm: Norm, steady: Steady, make_duty: MakeDuty
) -> None:
    """At half past eleven at night in UTC it is the next period's already in Auckland."""
    zone = Norm.from_dict({**norm.as_dict(), "zone": "Pacific/Auckland"})
    last = norm.period(1).span.start_day - timedelta(days=1)
    onset = last - timedelta(days=3)
    pad = Pad(zone, steady(onset))
    duty = make_duty(last, "clash")
    pad.duties = [
        replace(
            duty,
            starts_at=duty.starts_at.replace(hour=23, minute=30),
            ends_at=duty.ends_at + timedelta(hours=16),
        )
    ]
    passed = [r for d in range(3) for r in pad.run_day(onset + timedelta(days=d)).released]
    assert ("pass", "clash") in [(r.kind, r.duty_id) for r in passed]
    assert pad.state.spent == {1: 1}


def test_the_owner_s_own_record_moves_the_days(norm: Norm, steady: Steady) -> None:
    """Two owners with one seed and rhythms a week apart ask for other days."""
    first, second = (
        Pad(norm, steady(last)).run_day(ASK_DAY).released[0].days
        for last in (date(2026, 1, 8), date(2026, 1, 15))
    )
    assert first != second
