"""A new recovery key by the page of a pad that is in use."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from tests.pad.conftest import CHEAP, PASSPHRASE, token, write_days

from offwatch.errors import Unavailable
from offwatch.pad.models import DiaryEntry
from offwatch.vault import keys, session

PAGE = "/settings/recovery-key"


def post(browser: Client, **form: str) -> str:
    form |= token(browser.get(PAGE).content)
    return browser.post(PAGE, form, follow=True).content.decode()


def key_on(page: str) -> list[str]:
    return re.findall(r'class="whole">(\w{4})<', page)


def confirm(browser: Client, page: str) -> str:
    asked = re.findall(r'for="(group\d)">Group (\d)<', page)
    return post(browser, **{name: key_on(page)[int(number) - 1] for name, number in asked})


def test_a_new_key_counts_once_it_is_confirmed(browser: Client, home: Path) -> None:
    """Passphrase, key, two groups; the pad stays open, and older copies of the file are worth
    nothing."""
    write_days([date(2026, 3, 1)])
    vault, before = session.opened(), (home / keys.FILE).read_bytes()
    key, changes = vault.key.reveal(), vault.changes
    page = post(browser, passphrase=PASSPHRASE)
    recovery = "-".join(key_on(page))
    assert re.fullmatch(r"(\w{4}-){7}\w{4}", recovery)
    assert PASSPHRASE not in page
    assert "Those are not" in post(browser, group0="AAAA")
    assert (home / keys.FILE).read_bytes() == before
    assert "counts from now on" in confirm(browser, page)
    assert session.opened() is vault
    assert vault.key.reveal() != key
    assert vault.changes > changes  # so a backup is made that opens with the new one
    assert DiaryEntry.objects.count() == 2
    assert browser.get("/diary").status_code == 200
    assert not key_on(browser.get(PAGE).content.decode())
    session.lock()
    keys.recover(home, recovery, "battery staple", CHEAP)
    session.unlock(home, "battery staple")
    assert DiaryEntry.objects.count() == 2
    session.lock()
    (home / keys.FILE).write_bytes(before)
    session.unlock(home, PASSPHRASE)
    with pytest.raises(Exception, match="not a database"):
        DiaryEntry.objects.count()


def test_a_wrong_passphrase_shows_no_key(browser: Client, home: Path) -> None:
    before = (home / keys.FILE).read_bytes()
    page = post(browser, passphrase="not that one")
    assert "does not open" in page
    assert not key_on(page)
    assert "A new recovery key?" in post(browser, group0="AAAA")
    assert (home / keys.FILE).read_bytes() == before


def test_the_one_before_can_be_kept(browser: Client, home: Path) -> None:
    before = (home / keys.FILE).read_bytes()
    page = post(browser, passphrase=PASSPHRASE)
    post(browser, stop="1")
    assert "A new recovery key?" in confirm(browser, page)
    assert (home / keys.FILE).read_bytes() == before


def test_a_locked_pad_has_no_such_page(home: Path, browser: Client) -> None:
    session.lock()
    assert browser.get(PAGE)["Location"] == "/unlock"


def test_whoever_works_on_the_vault_is_waited_for(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it is in use its key stays as it is."""
    monkeypatch.setattr(session, "LOCK_WAIT_S", 0.05)
    key = session.opened().key.reveal()
    with session.using(), pytest.raises(Unavailable) as caught:
        session.renew(PASSPHRASE, keys.new_recovery())
    assert caught.value.code == "vault.busy"
    assert session.opened().key.reveal() == key
