"""Which population a diary leans on."""

from __future__ import annotations

from datetime import date

from offwatch.diary import Diary, Gap, Regimen
from offwatch.diary.conditions import condition_of
from offwatch.forecast.model.prior import PRESETS, Prior, load_prior

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


def choose_prior(diary: Diary, preset: str = "") -> Prior:
    """The shipped prior that fits a diary: as its owner says, by its onsets' name, or by its gaps.

    Parameters
    ----------
    diary : Diary
        A diary with one rhythm.
    preset : str
        The preset that its owner chose; "" for none.

    Returns
    -------
    Prior
        Only a new entry or another choice changes it, never the calendar.

    Raises
    ------
    BadInput
        No such preset is shipped.
    """
    if preset:
        return load_prior(preset)
    regimens = [r for r in diary.regimens() if r.effect not in _NO_EFFECT]
    days = sorted(gap.days for gap in diary.gaps() if not _touched(regimens, gap))
    middle = days[len(days) // 2] if days else 0
    named = preset_of_names(diary.rhythms())
    if named == "menstrual" and len(days) >= _OWN and middle not in _MENSTRUAL_GAP_DAYS:
        named = ""
    if named:
        return load_prior(named)
    if len(days) >= 2 and middle in _MENSTRUAL_GAP_DAYS:
        return load_prior("menstrual")
    if len(days) < 2 and any(r.effect == "suppressant" for r in regimens):
        return load_prior("suppressed")
    return load_prior("generic")


def preset_of_names(names: tuple[str, ...]) -> str:
    """The preset that the names of rhythms choose, if they all choose the same.

    Parameters
    ----------
    names : tuple of str
        As somebody wrote them.

    Returns
    -------
    str
        "" where they choose none.
    """
    conditions = {condition_of(name) for name in names}
    if len(conditions) != 1:
        return ""
    (condition,) = conditions
    return condition if condition in PRESETS else ""


def _touched(regimens: list[Regimen], gap: Gap) -> bool:
    """Whether any of these was in force on a day of the gap."""
    return any(
        r.start_day < gap.end_day and (r.stop_day is None or r.stop_day > gap.start_day)
        for r in regimens
    )
