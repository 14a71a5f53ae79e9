from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from offwatch.errors import BadInput
from offwatch.forecast import Prior
from offwatch.mask import (
    Norm,
    Record,
    TrackSet,
    advance,
    apply_changes,
    choose_days,
    cover_of,
    open_tracks,
    record_of_dates,
    records_of,
)
from offwatch.mask.tracks.synthetic import phantom_traits

TODAY = date(2026, 1, 19).toordinal()
Steady = Callable[[date], Record]


def restored(track_set: TrackSet) -> TrackSet:
    return TrackSet.from_dict(json.loads(json.dumps(track_set.to_dict())))


@pytest.mark.parametrize("tracks", [1, 2, 3])
def test_a_restore_re_rolls_nothing(tracks: int, steady: Steady) -> None:
    """A book written, read back and grown is the book grown without the detour."""
    real = steady(date(2026, 1, 10))
    for track_set in (
        open_tracks(5, tracks, TODAY),
        apply_changes(open_tracks(5, tracks, TODAY), real, "menstrual", tracks, TODAY),
    ):
        assert restored(track_set) == track_set
        later = advance(track_set, TODAY + 400)
        assert advance(restored(track_set), TODAY + 400) == later
        assert records_of(restored(later), real, TODAY + 400) == records_of(
            later, real, TODAY + 400
        )


def test_days_grown_one_by_one_are_the_days_grown_at_once() -> None:
    """How often the pad was switched on changes nothing that a track did."""
    track_set = open_tracks(9, 2, TODAY)
    step = track_set
    for day in range(TODAY, TODAY + 200, 3):
        step = advance(step, day)
    assert advance(step, TODAY + 200) == advance(track_set, TODAY + 200)


def test_a_restored_pad_chooses_alike(norm: Norm, prior: Prior) -> None:
    """The same state gives the same choices; another seed gives others."""
    period = norm.period(1)

    def ask(track_set: TrackSet) -> tuple[date, ...]:
        records = records_of(track_set, None, TODAY)
        return choose_days(records, norm, period, norm.ask_day(period), prior, seed=track_set.seed)

    track_set = open_tracks(3, 1, TODAY)
    assert ask(track_set) == ask(restored(track_set)) == ask(open_tracks(3, 1, TODAY))
    assert len({ask(open_tracks(seed, 1, TODAY)) for seed in range(8)}) > 4


def test_an_empty_pad_runs_a_whole_rhythm() -> None:
    """With an empty diary every track keeps a record of onsets, none of them in the future."""
    for seed in range(20):
        for record in records_of(open_tracks(seed, 2, TODAY), None, TODAY):
            assert record.onsets
            assert record.onsets[-1] < TODAY


def test_no_two_tracks_share_a_seed(steady: Steady) -> None:
    """The simulated rhythms of one pad are different people, from whichever law."""
    real = steady(date(2026, 1, 10))
    for track_set in (
        open_tracks(1, 4, TODAY),
        apply_changes(open_tracks(1, 4, TODAY), real, "menstrual", 4, TODAY),
    ):
        lives = [track.life for track in track_set.tracks if track.life is not None]
        assert len({life.seed for life in lives}) == len(lives)
        assert len({life.episodes for life in lives}) == len(lives)


def test_an_owner_s_phantom_stays_like_the_owner(steady: Steady) -> None:
    """Through decades and restarts its rhythm remains the one drawn from her posterior."""
    real = steady(date(2026, 1, 10))
    track_set = apply_changes(open_tracks(1, 2, TODAY), real, "menstrual", 2, TODAY)
    later = advance(track_set, TODAY + 365 * 40)
    for before, after in zip(track_set.tracks, later.tracks, strict=True):
        if before.life is not None and after.life is not None:
            assert after.life.traits == before.life.traits
            assert after.life.changes


def test_with_one_track_the_first_record_takes_it(steady: Steady) -> None:
    """At the next asking a real record takes the single track from the simulated one."""
    real = steady(date(2026, 1, 10))
    track_set = apply_changes(open_tracks(1, 1, TODAY), real, "menstrual", 1, TODAY)
    assert track_set.has_real
    assert records_of(track_set, real, TODAY) == (real,)


def test_an_onset_counts_from_the_day_after_it_was_written_down() -> None:
    """A true onset logged today is not looked at before tomorrow, as a simulated one is not."""
    real = Record((TODAY - 30, TODAY - 2), (5, 0), (0, 2))
    track_set = apply_changes(open_tracks(1, 1, TODAY), real, "menstrual", 1, TODAY)
    assert records_of(track_set, real, TODAY)[0].onsets == (TODAY - 30,)
    assert records_of(track_set, real, TODAY + 1) == (real,)


def test_another_preset_draws_the_tracks_anew(steady: Steady) -> None:
    """A record that turns out to be another condition's takes a track anew, under its preset."""
    real = steady(date(2026, 1, 10))
    track_set = apply_changes(open_tracks(1, 2, TODAY), real, "menstrual", 2, TODAY)
    other = apply_changes(track_set, real, "migraine", 2, TODAY + 28)
    assert other.preset == "migraine"
    assert sum(track.life is None for track in other.tracks) == 1


