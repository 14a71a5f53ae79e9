"""What holds for every outlook of a diary with regimens, exposures and signs."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.examples import some

from offwatch.diary import Diary, Event
from offwatch.errors import BadInput
from offwatch.forecast import Outlook, outlook

START = date(2023, 9, 1)
LAPSE = 0.002  # the chance, in every preset, that logging has lapsed: then anything may be next
zones = st.sampled_from([UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("America/St_Johns")])
names = st.sampled_from(["a", "b", ""])
kinds = st.sampled_from(
    ["regimen_start", "regimen_stop", "dose", "missed_dose", "exposure", "precursor", "note"]
)
classes = st.sampled_from(["suppressant", "lengthening", "shortening", "none", ""])
moments = st.integers(-40_000, 1_600_000)  # minutes from the start


@st.composite
def diaries(draw: st.DrawFn) -> tuple[Diary, datetime]:
    """Onsets, and anything else at any time, in any order, even what contradicts itself."""
    steps = draw(st.lists(st.integers(1, 420), max_size=10))
    onsets = [START + timedelta(days=int(n)) for n in np.cumsum([0, *steps])]
    events = [Event(day, "onset", draw(st.sampled_from(["", "period"]))) for day in onsets]
    midnight = datetime.combine(START, time.min, UTC)
    for _ in range(draw(st.integers(0, 12))):
        at: date | datetime = midnight + timedelta(minutes=draw(moments))
        if draw(st.booleans()):
            at = at.date() if isinstance(at, datetime) else at
        events.append(Event(at, draw(kinds), draw(names), draw(classes)))
    wait = draw(st.integers(0, 400 * 24 * 60))
    now = datetime.combine(onsets[-1], time(13), UTC) + timedelta(minutes=wait)
    zone: tzinfo = draw(zones)
    while now.astimezone(zone).date() < onsets[-1]:
        now += timedelta(hours=12)
    return Diary(zone, draw(st.permutations(events))), now


def check(got: Outlook, now: datetime, zone: tzinfo) -> None:
    """Chances are chances, sum to one, and none lies in the past."""
    assert got.first_day == now.astimezone(zone).date()
    for odds in (got.onset, got.hours, got.in_episode):
        assert np.isfinite(odds).all()
        assert odds.min() >= 0.0
        assert odds.max() <= 1.0 + 1e-12
    assert abs(got.onset.sum() + got.beyond - 1.0) < 1e-9
    assert got.hours.shape == (48,)
    assert got.hours.sum() <= 1.0 + 1e-9
    assert got.first_day <= got.quantile_day(0.05) <= got.quantile_day(0.95)
    for effect in got.effects:
        assert 0 < effect.low <= effect.middle <= effect.high < 1e3


@settings(max_examples=some(15), deadline=None)
@given(diaries())
def test_every_moved_clock_gives_whole_odds(drawn: tuple[Diary, datetime]) -> None:
    """Whatever is in the diary besides its onsets."""
    diary, now = drawn
    check(outlook(diary, now=now, days=60), now, diary.zone)


@settings(max_examples=some(8), deadline=None)
@given(diaries())
def test_the_first_hours_are_the_first_days(drawn: tuple[Diary, datetime]) -> None:
    """Hours and days are cut from one law: the hours up to a midnight add up to its days."""
    diary, now = drawn
    got = outlook(diary, now=now, days=5)
    assert got.hours[:47].sum() <= got.onset[:3].sum() + 1e-9
    assert got.onset[0] <= got.hours[:26].sum() + 1e-9  # a day has at most 25 hours


@settings(max_examples=some(8), deadline=None)
@given(diaries(), st.integers(1, 40 * 24))
def test_not_begun_by_later_only_moves_mass_later(
    drawn: tuple[Diary, datetime], hours: int
) -> None:
    """But for the chance that logging lapsed, which starts anew with every look.

    Signs and doses would be news of their own, so they are left out.
    """
    diary, now = drawn
    news = ("precursor", "dose", "missed_dose")
    diary = Diary(diary.zone, [e for e in diary.until(now).events if e.kind not in news])
    later = now + timedelta(hours=hours)
    before, after = outlook(diary, now=now, days=120), outlook(diary, now=later, days=80)
    skipped = (after.first_day - before.first_day).days
    by_then = np.cumsum(before.onset)[skipped : skipped + 80]
    assert (np.cumsum(after.onset)[: by_then.size] <= by_then + LAPSE + 0.01).all()


@settings(max_examples=some(8), deadline=None)
@given(diaries(), st.integers(0, 24 * 30))
def test_an_imagined_exposure_only_brings_the_onset_forward(
    drawn: tuple[Diary, datetime], hours: int
) -> None:
    """Beside the same exposure met long after the last day that is looked at."""
    diary, now = drawn
    assume(diary.onset_days()[-1] < now.astimezone(diary.zone).date())  # not twice on a day
    kept = Diary(diary.zone, [e for e in diary.events if e.kind not in ("exposure", "precursor")])
    far = ("new", now + timedelta(days=300))
    spared = outlook(kept, now=now, with_exposures=[far])
    met = outlook(kept, now=now, with_exposures=[far, ("new", now + timedelta(hours=hours))])
    check(met, now, diary.zone)
    gained = np.cumsum(met.onset) - np.cumsum(spared.onset)
    # the hours that an exposure reaches into are walked in other steps, which costs so much
    assert gained.min() >= -1e-3


@settings(max_examples=some(8), deadline=None)
@given(
    st.sampled_from(["", "period", "migraine", "seizure"]),
    st.lists(st.integers(12, 45), max_size=9),
    st.integers(25, 30 * 24),
    st.sampled_from(["", "suppressant", "lengthening"]),
)
def test_an_exposure_met_since_the_last_onset_only_brings_the_next_forward(
    name: str, steps: list[int], hours: int, effect: str
) -> None:
    """No gap has taught anything of it: nothing else that is believed may change for it."""
    onsets = [START + timedelta(days=int(n)) for n in np.cumsum([0, *steps])]
    events = [Event(day, "onset", name) for day in onsets]
    if effect:
        events.append(Event(START, "regimen_start", "tablet", effect))
    now = datetime.combine(onsets[-1], time.min, UTC) + timedelta(hours=hours)
    before = outlook(Diary(UTC, events), now=now)
    found = []
    for late in (-1, 1):  # minutes: whether it has just been or is to come is nearly the same
        exposure = Event(now + timedelta(minutes=late), "exposure", "new")
        found.append(outlook(Diary(UTC, [*events, exposure]), now=now))
    just_met, soon = (np.cumsum(one.onset) for one in found)
    assert (just_met - np.cumsum(before.onset)).min() >= -1e-6
    assert np.abs(just_met - soon).max() < 2e-3
    assert found[0].in_episode[:3].sum() >= before.in_episode[:3].sum() - 1e-6


@settings(max_examples=some(8), deadline=None)
@given(diaries(), names)
def test_what_if_a_regimen_stops_is_an_answer_or_a_refusal(
    drawn: tuple[Diary, datetime], name: str
) -> None:
    """Only what is in force can be stopped."""
    diary, now = drawn
    today = now.astimezone(diary.zone).date()
    if any(r.name == name and r.in_force(today) for r in diary.regimens()):
        check(outlook(diary, now=now, without=name), now, diary.zone)
    else:
        with pytest.raises(BadInput) as refused:
            outlook(diary, now=now, without=name)
        assert refused.value.code == "forecast.no-such-regimen"
