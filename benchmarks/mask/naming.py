"""Handed both tracks of a pad one by one, how often is the real one named?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.mask.measure import interval_of
from offwatch.crews.crew import SimulatedCrew, draw_lives
from offwatch.crews.masks import run_masks
from offwatch.mask.attacks import Observations, TrackNaming, name_tracks, named_right
from offwatch.mask.attacks.observations.observations import Bools, runs_of
from offwatch.mask.tracks.records import record_of_life
from offwatch.mask.tracks.tracks import advance, apply_changes, open_tracks
from offwatch.norm import Norm
from offwatch.simulate import DAY_ZERO, Life, parse_condition, truth_by_day


def measure_naming(people: int, periods: int, seed: int) -> dict[str, Any]:
    """The share of people whose real track is named, by an attacker trained on the other half.

    Both tracks of a pad with two are lived apart under a norm of one track, the default days and
    no passes: more than anybody outside a pad sees. ``knowing_one`` is the share where one true
    episode of each person is known besides.
    """
    two = Norm(first_day=DAY_ZERO, zone="UTC", tracks=2)
    crew = SimulatedCrew(
        people=people,
        condition=parse_condition("population"),
        policy="mask",
        seed=seed,
        periods=periods,
        norm=two,
    )
    real = draw_lives(crew)
    other = [_other(int(s), life, crew) for s, life in zip(crew.seeds("books"), real, strict=True)]
    asked = [_ask(crew, lives) for lives in (real, other)]
    rng = np.random.default_rng(seed)
    known = _know_one(truth_by_day(real, crew.first_day, crew.days)[0], rng)
    half = rng.permutation(people) % 2 == 0
    right = np.zeros((2, people), dtype=np.bool_)
    for tried in (half, ~half):
        attack = TrackNaming().fit(asked[0].take(~tried), asked[1].take(~tried), rng)
        for row, absent in enumerate((None, known[tried])):
            sights = [replace(one.take(tried), absent=absent) for one in asked]
            scores = np.stack([attack.score(one) for one in sights], axis=1)
            scores += 1e-9 * rng.random(scores.shape)  # equal scores are named by lot
            named = name_tracks(scores.reshape(-1), 2)
            right[row, tried] = named_right(named, np.zeros(len(named), dtype=np.int64))
    return {"people": people, **_share(right[0]), "knowing_one": _share(right[1])}


def _share(right: Bools) -> dict[str, float]:
    share = float(right.mean())
    low, high = interval_of(share, len(right))
    return {"named": round(share, 4), "low": round(low, 4), "high": round(high, 4)}


def _know_one(in_episode: Bools, rng: np.random.Generator) -> Bools:
    """One true episode of each person, seen from outside: the days of one run, drawn by lot."""
    known = np.zeros_like(in_episode)
    for row, days in enumerate(in_episode):
        runs = runs_of(days)
        if runs:
            first, end = runs[int(rng.integers(len(runs)))]
            known[row, first:end] = True
    return known


def _other(seed: int, life: Life | None, crew: SimulatedCrew) -> Life:
    """The simulated track of a pad whose record is ``life``, restarts included."""
    assert life is not None
    norm, first = crew.norm, crew.norm.first_day.toordinal() - crew.norm.ask_ahead_days
    track_set = open_tracks(seed, norm.tracks, first)
    for today in range(first, first + crew.days, norm.period_days):
        real = record_of_life(life, today)
        track_set = apply_changes(advance(track_set, today), real, "menstrual", norm.tracks, today)
    track_set = advance(track_set, first + crew.days + norm.ask_ahead_days)
    return next(track.life for track in track_set.tracks if track.life is not None)


def _ask(crew: SimulatedCrew, lives: list[Life | None] | list[Life]) -> Observations:
    one = Norm(first_day=DAY_ZERO, zone="UTC", passes=0)
    clear = np.zeros((crew.people, crew.days), dtype=np.bool_)
    asked, duty, passed = run_masks(
        one,
        crew.periods,
        lives,
        crew.seeds("apart"),
        clear,
        lambda days, first: np.zeros_like(days),
        lambda days, first: np.zeros_like(days),
        lambda done, total: None,
    )
    return Observations(asked=asked, duty=duty, passed=passed)
