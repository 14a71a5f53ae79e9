"""Days ahead as a calendar of one's own, for other programs: titles of the owner's, no cause."""

from __future__ import annotations

import secrets
from datetime import date, datetime, time, timedelta
from hmac import compare_digest

from offwatch.calendars.write import Entry, write_calendar
from offwatch.errors import BadInput
from offwatch.language import gettext as _
from offwatch.pad.diary.odds import look_ahead
from offwatch.pad.diary.rows import read_diary, setup, writing
from offwatch.pad.models import OwnFeed
from offwatch.pad.outcome import PadOutcome

DAYS = 90
REFRESH = timedelta(hours=6)


def own_feed() -> OwnFeed | None:
    """The feed, where its owner has turned it on."""
    return OwnFeed.objects.first()


def do_make_feed(now: datetime, text: str, odds: str) -> PadOutcome:
    """Turn it on under a new address, or change what it says and keep its address."""
    if not odds.isdecimal() or not 1 <= int(odds) <= 99:
        raise BadInput("feed.odds", "Say from what odds on a day counts: 1 to 99 in 100.")
    with writing():
        row = own_feed() or OwnFeed(token=_new_token(), made_at=now)
        row.text = " ".join(text.split())[:100]
        row.odds = int(odds)
        row.save()
    return PadOutcome(_("The calendar can be read at its address while this pad is unlocked."))


def do_renew_feed(now: datetime) -> PadOutcome:
    """Give it another address; the one before is worth nothing from now on."""
    OwnFeed.objects.update(token=_new_token(), made_at=now, read_at=None)
    return PadOutcome(_("It has a new address; the one before leads nowhere."))


def do_end_feed() -> PadOutcome:
    """Turn it off; its address leads nowhere."""
    OwnFeed.objects.all().delete()
    return PadOutcome(_("That calendar is off; its address leads nowhere."))


def read_feed(token: str, now: datetime) -> bytes | None:
    """The feed for whoever has its token; None for anybody else."""
    row = own_feed()
    if row is None or not compare_digest(row.token.encode(), token.encode("utf-8", "replace")):
        return None
    OwnFeed.objects.filter(pk=row.pk).update(read_at=now)
    return write_feed(row, now)


def write_feed(row: OwnFeed, now: datetime) -> bytes:
    """The days of the next three months that are likelier than the owner's bound, run by run."""
    zone = setup().tz
    title = row.text or _("Busy")
    entries = []
    for first, end in _runs(row.odds / 100, now):
        start_at = datetime.combine(first, time(), zone)
        end_at = datetime.combine(end, time(), zone)
        uid = f"{first:%Y%m%d}@{row.token[:8]}"
        entries.append(Entry(uid, title, start_at, end_at, 0, row.made_at))
    return write_calendar(title, entries, refresh=REFRESH)


def _runs(bound: float, now: datetime) -> list[tuple[date, date]]:
    diary = read_diary(setup().tz, notes=False)
    if not diary.onset_days():
        return []
    ahead = look_ahead(diary, now, DAYS)
    if ahead.is_silent:
        return []
    days = [i for i, chance in enumerate(ahead.in_episode.tolist()[:DAYS]) if chance >= bound]
    runs: list[tuple[date, date]] = []
    for i in days:
        day = ahead.first_day + timedelta(days=i)
        if runs and runs[-1][1] == day:
            runs[-1] = (runs[-1][0], day + timedelta(days=1))
        else:
            runs.append((day, day + timedelta(days=1)))
    return runs


def _new_token() -> str:
    return secrets.token_urlsafe(24)
