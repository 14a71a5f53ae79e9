"""Duties that no pad passes: guarded by the planner, or kept by their holder."""

from __future__ import annotations

from collections.abc import Iterable

from offwatch.pad.models import KnownDuty, OutboxItem


def guarded_ids(duties: Iterable[KnownDuty]) -> frozenset[str]:
    """The duties on seats at minimum cover, as the desk marks them."""
    return frozenset(duty.duty_id for duty in duties if duty.guarded)


def is_kept(duty: KnownDuty, said: OutboxItem | None) -> bool:
    """Whether the desk holds this duty as kept, or will when it reads what waits for it."""
    waits = said is not None and said.state in (OutboxItem.WAITING, OutboxItem.SENT)
    return duty.state == "kept" or (said is not None and said.type == "keep" and waits)
