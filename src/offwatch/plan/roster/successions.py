"""Whether one duty may follow another: rest in real hours, shifts that may not come next.

One place for the searches and the models. The checker works this out again on its own.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from offwatch.plan.roster.roster import DAY_MIN, Roster

CHANGE_MIN = 120  # more than any clock is put forward or back
PAST_DAYS, FUTURE_DAYS = 40, 8  # of the days around a horizon, for what came before and lasts on


class WallClock:
    """Real time between two readings of a wall clock in one zone.

    Parameters
    ----------
    zone : str
        The time zone's name.
    first_day : date
        The day whose midnight is minute 0.
    days : int
        How many days from there readings may lie on.
    """

    def __init__(self, zone: str, first_day: date, days: int) -> None:
        self.midnight = datetime.combine(first_day, datetime.min.time())
        self.tz = UTC if zone == "UTC" else ZoneInfo(zone)
        self._offsets: dict[int, int] = {}
        around = range(-PAST_DAYS, days + FUTURE_DAYS)
        self.changes = frozenset(
            d for d in around if self._look_up(d * DAY_MIN) != self._look_up((d + 1) * DAY_MIN)
        )

    def elapsed(self, from_min: int, to_min: int) -> int:
        """Give the real minutes from one wall-clock minute to another; negative if it is before."""
        if not self.changes:
            return to_min - from_min
        return to_min - from_min - (self._offset(to_min) - self._offset(from_min))

    def real(self, wall_min: int) -> int:
        """Give the real minutes since the midnight that begins the first day."""
        return self.elapsed(0, wall_min)

    def changes_within(self, first: int, last: int) -> bool:
        """Whether the clock is changed on any of the days from one to another."""
        return any(first <= d <= last for d in self.changes)

    def _offset(self, minute: int) -> int:
        if minute not in self._offsets:
            self._offsets[minute] = self._look_up(minute)
        return self._offsets[minute]

    def _look_up(self, minute: int) -> int:
        try:
            at = (self.midnight + timedelta(minutes=minute)).replace(tzinfo=self.tz)
        except OverflowError:
            return 0
        offset = at.utcoffset()
        return 0 if offset is None else round(offset.total_seconds() / 60)


class Successions:
    """Which of one roster's duties may follow which.

    Parameters
    ----------
    roster : Roster
        Whose shifts, missions and zone are meant; who is on what does not matter.
    """

    def __init__(self, roster: Roster) -> None:
        self.clock = WallClock(roster.zone, roster.first_day, roster.days)
        self.missions = frozenset(roster.mission)
        self.not_next = {s.id: s.not_next for s in roster.shifts}
        self.starts = {s.id: s.start_min for s in roster.shifts}
        self.starts |= {m.id: m.start_min for m in roster.missions}
        self.minutes = {s.id: s.minutes for s in roster.shifts}
        self.minutes |= {m.id: m.minutes for m in roster.missions}
        ends = [start + self.minutes[h] for h, start in self.starts.items() if start is not None]
        self._latest = max(ends, default=None)
        self._known: dict[tuple[str, str, int, int | None, int], bool] = {}

    def reach(self, rest_min: int) -> int:
        """Give the most days apart at which one duty may still keep another from following.

        Parameters
        ----------
        rest_min : int, minutes
            The rest that must lie between two duties.
        """
        if self._latest is None:
            return 1
        return max(1, (self._latest + rest_min + CHANGE_MIN) // DAY_MIN)

    def may_follow(self, first: str, then: str, apart: int, day: int, rest_min: int) -> bool:
        """Say whether one duty may follow another.

        Parameters
        ----------
        first, then : str
            The duty held first and the one after it; of a mission, the day of it next to the other.
        apart : int, days
            How many days after the first the other begins.
        day : int, index
            The day of the first.
        rest_min : int, minutes
            The real time that must lie between them.

        Returns
        -------
        bool
            True also where one of them has no start and no other rule speaks against it.
        """
        clock = self.clock
        near = day if clock.changes and clock.changes_within(day, day + apart + 3) else None
        asked = first, then, apart, near, rest_min
        known = self._known.get(asked)
        if known is None:
            known = self._known[asked] = self._may_follow(first, then, apart, day, rest_min)
        return known

    def _may_follow(self, first: str, then: str, apart: int, day: int, rest_min: int) -> bool:
        if first == then and first in self.missions:
            return True
        if apart == 1 and then in self.not_next.get(first, ()):
            return False
        start, begin = self.starts[first], self.starts[then]
        if start is None or begin is None:
            return True
        end = day * DAY_MIN + start + self.minutes[first]
        return self.clock.elapsed(end, (day + apart) * DAY_MIN + begin) >= rest_min


def successions(roster: Roster) -> Successions:
    """Give the successions of a roster, worked out once."""
    return roster.once(Successions)
