"""One rhythm of a diary that may hold several, each under its own name."""

from __future__ import annotations

from offwatch.diary import Diary
from offwatch.errors import BadInput
from offwatch.names import name_key


def one_rhythm(diary: Diary, name: str | None = None) -> tuple[Diary, tuple[str, ...]]:
    """Give what forecasts look at, with the episodes of one rhythm only, and the others' names.

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
    diary = diary.used()
    rhythms = diary.rhythms()
    if name is not None and name_key(name) not in map(name_key, rhythms):
        raise BadInput("forecast.no-such-rhythm", "Name a rhythm that the diary has onsets of.")
    if len(rhythms) < 2:
        return diary, ()
    chosen = name_key(name if name is not None else rhythms[0])
    others = sorted((r for r in rhythms if name_key(r) != chosen), key=name_key)
    return diary.of_rhythm(chosen), tuple(others)


def each_rhythm(diary: Diary) -> tuple[tuple[str, Diary], ...]:
    """Give the name of each rhythm and the diary with it alone, the one written most often first.

    Parameters
    ----------
    diary : Diary
        A diary that may hold several rhythms.

    Returns
    -------
    tuple of (str, Diary)
        Of a diary without names, all that forecasts look at.
    """
    diary = diary.used()
    names = diary.rhythms()
    if len(names) < 2:
        return ((next(iter(names), ""), diary),)
    return tuple((name, one_rhythm(diary, name)[0]) for name in names)


def rhythm_of(diary: Diary) -> str:
    """What the onsets of a diary with one rhythm are called.

    Parameters
    ----------
    diary : Diary
        A diary with one rhythm.

    Returns
    -------
    str
        In the spelling that was written first; empty where they have no name.
    """
    return next(iter(diary.rhythms()), "")
