"""Words agree with the numbers, whatever the diary."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import some

from offwatch.diary import Diary, Event
from offwatch.forecast import outlook
from offwatch.forecast.daily.prior import load_daily
from offwatch.forecast.present.sentences import headline, odds, why_others

D = date(2024, 1, 1)


@settings(max_examples=some(12), deadline=None)
@given(
    st.lists(st.integers(1, 120), max_size=14),
    st.lists(st.integers(0, 6) | st.none(), min_size=15, max_size=15),
    st.sampled_from(["period", "Migräne", "seizures", "thing", ""]),
    st.integers(0, 200),
    st.booleans(),
)
def test_a_headline_says_what_is_so(
    gaps: list[int], lasts: list[int | None], name: str, wait: int, held: bool
) -> None:
    """It names the rhythm; each form of it is there where its numbers are, and nowhere else."""
    days = [D + timedelta(days=int(n)) for n in np.cumsum([0, *gaps])]
    rows = [Event(day, "onset", name) for day in days]
    today = days[-1] + timedelta(days=wait)
    for day, lasted, after in zip(days, lasts, [*days[1:], today], strict=False):
        last = None if lasted is None else day + timedelta(days=lasted)
        if last is not None and last < max(after, day + timedelta(days=1)) and last <= today:
            rows.append(Event(last, "end", name))
    if held and days[-1] < today:
        rows.append(Event(days[-1] + timedelta(days=1), "regimen_start", "tablet", "suppressant"))
    now = datetime(today.year, today.month, today.day, 7, tzinfo=UTC)
    got = outlook(Diary(UTC, rows), now=now)
    said, basis = headline(got), got.basis
    assert name.lower() in said.lower()
    assert got.level == basis.level == ("own" if basis.reason == "own" else "population")
    assert (why_others(basis) == "") == (got.level == "own")
    if "under way since" in said:
        assert got.in_episode[0] >= 0.5
        assert basis.running_since is not None
    elif " written for " in said:
        onsets = got_onsets(rows)
        assert f"written for {(today - onsets[-1]).days} day" in said
        assert basis.reason == "silence"
    elif "too little is known" in said.lower():
        assert basis.reason in ("few-gaps", "regimen", "spread")
        assert basis.reason != "few-gaps" or got.gaps_used < 3
    else:
        assert "most likely" in said.lower()
        assert got.level == "own"
        assert got.gaps_used >= 3 or load_daily(got.preset) is not None  # or by its days
    assert odds(float(got.in_episode[0])).endswith(" in 100")


def got_onsets(rows: list[Event]) -> tuple[date, ...]:
    return Diary(UTC, rows).onset_days()