def test_which_track_is_real_is_drawn(steady: Steady) -> None:
    """At two tracks the real one is either, by the seed, about half of the time."""
    real = steady(date(2026, 1, 10))
    first = sum(
        apply_changes(open_tracks(seed, 2, TODAY), real, "menstrual", 2, TODAY).tracks[0].life
        is None
        for seed in range(60)
    )
    assert 15 < first < 45


def test_at_most_one_track_is_real(steady: Steady) -> None:
    """Settling again changes nothing where nothing has changed."""
    real = steady(date(2026, 1, 10))
    track_set = apply_changes(open_tracks(1, 3, TODAY), real, "menstrual", 3, TODAY)
    assert sum(track.life is None for track in track_set.tracks) == 1
    assert apply_changes(track_set, real, "menstrual", 3, TODAY) == track_set


def test_a_stopped_rhythm_is_carried_on(steady: Steady) -> None:
    """Where the real record ends, a simulated one takes its place with the same past."""
    real = steady(date(2026, 1, 10))
    track_set = apply_changes(open_tracks(1, 2, TODAY), real, "menstrual", 2, TODAY)
    slot = [track.life is None for track in track_set.tracks].index(True)
    heir = apply_changes(replace(track_set), None, "menstrual", 2, TODAY + 28)
    assert not heir.has_real
    other = 1 - slot
    assert heir.tracks[other] == advance(track_set, TODAY + 28).tracks[other]
    kept = apply_changes(track_set, Record(), "suppressed", 2, TODAY + 28)
    assert not kept.has_real


def test_a_carried_on_record_keeps_its_past(steady: Steady) -> None:
    """The onsets of a rare regimen's past stay where they were, and new ones follow."""
    real = steady(date(2026, 1, 10))
    track_set = apply_changes(open_tracks(1, 1, TODAY), real, "menstrual", 1, TODAY)
    heir = apply_changes(track_set, real, "suppressed", 1, TODAY + 28)
    shown = records_of(advance(heir, TODAY + 100), None, TODAY + 100)[0]
    assert shown.onsets[: len(real.onsets)] == real.onsets
    assert len(shown.onsets) > len(real.onsets)


def test_a_rare_rhythm_takes_no_track(steady: Steady) -> None:
    """Twice-yearly episodes never show on a track: the population's rhythms run on."""
    real = steady(date(2026, 1, 10))
    track_set = open_tracks(1, 1, TODAY)
    assert apply_changes(track_set, real, "suppressed", 1, TODAY) == track_set
    assert cover_of("suppressed") == "rare"
    assert cover_of("menstrual") == "law"
    assert cover_of("migraine") == "misfit"


def test_a_norm_with_more_or_fewer_tracks(steady: Steady) -> None:
    """Tracks are added from the owner's posterior and dropped without dropping the real one."""
    real = steady(date(2026, 1, 10))
    one = apply_changes(open_tracks(1, 1, TODAY), real, "menstrual", 1, TODAY)
    three = apply_changes(one, real, "menstrual", 3, TODAY)
    assert [track.law for track in three.tracks if track.life is not None] == ["owner"] * 2
    back = apply_changes(three, real, "menstrual", 1, TODAY)
    assert [track.life for track in back.tracks] == [None]


def test_a_simulated_track_has_the_owner_s_rhythm_and_habits(prior: Prior, steady: Steady) -> None:
    """Drawn from the posterior, its rhythm lies near hers; who logs late has late phantoms."""
    real = steady(date(2026, 1, 10))
    late = replace(real, delays=(2,) * 13)
    draws = [phantom_traits(late, prior, np.random.default_rng(seed)) for seed in range(40)]
    prompt = [phantom_traits(real, prior, np.random.default_rng(seed)) for seed in range(40)]
    assert all(26 < traits.rhythm.median_days < 30 for traits in draws)
    assert np.mean([t.habits.late_share for t in draws]) > 0.6
    assert np.mean([t.habits.late_share for t in prompt]) < 0.2


@pytest.mark.parametrize(
    "values",
    [{}, {"v": 3}, {"v": 2, "seed": 1, "preset": "menstrual", "draws": 1, "tracks": [{}]}],
)
def test_a_broken_book_is_refused(values: dict[str, Any]) -> None:
    """A book that cannot be read is refused by name, never guessed at."""
    with pytest.raises(BadInput) as caught:
        TrackSet.from_dict(values)
    assert caught.value.code == "mask.book-unreadable"


def test_a_record_comes_from_dates() -> None:
    """Entries are put in order; a missing end is unknown, a delay counts in days."""
    record = record_of_dates(
        [
            (date(2026, 2, 1), None, date(2026, 2, 3)),
            (date(2026, 1, 1), date(2026, 1, 5), None),
        ]
    )
    assert record.onsets == (date(2026, 1, 1).toordinal(), date(2026, 2, 1).toordinal())
    assert record.durations == (5, 0)
    assert record.delays == (0, 2)


@pytest.mark.parametrize("onsets", [(5, 5), (6, 5)])
def test_a_record_out_of_order_is_refused(onsets: tuple[int, ...]) -> None:
    """Onsets are different days, oldest first."""
    with pytest.raises(BadInput):
        Record(onsets, (0, 0), (0, 0))


def test_a_record_with_holes_is_refused() -> None:
    """Each onset has a duration and a delay."""
    with pytest.raises(BadInput):
        Record((5,), (), (0,))
