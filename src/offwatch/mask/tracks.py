"""The tracks of one pad: at most one real record among simulated ones, never re-rolled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from offwatch.errors import BadInput
from offwatch.forecast import Prior, draw_gap, load_prior, posterior_sample
from offwatch.mask.records import Record, look_at, record_of_life
from offwatch.simulate import (
    Episode,
    Habits,
    Law,
    Life,
    Rhythm,
    Traits,
    begin_life,
    extend_life,
    population_law,
)

POPULATION_PRESET = "menstrual"
RARE_PRESETS = ("suppressed",)
VERSION = 1

Cover = Literal["law", "misfit", "rare"]


def cover_of(preset: str) -> Cover:
    """What a preset may be promised.

    ``law``: the published population law is its law. ``misfit``: its record takes a track, with
    no promise, and the pad says so. ``rare``: its record takes no track; simulated rhythms run.
    """
    if preset == POPULATION_PRESET:
        return "law"
    return "rare" if preset in RARE_PRESETS else "misfit"


@dataclass(frozen=True, slots=True)
class OwnerLaw:
    """The law of tracks drawn from the owner's own posterior."""

    traits: Traits
    prior: Prior

    @property
    def changes_per_year(self) -> float:
        return population_law().changes_per_year

    def draw_traits(self, rng: np.random.Generator) -> Traits:
        return self.traits

    def draw_gap(self, rhythm: Rhythm, rng: np.random.Generator) -> float:
        log_median, log_spread = np.log(rhythm.median_days), np.log(rhythm.spread)
        return float(draw_gap(float(log_median), float(log_spread), self.prior, rng))


@dataclass(frozen=True, slots=True)
class Track:
    """One track: a simulated life, or (``life`` is none) the owner's own record."""

    life: Life | None
    law: Literal["population", "owner"] = "population"


