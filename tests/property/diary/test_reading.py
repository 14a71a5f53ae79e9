"""Whatever a file says, reading it gives a diary or a clear refusal."""

from datetime import UTC, date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offwatch.diary import KINDS
from offwatch.diary.readers.apps.drip import parse_drip
from offwatch.diary.readers.generic import parse_generic
from offwatch.diary.readers.table import read_table
from offwatch.errors import BadInput

cell = st.one_of(
    st.sampled_from(["", "x", "2026-01-01", "2026-01-01T08:00Z", "-1", "1e999", "\x00", '"']),
    st.text(max_size=12),
)
days = st.dates(date(1990, 1, 1), date(2030, 1, 1)).map(date.isoformat)
rows = st.lists(st.tuples(days | cell, st.sampled_from(KINDS) | cell, cell, cell), max_size=12)


# The first text drawn lays out a table of all characters: slow on a busy machine.
busy = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


@busy
@given(rows)
def test_generic_never_crashes(table: list[tuple[str, str, str, str]]) -> None:
    """Any cells at all: a preview accounts for rows, and strict gives all or refuses."""
    lines = ["at,kind,name,value\n", *(",".join(row) + "\n" for row in table)]
    try:
        reading = parse_generic(read_table("".join(lines)), UTC)
    except BadInput:
        return
    assert all(row >= 2 for row, _ in reading.rejected)
    read = len(reading.diary.events)
    assert read + len(reading.rejected) + reading.repeated == reading.rows
    if not reading.rejected and reading.diary.events:
        assert reading.strict() == reading.diary


@given(st.lists(days, min_size=1, max_size=30, unique=True))
def test_onsets_in_any_order_give_the_same_gaps(onsets: list[str]) -> None:
    """The order of rows does not matter, and gaps add up to the whole."""
    diary = parse_generic(
        read_table("at,kind\n" + "".join(f"{d},onset\n" for d in onsets)), UTC
    ).strict()
    gaps = [gap.days for gap in diary.gaps()]
    ends = [date.fromisoformat(day) for day in (min(onsets), max(onsets))]
    assert min(gaps, default=1) >= 1
    assert sum(gaps) == (ends[1] - ends[0]).days


@busy
@given(st.lists(st.tuples(days | cell, cell, cell), max_size=20))
def test_drip_never_crashes(table: list[tuple[str, str, str]]) -> None:
    """Any cells at all."""
    lines = ["date,bleeding.value,bleeding.exclude\n", *(",".join(r) + "\n" for r in table)]
    try:
        reading = parse_drip(read_table("".join(lines)), UTC)
    except BadInput:
        return
    for episode in reading.diary.episodes():
        assert episode.last_day is None or episode.last_day >= episode.onset_day
