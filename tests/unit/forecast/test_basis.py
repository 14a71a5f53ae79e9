"""Words that agree with the numbers: what a forecast rests on, and why."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import some

from offwatch.diary import Diary, Event
from offwatch.forecast import Outlook, outlook
from offwatch.forecast.predict.basis import Basis
from offwatch.forecast.present.sentences import headline, why_others

D = date(2025, 3, 3)


def ask(gaps: list[int], wait: int, name: str = "period", more: tuple[Event, ...] = ()) -> Outlook:
    days = [D]
    for gap in gaps:
        days.append(days[-1] + timedelta(days=gap))
    rows = [Event(day, kind, name) for day in days for kind in ("onset", "end")]  # type: ignore[arg-type]
    today = days[-1] + timedelta(days=wait)
    now = datetime(today.year, today.month, today.day, 9, tzinfo=UTC)
    return outlook(Diary(UTC, [*rows, *more]), now=now)


@pytest.mark.parametrize(("gap", "wait"), [(28, 178), (28, 100), (35, 200), (90, 400), (21, 120)])
def test_after_a_long_wait_the_headline_says_so(gap: int, wait: int) -> None:
    """Twelve gaps are not too little: entries may be missing, or the rhythm may have stopped."""
    got = ask([gap] * 12, wait)
    said = f"No period written for {wait} days: entries may be missing, or the rhythm may have"
    assert headline(got).startswith(said)
    assert got.basis.reason == "silence"


@settings(max_examples=some(25), deadline=None)
@given(st.integers(14, 60), st.integers(4, 14), st.integers(0, 300), st.sampled_from(["it", ""]))
def test_silence_is_said_of_a_long_wait_and_of_no_short_one(
    gap: int, times: int, wait: int, name: str
) -> None:
    """Never within the longest gap so far; always after four times as long."""
    got = ask([gap] * times, wait, name)
    if wait <= gap:
        assert got.basis.reason != "silence"
    if wait > 4 * gap:
        assert headline(got).startswith(f"No {name or 'start'} written for {wait} days: ")


def test_bursts_that_have_paused_so_before_are_no_silence() -> None:
    """Quiet for six weeks after bursts, as twice before: entries need not be missing."""
    burst = [2, 2, 2, 2, 2]
    got = ask([*burst, 60, *burst, 60, *burst], 44, "migraine")
    assert got.basis.reason != "silence"


def test_a_wait_under_a_suppressant_is_no_silence() -> None:
    """A hundred days are not long where a tablet holds the rhythm down."""
    begun = D + timedelta(days=28 * 12 + 3)
    tablet = Event(begun, "regimen_start", "tablet", "suppressant")
    got = ask([28] * 12, 100, more=(tablet,))
    assert got.basis.reason == "regimen"
    assert "since tablet (no gaps)" in headline(got)
    assert "since tablet; 3 are needed" in why_others(got.basis)


def test_too_few_gaps_are_counted() -> None:
    """How many there are, and how many are needed."""
    got = ask([28], 5)
    assert "too little is known of your own rhythm yet (1 gap)" in headline(got)
    assert why_others(got.basis) == "1 gap from one start to the next so far; 3 are needed."


@pytest.mark.parametrize("gaps", [[25, 60, 33, 90, 28, 45, 70, 31, 52, 38], [28] * 4])
def test_enough_gaps_are_ones_own(gaps: list[int]) -> None:
    """Regular after a few; however irregular, after ten."""
    got = ask(gaps, 5)
    assert (got.level, why_others(got.basis)) == ("own", "")
    assert headline(got).startswith("Next period: most likely ")


def test_the_headline_names_what_it_forecasts() -> None:
    """Also while it runs; without a name it speaks of none."""
    assert headline(ask([30] * 5, 6, "flare")).startswith("Next flare: most likely ")
    assert headline(ask([30] * 5, 6, "")).startswith("Most likely ")
    days = [Event(D + timedelta(days=30 * n), "onset", "flare") for n in range(5)]
    now = datetime(2025, 7, 1, 9, tzinfo=UTC)
    running = outlook(Diary(UTC, days), now=now)
    assert headline(running) == "Flare under way since today"


@pytest.mark.parametrize(
    ("basis", "says"),
    [
        (Basis("own", gaps=9), ""),
        (Basis("few-gaps", gaps=2), "2 gaps from one start to the next so far; "),
        (Basis("regimen", gaps=1, regimen="depot"), "so far since depot; "),
        (Basis("spread", gaps=12), "differ too much"),
        (Basis("silence", waited_days=200, gaps=12), "After so long a wait"),
    ],
)
def test_each_reason_has_its_sentence(basis: Basis, says: str) -> None:
    """Why a forecast is not the person's own is said, whatever the reason is."""
    assert says in why_others(basis)
    assert (why_others(basis) == "") == (says == "")
