"""Names of one's own: renamed, put together, hidden; and entries found by their words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import some
from tests.pad.conftest import ZONE, token, write_days
from tests.pad.written import add_events

from offwatch.diary import Event
from offwatch.errors import BadInput
from offwatch.pad.diary.conditions import do_keep_condition, kept_conditions
from offwatch.pad.diary.record import do_undo
from offwatch.pad.diary.records.naming import do_hide_name, do_rename, written_names
from offwatch.pad.diary.records.search import find_entries
from offwatch.pad.models import DiaryEntry, DiarySource

Z = ZoneInfo(ZONE)


@pytest.fixture
def today(now: datetime) -> date:
    return now.astimezone(Z).date()


def post(browser: Client, address: str, data: dict[str, object]) -> str:
    form = token(browser.get(address).content)
    return browser.post(address, {**form, **data}, follow=True).content.decode()


def facts() -> list[tuple[int, str, str, str, str]]:
    rows = DiaryEntry.objects.order_by("id")
    return list(rows.values_list("id", "at", "kind", "name", "value"))


def test_a_condition_keeps_its_mark_under_its_new_name(
    browser: Client, now: datetime, today: date
) -> None:
    """Starts, ends and severities bear it; the mark goes along, there and back."""
    do_keep_condition("Attack", "migraine")
    do_keep_condition("Period")
    write_days([today - timedelta(days=40), today - timedelta(days=9)], "attack", 2)
    add_events([Event(today - timedelta(days=9), "severity", "Attack", "6")], Z, now)
    before = facts()
    form = {"group": "condition", "name": "attack", "new": "Migraine"}
    text = post(browser, "/diary/names", form)
    assert "Renamed." in text
    assert {name for *_, name, _value in facts()} == {"Migraine"}
    assert [(kept.name, kept.place, kept.kind) for kept in kept_conditions()] == [
        ("Migraine", 0, "migraine"),
        ("Period", 1, "menstrual"),
    ]
    undo = browser.get("/diary/history").content.decode()
    assert "Renamed" in undo
    step = int(undo.split('action="/undo/')[1].split('"')[0])
    do_undo(now, step)
    assert facts() == before
    assert kept_conditions()[0].place == 0
    assert kept_conditions()[0].name.lower() == "attack"


def test_two_names_become_one_and_two_again(home: object, now: datetime, today: date) -> None:
    """What both say is said once; taken back, everything is as it was."""
    day = today - timedelta(days=3)
    add_events([Event(day, "symptom", "nausea"), Event(day, "symptom", "Übelkeit")], Z, now)
    add_events([Event(day - timedelta(days=1), "symptom", "Übelkeit", "3")], Z, now)
    before = facts()
    outcome = do_rename(now, "symptom", "übelkeit", "Nausea")
    assert outcome.said == "Put together."
    assert [(name, value) for *_, name, value in facts()] == [("nausea", ""), ("nausea", "3")]
    assert outcome.step is not None
    do_undo(now, outcome.step)
    assert facts() == before


def test_regimens_that_ran_together_stay_apart(home: object, now: datetime, today: date) -> None:
    """A diary that would contradict itself is not made, and nothing is changed."""
    for name in ("a", "b"):
        add_events([Event(today - timedelta(days=5), "regimen_start", name, "none")], Z, now)
        add_events([Event(today - timedelta(days=2), "regimen_stop", name)], Z, now)
    add_events([Event(today - timedelta(days=4), "regimen_start", "c", "none")], Z, now)
    before = facts()
    with pytest.raises(BadInput) as refused:
        do_rename(now, "regimen", "a", "c")
    assert refused.value.code == "diary.regimen-started-twice"
    assert facts() == before


def test_what_came_from_a_file_is_the_owners_from_then_on(
    home: object, now: datetime, today: date
) -> None:
    """No import brings the old name again."""
    add_events([Event(today, "symptom", "cramp")], Z, now)
    source = DiarySource.objects.create(form="drip", imported_at=now)
    DiaryEntry.objects.update(source=source)
    do_rename(now, "symptom", "cramp", "cramps")
    assert DiaryEntry.objects.get().source is None


def test_a_hidden_name_is_offered_no_more(browser: Client, now: datetime, today: date) -> None:
    """Its tap is gone from a day's page, what was written stays; it comes back when asked."""
    add_events([Event(today - timedelta(days=1), "symptom", "nausea")], Z, now)
    page = f"/diary/day/{today}"
    tap = 'name="tap" value="nausea"'
    assert tap in browser.get(page).content.decode()
    text = post(browser, "/diary/names", {"group": "symptom", "name": "Nausea", "hide": "1"})
    assert "hidden" in text
    assert tap not in browser.get(page).content.decode()
    assert written_names()["symptom"][0].count == 1
    post(browser, "/diary/names", {"group": "symptom", "name": "nausea", "show": "1"})
    assert tap in browser.get(page).content.decode()
    with pytest.raises(BadInput):
        do_hide_name("condition", "x", hide=True)


