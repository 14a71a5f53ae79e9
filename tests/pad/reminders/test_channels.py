"""Channels and what goes to them: only after their code, only neutral words, only what is due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connections
from django.test import Client
from tests.pad.conftest import token
from tests.pad.reminders.conftest import Inbox

from offwatch.errors import OffwatchError
from offwatch.pad.diary.conditions import do_keep_condition
from offwatch.pad.diary.life import do_end_life, do_write_life, written_lives
from offwatch.pad.models import ReminderChannel, ReminderRules, Setup
from offwatch.pad.reminders.channels import (
    CODE_LASTS,
    do_add_browser,
    do_add_channel,
    do_send_code,
    do_test,
    do_verify,
)
from offwatch.pad.reminders.message import ReminderMessage, send_message
from offwatch.pad.reminders.sealing import (
    do_set_reminders,
    names_condition,
    open_reminders,
    rules_row,
    seal_reminders,
)
from offwatch.pad.runtime import scheduler
from offwatch.vault import session

FORM = {
    "on": "1", "weekday": list("0123456"), "hour": "18", "quiet_from": "22", "quiet_to": "7",
    "always": "0", "days_sure": "14", "days_unsure": "7", "days_onset": "2", "text": "",
}  # fmt: skip


def turn_on(now: datetime, **more: object) -> ReminderRules:
    row = rules_row()
    row.on = True
    for name, value in more.items():
        setattr(row, name, value)
    do_set_reminders(now, row)
    return row


def day_of(now: datetime) -> date:
    return now.astimezone(Setup.objects.get().tz).date()


def test_nothing_goes_before_the_code_is_typed_in(
    home: object, here: None, inbox: Inbox, now: datetime, diary: None
) -> None:
    """Not even where reminders are on."""
    pk = do_add_channel(now, inbox.address)[1]
    turn_on(now, always=True)
    assert open_reminders().waiting() == []
    with pytest.raises(OffwatchError, match="code"):
        do_test(pk)
    assert len(inbox.came) == 1
    do_verify(now, pk, f" {inbox.code[:3]} {inbox.code[3:]} ")
    assert len(open_reminders().waiting()) >= 14


def test_a_code_can_be_guessed_five_times_and_grows_old(
    home: object, here: None, inbox: Inbox, now: datetime
) -> None:
    """Then only another one helps."""
    pk = do_add_channel(now, inbox.address)[1]
    wrong = f"{(int(inbox.code) + 1) % 10**6:06}"
    for _ in range(5):
        with pytest.raises(OffwatchError):
            do_verify(now, pk, wrong)
    with pytest.raises(OffwatchError):
        do_verify(now, pk, inbox.code)
    do_send_code(now, pk)
    with pytest.raises(OffwatchError):
        do_verify(now + CODE_LASTS + timedelta(seconds=1), pk, inbox.code)
    do_send_code(now, pk)
    do_verify(now, pk, inbox.code)
    assert ReminderChannel.objects.get().verified_at == now


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("nonsense", "reminder.address"),
        ("nothing://like/that", "reminder.address"),
        ("json://127.0.0.1:9/", "reminder.not-sent"),
    ],
)
def test_what_cannot_be_sent_is_not_kept(
    home: object, here: None, now: datetime, address: str, code: str
) -> None:
    """And the refusal does not repeat the address."""
    with pytest.raises(OffwatchError) as refused:
        do_add_channel(now, address)
    assert refused.value.code == code
    assert address not in refused.value.message
    assert not ReminderChannel.objects.exists()


def test_a_process_of_its_own_sends_and_says_nothing(
    inbox: Inbox, capfd: pytest.CaptureFixture[str]
) -> None:
    """Where it does not work, nothing of the address is on standard error."""
    inbox.works = False
    said = send_message(ReminderMessage(inbox.address, "Check your pad"))
    assert (said.known, said.sent) == (True, False)
    assert inbox.texts == ["Check your pad"]
    assert "".join(capfd.readouterr()) == ""


def test_only_neutral_words_leave(channel: int, inbox: Inbox) -> None:
    """Text, sender and title name neither what this is nor what it is about."""
    do_test(channel)
    assert inbox.texts[-1] == "Check your pad"
    assert b"ffwatch" not in inbox.raw[-1]
    assert inbox.came[-1]["title"] == ""


def test_a_likely_start_is_said_once_in_a_slot(channel: int, diary: None, now: datetime) -> None:
    """Due tomorrow: in the next slot, and in no other of those to come."""
    turn_on(now)
    waiting = open_reminders().waiting()
    assert len(waiting) == 1
    zone = Setup.objects.get().tz
    slot = waiting[0].slot.astimezone(zone)
    assert (slot.hour, slot.minute) == (18, 0)
    taken = open_reminders().claim(slot)
    assert taken is not None
    open_reminders().keep_sent(taken, sent=True)
    seal_reminders(slot + timedelta(minutes=1))
    assert open_reminders().waiting() == []


def test_in_every_slot_or_none(channel: int, now: datetime) -> None:
    """With nothing to say: chosen so, every slot is used; else none."""
    turn_on(now, always=True, weekdays=[0, 3])
    assert len(open_reminders().waiting()) == 4
    turn_on(now, always=False)
    assert open_reminders().waiting() == []
    row = turn_on(now, always=True)
    row.on = False
    do_set_reminders(now, row)
    assert open_reminders().waiting() == []


def test_a_pause_silences_every_slot(
    channel: int, browser: Client, diary: None, now: datetime
) -> None:
    """Not even an empty one goes, what is sealed is taken out, and the page says why."""
    turn_on(now, always=True)
    assert len(open_reminders().waiting()) >= 14
    do_write_life(now, "Pause", day_of(now))
    seal_reminders(now)
    assert open_reminders().waiting() == []
    assert "Reminders rest while “Pause” goes on" in browser.get("/reminders").content.decode()
    do_end_life(now, written_lives()[0].start)
    seal_reminders(now + timedelta(days=1))
    assert len(open_reminders().waiting()) >= 14


def test_a_pause_of_one_thing_leaves_the_slots(channel: int, now: datetime) -> None:
    """What else is kept goes on, so the slots do."""
    turn_on(now, always=True)
    do_write_life(now, "Pause", day_of(now), suspends=["migraine"])
    seal_reminders(now)
    assert len(open_reminders().waiting()) >= 14


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("Check your pad", False),
        ("", False),
        ("Migraine soon", True),
        ("your period", True),
        ("The Kraken wakes", True),
    ],
)
def test_a_text_that_tells_is_warned_of(browser: Client, text: str, tells: bool) -> None:
    """By what conditions are called, and by the owner's own names."""
    do_keep_condition("kraken")
    assert names_condition(text) == tells
    form = token(browser.get("/reminders").content)
    browser.post("/reminders", {**FORM, "text": text, **form})
    assert ("names a condition" in browser.get("/reminders").content.decode()) == tells


