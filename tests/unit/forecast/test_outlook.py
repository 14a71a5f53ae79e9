"""One person's outlook."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from offwatch.diary import Diary, Event
from offwatch.errors import BadInput
from offwatch.forecast import batch_outlook, draw_gap, load_prior, outlook, rhythm_outlook
from offwatch.forecast.model.durations import duration_reach
from offwatch.forecast.model.gap_law import draw_rhythm
from offwatch.forecast.model.kinds import Kinds
from offwatch.spans import DaySpan

D = date(2026, 1, 1)


def diary(*gaps: int, name: str = "period", extra: tuple[Event, ...] = ()) -> Diary:
    """Onsets from 1 January 2026 on, with these gaps, each of five days."""
    days = [D + timedelta(days=int(n)) for n in np.cumsum([0, *gaps])]
    ends = [Event(day + timedelta(days=4), "end", name) for day in days[:-1]]
    return Diary(UTC, [*(Event(day, "onset", name) for day in days), *ends, *extra])


def after(days: float) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=days)


def test_it_agrees_with_the_batch() -> None:
    """As the day starts, one person's odds are the batch's."""
    one = outlook(diary(28, 30, 27), now=after(85 + 20), days=60)
    gaps, durations = np.array([[28.0, 30, 27]]), np.full((1, 3), 5.0)
    many = batch_outlook(gaps, np.array([20]), load_prior("menstrual"), 60, durations)
    np.testing.assert_allclose(one.onset, many.next_onset[0], atol=3e-4)
    np.testing.assert_allclose(one.in_episode, many.in_episode[0], atol=6e-3)


def test_with_little_data_it_says_so() -> None:
    """Two gaps are the population's answer, three are one's own."""
    assert outlook(diary(28, 30), now=after(70)).level == "population"
    assert outlook(diary(28, 30, 29), now=after(90)).level == "own"


@pytest.mark.parametrize("events", [[], [Event(D, "onset")], [Event(D, "note", "", "hello")]])
def test_no_gaps_is_still_an_answer(events: list[Event]) -> None:
    """An empty diary and a lone onset get the population's band."""
    got = outlook(Diary(UTC, events), now=after(10))
    assert got.level == "population"
    assert got.preset == "generic"
    assert got.likely.days > 14


def test_a_suppressant_slows_the_clock() -> None:
    """Begun after three gaps, two gaps of half a year are learned as its effect."""
    start = Event(D + timedelta(days=84), "regimen_start", "pill", "suppressant")
    gaps = (28, 28, 28, 180, 190)
    got = outlook(diary(*gaps, extra=(start,)), now=after(sum(gaps) + 20), days=300)
    assert got.gaps_used == 5
    assert got.quantile_day(0.5) - D in (timedelta(days=sum(gaps) + n) for n in range(170, 200))


def test_a_suppressant_with_no_past_leans_on_others_under_one() -> None:
    """Who begins a diary under a suppressant is taken for held down, not for four-weekly."""
    start = Event(D - timedelta(days=30), "regimen_start", "pill", "suppressant")
    got = outlook(diary(name="", extra=(start,)), now=after(20), days=300)
    assert got.preset == "suppressed"
    assert got.quantile_day(0.5) - D > timedelta(days=130)


def test_a_stopped_suppressant_leaves_the_clock_where_it_was() -> None:
    """Five of six days under it did not count; the rest of the old rhythm is still to run."""
    regimen = (
        Event(D + timedelta(days=112), "regimen_start", "pill", "suppressant"),
        Event(D + timedelta(days=197), "regimen_stop", "pill"),
    )
    got = outlook(diary(28, 28, 28, 28, extra=regimen), now=after(198))
    assert got.quantile_day(0.5) in DaySpan(D + timedelta(days=205), D + timedelta(days=220))


def test_gaps_that_look_so_choose_the_prior() -> None:
    """Without a name, gaps of four weeks are menstrual and gaps of ten days are not."""
    assert outlook(diary(28, 30, name=""), now=after(70)).preset == "menstrual"
    assert outlook(diary(10, 12, name=""), now=after(30)).preset == "generic"
    assert outlook(diary(10, 12, name="migraine"), now=after(30)).preset == "migraine"


def test_late_today_little_of_today_is_left() -> None:
    """An hour before midnight the onset is hardly today any more."""
    early = outlook(diary(28, 28, 28), now=after(84 + 28))
    late = outlook(diary(28, 28, 28), now=after(84 + 28 + 23 / 24))
    assert late.onset[0] < 0.1 * early.onset[0]
    assert late.onset[1] > early.onset[1]


def test_days_follow_the_diarys_zone() -> None:
    """Just past midnight in Auckland it is still yesterday in UTC; the diary's day counts."""
    home = Diary(ZoneInfo("Pacific/Auckland"), diary(28, 28, 28).events)
    now = datetime(2026, 4, 1, 12, 30, tzinfo=UTC)
    assert outlook(home, now=now).first_day == date(2026, 4, 2)


