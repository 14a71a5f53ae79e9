"""One rhythm of a diary that may hold several, each under its own name."""

from __future__ import annotations

from collections import Counter

from offwatch.diary import Diary
from offwatch.diary.event import plain_name
from offwatch.errors import BadInput

_OF_EPISODES = ("onset", "end", "severity")


def one_rhythm(diary: Diary, name: str | None = None) -> tuple[Diary, tuple[str, ...]]:
    """The diary with the episodes of one rhythm only, and the names of the others.

    Parameters
    ----------
    diary : Diary
        A diary that may hold several rhythms.
    name : str or None
        Which one; by default the one with the most onsets. Episodes without a name belong to
        every rhythm.

    Returns
    -------
    diary : Diary, others : tuple of str
        One rhythm; the names of the rest.

    Raises
    ------
    BadInput
        There is no rhythm of that name.
    """
    counts = Counter(
        plain_name(e.name) for e in diary.events if e.kind == "onset" and plain_name(e.name)
    )
    if name is not None and plain_name(name) not in counts:
        raise BadInput("forecast.no-such-rhythm", "Name a rhythm that the diary has onsets of.")
    if len(counts) < 2:
        return diary, ()
    chosen = plain_name(name) if name is not None else max(counts, key=lambda n: (counts[n], n))
    kept = (
        e for e in diary.events if e.kind not in _OF_EPISODES or plain_name(e.name) in ("", chosen)
    )
    return Diary(diary.zone, kept), tuple(sorted(set(counts) - {chosen}))


def rhythm_of(diary: Diary) -> str:
    """What the onsets of a diary with one rhythm are called.

    Parameters
    ----------
    diary : Diary
        A diary with one rhythm.

    Returns
    -------
    str
        Empty where they have no name.
    """
    return next(
        (plain_name(e.name) for e in diary.events if e.kind == "onset" and plain_name(e.name)), ""
    )
