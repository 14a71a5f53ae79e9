"""An envelope read back for its owner: what it says, in words and byte for byte."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from offwatch.language import short_date
from offwatch.pad.link.outbox.items import body_in
from offwatch.pad.models import KnownDuty, OutboxItem
from offwatch.wire import Days, Keep, Pass


@dataclass(frozen=True, slots=True)
class ReadBack:
    """One item of the outbox as its page shows it; no ``text`` before its slot is known."""

    item: OutboxItem
    words: str
    text: str


def read_back(item: OutboxItem) -> ReadBack:
    """What one item says, and its bytes."""
    return ReadBack(item, _words(item), bytes(item.text).decode())


def _words(item: OutboxItem) -> str:
    if item.type == "pair":
        return _("This pad introduces itself")
    if item.type == "quiet":
        return _("Nothing to report")
    match body_in(item):
        case Pass(duty_id=duty_id):
            return _("Please move {name}").format(name=_name(duty_id))
        case Keep(duty_id=duty_id):
            return _("I keep {name}").format(name=_name(duty_id))
        case Days(days=days):
            return _("Days off asked for: {days}").format(days=", ".join(map(short_date, days)))
        case _:
            return item.type


def _name(duty_id: str) -> str:
    return (
        KnownDuty.objects.filter(duty_id=duty_id).values_list("name", flat=True).first() or duty_id
    )
