"""A regimen without effect, or an exposure now and then, leaves a rhythm what it was."""

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest

from offwatch.diary import Diary, Event
from offwatch.forecast import Outlook, load_prior, rhythm_outlook
from offwatch.forecast.model.arrays import Floats

START = date(2022, 1, 1)
PEOPLE = 5


def look(lengths: list[int], beside: str) -> Outlook:
    days = [START + timedelta(days=int(n)) for n in np.cumsum([0, *lengths])]
    events = [Event(day, "onset", "period") for day in days]
    if beside == "exposures":
        met = [day + timedelta(days=3) for day in days[1:-1:3]]
        events += [Event(datetime.combine(at, time(22), UTC), "exposure", "noise") for at in met]
    elif beside == "regimen":
        events.append(Event(days[2] + timedelta(days=3), "regimen_start", "tablet", "none"))
    elif beside == "suppressant":  # long ago
        events.append(Event(days[1] + timedelta(days=3), "regimen_start", "ring", "suppressant"))
        events.append(Event(days[2] + timedelta(days=3), "regimen_stop", "ring"))
    now = datetime.combine(days[-1], time(20), UTC)
    return rhythm_outlook(Diary(UTC, events), now=now, days=90, prior=load_prior("menstrual"))


def lived(course: Floats, spread: float, seed: int) -> list[int]:
    scatter = spread * np.random.default_rng(seed).standard_normal(course.size)
    return [max(int(gap), 5) for gap in np.rint(30.0 * np.exp(course + scatter))]


def widths(found: Outlook) -> int:
    return (found.quantile_day(0.9) - found.quantile_day(0.1)).days + 1


@pytest.mark.parametrize("beside", ["exposures", "regimen"])
@pytest.mark.parametrize("spread", [0.04, 0.4])
def test_what_is_written_beside_them_makes_nobody_more_regular(spread: float, beside: str) -> None:
    ratios = []
    for seed in range(PEOPLE):
        lengths = lived(np.zeros(14), spread, seed)
        ratios.append(widths(look(lengths, beside)) / widths(look(lengths, "")))
    assert 0.85 < float(np.mean(ratios)) < 1.2
    assert min(ratios) > 0.6


@pytest.mark.parametrize("beside", ["exposures", "regimen", "suppressant"])
@pytest.mark.parametrize("how", ["shorter", "longer", "drifting"])
def test_a_rhythm_that_moves_is_followed_whatever_is_written_beside_it(
    how: str, beside: str
) -> None:
    course: Floats = np.zeros(15)
    if how == "drifting":
        course -= 0.035 * np.arange(15)
    else:
        course[-5:] = np.log(0.8 if how == "shorter" else 1.2)
    away = []
    for seed in range(PEOPLE):
        lengths = lived(course, 0.04, seed)
        alone, both = look(lengths, ""), look(lengths, beside)
        away.append(abs((both.quantile_day(0.5) - alone.quantile_day(0.5)).days))
    unsure = how == "drifting" and beside == "regimen"  # which may be what moves it
    assert float(np.mean(away)) <= (2.0 if unsure else 1.0), away