@dataclass(frozen=True, slots=True)
class TrackBook:
    """All tracks of one pad with every draw made so far; a plain value, kept in the vault.

    ``draws`` counts the seeds handed out, so that none is handed out twice.
    """

    seed: int
    preset: str
    draws: int
    tracks: tuple[Track, ...]

    @property
    def has_real(self) -> bool:
        return any(track.life is None for track in self.tracks)

    def to_dict(self) -> dict[str, Any]:
        """This book as JSON-able values."""
        tracks = [
            {"law": t.law, "life": None if t.life is None else t.life.as_dict()}
            for t in self.tracks
        ]
        return {
            "v": VERSION,
            "seed": self.seed,
            "preset": self.preset,
            "draws": self.draws,
            "tracks": tracks,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> TrackBook:
        """The book written by ``to_dict``.

        **Raises**: ``BadInput`` ``mask.book-unreadable``.
        """
        try:
            if values["v"] != VERSION:
                raise ValueError
            tracks = tuple(
                Track(None if t["life"] is None else Life.from_dict(t["life"]), t["law"])
                for t in values["tracks"]
            )
            return cls(int(values["seed"]), str(values["preset"]), int(values["draws"]), tracks)
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput(
                "mask.book-unreadable",
                "The tracks cannot be read; restore them from a backup of this pad.",
            ) from error


def open_book(seed: int, tracks: int, today: int) -> TrackBook:
    """The tracks of a new pad with an empty diary: simulated rhythms from the population law."""
    book = TrackBook(seed, POPULATION_PRESET, 0, ())
    for _ in range(tracks):
        book = _add_phantom(book, today)
    return advance(book, today)


def advance(book: TrackBook, today: int) -> TrackBook:
    """The same book with every simulated onset up to ``today`` drawn."""
    prior = load_prior(book.preset)
    return replace(
        book,
        tracks=tuple(
            track
            if track.life is None
            else replace(track, life=extend_life(track.life, _law(track, prior), today + 1))
            for track in book.tracks
        ),
    )


def settle(book: TrackBook, real: Record | None, preset: str, tracks: int, today: int) -> TrackBook:
    """Let what has changed take effect: a first record, one that stopped, another norm.

    Called on the day a period's days are asked for and on no other, so that the time of a change
    says nothing more. A real record takes a track drawn by the book's seed; where it stops, a
    simulated rhythm carries on in its place; further tracks are drawn from the owner's posterior.
    """
    usable = real is not None and bool(real.onsets) and cover_of(preset) != "rare"
    if usable and real is not None and not (book.has_real and book.preset == preset):
        book = _adopt(book, real, preset, tracks, today)
    elif not usable and book.has_real:
        book = _inherit(book, real or Record(), today)
    while len(book.tracks) < tracks:
        if usable and real is not None:
            book = _add_owner_phantom(book, real, today)
        else:
            book = _add_phantom(book, today)
    if len(book.tracks) > tracks:
        kept = sorted(book.tracks, key=lambda track: track.life is not None)[:tracks]
        book = replace(book, tracks=tuple(track for track in book.tracks if track in kept))
    return advance(book, today)


def records_of(book: TrackBook, real: Record | None, today: int) -> tuple[Record, ...]:
    """What every track shows on the morning of ``today``, alike in form."""
    return tuple(
        (real or Record()).as_of(today) if track.life is None else record_of_life(track.life, today)
        for track in book.tracks
    )


def phantom_traits(real: Record, prior: Prior, rng: np.random.Generator) -> Traits:
    """A rhythm drawn from the owner's posterior, with her habits.

    Her lateness is learned from her record, shrunk to the population's; how much goes unlogged
    cannot be seen in a record and is drawn from the population's habits.
    """
    log_median, log_spread = posterior_sample(look_at([real], prior).gaps, prior, rng)
    drawn = population_law().draw_traits(rng)
    known = [days for days in real.durations if days > 0]
    episode_days = (drawn.rhythm.episode_days + sum(known)) / (1 + len(known))
    late = sum(delay > 0 for delay in real.delays)
    habits = drawn.habits
    weight = 5  # a habit of one's own begins to show after about five onsets
    late_share = (weight * habits.late_share + late) / (weight + len(real.delays))
    return Traits(
        Rhythm(
            median_days=float(np.exp(log_median[0])),
            spread=float(np.exp(log_spread[0])),
            episode_days=max(1.0, episode_days),
            episode_spread_days=drawn.rhythm.episode_spread_days,
        ),
        Habits(habits.missed_share, habits.mild_share, late_share, habits.late_days_mean),
    )


def _law(track: Track, prior: Prior) -> Law:
    if track.law == "owner" and track.life is not None:
        return OwnerLaw(track.life.traits, prior)
    return population_law()


def _next_seed(book: TrackBook) -> tuple[int, TrackBook]:
    sequence = np.random.SeedSequence((book.seed, book.draws))
    seed = int(sequence.generate_state(1, np.uint64)[0])
    return seed, replace(book, draws=book.draws + 1)


def _add_phantom(book: TrackBook, today: int) -> TrackBook:
    seed, book = _next_seed(book)
    return replace(book, tracks=(*book.tracks, Track(begin_phantom(seed, today))))


def begin_phantom(seed: int, today: int) -> Life:
    """A simulated life of the population that has kept a diary for a while."""
    law = population_law()
    history_days = law.draw_history_days(np.random.default_rng((seed, 2**32)))
    return begin_life(seed, law, today - history_days)


def _add_owner_phantom(book: TrackBook, real: Record, today: int) -> TrackBook:
    seed, book = _next_seed(book)
    life = begin_owner_phantom(seed, real, load_prior(book.preset))
    return replace(book, tracks=(*book.tracks, Track(life, "owner")))


def begin_owner_phantom(seed: int, real: Record, prior: Prior) -> Life:
    """A simulated life like the owner's, with a record that goes back as far as hers."""
    traits = phantom_traits(real, prior, np.random.default_rng((seed, 2**32)))
    return begin_life(seed, OwnerLaw(traits, prior), real.onsets[0])


def _adopt(book: TrackBook, real: Record, preset: str, tracks: int, today: int) -> TrackBook:
    seed, book = _next_seed(book)
    slot = int(np.random.default_rng(seed).integers(tracks))
    book = replace(book, preset=preset, tracks=())
    for index in range(tracks):
        if index == slot:
            book = replace(book, tracks=(*book.tracks, Track(None)))
        else:
            book = _add_owner_phantom(book, real, today)
    return book


def _inherit(book: TrackBook, real: Record, today: int) -> TrackBook:
    if not real.onsets:
        seed, book = _next_seed(book)
        heir = Track(begin_phantom(seed, today))
    else:
        seed, book = _next_seed(book)
        prior = load_prior(book.preset)
        traits = phantom_traits(real, prior, np.random.default_rng((seed, 2**32)))
        heir = Track(_carry_on(seed, traits, real, OwnerLaw(traits, prior), today), "owner")
    tracks = tuple(heir if track.life is None else track for track in book.tracks)
    return replace(book, tracks=tracks)


def _carry_on(seed: int, traits: Traits, real: Record, law: Law, today: int) -> Life:
    past = tuple(
        Episode(onset, days or round(traits.rhythm.episode_days), onset + delay)
        for onset, days, delay in zip(real.onsets, real.durations, real.delays, strict=True)
    )
    rng = np.random.default_rng((seed, 0))
    next_day = real.onsets[-1] + round(law.draw_gap(traits.rhythm, rng))
    while next_day <= today:  # what the record would have shown has not come: it comes later
        next_day += max(1, round(rng.random() * law.draw_gap(traits.rhythm, rng)))
    return Life(seed, traits, next_day, 1, past)
