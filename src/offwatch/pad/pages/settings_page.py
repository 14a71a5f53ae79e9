"""What the Settings page shows of the desk: the link, a pairing that waits, a norm on offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as later

from offwatch.pad.link.norms import offer_name
from offwatch.pad.models import DeskLink, LinkNotice, PairingAttempt
from offwatch.pad.pages.words import notice_words, trouble_words

_TERMS = {
    "days": later("Days off asked for in a period"),
    "passes": later("Automatic requests in a period"),
    "period_days": later("Days in a period"),
    "freeze_h": later("A person decides this many hours before a duty"),
    "hour": later("Hour of the daily sync"),
    "ask_ahead_days": later("Days are asked for ahead, in days"),
    "tracks": later("Rhythms that each pad follows"),
    "first_day": later("First day of the first period"),
    "zone": later("Zone"),
}


@dataclass(frozen=True, slots=True)
class NormChange:
    """One term of the norm: as it is kept now, and as the desk offers it."""

    name: str
    now: object
    offered: object


@dataclass(frozen=True, slots=True)
class CountedNotice:
    """What the owner should know, how often it came and when last."""

    words: str
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Settings:
    """The desk's side of the page."""

    link: DeskLink | None
    attempt: PairingAttempt | None
    trouble: str
    attempt_trouble: str
    notices: list[CountedNotice]
    changes: list[NormChange]
    offer: str


def see_settings() -> Settings:
    """Put the link, the attempt, the notices and the offer together."""
    link, attempt = DeskLink.objects.first(), PairingAttempt.objects.first()
    offered = link.offered if link is not None else None
    return Settings(
        link=link,
        attempt=attempt,
        trouble=trouble_words(link.trouble) if link is not None else "",
        attempt_trouble=trouble_words(attempt.trouble) if attempt is not None else "",
        notices=[
            CountedNotice(notice_words(row.code), row.times, row.last_at)
            for row in LinkNotice.objects.all()
        ],
        changes=_changes(link.norm or {}, offered) if link is not None and offered else [],
        offer=offer_name(offered) if offered else "",
    )


def _changes(now: dict[str, Any], offered: dict[str, Any]) -> list[NormChange]:
    return [
        NormChange(_(words), now.get(name, "–"), offered[name])
        for name, words in _TERMS.items()
        if now.get(name) != offered.get(name)
    ]
