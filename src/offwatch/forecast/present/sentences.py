"""Odds in words: the headline above every picture."""

from __future__ import annotations

from datetime import date, timedelta

from offwatch.forecast.evaluate.own_record import OwnRecord
from offwatch.forecast.inference.learned_effects import OWN_FROM_GAPS
from offwatch.forecast.predict.basis import Basis
from offwatch.forecast.predict.outlook import Outlook


def headline(outlook: Outlook) -> str:
    """The answer in one sentence: what is forecast, and a band of days, never a lone date.

    Parameters
    ----------
    outlook : Outlook
        The odds.

    Returns
    -------
    str
        The sentence.
    """
    since = running_since(outlook)
    if since is not None:
        name = _capital(outlook.rhythm or "an episode")
        return f"{name} under way since {_since(since, outlook.first_day)}"
    silent = silence(outlook.basis, outlook.rhythm)
    if silent:
        return silent
    lead = "most likely"
    if outlook.level == "population":
        lead = f"too little is known of your own rhythm yet{_why(outlook.basis)}; going by others',"
    sentence = f"{lead} {band(outlook)}"
    return f"Next {outlook.rhythm}: {sentence}" if outlook.rhythm else _capital(sentence)


def running_since(outlook: Outlook) -> date | None:
    """The first day of the episode that is under way, if it is likelier than not that one is.

    Parameters
    ----------
    outlook : Outlook
        The odds.

    Returns
    -------
    date or None
        None where none is, or where it is over by the odds.
    """
    return outlook.basis.running_since if outlook.in_episode[0] >= 0.5 else None


def silence(basis: Basis, rhythm: str) -> str:
    """What is so after a wait that no gap explains; "" after any other.

    Parameters
    ----------
    basis : Basis
        What the forecast rests on.
    rhythm : str
        What is forecast.

    Returns
    -------
    str
        The sentence.
    """
    if basis.reason != "silence":
        return ""
    days = "1 day" if basis.waited_days == 1 else f"{basis.waited_days} days"
    return (
        f"No {rhythm or 'onset'} written for {days}: entries may be missing, "
        "or the rhythm may have stopped"
    )


def why_others(basis: Basis) -> str:
    """Why it is not the person's own rhythm that carries a forecast, in a sentence.

    Parameters
    ----------
    basis : Basis
        What the forecast rests on.

    Returns
    -------
    str
        "" where it is their own.
    """
    gaps = _gaps(basis.gaps)
    if basis.reason == "few-gaps":
        return f"{_capital(gaps)} of your own so far; {OWN_FROM_GAPS} are needed."
    if basis.reason == "regimen":
        return f"{_capital(gaps)} so far since {basis.regimen}; {OWN_FROM_GAPS} are needed."
    if basis.reason == "spread":
        return f"Your {gaps} differ too much to show a rhythm of your own yet."
    if basis.reason == "silence":
        return "After so long a wait your own rhythm says little of what comes next."
    return ""


def what_it_rests_on(outlook: Outlook) -> str:
    """What of the person's own carries the forecast, as part of a sentence.

    Parameters
    ----------
    outlook : Outlook
        The odds.

    Returns
    -------
    str
        So many gaps; or days, where there are hardly any gaps and still the rhythm is their own.
    """
    if outlook.level == "own" and outlook.gaps_used < OWN_FROM_GAPS:
        return "the days you wrote"
    return f"{_gaps(outlook.gaps_used)} of your own"


def worth(record: OwnRecord) -> str:
    """What a person's past forecasts were worth, in a sentence.

    Parameters
    ----------
    record : OwnRecord
        Their past forecasts beside what came.

    Returns
    -------
    str
        Where it was not much, it says so.
    """
    what = (
        "whether the next day has an episode"
        if record.ahead == 1
        else "whether one begins within a week"
    )
    if record.is_worth_little:
        return (
            f"Not worth much for you so far: over the last {record.days} days it foretold {what} "
            f"no better than by how often that is so ({odds(record.rate)})."
        )
    better = max(1, round(100 * record.skill))
    return (
        f"Over the last {record.days} days it foretold {what} {better} % better than by how often "
        "that is so."
    )


def band(outlook: Outlook) -> str:
    """The days that hold the next onset 4 times in 5.

    Parameters
    ----------
    outlook : Outlook
        The odds.

    Returns
    -------
    str
        From one day to another; of a single day, it and the next.
    """
    likely = outlook.likely
    last = likely.end_day - timedelta(days=1)
    if last <= likely.start_day + timedelta(days=1):  # a day or two: name both
        last = max(last, likely.start_day + timedelta(days=1))
    years = {likely.start_day.year, last.year, outlook.first_day.year}
    days = (_day(day, outlook.first_day, len(years) > 1) for day in (likely.start_day, last))
    return " to ".join(days)


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


def _why(basis: Basis) -> str:
    if basis.reason == "few-gaps":
        return f" ({_gaps(basis.gaps)})"
    if basis.reason == "regimen":
        return f" since {basis.regimen} ({_gaps(basis.gaps)})"
    return f" ({_gaps(basis.gaps)} that differ widely)" if basis.reason == "spread" else ""


def _gaps(count: int) -> str:
    return "1 gap" if count == 1 else f"{count or 'no'} gaps"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _since(day: date, today: date) -> str:
    behind = (today - day).days
    if behind <= 1:
        return ("today", "yesterday")[max(behind, 0)]
    return _day(day, today, day.year != today.year)


def _day(day: date, today: date, with_year: bool) -> str:
    ahead = (day - today).days
    if ahead == 0:
        return "today"
    if ahead == 1:
        return "tomorrow"
    year = f" {day.year}" if with_year else ""
    return f"{day:%A}, {day.day} {day:%B}{year}"
