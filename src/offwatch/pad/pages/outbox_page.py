"""An envelope read back for its owner: what it says, in words and byte for byte."""

from __future__ import annotations

from dataclasses import dataclass

from offwatch.pad.models import KnownDuty, OutboxItem
from offwatch.wire import Days, Keep, Pair, Pass, read_unverified


@dataclass(frozen=True, slots=True)
class ReadBack:
    """One item of the outbox as its page shows it."""

    item: OutboxItem
    words: str
    text: str


def read_back(item: OutboxItem) -> ReadBack:
    return ReadBack(item, _words(item), bytes(item.text).decode())


def _words(item: OutboxItem) -> str:
    match read_unverified(item.envelope).body:
        case Pass(duty_id=duty_id):
            return f"Please move {_name(duty_id)}"
        case Keep(duty_id=duty_id):
            return f"{_name(duty_id)} stays with me"
        case Days(days=days):
            return "Rhythm days: " + ", ".join(f"{day.day}.{day.month}." for day in days)
        case Pair():
            return "This pad introduces itself"
    return "Nothing to say"


def _name(duty_id: str) -> str:
    return (
        KnownDuty.objects.filter(duty_id=duty_id).values_list("name", flat=True).first() or duty_id
    )
