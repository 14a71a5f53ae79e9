"""Past forecasts of one person beside what came: their bands, and how far off they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import numpy as np

from offwatch.diary import Diary
from offwatch.forecast.inference.learned_effects import OWN_FROM_GAPS
from offwatch.forecast.inference.rhythm import one_rhythm
from offwatch.forecast.model.prior import Prior
from offwatch.forecast.predict.outlook import outlook
from offwatch.spans import DaySpan

MOST = 12
LEAST = 5  # bands that came true or not; fewer say nothing of how often they do
SAID = 0.8
_MADE_AT = time(9)
_NARROW = 0.1  # so likely, or less: it is not chance that so few bands held


@dataclass(frozen=True, slots=True)
class PastBand:
    """One forecast, made on the day after an onset, and what came.

    Parameters
    ----------
    onset_day : date
        The onset before.
    band : DaySpan
        The days that were to hold the next one 4 times in 5.
    middle_day : date
        Half of the odds lay by then.
    average_day : date
        Where the person's own average gap until then pointed.
    came_day : date
        The next onset.
    """

    onset_day: date
    band: DaySpan
    middle_day: date
    average_day: date
    came_day: date

    @property
    def held(self) -> bool:
        """Whether it came within the band."""
        return self.came_day in self.band


@dataclass(frozen=True, slots=True)
class BandRecord:
    """What the bands were worth.

    Parameters
    ----------
    bands : tuple of PastBand
        Oldest first.
    """

    bands: tuple[PastBand, ...]

    @property
    def held(self) -> int:
        """How many held."""
        return sum(one.held for one in self.bands)

    @property
    def is_too_narrow(self) -> bool:
        """Whether so few held that chance does not explain it.

        Returns
        -------
        bool
            The chance of so few, if each holds 4 times in 5, is at most one in ten.
        """
        n, held = len(self.bands), self.held
        row = np.array([1.0])
        for _ in range(n):
            row = np.convolve(row, [1.0 - SAID, SAID])
        return n >= LEAST and float(row[: held + 1].sum()) <= _NARROW

    @property
    def off_days(self) -> float:
        """How many days the middles were off, on average."""
        return float(np.mean([abs((one.middle_day - one.came_day).days) for one in self.bands]))

    @property
    def average_off_days(self) -> float:
        """How many days the person's own average was off."""
        return float(np.mean([abs((one.average_day - one.came_day).days) for one in self.bands]))


def past_bands(
    diary: Diary, prior: Prior, today: date, *, rhythm: str | None = None, most: int = MOST
) -> BandRecord:
    """Make the forecasts of the days after past onsets again, with what was written by then.

    Parameters
    ----------
    diary : Diary
        A diary that may hold several rhythms.
    prior : Prior
        The population prior that the forecast starts from.
    today : date
        Nothing after it is looked at.
    rhythm : str or None
        Which rhythm; by default the one written most often.
    most : int
        The latest so many.

    Returns
    -------
    BandRecord
        Without forecasts from fewer than three own gaps, and without those across a life event.

    References
    ----------
    Dawid, The prequential approach, JRSS A 147, 1984.
    """
    own = one_rhythm(diary, rhythm)[0]
    learned = {(gap.start_day, gap.end_day): gap.days for gap in own.gaps()}
    days = [day for day in own.onset_days() if day <= today]
    pairs = list(pairwise(days))
    asked = [pair for n, pair in enumerate(pairs) if n >= OWN_FROM_GAPS and pair in learned]
    found = []
    for onset, came in asked[-most:]:
        made_on = min(onset + timedelta(days=1), came)
        if made_on == came:
            continue  # attacks on following days: there was no day to say anything on
        now = datetime.combine(made_on, _MADE_AT, own.zone)
        known = own.until(now)
        said = outlook(known, now=now, days=1, prior=prior)
        average = float(np.mean([gap.days for gap in known.gaps()] or [0]))
        found.append(
            PastBand(
                onset_day=onset,
                band=said.likely,
                middle_day=said.quantile_day(0.5),
                average_day=onset + timedelta(days=max(round(average), 1)),
                came_day=came,
            )
        )
    return BandRecord(tuple(found))


def in_days(bands: Sequence[PastBand]) -> list[tuple[int, int, int]]:
    """Give each band and what came in days after the onset before.

    Parameters
    ----------
    bands : sequence of PastBand
        Oldest first.

    Returns
    -------
    list of (int, int, int), days
        The first day of the band, its last, and the day that it came on.
    """
    return [
        (
            (one.band.start_day - one.onset_day).days,
            (one.band.end_day - one.onset_day).days - 1,
            (one.came_day - one.onset_day).days,
        )
        for one in bands
    ]
