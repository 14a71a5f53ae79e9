"""A marker since the last onset sharpens what is expected; phantoms note markers as she does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from offwatch.errors import BadInput
from offwatch.forecast import Prior
from offwatch.mask import Record, record_of_dates
from offwatch.mask.odds.markers import HEEDED_DAYS, last_markers, lengths_after_marker
from offwatch.mask.tracks.posterior_draws import draw_like
from offwatch.mask.tracks.records import odds_ahead, record_of_life, tabulate_records
from offwatch.simulate import begin_life, extend_life, population_law
from offwatch.simulate.law import PopulationLaw

LAST = date(2026, 3, 2).toordinal()
GAPS = (26, 31, 28, 33, 27, 30, 25, 32)


def record(marker_after: int | None, *, past: bool = True) -> Record:
    """Uneven gaps, each with a marker 14 days before its end, and one in the gap now open."""
    onsets = [LAST]
    for gap in reversed(GAPS):
        onsets.insert(0, onsets[0] - gap)
    markers = [onset - 14 for onset in onsets[1:]] if past else []
    if marker_after is not None:
        markers.append(LAST + marker_after)
    count = len(onsets)
    return Record(tuple(onsets), (5,) * count, (0,) * count, tuple(markers))


def law_of_users(share: float) -> PopulationLaw:
    parameters = {**population_law().parameters}
    parameters["markers"] = {**parameters["markers"], "used_share": share}
    return PopulationLaw(parameters)


def test_a_marker_says_when_the_next_onset_comes(prior: Prior) -> None:
    """Two weeks after the marker the odds stand higher, and before that lower, than without."""
    today = LAST + 18
    with_it, without = (
        odds_ahead(tabulate_records([shown], prior), today, prior, 20)[0]
        for shown in (record(17), record(None))
    )
    onset = 17 + 14 - 18
    assert with_it[onset + 1 : onset + 4].min() > 0.75 > without.max()
    assert with_it[onset - 5] < 0.5 * without[onset - 5]


def test_a_marker_of_the_past_gap_says_nothing_of_this_one(prior: Prior) -> None:
    """Only a marker in the gap now open is heeded."""
    assert not tabulate_records([record(None)], prior).marked.any()
    assert tabulate_records([record(15)], prior).marked.sum() == pytest.approx(1.0)


def test_rows_with_and_without_markers_are_looked_at_alike(prior: Prior) -> None:
    """A record among others gets what it gets alone."""
    several = [record(None), record(17), record(20, past=False)]
    together = odds_ahead(tabulate_records(several, prior), LAST + 22, prior, 30)
    alone = [odds_ahead(tabulate_records([one], prior), LAST + 22, prior, 30)[0] for one in several]
    assert np.allclose(together, np.stack(alone), atol=1e-9)


def test_an_old_marker_is_let_go(prior: Prior) -> None:
    """Months without an onset on record, a marker changes nothing any more."""
    shown = [record(17), record(None)]
    with_it, without = odds_ahead(tabulate_records(shown, prior), LAST + HEEDED_DAYS + 1, prior, 20)
    assert np.allclose(with_it, without)


def test_odds_stay_odds_whatever_the_day(prior: Prior) -> None:
    """From the day after the marker to long after, odds lie between nothing and one."""
    sight = tabulate_records([record(17)], prior)
    for day in range(18, HEEDED_DAYS + 10, 3):
        odds = odds_ahead(sight, LAST + day, prior, 42)
        assert ((odds >= 0) & (odds <= 1)).all()


def test_who_has_no_record_has_no_marked_gap(prior: Prior) -> None:
    """Markers before any onset are kept and say nothing."""
    assert not lengths_after_marker([((), (LAST,))], prior).any()
    assert last_markers((), (LAST,)) == []


def test_a_record_keeps_markers_in_order() -> None:
    """Days of a diary are sorted; a record out of order is refused."""
    day = date(2026, 1, 1)
    shown = record_of_dates([(day, None, None)], [day + timedelta(days=40), day])
    assert shown.markers == (day.toordinal(), day.toordinal() + 40)
    assert shown.as_of(day.toordinal() + 40).markers == (day.toordinal(),)
    with pytest.raises(BadInput, match="Markers"):
        Record(markers=(3, 2))


def test_lives_without_markers_are_what_they_were() -> None:
    """Whether a person notes markers moves nothing else of her life."""
    none, all_of_them = (
        extend_life(begin_life(5, law, 0), law, 400) for law in map(law_of_users, (0.0, 1.0))
    )
    assert [e.onset_day for e in none.episodes] == [e.onset_day for e in all_of_them.episodes]
    assert all(e.marker_day is None for e in none.episodes)
    plain = [replace(e, marker_day=None) for e in all_of_them.episodes]
    assert plain == list(none.episodes)
    inside = zip(all_of_them.episodes, all_of_them.episodes[1:], strict=False)
    noted = [e.marker_day - e.onset_day for e, _ in inside if e.marker_day is not None]
    assert min(noted) > 0


def test_a_record_of_a_life_shows_no_marker_ahead() -> None:
    """What lies ahead is not on record."""
    law = law_of_users(1.0)
    life = extend_life(begin_life(5, law, 0), law, 400)
    days = [e.marker_day for e in life.episodes if e.marker_day is not None]
    assert record_of_life(life, days[3]).markers == tuple(days[:3])


def test_somebody_like_a_marker_user_is_one() -> None:
    """Phantoms note markers as often, and as long before the onset, as the record shows."""
    rng = np.random.default_rng(1)
    drawn = [draw_like(record(17), rng) for _ in range(40)]
    assert all(traits.habits.marker_share > 0.5 for traits in drawn)
    days = np.median([traits.rhythm.marker_days for traits in drawn])
    assert days == pytest.approx(14.0, abs=0.5)


def test_somebody_like_one_without_markers_has_none() -> None:
    """Eight gaps without a marker say that markers are not used; no record leaves it open."""
    rng = np.random.default_rng(1)
    sure = [draw_like(record(None, past=False), rng).habits.marker_share for _ in range(100)]
    open_ = [draw_like(Record(), rng).habits.marker_share > 0 for _ in range(400)]
    assert sum(share > 0 for share in sure) <= 2
    assert np.mean(open_) == pytest.approx(
        population_law().parameters["markers"]["used_share"], abs=0.07
    )
