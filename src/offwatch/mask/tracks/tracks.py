"""The tracks of one pad: at most one real record among simulated ones, never re-rolled.

One track leads: it holds the owner's record, or, where there is none, plays its part with a rhythm
drawn from the population. The others are drawn from what the leading record shows of its rhythm,
at the start and again when they restart: with a true record or without, the tracks of a pad have
the same joint law.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from offwatch.forecast import Prior, load_prior
from offwatch.mask.tracks.book import Track, TrackBook
from offwatch.mask.tracks.records import Record, record_of_life
from offwatch.mask.tracks.synthetic import (
    POPULATION_PRESET,
    OwnerLaw,
    begin_owner_phantom,
    begin_phantom,
    carry_on,
    phantom_traits,
)
from offwatch.simulate import Law, extend_life, population_law

__all__ = [
    "POPULATION_PRESET",
    "RARE_PRESETS",
    "Cover",
    "Track",
    "TrackBook",
    "advance",
    "cover_of",
    "open_book",
    "records_of",
    "settle",
]

RARE_PRESETS = ("suppressed",)

Cover = Literal["law", "misfit", "rare"]


def cover_of(preset: str) -> Cover:
    """What a preset may be promised.

    ``law``: the published population law is its law. ``misfit``: its record takes a track, with
    no promise, and the pad says so. ``rare``: its record takes no track; simulated rhythms run.
    """
    if preset == POPULATION_PRESET:
        return "law"
    return "rare" if preset in RARE_PRESETS else "misfit"


def open_book(seed: int, tracks: int, today: int) -> TrackBook:
    """The tracks of a new pad with an empty diary: one of the population, the others like it."""
    book = _add_phantom(TrackBook(seed, POPULATION_PRESET, 0, ()), today)
    return _fill(advance(book, today), None, tracks, today)


def advance(book: TrackBook, today: int) -> TrackBook:
    """The same book with every simulated onset up to ``today`` drawn."""
    prior = load_prior(book.preset)
    return replace(
        book,
        tracks=tuple(
            track
            if track.life is None
            else replace(track, life=extend_life(track.life, _law_of(track, prior), today + 1))
            for track in book.tracks
        ),
    )


def settle(book: TrackBook, real: Record | None, preset: str, tracks: int, today: int) -> TrackBook:
    """Let what has changed take effect: a first record, one that stopped, another norm, a restart.

    Called on the day a period's days are asked for and on no other, so that the time of a change
    says nothing more. A real record takes a track drawn by the book's seed; where it stops, a
    simulated rhythm carries on in its place; further tracks are drawn from the leading record.
    """
    usable = real is not None and bool(real.onsets) and cover_of(preset) != "rare"
    if usable and real is not None and not (book.has_real and book.preset == preset):
        book = _adopt(book, real, preset, tracks, today)
    elif not usable and book.has_real:
        book = _inherit(book, real or Record(), today)
    book = advance(book, today)
    if len(book.tracks) > tracks:
        book = _drop(book, tracks)
    book = _fill(book, real, tracks, today)
    return _draw_restarted(book, real, today)


def records_of(book: TrackBook, real: Record | None, today: int) -> tuple[Record, ...]:
    """What every track shows on the morning of ``today``, alike in form."""
    return tuple(_record_of(track, real, today) for track in book.tracks)


def _law_of(track: Track, prior: Prior) -> Law:
    """The law that a simulated track goes on by."""
    if track.law == "owner" and track.life is not None:
        return OwnerLaw(track.life.traits, prior)
    return population_law()


def _record_of(track: Track, real: Record | None, today: int) -> Record:
    if track.life is None:
        return (real or Record()).as_of(today)
    return record_of_life(track.life, today)


def _add_phantom(book: TrackBook, today: int) -> TrackBook:
    seed, book = book.next_seed()
    return book.with_track(Track(begin_phantom(seed, today)))


def _add_like(book: TrackBook, record: Record, today: int) -> TrackBook:
    seed, book = book.next_seed()
    life = begin_owner_phantom(seed, record, load_prior(book.preset), today)
    return book.with_track(Track(life, "owner"))


def _fill(book: TrackBook, real: Record | None, tracks: int, today: int) -> TrackBook:
    """Add tracks like the leading one until there are enough."""
    if len(book.tracks) >= tracks:
        return book
    record = _record_of(book.tracks[book.lead], real, today)
    while len(book.tracks) < tracks:
        book = _add_like(book, record, today)
    return advance(book, today)


def _drop(book: TrackBook, tracks: int) -> TrackBook:
    """Fewer tracks, the leading one among them."""
    others = [i for i in range(len(book.tracks)) if i != book.lead][: tracks - 1]
    kept = sorted([book.lead, *others])
    return replace(book, tracks=tuple(book.tracks[i] for i in kept), lead=kept.index(book.lead))


def _draw_restarted(book: TrackBook, real: Record | None, today: int) -> TrackBook:
    """Draw the rhythm of each track that has restarted from what the leading record now shows.

    What it has drawn so far stays; the leading track restarts by its own law.
    """
    for index, track in enumerate(book.tracks):
        if index == book.lead or not track.has_restarted(today) or track.life is None:
            continue
        seed, book = book.next_seed()
        record = _record_of(book.tracks[book.lead], real, today)
        rng = np.random.default_rng((seed, 2**32))
        life = replace(track.life, traits=phantom_traits(record, load_prior(book.preset), rng))
        restarts = sum(day <= today for day in life.changes)
        fresh = Track(life, "owner", restarts)
        book = replace(book, tracks=(*book.tracks[:index], fresh, *book.tracks[index + 1 :]))
    return book


def _adopt(book: TrackBook, real: Record, preset: str, tracks: int, today: int) -> TrackBook:
    seed, book = book.next_seed()
    slot = int(np.random.default_rng(seed).integers(tracks))
    book = replace(book, preset=preset, tracks=(), lead=slot)
    for index in range(tracks):
        if index == slot:
            book = book.with_track(Track(None))
        else:
            book = _add_like(book, real.as_of(today), today)
    return book


def _inherit(book: TrackBook, real: Record, today: int) -> TrackBook:
    seed, book = book.next_seed()
    if real.onsets:
        prior = load_prior(book.preset)
        traits = phantom_traits(real, prior, np.random.default_rng((seed, 2**32)))
        heir = Track(carry_on(seed, traits, real, OwnerLaw(traits, prior), today), "owner")
    else:
        heir = Track(begin_phantom(seed, today))
    tracks = tuple(heir if track.life is None else track for track in book.tracks)
    return replace(book, tracks=tracks)
