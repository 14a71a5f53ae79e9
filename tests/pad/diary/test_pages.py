"""The pages of the diary: the month, a day, an entry, what is kept, what was changed."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from tests.pad.conftest import ZONE, token, write_days

from offwatch.diary import Event
from offwatch.pad.diary.conditions import do_hide_condition, do_keep_condition, kept_conditions
from offwatch.pad.diary.record import do_log, do_note
from offwatch.pad.diary.rows import read_diary
from offwatch.pad.models import DiaryEntry, DiaryStep


@pytest.fixture
def today(now: datetime) -> date:
    return now.astimezone(ZoneInfo(ZONE)).date()


def post(browser: Client, address: str, data: dict[str, object], page: str = "") -> str:
    """Send a form of a page; what is shown after it."""
    form = token(browser.get(page or address).content)
    return browser.post(address, {**form, **data}, follow=True).content.decode()


def written() -> list[tuple[str, str, str, str]]:
    return list(DiaryEntry.objects.order_by("id").values_list("at", "kind", "name", "value"))


def test_a_month_says_in_words_what_is_on_each_day(browser: Client, now: datetime) -> None:
    """Each day's link reads its date, the episodes on it and how many entries more."""
    do_note(
        now, [Event(date(2026, 3, 3), "onset", "Period"), Event(date(2026, 3, 5), "end", "Period")]
    )
    do_note(now, [Event(date(2026, 3, 4), "note", "", "tired")])
    text = browser.get("/diary/month/2026-03").content.decode()
    assert 'aria-label="Tuesday 3 March, Period starts"' in text
    assert 'aria-label="Wednesday 4 March, Period, 1 more entry"' in text
    assert 'aria-label="Thursday 5 March, Period"' in text
    assert 'aria-label="Friday 6 March"' in text
    assert "tired" in text
    assert '<th scope="col"><abbr title="Monday">Mo</abbr></th>' in text


@pytest.mark.parametrize(
    "address", ["/diary/month/2026-13", "/diary/day/1815-01-01", "/diary/day/x"]
)
def test_a_day_that_is_none_is_not_there(browser: Client, address: str) -> None:
    """Addresses of no day, or of one out of all calendars in use, lead nowhere."""
    assert browser.get(address).status_code == 404


def test_yesterday_is_one_tap_on_its_page(browser: Client, today: date) -> None:
    """The start is of the day whose page it is, without a time; undo takes it back."""
    do_keep_condition("Attack", "migraine")
    day = (today - timedelta(days=1)).isoformat()
    text = post(browser, "/log/onset", {"rhythm": "Attack", "day": day}, f"/diary/day/{day}")
    assert written() == [(day, "onset", "Attack", "")]
    assert "Attack started" in text
    step = DiaryStep.objects.get().pk
    text = post(browser, f"/undo/{step}", {"next": f"/diary/day/{day}"}, "/")
    assert "Taken back." in text
    assert written() == []


def test_an_attack_is_written_in_one_form(browser: Client, today: date) -> None:
    """Its times, strength, symptoms, medicine and note are entries of their own."""
    do_keep_condition("Migraine")
    first, last = today - timedelta(days=3), today - timedelta(days=2)
    page = f"/diary/day/{first}"
    post(
        browser,
        page,
        {
            "kind": "episode",
            "episode-name": "Migraine",
            "episode-start_time": "16:30",
            "episode-end_day": last.isoformat(),
            "episode-end_time": "03:15",
            "episode-strength": "7",
            "episode-symptom": "nausea",
            "episode-medicine": "sumatriptan",
            "episode-amount": "50 mg",
            "episode-note": "after a late shift",
        },
    )
    kinds = [(kind, name, value) for _, kind, name, value in written()]
    assert kinds == [
        ("onset", "Migraine", ""),
        ("end", "Migraine", ""),
        ("severity", "Migraine", "7"),
        ("symptom", "nausea", ""),
        ("medicine", "sumatriptan", "50 mg"),
        ("note", "", "after a late shift"),
    ]
    assert written()[0][0].startswith(f"{first}T16:30:00")
    assert written()[1][0].startswith(f"{last}T03:15:00")
    assert DiaryStep.objects.count() == 1
    assert "nausea" in browser.get(page).content.decode()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"episode-end_day": "2026-03-09"}, "It cannot end before it starts."),
        ({"episode-start_time": "25:00"}, "Enter a valid time."),
        ({"episode-name": ""}, "This field is required."),
        ({"episode-amount": "50 mg"}, "Which medicine?"),
        ({"episode-name": "Migraine"}, "This day has a start already."),
        ({"episode-end_day": "2190-03-12"}, "That is still to come."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    browser: Client, now: datetime, data: dict[str, str], says: str
) -> None:
    """Nothing is written, the reason stands there, and what was typed is still in the form."""
    do_keep_condition("Migraine")
    do_keep_condition("Period")
    do_log(now, "onset", "Migraine", date(2026, 3, 10))
    page = "/diary/day/2026-03-10"
    form = {"kind": "episode", "episode-name": "Period", "episode-note": "a long day", **data}
    answer = browser.post(page, {**token(browser.get(page).content), **form})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert says in text
    assert "a long day</textarea>" in text
    assert len(written()) == 1


