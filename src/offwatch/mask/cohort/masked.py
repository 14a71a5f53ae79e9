"""Everyone's pad at once: the choices of ``choose.py`` over a whole crew, day by day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from offwatch.forecast import Prior, load_prior
from offwatch.mask.odds.under_reporting import Logging
from offwatch.mask.policy.select import (
    KEEP_WINDOW_H,
    PASS_AHEAD_DAYS,
    draw_ties,
    join_tracks,
    pick_days,
    worth_passing,
)
from offwatch.mask.tracks.book import TrackBook
from offwatch.mask.tracks.records import Floats, Sight, look_at, odds_ahead, record_of_life
from offwatch.mask.tracks.tracks import POPULATION_PRESET, RARE_PRESETS, advance, open_book, settle
from offwatch.norm import Norm
from offwatch.simulate import Life

Bools = NDArray[np.bool_]
ByPeriod = Callable[[Bools, int], Bools]

PUBLISHED_AHEAD_DAYS = 7  # a period's roster is published a week before it begins
RARE_MEDIAN_DAYS = 100.0  # rarer rhythms take no track, see tracks.cover_of


class Pads:
    """The tracks of a whole crew, each record looked at again when something was logged."""

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
        self.books = [open_book(seed, norm.tracks, opened) for seed in self.seeds]
        self.shown: list[Life] = []
        self.events = np.zeros((0, 0))
        self.counts = np.zeros(0, dtype=np.int64)
        self.sight: Sight = look_at([], self.prior)

    def settle(self, today: int) -> None:
        """Let records take a track and restarts their effect, as on the day days are asked for."""
        if not self.shown:
            people = range(len(self.books))
            self.shown = [life for person in people for life in self._show(person)]
            self._look_at_all(today)
        changed = False
        for person, (book, life) in enumerate(zip(self.books, self.lives, strict=True)):
            waiting = self._waits(book, life)
            if not waiting and not self._has_restarted(person, today):
                continue
            real = None if life is None else record_of_life(life, today)
            preset = RARE_PRESETS[0] if life is not None and _is_rare(life) else POPULATION_PRESET
            grown = advance(book, today)
            self.books[person] = settle(grown, real, preset, self.norm.tracks, today)
            self.shown[self._rows(person)] = self._show(person)
            changed = True
        if changed:
            self._look_at_all(today)

    def odds(self, today: int, horizon: int) -> Floats:
        """Odds by day over the union of each pad's tracks: ``(n_people, horizon)``."""
        counts = (self.events <= today).sum(axis=1)
        rows = np.flatnonzero(counts != self.counts)
        if rows.size:
            records = [record_of_life(self.shown[row], today) for row in rows]
            self.sight.replace_rows(rows, records, self.prior)
            self.counts = counts
        odds = odds_ahead(self.sight, today, self.prior, horizon, self.logging)
        return join_tracks(odds.reshape(len(self.books), self.norm.tracks, horizon))

    def _waits(self, book: TrackBook, life: Life | None) -> bool:
        return life is not None and not book.has_real and not _is_rare(life)

    def _has_restarted(self, person: int, today: int) -> bool:
        """Whether a track but the leading one waits for a new rhythm."""
        book, shown = self.books[person], self.shown[self._rows(person)]
        return any(
            slot != book.lead and replace(track, life=life).has_restarted(today)
            for slot, (track, life) in enumerate(zip(book.tracks, shown, strict=True))
        )

    def _rows(self, person: int) -> slice:
        return slice(person * self.norm.tracks, (person + 1) * self.norm.tracks)

    def _show(self, person: int) -> list[Life]:
        book, real = advance(self.books[person], self.until), self.lives[person]
        lives = [real if track.life is None else track.life for track in book.tracks]
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
        self.sight = look_at([record_of_life(life, today) for life in lives], self.prior)


def run_masks(
    norm: Norm,
    periods: int,
    lives: Sequence[Life | None],
    seeds: NDArray[np.uint64],
    wished: Bools,
    rostered: ByPeriod,
    by_hand: ByPeriod,
    tick: Callable[[int, int], None],
    leads: NDArray[np.int64] | None = None,
) -> tuple[Bools, Bools, Bools]:
    """Ask, roster and pass for every period: ``asked, duty, passed``, ``(n_people, n_days)``.

    ``rostered(clear, first)`` draws a period's duties off the clear days; ``by_hand(duty,
    first)`` the passes that people ask for themselves, which use the budget first. Every duty
    begins after the team's hour, so a freeze of 72 h leaves the day three days ahead as the last
    that can be passed. ``leads``, where given, is filled with the days from each of the pads'
    passes to its duty.
    """
    n, length = len(lives), norm.period_days
    days = periods * length
    asked, duty, passed = (np.zeros((n, days), dtype=np.bool_) for _ in range(3))
    left = np.full((n, periods), norm.passes)
    first_day = norm.first_day.toordinal()
    pads = Pads(norm, lives, [int(seed) for seed in seeds], first_day + days)
    looked_from = PUBLISHED_AHEAD_DAYS - KEEP_WINDOW_H // 24
    nearest = -(-norm.freeze_h // 24)
    for today in range(-norm.ask_ahead_days, days):
        number, rest = divmod(today + norm.ask_ahead_days, length)
        if rest == 0 and number < periods:
            first = number * length
            span = slice(first, first + length)
            pads.settle(first_day + today)
            odds = pads.odds(first_day + today, norm.ask_ahead_days + length)
            ties = np.array([draw_ties(seed, norm.period(number)) for seed in pads.seeds])
            asked[:, span] = pick_days(odds[:, norm.ask_ahead_days :], norm.days, ties)
            duty[:, span] = rostered(asked[:, span] | wished[:, span], first)
            passed[:, span] = by_hand(duty[:, span], first)
            used = passed[:, span].sum(axis=1)
            left[:, number] = np.maximum(0, norm.passes - used)
        near, far = max(0, today + nearest), min(days, today + PASS_AHEAD_DAYS + 1)
        far = min(far, ((today + looked_from) // length + 1) * length)  # published and looked at
        if norm.passes and near < far:
            odds = pads.odds(first_day + today, PASS_AHEAD_DAYS + 1)[:, near - today : far - today]
            last_call = np.arange(near, far) == today + nearest
            wanted = duty[:, near:far] & ~passed[:, near:far] & worth_passing(odds, last_call)
            before = passed[:, near:far].copy()
            _spend(np.where(wanted, odds, 0.0), near, length, left, passed)
            if leads is not None:
                rows, columns = np.nonzero(passed[:, near:far] & ~before)
                leads[rows, near + columns] = near + columns - today
        tick(today + norm.ask_ahead_days + 1, days + norm.ask_ahead_days)
    return asked, duty, passed


def _spend(odds: Floats, near: int, length: int, left: NDArray[np.int64], passed: Bools) -> None:
    """Pass the likeliest wanted duties of each person while the budget of their period lasts."""
    rows = np.flatnonzero(odds.any(axis=1))
    for row in rows:
        for column in np.argsort(-odds[row], kind="stable"):
            day = near + int(column)
            if odds[row, column] > 0.0 and left[row, day // length] > 0:
                left[row, day // length] -= 1
                passed[row, day] = True


def _is_rare(life: Life) -> bool:
    return life.traits.rhythm.median_days > RARE_MEDIAN_DAYS