def test_a_clash_is_at_least_its_worst_day() -> None:
    """A one-day span is that day's odds; a longer one is no less, and at most their sum."""
    got = outlook(diary(28, 28, 31), now=after(100))
    for start in range(0, 60, 7):
        span = DaySpan(
            got.first_day + timedelta(days=start), got.first_day + timedelta(days=start + 3)
        )
        one = DaySpan(span.start_day, span.start_day + timedelta(days=1))
        days = got.in_episode[start : start + 3]
        assert got.clash(one) == pytest.approx(days[0], abs=0.01)
        assert days.max() - 0.01 <= got.clash(span) <= days.sum() + 1e-9


def test_a_clash_outside_the_outlook_is_refused() -> None:
    """Past days and days beyond the horizon have no odds here."""
    got = outlook(diary(28, 28, 31), now=after(100), days=30)
    with pytest.raises(BadInput) as refused:
        got.clash(DaySpan(D, D + timedelta(days=3)))
    assert refused.value.code == "forecast.past"
    with pytest.raises(BadInput) as refused:
        got.clash(DaySpan(got.first_day, got.first_day + timedelta(days=31)))
    assert refused.value.code == "forecast.too-far"


def test_an_episode_that_ended_is_over() -> None:
    """The day of its end still counts, the next does not."""
    events = [Event(D, "onset"), Event(D + timedelta(days=2), "end")]
    got = outlook(Diary(UTC, events), now=after(2), days=3)
    assert got.in_episode[0] == pytest.approx(1.0)
    assert got.in_episode[1] < 0.1


@pytest.mark.parametrize(
    ("now", "days", "code"),
    [
        (datetime(2026, 5, 1), 90, "forecast.no-zone"),  # noqa: DTZ001
        (after(10), 90, "diary.future"),
        (after(100), 0, "forecast.horizon"),
        (after(100), 10**9, "forecast.horizon"),
    ],
)
def test_what_cannot_be_answered_is_refused(now: datetime, days: int, code: str) -> None:
    """Each with its code."""
    with pytest.raises(BadInput) as refused:
        outlook(diary(28, 28), now=now, days=days)
    assert refused.value.code == code


def test_importing_it_is_light() -> None:
    """No data-frame or statistics library is imported before it is needed."""
    code = "import sys, offwatch.forecast; print('scipy' in sys.modules, 'pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_a_clash_matches_simulated_rhythms() -> None:
    """Over a span of many days, against people drawn from the law, each counted once."""
    prior = load_prior("migraine")
    rng = np.random.default_rng(7)
    log_median, log_spread = draw_rhythm(prior.gap, rng, 20_000)
    hit = np.zeros(20_000, dtype=bool)
    day = np.zeros(20_000, dtype=np.int64)
    reach = duration_reach(None, prior.durations, 1)[0]
    lasts = (rng.random((40, 20_000, 1)) < reach).sum(axis=2)
    for i in range(40):
        day = day + draw_gap(log_median, log_spread, prior, rng)
        hit |= (day < 20) & (day + lasts[i] > 10)
    got = rhythm_outlook(Diary(UTC, [Event(D, "onset")]), now=after(0), prior=prior)
    span = DaySpan(D + timedelta(days=10), D + timedelta(days=20))
    assert got.clash(span) == pytest.approx(hit.mean(), abs=0.015)


def test_a_regimen_within_a_gap_explains_it() -> None:
    """A long gap lived partly under something that lengthens says little of life without."""
    within = (
        Event(D + timedelta(days=29), "regimen_start", "pill", "lengthening"),
        Event(D + timedelta(days=62), "regimen_stop", "pill"),
    )
    gaps = (28, 35, 28, 28)
    told = outlook(diary(*gaps, extra=within), now=after(119.0))
    untold = outlook(diary(*gaps), now=after(119.0))
    assert told.onset[27:30].sum() > untold.onset[27:30].sum() + 0.05


def test_a_century_of_entries_is_read() -> None:
    """Onsets for a hundred years, a missed dose a week and ten thousand exposures in one day."""
    onsets = [Event(D - timedelta(days=28 * n), "onset", "period") for n in range(1300)]
    pill = Event(D - timedelta(days=30_000), "regimen_start", "pill", "lengthening")
    missed = [Event(D - timedelta(days=7 * n), "missed_dose", "pill") for n in range(4000)]
    noon = datetime(2025, 12, 24, 12, tzinfo=UTC)
    met = [Event(noon + timedelta(seconds=n), "exposure", "x") for n in range(10_000)]
    full = Diary(UTC, [*onsets, pill, *missed, *met])
    got = outlook(full, now=after(20))
    assert got.quantile_day(0.5) in DaySpan(D + timedelta(days=26), D + timedelta(days=30))


@pytest.mark.parametrize("days", [1, 2, 90, 400])
def test_the_renewal_by_generating_functions_is_the_walk(days: int) -> None:
    """Day by day or all at once: the same odds."""
    for gaps in ((28, 30, 27), (2, 3, 1, 2, 3)):
        now = after(sum(gaps) + 1)
        kinds = rhythm_outlook(diary(*gaps, name="x"), now=now, days=days)._kinds
        assert isinstance(kinds, Kinds)
        assert kinds.steady
        walked = replace(kinds, steady=False).in_episode()
        np.testing.assert_allclose(kinds.in_episode(), walked, atol=1e-7)
