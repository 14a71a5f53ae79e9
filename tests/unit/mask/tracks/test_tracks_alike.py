"""With two tracks or more, a member without a condition has tracks like one with a condition."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import ks_2samp

from offwatch.mask import TrackSet, advance, apply_changes, open_tracks, records_of
from offwatch.mask.tracks.records import record_of_life
from offwatch.mask.tracks.synthetic import begin_phantom
from offwatch.mask.tracks.track_set import Track
from offwatch.simulate import Life, begin_life, extend_life, population_law

TODAY = 739_000
YEARS = 12


def true_life(seed: int) -> Life:
    """A person whose rhythm follows the published law and goes through life changes."""
    life = begin_life(seed, population_law(), TODAY - 400)
    return extend_life(life, population_law(), TODAY + 366 * YEARS)


def apart(records: tuple[object, ...], since: int) -> float:
    """How far the middle gaps of two tracks lie apart, in days."""
    gaps = [np.diff([day for day in r.onsets if day > since]) for r in records]  # type: ignore[attr-defined]
    return abs(float(np.median(gaps[0]) - np.median(gaps[1])))


def live(seed: int, life: Life | None, years: int) -> tuple[TrackSet, tuple[object, ...]]:
    """The tracks of one pad after some years of periods."""
    track_set, last = open_tracks(seed, 2, TODAY), TODAY + 364 * years
    for today in range(TODAY, last + 1, 28):
        real = None if life is None else record_of_life(life, today)
        track_set = apply_changes(advance(track_set, today), real, "menstrual", 2, today)
    real = None if life is None else record_of_life(life, last)
    return track_set, records_of(track_set, real, last)


@pytest.mark.parametrize(
    ("years", "people"),
    [
        (1, 16),
        (YEARS, 10),
        pytest.param(1, 80, marks=pytest.mark.slow),
        pytest.param(YEARS, 80, marks=pytest.mark.slow),
    ],
)
def test_two_tracks_are_as_alike_without_a_condition_as_with_one(years: int, people: int) -> None:
    """How far their rhythms lie apart follows one law, in the first year and after restarts."""
    since = TODAY + 364 * (years - 1) - 200
    having = [apart(live(seed, true_life(seed), years)[1], since) for seed in range(people)]
    without = [apart(live(1000 + s, None, years)[1], since) for s in range(people)]
    assert ks_2samp(having, without).pvalue > 0.01
    strangers = [
        apart(
            (
                records_of(open_tracks(s, 1, TODAY + 400), None, TODAY + 400)[0],
                records_of(open_tracks(s + 5000, 1, TODAY + 400), None, TODAY + 400)[0],
            ),
            0,
        )
        for s in range(people)
    ]
    assert np.median(without) < np.median(strangers)


def test_what_one_track_asked_is_as_good_a_guide_to_the_other() -> None:
    """The second track's past begins about where the leading one's does, in either kind of pad."""
    for life_of in (lambda seed: None, true_life):
        apart_days = []
        for seed in range(16):
            life = life_of(seed)
            real = None if life is None else record_of_life(life, TODAY)
            track_set = apply_changes(open_tracks(seed, 2, TODAY), real, "menstrual", 2, TODAY)
            lead, other = track_set.lead, 1 - track_set.lead
            records = records_of(track_set, real, TODAY)
            apart_days.append(records[other].onsets[0] - records[lead].onsets[0])
            assert track_set.tracks[other].law == "owner"
        assert abs(np.mean(apart_days)) < 10


def test_a_restart_draws_a_rhythm_from_what_leads_now() -> None:
    """A track that restarts takes a new rhythm; what it had drawn so far stays."""
    track_set = open_tracks(3, 2, TODAY)
    other = 1 - track_set.lead
    seen = 0
    for today in range(TODAY, TODAY + 28 * 150, 28):
        track_set = advance(track_set, today)
        before = track_set.tracks[other]
        waits = before.has_restarted(today)
        track_set = apply_changes(track_set, None, "menstrual", 2, today)
        after = track_set.tracks[other]
        assert before.life is not None
        assert after.life is not None
        assert after.life.episodes == before.life.episodes
        assert after.life.next_day == before.life.next_day
        assert (after.life.traits != before.life.traits) == waits
        seen += waits
    assert seen > 0


def test_a_book_of_the_version_before_stays_as_drawn_until_a_restart() -> None:
    """Two unlike tracks of an old book go on; the second is drawn like the first at its restart."""
    lives = [begin_phantom(seed, TODAY) for seed in (1, 2)]
    old = {
        "v": 1,
        "seed": 9,
        "preset": "menstrual",
        "draws": 2,
        "tracks": [{"law": "population", "life": life.as_dict()} for life in lives],
    }
    track_set = TrackSet.from_dict(json.loads(json.dumps(old)))
    assert [track.life for track in track_set.tracks] == lives
    assert apply_changes(track_set, None, "menstrual", 2, TODAY) == advance(track_set, TODAY)
    for today in range(TODAY, TODAY + 28 * 400, 28):
        track_set = apply_changes(advance(track_set, today), None, "menstrual", 2, today)
    assert track_set.lead == 0
    assert [track.law for track in track_set.tracks] == ["population", "owner"]


def test_an_old_book_with_a_real_record_leads_with_it() -> None:
    """The track of the real record is the leading one, wherever it stood."""
    life = begin_phantom(1, TODAY)
    track_set = TrackSet(9, "menstrual", 2, (Track(life, "owner"), Track(None)), 1)
    old = {**track_set.to_dict(), "v": 1}
    del old["lead"]
    assert TrackSet.from_dict(json.loads(json.dumps(old))) == replace(track_set)


@pytest.mark.parametrize("lead", [-1, 2])
def test_a_lead_that_is_no_track_is_refused(lead: int) -> None:
    """A book that names a track it does not have is broken."""
    from offwatch.errors import BadInput

    track_set = open_tracks(1, 2, TODAY)
    with pytest.raises(BadInput):
        TrackSet.from_dict({**track_set.to_dict(), "lead": lead})
