"""What if: the diary as it would go on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from offwatch.diary import Diary, Event
from offwatch.errors import BadInput
from offwatch.names import same_name

_CHANGES = ("regimen_start", "regimen_stop")


def imagine(
    diary: Diary, now: datetime, without: str | None, exposures: Sequence[tuple[str, datetime]]
) -> Diary:
    """The diary with a regimen stopped today for good, and exposures that have not been.

    Parameters
    ----------
    diary : Diary
        The diary.
    now : datetime
        The moment, with a zone.
    without : str or None
        The regimen to stop.
    exposures : sequence of (str, datetime)
        What is met, and when.

    Returns
    -------
    Diary
        A new diary; the old one is not changed.

    Raises
    ------
    BadInput
        The regimen is not in force, or an exposure has no zone.
    """
    added: list[Event] = []
    today = now.astimezone(diary.zone).date()
    if without is not None:
        if not any(same_name(r.name, without) and r.in_force(today) for r in diary.regimens()):
            raise BadInput(
                "forecast.no-such-regimen", "Name a regimen that the diary says is in force."
            )
        begun = max(r.start_day for r in diary.regimens() if same_name(r.name, without))
        if begun < today:
            added.append(Event(today, "regimen_stop", without))
    added += [Event(at, "exposure", name) for name, at in exposures]
    if without is None and not added:
        return diary
    kept = (
        e
        for e in diary.events
        if not (
            without is not None
            and e.kind in _CHANGES
            and same_name(e.name, without)
            and e.day(diary.zone) >= today
        )
    )
    return Diary(diary.zone, [*kept, *added])
