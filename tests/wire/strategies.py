"""Hypothesis strategies for everything a pad or a desk can say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from offwatch.wire import (
    LONGEST_DUTY,
    MOST_COUNT,
    MOST_PAGES,
    NAME_LENGTH,
    Body,
    Days,
    Done,
    Duties,
    Duty,
    Keep,
    Pair,
    Pass,
    Quiet,
    Refusal,
    Said,
    SaidPass,
    TeamNorm,
    plain_text,
)

HEX = "0123456789abcdef"
DUTY_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
instants = st.datetimes(
    datetime(1900, 1, 2),  # noqa: DTZ001 - the strategy adds the zone
    datetime(2198, 12, 30),  # noqa: DTZ001
    timezones=st.just(UTC),
)
keys = st.text(HEX, min_size=64, max_size=64)
message_ids = st.text(HEX, min_size=32, max_size=32)
epochs = st.text(HEX, min_size=16, max_size=16)
counts = st.integers(0, MOST_COUNT)
duty_ids = st.text(DUTY_LETTERS, min_size=1, max_size=80)
names = st.text(st.characters(codec="utf-8"), max_size=NAME_LENGTH).map(plain_text)


@st.composite
def asked_days(draw: st.DrawFn) -> Days:
    first = draw(st.dates(date(1900, 1, 1), date(2199, 10, 1)))
    ahead = draw(st.sets(st.integers(0, 83), max_size=42))
    number = draw(st.integers(-20_000, 20_000))
    return Days(number, tuple(first + timedelta(days=n) for n in sorted(ahead)))


@st.composite
def norms(draw: st.DrawFn) -> TeamNorm:
    period = draw(st.integers(7, 84))
    members = draw(st.integers(0, 300))
    return TeamNorm(
        tracks=draw(st.integers(1, 4)),
        days=draw(st.integers(0, period // 2)),
        passes=draw(st.integers(0, period // 2)),
        freeze_h=draw(st.integers(0, 336)),
        hour=draw(st.integers(0, 23)),
        first_day=draw(days),
        period_days=period,
        ask_ahead_days=draw(st.integers(1, period)),
        zone=draw(st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Apia", "America/St_Johns"])),
        adoption=draw(st.integers(0, 100)),
        wearers=draw(st.integers(0, members)),
        members=members,
    )


@st.composite
def duties(draw: st.DrawFn) -> Duty:
    start = draw(instants)
    lasts = draw(st.timedeltas(timedelta(minutes=1), LONGEST_DUTY))
    return Duty(
        duty_id=draw(duty_ids),
        name=draw(names),
        kind=draw(st.sampled_from(["shift", "mission"])),
        start_at=start,
        end_at=start + lasts,
        owner=draw(names),
        state=draw(st.sampled_from(["planned", "asked", "moved", "given_away", "refused", "kept"])),
        planned_on=draw(days),
        guarded=draw(st.booleans()),
    )


pad_says: st.SearchStrategy[Body] = st.one_of(
    st.builds(Pair, public_key=keys, proof=keys),
    asked_days(),
    st.builds(Pass, duty_id=duty_ids),
    st.builds(Keep, duty_id=duty_ids),
    st.builds(Quiet, epoch=epochs, cursor=counts),
)
pages = st.builds(
    Duties,
    as_of=instants,
    epoch=epochs,
    cursor=counts,
    page=st.integers(0, MOST_PAGES - 1),
    more=st.booleans(),
    duties=st.lists(duties(), max_size=1).map(tuple),
)
desk_says: st.SearchStrategy[Body] = st.one_of(
    norms(),
    pages,
    st.builds(
        Said,
        epoch=epochs,
        days=st.lists(asked_days(), max_size=1).map(tuple),
        passes=st.lists(st.builds(SaidPass, duty_id=duty_ids, start_at=instants), max_size=3).map(
            tuple
        ),
    ),
    st.builds(Done, message_id=message_ids, state=st.sampled_from(["noted", "asked", "kept"])),
    st.builds(
        Refusal, message_id=message_ids, code=st.sampled_from(["duty.unknown", "keep.too-late"])
    ),
)

# What a broken or hostile desk may put into a field of a message that is well formed otherwise.
hostile_values: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(
        [-1, 0, 43, 999, 10**6, 2**53, 2**63, 2**70, -(2**70), 0.5, 1e308, "", " ", "Mars/Base",
         "../../etc/passwd", "Europe", "0001-01-01", "9999-12-31", "9999-12-31T23:59:59Z",
         "0001-01-01T00:00:00Z", "2026-01-01T00:00:00", "2026-13-01", "evil\n", "\x00", "\u202e",
         "x" * 700, [], {}, [[]], [None], {"a": 1}]
    ),
    st.text(max_size=20),
    st.integers(),
)  # fmt: skip


@st.composite
def hostile_bodies(draw: st.DrawFn) -> tuple[str, Any]:
    """A desk's message as a name and JSON-able values, with some of them replaced by hostile ones.

    Many a message of these is still within all bounds, and strange.
    """
    import msgspec

    from offwatch.wire import DESK_SAYS

    body = draw(desk_says)
    name = next(name for name, form in DESK_SAYS.items() if type(body) is form)
    values = msgspec.to_builtins(body)
    for _ in range(draw(st.integers(0, 2))):
        holder = values
        duties = values.get("duties")
        if name == "duties" and isinstance(duties, list) and duties and draw(st.booleans()):
            holder = duties[0]
        if isinstance(holder, dict):
            field = draw(st.sampled_from([*holder, "note"]))
            holder[field] = draw(hostile_values)
    if draw(st.integers(0, 9)) == 0:
        values = draw(hostile_values)
    return name, values
