"""With two tracks or more, a member without a condition has tracks like one with a condition."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import ks_2samp

from offwatch.mask import TrackBook, advance, open_book, records_of, settle
from offwatch.mask.tracks.book import Track
from offwatch.mask.tracks.records import record_of_life
from offwatch.mask.tracks.synthetic import begin_phantom
from offwatch.simulate import Life, begin_life, extend_life, population_law

TODAY = 739_000
PEOPLE = 80
YEARS = 12


def true_life(seed: int) -> Life:
    """A person whose rhythm follows the published law and goes through life changes."""
    life = begin_life(seed, population_law(), TODAY - 400)
    return extend_life(life, population_law(), TODAY + 366 * YEARS)


def apart(records: tuple[object, ...], since: int) -> float:
    """How far the middle gaps of two tracks lie apart, in days."""
    gaps = [np.diff([day for day in r.onsets if day > since]) for r in records]  # type: ignore[attr-defined]
    return abs(float(np.median(gaps[0]) - np.median(gaps[1])))


def live(seed: int, life: Life | None, years: int) -> tuple[TrackBook, tuple[object, ...]]:
    """The tracks of one pad after some years of periods."""
    book, last = open_book(seed, 2, TODAY), TODAY + 364 * years
    for today in range(TODAY, last + 1, 28):
        real = None if life is None else record_of_life(life, today)
        book = settle(advance(book, today), real, "menstrual", 2, today)
    real = None if life is None else record_of_life(life, last)
    return book, records_of(book, real, last)


@pytest.mark.parametrize("years", [1, YEARS])
def test_two_tracks_are_as_alike_without_a_condition_as_with_one(years: int) -> None:
    """How far their rhythms lie apart follows one law, in the first year and after restarts."""
    since = TODAY + 364 * (years - 1) - 200
    having = [apart(live(seed, true_life(seed), years)[1], since) for seed in range(PEOPLE)]
    without = [apart(live(1000 + s, None, years)[1], since) for s in range(PEOPLE)]
    assert ks_2samp(having, without).pvalue > 0.01
    strangers = [
        apart(
            (
                records_of(open_book(s, 1, TODAY + 400), None, TODAY + 400)[0],
                records_of(open_book(s + 5000, 1, TODAY + 400), None, TODAY + 400)[0],
            ),
            0,
        )
        for s in range(PEOPLE)
    ]
    assert np.median(without) < np.median(strangers)


def test_what_one_track_asked_is_as_good_a_guide_to_the_other() -> None:
    """The second track's past begins about where the leading one's does, in either kind of pad."""
    for life_of in (lambda seed: None, true_life):
        apart_days = []
        for seed in range(40):
            life = life_of(seed)
            real = None if life is None else record_of_life(life, TODAY)
            book = settle(open_book(seed, 2, TODAY), real, "menstrual", 2, TODAY)
            lead, other = book.lead, 1 - book.lead
            records = records_of(book, real, TODAY)
            apart_days.append(records[other].onsets[0] - records[lead].onsets[0])
            assert book.tracks[other].law == "owner"
        assert abs(np.mean(apart_days)) < 10


def test_a_restart_draws_a_rhythm_from_what_leads_now() -> None:
    """A track that restarts takes a new rhythm; what it had drawn so far stays."""
    book = open_book(3, 2, TODAY)
    other = 1 - book.lead
    seen = 0
    for today in range(TODAY, TODAY + 28 * 300, 28):
        book = advance(book, today)
        before = book.tracks[other]
        waits = before.has_restarted(today)
        book = settle(book, None, "menstrual", 2, today)
        after = book.tracks[other]
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
    book = TrackBook.from_dict(json.loads(json.dumps(old)))
    assert [track.life for track in book.tracks] == lives
    assert settle(book, None, "menstrual", 2, TODAY) == advance(book, TODAY)
    for today in range(TODAY, TODAY + 28 * 400, 28):
        book = settle(advance(book, today), None, "menstrual", 2, today)
    assert book.lead == 0
    assert [track.law for track in book.tracks] == ["population", "owner"]


def test_an_old_book_with_a_real_record_leads_with_it() -> None:
    """The track of the real record is the leading one, wherever it stood."""
    life = begin_phantom(1, TODAY)
    book = TrackBook(9, "menstrual", 2, (Track(life, "owner"), Track(None)), 1)
    old = {**book.to_dict(), "v": 1}
    del old["lead"]
    assert TrackBook.from_dict(json.loads(json.dumps(old))) == replace(book)


@pytest.mark.parametrize("lead", [-1, 2])
def test_a_lead_that_is_no_track_is_refused(lead: int) -> None:
    """A book that names a track it does not have is broken."""
    from offwatch.errors import BadInput

    book = open_book(1, 2, TODAY)
    with pytest.raises(BadInput):
        TrackBook.from_dict({**book.to_dict(), "lead": lead})
