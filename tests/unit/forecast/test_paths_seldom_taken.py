"""Diaries and questions that most tests do not reach: each has a right answer of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from offwatch.diary import Diary, Event
from offwatch.diary.readers.cycles import Cycle
from offwatch.errors import BadInput
from offwatch.forecast import Outlook, outlook
from offwatch.forecast.daily.fit import fit_daily
from offwatch.forecast.daily.prior import load_daily
from offwatch.forecast.daily.record import DayRecord
from offwatch.forecast.evaluate.own_record import own_record
from offwatch.forecast.inference.time_warp import part_untaught, read_clock
from offwatch.forecast.model.effects import load_effects
from offwatch.forecast.model.prior import load_prior
from offwatch.forecast.predict.cycle_length import Origin, forecast_lengths
from offwatch.forecast.present.picture import DutyBar, strip_svg, strip_text
from offwatch.forecast.present.sentences import headline, what_it_rests_on
from offwatch.spans import DaySpan

START = date(2024, 1, 1)


def days(n: float) -> date:
    return START + timedelta(days=n)


def every(step: int, times: int, name: str = "period") -> list[Event]:
    return [Event(days(step * n), "onset", name) for n in range(times)]


def at(n: float) -> datetime:
    return datetime(2024, 1, 1, 9, tzinfo=UTC) + timedelta(days=n)


def look(events: list[Event], n: float, **asked: int) -> Outlook:
    return outlook(Diary(UTC, events), now=at(n), days=asked.get("days", 40))


def test_a_condition_by_day_without_an_onset_is_left_to_others_odds() -> None:
    """There are no days to go by."""
    note = [Event(START, "note", "migraine", "a quiet week")]
    prior = load_prior("migraine")
    found = outlook(Diary(UTC, note), now=at(3), days=40, prior=prior)
    assert found.level == "population"
    assert 0.0 < found.onset.sum() <= 1.0


def test_a_regimen_that_was_over_before_the_first_onset_moves_nothing() -> None:
    """No gap was lived under it."""
    plain = every(28, 6)
    over = [
        Event(days(-90), "regimen_start", "tablet", "suppressant"),
        Event(days(-30), "regimen_stop", "tablet"),
    ]
    assert look([*plain, *over], 150).onset == pytest.approx(look(plain, 150).onset, abs=1e-12)


def test_a_sign_that_is_still_to_come_says_nothing() -> None:
    """It may be written with a wrong time; until then it changes no odds."""
    plain = every(28, 6)
    coming = Event(at(152), "precursor", "aura")
    assert look([*plain, coming], 150).onset == pytest.approx(look(plain, 150).onset, abs=1e-12)


def test_an_attack_far_longer_than_any_so_far_is_taken_to_be_over() -> None:
    """Its end was forgotten; one that has run for a usual time may still run."""
    attacks: list[Event] = []
    for n in range(8):
        attacks += [
            Event(days(12 * n), "onset", "migraine"),
            Event(days(12 * n + 2), "end", "migraine"),
        ]
    attacks.append(Event(days(96), "onset", "migraine"))
    assert look(attacks, 98).in_episode[0] > 0.5
    assert look(attacks, 96 + 30).in_episode[0] < 0.5


def test_six_onsets_in_a_few_weeks_are_too_few_days_to_look_back_on() -> None:
    """So nothing is said of what the forecast was worth."""
    diary = Diary(UTC, every(3, 9, "migraine"))
    assert own_record(diary, load_prior("migraine"), days(30)) is None


def test_a_prior_without_a_marker_refuses_to_heed_one() -> None:
    """It was fitted on records without that column."""
    prior = replace(load_prior("menstrual"), marker=None)
    origin = Origin(0, "", Cycle(4, 28, ovulation_day=14), (28, 29, 27), ())
    with pytest.raises(BadInput) as refused:
        forecast_lengths([origin], prior, marker=True)
    assert refused.value.code == "forecast.no-marker"


def test_records_of_single_days_leave_the_regression_at_the_personal_share() -> None:
    """No two days follow one another, so there is nothing to regress on."""
    prior = load_daily("migraine")
    assert prior is not None
    records = [DayRecord(str(n), np.array([0, 5, 9]), np.array([0, 1, 0])) for n in range(12)]
    assert fit_daily(records, prior).logistic == (0.0, 0.0, 1.0, 0.0)


def test_a_duty_past_what_is_shown_has_no_bar() -> None:
    """Neither in the terminal nor in the picture; a long name is cut to the bar."""
    found = look(every(28, 6), 150)
    seen = DutyBar("A mission with quite a long name", DaySpan(days(152), days(160)))
    short = DutyBar("Watch", DaySpan(days(153), days(154)))
    past = DutyBar("Later", DaySpan(days(150 + 45), days(150 + 47)))
    assert "Later" not in strip_text(found, [seen, short, past])
    drawn = strip_svg(found, [seen, short, past])
    assert "Later" not in drawn.split("</title>")[-1]
    assert "A mission with quite a long name" in strip_text(found, [seen])


def test_what_is_known_of_days_alone_is_said_to_rest_on_days() -> None:
    """Hardly any gaps, and still the rhythm is the person's own."""
    found = look(every(28, 6), 150)
    assert "days" in what_it_rests_on(replace(found, level="own", gaps_used=2))
    assert "days" not in what_it_rests_on(replace(found, level="own", gaps_used=5))


