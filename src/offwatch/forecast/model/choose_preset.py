"""Which population a diary leans on."""

from __future__ import annotations

from datetime import date

from offwatch.diary import Diary, Gap, Regimen
from offwatch.forecast.model.prior import Prior, load_prior
from offwatch.names import name_key

_MENSTRUAL_NAMES = frozenset({"period", "menses", "menstruation", "bleeding"})
_MENSTRUAL_GAP_DAYS = range(18, 46)  # where the middle one of a person's gaps must lie
_OWN = 3  # so many gaps speak louder than what they are called
_NO_EFFECT = ("", "none")


def is_held_down(diary: Diary, today: date) -> bool:
    """Whether a suppressant is in force.

    Parameters
    ----------
    diary : Diary
        The diary.
    today : date
        The day in question.

    Returns
    -------
    bool
        True while one is taken.
    """
    return any(r.effect == "suppressant" and r.in_force(today) for r in diary.regimens())


def choose_prior(diary: Diary) -> Prior:
    """The shipped prior that fits a diary: by what its onsets are called, and by its gaps.

    Parameters
    ----------
    diary : Diary
        The diary.

    Returns
    -------
    Prior
        Only a new entry changes it, never the calendar.
    """
    names = {name_key(e.name) for e in diary.events if e.kind == "onset"}
    regimens = [r for r in diary.regimens() if r.effect not in _NO_EFFECT]
    days = sorted(gap.days for gap in diary.gaps() if not _touched(regimens, gap))
    middle = days[len(days) // 2] if days else 0
    if names and names <= _MENSTRUAL_NAMES and (len(days) < _OWN or middle in _MENSTRUAL_GAP_DAYS):
        return load_prior("menstrual")
    if names == {"migraine"}:
        return load_prior("migraine")
    if len(days) >= 2 and middle in _MENSTRUAL_GAP_DAYS:
        return load_prior("menstrual")
    if len(days) < 2 and any(r.effect == "suppressant" for r in regimens):
        return load_prior("suppressed")
    return load_prior("generic")


def _touched(regimens: list[Regimen], gap: Gap) -> bool:
    """Whether any of these was in force on a day of the gap."""
    return any(
        r.start_day < gap.end_day and (r.stop_day is None or r.stop_day > gap.start_day)
        for r in regimens
    )
