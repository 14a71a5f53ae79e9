"""Lives unlike the population's, and diaries kept in odd ways: no false certainty."""

from datetime import UTC, date, datetime, timedelta

import pytest

from offwatch.diary import Diary, Event
from offwatch.errors import BadInput
from offwatch.forecast import Outlook, outlook

D = date(2024, 1, 1)


def onsets(gaps: list[int], name: str = "period", first: date = D) -> list[Event]:
    days, day = [first], first
    for gap in gaps:
        day += timedelta(days=gap)
        days.append(day)
    return [Event(day, "onset", name) for day in days]


def at(day: date, hours: float = 8) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hours)


def ask(events: list[Event], now: datetime, **more: object) -> Outlook:
    return outlook(Diary(UTC, events), now=now, **more)  # type: ignore[arg-type]


def wait_of(events: list[Event], got: Outlook) -> int:
    last = max(e.at for e in events if e.kind == "onset")
    assert not isinstance(last, datetime)
    return (got.quantile_day(0.5) - last).days


@pytest.mark.parametrize("gap", [10, 14, 38, 42, 45, 50, 60, 75, 90])
def test_ones_own_regular_gaps_beat_what_they_are_called(gap: int) -> None:
    """Twelve gaps of 60 days called period are 60 days, not two of 30 each."""
    events = onsets([gap, gap + 1, gap - 1] * 4)
    got = ask(events, at(max(e.at for e in events) + timedelta(days=4)))  # type: ignore[type-var, operator]
    assert abs(wait_of(events, got) - gap) <= 0.07 * gap


def test_one_long_gap_is_still_one_forgotten_entry() -> None:
    """Among gaps of four weeks, eight weeks is two."""
    events = onsets([28, 28, 56, 28, 28])
    got = ask(events, at(D + timedelta(days=168 + 4)))
    assert wait_of(events, got) in (27, 28, 29)


def test_after_long_silence_nothing_is_certain() -> None:
    """Months without an entry: perhaps it stopped, and nothing is one's own any more."""
    events = onsets([28] * 10)
    waits = [ask(events, at(D + timedelta(days=280 + k))) for k in (45, 100, 270, 1000)]
    assert all(got.level == "population" for got in waits)
    assert all(got.onset[:30].sum() < 0.75 for got in waits)
    assert [got.beyond for got in waits] == sorted(got.beyond for got in waits)


def test_two_rhythms_are_forecast_apart() -> None:
    """A migraine between two periods moves no period, and each can be asked for."""
    period = onsets([28] * 9)
    now = at(D + timedelta(days=9 * 28 + 15))
    migraine = onsets([40, 60, 50], "migraine", D + timedelta(days=12))
    both, alone = ask(period + migraine, now), ask(period, now)
    assert both.quantile_day(0.5) == alone.quantile_day(0.5)
    assert both.other_rhythms == ("migraine",)
    assert ask(period + migraine, now, rhythm="Migraine").preset == "migraine"
    with pytest.raises(BadInput) as refused:
        ask(period, now, rhythm="rash")
    assert refused.value.code == "forecast.no-such-rhythm"


@pytest.mark.parametrize(
    ("words", "plain"),
    [("Regelblutung", "period"), ("periods", "period"), ("Migräne", "migraine")],
)
def test_a_name_in_other_words_chooses_the_same(words: str, plain: str) -> None:
    """Two onsets, called in another language or in the plural."""
    now = at(D + timedelta(days=40))
    one, other = (ask(onsets([28], name), now) for name in (words, plain))
    assert (one.preset, one.likely) == (other.preset, other.likely)


def test_days_written_one_by_one_may_go_on_tomorrow() -> None:
    """An episode written up to today or yesterday may run on; after a pause it is over."""
    rows = [Event(D + timedelta(days=n), "onset", "flare") for n in range(60)]
    today = D + timedelta(days=59)
    assert ask(rows, at(today)).in_episode[0] == 1.0
    assert ask(rows, at(today)).in_episode[1] > 0.9
    assert ask(rows, at(today + timedelta(days=1))).in_episode[0] > 0.9
    assert ask(rows, at(today + timedelta(days=2))).in_episode[0] < 0.2


def test_a_suppressant_counts_however_many_vitamins() -> None:
    """The strongest classes are kept; what is left out is told."""
    events = onsets([28] * 10)
    last = D + timedelta(days=280)
    vitamins = [Event(D, "regimen_start", f"v{n}", "none") for n in range(6)]
    pill = Event(last - timedelta(days=20), "regimen_start", "pill", "suppressant")
    got = ask([*events, *vitamins, pill], at(last + timedelta(days=12)))
    assert "pill" not in got.left_out
    assert len(got.left_out) == 3
    assert got.onset[:30].sum() < 0.9


