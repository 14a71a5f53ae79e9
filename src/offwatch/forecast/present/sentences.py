"""Odds in words: the headline above every picture."""

from __future__ import annotations

from datetime import date, timedelta

from offwatch.forecast.evaluate.own_record import OwnRecord
from offwatch.forecast.inference.learned_effects import OWN_FROM_GAPS
from offwatch.forecast.predict.basis import Basis
from offwatch.forecast.predict.outlook import Outlook
from offwatch.language import gettext as _
from offwatch.language import long_date, ngettext, weekday


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
        name = _capital(outlook.rhythm or _("an episode"))
        day = _since(since, outlook.first_day)
        return _("{name} under way since {day}").format(name=name, day=day)
    silent = silence(outlook.basis, outlook.rhythm)
    if silent:
        return silent
    said = _("most likely {band}")
    if outlook.level == "population":
        said = _("too little is known of your own rhythm yet{why}; going by others', {band}")
    sentence = said.format(band=band(outlook), why=_why(outlook.basis))
    if not outlook.rhythm:
        return _capital(sentence)
    return _("Next {rhythm}: {sentence}").format(rhythm=outlook.rhythm, sentence=sentence)


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
    """What is so after a wait that no gap explains, or while a life event goes on; else "".

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
    if basis.reason == "suspended":
        return _("No forecast while “{life}” goes on").format(life=basis.life)
    if basis.reason != "silence":
        return ""
    return ngettext(
        "No {rhythm} written for {days} day: entries may be missing, "
        "or the rhythm may have stopped",
        "No {rhythm} written for {days} days: entries may be missing, "
        "or the rhythm may have stopped",
        basis.waited_days,
    ).format(rhythm=rhythm or _("start"), days=basis.waited_days)


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
    said = {
        "few-gaps": _("{capital_gaps} from one start to the next so far; {needed} are needed."),
        "regimen": _("{capital_gaps} so far since {regimen}; {needed} are needed."),
        "spread": _("Your {gaps} differ too much to show a rhythm of your own yet."),
        "silence": _("After so long a wait your own rhythm says little of what comes next."),
        "resumed": _("{capital_gaps} so far since “{life}”; {needed} are needed.")
        if basis.has_onset
        else _("Nothing is written since “{life}”, so where your rhythm stands is not known."),
    }.get(basis.reason, "")
    return said.format(
        gaps=gaps,
        capital_gaps=_capital(gaps),
        needed=OWN_FROM_GAPS,
        regimen=basis.regimen,
        life=basis.life,
    )


def doubt(outlook: Outlook) -> str:
    """What a life event that goes on may do to a rhythm, in a sentence.

    Parameters
    ----------
    outlook : Outlook
        The odds.

    Returns
    -------
    str
        "" where none goes on that may change it.
    """
    if not outlook.doubtful or outlook.is_suspended:
        return ""
    said = _("{rhythm} may change while “{life}” goes on; these odds know nothing of that.")
    return said.format(
        rhythm=_capital(outlook.rhythm or _("it")), life="”, “".join(outlook.doubtful)
    )


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
        return _("the days you wrote")
    return _("{gaps} of your own").format(gaps=_gaps(outlook.gaps_used))


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
    if record.is_worth_little:
        said = {
            True: _(
                "Not worth much for you so far: over the last {days} days it foretold whether the "
                "next day has an episode no better than knowing only how often that happens "
                "({odds})."
            ),
            False: _(
                "Not worth much for you so far: over the last {days} days it foretold whether one "
                "begins within a week no better than knowing only how often that happens ({odds})."
            ),
        }[record.ahead == 1]
        return said.format(days=record.days, odds=odds(record.rate))
    said = {
        True: _(
            "Over the last {days} days it foretold whether the next day has an episode "
            "{better} % better than knowing only how often that happens."
        ),
        False: _(
            "Over the last {days} days it foretold whether one begins within a week "
            "{better} % better than knowing only how often that happens."
        ),
    }[record.ahead == 1]
    return said.format(days=record.days, better=max(1, round(100 * record.skill)))


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
    return _("{first} to {last}").format(first=next(days), last=next(days))


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
        return _("under 1 in 100")
    return _("{n} in 100").format(n=min(round(100 * chance), 99 if chance < 1 else 100))


def _why(basis: Basis) -> str:
    said = {
        "few-gaps": " ({gaps})",
        "regimen": _(" since {regimen} ({gaps})"),
        "resumed": _(" since {regimen} ({gaps})"),
        "spread": _(" ({gaps} that differ widely)"),
    }.get(basis.reason, "")
    return said.format(gaps=_gaps(basis.gaps), regimen=basis.regimen or basis.life)


def _gaps(count: int) -> str:
    if not count:
        return _("no gaps")
    return ngettext("{n} gap", "{n} gaps", count).format(n=count)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _since(day: date, today: date) -> str:
    behind = (today - day).days
    if behind <= 1:
        return _("yesterday") if behind == 1 else _("today")
    return _day(day, today, day.year != today.year)


def _day(day: date, today: date, with_year: bool) -> str:
    ahead = (day - today).days
    if ahead == 0:
        return _("today")
    if ahead == 1:
        return _("tomorrow")
    said = long_date(day, year=with_year)
    return _("{weekday}, {date}").format(weekday=weekday(day), date=said)
