"""The page about the mask: the norm, what was said, and the promise in its exact words."""

from __future__ import annotations

import html
from datetime import date, datetime, timedelta

import msgspec
import pytest
from django.test import Client
from tests.pad.conftest import a_duty, write_days
from tests.pad.stand_in import NORM, StandIn
from tests.pad.written import add_events

from offwatch.diary import Event
from offwatch.mask.policy.guarantee import GUARANTEE
from offwatch.mask.rare.privacy_accounting import bound_period
from offwatch.pad.link.by_hand import do_hand_pass
from offwatch.pad.link.tick import do_tick
from offwatch.pad.masking.batch import do_batch
from offwatch.pad.models import DeskLink, ReleaseRow, Setup
from offwatch.wire import Duty


def text_of(browser: Client) -> str:
    answer = browser.get("/mask")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_the_promise_stands_word_for_word(browser: Client, paired: StandIn) -> None:
    """Every sentence of the guarantee as the mask states it, its condition first."""
    text = text_of(browser)
    places = [text.index(sentence) for sentence in GUARANTEE]
    assert places == sorted(places)


def test_without_a_desk_there_is_no_mask(browser: Client) -> None:
    """It says so before anything else, and promises nothing as if it held now."""
    text = text_of(browser)
    assert "No desk, so no mask" in text
    folded = text.split("What a team’s mask would promise")[0]
    assert folded.endswith('<details class="card"><summary>')
    assert "What is promised" not in text
    assert "What a team’s mask would promise" in text
    assert "What the whole team keeps" not in text


def test_before_the_norm_is_known_there_is_no_mask(browser: Client, paired: StandIn) -> None:
    """A desk that has told nothing yet is not a team that keeps a norm."""
    DeskLink.objects.update(norm=None)
    text = text_of(browser)
    assert "The desk has not sent its mask settings yet" in text
    assert "there is no mask" in text


def test_the_norm_is_told_in_words(browser: Client, paired: StandIn) -> None:
    """Every number the team agreed on, as the desk told it, and not another's."""
    link = DeskLink.objects.get()
    odd = msgspec.structs.replace(
        NORM, tracks=2, days=7, passes=3, freeze_h=49, hour=21, period_days=35, adoption=83
    )
    link.norm = msgspec.to_builtins(odd)
    link.save()
    text = text_of(browser)
    for said in (
        "7 days off asked for in each period",
        "7 in each 35 days",
        "at most 3 a period",
        "49 hours before a duty",
        "daily at 21:00, Europe/Berlin",
        "2: they hide whether",
        "83 in 100 of the team",
        "The fewer people wear the mask",
        "When: K is 2.",
    ):
        assert said in text, said


@pytest.mark.parametrize(
    ("wearers", "said"), [(1, "1 of 12 people has"), (3, "3 of 12 people have")]
)
def test_who_takes_part_is_counted_in_persons(
    browser: Client, paired: StandIn, wearers: int, said: str
) -> None:
    """A share of a team of twelve says less than its two numbers."""
    link = DeskLink.objects.get()
    told = msgspec.structs.replace(NORM, adoption=8, wearers=wearers, members=12)
    link.norm = msgspec.to_builtins(told)
    link.save()
    text = text_of(browser)
    assert f"{said} a pad" in text
    assert "in 100 of the team" not in text


def test_what_was_said_is_read_from_the_ledger(
    browser: Client, landing: Duty, paired: StandIn, now: datetime
) -> None:
    """Days by their dates, passes by the duty's name and by who spoke; and nothing else."""
    assert "Nothing yet." in text_of(browser)
    do_hand_pass(now, "landing")
    days = [now.date() + timedelta(days=20 + i) for i in range(2)]
    what = "13:" + ",".join(day.isoformat() for day in days)
    ReleaseRow.objects.create(release_id="r", kind="days", what=what, made_at=now)
    text = text_of(browser)
    assert "Nothing yet." not in text
    assert "asked by you" in text
    assert "asked by the pad itself" not in text
    assert "<b>Landing</b>" in text
    for day in days:
        assert f"{day.day} {day:%b}" in text


def test_it_says_when_the_next_days_are_asked(browser: Client, paired: StandIn) -> None:
    """The period they are for is the next that has not been asked for."""
    do_batch(datetime.now(Setup.objects.get().tz))
    text = text_of(browser)
    asked = ReleaseRow.objects.filter(kind="days").count()
    assert text.count("<b>Days off asked for</b>") == asked
    assert "Next request" in text


@pytest.mark.parametrize(
    ("onsets", "name", "says"),
    [
        (0, "period", "your diary is empty"),
        (6, "period", "the mask is tested for what your diary records"),
        (6, "migraine", "The first promise does not hold for you"),
    ],
)
def test_it_says_whether_the_promise_is_ones_own(
    browser: Client, paired: StandIn, now: datetime, onsets: int, name: str, says: str
) -> None:
    """For a record whose law is published, for another, and for none; never what it is called."""
    zone = Setup.objects.get().tz
    for i in range(onsets):
        add_events([Event(now.date() - timedelta(days=28 * i + 20), "onset", name)], zone, None)
    text = text_of(browser)
    assert says in text
    assert "migraine" not in text.split("<main")[1]
    assert "menstrual" not in text


def test_a_rare_record_is_told_its_bound(browser: Client, paired: StandIn, now: datetime) -> None:
    """The number is the account's, and it is called weak."""
    begun = now.date() - timedelta(days=300)
    write_days([begun])
    add_events(
        [Event(begun, "regimen_start", "tablet", "suppressant")], Setup.objects.get().tz, None
    )
    text = text_of(browser)
    assert f"the stated number is {bound_period(rotations=28):.2f} for one period" in text


def test_duties_and_settings_lead_to_it(browser: Client, paired: StandIn, now: datetime) -> None:
    """Where the mask speaks, one tap away from what it promises."""
    paired.set_duties((a_duty("watch", now + timedelta(days=3), planned_on=date(2026, 11, 1)),))
    do_tick(now)
    for address in ("/duties", "/settings"):
        main = browser.get(address).content.decode().split("<main")[1]
        assert 'href="/mask"' in main
