"""How a person's clock runs: doses, exposures and chance signs as they come, and its reading."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from offwatch.simulate.person import DOSE_MONTH_DAYS, DOSE_SHARES, DOSE_WEEK_DAYS, Truth

Floats = NDArray[np.float64]
LONGEST_GAP_DAYS = 16_384  # whatever is longer ends here: nobody lives to see it
_FIRST_LOOK_DAYS = 64
_HALVINGS = 40


@dataclass
class PersonCourse:
    """What befalls one person, drawn as far as it is asked for and never again.

    After ``now`` nothing new befalls: no exposure is met, and doses are taken as in the last month.
    """

    truth: Truth
    rng: np.random.Generator
    first_day: int
    now: float = math.inf
    begun: dict[int, int] = field(default_factory=dict)  # regimen's place: day
    stopped: dict[int, int] = field(default_factory=dict)
    _doses: dict[int, list[bool]] = field(default_factory=dict)
    _moments: dict[tuple[str, int], list[float]] = field(default_factory=dict)

    def reach_onset(self, gap: int, day: int) -> None:
        """Begin and stop what begins and stops after a logged onset.

        Parameters
        ----------
        gap : int
            The number of the onset, the first being 0.
        day : int
            Its day, as ``date.toordinal``.
        """
        for place, regimen in enumerate(self.truth.regimens):
            if regimen.after_gap == gap:
                self.begun[place] = day + regimen.delay_days
            if regimen.stop_after_gap == gap and place in self.begun:
                self.stopped[place] = max(day, self.begun[place]) + 1

    def doses(self, place: int, until: int) -> list[bool]:
        """Whether each dose was taken, from the regimen's start up to before a day.

        Parameters
        ----------
        place : int
            The regimen's.
        until : int
            As ``date.toordinal``.

        Returns
        -------
        list of bool
        """
        found = self._doses.setdefault(place, [])
        share = self.truth.regimens[place].dose_share or 0.0
        short = until - self.begun[place] - len(found)
        found.extend(bool(u < share) for u in self.rng.random(max(short, 0)))
        return found

    def share(self, place: int, first: int, days: int) -> Floats:
        """How much of a regimen is taken on each day.

        Parameters
        ----------
        place : int
            The regimen's.
        first : int
            The first day, as ``date.toordinal``.
        days : int, days

        Returns
        -------
        array, shape (days,)
            In fourteenths.
        """
        today = math.floor(min(self.now, 1e9))
        begun, stopped = self.begun.get(place, today + 1), self.stopped.get(place, today + 1)
        if begun > today:
            return np.zeros(days)
        day = np.arange(first, first + days)
        in_force = (begun <= day) & ((day < stopped) | (stopped > today))
        if self.truth.regimens[place].dose_share is None:
            return in_force.astype(np.float64)
        last = min(first + days - 1, today)
        if last < begun:
            return np.zeros(days)
        weekly = self._taken(place, last, DOSE_WEEK_DAYS)[np.clip(day, begun, last) - begun]
        if first + days - 1 > today:
            monthly = self._taken(place, today, DOSE_MONTH_DAYS)[-1]
            weekly = np.where(day > today, monthly, weekly)
        return np.asarray(np.where(in_force, weekly, 0.0))

    def _taken(self, place: int, last: int, over: int) -> Floats:
        """One less the share of so many days whose dose was missed, for each day up to the last."""
        missed = np.cumsum([0, *(not dose for dose in self.doses(place, last + 1))])
        missed = missed[: last - self.begun[place] + 2]
        due = np.minimum(np.arange(1, missed.size), over)
        left = missed[1:] - missed[1 + np.arange(due.size) - due]
        return np.asarray(np.round((1.0 - left / over) * DOSE_SHARES) / DOSE_SHARES)

    def moments(self, kind: str, place: int, per_day: float, until: float) -> list[float]:
        """When something that comes by chance came.

        Parameters
        ----------
        kind : str
            What it is.
        place : int
            Which of its kind.
        per_day : float
            How often it comes.
        until : float, days
            The last moment that is looked at.

        Returns
        -------
        list of float, days
        """
        found = self._moments.setdefault((kind, place), [])
        until = min(until, self.now)
        while per_day > 0 and (not found or found[-1] <= until):
            since = found[-1] if found else float(self.first_day)
            found.append(since + float(self.rng.exponential(1.0 / per_day)))
        return [at for at in found if at <= until]

    def next_onset(self, last_day: int, z: float) -> float:
        """The moment at which the clock has run a gap.

        Parameters
        ----------
        last_day : int
            The clock runs since midday of this day.
        z : float
            The noise of the gap.

        Returns
        -------
        float, days
        """
        days = _FIRST_LOOK_DAYS
        while days <= LONGEST_GAP_DAYS:
            found = self._crossing(last_day, z, days)
            if found is not None:
                return max(found, last_day + 1.0)
            days *= 4
        return last_day + float(LONGEST_GAP_DAYS)

    def _crossing(self, last_day: int, z: float, days: int) -> float | None:
        truth, begins = self.truth, last_day + 0.5
        edges = {begins, *(float(last_day + d) for d in range(1, days + 1))}
        spells = []
        for place, exposure in enumerate(truth.exposures):
            met = self.moments("exposure", place, exposure.per_day, last_day + days)
            spans = [(at, at + exposure.window_days) for at in met]
            spells.append(spans)
            edges |= {e for span in spans for e in span if begins < e < last_day + days}
        at = np.array(sorted(edges))
        middle = (at[1:] + at[:-1]) / 2
        share = np.array(
            [
                self.share(p, last_day, days)[np.int64(middle) - last_day]
                for p in range(len(truth.regimens))
            ]
        ).reshape(len(truth.regimens), middle.size)
        rate = np.exp(-np.array([r.log_stretch for r in truth.regimens]) @ share)
        for exposure, spans in zip(truth.exposures, spells, strict=True):
            on = np.zeros(middle.size, dtype=bool)
            for low, high in spans:
                on |= (low < middle) & (middle < high)
            rate = rate * np.where(on, 1.0 + exposure.advance_days / exposure.window_days, 1.0)
        width = np.diff(at)
        shift = np.array([r.log_spread for r in truth.regimens]) @ share
        clock, moved = np.cumsum(rate * width), np.cumsum(shift * width)
        reached = self._noise_at(clock, moved / (at[1:] - begins))
        past = np.flatnonzero(reached >= z)
        if not past.size:
            return None
        i = int(past[0])
        before = (clock[i] - rate[i] * width[i], moved[i] - shift[i] * width[i])
        low, high = 0.0, float(width[i])
        for _ in range(_HALVINGS):
            step = (low + high) / 2
            lived = max(float(at[i]) + step - begins, 1e-9)
            here = self._noise_at(before[0] + rate[i] * step, (before[1] + shift[i] * step) / lived)
            low, high = (low, step) if here >= z else (step, high)
        return float(at[i]) + high

    def _noise_at(self, clock: Floats, shift: Floats) -> Floats:
        """Which noise a gap of this length on the clock would have."""
        spread = np.exp(self.truth.log_spread + shift)
        return np.asarray((np.log(np.maximum(clock, 1e-12)) - self.truth.log_median) / spread)
