"""``vault.json``: the database's random key, wrapped by a passphrase and by a recovery key.

The file beside the database holds no secret that can be used without one of the two. A passphrase
goes through Argon2id; the printed recovery key has 160 random bits, so that a hash is enough. To
change either only rewraps the same key: the database is not written again.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from pathlib import Path
from typing import Annotated
from unicodedata import normalize

import msgspec
from argon2.low_level import Type, hash_secret_raw
from msgspec import Meta
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from offwatch.errors import BadInput, Refused
from offwatch.vault.secret import SIZE, Secret

FILE = "vault.json"
DATABASE = "vault.db"
MIN_PASSPHRASE = 8


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


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    cost: Cost
    by_passphrase: _Wrap
    by_recovery: _Wrap


def create(home: Path, passphrase: str, cost: Cost | None = None) -> tuple[Secret, str]:
    """Make a folder (0700) with a fresh wrapped key; return the key and the recovery key."""
    cost = cost or Cost()
    _check_passphrase(passphrase)
    if exists(home):
        raise Refused("vault.exists", f"There is a vault in {home} already; choose another --home.")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    home.chmod(0o700)
    key, recovery = Secret.new(), _new_recovery()
    by_passphrase, by_recovery = _by_passphrase(passphrase, cost), _by_recovery(recovery)
    file = _File(1, cost, _wrap(key, *by_passphrase), _wrap(key, *by_recovery))
    _write(home, file)
    return key, recovery


def exists(home: Path) -> bool:
    """Whether a vault, or the rest of one, is here: neither is ever written over."""
    return (home / FILE).exists() or (home / DATABASE).exists()


def unwrap(home: Path, passphrase: str) -> Secret:
    """The database's key, for the right passphrase."""
    file = _read(home)
    _, wrapping = _by_passphrase(passphrase, file.cost, file.by_passphrase.salt)
    key = _unwrap(file.by_passphrase, wrapping)
    if key is None:
        raise Refused("vault.wrong-passphrase", "That passphrase does not open this vault.")
    return key


def change_passphrase(home: Path, old: str, new: str, cost: Cost | None = None) -> None:
    """Wrap the same key anew; the recovery key stays as it was printed."""
    _check_passphrase(new)
    key = unwrap(home, old)
    _rewrap(home, key, new, cost)
    key.wipe()


def recover(home: Path, recovery: str, new: str, cost: Cost | None = None) -> None:
    """Set a new passphrase with the printed recovery key."""
    _check_passphrase(new)
    file = _read(home)
    _, wrapping = _by_recovery(_normal(recovery), file.by_recovery.salt)
    key = _unwrap(file.by_recovery, wrapping)
    if key is None:
        raise Refused("vault.wrong-recovery-key", "That recovery key is not this vault's.")
    _rewrap(home, key, new, cost)
    key.wipe()


def _rewrap(home: Path, key: Secret, passphrase: str, cost: Cost | None) -> None:
    file = _read(home)
    cost = cost or file.cost
    wrap = _wrap(key, *_by_passphrase(passphrase, cost))
    _write(home, msgspec.structs.replace(file, cost=cost, by_passphrase=wrap))


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


def _new_recovery() -> str:
    text = base64.b32encode(secrets.token_bytes(20)).decode()
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))


def _normal(recovery: str) -> str:
    letters = "".join(letter for letter in recovery.upper() if letter.isalnum())
    return letters.replace("0", "O").replace("1", "I")


def _check_passphrase(passphrase: str) -> None:
    if len(passphrase) < MIN_PASSPHRASE:
        raise BadInput("vault.short-passphrase", "A passphrase needs at least 8 characters.")


def _read(home: Path) -> _File:
    try:
        text = (home / FILE).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise BadInput(
            "vault.missing", f"No vault in {home}; `offwatch pad init` makes one."
        ) from None
    except OSError:
        raise BadInput("vault.unreadable", f"{home / FILE} cannot be read.") from None
    try:
        file = msgspec.json.decode(text, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BadInput("vault.unreadable", f"{home / FILE} is damaged; restore it.") from None
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
