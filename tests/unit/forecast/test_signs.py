"""Signs and markers of a diary: what they say of the next onset."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from offwatch.diary import Diary, Event
from offwatch.forecast import Outlook, outlook
from offwatch.forecast.model.effects import load_effects
from offwatch.forecast.predict.precursor_update import marker_days

FIRST = date(2026, 1, 1)


def day(n: int) -> date:
    return FIRST + timedelta(days=n)


def sign(n: int, name: str, value: str = "") -> Event:
    return Event(day(n), "precursor", name, value)


def ask(*signs: Event, at: int = 84 + 18) -> Outlook:
    """Three gaps of four weeks, then the signs; asked on a day after the last onset."""
    events = [Event(day(28 * n), "onset", "period") for n in range(4)]
    now = datetime(2026, 1, 1, 9, tzinfo=UTC) + timedelta(days=at)
    return outlook(Diary(UTC, [*events, *signs]), now=now, days=60)


def middle(found: Outlook) -> int:
    return (found.quantile_day(0.5) - FIRST).days


@pytest.mark.parametrize("name", ["ovulation", "LH surge", "temperature rise"])
def test_a_late_marker_makes_the_next_onset_late(name: str) -> None:
    """Noted in earlier gaps on day 14 and in this one on day 18: about four days later."""
    past = [sign(28 * n + 13, name) for n in range(3)]
    usual, late = ask(*past, sign(84 + 13, name)), ask(*past, sign(84 + 17, name))
    assert 2 <= middle(late) - middle(usual) <= 5
    assert np.isclose(late.onset.sum() + late.beyond, 1.0)


def test_markers_of_earlier_gaps_alone_say_nothing_of_this_one() -> None:
    """Nor does one that was looked for and not there."""
    past = [sign(28 * n + 13, "ovulation") for n in range(3)]
    np.testing.assert_allclose(ask(*past).onset, ask().onset)
    np.testing.assert_allclose(ask(sign(84 + 17, "ovulation", "negative")).onset, ask().onset)


def test_a_marker_of_today_after_a_gap_has_begun_is_heeded_from_the_next_day() -> None:
    """On the day of an onset there is no length to weigh yet."""
    np.testing.assert_allclose(
        ask(sign(84, "ovulation"), at=84).onset, ask(at=84).onset, atol=1e-12
    )


def test_of_several_signs_the_one_most_often_written_since_the_last_onset_counts() -> None:
    """Signs of several names may have one cause: they are not counted twice."""
    aura = [sign(28 * n - 1, "aura") for n in range(1, 4)]
    yawning = [sign(28 * n - 1, "yawning") for n in range(1, 4)]
    near = ask(*aura, sign(84 + 18, "aura"))
    both = ask(*aura, *yawning, sign(84 + 18, "aura"))
    np.testing.assert_allclose(near.onset, both.onset)
    assert near.onset[:2].sum() > 2 * ask(*aura).onset[:2].sum()


def test_marker_days_are_the_first_of_a_run() -> None:
    """Three days in a row are one marker; other signs, and what was not there, are none."""
    found = Diary(
        UTC,
        [
            *(sign(n, "lh") for n in (12, 13, 14, 40)),
            sign(20, "aura"),
            sign(22, "ovulation", "no"),
        ],
    )
    assert marker_days(found, load_effects()) == (day(12), day(40))
