"""The meter before a pass by hand: by what others saw of the owner, and by nothing else."""

from __future__ import annotations

import html
import io
import re
import threading
from dataclasses import replace
from datetime import datetime, timedelta

import msgspec
import pytest
from django.test import Client
from tests.pad.conftest import a_duty, write_days
from tests.pad.stand_in import NORM, StandIn

from offwatch.mask.meter import Exposure, measure, read_team
from offwatch.norm import Norm
from offwatch.pad.link.by_hand import do_hand_pass
from offwatch.pad.link.outbox.items import body_in
from offwatch.pad.link.pairing import do_pair
from offwatch.pad.link.tick import do_tick
from offwatch.pad.masking.batch import do_batch
from offwatch.pad.masking.history import see_history
from offwatch.pad.masking.state import keep_state, load_state, norm_of
from offwatch.pad.models import DeskLink, KnownDuty, OutboxItem, ReleaseRow
from offwatch.pad.pages import meter_page as exposure
from offwatch.pad.pages.meter_page import see_before
from offwatch.pad.pages.words import percent_words
from offwatch.wire import Days, Duty

PERIODS = 5  # lived through, the first of them not asked for

ASKED = (4, 5, 6, 22, 23, 24)  # days of a period, where a test needs certain ones


@pytest.fixture
def norm(home: None, desk: StandIn, now: datetime) -> Norm:
    """Paired five periods ago; the days of every period since were asked for in time."""
    first_day = now.date() - timedelta(days=28 * PERIODS + 10)
    first_day -= timedelta(days=first_day.weekday())  # weeks lie alike whenever this is run
    desk.norm = msgspec.structs.replace(NORM, first_day=first_day)
    begun = now - timedelta(days=28 * PERIODS + 8)
    do_pair(begun, desk.url, desk.code)
    norm = norm_of(DeskLink.objects.get())
    for number in range(1, PERIODS + 1):
        do_batch(norm.batch_at(norm.ask_day(norm.period(number))))
    return norm


@pytest.fixture
def watches(norm: Norm) -> list[KnownDuty]:
    """A watch of some hours every third day, over, now and ahead; two were asked away by hand."""
    first = norm.batch_at(norm.period(1).span.start_day) + timedelta(hours=10)
    watches = [know(f"watch{i}", first + timedelta(days=3 * i)) for i in range(50)]
    for watch in watches[::14][:2]:
        do_hand_pass(watch.start_at - timedelta(days=5), watch.duty_id)
    return watches


def know(duty_id: str, start_at: datetime) -> KnownDuty:
    return KnownDuty.objects.create(
        duty_id=duty_id, name=duty_id.title(), kind="shift", start_at=start_at,
        end_at=start_at + timedelta(hours=5), owner="Leader", state="planned",
        planned_on=start_at.date() - timedelta(days=20),
    )  # fmt: skip


def ahead_of(watches: list[KnownDuty], now: datetime) -> KnownDuty:
    return next(watch for watch in watches if watch.start_at > now + timedelta(days=4))


