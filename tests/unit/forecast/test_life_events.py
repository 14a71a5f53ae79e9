"""What life events do to the forecast: none while they go on, and nothing learned across them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import some

from offwatch.diary import Diary, Event
from offwatch.forecast.evaluate.own_record import own_record
from offwatch.forecast.model.prior import load_prior
from offwatch.forecast.predict.outlook import Outlook, outlook
from offwatch.forecast.predict.outlooks import outlooks
from offwatch.forecast.present.sentences import doubt, headline, why_others

D = date(2023, 1, 1)


def onsets(days: list[int], name: str = "period") -> list[Event]:
    return [Event(D + timedelta(days=day), "onset", name) for day in days]


def life(start: int, last: int | None, name: str = "pregnancy", value: str = "") -> list[Event]:
    found = [Event(D + timedelta(days=start), "life_start", name, value)]
    if last is not None:
        found.append(Event(D + timedelta(days=last), "life_end", name))
    return found


def ask(events: list[Event], day: int, days: int = 60) -> Outlook:
    at = datetime.combine(D + timedelta(days=day), time(9), UTC)
    return outlook(Diary(UTC, events), now=at, days=days)


REGULAR = [28 * n for n in range(13)]


def test_while_it_goes_on_there_is_no_forecast() -> None:
    """No odds on any day, and the headline says why; on its last day too, and not the day after."""
    events = [*onsets(REGULAR), *life(340, 600)]
    for day in (340, 450, 600):
        found = ask(events, day)
        assert found.is_suspended
        assert not found.onset.any()
        assert not found.in_episode.any()
        assert headline(found) == "No forecast while “pregnancy” goes on"
    assert not ask(events, 601).is_suspended
    assert ask([*onsets(REGULAR), *life(340, None)], 900).is_suspended


def test_it_wakes_up_wide_and_says_why() -> None:
    """Where the rhythm stands is not known, and its own gaps are learned anew from three on."""
    before = [*onsets(REGULAR), *life(340, 600)]
    usual = ask(onsets(REGULAR), 337)
    woken = ask(before, 620)
    assert woken.level == "population"
    assert woken.likely.days > 2 * usual.likely.days
    assert why_others(woken.basis).startswith("Nothing is written since “pregnancy”")
    one = ask([*before, *onsets([640])], 641)
    assert one.level == "population"
    assert why_others(one.basis) == "No gaps so far since “pregnancy”; 3 are needed."
    again = ask([*before, *onsets([640, 668, 696, 724])], 725)
    assert again.level == "own"
    assert again.gaps_used == 15


def test_a_pause_keeps_what_was_known_of_the_rhythm() -> None:
    """The own gaps count on; only where it stands has to be written anew."""
    before = [*onsets(REGULAR), *life(340, 600, "pause")]
    assert ask(before, 450).is_suspended
    assert ask(before, 620).basis.reason == "resumed"
    after = ask([*before, *onsets([640])], 641)
    assert after.level == "own"
    assert after.gaps_used == 12


def test_for_each_condition_what_it_touches() -> None:
    """A pregnancy suspends a period; of migraine it is said that it may change."""
    migraine = onsets([7 * n + n % 3 for n in range(45)], "Migraine")
    events = [*onsets(REGULAR), *migraine, *life(338, None)]
    at = datetime.combine(D + timedelta(days=340), time(9), UTC)
    found = outlooks(Diary(UTC, events), now=at)
    named = {one.rhythm: one for one in found.each}
    assert named["period"].is_suspended
    assert not named["Migraine"].is_suspended
    assert "may change while “pregnancy” goes on" in doubt(named["Migraine"])
    assert [one.rhythm for one in found.going_on().each] == ["Migraine"]
    told = [*onsets(REGULAR), *migraine, *life(338, None, value="Migraine; period")]
    assert outlooks(Diary(UTC, told), now=at).is_silent
    none = [*onsets(REGULAR), *migraine, *life(338, None, value="none")]
    assert not any(
        one.is_suspended or one.doubtful for one in outlooks(Diary(UTC, none), now=at).each
    )


def test_days_of_a_pause_are_not_days_without_an_attack() -> None:
    """By day too: who did not write for a year has not been well for a year."""
    attacks = [4 * n for n in range(90)]
    paused = [*onsets(attacks, "headache"), *life(358, 700, "pause")]
    plain = onsets(attacks, "headache")
    usual = ask(plain, 360).in_episode.mean()
    assert abs(ask(paused, 703).in_episode.mean() - usual) < 0.5 * usual
    assert ask(plain, 703).in_episode.mean() < 0.5 * usual


def test_past_forecasts_are_looked_at_since_the_event() -> None:
    """No forecast was made across it, so none is scored."""
    events = [*onsets(REGULAR), *life(340, 600), *onsets([620 + 28 * n for n in range(3)])]
    prior = load_prior("menstrual")
    assert own_record(Diary(UTC, events), prior, D + timedelta(days=690)) is None
    assert own_record(Diary(UTC, onsets(REGULAR)), prior, D + timedelta(days=340)) is not None


gaps = st.lists(st.integers(24, 34), min_size=0, max_size=7)
names = st.sampled_from(["pregnancy", "breast-feeding", "pause", "Sabbatical"])


@settings(max_examples=some(4), deadline=None)
@given(gaps, st.integers(1, 400), names, st.booleans())
def test_an_event_outside_the_record_changes_nothing(
    own: list[int], away: int, name: str, later: bool
) -> None:
    """One that was over before anything was written, or that is still to come."""
    days = np.cumsum([0, *own]).tolist()
    today = days[-1] + 9
    span = (today + away, None) if later else (-away - 30, -away)
    plain = ask(onsets(days), today)
    with_event = ask([*onsets(days), *life(*span, name, "all")], today)
    assert np.array_equal(plain.onset, with_event.onset)
    assert np.array_equal(plain.in_episode, with_event.in_episode)
    assert headline(plain) == headline(with_event)


@settings(max_examples=some(4), deadline=None)
@given(
    gaps, gaps, st.integers(0, 60), st.integers(21, 700), st.sampled_from(["pregnancy", "pause"])
)
def test_across_it_no_gap_is_learned(
    before: list[int], after: list[int], wait: int, lasts: int, name: str
) -> None:
    """However long it lasts, the odds are those of the same gaps before and after it."""

    def odds(lasts: int) -> Outlook:
        days = np.cumsum([0, *before]).tolist()
        first, last = days[-1] + 3, days[-1] + 3 + lasts
        since = (last + 1 + wait + np.cumsum([0, *after])).tolist()
        events = [*onsets([*days, *since]), *life(first, last, name, "all")]
        return ask(events, since[-1] + 5)

    one, other = odds(lasts), odds(20)
    assert one.gaps_used == other.gaps_used <= len(before) + len(after)
    assert np.allclose(one.onset, other.onset, atol=1e-9)
