"""Pairing: the desk the code came from, or none."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from django.test import Client
from tests.pad.conftest import a_duty, token
from tests.pad.stand_in import NORM, StandIn, listening

from offwatch.errors import BadInput, Refused, Unavailable
from offwatch.pad.link import transport
from offwatch.pad.link.by_hand import do_hand_pass
from offwatch.pad.link.pairing import do_pair, do_try_pairing
from offwatch.pad.link.tick import do_tick
from offwatch.pad.masking.state import norm_of
from offwatch.pad.models import (
    DeskLink,
    DutyOdds,
    KnownDuty,
    OutboxItem,
    PairingAttempt,
    TrackState,
)
from offwatch.wire import Duty, Pair, Pass, code_key, is_proof, new_signing_key, public_text


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
    "url",
    [
        "",
        "desk",
        "ftp://desk",
        "http://",
        "http://a?b=c",
        "file:///x",
        "http://[",
        "http://localhost:99999",
        "http://localhost:-1",
        "https://a:x",
        "https://u:p@desk",
        "https://a#b",
    ],
)
def test_an_address_that_is_none(home: Path, desk: StandIn, now: datetime, url: str) -> None:
    """What is no web address is refused before anything is sent."""
    with pytest.raises(BadInput) as caught:
        do_pair(now, url, desk.code)
    assert caught.value.code == "pad.desk-address"


@pytest.mark.parametrize(
    "url", ["http://desk.example.org", "http://192.168.1.5:8720", "http://127.0.0.1.evil.example"]
)
def test_a_desk_elsewhere_is_not_spoken_to_in_clear(
    home: Path, desk: StandIn, now: datetime, url: str
) -> None:
    """Whoever carries http:// reads along; only this machine's own desk may do without TLS."""
    with pytest.raises(BadInput) as caught:
        do_pair(now, url, desk.code)
    assert caught.value.code == "pad.desk-in-clear"


@pytest.mark.parametrize(
    ("host", "here"),
    [("localhost", True), ("desk.localhost", True), ("127.0.0.9", True), ("::1", True),
     ("10.0.0.1", False), ("localhost.example", False), ("example", False)],
)  # fmt: skip
def test_this_machine_is_known_by_its_names(host: str, here: bool) -> None:
    """No name server is asked."""
    assert transport.is_here(host) is here


def test_a_port_that_is_none_is_said_on_the_page(browser: Client, desk: StandIn) -> None:
    """An address with an impossible port is a refusal in words."""
    form = {"url": "http://localhost:99999", "code": desk.code}
    form |= token(browser.get("/settings").content)
    assert browser.post("/settings/pair", form).status_code == 409


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


@pytest.mark.parametrize("trouble", ["lost", "unsigned", "stranger", "down"])
def test_without_a_signed_answer_pairing_waits_and_nothing_changes(
    landing: Duty, paired: StandIn, browser: Client, now: datetime, trouble: str
) -> None:
    """The desk so far is spoken to as before; the same bytes are tried again by hand."""
    do_hand_pass(now, "landing")
    before = DeskLink.objects.get()
    with listening(StandIn()) as other:
        if trouble == "lost":
            other.drop = 1
        elif trouble == "stranger":
            other.sign_with = new_signing_key()
        elif trouble == "unsigned":
            other.fail = (400, {"code": "wire.unreadable", "message": "No."})
        else:
            other.fail = (503, {})
        do_pair(now, other.url, other.code)
        assert DeskLink.objects.get().desk_key == before.desk_key
        assert KnownDuty.objects.count() == 1
        assert "A pairing waits for its answer" in browser.get("/settings").content.decode()
        assert do_tick(now).answer == "asked"
        other.fail, other.sign_with = None, other.key
        other.answers.clear()
        heard = len(other.heard)
        form = token(browser.get("/settings").content)
        assert browser.post("/settings/pair/again", form).status_code == 302
        assert not heard or other.heard[heard] == other.heard[0]
        assert DeskLink.objects.get().desk_key != before.desk_key
        assert not PairingAttempt.objects.exists()


