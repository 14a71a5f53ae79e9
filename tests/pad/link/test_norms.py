"""A changed norm: shown, agreed to, then used; the old one stays meanwhile."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest
from django.test import Client
from tests.pad.conftest import token
from tests.pad.stand_in import NORM, StandIn

from offwatch.errors import Refused
from offwatch.pad.link.norms import do_agree, offer_name
from offwatch.pad.link.pairing import do_pair
from offwatch.pad.link.tick import do_tick
from offwatch.pad.masking.state import norm_of
from offwatch.pad.models import DeskLink
from offwatch.wire import TeamNorm


def tell(desk: StandIn, now: datetime, norm: TeamNorm) -> DeskLink:
    """The desk answers the next tick with this norm."""
    desk.raw = ("norm", msgspec.to_builtins(norm))
    assert do_tick(now).answer == "norm"
    desk.raw = None
    return DeskLink.objects.get()


def test_a_changed_norm_waits_for_the_owner(
    browser: Client, paired: StandIn, now: datetime
) -> None:
    """Fourteen days and no freeze are not taken at once: the page shows what would change."""
    changed = msgspec.structs.replace(NORM, days=14, passes=14, freeze_h=0)
    link = tell(paired, now, changed)
    assert norm_of(link) == NORM.read()
    page = browser.get("/settings").content.decode()
    assert "The team has changed its mask settings" in page
    assert "A person decides this many hours before a duty" in page
    assert "<td>Zone</td>" not in page  # what stays is not in the list
    form = {"offer": offer_name(link.offered or {}), **token(page.encode())}
    browser.post("/settings/norm", form)
    link = DeskLink.objects.get()
    assert (norm_of(link), link.offered) == (changed.read(), None)
    assert link.paired_at == now
    assert "The team has changed its mask settings" not in browser.get("/settings").content.decode()


def test_what_is_agreed_to_is_what_was_shown(paired: StandIn, now: datetime) -> None:
    """An offer that has changed since the page was loaded has to be read again."""
    shown = offer_name(tell(paired, now, msgspec.structs.replace(NORM, days=4)).offered or {})
    link = tell(paired, now, msgspec.structs.replace(NORM, days=14))
    with pytest.raises(Refused) as caught:
        do_agree(now, shown)
    assert caught.value.code == "pad.no-offer"
    assert norm_of(DeskLink.objects.get()) == NORM.read()
    do_agree(now, offer_name(link.offered or {}))
    with pytest.raises(Refused):
        do_agree(now, "")


def test_a_norm_that_comes_back_needs_no_agreement(paired: StandIn, now: datetime) -> None:
    """The desk takes its change back: nothing is on offer any more."""
    tell(paired, now, msgspec.structs.replace(NORM, days=4))
    assert tell(paired, now, NORM).offered is None


def test_how_many_keep_it_is_the_latest_without_being_asked(paired: StandIn, now: datetime) -> None:
    """Adoption is no term of the norm, also while another change waits."""
    link = tell(paired, now, msgspec.structs.replace(NORM, adoption=40))
    assert (link.offered, (link.norm or {})["adoption"]) == (None, 40)
    link = tell(paired, now, msgspec.structs.replace(NORM, adoption=60, days=4))
    assert norm_of(link).days == 6
    assert (link.norm or {})["adoption"] == 60
    link = tell(paired, now, msgspec.structs.replace(NORM, wearers=7, members=12))
    assert (link.offered, (link.norm or {})["wearers"]) == (None, 7)
    assert norm_of(link).days == 6


def test_pairing_anew_does_not_change_the_norm_unasked(paired: StandIn, now: datetime) -> None:
    """A desk that changed its norm meanwhile offers it under the new pairing as well."""
    paired.norm = msgspec.structs.replace(NORM, days=14)
    do_pair(now, paired.url, paired.code)
    link = DeskLink.objects.get()
    assert norm_of(link) == NORM.read()
    assert link.offered is not None


def test_a_kept_norm_that_cannot_be_used_stops_nothing(
    browser: Client, paired: StandIn, now: datetime
) -> None:
    """A version before took norms unseen: the pages and the tick work, and a good one is taken."""
    bad = {**msgspec.to_builtins(NORM), "zone": "Mars/Base"}
    DeskLink.objects.update(norm=bad)
    for address in ("/", "/outlook", "/duties", "/mask", "/settings", "/outbox"):
        assert browser.get(address).status_code == 200
    assert do_tick(now).type == "quiet"
    assert norm_of(tell(paired, now, NORM)) == NORM.read()
