"""``vault.json``: the database's random key, wrapped by a passphrase and by a recovery key.

The file beside the database holds no secret that can be used without one of the two. A passphrase
goes through Argon2id; the printed recovery key has 160 random bits, so that a hash is enough. A
new passphrase only wraps the same key anew. A new recovery key comes with a new key for the
database, so that no older copy of this file opens it any more.

A change of the database's key cannot be one step with a change of this file. The file therefore
holds both keys meanwhile (``next``), and the database itself says which of them counts.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated
from unicodedata import normalize

import msgspec
from argon2.low_level import Type, hash_secret_raw
from msgspec import Meta
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from offwatch.errors import BadInput, Refused, Unavailable
from offwatch.language import gettext as _
from offwatch.vault import passphrases, raw
from offwatch.vault.secret import SIZE, Secret

FILE = "vault.json"
DATABASE = "vault.db"
_LOCK_WAIT_S = 10.0


_Hex = Annotated[str, Meta(pattern=r"^([0-9a-f]{2})*$")]
_Salt = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]
_Kib = Annotated[int, Meta(ge=64, le=4 * 1024 * 1024)]


class Cost(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Argon2id's parameters; kept in the file, so that later versions may raise them."""

    time_cost: Annotated[int, Meta(ge=1, le=100)] = 3
    memory_kib: _Kib = 64 * 1024
    lanes: Annotated[int, Meta(ge=1, le=8)] = 2


class _Wrap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    salt: _Salt
    box: _Hex


