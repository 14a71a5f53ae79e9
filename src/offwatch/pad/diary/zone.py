"""The zone that days are counted in, changed by who travels or moves."""

from __future__ import annotations

from datetime import datetime

from offwatch.pad.diary.begin import check_zone
from offwatch.pad.diary.rows import event_of, setup, writing
from offwatch.pad.models import DiaryEntry
from offwatch.pad.outcome import PadOutcome


def do_set_zone(zone: str) -> PadOutcome:
    """Count days in another zone; what was written keeps its instant, or its day."""
    found = check_zone(zone.strip())
    with writing():
        pad = setup()
        pad.zone = found.key
        pad.save(update_fields=["zone"])
        moved: list[DiaryEntry] = []
        for entry in DiaryEntry.objects.iterator():
            event = event_of(entry)
            if not isinstance(event.at, datetime):  # a day begins at another instant there
                entry.sort_at = event.instant(found)
                moved.append(entry)
        DiaryEntry.objects.bulk_update(moved, ["sort_at"], batch_size=500)
    return PadOutcome("Days are counted in that zone from now on.")
