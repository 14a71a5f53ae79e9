"""A locked pad serves its unlock page and nothing else; an unlocked one, who unlocked it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern
from tests.pad.conftest import PASSPHRASE, token

from offwatch.pad.runtime import gate
from offwatch.pad.urls import urlpatterns
from offwatch.vault import session

SAMPLES = {"kind": "onset", "entry": 1, "duty_id": "landing"}


def address_of(pattern: URLPattern) -> str:
    text = "/" + str(pattern.pattern)
    for name, converter in (("kind", "str"), ("entry", "int"), ("duty_id", "str")):
        text = text.replace(f"<{converter}:{name}>", str(SAMPLES[name]))
    return text


INSIDE = [address_of(p) for p in urlpatterns if p.name not in gate.OPEN]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", INSIDE)
def test_every_page_of_a_locked_pad_leads_to_unlock(home: Path, address: str, method: str) -> None:
    """Whatever is asked for, and however, a locked pad only asks for its passphrase."""
    session.lock()
    answer = getattr(Client(headers={"host": "localhost"}), method)(address)
    assert (answer.status_code, answer["Location"]) == (302, "/unlock")


@pytest.mark.parametrize("address", INSIDE)
def test_another_browser_has_to_unlock_for_itself(browser: Client, address: str) -> None:
    """That the vault is open for one browser opens it for no other."""
    assert session.current() is not None
    answer = Client(headers={"host": "localhost"}).get(address)
    assert (answer.status_code, answer["Location"]) == (302, "/unlock")


def test_the_right_passphrase_lets_in(browser: Client) -> None:
    """After unlocking Today is served, and kept in no cache."""
    answer = browser.get("/")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"


def test_a_wrong_passphrase_does_not(home: Path) -> None:
    """A wrong one is refused in words, and neither it nor a hint comes back."""
    session.lock()
    client = Client(headers={"host": "localhost"})
    answer = client.post("/unlock", {"passphrase": "wrong-one-entirely"})
    assert answer.status_code == 403
    assert b"does not open this vault" in answer.content
    assert b"wrong-one-entirely" not in answer.content
    assert session.current() is None
    assert client.get("/").status_code == 302


def test_unlocking_takes_the_passphrase_even_while_open(browser: Client) -> None:
    """A second browser cannot ride in on an open vault with a wrong passphrase."""
    other = Client(headers={"host": "localhost"})
    assert other.post("/unlock", {"passphrase": "wrong-one-entirely"}).status_code == 403
    assert other.get("/").status_code == 302
    assert other.post("/unlock", {"passphrase": PASSPHRASE}).status_code == 302
    assert other.get("/").status_code == 200


def test_lock_now_takes_the_key_and_shuts_every_browser_out(browser: Client) -> None:
    """After Lock the key is gone, and unlocking again does not revive the old session."""
    key = session.opened().key
    other = Client(headers={"host": "localhost"})
    other.post("/unlock", {"passphrase": PASSPHRASE})
    assert browser.post("/lock", token(browser.get("/").content)).status_code == 302
    assert key.wiped
    assert session.current() is None
    Client(headers={"host": "localhost"}).post("/unlock", {"passphrase": PASSPHRASE})
    assert browser.get("/").status_code == 302
    assert other.get("/").status_code == 302


def test_a_stranger_cannot_lock_it(browser: Client) -> None:
    """Who has not unlocked the pad does not lock it either."""
    Client(headers={"host": "localhost"}).post("/lock")
    assert session.current() is not None


def test_an_idle_pad_locks(browser: Client) -> None:
    """What the clock does after idling shuts the browser out."""
    time.sleep(0.02)
    assert session.lock_if_idle(0.01)
    assert browser.get("/").status_code == 302


def test_what_needs_no_vault_is_served_locked(home: Path) -> None:
    """The unlock page and the program's source are there for anyone at this machine."""
    session.lock()
    client = Client(headers={"host": "localhost"})
    assert client.get("/unlock").status_code == 200
    assert client.get("/source")["Content-Type"] == "application/zip"


def test_without_a_vault_it_says_how_to_make_one(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No vault is no crash: the page names the command."""
    monkeypatch.setenv("OFFWATCH_PAD_HOME", str(home / "elsewhere"))
    session.lock()
    answer = Client(headers={"host": "localhost"}).get("/unlock")
    assert answer.status_code == 503
    assert f"offwatch pad init --home {home / 'elsewhere'}" in answer.content.decode()
