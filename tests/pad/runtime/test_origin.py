"""Only this machine's own pages may speak to the pad: Host, Origin, token, content policy."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from tests.pad.conftest import PASSPHRASE, token, visitor

from offwatch.errors import BadInput
from offwatch.pad.models import DiaryEntry
from offwatch.pad.runtime.home import public_url
from offwatch.pad.runtime.hosts import own_host


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "192.168.1.4", "0.0.0.0", "desk.localhost",
     "x.pad-aaaaaaaaaaaaaaaa.localhost", "pad-short.localhost",
     "pad-aaaaaaaaaaaaaaaa.evil.example"],
)  # fmt: skip
def test_another_name_for_this_machine_is_refused(home: Path, host: str) -> None:
    """A name that somebody else's DNS points here is answered with nothing (DNS rebinding)."""
    assert Client(headers={"host": host}).get("/unlock").status_code == 400


@pytest.mark.parametrize("host", ["localhost", "localhost:8710", "127.0.0.1:8710", "[::1]:8710"])
def test_who_comes_by_a_plain_name_is_sent_to_a_door(home: Path, host: str) -> None:
    """Another one each time, without a cookie, and without a word about the pad's own name."""
    doors = set()
    for method, path in (
        ("get", "/"),
        ("get", "/unlock"),
        ("post", "/unlock"),
        ("get", "/outlook"),
    ):
        answer = getattr(Client(headers={"host": host}), method)(path)
        assert answer.status_code == 302
        assert not answer.cookies
        assert own_host() not in str(answer.headers)
        door = re.fullmatch(
            r"http://(pad-[a-z2-7]{16}\.localhost)(:8710)?/unlock", answer["Location"]
        )
        assert door is not None
        assert (door[2] is not None) == host.endswith(":8710")
        doors.add(door[1])
    assert len(doors) == 4
    assert own_host() not in doors


def test_a_door_leads_to_the_pads_own_name(browser: Client) -> None:
    """The right passphrase at a door lets in under the pad's own name, once, and nowhere else."""
    door = "pad-aaaaaaaaaaaaaaaa.localhost:8710"
    at_door = Client(headers={"host": door})
    page = at_door.get("/unlock")
    assert own_host() not in page.content.decode() + str(page.headers)
    wrong = at_door.post("/unlock", {"passphrase": "wrong-one-entirely"})
    assert own_host() not in wrong.content.decode() + str(wrong.headers)
    answer = at_door.post("/unlock", {"passphrase": PASSPHRASE})
    site, _, ticket = answer["Location"].partition("/enter/")
    assert site == f"http://{own_host()}:8710"
    assert set(at_door.cookies) <= {"pad_csrf"}
    assert at_door.get(f"/enter/{ticket}")["Location"] == "/unlock"
    assert at_door.get("/")["Location"] == "/unlock"
    late = Client(headers={"host": f"{own_host()}:8710"})
    assert late.get(f"/enter/{ticket}")["Location"] == "/"
    assert late.get("/").status_code == 200
    assert late.get("/", headers={"host": own_host()}).status_code == 302  # another port
    again = Client(headers={"host": f"{own_host()}:8710"})
    assert again.get(f"/enter/{ticket}")["Location"] == "/unlock"


def test_a_session_is_worth_nothing_under_another_name(browser: Client) -> None:
    """Who has got hold of the cookie, but not of the name, is shown the unlock page."""
    assert browser.get("/").status_code == 200
    for host in ("pad-aaaaaaaaaaaaaaaa.localhost", "localhost"):
        answer = browser.get("/", headers={"host": host})
        assert answer.status_code == 302
        assert "/unlock" in answer["Location"]


def test_a_form_needs_its_token(browser: Client) -> None:
    """Without the page's token a form changes nothing, and says so."""
    answer = browser.post("/log/onset")
    assert answer.status_code == 403
    assert b"open too long" in answer.content
    assert not DiaryEntry.objects.exists()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:9999"])
def test_a_form_from_another_site_is_refused(browser: Client, origin: str) -> None:
    """Even with the right token, another origin's form changes nothing."""
    form = token(browser.get("/").content)
    answer = browser.post("/log/onset", form, headers={"origin": origin})
    assert answer.status_code == 403
    assert not DiaryEntry.objects.exists()


def test_pages_load_nothing_from_elsewhere(browser: Client) -> None:
    """The content policy allows the pad's own files only, and no inline script or style."""
    for address in ("/", "/outlook", "/duties", "/outbox", "/settings"):
        answer = browser.get(address)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        text = answer.content.decode()
        assert " style=" not in text
        assert "<style" not in text
        assert "<script>" not in text
        assert "//" not in "".join(part.split('"')[0] for part in text.split('src="')[1:])


def test_looking_changes_nothing(browser: Client) -> None:
    """No wish is granted to a plain link."""
    for address in ("/log/onset", "/undo/1", "/duties/x/pass", "/duties/x/keep", "/lock"):
        assert browser.get(address).status_code == 405


def test_a_public_address_is_added_and_secure() -> None:
    """Behind a TLS proxy its name and origin are taken too, and cookies leave over TLS only."""
    code = (
        "from offwatch.pad import settings as s; "
        "print(s.ALLOWED_HOSTS[3:], s.CSRF_TRUSTED_ORIGINS, s.SESSION_COOKIE_SECURE)"
    )
    url = "https://pad.example.org"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "OFFWATCH_PAD_PUBLIC_URL": url},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == f"['pad.example.org'] ['{url}'] True"


@pytest.mark.parametrize("url", ["http://pad.example.org", "pad.example.org", "https://a/b", "x"])
def test_a_public_address_needs_tls(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Without TLS, or with a path, a public address is refused."""
    monkeypatch.setenv("OFFWATCH_PAD_PUBLIC_URL", url)
    with pytest.raises(BadInput) as caught:
        public_url()
    assert caught.value.code == "pad.public-url"


@pytest.mark.parametrize("ticket", ["%00", "x" * 5000, "..%2f..%2fvault.db", "%e2%80%ae"])
def test_a_forged_ticket_lets_nobody_in(browser: Client, ticket: str) -> None:
    """Whatever it is made of, it is no more than wrong."""
    stranger = visitor()
    assert stranger.get(f"/enter/{ticket}").status_code in (302, 404)
    assert stranger.get("/diary").headers["Location"].startswith("/unlock")
