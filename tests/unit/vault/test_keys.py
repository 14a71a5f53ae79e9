"""``vault.json``: who gets the key out of it, and who does not."""

from __future__ import annotations

import re
import stat
import tempfile
from contextlib import closing
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as sqlcipher
from tests.examples import some
from tests.unit.vault.conftest import CHEAP

from offwatch.errors import BadInput, OffwatchError, Refused, Unavailable
from offwatch.vault import keys, raw
from offwatch.vault.passphrases import is_common
from offwatch.vault.secret import Secret

passphrases = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]), min_size=8, max_size=40
).filter(lambda text: not is_common(text))


@given(right=passphrases, wrong=passphrases)
@example(right="пароль с пробелом", wrong="пароль с пробелoм")
@settings(max_examples=some(12), deadline=None)
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
@settings(max_examples=some(12), deadline=None)
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


@pytest.mark.parametrize(
    "common",
    ["12345678", "password1", "Password123!", "aaaaaaaa", "2024football", "sunshinesunshine",
     " letmein1 ", "ababababababab", "iloveyou!!!"],
)  # fmt: skip
def test_it_refuses_a_passphrase_that_is_guessed_early(tmp_path: Path, common: str) -> None:
    """What anybody tries first is refused when a vault is made, changed or recovered."""
    home = tmp_path / "pad"
    with pytest.raises(BadInput) as caught:
        keys.create(home, common, CHEAP)
    assert caught.value.code == "vault.common-passphrase"
    assert common.strip() not in caught.value.message
    assert not home.exists()
    _, recovery = keys.create(home, "the first one", CHEAP)
    for change in (keys.change_passphrase, keys.recover):
        old = recovery if change is keys.recover else "the first one"
        with pytest.raises(BadInput):
            change(home, old, common)
    assert keys.unwrap(home, "the first one")


def test_it_has_a_name_of_its_own(tmp_path: Path) -> None:
    """80 random bits under localhost; a vault of before such names is given one that stays."""
    first, second = tmp_path / "first", tmp_path / "second"
    for home in (first, second):
        keys.create(home, "the first one", CHEAP)
    assert keys.site(first) != keys.site(second)
    assert re.fullmatch("pad-[a-z2-7]{16}", keys.site(first))
    text = (first / keys.FILE).read_text()
    (first / keys.FILE).write_text(re.sub(r'"site": "[^"]*",', "", text))
    assert keys.site(first) == keys.site(first)
    assert keys.unwrap(first, "the first one")


@pytest.fixture
def vault(tmp_path: Path) -> tuple[Path, str]:
    """A vault with a database that has something in it, and its recovery key."""
    home = tmp_path / "pad"
    key, recovery = keys.create(home, "the passphrase", CHEAP)
    with closing(sqlcipher.connect(str(home / keys.DATABASE))) as database:
        database.execute(f'PRAGMA key = "{key.sqlcipher()}"')
        database.execute("CREATE TABLE entry (text)")
        database.commit()
    return home, recovery


def test_a_new_recovery_key_makes_all_older_ones_worthless(vault: tuple[Path, str]) -> None:
    """Neither the key printed before nor an old copy of the file opens today's database."""
    home, recovery = vault
    old_file = (home / keys.FILE).read_bytes()
    told: list[str] = []
    keys.renew(home, "the passphrase", told.append)
    key = keys.unwrap(home, "the passphrase")
    assert raw.opens(home / keys.DATABASE, key)
    with pytest.raises(Refused):
        keys.recover(home, recovery, "a second one")
    keys.recover(home, told[0], "a second one")
    assert keys.unwrap(home, "a second one").reveal() == key.reveal()
    assert "next" not in (home / keys.FILE).read_text()
    (home / keys.FILE).write_bytes(old_file)
    assert not raw.opens(home / keys.DATABASE, keys.unwrap(home, "the passphrase"))


def test_a_recovery_key_that_cannot_be_told_does_not_count(vault: tuple[Path, str]) -> None:
    """If the new one cannot be shown, the old one stays."""
    home, recovery = vault
    before = (home / keys.FILE).read_bytes()

    def tell(text: str) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        keys.renew(home, "the passphrase", tell)
    assert (home / keys.FILE).read_bytes() == before
    keys.recover(home, recovery, "a second one")


