"""Odds in words: the headline above every picture."""

from __future__ import annotations

from datetime import date, timedelta

from offwatch.forecast.predict.outlook import Outlook


def headline(outlook: Outlook) -> str:
    """The answer in one sentence: a band of days, never a lone date.

    Parameters
    ----------
    outlook : Outlook
        The odds.

    Returns
    -------
    str
        The sentence.
    """
    likely = outlook.likely
    last = likely.end_day - timedelta(days=1)
    if last <= likely.start_day + timedelta(days=1):  # a day or two: name both
        last = max(last, likely.start_day + timedelta(days=1))
    if outlook.level == "population":
        lead = "Too little is known of your own rhythm yet; going by others', "
    else:
        lead = "Most likely "
    years = {likely.start_day.year, last.year, outlook.first_day.year}
    days = (_day(day, outlook.first_day, len(years) > 1) for day in (likely.start_day, last))
    return lead + " to ".join(days)


def odds(chance: float) -> str:
    """A chance as people say it.

    Parameters
    ----------
    chance : float
        Between 0 and 1.

    Returns
    -------
    str
        So many in 100.

    >>> odds(0.963), odds(0.001)
    ('96 in 100', 'under 1 in 100')
    """
    if 0 < chance < 0.005:
        return "under 1 in 100"
    return f"{min(round(100 * chance), 99 if chance < 1 else 100)} in 100"


def _day(day: date, today: date, with_year: bool) -> str:
    ahead = (day - today).days
    if ahead == 0:
        return "today"
    if ahead == 1:
        return "tomorrow"
    year = f" {day.year}" if with_year else ""
    return f"{day:%A}, {day.day} {day:%B}{year}"
