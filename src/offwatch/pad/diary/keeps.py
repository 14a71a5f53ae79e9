"""What the owner keeps in their diary: for a first tap, and for entries whose name does not say."""

from __future__ import annotations

from offwatch.diary.conditions import CONDITIONS, Condition
from offwatch.errors import BadInput
from offwatch.pad.diary.rows import setup
from offwatch.pad.outcome import Outcome

NAMES: dict[Condition, str] = {
    "menstrual": "period",
    "migraine": "migraine",
    "headache": "headache",
    "cluster": "cluster headache",
    "seizure": "seizure",
    "flare": "flare",
}


def do_choose_kept(kept: str) -> Outcome:
    """Keep what they chose; "" for something else."""
    if kept and kept not in CONDITIONS:
        raise BadInput("pad.keeps", "Choose one of what is offered.")
    row = setup()
    row.keeps = kept
    row.save(update_fields=["keeps"])
    return Outcome("Noted. Entries whose name says otherwise go by their name.")


def first_name() -> str:
    """What a first tap is called; nothing where they keep something else."""
    kept = setup().keeps
    return next((name for condition, name in NAMES.items() if condition == kept), "")