def test_a_waiting_pairing_can_be_given_up(browser: Client, paired: StandIn, now: datetime) -> None:
    """Then it is as if it had never been begun; the envelope that left stays in the outbox."""
    with listening(StandIn()) as other:
        other.fail = (503, {})
        do_pair(now, other.url, other.code)
        form = token(browser.get("/settings").content)
        browser.post("/settings/pair/again", {**form, "stop": "1"})
        assert not PairingAttempt.objects.exists()
        assert "given up" in browser.get("/outbox").content.decode()
        with pytest.raises(Refused) as caught:
            do_try_pairing(now)
        assert caught.value.code == "pair.none"


def test_a_first_pairing_without_an_answer_is_tried_with_each_tick(
    home: Path, desk: StandIn, now: datetime
) -> None:
    """There is no desk to speak to meanwhile, so the slots are the introduction's."""
    desk.drop = 2
    do_pair(now, desk.url, desk.code)
    assert do_tick(now).trouble == "desk.unreachable"
    assert not DeskLink.objects.exists()
    assert do_tick(now).answer == "norm"
    assert len(set(desk.heard)) == 1
    assert DeskLink.objects.get().paired_at == now
    assert do_tick(now).type == "quiet"


def test_a_first_pairing_refused_in_a_slot_is_told_on_settings(
    browser: Client, desk: StandIn, now: datetime
) -> None:
    """The pad is free to try another code, and says why."""
    desk.drop = 1
    do_pair(now, desk.url, desk.code)
    desk.answers.clear()
    desk.devices.clear()
    desk.used = True
    assert do_tick(now).answer == "pair.code"
    assert "Get a new one" in browser.get("/settings").content.decode()
    assert not PairingAttempt.objects.exists()


@pytest.mark.parametrize("wrong", ["code", "norm", "message"])
def test_a_pairing_that_fails_leaves_the_working_one(
    landing: Duty, paired: StandIn, now: datetime, wrong: str
) -> None:
    """Link, duties, odds and the word that waits: all as before, and it arrives."""
    do_hand_pass(now, "landing")
    tables = (DeskLink, KnownDuty, DutyOdds, TrackState)
    before = [list(table.objects.values()) for table in tables]
    code = paired.code
    if wrong == "code":
        paired.used = True
    elif wrong == "norm":
        paired.raw = ("norm", {**msgspec.to_builtins(NORM), "zone": "Mars/Base"})
    else:
        paired.raw = ("done", {"message_id": "0" * 32, "state": "noted"})
    with pytest.raises(Refused) as caught:
        do_pair(now, paired.url, code)
    assert caught.value.code == ("pair.refused" if wrong == "code" else "pair.unreadable")
    assert [list(table.objects.values()) for table in tables] == before
    paired.raw = None
    assert do_tick(now).answer == "asked"
    assert paired.says()[-1] == Pass("landing")


def test_words_that_wait_are_said_to_the_same_desk_under_the_new_key(
    landing: Duty, paired: StandIn, now: datetime
) -> None:
    """One that had not left is sealed anew; one that may have left stays, and is said again."""
    do_hand_pass(now, "landing")
    watch = KnownDuty.objects.get()
    watch.pk, watch.duty_id = None, "watch"
    watch.start_at += timedelta(days=9)
    watch.end_at += timedelta(days=9)
    watch.save()
    do_hand_pass(now, "watch")
    paired.fail = (503, {})
    do_tick(now)
    paired.fail = None
    do_pair(now, paired.url, paired.code)
    new = DeskLink.objects.get().device
    do_tick(now)
    do_tick(now)
    last = paired.opened()[-2:]
    assert {envelope.device for envelope in last} == {new}
    assert {e.body.duty_id for e in last} == {"watch", "landing"}  # type: ignore[attr-defined]
    old = OutboxItem.objects.get(type="pass", answer="paired-anew")
    assert (old.tries, bool(old.text)) == (1, True)
    assert KnownDuty.objects.count() == 2


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


def test_another_desk_is_told_nothing_of_the_old_one(landing: None, now: datetime) -> None:
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
    assert "6 days off in each 28 days" in page


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
