"""What a forecast rests on: the person's own rhythm, or others', and if so why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from offwatch.diary import Diary
from offwatch.forecast.inference.learned_effects import OWN_FROM_GAPS, Level
from offwatch.forecast.inference.suspension import Resumed

Reason = Literal["own", "few-gaps", "silence", "regimen", "spread", "suspended", "resumed"]
SURELY_OWN = 8  # gaps of one's own: from then on they outweigh what is known of others
_LONG = 3  # times the longest own gap: a wait that no law of gaps need be asked about
_NO_EFFECT = ("", "none")
_OPEN_ENDED_DAYS = 14  # an episode whose end was never written is over by then


@dataclass(frozen=True, slots=True)
class Basis:
    """What a forecast rests on.

    Attributes
    ----------
    reason : Reason
        ``own``, or why it is not the person's own rhythm: too few gaps; no onset for so long that
        entries may be missing or the rhythm may have stopped; too few gaps under a regimen that is
        in force; gaps that differ too much; a life event that suspends it; too little written since
        one.
    waited_days : int, days
        Since the last onset.
    gaps : int
        Own gaps, of those that count: under the regimen where that is the reason.
    regimen : str
        Its name where it is the reason.
    running_since : date, optional
        The onset of the last episode, if it may still run by what is written.
    life : str
        The life event's name where one is the reason.
    has_onset : bool
        Whether an onset is written since that.
    """

    reason: Reason = "own"
    waited_days: int = 0
    gaps: int = 0
    regimen: str = ""
    running_since: date | None = None
    life: str = ""
    has_onset: bool = True

    @property
    def level(self) -> Level:
        """Whether the person's own gaps carry the forecast or the population's."""
        return "own" if self.reason == "own" else "population"


def basis_of(
    diary: Diary,
    today: date,
    level: Level,
    gaps: int,
    *,
    lapsed: bool,
    resumed: Resumed | None = None,
) -> Basis:
    """Say what a forecast rests on.

    Parameters
    ----------
    diary : Diary
        A diary with one rhythm.
    today : date
        The day of the forecast.
    level : Level
        What the model believes.
    gaps : int
        How many own gaps it used.
    lapsed : bool
        Whether a lapse in logging explains the wait better than any gap.
    resumed : Resumed or None
        Where a life event bears on where the rhythm stands.

    Returns
    -------
    Basis
        The first reason that holds.
    """
    onsets = diary.onset_days()
    waited = (today - onsets[-1]).days if onsets else 0
    since = _running_since(diary, today)
    if resumed is not None:
        return Basis(
            "resumed",
            waited,
            resumed.gaps,
            running_since=since,
            life=resumed.life,
            has_onset=resumed.has_onset,
        )
    longest = max((gap.days for gap in diary.gaps()), default=0)
    under = _under_regimen(diary, today)
    changed = under is not None and under[1] < OWN_FROM_GAPS
    unusual = waited > longest  # a wait that has been before needs no other reason
    if unusual and (lapsed or (gaps >= OWN_FROM_GAPS and not changed and waited > _LONG * longest)):
        return Basis("silence", waited, gaps, running_since=since)
    if level == "own":
        return Basis("own", waited, gaps, running_since=since)
    if gaps < OWN_FROM_GAPS:
        return Basis("few-gaps", waited, gaps, running_since=since)
    if under is not None and changed:
        return Basis("regimen", waited, under[1], under[0], since)
    return Basis("own" if gaps >= SURELY_OWN else "spread", waited, gaps, running_since=since)


def _running_since(diary: Diary, today: date) -> date | None:
    episodes = diary.episodes()
    if not episodes or not episodes[-1].may_run_on(today):
        return None
    last = episodes[-1]
    if last.by_day:
        return last.onset_day
    return last.onset_day if 0 <= (today - last.onset_day).days < _OPEN_ENDED_DAYS else None


def _under_regimen(diary: Diary, today: date) -> tuple[str, int] | None:
    """The regimen in force that was begun last, and the gaps that ended under it."""
    in_force = [r for r in diary.regimens() if r.in_force(today) and r.effect not in _NO_EFFECT]
    if not in_force:
        return None
    last = max(in_force, key=lambda r: r.start_day)
    return last.name, sum(gap.start_day >= last.start_day for gap in diary.gaps())
