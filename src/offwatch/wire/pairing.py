"""The code a member carries from the desk to the pad by hand.

It joins a one-time secret and a fingerprint of the desk's key, so that the pad knows the desk it
first speaks to: seven groups of four, 16 letters of secret and 12 (60 bits) of fingerprint.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from offwatch.errors import BadInput, Refused

_SECRET, _PRINT = 16, 12


def new_code() -> str:
    """A fresh one-time secret, 80 bits, as 16 letters and digits."""
    return base64.b32encode(secrets.token_bytes(10)).decode()


def join_code(secret: str, desk_public_key: str) -> str:
    """What the desk shows to the member."""
    whole = secret + fingerprint(desk_public_key)
    return "-".join(whole[i : i + 4] for i in range(0, len(whole), 4))


def split_code(text: str) -> tuple[str, str]:
    """The secret and the desk's fingerprint in a code as a person typed it."""
    whole = "".join(letter for letter in text.upper() if letter.isalnum())
    whole = whole.replace("0", "O").replace("1", "I")
    if len(whole) != _SECRET + _PRINT or set(whole) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"):
        raise BadInput("pair.code", "A pairing code has seven groups of four letters or digits.")
    return whole[:_SECRET], whole[_SECRET:]


def fingerprint(desk_public_key: str) -> str:
    raw = hashlib.blake2b(bytes.fromhex(desk_public_key), digest_size=10).digest()
    return base64.b32encode(raw).decode()[:_PRINT]


def verify_desk(desk_public_key: str, expected: str) -> None:
    """Stop if the desk that answered is not the one the code came from."""
    if not hmac.compare_digest(fingerprint(desk_public_key), expected):
        raise Refused(
            "pair.other-desk",
            "This is not the desk the code came from. "
            "Check the address and the last groups of the code.",
        )