def text_of(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(html.unescape(plain).split())


def by_hand(norm: Norm, watches: list[KnownDuty], extra: KnownDuty) -> tuple[Exposure, Exposure]:
    """The same from what was sent and what is on the roster, by way of the meter's own table."""
    items = OutboxItem.objects.exclude(type__in=("pair", "quiet"))
    sent = [body_in(item) for item in items]
    asked = {day for body in sent if isinstance(body, Days) for day in body.days}
    duty = {norm.today(watch.start_at) for watch in watches}
    passed = {norm.today(watch.start_at) for watch in watches[::14][:2]}
    day, rows = norm.period(1).span.start_day, ["person,day,asked,duty,passed"]
    while day < norm.period_at(norm.today(extra.start_at)).span.end_day:
        flags = ",".join(str(int(day in days)) for days in (asked, duty, passed))
        rows.append(f"x,{(day - norm.first_day).days},{flags}")
        day += timedelta(days=1)
    team = read_team(io.StringIO("\n".join(rows)))
    then = team.with_pass(0, (norm.today(extra.start_at) - norm.first_day).days)
    return measure(team, "x", norm, 0.1), measure(then, "x", norm, 0.1)


def test_the_numbers_are_the_meters_own(
    browser: Client, norm: Norm, watches: list[KnownDuty], now: datetime
) -> None:
    """What the page says, now and after, is what the meter says of the same history in a table."""
    duty = ahead_of(watches, now)
    was, then = by_hand(norm, watches, duty)
    text = text_of(browser, f"/duties/{duty.duty_id}")
    seen = re.search(r"Starting from a guess of 10 %, they would be at (.+?) now", text)
    assert seen is not None
    assert seen[1] == percent_words(was.observer_to)
    assert f"would be right {percent_words(was.guess_right)} of the time now" in text
    assert f"and {percent_words(then.guess_right)} after" in text
    assert f"by chance it would be {percent_words(was.guess_chance)}" in text
    assert "Too early to say" not in text
    before = see_before(duty, now)
    assert before is not None
    assert (before.now, before.after) == (was, then)


def test_passes_beyond_the_number_beside_days_asked_for_move_it(norm: Norm, now: datetime) -> None:
    """With a habit of passing next to the days asked for, one more makes the observer surer."""
    for number, row in enumerate(ReleaseRow.objects.order_by("made_at"), 1):
        first = norm.period(number).span.start_day
        row.what = f"{number}:" + ",".join(f"{first + timedelta(days=n)}" for n in ASKED)
        row.save()
    seen = see_history(norm, norm.today(now), norm.today(now))
    assert seen is not None
    beside = {day - timedelta(days=1) for day in seen.asked} - seen.asked
    for day in seen.span:
        if day not in seen.asked:
            duty = know(f"{day}", norm.batch_at(day) + timedelta(hours=9))
            if day in beside and day < norm.today(now):
                do_hand_pass(duty.start_at - timedelta(days=4), duty.duty_id)
    ahead = min(day for day in beside if day > norm.today(now) + timedelta(days=3))
    before = see_before(KnownDuty.objects.get(duty_id=f"{ahead}"), now)
    assert before is not None
    assert before.now is not None
    assert before.after is not None
    assert before.now.observer_to > 0.2
    assert before.after.observer_to > before.now.observer_to


def test_only_what_others_saw_counts(norm: Norm, watches: list[KnownDuty], now: datetime) -> None:
    """Whatever is in the diary, the numbers are the same."""
    duty = ahead_of(watches, now)
    before = see_before(duty, now)
    write_days([now.date() - timedelta(days=28 * i + 3) for i in range(6)])
    assert see_before(duty, now) == before


def test_looking_says_nothing_and_keeps_nothing(
    browser: Client, norm: Norm, watches: list[KnownDuty], now: datetime
) -> None:
    """The page can be read as often as one likes: no release, no envelope, no change of state."""
    counts = ReleaseRow.objects.count(), OutboxItem.objects.count()
    for _ in range(2):
        assert "follow a rhythm" in text_of(browser, f"/duties/{ahead_of(watches, now).duty_id}")
    assert (ReleaseRow.objects.count(), OutboxItem.objects.count()) == counts


def test_with_less_than_a_period_there_is_no_number(
    browser: Client, landing: Duty, paired: StandIn
) -> None:
    """It says so, and what is known in general; on both pages that have the button."""
    for address in ("/duties", "/duties/landing"):
        text = text_of(browser, address)
        assert "it takes one full period" in text
        assert "the days it falls on tell more" in text
        assert "Starting from a guess" not in text


def test_the_first_whole_period_is_enough(norm: Norm, now: datetime) -> None:
    """Asked for from period 1 on: at its last day there is nothing yet, a day later there is."""
    over = norm.period(1).span.end_day
    assert see_history(norm, over - timedelta(days=1), over) is None
    assert see_history(norm, over, over) is not None


def test_what_is_published_counts_and_no_day_beyond_it(norm: Norm, now: datetime) -> None:
    """To the end of a period asked for, whose roster is known; no further than the duty else."""
    today, last = norm.today(now), norm.period(PERIODS).span.end_day
    for day, end_day in ((today, last), (last + timedelta(days=3), last + timedelta(days=4))):
        seen = see_history(norm, today, day)
        assert seen is not None
        assert seen.span.end_day == end_day


def test_where_nothing_can_be_asked_nothing_is_measured(
    browser: Client, norm: Norm, watches: list[KnownDuty], now: datetime
) -> None:
    """A duty asked about already has no button and no meter beside it."""
    duty = ahead_of(watches, now)
    do_hand_pass(now, duty.duty_id)
    assert "follow a rhythm" not in text_of(browser, f"/duties/{duty.duty_id}")


def test_without_a_norm_there_is_no_meter(norm: Norm, watches: list[KnownDuty]) -> None:
    """With no desk, or one that has told no norm, there is nothing to measure against."""
    DeskLink.objects.update(norm=None)
    assert see_before(watches[-1], datetime.now(watches[-1].start_at.tzinfo)) is None


def test_a_pass_is_remembered_where_its_duty_stood(norm: Norm, now: datetime) -> None:
    """A mission that moved after it was passed leaves the pass, and a duty, on its old day."""
    midnight = norm.batch_at(norm.today(now) + timedelta(days=6))
    mission = know("mission", midnight + timedelta(minutes=30))  # the day before, in UTC
    do_hand_pass(now, "mission")
    old = norm.today(mission.start_at)
    mission.moved_from_at = mission.start_at
    mission.start_at += timedelta(days=7)
    mission.end_at += timedelta(days=7)
    mission.save()
    seen = see_history(norm, norm.today(now), old + timedelta(days=30))
    assert seen is not None
    assert seen.passed == {old}
    assert {old, old + timedelta(days=7)} <= seen.duty
    mission.delete()
    seen = see_history(norm, norm.today(now), old + timedelta(days=30))
    assert seen is not None
    assert len(seen.passed) == 1


def test_no_page_waits_for_a_slow_norm(
    browser: Client,
    norm: Norm,
    watches: list[KnownDuty],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While it is worked out the page says so and asks again by itself; then it has the numbers."""
    finish = threading.Event()

    def slowly(*args: object) -> Exposure:
        finish.wait(20)
        return measure(*args)  # type: ignore[arg-type]

    monkeypatch.setattr("offwatch.mask.meter.measure", slowly)
    monkeypatch.setattr(exposure, "WAIT_S", 0.05)
    address = f"/duties/{ahead_of(watches, now).duty_id}"
    answer = browser.get(address).content.decode()
    assert "Working out what your requests tell others" in answer
    assert f'hx-get="{address}"' in answer
    finish.set()
    monkeypatch.setattr(exposure, "WAIT_S", 20.0)
    answer = browser.get(address).content.decode()
    assert "Starting from a guess of 10 %" in answer
    assert "hx-get" not in answer.split('id="exposure"')[1].split(">")[0]


def test_words_to_another_desk_do_not_count(norm: Norm, now: datetime) -> None:
    """Days of a period that this desk was not asked for are in the ledger, not in the history."""
    was = see_history(norm, norm.today(now), norm.today(now))
    day = norm.period(2).span.start_day
    days = ",".join(f"{day + timedelta(days=n)}" for n in range(6))
    ReleaseRow.objects.create(release_id="old", kind="days", what=f"0:{days}", made_at=now)
    assert see_history(norm, norm.today(now), norm.today(now)) == was


def test_a_changed_norm_begins_anew(norm: Norm, now: datetime) -> None:
    """What was asked under another norm is not held against this one's law."""
    book, state = load_state(norm, now)
    keep_state(book, replace(state, norm_from=PERIODS - 1))
    seen = see_history(norm, norm.today(now), norm.today(now))
    assert seen is not None
    assert seen.span.start_day == norm.period(PERIODS - 1).span.start_day
    keep_state(book, replace(state, norm_from=PERIODS))
    assert see_history(norm, norm.today(now), norm.today(now)) is None


def test_a_duty_that_is_over_is_kept(paired: StandIn, now: datetime) -> None:
    """The desk tells only what lies ahead; what was stays, what was dropped before it began not."""
    names = ("over", "dropped", "stays")
    starts = (timedelta(hours=5), timedelta(days=9), timedelta(days=10))
    told = [
        a_duty(n, now + s, hours=8, planned_on=now.date())
        for n, s in zip(names, starts, strict=True)
    ]
    paired.set_duties(tuple(told))
    do_tick(now)
    paired.set_duties((told[2],))
    do_tick(now + timedelta(days=1))
    assert set(KnownDuty.objects.values_list("duty_id", flat=True)) == {"over", "stays"}


def test_pairing_anew_keeps_what_was_for_the_same_desk_only(
    norm: Norm, watches: list[KnownDuty], desk: StandIn, now: datetime
) -> None:
    """Another desk has seen nothing of this pad: its history begins anew."""
    was = see_history(norm, norm.today(now), norm.today(now))
    do_pair(now, desk.url, desk.code)
    assert set(KnownDuty.objects.all()) == set(watches)
    assert was is not None
    assert see_history(norm, norm.today(now), norm.today(now)) == was
    DeskLink.objects.update(desk_key="0" * 64)
    do_pair(now, desk.url, desk.code)
    assert not KnownDuty.objects.exists()
    assert see_history(norm, norm.today(now), norm.today(now)) is None
