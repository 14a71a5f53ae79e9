"""The tracks of one pad: at most one real record among simulated ones, never drawn again.

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
from offwatch.mask.tracks.records import Record, record_of_life
from offwatch.mask.tracks.synthetic import (
    POPULATION_PRESET,
    OwnerLaw,
    begin_owner_phantom,
    begin_phantom,
    carry_on,
    phantom_traits,
)
from offwatch.mask.tracks.track_set import Track, TrackSet
from offwatch.simulate import Law, extend_life, population_law

__all__ = [
    "POPULATION_PRESET",
    "RARE_PRESETS",
    "Cover",
    "Track",
    "TrackSet",
    "advance",
    "apply_changes",
    "cover_of",
    "open_tracks",
    "records_of",
]

RARE_PRESETS = ("suppressed",)

Cover = Literal["law", "misfit", "rare"]


def cover_of(preset: str) -> Cover:
    """What a preset may be promised.

    Parameters
    ----------
    preset : str
        The name of a population.

    Returns
    -------
    str
        ``law``: the published population law is its law. ``misfit``: its record takes a track with
        no promise, and the pad says so. ``rare``: its record takes no track; simulated rhythms run.
    """
    if preset == POPULATION_PRESET:
        return "law"
    return "rare" if preset in RARE_PRESETS else "misfit"


def open_tracks(seed: int, tracks: int, today: int) -> TrackSet:
    """The tracks of a new pad with an empty diary: one of the population, the others like it.

    Parameters
    ----------
    seed : int
        The pad's own.
    tracks : int
        As many as the norm says.
    today : int
        As ``date.toordinal``.

    Returns
    -------
    TrackSet
    """
    track_set = _add_phantom(TrackSet(seed, POPULATION_PRESET, 0, ()), today)
    return _fill(advance(track_set, today), None, tracks, today)


def advance(track_set: TrackSet, today: int) -> TrackSet:
    """The same tracks with every simulated onset up to a day drawn.

    Parameters
    ----------
    track_set : TrackSet
    today : int
        As ``date.toordinal``.

    Returns
    -------
    TrackSet
    """
    prior = load_prior(track_set.preset)
    return replace(
        track_set,
        tracks=tuple(
            track
            if track.life is None
            else replace(track, life=extend_life(track.life, _law_of(track, prior), today + 1))
            for track in track_set.tracks
        ),
    )


def apply_changes(
    track_set: TrackSet, real: Record | None, preset: str, tracks: int, today: int
) -> TrackSet:
    """Let what has changed take effect: a first record, one that stopped, another norm, a restart.

    Called on the day on which a period's days are asked for and on no other, so that the time of a
    change says nothing more. A real record takes a track drawn by the pad's seed. Where it stops, a
    simulated rhythm carries on in its place. Further tracks are drawn from the leading record.

    Parameters
    ----------
    track_set : TrackSet
    real : Record or None
        The owner's own record.
    preset : str
        The population that it is held beside.
    tracks : int
        As many as the norm says.
    today : int
        As ``date.toordinal``.

    Returns
    -------
    TrackSet
    """
    usable = real is not None and bool(real.onsets) and cover_of(preset) != "rare"
    if usable and real is not None and not (track_set.has_real and track_set.preset == preset):
        track_set = _adopt(track_set, real, preset, tracks, today)
    elif not usable and track_set.has_real:
        track_set = _inherit(track_set, real or Record(), today)
    track_set = advance(track_set, today)
    if len(track_set.tracks) > tracks:
        track_set = _drop(track_set, tracks)
    track_set = _fill(track_set, real, tracks, today)
    return _draw_restarted(track_set, real, today)


def records_of(track_set: TrackSet, real: Record | None, today: int) -> tuple[Record, ...]:
    """What every track shows in the morning, alike in form.

    Parameters
    ----------
    track_set : TrackSet
    real : Record or None
        The owner's own record.
    today : int
        As ``date.toordinal``.

    Returns
    -------
    tuple of Record
    """
    return tuple(_record_of(track, real, today) for track in track_set.tracks)


def _law_of(track: Track, prior: Prior) -> Law:
    """The law that a simulated track goes on by."""
    if track.law == "owner" and track.life is not None:
        return OwnerLaw(track.life.traits, prior)
    return population_law()


def _record_of(track: Track, real: Record | None, today: int) -> Record:
    if track.life is None:
        return (real or Record()).as_of(today)
    return record_of_life(track.life, today)


def _add_phantom(track_set: TrackSet, today: int) -> TrackSet:
    seed, track_set = track_set.next_seed()
    return track_set.with_track(Track(begin_phantom(seed, today)))


def _add_like(track_set: TrackSet, record: Record, today: int) -> TrackSet:
    seed, track_set = track_set.next_seed()
    life = begin_owner_phantom(seed, record, load_prior(track_set.preset), today)
    return track_set.with_track(Track(life, "owner"))


def _fill(track_set: TrackSet, real: Record | None, tracks: int, today: int) -> TrackSet:
    """Add tracks like the leading one until there are enough."""
    if len(track_set.tracks) >= tracks:
        return track_set
    record = _record_of(track_set.tracks[track_set.lead], real, today)
    while len(track_set.tracks) < tracks:
        track_set = _add_like(track_set, record, today)
    return advance(track_set, today)


def _drop(track_set: TrackSet, tracks: int) -> TrackSet:
    """Fewer tracks, the leading one among them."""
    others = [i for i in range(len(track_set.tracks)) if i != track_set.lead][: tracks - 1]
    kept = sorted([track_set.lead, *others])
    return replace(
        track_set, tracks=tuple(track_set.tracks[i] for i in kept), lead=kept.index(track_set.lead)
    )


def _draw_restarted(track_set: TrackSet, real: Record | None, today: int) -> TrackSet:
    """Draw the rhythm of each track that has restarted from what the leading record now shows.

    What it has drawn so far stays; the leading track restarts by its own law.
    """
    for index, track in enumerate(track_set.tracks):
        if index == track_set.lead or not track.has_restarted(today) or track.life is None:
            continue
        seed, track_set = track_set.next_seed()
        record = _record_of(track_set.tracks[track_set.lead], real, today)
        rng = np.random.default_rng((seed, 2**32))
        life = replace(track.life, traits=phantom_traits(record, load_prior(track_set.preset), rng))
        restarts = sum(day <= today for day in life.changes)
        fresh = Track(life, "owner", restarts)
        track_set = replace(
            track_set, tracks=(*track_set.tracks[:index], fresh, *track_set.tracks[index + 1 :])
        )
    return track_set


def _adopt(track_set: TrackSet, real: Record, preset: str, tracks: int, today: int) -> TrackSet:
    seed, track_set = track_set.next_seed()
    slot = int(np.random.default_rng(seed).integers(tracks))
    track_set = replace(track_set, preset=preset, tracks=(), lead=slot)
    for index in range(tracks):
        if index == slot:
            track_set = track_set.with_track(Track(None))
        else:
            track_set = _add_like(track_set, real.as_of(today), today)
    return track_set


def _inherit(track_set: TrackSet, real: Record, today: int) -> TrackSet:
    seed, track_set = track_set.next_seed()
    if real.onsets:
        prior = load_prior(track_set.preset)
        traits = phantom_traits(real, prior, np.random.default_rng((seed, 2**32)))
        heir = Track(carry_on(seed, traits, real, OwnerLaw(traits, prior), today), "owner")
    else:
        heir = Track(begin_phantom(seed, today))
    tracks = tuple(heir if track.life is None else track for track in track_set.tracks)
    return replace(track_set, tracks=tracks)
