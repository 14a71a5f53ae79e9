"""What the mask page shows: the norm, what was let out under it, how far it covers this pad."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from offwatch.mask.rare.privacy_accounting import bound_period
from offwatch.mask.release.ledger import DaysReleased
from offwatch.mask.tracks.tracks import Cover, cover_of
from offwatch.pad.diary.rows import read_forecast_diary, setup
from offwatch.pad.masking.clock import Silence, see_silence
from offwatch.pad.masking.state import preset_of
from offwatch.pad.models import DeskLink, KnownDuty, ReleaseRow
from offwatch.pad.pages.rhythm_days_page import Asks, see_asks
from offwatch.spans import Period

SHOWN_ROWS = 24


@dataclass(frozen=True, slots=True)
class ReleasedRow:
    """One row of the release ledger, read back; ``name`` of the duty it is about, if it is."""

    kind: str
    made_at: datetime
    name: str = ""
    days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Mask:
    """The page; no ``asks`` where the desk has told no norm.

    ``rare_bound`` is what one period of a rare record may shift the log-odds of an answer by.
    """

    now: datetime
    zone: ZoneInfo
    silence: Silence | None
    paired: bool
    asks: Asks | None
    here: Period | None
    adoption: int
    wearers: int
    members: int
    blank: bool
    cover: Cover
    rare_bound: float | None
    said: list[ReleasedRow]
    more: int


def see_mask(now: datetime) -> Mask:
    """Put the norm, the ledger and the diary's preset together."""
    zone = setup().tz
    diary = read_forecast_diary(zone).until(now)
    link = DeskLink.objects.first()
    told = link.norm or {} if link is not None else {}
    asks = see_asks(now)
    cover = cover_of(preset_of(diary, now.astimezone(zone).date()))
    rare = asks is not None and cover == "rare"
    rows = ReleaseRow.objects.order_by("-made_at", "-id")
    names = dict(KnownDuty.objects.values_list("duty_id", "name"))
    return Mask(
        now=now,
        zone=zone,
        silence=see_silence(now),
        paired=link is not None,
        asks=asks,
        here=asks.norm.period_at(asks.norm.today(now)) if asks else None,
        adoption=int(told.get("adoption", 0)),
        wearers=int(told.get("wearers", 0)),
        members=int(told.get("members", 0)),
        blank=not diary.onset_days(),
        cover=cover,
        rare_bound=bound_period(rotations=asks.norm.period_days) if asks and rare else None,
        said=[_said(row, names) for row in rows[:SHOWN_ROWS]],
        more=max(0, rows.count() - SHOWN_ROWS),
    )


def _said(row: ReleaseRow, names: dict[str, str]) -> ReleasedRow:
    if row.kind != "days":
        return ReleasedRow(row.kind, row.made_at, names.get(row.what, row.what))
    return ReleasedRow(row.kind, row.made_at, days=DaysReleased.parse(row.what).days)
