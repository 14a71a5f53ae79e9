"""Pairing: the desk the code came from, or none."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from tests.pad.conftest import a_duty, token
from tests.pad.stand_in import NORM, StandIn, listening

from offwatch.errors import BadInput, OffwatchError, Refused, Unavailable
from offwatch.pad.link.by_hand import do_hand_pass
from offwatch.pad.link.pairing import do_pair
from offwatch.pad.link.tick import do_tick
from offwatch.pad.masking.state import norm_of
from offwatch.pad.models import DeskLink, KnownDuty, OutboxItem
from offwatch.wire import Pair, code_key, is_proof, new_signing_key, public_text


def test_it_proves_the_code_without_saying_it_and_learns_the_norm(
    home: Path, desk: StandIn, now: datetime
) -> None:
    """One envelope with a new key and a proof; nothing of the code; the answer is the norm."""
    do_pair(now, desk.url, desk.code.lower())
    [said] = desk.says()
    assert isinstance(said, Pair)
    assert is_proof(said.proof, code_key(desk.secret), said.public_key, public_text(desk.key))
    text = desk.heard[0].decode().upper()
    assert not [group for group in desk.code.split("-") if group in text]
    link = DeskLink.objects.get()
    assert link.paired_at == now
    assert norm_of(link).first_day == NORM.first_day
    assert norm_of(link).zone == NORM.zone


def test_it_refuses_a_desk_the_code_is_not_from(home: Path, desk: StandIn, now: datetime) -> None:
    """Another key at the address: nothing is sent and nothing is kept."""
    code = desk.code
    desk.key = new_signing_key()
    with pytest.raises(Refused) as caught:
        do_pair(now, desk.url, code)
    assert caught.value.code == "pair.other-desk"
    assert not desk.heard
    assert not DeskLink.objects.exists()


def test_a_desk_out_of_reach_loses_nothing(home: Path, now: datetime, desk: StandIn) -> None:
    """An address where nobody answers is said plainly, and pairing works afterwards."""
    with pytest.raises(Unavailable) as caught:
        do_pair(now, "http://127.0.0.1:9", desk.code)
    assert caught.value.code == "desk.unreachable"
    assert not DeskLink.objects.exists()
    do_pair(now, desk.url, desk.code)
    assert DeskLink.objects.exists()


@pytest.mark.parametrize(
    "url", ["", "desk", "ftp://desk", "http://", "http://a?b=c", "file:///x", "http://["]
)
def test_an_address_that_is_none(home: Path, desk: StandIn, now: datetime, url: str) -> None:
    """What is no web address is refused before anything is sent."""
    with pytest.raises(BadInput) as caught:
        do_pair(now, url, desk.code)
    assert caught.value.code == "pad.desk-address"


def test_an_address_without_its_beginning_is_told_how(home: Path, now: datetime) -> None:
    """What a person reads off a terminal, host and port, lacks its http://."""
    with pytest.raises(BadInput) as caught:
        do_pair(now, "localhost:8720", "")
    assert "Begin the address with http:// or https://" in caught.value.message


@pytest.mark.parametrize("code", ["", "AAAA", "!" * 28, "AAAA-" * 9])
def test_a_code_that_is_none(home: Path, desk: StandIn, now: datetime, code: str) -> None:
    """What is no code is refused before anything is sent."""
    with pytest.raises(BadInput):
        do_pair(now, desk.url, code)
    assert not desk.heard


def test_a_desk_that_refuses_the_code_is_not_kept(home: Path, desk: StandIn, now: datetime) -> None:
    """A used code leaves the pad without a desk, free to try another code."""
    desk.fail = (400, {"code": "wire.version", "message": "Update it."})
    with pytest.raises(OffwatchError) as caught:
        do_pair(now, desk.url, desk.code)
    assert caught.value.code == "pair.refused"
    assert not DeskLink.objects.exists()


def test_a_used_code_is_told_in_words(browser: Client, desk: StandIn) -> None:
    """The form and the outbox say what is wrong with the code, not its name; the next one works."""
    desk.used = True
    form = {"url": desk.url, "code": desk.code, **token(browser.get("/settings").content)}
    said = browser.post("/settings/pair", form).content.decode()
    assert "it is used up, too old or mistyped; get a new one." in said
    outbox = browser.get("/outbox").content.decode()
    assert "refused: used up, too old or mistyped" in outbox
    desk.used = False
    assert browser.post("/settings/pair", form).status_code == 302


def test_a_slip_in_the_last_letters_points_to_them(
    home: Path, desk: StandIn, now: datetime
) -> None:
    """The desk is right and its fingerprint mistyped: both are named as what to check."""
    slip = "A" if desk.code[-1] != "A" else "B"
    with pytest.raises(Refused) as caught:
        do_pair(now, desk.url, desk.code[:-1] + slip)
    assert "Check the address and the last groups of the code." in caught.value.message


def test_pairing_anew_drops_what_the_old_desk_told(landing: None, now: datetime) -> None:
    """Duties of the desk before are forgotten, and words for it never reach the next."""
    do_hand_pass(now, "landing")
    with listening(StandIn()) as other:
        do_pair(now, other.url, other.code)
        do_tick(now)
        assert [type(said).__name__ for said in other.says()] == ["Pair", "Quiet"]
    assert not KnownDuty.objects.exists()
    assert OutboxItem.objects.filter(answer="paired-anew").count() == 1


def test_pairing_anew_keeps_the_seeds(paired: StandIn, now: datetime) -> None:
    """A new device key, the same duties from the same desk, and no track is drawn again."""
    paired.set_duties((a_duty("watch", now.replace(year=now.year + 1), planned_on=now.date()),))
    before = DeskLink.objects.get().device_key
    do_pair(now, paired.url, paired.code)
    do_tick(now)
    assert DeskLink.objects.get().device_key != before
    assert KnownDuty.objects.get().duty_id == "watch"


def test_the_page_pairs(browser: Client, desk: StandIn) -> None:
    """From Settings: address and code in, the desk's facts out; a wrong code explained."""
    form = token(browser.get("/settings").content)
    wrong = browser.post("/settings/pair", {"url": desk.url, "code": "AAAA", **form})
    assert wrong.status_code == 409
    assert b"seven groups" in wrong.content
    page = browser.post(
        "/settings/pair", {"url": desk.url, "code": desk.code, **form}, follow=True
    ).content.decode()
    assert desk.url in page
    assert "6 rhythm days in each 28 days" in page


def test_a_desk_that_went_away_is_said_on_settings(
    browser: Client, paired: StandIn, now: datetime
) -> None:
    """After a tick that nobody answered, Settings says so, and that nothing is lost."""
    paired.fail = (503, {"code": "desk.down", "message": "down"})
    do_tick(now)
    page = browser.get("/settings").content.decode()
    assert "The desk does not answer" in page
    paired.fail = None
    do_tick(now)
    assert "The desk does not answer" not in browser.get("/settings").content.decode()