def test_a_medicine_a_sign_and_an_exposure_are_one_tap_each(browser: Client, today: date) -> None:
    """What was written before has a button; markers have one from the start."""
    page = f"/diary/day/{today - timedelta(days=1)}"
    post(browser, page, {"kind": "medicine", "medicine-name": "ibuprofen", "medicine-value": "400"})
    assert (
        '<button class="btn small" name="tap" value="ibuprofen">'
        in browser.get(page).content.decode()
    )
    day = page.rsplit("/", 1)[1]
    for kind, name in (("precursor", "ovulation"), ("exposure", "night shift"), ("symptom", "x")):
        post(browser, page, {"kind": kind, "tap": name})
        assert (day, kind, name, "") in written()


def test_a_regimen_is_begun_taken_missed_and_stopped(browser: Client, today: date) -> None:
    """With its class; what does not run cannot be stopped, and it is said."""
    day = (today - timedelta(days=9)).isoformat()
    page = f"/diary/day/{day}"
    form = {"kind": "regimen_start", "regimen_start-name": "dienogest"}
    post(browser, page, {**form, "regimen_start-value": "suppressant"})
    text = browser.post(
        page, {**token(browser.get(page).content), **form, "regimen_start-value": "none"}
    )
    assert "It runs already; stop it first." in text.content.decode()
    for kind in ("dose", "missed_dose", "regimen_stop"):
        post(browser, page, {"kind": kind, "tap": "dienogest"})
    assert [kind for _, kind, _, _ in written()] == [
        "regimen_start", "dose", "missed_dose", "regimen_stop",
    ]  # fmt: skip
    assert "It does not run then" in post(browser, page, {"kind": "regimen_stop", "tap": "other"})


def test_an_entry_is_corrected_with_its_history(
    browser: Client, now: datetime, today: date
) -> None:
    """What was, what is and when stand on its page and among all changes; undo restores."""
    onset = do_log(now, "onset", "Migraine").entry
    before = written()
    address = f"/diary/entry/{onset}"
    day = (today - timedelta(days=2)).isoformat()
    text = post(browser, address, {"day": day, "time": "06:10", "name": "Migraine"})
    assert "Corrected." in text
    assert written()[0][0].startswith(f"{day}T06:10:00")
    for page in (address, "/diary/history"):
        text = browser.get(page).content.decode()
        assert "<del>Migraine started · " in text
        assert "06:10</ins>" in text
    step = DiaryStep.objects.latest("id").pk
    post(browser, f"/undo/{step}", {}, "/diary/history")
    assert written() == before


def test_an_hour_earlier_is_one_tap(browser: Client, now: datetime) -> None:
    """The commonest correction needs no field."""
    onset = do_log(now, "onset", "Migraine").entry
    was = read_diary().events[0].at
    post(browser, f"/diary/entry/{onset}", {"shift": "hour"})
    assert read_diary().events[0].at == was - timedelta(hours=1)


def test_a_correction_that_cannot_be_keeps_what_was_typed(browser: Client, now: datetime) -> None:
    """A start after its end is refused beside the day."""
    entry = do_note(
        now, [Event(date(2026, 3, 3), "onset", "Flare"), Event(date(2026, 3, 5), "end", "Flare")]
    ).entry
    address = f"/diary/entry/{entry}"
    form = {"day": "2026-03-07", "time": "", "name": "Flare"}
    answer = browser.post(address, {**token(browser.get(address).content), **form})
    assert answer.status_code == 422
    assert "It cannot end before it starts." in answer.content.decode()
    assert 'value="2026-03-07"' in answer.content.decode()


