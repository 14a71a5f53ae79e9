"""A locked pad serves its unlock page and nothing else; an unlocked one, who unlocked it."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from django.test import Client, RequestFactory
from django.urls import URLPattern
from tests.pad.conftest import PASSPHRASE, token, visitor

from offwatch.pad.runtime import browser_access, known_browsers, launch
from offwatch.pad.runtime.guesses import FREE
from offwatch.pad.urls import urlpatterns
from offwatch.vault import keys, session
from offwatch.vault.idle_lock import lock_if_idle

SAMPLES = {
    "kind": "onset",
    "entry": 1,
    "step": 1,
    "duty_id": "landing",
    "day": "2026-03-01",
    "month": "2026-03",
}


def address_of(pattern: URLPattern) -> str:
    text = "/" + str(pattern.pattern)
    for name, sample in SAMPLES.items():
        text = re.sub(rf"<\w+:{name}>", str(sample), text)
    return text


# The feed of a calendar has a secret in its address instead; its own tests look at that.
OUTSIDE = {*browser_access.OPEN, browser_access.FEED}
INSIDE = [address_of(p) for p in urlpatterns if p.name not in OUTSIDE]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", INSIDE)
def test_every_page_of_a_locked_pad_leads_to_unlock(home: Path, address: str, method: str) -> None:
    """Whatever is asked for, and however, a locked pad only asks for its passphrase."""
    session.lock()
    answer = getattr(visitor(), method)(address)
    assert (answer.status_code, answer["Location"]) == (302, "/unlock")


@pytest.mark.parametrize("address", INSIDE)
def test_another_browser_has_to_unlock_for_itself(browser: Client, address: str) -> None:
    """That the vault is open for one browser opens it for no other."""
    assert session.current() is not None
    answer = visitor().get(address)
    assert (answer.status_code, answer["Location"]) == (302, "/unlock")


def test_the_longer_one_guesses_the_longer_one_waits(home: Path) -> None:
    """After three wrong ones a client has to wait, even with the right one, and is told how long;
    a browser that has been here before does not have to."""
    owner = visitor()
    assert owner.post("/unlock", {"passphrase": PASSPHRASE}).status_code == 302
    session.lock()
    stranger = visitor()
    for _ in range(3):
        assert stranger.post("/unlock", {"passphrase": "a guess of many"}).status_code == 403
    answer = stranger.post("/unlock", {"passphrase": PASSPHRASE})
    assert (answer.status_code, answer["Retry-After"]) == (429, "1")
    assert "try again in 1 second" in answer.content.decode()
    assert session.current() is None
    assert owner.post("/unlock", {"passphrase": PASSPHRASE}).status_code == 302
    assert owner.get("/").status_code == 200


def test_a_launch_address_works_once(home: Path) -> None:
    """It makes the browser a known one; used up, made up or at a door it does nothing."""
    address = launch.address(home, "")
    at_door = Client(headers={"host": "pad-aaaaaaaaaaaaaaaa.localhost"})
    assert at_door.get(address).status_code == 302
    assert known_browsers.COOKIE not in at_door.cookies
    first, second = visitor(), visitor()
    for browser, good in ((first, True), (second, False)):
        assert browser.get(address)["Location"] == "/"
        assert (known_browsers.COOKIE in browser.cookies) == good
    assert visitor().get("/open/..%2Fkey").status_code in (302, 404)
    launch.address(home, "")
    launch.forget_tokens(home)
    assert [path.name for path in (home / "launch").iterdir()] == ["key"]


def test_a_forged_name_is_not_known(home: Path) -> None:
    """Only what this pad has signed makes a browser known_browsers."""
    browser = visitor()
    browser.get(launch.address(home, ""))
    signed = browser.cookies[known_browsers.COOKIE].value
    for cookie, good in ((signed, True), (signed[:-1] + "x", False), ("", False), ("me", False)):
        request = RequestFactory(headers={"cookie": f"{known_browsers.COOKIE}={cookie}"}).get("/")
        assert bool(known_browsers.name_of(home, request)) == good


def test_the_right_passphrase_lets_in(browser: Client) -> None:
    """After unlocking Today is served, and kept in no cache."""
    answer = browser.get("/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_a_wrong_passphrase_does_not(home: Path) -> None:
    """A wrong one is refused in words, and neither it nor a hint comes back."""
    session.lock()
    client = visitor()
    answer = client.post("/unlock", {"passphrase": "wrong-one-entirely"})
    assert answer.status_code == 403
    assert b"does not open this vault" in answer.content
    assert b"wrong-one-entirely" not in answer.content
    assert session.current() is None
    assert client.get("/").status_code == 302


def test_unlocking_takes_the_passphrase_even_while_open(browser: Client) -> None:
    """A second browser cannot ride in on an open vault with a wrong passphrase."""
    other = visitor()
    assert other.post("/unlock", {"passphrase": "wrong-one-entirely"}).status_code == 403
    assert other.get("/").status_code == 302
    assert other.post("/unlock", {"passphrase": PASSPHRASE}).status_code == 302
    assert other.get("/").status_code == 200


def test_lock_now_takes_the_key_and_shuts_every_browser_out(browser: Client) -> None:
    """After Lock the key is gone, and unlocking again does not revive the old session."""
    key = session.opened().key
    other = visitor()
    other.post("/unlock", {"passphrase": PASSPHRASE})
    assert browser.post("/lock", token(browser.get("/").content)).status_code == 302
    assert key.wiped
    assert session.current() is None
    visitor().post("/unlock", {"passphrase": PASSPHRASE})
    assert browser.get("/").status_code == 302
    assert other.get("/").status_code == 302


def test_a_stranger_cannot_lock_it(browser: Client) -> None:
    """Who has not unlocked the pad does not lock it either."""
    visitor().post("/lock")
    assert session.current() is not None


def test_an_idle_pad_locks(browser: Client) -> None:
    """What the clock does after idling shuts the browser out."""
    time.sleep(0.02)
    assert lock_if_idle(0.01)
    assert browser.get("/").status_code == 302


def test_what_needs_no_vault_is_served_locked(home: Path) -> None:
    """The unlock page and the program's source are there for anyone at this machine."""
    session.lock()
    client = visitor()
    assert client.get("/unlock").status_code == 200
    assert client.get("/source")["Content-Type"] == "application/zip"