def test_stopping_on_the_first_day_is_as_if_never_begun() -> None:
    """Asked on the very day a regimen was begun."""
    events = onsets([28] * 10)
    today = D + timedelta(days=292)
    pill = Event(today, "regimen_start", "pill", "suppressant")
    got = ask([*events, pill], at(today), without="pill")
    assert got.quantile_day(0.5) == ask(events, at(today)).quantile_day(0.5)


def test_a_dose_taken_never_counts_as_one_missed() -> None:
    """And one missed dose a month ago has aged out."""
    events = onsets([28] * 20)
    last = D + timedelta(days=560)
    pill = Event(last - timedelta(days=270), "regimen_start", "pill", "suppressant")
    missed = Event(last + timedelta(days=10), "missed_dose", "pill")
    took = Event(last + timedelta(days=11), "dose", "pill")
    now = at(last + timedelta(days=11))
    slipped = [*events, pill, missed]
    assert ask([*slipped, took], now).beyond == ask(slipped, now).beyond
    later = at(last + timedelta(days=60))
    slip = ask(slipped, later).quantile_day(0.5)
    assert abs((slip - ask([*events, pill], later).quantile_day(0.5)).days) <= 2


def test_many_names_for_one_warning_are_one_warning() -> None:
    """Six signs an hour ago, never seen before, say no more than one."""
    events = onsets([12, 14, 11, 13], "migraine")
    now = at(D + timedelta(days=55))
    hour_ago = now - timedelta(hours=1)
    one = ask([*events, Event(hour_ago, "precursor", "s1")], now)
    six = ask([*events, *(Event(hour_ago, "precursor", f"s{n}") for n in range(6))], now)
    assert six.hours[:24].sum() == pytest.approx(one.hours[:24].sum(), abs=0.01)


def test_a_sign_of_which_only_the_day_is_known_still_counts_in_the_evening() -> None:
    """It may have been an hour ago; it is not taken for midnight's."""
    events = onsets([12] * 12, "migraine")
    signs = [Event(at(D + timedelta(days=12 * n), -1), "precursor", "aura") for n in range(1, 13)]
    now = at(D + timedelta(days=12 * 12 + 9), 20)
    without = ask([*events, *signs], now).hours[:6].sum()
    noted = ask([*events, *signs, Event(now.date(), "precursor", "aura")], now).hours[:6].sum()
    assert noted > 3 * without


def test_a_test_that_was_negative_is_no_marker() -> None:
    """Nor is a temperature that is only measured."""
    events = onsets([28] * 8)
    now = at(D + timedelta(days=224 + 27))
    plain = ask(events, now).onset
    none = [Event(now.date() - timedelta(days=1), "precursor", "lh", "negative")]
    daily = [
        Event(now.date() - timedelta(days=n), "precursor", "temperature", "36.5") for n in range(9)
    ]
    assert ask(events + none, now).onset == pytest.approx(plain)
    assert ask(events + daily, now).onset[:3].sum() > 0.3 * plain[:3].sum()


def test_the_prior_does_not_change_with_the_calendar() -> None:
    """A planned stop that arrives at midnight is no news."""
    events = onsets([28], "bleed")
    begun = D + timedelta(days=31)
    stop = begun + timedelta(days=600)
    plan = [
        Event(begun, "regimen_start", "pill", "suppressant"),
        Event(stop, "regimen_stop", "pill"),
    ]
    before = ask(events + plan, at(stop, -0.1))
    after = ask(events + plan, at(stop, 0.1))
    assert before.preset == after.preset
    assert abs((before.quantile_day(0.5) - after.quantile_day(0.5)).days) <= 1


@pytest.mark.parametrize("year", [1, 1899, 2200, 9999])
def test_times_out_of_reach_are_refused(year: int) -> None:
    """With a code, not a traceback."""
    with pytest.raises(BadInput) as refused:
        ask([], datetime(year, 12, 30, tzinfo=UTC))
    assert refused.value.code == "forecast.bad-time"


def test_an_imagined_exposure_counts_however_many_are_known() -> None:
    """Asked about, it is among those whose effect is looked at."""
    events = onsets([12] * 20, "migraine")
    known = [
        Event(at(D + timedelta(days=n)), "exposure", name)
        for n in range(10, 200, 20)
        for name in ("wine", "cheese", "storm")
    ]
    now = at(D + timedelta(days=249))
    plain = ask(events + known, now)
    met = ask(events + known, now, with_exposures=[("Night shift", now)])
    assert met.hours[:24].sum() > 1.1 * plain.hours[:24].sum()
