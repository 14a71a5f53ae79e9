"""When reminders are due: in slots only, the likelier the earlier, each thing once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offwatch.errors import BadInput
from offwatch.pad.reminders.due import SendingRules, Thing, check_rules, is_quiet, plan, slots

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
RULES = SendingRules(hour=18, weekdays=(0, 1, 2, 3, 4, 5, 6))


def test_slots_are_at_one_hour_of_the_owners_clock() -> None:
    """Over the change of the clocks, on the chosen days, none that has passed."""
    found = slots(SendingRules(hour=18, weekdays=(0, 4)), ZONE, NOW)
    assert [f"{at:%a %d %H:%M}" for at in found] == [
        "Fri 20 18:00",
        "Mon 23 18:00",
        "Fri 27 18:00",
        "Mon 30 18:00",
        "Fri 03 18:00",
    ]
    assert slots(RULES, ZONE, NOW + timedelta(hours=6))[0].day == 21


def test_the_likelier_the_earlier() -> None:
    """Two weeks for what is unlikely to fit, one for what may not, none for the rest."""
    assert [RULES.lead_days(odds) for odds in (0.7, 0.5, 0.3, 0.2, 0.1)] == [14, 14, 7, 7, 0]


@given(
    st.lists(st.tuples(st.integers(-5, 20), st.integers(0, 10)), max_size=6),
    st.booleans(),
    st.sets(st.integers(0, 5)),
)
def test_each_thing_is_said_once_and_only_in_slots(
    spans: list[tuple[int, int]], always: bool, said: set[int]
) -> None:
    """In its first slot; what was said before, not again; in every slot something, if so chosen."""
    first = date(2026, 3, 20)
    things = [
        Thing(str(i), first + timedelta(days=start), first + timedelta(days=start + lasts))
        for i, (start, lasts) in enumerate(spans)
    ]
    rules = SendingRules(hour=18, weekdays=(1, 3, 5), always=always)
    ahead = slots(rules, ZONE, NOW)
    planned = plan(rules, ahead, things, map(str, said))
    names = [name for _slot, about in planned for name in about]
    assert len(names) == len(set(names))
    assert not set(names) & set(map(str, said))
    assert {slot for slot, _about in planned} <= set(ahead)
    assert not always or len(planned) == len(ahead)
    for thing in things:
        could = [at for at in ahead if thing.from_day <= at.date() <= thing.until_day]
        if could and thing.name not in map(str, said):
            assert thing.name in dict(planned)[could[0]]


@pytest.mark.parametrize(
    ("hour", "quiet"), [(23, True), (22, True), (6, True), (7, False), (21, False)]
)
def test_quiet_hours_go_over_midnight(hour: int, quiet: bool) -> None:
    """And a slot in them is refused."""
    assert is_quiet(hour, 22, 7) == quiet
    assert is_quiet(13, 12, 14)
    rules = SendingRules(hour=hour, weekdays=(0,))
    if quiet:
        with pytest.raises(BadInput, match="quiet hours"):
            check_rules(rules, 22, 7)
    else:
        check_rules(rules, 22, 7)
