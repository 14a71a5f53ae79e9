"""What holds for every record, norm and day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import some

from offwatch.forecast import load_prior
from offwatch.mask import Norm, OwnDuty, Record, choose_days, choose_passes
from offwatch.mask.tracks.tracks import Track, TrackSet, open_tracks, records_of

PRIOR = load_prior("menstrual")
FIRST_DAY = date(2026, 1, 5)
TODAY = date(2026, 5, 1)
quick = settings(max_examples=some(15), deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Any diary: none, one onset, a rhythm, chaos, a lapse of a year."""
    gaps = draw(st.lists(st.integers(1, 400) | st.integers(24, 33), max_size=20))
    last = TODAY.toordinal() - draw(st.integers(0, 60))
    onsets = [last]
    for gap in gaps:
        onsets.append(onsets[-1] - gap)
    if draw(st.booleans()) and not gaps:
        onsets = []
    count = len(onsets)
    durations = draw(st.lists(st.integers(0, 12), min_size=count, max_size=count))
    return Record(tuple(reversed(onsets)), tuple(durations), (0,) * count)


@st.composite
def norms(draw: st.DrawFn, tracks: int) -> Norm:
    return Norm(
        first_day=FIRST_DAY,
        zone=draw(st.sampled_from(["UTC", "Pacific/Auckland", "America/St_Johns"])),
        tracks=tracks,
        days=draw(st.integers(0, 14)),
        passes=draw(st.integers(0, 4)),
        freeze_h=draw(st.sampled_from([0, 24, 71, 72, 73, 168, 336])),
        hour=draw(st.integers(0, 23)),
    )


@st.composite
def duty_lists(draw: st.DrawFn) -> list[OwnDuty]:
    """Duties around today, past ones, touching ones, long ones and fresh ones among them."""
    noon = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
    duties = []
    for index in range(draw(st.integers(0, 12))):
        starts_at = noon + timedelta(hours=draw(st.integers(-100, 500)))
        duties.append(
            OwnDuty(
                duty_id=f"d{index}",
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=draw(st.integers(1, 100))),
                published_at=noon - timedelta(hours=draw(st.integers(0, 300))),
            )
        )
    return duties


@quick
@given(
    st.integers(1, 3).flatmap(
        lambda k: st.tuples(norms(k), st.lists(records(), min_size=k, max_size=k))
    ),
    st.integers(0, 2**62),
)
def test_days_are_always_as_many_and_in_the_period(
    case: tuple[Norm, list[Record]], seed: int
) -> None:
    """Exactly Q₀ different days of the next period, whatever is on record."""
    norm, tracks = case
    period = norm.period(norm.period_at(TODAY).number + 1)
    days = choose_days(tracks, norm, period, TODAY, PRIOR, seed=seed)
    assert len(set(days)) == len(days) == norm.days
    assert all(day in period.span and day > TODAY for day in days)
    assert list(days) == sorted(days)
    assert days == choose_days(tracks, norm, period, TODAY, PRIOR, seed=seed)


@quick
@given(
    st.integers(1, 3).flatmap(
        lambda k: st.tuples(norms(k), st.lists(records(), min_size=k, max_size=k))
    ),
    duty_lists(),
    st.dictionaries(st.integers(3, 6), st.integers(0, 5), max_size=3),
    st.sets(st.sampled_from([f"d{i}" for i in range(12)]), max_size=4),
    st.sets(st.sampled_from([f"d{i}" for i in range(12)]), max_size=4),
)
def test_passes_never_pass_a_bound(
    case: tuple[Norm, list[Record]],
    duties: list[OwnDuty],
    spent: dict[int, int],
    kept: set[str],
    guarded: set[str],
) -> None:
    """At most Q₁ a period, before the freeze, after the keep window, none kept or guarded."""
    norm, tracks = case
    now = norm.batch_at(TODAY)
    chosen = choose_passes(
        tracks, norm, duties, now, PRIOR, kept=kept, guarded=guarded, spent=spent
    )
    by_id = {duty.duty_id: duty for duty in duties}
    assert len(chosen) == len(set(chosen))
    assert not set(chosen) & (kept | guarded)
    counts = dict(spent)
    for duty_id in chosen:
        duty = by_id[duty_id]
        assert duty.starts_at - now >= timedelta(hours=norm.freeze_h)
        assert duty.starts_at > now
        assert now >= duty.keep_until
        number = norm.period_at(norm.today(duty.starts_at)).number
        counts[number] = counts.get(number, 0) + 1
        assert counts[number] <= norm.passes


@quick
@given(
    st.integers(2, 3).flatmap(
        lambda k: st.tuples(
            norms(k), st.lists(records(), min_size=k, max_size=k), st.permutations(range(k))
        )
    ),
    duty_lists(),
    st.integers(0, 2**62),
)
def test_the_order_of_tracks_does_not_matter(
    case: tuple[Norm, list[Record], list[int]], duties: list[OwnDuty], seed: int
) -> None:
    """The same records in any order give the same days and the same passes."""
    norm, tracks, order = case
    moved = [tracks[index] for index in order]
    period = norm.period(norm.period_at(TODAY).number + 1)
    now = norm.batch_at(TODAY)
    assert choose_days(tracks, norm, period, TODAY, PRIOR, seed=seed) == choose_days(
        moved, norm, period, TODAY, PRIOR, seed=seed
    )
    assert choose_passes(tracks, norm, duties, now, PRIOR, spent={}) == choose_passes(
        moved, norm, duties, now, PRIOR, spent={}
    )


@quick
@given(st.integers(0, 2**62), st.integers(0, 2**62), duty_lists())
def test_which_track_is_real_does_not_matter(seed: int, other: int, duties: list[OwnDuty]) -> None:
    """Two pads show the same two records; one lives the first, one the second: same choices."""
    today = TODAY.toordinal()
    mine, theirs = (open_tracks(s, 1, today).tracks[0] for s in (seed, other))
    first = records_of(TrackSet(seed, "menstrual", 2, (mine,)), None, today)[0]
    second = records_of(TrackSet(seed, "menstrual", 2, (theirs,)), None, today)[0]
    pads = [
        (TrackSet(seed, "menstrual", 2, (Track(None), theirs)), first),
        (TrackSet(seed, "menstrual", 2, (mine, Track(None))), second),
    ]
    norm = Norm(first_day=FIRST_DAY, zone="UTC", tracks=2)
    period = norm.period(norm.period_at(TODAY).number + 1)
    choices = []
    for track_set, real in pads:
        shown = records_of(track_set, real, today)
        days = choose_days(shown, norm, period, TODAY, PRIOR, seed=track_set.seed)
        passes = choose_passes(shown, norm, duties, norm.batch_at(TODAY), PRIOR, spent={})
        choices.append((days, passes))
    assert choices[0] == choices[1]
