"""What a whole team agrees on: how many days and passes everyone's pad asks for, and when.

The bounds of each field stand here once: the mask, the wire and the desk's form all use these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from offwatch.errors import BadInput
from offwatch.spans import Period, nth_period, period_of


class Bounds(NamedTuple):
    """The lowest and the highest value a field may have, both allowed."""

    low: int
    high: int


TRACKS = Bounds(1, 4)
PERIOD_DAYS = Bounds(7, 84)
DAYS = Bounds(0, PERIOD_DAYS.high // 2)  # and never more than half of the period at hand
PASSES = Bounds(0, PERIOD_DAYS.high // 2)  # as for days
FREEZE_H = Bounds(0, 14 * 24)
HOUR = Bounds(0, 23)
ASK_AHEAD_DAYS = Bounds(1, PERIOD_DAYS.high)  # and never more than the period at hand

USUAL_ASK_AHEAD_DAYS = 14


def usual_ask_ahead(period_days: int) -> int:
    """How long before a period its days are asked for, where the team has not said.

    Parameters
    ----------
    period_days : int, days
        The length of a planning period.

    Returns
    -------
    int, days
        Two weeks, or the whole period where it is shorter.
    """
    return min(USUAL_ASK_AHEAD_DAYS, period_days)


@dataclass(frozen=True, kw_only=True)
class Norm:
    """The team's norm, the same for every member; never a person's own setting.

    Parameters
    ----------
    first_day : date
        The first day of period 0.
    zone : str
        The name of the team's time zone.
    tracks : int
        How many records each pad speaks for, the owner's own included.
    days : int
        Rhythm days asked for in each period, at most half of it.
    passes : int
        Passes after publication in each period, at most half of it.
    freeze_h : int, hours
        Before a duty begins: inside it no pad passes the duty.
    hour : int, hours
        The hour of the day in ``zone`` at which the daily batch leaves.
    period_days : int, days
        The length of a planning period.
    ask_ahead_days : int, days
        How long before a period its days are asked for, at most one period.

    Raises
    ------
    BadInput
        With a ``norm.*`` code, for a value outside its bounds.

    Examples
    --------
    >>> norm = Norm(first_day=date(2026, 1, 5), zone="Europe/Berlin")
    >>> norm.ask_day(norm.period(1))
    datetime.date(2026, 1, 19)
    """

    first_day: date
    zone: str
    tracks: int = 1
    days: int = 6
    passes: int = 1
    freeze_h: int = 72
    hour: int = 6
    period_days: int = 28
    ask_ahead_days: int = USUAL_ASK_AHEAD_DAYS

    def __post_init__(self) -> None:
        if isinstance(self.first_day, datetime) or not isinstance(self.first_day, date):
            raise BadInput("norm.first-day", "The first day of the norm must be a date.")
        if not _within(self.tracks, TRACKS):
            raise BadInput("norm.tracks", "The norm takes 1 to 4 tracks.")
        if not _within(self.period_days, PERIOD_DAYS):
            raise BadInput("norm.period-days", "A planning period takes 7 to 84 days.")
        if not _within(self.days, Bounds(DAYS.low, self.period_days // 2)):
            raise BadInput("norm.days", "Rhythm days may take at most half of a period.")
        if not _within(self.passes, Bounds(PASSES.low, self.period_days // 2)):
            raise BadInput("norm.passes", "Passes may take at most half of a period.")
        if not _within(self.freeze_h, FREEZE_H):
            raise BadInput("norm.freeze", "The freeze takes 0 to 336 hours.")
        if not _within(self.hour, HOUR):
            raise BadInput("norm.hour", "The team's hour is a whole hour from 0 to 23.")
        if not _within(self.ask_ahead_days, Bounds(ASK_AHEAD_DAYS.low, self.period_days)):
            raise BadInput(
                "norm.ask-ahead", "Days are asked for 1 day to one whole period before a period."
            )
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, TypeError, OSError) as error:
            raise BadInput(
                "norm.zone", "The norm needs the name of a time zone, e.g. Europe/Berlin."
            ) from error

    def period(self, number: int) -> Period:
        """The ``number``-th planning period of this norm.

        Parameters
        ----------
        number : int
            Counted from 0; below 0 before the norm's first day.
        """
        return nth_period(number, self.first_day, self.period_days)

    def period_at(self, day: date) -> Period:
        """The planning period that holds a day.

        Parameters
        ----------
        day : date
        """
        return period_of(day, self.first_day, self.period_days)

    def ask_day(self, period: Period) -> date:
        """The day on which the rhythm days of a period are asked for.

        Parameters
        ----------
        period : Period
        """
        return period.span.start_day - timedelta(days=self.ask_ahead_days)

    def first_unasked(self, today: date) -> Period:
        """The first period whose asking day is still to come.

        Parameters
        ----------
        today : date
            The team's calendar day.
        """
        number = self.period_at(today).number
        while self.ask_day(self.period(number)) <= today:
            number += 1
        return self.period(number)

    def batch_at(self, day: date) -> datetime:
        """The instant at which the batch of a day leaves.

        Parameters
        ----------
        day : date
            A calendar day of the team.

        Returns
        -------
        datetime, UTC
        """
        return datetime.combine(day, time(self.hour), ZoneInfo(self.zone)).astimezone(UTC)

    def today(self, now: datetime) -> date:
        """The team's calendar day at an instant.

        Parameters
        ----------
        now : datetime, aware

        Raises
        ------
        BadInput
            ``norm.no-zone`` for an instant without a zone.
        """
        if now.tzinfo is None:
            raise BadInput("norm.no-zone", "An instant needs a time zone, e.g. 2026-03-01T08:00Z.")
        return now.astimezone(ZoneInfo(self.zone)).date()

    def in_freeze(self, starts_at: datetime, now: datetime) -> bool:
        """Whether a duty is too near for the pad to pass it.

        Parameters
        ----------
        starts_at : datetime, aware
            When the duty begins.
        now : datetime, aware
        """
        return starts_at - now < timedelta(hours=self.freeze_h)

    @cached_property
    def fingerprint(self) -> str:
        """A short name of exactly this norm, to notice that it has changed."""
        text = repr(sorted((key, str(value)) for key, value in self.as_dict().items()))
        return sha256(text.encode()).hexdigest()[:16]

    def as_dict(self) -> dict[str, int | str]:
        """This norm as JSON-able values; dates in ISO form."""
        return {**asdict(self), "first_day": self.first_day.isoformat()}

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> Norm:
        """The norm written by ``as_dict`` or by hand in a file.

        Parameters
        ----------
        values : mapping
            By field; ``first_day`` in ISO form. Where ``ask_ahead_days`` is missing it is
            `usual_ask_ahead`.

        Raises
        ------
        BadInput
            With a ``norm.*`` code, for an unknown key or a value outside its bounds.
        """
        unknown = sorted(set(values) - set(cls.__dataclass_fields__))
        if unknown:
            raise BadInput("norm.unknown-key", "The norm holds a key this version does not know.")
        try:
            first_day = date.fromisoformat(str(values["first_day"]))
        except (KeyError, ValueError) as error:
            raise BadInput("norm.first-day", "The norm needs first_day as an ISO date.") from error
        rest = {key: value for key, value in values.items() if key != "first_day"}
        period_days = rest.get("period_days")
        if isinstance(period_days, int):
            rest.setdefault("ask_ahead_days", usual_ask_ahead(period_days))
        if "zone" not in rest:
            raise BadInput("norm.zone", "The norm needs the name of a time zone.")
        return cls(first_day=first_day, **rest)  # type: ignore[arg-type]  # bounds are checked above


def _within(value: object, bounds: Bounds) -> bool:
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    return bounds.low <= value <= bounds.high
