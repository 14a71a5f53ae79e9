"""One rhythm of a diary that may hold several, each under its own name."""

from __future__ import annotations

from collections import Counter

from offwatch.diary import Diary
from offwatch.errors import BadInput

_OF_EPISODES = ("onset", "end", "severity")


def one_rhythm(diary: Diary, name: str | None = None) -> tuple[Diary, tuple[str, ...]]:
    """The diary with the episodes of one rhythm only, and the names of the others.

    Without ``name`` the one with most onsets. Episodes without a name belong to every rhythm.

    **Raises** BadInput when there is none of that name.
    """
    counts = Counter(_plain(e.name) for e in diary.events if e.kind == "onset" and _plain(e.name))
    if name is not None and _plain(name) not in counts:
        raise BadInput("forecast.no-such-rhythm", "Name a rhythm that the diary has onsets of.")
    if len(counts) < 2:
        return diary, ()
    chosen = _plain(name) if name is not None else max(counts, key=lambda n: (counts[n], n))
    kept = (e for e in diary.events if e.kind not in _OF_EPISODES or _plain(e.name) in ("", chosen))
    return Diary(diary.zone, kept), tuple(sorted(set(counts) - {chosen}))


def rhythm_of(diary: Diary) -> str:
    """What the onsets of a diary with one rhythm are called; empty if nothing."""
    return next((_plain(e.name) for e in diary.events if e.kind == "onset" and _plain(e.name)), "")


def _plain(name: str) -> str:
    return name.strip().lower()
