"""Days of one episode written as onsets each are put together; episodes of their own are not."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from offwatch.diary import Diary, Event
from offwatch.diary.joining import MOST_DRY_DAYS
from offwatch.diary.readers.apps.drip import parse_drip
from offwatch.diary.readers.table import read_table
from offwatch.diary.reading import Draft

D = date(2025, 1, 1)
busy = settings(deadline=None)
names = st.sampled_from(["period", "Periode", "migraine", "headache", "flare", "it", ""])


@st.composite
def lives(draw: st.DrawFn, least_free: int) -> list[tuple[date, date]]:
    """Episodes of some days, with so many free days or more between them."""
    day, found = D, []
    for _ in range(draw(st.integers(1, 12))):
        last = day + timedelta(days=draw(st.integers(0, 6)))
        found.append((day, last))
        day = last + timedelta(days=draw(st.integers(least_free, 40)) + 1)
    return found


def days_of(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def covered(diary: Diary) -> set[date]:
    return {
        day
        for one in diary.episodes()
        for day in days_of(one.onset_day, one.last_day or one.onset_day)
    }


@busy
@given(lives(MOST_DRY_DAYS + 1), names, st.booleans())
def test_every_day_an_onset_is_one_episode_a_stretch(
    life: list[tuple[date, date]], name: str, ends: bool
) -> None:
    """However many days an episode has, and whether its end is written or not."""
    rows = [Event(day, "onset", name) for span in life for day in days_of(*span)]
    if ends:
        rows += [Event(last, "end", name) for _, last in life]
    diary = Diary(UTC, rows)
    assert [e.onset_day for e in diary.episodes()] == [first for first, _ in life]
    assert covered(diary) == {row.at for row in rows}
    longer = [(f, last) for f, last in life if last > f]
    assert longer == [
        (e.onset_day, e.last_day)
        for e in diary.episodes()
        if e.last_day and e.last_day > e.onset_day
    ]


@busy
@given(lives(0), st.sampled_from(["migraine", "headache", "seizure", "flare", "it", ""]))
def test_episodes_with_their_ends_written_stay_apart(
    life: list[tuple[date, date]], name: str
) -> None:
    """Attacks on following days are attacks where each has its end."""
    rows = [
        Event(at, kind, name)
        for span in life
        for at, kind in zip(span, ("onset", "end"), strict=True)
    ]  # type: ignore[arg-type]
    diary = Diary(UTC, rows)
    assert [(e.onset_day, e.last_day) for e in diary.episodes()] == life
    assert not diary.joined_onsets()


@busy
@given(st.lists(st.booleans(), min_size=1, max_size=120), names)
def test_days_counted_one_by_one_keep_every_day(ill: list[bool], name: str) -> None:
    """A headache on most days is no endless one: its free days stay free."""
    days = [D + timedelta(days=n) for n, is_ill in enumerate(ill) if is_ill]
    diary = Diary(UTC, [Event(day, "onset", name) for day in days])
    assert set(days) <= covered(diary)
    if not name.lower().startswith("period"):
        assert covered(diary) == set(days)
        runs = sum(
            is_ill and not before for before, is_ill in zip([False, *ill], ill, strict=False)
        )
        assert len(diary.episodes()) == runs


@st.composite
def periods(draw: st.DrawFn) -> list[list[date]]:
    """Days of bleeding of some periods, with dry days within."""
    found, day = [], D
    for _ in range(draw(st.integers(1, 8))):
        offsets = [0]
        for step in draw(st.lists(st.integers(1, MOST_DRY_DAYS + 1), max_size=4)):
            offsets.append(offsets[-1] + step)
        found.append([day + timedelta(days=n) for n in offsets if n < 21])
        day = found[-1][-1] + timedelta(days=draw(st.integers(15, 40)))
    return found


@busy
@given(periods(), st.sampled_from(["onsets", "ended", "drip"]))
def test_dry_days_within_a_period_do_not_end_it(truth: list[list[date]], form: str) -> None:
    """Written as onsets, as stretches with an end each, or read from drip."""
    bleeding = [day for one in truth for day in one]
    if form == "drip":
        text = "date,bleeding.value\n" + "".join(f"{day},2\n" for day in reversed(bleeding))
        reading = parse_drip(read_table(text), UTC)
        diary, notes = reading.diary, reading.notes
    else:
        draft = Draft(UTC)
        for row, day in enumerate(bleeding, start=2):
            draft.add(row, Event(day, "onset", "Regelblutung"))
            if form == "ended":
                draft.add(row, Event(day, "end", "Regelblutung"))
        diary, notes = draft.finish().diary, draft.finish().notes
    assert [e.onset_day for e in diary.episodes()] == [one[0] for one in truth]
    paused = any((b - a).days > 1 for one in truth for a, b in pairwise(one))
    assert ("diary.dry-days" in [note.code for note in notes]) == (
        paused or (form == "ended" and len(bleeding) > len(truth))
    )


def test_what_pauses_for_ever_is_no_one_period() -> None:
    """An onset every three days for a year is not one bleeding of a year."""
    rows = [Event(D + timedelta(days=3 * n), "onset", "period") for n in range(120)]
    assert len(Diary(UTC, rows).episodes()) > 12
