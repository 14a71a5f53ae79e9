"""Whatever is known of the order in which things happened, it is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offwatch.diary import KINDS, Diary, Event
from offwatch.diary.check import look_over
from offwatch.diary.order import in_order

D = date(2026, 1, 1)
busy = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)

moments = st.builds(
    lambda day, hour: day if hour is None else at(day, hour),
    st.integers(0, 3).map(lambda n: D + timedelta(days=n)),
    st.none() | st.integers(0, 23),
)
events = st.lists(
    st.builds(Event, moments, st.sampled_from(KINDS), st.sampled_from(["", "a", "A ", "b"])),
    max_size=25,
)


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[tuple[date, date]], list[Event]]:
    """Episodes that may end on the day on which the next begins, and rows that tell of them."""
    truth, rows = [], []
    day, busy_morning = D, False
    for _ in range(draw(st.integers(1, 6))):
        days = draw(st.integers(1, 3))
        last = day + timedelta(days=days - 1)
        truth.append((day, last))
        timed = draw(st.tuples(st.booleans(), st.booleans()))
        begins = at(day, 12 if busy_morning else 6)
        ends = at(last, 18 if days == 1 else 4)
        rows.append(Event(begins if timed[0] else day, "onset", draw(st.sampled_from("aA"))))
        rows.append(Event(ends if timed[1] else last, "end", draw(st.sampled_from("aA"))))
        gap = draw(st.integers(0 if days > 1 else 1, 2))
        day, busy_morning = last + timedelta(days=gap), gap == 0
    return truth, draw(st.permutations(rows))


@busy
@given(lives())
def test_episodes_are_read_as_they_were_in_any_order_of_rows(
    life: tuple[list[tuple[date, date]], list[Event]],
) -> None:
    """With or without times, one episode may end on the day on which the next begins."""
    truth, rows = life
    diary = Diary(UTC, rows)
    assert [(e.onset_day, e.last_day) for e in diary.episodes()] == truth
    found = look_over(diary.events, UTC)
    assert (found.refused, found.loose_ends, found.same_day) == ({}, [], [])


@busy
@given(events)
def test_an_order_keeps_days_and_moments(written: list[Event]) -> None:
    """Each event once, by day, and onsets and ends of one rhythm by their moments."""
    order = in_order(written, UTC)
    assert sorted(order) == list(range(len(written)))
    days = [written[place].day(UTC) for place in order]
    assert days == sorted(days)
    for name in ("a", "b"):
        known = [
            e.at
            for e in (written[place] for place in order)
            if e.kind in ("onset", "end") and e.name.strip().lower() == name and e.is_timed
        ]
        assert known == sorted(known)


@busy
@given(events)
def test_a_diary_put_in_order_stays_so(written: list[Event]) -> None:
    """Read again from the vault, it is the same diary."""
    diary = Diary(UTC, written)
    again = Diary(UTC, diary.events)
    assert again == diary
    assert again.episodes() == diary.episodes()
    assert again.regimens() == diary.regimens()


@busy
@given(events, st.integers(0, 2**30))
def test_names_are_one_in_any_spelling(written: list[Event], seed: int) -> None:
    """Another case and other blanks change neither episodes nor regimens."""
    spelled = [
        Event(e.at, e.kind, f" {e.name.upper()} " if seed >> i % 30 & 1 else e.name, e.value)
        for i, e in enumerate(written)
    ]
    one, other = Diary(UTC, written), Diary(UTC, spelled)
    assert one.episodes() == other.episodes()
    assert [r.start_day for r in one.regimens()] == [r.start_day for r in other.regimens()]
    assert len(one.rhythms()) == len(other.rhythms())


@busy
@given(events)
def test_a_rhythm_taken_out_of_a_diary_is_as_if_written_alone(rows: list[Event]) -> None:
    """Its events are in the same order, with and without names."""
    whole = Diary(UTC, rows)
    for name in whole.rhythms():
        part = whole.of_rhythm(name)
        again = Diary(UTC, part.events)
        assert part == again
        assert part.episodes() == again.episodes()
