"""How the two of a swap are told of its end: one notice each, as codes and values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from offwatch.desk.models import Notice, Person, Swap
from offwatch.desk.rosters.current import roster_of
from offwatch.desk.rosters.duties import find_duty


def tell(swap: Swap, people: Iterable[Person], now: datetime) -> None:
    """Say to these people in which state the swap is now."""
    held = find_duty(roster_of(swap.version), swap.holder.key, swap.duty_id)
    if held is None:
        return
    span = [held.starts_at.isoformat(), held.ends_at.isoformat()]
    for person in people:
        other = swap.colleague if person.pk == swap.holder_id else swap.holder
        line = {
            "code": "swap",
            "state": str(swap.state),
            "mine": person.pk == swap.holder_id,
            "with": other.name,
            "name": held.name,
            "whole_days": held.kind == "mission",
            "span": span,
        }
        Notice.objects.create(person=person, version=None, lines=[line], made_at=now)
