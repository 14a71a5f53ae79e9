"""The pure parts: sentences, differences, pages, the limit of the past."""

from __future__ import annotations

import doctest
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from offwatch import spans
from offwatch.desk.exchange.duty_pages import NAME, paged
from offwatch.desk.keys import desk_key
from offwatch.desk.pages import wording
from offwatch.desk.rosters import duties
from offwatch.desk.rosters.duties import duties_of, duty_changes, held_duties
from offwatch.desk.rosters.horizon import still_ahead
from offwatch.plan import read_roster
from offwatch.wire import MOST_COUNT, NO_EPOCH, SIZE, Duties, Duty, plain_text, seal
from tests.desk.sample import NOW, roster_form

UTC_ZONE = ZoneInfo("UTC")


def test_the_examples_in_the_text_are_true() -> None:
    """The doctests of the desk's pure modules."""
    for module in (duties, spans, wording):
        assert doctest.testmod(module).failed == 0


def test_nothing_changed_is_nothing_said() -> None:
    """The difference of a roster to itself is empty for everybody."""
    roster = read_roster(roster_form())
    for person in roster.people:
        line = duties_of(roster, person.id)
        assert duty_changes(line, line) == []


def test_a_mission_is_one_duty() -> None:
    """However many days it takes."""
    roster = read_roster(roster_form())
    landing = [h for h in held_duties(roster) if h.duty_id == "landing"]
    assert [len(h.days) for h in landing] == [2, 2, 2]


def test_duties_are_at_local_time_across_the_clock_change() -> None:
    """20:00 stays 20:00 in the team's zone when the clocks go back."""
    form = roster_form(datetime(2026, 10, 20, tzinfo=UTC).date())
    form["zone"] = "Europe/Berlin"
    local = {
        h.starts_at.astimezone(ZoneInfo("Europe/Berlin")).hour
        for h in held_duties(read_roster(form))
        if h.kind == "shift"
    }
    assert local == {20}


@settings(deadline=None)
@given(st.integers(-5, 40), st.integers(0, 23))
def test_what_has_begun_is_frozen(days: int, hour: int) -> None:
    """Every duty that has begun is frozen whole, and no mission may move to before tomorrow."""
    roster = read_roster(roster_form())
    now = datetime(roster.first_day.year, 1, 1, tzinfo=UTC).replace(
        month=roster.first_day.month, day=roster.first_day.day, hour=hour
    ) + timedelta(days=days)
    ahead = still_ahead(roster, now)
    today = roster.index_of(now.date())
    assert ahead.as_of == today  # notice is counted from the day on which changes are told
    for held in held_duties(roster):
        if held.starts_at <= now:
            assert {(held.person, roster.index_of(d)) for d in held.days} <= ahead.frozen
    for mission in ahead.missions:
        assert all(start > today for start in mission.starts if start != mission.start)
    assert all((p.id, d) in ahead.frozen for p in roster.people for d in range(min(today, 28)))


@given(
    st.lists(
        st.tuples(
            st.integers(1, 80),
            st.text(alphabet='aÄ漢🛰"\\\n', min_size=0, max_size=NAME),
        ),
        max_size=30,
    )
)
def test_every_page_fits_one_envelope(shapes: list[tuple[int, str]]) -> None:
    """Whatever the names: pages seal to exactly the envelope, and nothing is lost on the way."""
    told = [
        Duty(
            "x" * size,
            plain_text(name),
            "mission",
            NOW,
            NOW + timedelta(days=1),
            plain_text(name),
            "given_away",
            NOW.date(),
            False,
        )
        for size, name in shapes
    ]
    pages = paged(told)
    assert [duty for page in pages for duty in page] == told
    for number, page in enumerate(pages):
        body = Duties(NOW, NO_EPOCH, MOST_COUNT, number, False, page)
        sealed = seal(
            body,
            device="0" * 32,
            key=desk_key(),
            made_on=NOW.date(),
            message_id="0" * 32,
            count=MOST_COUNT,
        )
        assert len(sealed) == SIZE
