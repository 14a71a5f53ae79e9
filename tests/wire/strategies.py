"""Hypothesis strategies for everything a pad or a desk can say."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from offwatch.wire import Body, Days, Done, Keep, Pair, Pass, Quiet, Refusal

HEX = "0123456789abcdef"
DUTY_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"

days = st.dates(date(2000, 1, 1), date(2199, 12, 31))
message_ids = st.text(HEX, min_size=32, max_size=32)
duty_ids = st.text(DUTY_LETTERS, min_size=1, max_size=80)

pad_says: st.SearchStrategy[Body] = st.one_of(
    st.builds(
        Pair,
        code=st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=16, max_size=16),
        public_key=st.text(HEX, min_size=64, max_size=64),
    ),
    st.builds(
        Days,
        period=st.integers(-1000, 1000),
        days=st.lists(days, max_size=31, unique=True).map(lambda d: tuple(sorted(d))),
    ),
    st.builds(Pass, duty_id=duty_ids),
    st.builds(Keep, duty_id=duty_ids),
    st.builds(Quiet, cursor=st.integers(0, 2**40)),
)
desk_says: st.SearchStrategy[Body] = st.one_of(
    st.builds(
        Done,
        message_id=message_ids,
        state=st.sampled_from(["noted", "asked", "kept"]),
    ),
    st.builds(
        Refusal,
        message_id=message_ids,
        code=st.sampled_from(["duty.unknown", "keep.too-late"]),
    ),
)
