"""The tracks of many pads at once, for the meter's reference and for simulated crews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from offwatch.forecast import Prior, load_prior
from offwatch.mask.odds.under_reporting import Logging
from offwatch.mask.policy.select import join_tracks
from offwatch.mask.tracks.records import (
    Floats,
    RecordArrays,
    odds_ahead,
    record_of_life,
    tabulate_records,
)
from offwatch.mask.tracks.track_set import TrackSet
from offwatch.mask.tracks.tracks import (
    POPULATION_PRESET,
    RARE_PRESETS,
    advance,
    apply_changes,
    open_tracks,
)
from offwatch.norm import Norm
from offwatch.simulate import Life

PUBLISHED_AHEAD_DAYS = 7
"""Assumed: a period's roster is published a week before it begins."""
RARE_MEDIAN_DAYS = 100.0  # rarer rhythms take no track, see tracks.cover_of


class Pads:
    """The tracks of many pads at once; a record is tabulated anew when something was logged in it.

    Parameters
    ----------
    norm : Norm
    lives : sequence of n lives
        The true life of each pad's owner; none without a condition.
    seeds : sequence of n ints
        One for each pad's tracks.
    until : int
        The day, as ``date.toordinal``, up to which simulated rhythms are drawn.
    logging : Logging, optional
        How onsets are written down, where it is not the population's way.
    """

    def __init__(
        self,
        norm: Norm,
        lives: Sequence[Life | None],
        seeds: Sequence[int],
        until: int,
        logging: Logging | None = None,
    ):
        self.norm, self.lives, self.until, self.logging = norm, lives, until, logging
        self.seeds = [int(seed) for seed in seeds]
        self.prior: Prior = load_prior(POPULATION_PRESET)
        opened = norm.first_day.toordinal() - norm.ask_ahead_days
        self.track_sets = [open_tracks(seed, norm.tracks, opened) for seed in self.seeds]
        self.shown: list[Life] = []
        self.events = np.zeros((0, 0))
        self.counts = np.zeros(0, dtype=np.int64)
        self.sight: RecordArrays = tabulate_records([], self.prior)

    def apply_changes(self, today: int) -> None:
        """Let records take a track and restarts take effect, as on an asking day.

        Parameters
        ----------
        today : int
            As ``date.toordinal``.
        """
        if not self.shown:
            people = range(len(self.track_sets))
            self.shown = [life for person in people for life in self._show(person)]
            self._look_at_all(today)
        changed = False
        for person, (track_set, life) in enumerate(zip(self.track_sets, self.lives, strict=True)):
            waiting = self._waits(track_set, life)
            if not waiting and not self._has_restarted(person, today):
                continue
            real = None if life is None else record_of_life(life, today)
            preset = RARE_PRESETS[0] if life is not None and _is_rare(life) else POPULATION_PRESET
            grown = advance(track_set, today)
            self.track_sets[person] = apply_changes(grown, real, preset, self.norm.tracks, today)
            self.shown[self._rows(person)] = self._show(person)
            changed = True
        if changed:
            self._look_at_all(today)

    def odds(self, today: int, horizon: int) -> Floats:
        """Odds by day that any of a pad's tracks has an episode.

        Parameters
        ----------
        today : int
            As ``date.toordinal``.
        horizon : int, days

        Returns
        -------
        array, shape (n, horizon)
        """
        counts = (self.events <= today).sum(axis=1)
        rows = np.flatnonzero(counts != self.counts)
        if rows.size:
            records = [record_of_life(self.shown[row], today) for row in rows]
            self.sight.replace_rows(rows, records, self.prior)
            self.counts = counts
        odds = odds_ahead(self.sight, today, self.prior, horizon, self.logging)
        return join_tracks(odds.reshape(len(self.track_sets), self.norm.tracks, horizon))

    def _waits(self, track_set: TrackSet, life: Life | None) -> bool:
        return life is not None and not track_set.has_real and not _is_rare(life)

    def _has_restarted(self, person: int, today: int) -> bool:
        """Whether a track but the leading one waits for a new rhythm."""
        track_set, shown = self.track_sets[person], self.shown[self._rows(person)]
        return any(
            slot != track_set.lead and replace(track, life=life).has_restarted(today)
            for slot, (track, life) in enumerate(zip(track_set.tracks, shown, strict=True))
        )

    def _rows(self, person: int) -> slice:
        return slice(person * self.norm.tracks, (person + 1) * self.norm.tracks)

    def _show(self, person: int) -> list[Life]:
        track_set, real = advance(self.track_sets[person], self.until), self.lives[person]
        lives = [real if track.life is None else track.life for track in track_set.tracks]
        return [life for life in lives if life is not None]

    def _look_at_all(self, today: int) -> None:
        lives = self.shown
        width = max(1, *(3 * len(life.episodes) for life in lives))
        self.events = np.full((len(lives), width), np.inf)
        for row, life in enumerate(lives):
            logged = [e for e in life.episodes if e.logged_day is not None]
            begun = [(e.logged_day or 0) + 1 for e in logged]
            ended = [max((e.logged_day or 0) + 1, e.onset_day + e.days) for e in logged]
            marked = [e.marker_day + 1 for e in life.episodes if e.marker_day is not None]
            seen = begun + ended + marked
            self.events[row, : len(seen)] = seen
        self.counts = (self.events <= today).sum(axis=1)
        self.sight = tabulate_records([record_of_life(life, today) for life in lives], self.prior)


def _is_rare(life: Life) -> bool:
    return life.traits.rhythm.median_days > RARE_MEDIAN_DAYS
