"""``vault.json``: who gets the key out of it, and who does not."""

from __future__ import annotations

import stat
import tempfile
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.unit.vault.conftest import CHEAP

from offwatch.errors import BadInput, OffwatchError, Refused
from offwatch.vault import keys

passphrases = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=8, max_size=40)


@given(right=passphrases, wrong=passphrases)
@example(right="пароль с пробелом", wrong="пароль с пробелoм")
@settings(max_examples=25, deadline=None)
def test_it_opens_with_its_passphrase_and_no_other(right: str, wrong: str) -> None:
    """The right passphrase gives the key that was made; another gives a refusal."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "pad"
        key, _ = keys.create(home, right, CHEAP)
        assert keys.unwrap(home, right).reveal() == key.reveal()
        if normalize("NFKC", wrong) != normalize("NFKC", right):
            with pytest.raises(Refused) as caught:
                keys.unwrap(home, wrong)
            assert caught.value.code == "vault.wrong-passphrase"


def test_it_takes_a_letter_however_a_keyboard_writes_it(tmp_path: Path) -> None:
    """An accent typed apart from its letter is the same passphrase."""
    key, _ = keys.create(tmp_path / "pad", normalize("NFC", "crème brûlée"), CHEAP)
    opened = keys.unwrap(tmp_path / "pad", normalize("NFD", "crème brûlée"))
    assert opened.reveal() == key.reveal()


def test_it_changes_the_passphrase_and_keeps_the_key(tmp_path: Path) -> None:
    """After a change the old passphrase is refused; key and recovery key are the same."""
    home = tmp_path / "pad"
    key, recovery = keys.create(home, "the old one", CHEAP)
    keys.change_passphrase(home, "the old one", "the new one")
    assert keys.unwrap(home, "the new one").reveal() == key.reveal()
    with pytest.raises(Refused):
        keys.unwrap(home, "the old one")
    keys.recover(home, recovery, "a third one")
    assert keys.unwrap(home, "a third one").reveal() == key.reveal()


def test_it_needs_the_old_passphrase_for_a_new_one(tmp_path: Path) -> None:
    """A change with a wrong passphrase leaves the file as it was."""
    keys.create(tmp_path / "pad", "the old one", CHEAP)
    before = (tmp_path / "pad" / keys.FILE).read_bytes()
    with pytest.raises(Refused):
        keys.change_passphrase(tmp_path / "pad", "not the one", "the new one")
    assert (tmp_path / "pad" / keys.FILE).read_bytes() == before


def test_it_recovers_from_a_key_typed_by_hand(tmp_path: Path) -> None:
    """Small letters, spaces, and 0 or 1 for O or I do not matter in a recovery key."""
    home = tmp_path / "pad"
    key, recovery = keys.create(home, "forgotten it", CHEAP)
    typed = recovery.lower().replace("-", " ").replace("o", "0").replace("i", "1")
    keys.recover(home, typed, "remembered now")
    assert keys.unwrap(home, "remembered now").reveal() == key.reveal()


@given(place=st.integers(0, 38), letter=st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
@settings(max_examples=20, deadline=None)
def test_it_refuses_a_recovery_key_with_one_letter_wrong(place: int, letter: str) -> None:
    """No letter of the recovery key can be left to chance."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "pad"
        _, recovery = keys.create(home, "forgotten it", CHEAP)
        if recovery[place] in ("-", letter):
            return
        with pytest.raises(Refused) as caught:
            keys.recover(home, recovery[:place] + letter + recovery[place + 1 :], "a new one")
        assert caught.value.code == "vault.wrong-recovery-key"


def test_it_never_writes_over_a_vault(tmp_path: Path) -> None:
    """Neither a whole vault nor what is left of one is written over."""
    keys.create(tmp_path / "pad", "the first one", CHEAP)
    before = (tmp_path / "pad" / keys.FILE).read_bytes()
    with pytest.raises(Refused) as caught:
        keys.create(tmp_path / "pad", "the second one", CHEAP)
    assert caught.value.code == "vault.exists"
    assert (tmp_path / "pad" / keys.FILE).read_bytes() == before
    (tmp_path / "rest").mkdir()
    (tmp_path / "rest" / keys.DATABASE).write_bytes(b"left over")
    with pytest.raises(Refused):
        keys.create(tmp_path / "rest", "the second one", CHEAP)


def test_it_is_for_its_owner_only(tmp_path: Path) -> None:
    """The folder is 0700 and the file 0600, and no draft is left behind."""
    home = tmp_path / "pad"
    keys.create(home, "the first one", CHEAP)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / keys.FILE).stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == [keys.FILE]


def test_it_refuses_a_short_passphrase(tmp_path: Path) -> None:
    """Seven characters are too few, and nothing is written."""
    with pytest.raises(BadInput) as caught:
        keys.create(tmp_path / "pad", "1234567", CHEAP)
    assert caught.value.code == "vault.short-passphrase"
    assert not (tmp_path / "pad").exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "vault.unreadable"),
        (b"\xff\xfe", "vault.unreadable"),
        (b'{"version": 1}', "vault.unreadable"),
        (None, "vault.missing"),
    ],
)
def test_it_says_what_is_wrong_with_the_file(
    tmp_path: Path, content: bytes | None, code: str
) -> None:
    """A missing or damaged ``vault.json`` is named, with what to do."""
    if content is not None:
        (tmp_path / keys.FILE).write_bytes(content)
    with pytest.raises(OffwatchError) as caught:
        keys.unwrap(tmp_path, "whatever it was")
    assert caught.value.code == code


def test_it_refuses_a_newer_form(tmp_path: Path) -> None:
    """A vault of a later version is left alone."""
    home = tmp_path / "pad"
    keys.create(home, "the first one", CHEAP)
    text = (home / keys.FILE).read_text().replace('"version": 1', '"version": 2')
    (home / keys.FILE).write_text(text)
    with pytest.raises(BadInput) as caught:
        keys.unwrap(home, "the first one")
    assert caught.value.code == "vault.version"
