"""The tracks of one pad: a plain value with every draw made so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from offwatch.errors import BadInput
from offwatch.simulate import Life

VERSION = 2
"""Sets of version 1 had no lead; they are read, and stay as drawn until their tracks restart."""


@dataclass(frozen=True, slots=True)
class Track:
    """One track: a simulated life, or (where ``life`` is none) the owner's own record.

    Parameters
    ----------
    life : Life or None
    law : str
        ``owner`` where it was drawn from what the leading track shows, else ``population``.
    restarts : int
        After how many of the life's changes a new rhythm has been drawn.
    """

    life: Life | None
    law: Literal["population", "owner"] = "population"
    restarts: int = 0

    def has_restarted(self, today: int) -> bool:
        """Whether a life change waits for its new rhythm to be drawn.

        Parameters
        ----------
        today : int
            As ``date.toordinal``; changes up to it count.
        """
        life = self.life
        return life is not None and sum(day <= today for day in life.changes) > self.restarts


@dataclass(frozen=True, slots=True)
class TrackSet:
    """All tracks of one pad, with every draw made so far; kept in the vault.

    Parameters
    ----------
    seed : int
        The pad's own.
    preset : str
        The population that the records are held beside.
    draws : int
        How many seeds have been handed out, so that none is handed out twice.
    tracks : tuple of Track
    lead : int
        The track that holds the owner's record, or plays its part; the others are drawn to be like
        it.
    """

    seed: int
    preset: str
    draws: int
    tracks: tuple[Track, ...]
    lead: int = 0

    @property
    def has_real(self) -> bool:
        """Whether one of the tracks is the owner's record."""
        return any(track.life is None for track in self.tracks)

    def next_seed(self) -> tuple[int, TrackSet]:
        """A seed that no track has had, and the set that has handed it out."""
        sequence = np.random.SeedSequence((self.seed, self.draws))
        seed = int(sequence.generate_state(1, np.uint64)[0])
        return seed, replace(self, draws=self.draws + 1)

    def with_track(self, track: Track) -> TrackSet:
        """This set with one track more.

        Parameters
        ----------
        track : Track
        """
        return replace(self, tracks=(*self.tracks, track))

    def to_dict(self) -> dict[str, Any]:
        """This set as JSON-able values."""
        tracks = [
            {
                "law": t.law,
                "restarts": t.restarts,
                "life": None if t.life is None else t.life.as_dict(),
            }
            for t in self.tracks
        ]
        return {
            "v": VERSION,
            "seed": self.seed,
            "preset": self.preset,
            "draws": self.draws,
            "lead": self.lead,
            "tracks": tracks,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> TrackSet:
        """The set written by ``to_dict``, by this version or the one before.

        Parameters
        ----------
        values : mapping

        Raises
        ------
        BadInput
            ``mask.book-unreadable`` for anything else.
        """
        try:
            if values["v"] not in (1, VERSION):
                raise ValueError
            tracks = tuple(_read_track(track) for track in values["tracks"])
            real = next((i for i, track in enumerate(tracks) if track.life is None), 0)
            lead = int(values.get("lead", real))
            if not 0 <= lead < max(1, len(tracks)):
                raise ValueError
            return cls(
                int(values["seed"]), str(values["preset"]), int(values["draws"]), tracks, lead
            )
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput(
                "mask.book-unreadable",
                "The tracks cannot be read; restore them from a backup of this pad.",
            ) from error


def _read_track(values: Mapping[str, Any]) -> Track:
    life = None if values["life"] is None else Life.from_dict(values["life"])
    changes = 0 if life is None else len(life.changes)
    return Track(life, values["law"], int(values.get("restarts", changes)))