def test_without_a_vault_it_says_how_to_make_one(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No vault is no crash: the page names the command."""
    monkeypatch.setenv("OFFWATCH_PAD_HOME", str(home / "elsewhere"))
    session.lock()
    door = Client(headers={"host": "pad-aaaaaaaaaaaaaaaa.localhost"})
    answer = door.get("/unlock")
    assert answer.status_code == 503
    assert f"offwatch pad init --home {home / 'elsewhere'}" in answer.content.decode()


def test_a_forgotten_passphrase_is_replaced_by_the_recovery_key(home: Path) -> None:
    """On the page of the locked pad, without a terminal; the old passphrase opens it no more."""
    session.lock()
    told: list[str] = []
    keys.renew(home, PASSPHRASE, told.append).wipe()
    client, new = visitor(), "four words of mine"
    assert b"/unlock/recover" in client.get("/unlock").content
    assert b'name="recovery"' in client.get("/unlock/recover").content
    given = {"recovery": told[0].lower(), "new": new, "again": new}
    answer = client.post("/unlock/recover", {**given, "recovery": keys.new_recovery()})
    assert answer.status_code == 403
    assert b"recovery key is not this vault" in answer.content
    assert b"are not the same" in client.post("/unlock/recover", {**given, "again": "else"}).content
    assert session.current() is None
    assert client.post("/unlock/recover", given).status_code == 302
    assert client.get("/").status_code == 200
    assert visitor().post("/unlock", {"passphrase": PASSPHRASE}).status_code == 403
    assert visitor().post("/unlock", {"passphrase": new}).status_code == 302


def test_recovery_keys_are_guessed_no_faster_than_passphrases(home: Path) -> None:
    """Wrong ones count against the same few free tries."""
    session.lock()
    client, new = visitor(), "four words of mine"
    given = {"new": new, "again": new}
    told = [
        client.post("/unlock/recover", {**given, "recovery": keys.new_recovery()}).status_code
        for _ in range(FREE + 1)
    ]
    assert told == [*[403] * FREE, 429]
