"""Which population a diary leans on, and which of its past is like now."""

from __future__ import annotations

from datetime import date

from offwatch.diary import Diary, Gap, Regimen
from offwatch.forecast.prior import Prior, load_prior

_MENSTRUAL_NAMES = frozenset({"period", "menses", "menstruation", "bleeding"})
_MENSTRUAL_GAP_DAYS = range(18, 46)  # where the middle one of a person's gaps must lie
_NO_EFFECT = ("", "none")


def like_now(diary: Diary, today: date) -> tuple[Gap, ...]:
    """The gaps lived wholly under the regimens in force today.

    A regimen counts by its class; one of no known effect changes nothing.
    """
    regimens = _with_effect(diary)
    return _lived_under(diary, regimens, _in_force(regimens, today))


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
    free = _lived_under(diary, _with_effect(diary), frozenset())
    days = sorted(gap.days for gap in free)
    if len(days) >= 2 and days[len(days) // 2] in _MENSTRUAL_GAP_DAYS:
        return load_prior("menstrual")
    if len(days) < 2 and is_held_down(diary, today):
        return load_prior("suppressed")
    return load_prior("generic")


def _with_effect(diary: Diary) -> list[Regimen]:
    return [r for r in diary.regimens() if r.effect not in _NO_EFFECT]


def _lived_under(
    diary: Diary, regimens: list[Regimen], wanted: frozenset[tuple[str, str]]
) -> tuple[Gap, ...]:
    return tuple(
        gap
        for gap in diary.gaps()
        if _in_force(regimens, gap.start_day) == wanted and not _changes_within(regimens, gap)
    )


def _in_force(regimens: list[Regimen], day: date) -> frozenset[tuple[str, str]]:
    return frozenset((r.name, r.effect) for r in regimens if r.in_force(day))


def _changes_within(regimens: list[Regimen], gap: Gap) -> bool:
    changes = [day for r in regimens for day in (r.start_day, r.stop_day) if day is not None]
    return any(gap.start_day < day < gap.end_day for day in changes)