def test_entries_are_found_by_all_their_words(browser: Client, now: datetime, today: date) -> None:
    """In any case and order, in names and notes; by kind and days; no address holds a word."""
    add_events(
        [
            Event(today - timedelta(days=2), "note", "", "Left WORK early, Müdigkeit"),
            Event(today - timedelta(days=1), "medicine", "Sumatriptan", "50 mg at work"),
            Event(today, "symptom", "nausea"),
        ],
        Z,
        now,
    )
    text = post(browser, "/diary/search", {"words": "work MÜDIGKEIT"})
    assert "1 entry found" in text
    assert "Left WORK early" in text
    assert "Sumatriptan" not in text
    assert "2 entries found" in post(browser, "/diary/search", {"words": "work"})
    assert "1 entry found" in post(browser, "/diary/search", {"words": "work", "kind": "medicine"})
    assert "1 entry found" in post(browser, "/diary/search", {"first": today})
    assert "Nothing holds all of that." in post(browser, "/diary/search", {"words": "xyzzy"})
    page = browser.get("/diary/search?words=work").content.decode()
    assert page.partition("<main")[2].partition("</main")[0].count('class="line"') == 3


def test_more_than_a_page_is_shown_page_by_page(home: object, now: datetime, today: date) -> None:
    """Newest first; every entry stands on one page."""
    add_events([Event(today - timedelta(days=n), "symptom", "a", str(n)) for n in range(7)], Z, now)
    pages = [find_entries(Z, "a", limit=3, offset=at) for at in (0, 3, 6)]
    assert [found.total for found in pages] == [7, 7, 7]
    assert [row.value for found in pages for row in found.rows] == [str(n) for n in range(7)]


names = st.sampled_from(["a", "A ", "b", "c"])


@settings(
    max_examples=some(6),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.tuples(st.integers(0, 6), names, st.sampled_from(["", "1"])), max_size=8),
    names,
    names,
)
def test_a_rename_taken_back_restores_everything(
    home: object, now: datetime, written: list[tuple[int, str, str]], old: str, new: str
) -> None:
    """Whatever is put together, undo parts again."""
    DiaryEntry.objects.all().delete()
    day = now.date()
    events = {Event(day - timedelta(days=ago), "symptom", name, v) for ago, name, v in written}
    add_events(sorted(events, key=repr), Z, now)
    before = facts()
    if not any(name.strip().lower() == old.strip().lower() for _, name, _ in written):
        return
    outcome = do_rename(now, "symptom", old, new)
    if outcome.step is not None:
        assert len({(at, value) for _, at, _k, n, value in facts() if n == new.strip()}) == sum(
            n == new.strip() for *_, n, _v in facts()
        )
        do_undo(now, outcome.step)
    assert facts() == before
