"""How the pages behave, as their owner wants it."""

from __future__ import annotations

from dataclasses import dataclass

from offwatch.errors import BadInput
from offwatch.pad.diary.rows import setup, writing
from offwatch.pad.outcome import PadOutcome

APP_NAMES = ("Pad", "Notes", "List", "Plan")
"""What the pages, and the app on a home screen, may be called: none says what is in it."""
WEEK_STARTS = (0, 5, 6)


@dataclass(frozen=True, slots=True)
class Preferences:
    """``week_start`` is a day of the week, Monday being 0, or none: as it is usual there."""

    locks_on_closing: bool
    single_keys: bool
    week_start: int | None
    app_name: str


def do_set_preferences(wanted: Preferences) -> PadOutcome:
    """Have the pages behave like that from now on.

    Raises
    ------
    BadInput
        ``pad.preferences`` if a name or a day is none to choose from.
    """
    if wanted.app_name not in APP_NAMES or wanted.week_start not in (None, *WEEK_STARTS):
        raise BadInput("pad.preferences", "Choose one of the names and days that are offered.")
    with writing():
        row = setup()
        row.locks_on_closing, row.single_keys = wanted.locks_on_closing, wanted.single_keys
        row.week_start, row.app_name = wanted.week_start, wanted.app_name
        row.save(update_fields=["locks_on_closing", "single_keys", "week_start", "app_name"])
    return PadOutcome("Saved.")
