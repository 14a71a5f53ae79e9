"""Which past counts towards the forecast, and which population it leans on."""

from __future__ import annotations

from datetime import date

from offwatch.diary import Diary, Gap, Regimen
from offwatch.forecast.prior import Prior, load_prior

_MENSTRUAL_NAMES = frozenset({"period", "menses", "menstruation", "bleeding"})
_MENSTRUAL_GAP_DAYS = range(18, 46)  # where the middle one of a person's gaps must lie
_NO_EFFECT = ("", "none")


def usable_gaps(diary: Diary, today: date) -> tuple[Gap, ...]:
    """The gaps lived wholly under the regimens in force today.

    A regimen counts by its class; one of no known effect changes nothing.
    """
    regimens = [r for r in diary.regimens() if r.effect not in _NO_EFFECT]
    now = _in_force(regimens, today)
    return tuple(
        gap
        for gap in diary.gaps()
        if _in_force(regimens, gap.start_day) == now and not _changes_within(regimens, gap)
    )


def days_since_onset(diary: Diary, today: date) -> int:
    """Days on the clock: since the last onset, or since a suppressant stopped after it.

    -1 where no onset is known.
    """
    onsets = diary.onset_days()
    if not onsets:
        return -1
    stops = [
        r.stop_day
        for r in diary.regimens()
        if r.effect == "suppressant" and r.stop_day is not None and r.stop_day <= today
    ]
    return (today - max([onsets[-1], *stops])).days


def choose_prior(diary: Diary, today: date) -> Prior:
    """The shipped prior that fits a diary: by regimen, by what it is called, by its gaps."""
    if any(r.effect == "suppressant" and r.in_force(today) for r in diary.regimens()):
        return load_prior("suppressed")
    names = {e.name.lower() for e in diary.events if e.kind == "onset"}
    if names and names <= _MENSTRUAL_NAMES:
        return load_prior("menstrual")
    if names == {"migraine"}:
        return load_prior("migraine")
    days = sorted(gap.days for gap in usable_gaps(diary, today))
    if len(days) >= 2 and days[len(days) // 2] in _MENSTRUAL_GAP_DAYS:
        return load_prior("menstrual")
    return load_prior("generic")


def _in_force(regimens: list[Regimen], day: date) -> frozenset[tuple[str, str]]:
    return frozenset((r.name, r.effect) for r in regimens if r.in_force(day))


def _changes_within(regimens: list[Regimen], gap: Gap) -> bool:
    changes = [day for r in regimens for day in (r.start_day, r.stop_day) if day is not None]
    return any(gap.start_day < day < gap.end_day for day in changes)