def test_the_page_leads_through_it(browser: Client, here: None, inbox: Inbox, diary: None) -> None:
    """Off at first; an address, its code, on; the address is on no page."""
    page = browser.get("/reminders").content
    assert "Reminders are off" in page.decode()
    form = token(page)
    browser.post("/reminders/channel", {"address": inbox.address, **form})
    pk = ReminderChannel.objects.get().pk
    answer = browser.post(f"/reminders/channel/{pk}", {"code": "000000x", **form}, follow=True)
    assert "not the code" in answer.content.decode()
    browser.post(f"/reminders/channel/{pk}", {"code": inbox.code, **form})
    browser.post("/reminders", {**FORM, **form})
    text = browser.get("/reminders").content.decode()
    assert "the next can come" in text
    assert "a-secret-topic" not in text
    answer = browser.post("/reminders", {**FORM, "hour": "23", **form})
    assert answer.status_code == 422
    assert "quiet hours" in answer.content.decode()


def test_an_open_page_knows_the_slots_of_its_browser(
    browser: Client, diary: None, now: datetime
) -> None:
    """Nothing before its code is typed in; then the slots of today and tomorrow, and the text."""
    pk = do_add_browser(now)
    code = ReminderChannel.objects.get().code
    assert f"Code: {code}" in browser.get("/reminders").content.decode()
    turn_on(now, always=True)
    assert "data-at" not in browser.get("/").content.decode()
    do_verify(now, pk, code)
    text = browser.get("/").content.decode()
    assert 'data-text="Check your pad"' in text
    assert "pad/reminders.js" in text
    assert open_reminders().waiting() == []  # nothing of it leaves this machine


def test_what_has_come_is_reminded_of_no_more_once_the_pad_is_locked(
    browser: Client, diary: None, channel: int, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A start written just before the lock changes what was sealed before it; a look does not."""
    monkeypatch.setattr(scheduler, "_running", scheduler.Scheduler(lambda key, every, phase: None))
    turn_on(now)
    queue, form = open_reminders(), token(browser.get("/").content)
    connections.close_all()
    changes = session.opened().changes
    scheduler.before_lock()
    assert session.opened().changes == changes
    browser.post("/log/onset", form)
    assert len(queue.waiting()) == 1
    browser.post("/lock", form)
    assert session.current() is None
    assert queue.waiting() == []
