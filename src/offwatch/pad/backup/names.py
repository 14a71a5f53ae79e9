"""What backups are called and which are kept; a name says nothing but a number and a time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

LAST, DAYS, WEEKS = 10, 14, 8
"""Kept: the last ones, the newest of each of the last days, and of each of the last weeks."""
PARTIAL = ".part"
MOST = 99_999_999
"""No pad makes so many; a number beyond is somebody else's, and none comes after it."""
_NAME = re.compile(r"pad-([0-9a-f]{8})-(\d{6,9})-(\d{8}T\d{6})Z\.zip")


@dataclass(frozen=True, slots=True, order=True)
class BackupName:
    """One backup: ``series`` tells one pad's from another's, ``number`` says which is newer.

    The time is of the machine's clock, which may have been set back; the number never goes back.
    """

    series: str
    number: int
    made_at: datetime

    def __str__(self) -> str:
        return f"pad-{self.series}-{self.number:06}-{self.made_at:%Y%m%dT%H%M%S}Z.zip"


def read_name(text: str) -> BackupName | None:
    """The backup that a file is called after, or nothing."""
    found = _NAME.fullmatch(text)
    if found is None or int(found[2]) > MOST:
        return None
    try:
        made_at = datetime.strptime(found[3], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return BackupName(found[1], int(found[2]), made_at)


def of_series(names: Iterable[str], series: str) -> list[BackupName]:
    """One pad's backups among all the files in a place, the oldest first."""
    return sorted(name for text in names if (name := read_name(text)) and name.series == series)


def unfinished(names: Iterable[str], series: str) -> list[str]:
    """What attempts that were cut short have left of one pad's backups."""
    drafts = [text for text in names if text.startswith(".") and text.endswith(PARTIAL)]
    inner = {text: read_name(text.removeprefix(".").removesuffix(PARTIAL)) for text in drafts}
    return [text for text, name in inner.items() if name is not None and name.series == series]


def superseded(backups: Iterable[BackupName]) -> list[BackupName]:
    """Those of one series that need not be kept any more.

    Kept are the last ``LAST``, the newest of each of the last ``DAYS`` days on which any was made,
    and of each of the last ``WEEKS`` such weeks. A pad that was off for a year loses none by that.
    """
    newest_first = sorted(backups, reverse=True)
    kept = set(newest_first[:LAST])
    days: dict[date, BackupName] = {}
    weeks: dict[tuple[int, int], BackupName] = {}
    for name in newest_first:
        days.setdefault(name.made_at.date(), name)
        weeks.setdefault(name.made_at.isocalendar()[:2], name)
    kept.update(list(days.values())[:DAYS], list(weeks.values())[:WEEKS])
    return [name for name in newest_first if name not in kept]