def test_a_database_in_use_keeps_its_key(
    vault: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the pages cannot be written anew, both the old key and the old recovery key stay."""
    home, recovery = vault
    monkeypatch.setattr(raw, "_WAIT_S", 0.1)
    key = keys.unwrap(home, "the passphrase")
    with closing(sqlcipher.connect(str(home / keys.DATABASE))) as database:
        database.execute(f'PRAGMA key = "{key.sqlcipher()}"')
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable) as caught:
            keys.renew(home, "the passphrase", lambda text: None)
    assert caught.value.code == "vault.busy"
    keys.recover(home, recovery, "a second one")
    assert raw.opens(home / keys.DATABASE, keys.unwrap(home, "a second one"))


@pytest.mark.parametrize("rekeyed", [False, True])
def test_a_change_cut_short_is_ended_by_who_opens_it(
    vault: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, rekeyed: bool
) -> None:
    """Stopped before or after the database changed: the database says which keys count."""
    home, recovery = vault
    told: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(keys, "_only", _stop)
        if not rekeyed:
            patch.setattr(raw, "rekey", _stop)
        with pytest.raises(_Stopped):
            keys.renew(home, "the passphrase", told.append)
    assert "next" in (home / keys.FILE).read_text()
    good, bad = (told[0], recovery) if rekeyed else (recovery, told[0])
    with pytest.raises(Refused):
        keys.recover(home, bad, "a second one")
    with pytest.raises(Refused):
        keys.unwrap(home, "not the passphrase")
    assert raw.opens(home / keys.DATABASE, keys.unwrap(home, "the passphrase"))
    assert "next" not in (home / keys.FILE).read_text()
    keys.recover(home, good, "a second one")
    assert raw.opens(home / keys.DATABASE, keys.unwrap(home, "a second one"))


class _Stopped(BaseException):
    pass


def _stop(*_: object) -> None:
    raise _Stopped


def test_two_changes_wait_for_each_other(
    vault: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one command changes the file, another is refused with what to do."""
    home, _ = vault
    monkeypatch.setattr(keys, "_LOCK_WAIT_S", 0.1)
    with keys.changing(home), pytest.raises(Unavailable) as caught:
        keys.change_passphrase(home, "the passphrase", "a second one")
    assert caught.value.code == "vault.changing"


def test_no_database_has_no_key(tmp_path: Path) -> None:
    """To ask whether a key opens it makes no empty database."""
    assert not raw.opens(tmp_path / keys.DATABASE, Secret.new())
    assert not (tmp_path / keys.DATABASE).exists()


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


def test_a_database_without_its_keys_is_not_taken_for_no_vault(tmp_path: Path) -> None:
    """Whoever is told to make a vault would lose the one whose keys are elsewhere."""
    (tmp_path / keys.DATABASE).write_bytes(b"pages")
    with pytest.raises(BadInput) as caught:
        keys.unwrap(tmp_path, "whatever it was")
    assert caught.value.code == "vault.no-keys"


def test_keys_that_the_system_does_not_give_are_not_taken_for_missing(tmp_path: Path) -> None:
    """A folder of that name stands for whatever else cannot be read."""
    (tmp_path / keys.FILE).mkdir()
    with pytest.raises(BadInput) as caught:
        keys.unwrap(tmp_path, "whatever it was")
    assert caught.value.code == "vault.unreadable"


@pytest.mark.parametrize(
    ("typed", "right"), [("abcd", True), (" A-B C d", True), ("abce", False), ("", False)]
)
def test_one_group_of_a_recovery_key_is_compared_as_the_whole_is(typed: str, right: bool) -> None:
    """Whoever writes the key down is asked for one group of it, in any case and spacing."""
    assert keys.is_group(typed, "QQQQ-ABCD-QQQQ", 1) == right


def test_it_refuses_a_newer_form(tmp_path: Path) -> None:
    """A vault of a later version is left alone."""
    home = tmp_path / "pad"
    keys.create(home, "the first one", CHEAP)
    text = (home / keys.FILE).read_text().replace('"version": 1', '"version": 2')
    (home / keys.FILE).write_text(text)
    with pytest.raises(BadInput) as caught:
        keys.unwrap(home, "the first one")
    assert caught.value.code == "vault.version"
