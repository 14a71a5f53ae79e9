"""Days of one episode that were written as onsets each, put together again.

Many people write a row for every day of bleeding or pain. Onsets of one rhythm on following days,
with no end between, are days of one episode. A period begins no sooner than a few days after the
last one, so bleeding after a pause of at most `MOST_DRY_DAYS` belongs to the same period, whether
its end was written or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from offwatch.diary.conditions import condition_of

MOST_DRY_DAYS = 4  # so many days without bleeding do not end a period: none begins so soon
MOST_PERIOD_DAYS = 21  # what is longer with its pauses was no one period
Reason = Literal["following-days", "dry-days"]


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode.

    Parameters
    ----------
    onset_day : date
        Its first day.
    last_day : date, optional
        Its last, if that is known.
    by_day : bool
        Whether its days were written one by one: its last day is then the last that was written,
        and it may go on after that.
    """

    onset_day: date
    last_day: date | None
    by_day: bool = False

    @property
    def duration_days(self) -> int | None:
        """The days it lasted, both ends counted; none while its end is not known."""
        return None if self.last_day is None else (self.last_day - self.onset_day).days + 1

    def may_run_on(self, day: date) -> bool:
        """Say whether it may go on past ``day``, by what had been written until then.

        Parameters
        ----------
        day : date
            The day in question, on or after the onset.

        Returns
        -------
        bool
            Of one written day by day: whether that day or the one before was written.
        """
        if self.last_day is None:
            return True
        return self.by_day and (day - self.last_day).days <= 1


@dataclass(frozen=True, slots=True)
class Joined:
    """An onset that begins no episode of its own, and by which rule.

    Parameters
    ----------
    rhythm : str
        The key of its rhythm.
    day : date
        Its day.
    reason : Reason
        ``following-days`` or ``dry-days``.
    """

    rhythm: str
    day: date
    reason: Reason


def join_days(
    written: Sequence[Episode], rhythms: Sequence[str]
) -> tuple[tuple[Episode, ...], tuple[Joined, ...]]:
    """Put the days of one episode together.

    Parameters
    ----------
    written : sequence of Episode
        As they were written, in order.
    rhythms : sequence of str
        The key of each one's rhythm.

    Returns
    -------
    episodes : tuple of Episode
        In order of their onsets.
    joined : tuple of Joined
        The onsets that begin none of these.
    """
    places: dict[str, list[int]] = {}
    for place, rhythm in enumerate(rhythms):
        places.setdefault(rhythm, []).append(place)
    kept: list[tuple[int, Episode]] = []
    joined: list[Joined] = []
    for rhythm, of_one in places.items():
        kept += _join_rhythm(rhythm, [(place, written[place]) for place in of_one], joined)
    kept.sort(key=lambda one: one[0])
    return tuple(episode for _, episode in kept), tuple(joined)


def _join_rhythm(
    rhythm: str, written: Sequence[tuple[int, Episode]], joined: list[Joined]
) -> list[tuple[int, Episode]]:
    """The episodes of one rhythm with their places; what is joined is added to ``joined``."""
    pauses = condition_of(rhythm) == "menstrual"
    kept: list[tuple[int, Episode]] = []
    reached: list[date] = []  # the last day known of each
    for place, one in written:
        reason = _reason(kept[-1][1], reached[-1], one.onset_day, pauses) if kept else None
        if reason is None:
            kept.append((place, one))
            reached.append(one.last_day or one.onset_day)
            continue
        joined.append(Joined(rhythm, one.onset_day, reason))
        first, before = kept[-1]
        kept[-1] = (first, Episode(before.onset_day, one.last_day, by_day=one.last_day is None))
        reached[-1] = max(reached[-1], one.last_day or one.onset_day)
    return _close(kept, reached)


def _reason(before: Episode, reached: date, day: date, pauses: bool) -> Reason | None:
    """Why an onset on ``day`` belongs to the episode before it, if it does."""
    days = (day - reached).days
    if before.last_day is None and days == 1:
        return "following-days"
    short = (day - before.onset_day).days < MOST_PERIOD_DAYS
    return "dry-days" if pauses and short and days <= MOST_DRY_DAYS + 1 else None


def _close(
    kept: Sequence[tuple[int, Episode]], reached: Sequence[date]
) -> list[tuple[int, Episode]]:
    """Episodes written day by day last to the last day that was written.

    Where most of a rhythm's are, and no end is ever written, a day alone is one of a single day.
    """
    by_day = sum(one.by_day for _, one in kept)
    no_ends = all(one.last_day is None for _, one in kept)
    alone = no_ends and 2 * by_day >= len(kept)
    return [
        (place, replace(one, last_day=last, by_day=True))
        if one.last_day is None and (one.by_day or alone)
        else (place, one)
        for (place, one), last in zip(kept, reached, strict=True)
    ]
