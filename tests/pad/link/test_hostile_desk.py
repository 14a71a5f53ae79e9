"""Whatever a desk says, the pad ticks and its pages work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import some
from tests.pad.conftest import a_duty, token
from tests.pad.stand_in import NORM, StandIn
from tests.wire.strategies import hostile_bodies

from offwatch.pad.link.by_hand import do_hand_pass
from offwatch.pad.link.tick import do_tick
from offwatch.pad.masking.batch import do_batch
from offwatch.pad.models import DeskLink, KnownDuty, LinkNotice, OutboxItem
from offwatch.wire import SIZE, Duty

PAGES = ("/", "/outlook", "/duties", "/mask", "/outbox", "/settings")
DUTY = msgspec.to_builtins(a_duty("d", datetime(2027, 1, 1, tzinfo=UTC), planned_on=NORM.first_day))


def page(**change: Any) -> tuple[str, Any]:
    """A page of one duty with something wrong in it."""
    whole = {"as_of": "2026-01-01T00:00:00Z", "epoch": "a" * 16, "cursor": 9, "page": 0}
    whole |= {"more": False, "duties": [{**DUTY, **change}]}
    return "duties", {k: change.get(k, v) for k, v in whole.items()}


@pytest.mark.parametrize(
    "said",
    [
        ("norm", {**msgspec.to_builtins(NORM), "zone": "Mars/Base"}),
        ("norm", {**msgspec.to_builtins(NORM), "days": 40}),
        ("norm", {**msgspec.to_builtins(NORM), "first_day": "9999-12-31"}),
        page(end_at="2026-12-31T00:00:00Z"),
        page(end_at="9999-12-31T23:59:59Z"),
        page(cursor=2**70),
        page(planned_on="0001-01-01"),
        page(name="a\nb"),
        ("said", {"epoch": "x", "days": [], "passes": []}),
        ("why", {}),
        ("done", []),
    ],
)
def test_what_no_desk_may_say_is_a_notice_and_nothing_else(
    browser: Client, landing: Duty, paired: StandIn, now: datetime, said: tuple[str, Any]
) -> None:
    """It is not taken in, Settings tells of it until it is read, and the next tick speaks."""
    before = [list(t.objects.values("norm", "cursor", "epoch")) for t in (DeskLink,)]
    duties = list(KnownDuty.objects.values())
    paired.raw = said
    assert do_tick(now).answer.startswith("wire.")
    paired.raw = None
    assert [list(t.objects.values("norm", "cursor", "epoch")) for t in (DeskLink,)] == before
    assert list(KnownDuty.objects.values()) == duties
    text = browser.get("/settings").content.decode()
    assert "something that no desk may send" in text
    heard = len(paired.heard)
    assert do_tick(now).answer == "duties, page 1"
    assert len(paired.heard) == heard + 1
    browser.post("/settings/notices", token(text.encode()))
    assert "something that no desk may send" not in browser.get("/settings").content.decode()


def test_the_same_notice_is_kept_once_and_counted(paired: StandIn, now: datetime) -> None:
    """A desk that goes on does not fill the vault."""
    paired.raw = ("norm", {})
    for _ in range(3):
        do_tick(now)
    [notice] = LinkNotice.objects.all()
    assert (notice.code, notice.times) == ("wire.bounds", 3)


def test_an_answer_that_cannot_be_read_ends_its_message(
    landing: Duty, paired: StandIn, now: datetime
) -> None:
    """It is signed, so it is an answer: the word is not said for ever, and the next one goes."""
    do_hand_pass(now, "landing")
    paired.raw = ("done", {"message_id": "0" * 32, "state": "granted"})
    do_tick(now)
    assert OutboxItem.objects.get(type="pass").answer == "wire.bounds"
    assert do_tick(now).type == "quiet"


@given(said=st.lists(hostile_bodies(), min_size=1, max_size=3))
@settings(
    max_examples=some(8), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_desk_stops_a_tick_or_a_page(
    browser: Client, landing: Duty, paired: StandIn, now: datetime, said: list[tuple[str, Any]]
) -> None:
    """Any message of the wire with any value in any field: every tick and every page works."""
    for name, values in said:
        try:
            fits = len(msgspec.json.encode(values)) < SIZE - 420
        except UnicodeEncodeError:
            continue  # not even a hostile desk can write that as JSON
        if not fits:
            continue
        paired.raw = (name, values)
        heard = len(paired.heard)
        do_tick(now)
        assert len(paired.heard) == heard + 1
        do_batch(now + timedelta(days=1))
        for address in PAGES:
            assert browser.get(address).status_code < 400, (address, name, values)
    paired.raw = None
