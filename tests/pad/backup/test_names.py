"""Names of backups, and which of them are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offwatch.pad.backup.names import (
    DAYS,
    LAST,
    WEEKS,
    BackupName,
    of_series,
    read_name,
    superseded,
    unfinished,
)

BEGIN = datetime(2026, 1, 1, 12, tzinfo=UTC)
steps = st.lists(st.integers(-40 * 24 * 60, 40 * 24 * 60), max_size=60)


def made(minutes: list[int]) -> list[BackupName]:
    """Backups one after the other, so many minutes apart; a clock may be set back in between."""
    found, at = [], BEGIN
    for number, step in enumerate(minutes):
        at += timedelta(minutes=step)
        found.append(BackupName("0123abcd", number, at))
    return found


@given(steps)
def test_a_name_is_read_back(minutes: list[int]) -> None:
    """Files of others, and of other pads, are none of a pad's."""
    names = made(minutes)
    others = ["letter.txt", "pad-ffffffff-000001-20260101T120000Z.zip", ".DS_Store"]
    assert of_series([*map(str, names), *others], "0123abcd") == names


@pytest.mark.parametrize(
    "text",
    [
        "pad-0123abcd-000001-20261301T120000Z.zip",
        "pad-0123abcd-999999999-20261101T120000Z.zip",
        "../pad-0123abcd-000001-20261101T120000Z.zip",
        "pad-0123abcd-000001-20261101T120000Z.zip\n",
        *("pad-.zip", ""),
    ],
)
def test_what_only_looks_like_a_name_is_none(text: str) -> None:
    """A month thirteen is no time; after the highest number no pad could make another."""
    assert read_name(text) is None


def test_what_was_cut_short_is_found() -> None:
    """Only this pad's: another may be at work in the same folder."""
    name = "pad-0123abcd-000001-20260101T120000Z.zip"
    other = name.replace("0123abcd", "ffffffff")
    names = [f".{name}.part", f".{other}.part", name, ".part"]
    assert unfinished(names, "0123abcd") == [f".{name}.part"]


@given(steps)
def test_the_last_ones_are_kept_whatever_the_clock_says(minutes: list[int]) -> None:
    """The newest, by number, are never removed, and no more than the rule allows are left."""
    names = made(minutes)
    gone = superseded(names)
    left = [name for name in names if name not in gone]
    assert set(names[-LAST:]) <= set(left)
    assert len(left) <= LAST + DAYS + WEEKS
    assert superseded(left) == []


def test_two_years_of_five_a_day() -> None:
    """Ten last ones, a fortnight of days, eight weeks."""
    names = [
        BackupName("0123abcd", n, BEGIN + timedelta(days=n // 5, hours=n % 5))
        for n in range(730 * 5)
    ]
    gone = set(superseded(names))
    left = [name for name in names if name not in gone]
    days = [(names[-1].made_at - name.made_at).days for name in left]
    assert len(left) == 10 + 12 + 5  # two days have a last one; three weeks, a day that is kept
    assert max(days) > 6 * 7
    assert set(range(14)) <= set(days)


def test_a_year_switched_off_loses_nothing() -> None:
    """What is kept is counted by days with a backup, not by days gone by."""
    names = made([24 * 60] * 13 + [365 * 24 * 60])
    assert superseded(names) == []