@pytest.mark.parametrize(("ago", "said"), [(0, "today"), (1, "yesterday"), (2, "2024")])
def test_an_episode_that_runs_says_since_when(ago: int, said: str) -> None:
    """By a word where it began today or yesterday, else by its date."""
    found = look([*every(28, 6), Event(days(168), "onset", "period")], 168 + ago)
    assert said in headline(found) or (ago == 2 and "June" in headline(found))


def test_exposures_that_no_gap_saw_are_parted_from_the_others() -> None:
    """The clock that gaps have taught has those of past gaps alone, and the same regimens."""
    events = [
        *every(28, 4),
        Event(days(5), "regimen_start", "tablet", "lengthening"),
        Event(at(30), "exposure", "wine"),
        Event(at(90), "exposure", "cheese"),
        Event(at(91), "exposure", "wine"),
    ]
    first, now = float(START.toordinal()), float(days(92).toordinal())
    clock = read_clock(Diary(UTC, events), load_effects(), first, now)
    taught, whole = part_untaught(clock, first + 85.0)
    assert taught.exposures == ("wine",)
    assert whole.exposures == ("wine", "cheese")
    assert taught.regimen_names == whole.regimen_names == ("tablet",)
    moments = first + np.array([0.0, 30.5, 60.0, 90.9, 92.0])
    assert taught.until(moments).sum(axis=1) == pytest.approx(whole.until(moments).sum(axis=1))
    assert part_untaught(clock, first + 100.0) == (clock, clock)


def test_the_program_gives_linear_algebra_one_thread() -> None:
    """More only wait for one another on matrices so small; whoever sets it keeps their number."""
    code = "import os, offwatch.cli; print(os.environ['OPENBLAS_NUM_THREADS'])"
    env = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    for given, kept in (({}, "1"), ({"OPENBLAS_NUM_THREADS": "2"}, "2")):
        run = subprocess.run(
            [sys.executable, "-c", code],
            env=env | given,
            capture_output=True,
            check=True,
            text=True,
        )
        assert run.stdout.strip() == kept


@pytest.mark.parametrize("name", ["", "period", "migraine"])
def test_no_odds_are_negative_on_the_day_of_an_onset(name: str) -> None:
    """Nothing more begins today: rounding may not take the chance below none."""
    for n in range(1, 7):
        events = [*every(n, 3, name), Event(at(2 * n), "exposure", "wine")]
        found = look(events, 2 * n + 0.1)
        assert min(found.onset.min(), found.hours.min(), found.in_episode.min()) >= 0.0
