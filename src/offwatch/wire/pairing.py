"""The code that a member carries from the desk to the pad by hand, and the proof of having it.

The code joins a one-time secret and a fingerprint of the desk's key, so that the pad knows the desk
it first speaks to: seven groups of four, 16 letters of secret (80 bits) and 12 of fingerprint
(60 bits).

The secret never crosses the wire. With ``K = BLAKE2b-256(secret)``, which is what the desk keeps
of it, the pad sends ``HMAC-SHA-256(K, "offwatch pair 2" ‖ pad's public key ‖ desk's public key)``.
Whoever stands in between can neither pair a key of their own with it nor use it at another desk;
finding the secret from it takes 2⁸⁰ tries, within the hour that a code lasts.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from offwatch.errors import BadInput, Refused

_SECRET, _PRINT = 16, 12


_WHAT_FOR = b"offwatch pair 2"


def new_code() -> str:
    """Draw a one-time secret, 80 bits, as 16 letters and digits."""
    return base64.b32encode(secrets.token_bytes(10)).decode()


def code_key(secret: str) -> str:
    """Make the key that the desk keeps of a secret.

    Parameters
    ----------
    secret : str, 16 letters and digits
        From `new_code`.

    Returns
    -------
    str, 64 hexadecimal digits
        The BLAKE2b-256 of the secret.
    """
    return hashlib.blake2b(secret.encode(), digest_size=32).hexdigest()


def prove_code(key: str, public_key: str, desk_public_key: str) -> str:
    """Prove to one desk that one public key belongs to whoever has the code.

    Parameters
    ----------
    key : str, 64 hexadecimal digits
        What `code_key` made of the secret.
    public_key : str, 64 hexadecimal digits
        The pad's.
    desk_public_key : str, 64 hexadecimal digits
        The desk's.

    Returns
    -------
    str, 64 hexadecimal digits

    References
    ----------
    RFC 2104, HMAC: Keyed-Hashing for Message Authentication.
    """
    said = _WHAT_FOR + bytes.fromhex(public_key) + bytes.fromhex(desk_public_key)
    return hmac.new(bytes.fromhex(key), said, "sha256").hexdigest()


def is_proof(proof: str, key: str, public_key: str, desk_public_key: str) -> bool:
    """Compare a proof with the one that `prove_code` gives, in constant time.

    Parameters
    ----------
    proof : str, 64 hexadecimal digits
        What the pad sent.
    key : str, 64 hexadecimal digits
        What `code_key` made of the secret.
    public_key : str, 64 hexadecimal digits
        The pad's.
    desk_public_key : str, 64 hexadecimal digits
        The desk's.

    Returns
    -------
    bool
        Whether they are equal.
    """
    return hmac.compare_digest(prove_code(key, public_key, desk_public_key), proof)


def join_code(secret: str, desk_public_key: str) -> str:
    """Join a secret and the desk's fingerprint to the code that the member is shown.

    Parameters
    ----------
    secret : str, 16 letters and digits
        From `new_code`.
    desk_public_key : str, 64 hexadecimal digits
        The desk's.

    Returns
    -------
    str
        Seven groups of four, joined by hyphens.
    """
    whole = secret + fingerprint(desk_public_key)
    return "-".join(whole[i : i + 4] for i in range(0, len(whole), 4))


def split_code(text: str) -> tuple[str, str]:
    """Split a code as a person typed it into the secret and the desk's fingerprint.

    Parameters
    ----------
    text : str
        In any case, with any spaces and hyphens.

    Returns
    -------
    secret, fingerprint : str
        16 and 12 letters and digits.

    Raises
    ------
    BadInput
        ``pair.code``, where it is no code.
    """
    whole = "".join(letter for letter in text.upper() if letter.isalnum())
    whole = whole.replace("0", "O").replace("1", "I")
    if len(whole) != _SECRET + _PRINT or set(whole) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"):
        raise BadInput("pair.code", "A pairing code has seven groups of four letters or digits.")
    return whole[:_SECRET], whole[_SECRET:]


def fingerprint(desk_public_key: str) -> str:
    """Give the first 60 bits of the BLAKE2b digest of a desk's key.

    Parameters
    ----------
    desk_public_key : str, 64 hexadecimal digits
        The desk's.

    Returns
    -------
    str, 12 letters and digits
        The fingerprint.
    """
    raw = hashlib.blake2b(bytes.fromhex(desk_public_key), digest_size=10).digest()
    return base64.b32encode(raw).decode()[:_PRINT]


def verify_desk(desk_public_key: str, expected: str) -> None:
    """Stop if the desk that answered is not the one that the code came from.

    Parameters
    ----------
    desk_public_key : str, 64 hexadecimal digits
        The key that answered.
    expected : str, 12 letters and digits
        The fingerprint in the code.

    Raises
    ------
    Refused
        ``pair.other-desk``.
    """
    if not hmac.compare_digest(fingerprint(desk_public_key), expected):
        raise Refused(
            "pair.other-desk",
            "This is not the desk the code came from. "
            "Check the address and the last groups of the code.",
        )