def test_deleting_a_start_takes_its_end_and_undo_brings_both_back(
    browser: Client, now: datetime
) -> None:
    """No end is left hanging, and none is lost."""
    entry = do_note(
        now, [Event(date(2026, 3, 3), "onset", "Flare"), Event(date(2026, 3, 5), "end", "Flare")]
    ).entry
    before = set(written())
    text = post(browser, f"/diary/entry/{entry}/delete", {}, f"/diary/entry/{entry}")
    assert "Deleted, with the end that belongs to it." in text
    assert written() == []
    step = DiaryStep.objects.latest("id").pk
    post(browser, f"/undo/{step}", {}, "/")
    assert set(written()) == before


def test_conditions_are_chosen_named_and_taken_away(browser: Client) -> None:
    """Each gets a button on Today in the owner's words; marks stay when another goes."""
    post(browser, "/diary/kept", {"kind": "menstrual"})
    post(browser, "/diary/kept", {"name": "Attack"})
    text = browser.get("/").content.decode()
    assert "Period started</button>" in text
    assert 'aria-label="Attack started"' in text
    marks = {kept.name: kept.mark for kept in kept_conditions()}
    assert marks["Period"] != marks["Attack"]
    post(browser, "/diary/kept", {"hide": "Period"})
    assert "Attack started</button>" in browser.get("/").content.decode()
    assert {kept.name: kept.mark for kept in kept_conditions()} == marks
    assert "Give this a name" in post(browser, "/diary/kept", {"name": " "})


def test_marks_stay_with_what_they_were_shown_for(home: object, today: date) -> None:
    """What the diary knew before anything was chosen keeps its mark."""
    write_days([today - timedelta(days=30)])
    (before,) = kept_conditions()
    do_keep_condition("Migraine")
    do_hide_condition("Migraine")
    do_keep_condition("migraine")
    after = kept_conditions()
    assert [kept.name for kept in after] == ["period", "Migraine"]
    assert after[0].mark == before.mark
    assert after[1].shown


def test_strength_and_temperature_are_added_to_a_day(browser: Client, today: date) -> None:
    """The strength of an episode that is written already; a temperature has no name."""
    do_keep_condition("Migraine")
    page = f"/diary/day/{today - timedelta(days=1)}"
    day = page.rsplit("/", 1)[1]
    strong = {"severity-name": "Migraine", "severity-value": "8"}
    post(browser, page, {"kind": "severity", **strong})
    post(browser, page, {"kind": "temperature", "temperature-value": "36.50"})
    assert written() == [(day, "severity", "Migraine", "8"), (day, "temperature", "", "36.5")]
    text = browser.get(page).content.decode()
    assert "How strong: 8 (Migraine)" in text
    assert "Temperature: 36.5" in text
    refused = {"kind": "temperature", "temperature-value": "12"}
    answer = browser.post(page, {**token(browser.get(page).content), **refused})
    assert "greater than or equal to 30" in answer.content.decode()
    assert browser.get(f"/diary/entry/{DiaryEntry.objects.latest('id').pk}").status_code == 200


def test_of_two_tabs_the_second_is_told_what_the_first_has_changed(
    browser: Client, now: datetime, today: date
) -> None:
    """Nothing is overwritten unseen, nothing moves twice; looked at again, it can be changed."""
    do_note(now, [Event(today, "note", "", "as it was")])
    entry = DiaryEntry.objects.get().pk
    address = f"/diary/entry/{entry}"
    one, other = (_form_of(browser.get(address).content.decode()) for _ in range(2))
    assert other["seen"]
    day = today.isoformat()
    browser.post(address, {**one, "day": day, "value": "by the first"})
    answer = browser.post(address, {**other, "day": day, "value": "by the second"}, follow=True)
    assert "changed in another window" in answer.content.decode()
    assert DiaryEntry.objects.get().value == "by the first"
    browser.post(address, {**other, "shift": "day"})
    assert DiaryEntry.objects.get().at == day
    again = _form_of(browser.get(address).content.decode())
    browser.post(address, {**again, "day": day, "value": "by the second"})
    assert DiaryEntry.objects.get().value == "by the second"


def _form_of(page: str) -> dict[str, str]:
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    return {**token(page.encode()), "seen": seen[1] if seen else ""}