class _Wraps(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One key of the database, wrapped twice."""

    by_passphrase: _Wrap
    by_recovery: _Wrap


class _File(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True
):
    """``site``: a name for the pad's pages that nobody else knows; ``next``: see above."""

    version: int
    cost: Cost
    site: Annotated[str, Meta(pattern=r"^(pad-[a-z2-7]{16})?$")] = ""
    by_passphrase: _Wrap
    by_recovery: _Wrap
    next: _Wraps | None = None

    @property
    def wraps(self) -> list[_Wraps]:
        """The key that counts and, while it is being changed, the one to come."""
        now = _Wraps(self.by_passphrase, self.by_recovery)
        return [now] if self.next is None else [now, self.next]


def create(
    home: Path, passphrase: str, cost: Cost | None = None, *, recovery: str = "", site: str = ""
) -> tuple[Secret, str]:
    """Make a folder (0700) with a fresh wrapped key; return the key and the recovery key.

    ``recovery`` is one that the owner has been told already, ``site`` the name that the pad's
    pages have already; both are drawn where they are not given.
    """
    cost = cost or Cost()
    passphrases.check(passphrase)
    if exists(home):
        raise Refused("vault.exists", f"There is a vault in {home} already; choose another --home.")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    home.chmod(0o700)
    key, recovery = Secret.new(), recovery or new_recovery()
    wraps = _wrap_both(key, passphrase, recovery, cost)
    file = _File(
        version=1,
        cost=cost,
        site=site or new_site(),
        by_passphrase=wraps.by_passphrase,
        by_recovery=wraps.by_recovery,
    )
    _write(home, file)
    return key, recovery


def exists(home: Path) -> bool:
    """Whether a vault, or the rest of one, is here: neither is ever written over."""
    return (home / FILE).exists() or (home / DATABASE).exists()


def site(home: Path) -> str:
    """The name of the pad's own under ``localhost``; a vault without one is given one."""
    if not _read(home).site:
        with changing(home):
            file = _read(home)
            _write(home, msgspec.structs.replace(file, site=file.site or new_site()))
    return _read(home).site


def set_site(home: Path, name: str) -> None:
    """Give a restored vault the name that its pages have already."""
    with changing(home):
        _write(home, msgspec.structs.replace(_read(home), site=name))


def without_site(home: Path) -> bytes:
    """The content of the file for elsewhere: the name of the pad's own stays with the pad."""
    return msgspec.json.encode(msgspec.structs.replace(_read(home), site=""))


def put(home: Path, content: bytes) -> None:
    """Give a folder without keys those of a copy, once they can be read."""
    if (home / FILE).exists():
        raise Refused("vault.exists", f"There is a vault in {home} already; choose another --home.")
    _write(home, _decode(content, "What is to be restored"))


def unwrap(home: Path, passphrase: str) -> Secret:
    """The database's key, for the right passphrase."""
    if _read(home).next is None:
        return _by_right_passphrase(home, passphrase)
    with changing(home):
        return _by_right_passphrase(home, passphrase)


def change_passphrase(home: Path, old: str, new: str, cost: Cost | None = None) -> None:
    """Wrap the same key anew; the recovery key stays as it was printed."""
    passphrases.check(new)
    with changing(home), _wiped_after(_by_right_passphrase(home, old)) as key:
        _rewrap(home, key, new, cost)


def recover(home: Path, recovery: str, new: str, cost: Cost | None = None) -> None:
    """Set a new passphrase with the printed recovery key."""
    passphrases.check(new)
    with changing(home), _wiped_after(_by_right_recovery(home, recovery)) as key:
        _rewrap(home, key, new, cost)


def renew(
    home: Path, passphrase: str, tell: Callable[[str], None], *, recovery: str = ""
) -> Secret:
    """Give the database a new key, which is returned, and the owner a new recovery key.

    ``recovery`` is one that the owner has been told already; it is drawn where it is not given.

    ``tell`` is called with the recovery key before it counts; if that fails, nothing has changed.
    Whatever happens meanwhile, exactly one of the two recovery keys opens the vault, and the
    passphrase does.
    """
    with (
        changing(home),
        _wiped_after(_by_right_passphrase(home, passphrase)) as old,
        _wiped_after(Secret.new()) as new,
    ):
        file, recovery = _read(home), recovery or new_recovery()
        to_come = _wrap_both(new, passphrase, recovery, file.cost)
        _write(home, msgspec.structs.replace(file, next=to_come))
        try:
            tell(recovery)
            raw.rekey(home / DATABASE, old, new)
        finally:
            for wraps, key in zip([*file.wraps, to_come], (old, new), strict=True):
                if raw.opens(home / DATABASE, key):
                    _write(home, _only(file, wraps))
        return Secret(new.reveal())


@contextmanager
def _wiped_after(key: Secret) -> Iterator[Secret]:
    try:
        yield key
    finally:
        key.wipe()


_held: set[Path] = set()


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Whoever calls this has locked the folder already, as one in which a vault is made."""
    _held.add(folder)
    try:
        yield
    finally:
        _held.discard(folder)


@contextmanager
def changing(home: Path) -> Iterator[None]:
    """Change ``vault.json``, nobody else doing so meanwhile."""
    if home in _held:
        yield
        return
    folder = os.open(home, os.O_RDONLY)
    try:
        deadline = time.monotonic() + _LOCK_WAIT_S
        while not _locked(folder):
            if time.monotonic() > deadline:
                raise Unavailable(
                    "vault.changing", "Another command changes this vault; try again after it."
                )
            time.sleep(0.05)
        yield
    finally:
        os.close(folder)


def _locked(folder: int) -> bool:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _by_right_passphrase(home: Path, passphrase: str) -> Secret:
    file = _read(home)

    def open_one(wraps: _Wraps) -> Secret | None:
        _, wrapping = _by_passphrase(passphrase, file.cost, wraps.by_passphrase.salt)
        return _unwrap(wraps.by_passphrase, wrapping)

    key = _right_key(home, file, open_one)
    if key is None:
        raise Refused("vault.wrong-passphrase", "That passphrase does not open this vault.")
    return key


def _by_right_recovery(home: Path, recovery: str) -> Secret:
    def open_one(wraps: _Wraps) -> Secret | None:
        _, wrapping = _by_recovery(recovery, wraps.by_recovery.salt)
        return _unwrap(wraps.by_recovery, wrapping)

    key = _right_key(home, _read(home), open_one)
    if key is None:
        raise Refused("vault.wrong-recovery-key", "That recovery key is not this vault's.")
    return key


def _right_key(
    home: Path, file: _File, open_one: Callable[[_Wraps], Secret | None]
) -> Secret | None:
    """The key that the database has, if ``open_one`` gets it; a change cut short ends here."""
    if file.next is None:
        return open_one(file.wraps[0])
    for wraps in file.wraps:
        key = open_one(wraps)
        if key is not None and raw.opens(home / DATABASE, key):
            _write(home, _only(file, wraps))
            return key
    return None


def _only(file: _File, wraps: _Wraps) -> _File:
    return msgspec.structs.replace(
        file, by_passphrase=wraps.by_passphrase, by_recovery=wraps.by_recovery, next=None
    )


def _rewrap(home: Path, key: Secret, passphrase: str, cost: Cost | None) -> None:
    file = _read(home)
    cost = cost or file.cost
    wrap = _wrap(key, *_by_passphrase(passphrase, cost))
    _write(home, msgspec.structs.replace(file, cost=cost, by_passphrase=wrap))


def _wrap_both(key: Secret, passphrase: str, recovery: str, cost: Cost) -> _Wraps:
    return _Wraps(
        _wrap(key, *_by_passphrase(passphrase, cost)), _wrap(key, *_by_recovery(recovery))
    )


def _by_passphrase(passphrase: str, cost: Cost, salt: str = "") -> tuple[str, Secret]:
    salt = salt or secrets.token_hex(16)
    raw = hash_secret_raw(
        normalize("NFKC", passphrase).encode("utf-8", "surrogatepass"),
        bytes.fromhex(salt),
        time_cost=cost.time_cost,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=SIZE,
        type=Type.ID,
    )
    return salt, Secret(raw)


def _by_recovery(recovery: str, salt: str = "") -> tuple[str, Secret]:
    salt = salt or secrets.token_hex(16)
    raw = hashlib.blake2b(
        _normal(recovery).encode(), digest_size=SIZE, salt=bytes.fromhex(salt), person=b"recovery"
    ).digest()
    return salt, Secret(raw)


def _wrap(key: Secret, salt: str, wrapping: Secret) -> _Wrap:
    box = SecretBox(wrapping.reveal()).encrypt(key.reveal())
    return _Wrap(salt, bytes(box).hex())


def _unwrap(wrap: _Wrap, wrapping: Secret) -> Secret | None:
    try:
        return Secret(SecretBox(wrapping.reveal()).decrypt(bytes.fromhex(wrap.box)))
    except (CryptoError, ValueError):
        return None


def new_recovery() -> str:
    """A recovery key of 160 random bits, in groups of four."""
    text = base64.b32encode(secrets.token_bytes(20)).decode()
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))


def new_site() -> str:
    """A name for a pad's pages that nobody can guess."""
    return "pad-" + base64.b32encode(secrets.token_bytes(10)).decode().lower()


def is_group(typed: str, recovery: str, number: int) -> bool:
    """Whether that is the group of a recovery key, the first being 0."""
    return _normal(typed) == _normal(recovery.split("-")[number])


def _normal(recovery: str) -> str:
    letters = "".join(letter for letter in recovery.upper() if letter.isalnum())
    return letters.replace("0", "O").replace("1", "I")


def _read(home: Path) -> _File:
    try:
        text = (home / FILE).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        if (home / DATABASE).exists():
            raise BadInput(
                "vault.no-keys",
                f"{home / FILE} is missing, and without it {DATABASE} cannot be opened; put it "
                "back, or restore a backup.",
            ) from None
        raise BadInput(
            "vault.missing", f"No vault in {home}; `offwatch pad init` makes one."
        ) from None
    except OSError:
        raise BadInput("vault.unreadable", f"{home / FILE} cannot be read.") from None
    return _decode(text, home / FILE)


def _decode(text: bytes, what: object) -> _File:
    try:
        file = msgspec.json.decode(text, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError):
        said = _("{file} is damaged; restore it.").format(file=what)
        raise BadInput("vault.unreadable", said) from None
    if file.version != 1:
        raise BadInput("vault.version", "A newer Offwatch made this vault; update this one.")
    return file


def _write(home: Path, file: _File) -> None:
    """All of the new file or all of the old one, whatever happens meanwhile."""
    draft = home / f".{FILE}.{secrets.token_hex(4)}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(msgspec.json.format(msgspec.json.encode(file), indent=1))
        out.flush()
        os.fsync(out.fileno())
    draft.replace(home / FILE)
    folder = os.open(home, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
