"""Whatever a tracker exported before, its newest export is what the diary says."""

from __future__ import annotations

from datetime import UTC, date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import some

from offwatch.diary import Event
from offwatch.diary.readers.apps.drip import parse_drip
from offwatch.diary.readers.generic import parse_generic
from offwatch.diary.readers.table import read_table
from offwatch.diary.reading import Reading
from offwatch.pad.diary.changes import plan_changes
from offwatch.pad.diary.rows import HeldEvent

busy = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=some(80))
bleeding = st.dictionaries(st.integers(0, 60), st.integers(0, 3), min_size=1, max_size=25)
by_hand = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from(["onset", "note", "exposure"])), max_size=4
)


def drip(days: dict[int, int]) -> Reading:
    """An export from day 0 to day 60, whatever bled."""
    rows = {0: 0, 60: 0} | days
    lines = [f"{date(2026, 1, 1) + timedelta(days=d)},{n}\n" for d, n in sorted(rows.items())]
    return parse_drip(read_table("date,bleeding.value\n" + "".join(lines)), UTC)


def take_in(held: list[HeldEvent], form: str, reading: Reading) -> list[HeldEvent]:
    """What the vault holds after an import."""
    sources = {one.source: form for one in held if one.source is not None}
    changes = plan_changes(form, reading, held, sources)
    gone = {one.pk for one in changes.remove}
    kept = [one for one in held if one.pk not in gone]
    pk = max((one.pk for one in held), default=0) + 1
    source = changes.source or 1
    return kept + [HeldEvent(pk + i, event, source) for i, (_, event) in enumerate(changes.add)]


def facts(held: list[HeldEvent]) -> set[tuple[str, str, str]]:
    return {(str(one.event.at), one.event.kind, one.event.value) for one in held}


@busy
@given(st.lists(bleeding, min_size=1, max_size=3))
def test_the_newest_export_is_what_the_diary_says(exports: list[dict[int, int]]) -> None:
    """After any earlier ones; and once more changes nothing."""
    held: list[HeldEvent] = []
    for export in exports:
        held = take_in(held, "drip", drip(export))
    newest = drip(exports[-1])
    assert facts(held) == facts([HeldEvent(0, event, 1) for event in newest.events])
    again = plan_changes("drip", newest, held, {1: "drip"})
    assert (again.add, again.remove) == ([], [])


@busy
@given(bleeding, bleeding, by_hand)
def test_what_was_written_by_hand_stays(
    one: dict[int, int], two: dict[int, int], hand: list[tuple[int, str]]
) -> None:
    """No import takes it out, and importing again changes nothing."""
    own = [
        HeldEvent(-i - 1, Event(date(2026, 1, 1) + timedelta(days=d), kind, "period", str(i)), None)  # type: ignore[arg-type]
        for i, (d, kind) in enumerate(hand)
    ]
    held = take_in(take_in(own, "drip", drip(one)), "drip", drip(two))
    assert [h for h in held if h.source is None] == own
    again = plan_changes("drip", drip(two), held, {1: "drip"})
    assert (again.add, again.remove) == ([], [])


@busy
@given(st.sets(st.integers(0, 200), max_size=10), st.sets(st.integers(0, 200), max_size=10))
def test_no_fact_is_lost_for_another_rhythm(periods: set[int], migraines: set[int]) -> None:
    """Onsets of two rhythms, in two files, on the same days or not: all are there."""

    def read(days: set[int], name: str) -> Reading:
        rows = [f"{date(2026, 1, 1) + timedelta(days=d)},onset,{name},\n" for d in sorted(days)]
        return parse_generic(read_table("at,kind,name,value\n" + "".join(rows)), UTC)

    held: list[HeldEvent] = []
    for days, name in ((periods, "period"), (migraines, "migraine")):
        if days:
            changes = plan_changes("generic", read(days, name), held, {1: "generic"})
            assert (len(changes.add), changes.remove) == (len(days), [])
            held += [HeldEvent(len(held) + i, event, 1) for i, (_, event) in enumerate(changes.add)]
    assert len(held) == len(periods) + len(migraines)
