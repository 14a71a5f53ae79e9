"""Which population a diary leans on."""

from __future__ import annotations

from datetime import date

from offwatch.diary import Diary, Gap, Regimen
from offwatch.forecast.prior import Prior, load_prior

_MENSTRUAL_NAMES = frozenset({"period", "menses", "menstruation", "bleeding"})
_MENSTRUAL_GAP_DAYS = range(18, 46)  # where the middle one of a person's gaps must lie
_NO_EFFECT = ("", "none")


def is_held_down(diary: Diary, today: date) -> bool:
    """Whether a suppressant is in force."""
    return any(r.effect == "suppressant" and r.in_force(today) for r in diary.regimens())


def choose_prior(diary: Diary, today: date) -> Prior:
    """The shipped prior that fits a diary: by what it is called, by its gaps without regimens."""
    names = {e.name.lower() for e in diary.events if e.kind == "onset"}
    if names and names <= _MENSTRUAL_NAMES:
        return load_prior("menstrual")
    if names == {"migraine"}:
        return load_prior("migraine")
    regimens = [r for r in diary.regimens() if r.effect not in _NO_EFFECT]
    days = sorted(gap.days for gap in diary.gaps() if not _touched(regimens, gap))
    if len(days) >= 2 and days[len(days) // 2] in _MENSTRUAL_GAP_DAYS:
        return load_prior("menstrual")
    if len(days) < 2 and is_held_down(diary, today):
        return load_prior("suppressed")
    return load_prior("generic")


def _touched(regimens: list[Regimen], gap: Gap) -> bool:
    """Whether any of these was in force on a day of the gap."""
    return any(
        r.start_day < gap.end_day and (r.stop_day is None or r.stop_day > gap.start_day)
        for r in regimens
    )
