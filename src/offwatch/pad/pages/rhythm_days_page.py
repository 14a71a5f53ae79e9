"""What the pad has asked the desk for by itself, and what it will ask at its next batch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from offwatch.mask.release.ledger import DaysReleased
from offwatch.norm import Norm
from offwatch.pad.masking.state import load_mask_state, norm_in_force
from offwatch.pad.models import DeskLink, ReleaseRow
from offwatch.spans import Period


@dataclass(frozen=True, slots=True)
class AskedDays:
    """The rhythm days of one period."""

    period: Period
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Asks:
    """The mask's side of the Duties page."""

    norm: Norm
    asked: list[AskedDays]
    next_period: Period
    next_at: datetime
    spent: int


def see_asks(now: datetime) -> Asks | None:
    """What has been and will be asked; none while there is no norm."""
    norm = norm_in_force(DeskLink.objects.first())
    if norm is None:
        return None
    today = norm.today(now)
    standing = load_mask_state()
    here = norm.period_at(today).number
    coming = norm.period(max(here, -1) + 1)
    while coming.number in standing.answered:
        coming = norm.period(coming.number + 1)
    at = norm.batch_at(max(norm.ask_day(coming), today))
    if at <= now:
        at = norm.batch_at(today + timedelta(days=1))
    return Asks(norm, _asked(norm, today), coming, at.astimezone(UTC), standing.spent.get(here, 0))


def _asked(norm: Norm, today: date) -> list[AskedDays]:
    found = {}
    for row in ReleaseRow.objects.filter(kind="days").order_by("made_at"):
        said = DaysReleased.parse(row.what)
        period = norm.period(said.period)
        if period.span.end_day > today:
            found[period.number] = AskedDays(period, said.days)
    return list(found.values())
