"""Whatever is written, corrected, deleted and taken back: nothing is lost, undo restores."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import some

from offwatch.diary import Event
from offwatch.diary.check import look_over
from offwatch.errors import OffwatchError
from offwatch.pad.diary.record import do_correct, do_delete, do_note, do_undo
from offwatch.pad.diary.rows import setup
from offwatch.pad.models import DiaryEntry, DiaryStep, EntryChange
from offwatch.pad.outcome import PadOutcome

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
Facts = dict[int, tuple[str, str, str, str]]

names = st.sampled_from(["Migraine", "migraine", "Period", ""])
times = st.one_of(
    st.integers(-12, 1).map(lambda n: NOW.date() + timedelta(days=n)),
    st.integers(-12 * 6, 2).map(lambda n: NOW + timedelta(hours=4 * n)),
)
kinds = st.sampled_from(["onset", "end", "severity", "medicine", "regimen_start", "regimen_stop"])
logs = st.tuples(st.just("log"), times, kinds, names)
spans = st.tuples(st.just("span"), times, times, names)
others = st.tuples(st.sampled_from(["correct", "delete", "undo"]), st.integers(0, 30), times, names)


def facts() -> Facts:
    rows = DiaryEntry.objects.values_list("pk", "at", "kind", "name", "value")
    return {pk: tuple(rest) for pk, *rest in rows}  # type: ignore[misc]


def fact(event: Event) -> tuple[str, str, str, str]:
    return (event.at.isoformat(), event.kind, event.name, event.value)


def number(kind: str) -> str:
    return "3" if kind == "severity" else ""


@settings(
    max_examples=some(20),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.one_of(logs, spans, others), max_size=10))
def test_nothing_is_lost_and_undo_restores(home: Path, actions: list[tuple[object, ...]]) -> None:
    """Each step changes what it says and nothing else; a refused one changes nothing; taken back
    one by one, the steps lead back through every state to the first."""
    for table in (EntryChange, DiaryStep, DiaryEntry):
        table.objects.all()._raw_delete("default")  # type: ignore[attr-defined]
    zone = setup().tz
    states: list[tuple[int, Facts]] = []
    for what, first, second, name in actions:
        before = facts()
        try:
            outcome, expected = act(str(what), first, second, str(name), before)
        except OffwatchError:
            assert facts() == before
            continue
        if outcome is None or outcome.step is None:
            assert facts() == before
            continue
        expected(facts())
        states.append((outcome.step, before))
        found = look_over([event_of(one) for one in facts().values()], zone)
        assert not found.refused
        assert not found.loose_ends
    for step, before in reversed(states):
        do_undo(NOW, step)
        assert facts() == before


def act(
    what: str, first: object, second: object, name: str, before: Facts
) -> tuple[PadOutcome | None, Callable[[Facts], None]]:
    if what == "log":
        event = Event(first, second, name, number(str(second)))  # type: ignore[arg-type]
        return do_note(NOW, [event]), lambda after: added(before, after, [event])
    if what == "span":
        events = [Event(first, "onset", name), Event(second, "end", name)]  # type: ignore[arg-type]
        return do_note(NOW, events), lambda after: added(before, after, events)
    assert isinstance(first, int)
    if what == "undo":
        steps = list(DiaryStep.objects.values_list("pk", flat=True))
        if not steps:
            return None, lambda _: None
        return do_undo(NOW, steps[first % len(steps)]), lambda _: None
    if not before:
        return None, lambda _: None
    pk = sorted(before)[first % len(before)]
    _, kind, _, value = before[pk]
    if what == "delete":

        def deleted(after: Facts) -> None:
            gone = before.keys() - after.keys()
            assert after.items() <= before.items()
            assert pk in gone
            ends = {before[each][1] for each in gone - {pk}}
            assert ends <= {{"onset": "end", "regimen_start": "regimen_stop"}.get(kind, "")}
            assert len(gone) <= 2

        return do_delete(NOW, pk), deleted
    event = Event(second, kind, name, value)  # type: ignore[arg-type]

    def corrected(after: Facts) -> None:
        assert after == {**before, pk: fact(event)}

    return do_correct(NOW, pk, event), corrected


def added(before: Facts, after: Facts, events: list[Event]) -> None:
    new = {pk: one for pk, one in after.items() if pk not in before}
    assert {**before, **new} == after
    assert sorted(new.values()) == sorted(map(fact, events))


def event_of(one: tuple[str, str, str, str]) -> Event:
    at: date | datetime = (
        date.fromisoformat(one[0]) if len(one[0]) == 10 else datetime.fromisoformat(one[0])
    )
    return Event(at, one[1], one[2], one[3])  # type: ignore[arg-type]
