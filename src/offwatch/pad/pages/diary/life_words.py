"""Life events in words: from when to when, and what they do to each condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from offwatch.diary import LifeEvent
from offwatch.language import long_date
from offwatch.pad.diary.conditions import Kept
from offwatch.pad.diary.life import WrittenLife


@dataclass(frozen=True, slots=True)
class LifeView:
    """One life event as its page shows it."""

    name: str
    when: str
    start: int
    end: int | None
    goes_on: bool
    suspended: list[Kept]
    doubtful: list[Kept]


def see_lives(lives: Sequence[WrittenLife], kept: Sequence[Kept], today: date) -> list[LifeView]:
    """Newest first."""
    return [
        LifeView(
            name=one.event.name,
            when=when_words(one.event),
            start=one.start,
            end=one.end,
            goes_on=one.event.last_day is None and one.event.start_day <= today,
            suspended=[each for each in kept if one.event.touch(each.name) == "suspends"],
            doubtful=[each for each in kept if one.event.touch(each.name) == "doubtful"],
        )
        for one in reversed(lives)
    ]


def when_words(event: LifeEvent) -> str:
    """``3 March 2026 to 5 May 2026``, or since when."""
    first = long_date(event.start_day, year=True)
    if event.last_day is None:
        return _("since {first}").format(first=first)
    if event.last_day == event.start_day:
        return first
    return _("{first} to {last}").format(first=first, last=long_date(event.last_day, year=True))
