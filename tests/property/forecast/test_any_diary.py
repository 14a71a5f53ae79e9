"""Whatever a diary of several rhythms holds, there are whole odds and a picture, or a refusal."""

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import some

from offwatch.diary import KINDS, Diary, Event
from offwatch.forecast import outlooks
from offwatch.forecast.evaluate.own_record import own_records
from offwatch.forecast.present.picture import strip_svg, strip_text
from offwatch.forecast.present.year_picture import year_svg
from offwatch.spans import DaySpan

D = date(2025, 1, 1)
names = st.sampled_from(["", "period", "Migräne", "a<b>&", "c", "d", "e", "f", "g"])
events = st.lists(
    st.builds(
        lambda day, kind, name: Event(D + timedelta(days=day), kind, name, "suppressant"),
        st.integers(0, 200),
        st.sampled_from([*KINDS, *["onset"] * 12]),
        names,
    ),
    max_size=40,
)


@settings(max_examples=some(8), deadline=None)
@given(events, st.integers(0, 60), st.sampled_from([1, 14, 90]))
def test_any_diary_gets_whole_odds_of_any(rows: list[Event], wait: int, days: int) -> None:
    """At most six rhythms are forecast, and every other one is named."""
    diary = Diary(UTC, rows)
    today = max((row.day(UTC) for row in rows), default=D) + timedelta(days=wait)
    now = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    got = outlooks(diary, now=now, days=days)
    assert 1 <= len(got.each) <= 6
    told = {one.rhythm for one in got.each} | set(got.left_out)
    assert told == (set(diary.rhythms()) or {""})
    assert np.isfinite(got.in_episode).all()
    assert got.in_episode.min() >= 0.0
    assert got.in_episode.max() <= 1.0
    assert 0.0 <= got.clash(DaySpan(today, today + timedelta(days=days))) <= 1.0
    for svg in (strip_svg(got), year_svg(got)):
        assert ET.fromstring(svg).get("role") == "img"
    assert strip_text(got)
    for record in own_records(diary, got):
        assert record is None or np.isfinite([record.brier, record.brier_rate, record.skill]).all()
