"""Ed25519 keys as text, and the name of a device that follows from its key."""

from __future__ import annotations

import hashlib

from nacl.signing import SigningKey, VerifyKey

from offwatch.errors import BadInput


def new_signing_key() -> SigningKey:
    """Draw a signing key."""
    return SigningKey.generate()


def read_signing(text: str) -> SigningKey:
    """Read a signing key as it was stored.

    Parameters
    ----------
    text : str, 64 hexadecimal digits
        The key.

    Returns
    -------
    SigningKey
        The key.

    Raises
    ------
    BadInput
        ``wire.key``.
    """
    return SigningKey(_bytes(text))


def read_public(text: str) -> VerifyKey:
    """Read a public key as it was sent.

    Parameters
    ----------
    text : str, 64 hexadecimal digits
        The key.

    Returns
    -------
    VerifyKey
        The key.

    Raises
    ------
    BadInput
        ``wire.key``.
    """
    return VerifyKey(_bytes(text))


def public_text(key: SigningKey) -> str:
    """Write the public key that belongs to a signing key.

    Parameters
    ----------
    key : SigningKey
        The signing key.

    Returns
    -------
    str, 64 hexadecimal digits
        The public key.
    """
    return bytes(key.verify_key).hex()


def device_id(public_key: str) -> str:
    """Name a device by a digest of its public key, so that a name cannot be chosen.

    Parameters
    ----------
    public_key : str, 64 hexadecimal digits

    Returns
    -------
    str, 32 hexadecimal digits

    Raises
    ------
    BadInput
        ``wire.key``.

    Examples
    --------
    >>> device_id("00" * 32)[:8]
    'ff0f2249'
    """
    return hashlib.blake2b(_bytes(public_key), digest_size=16).hexdigest()


def _bytes(text: str) -> bytes:
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        raw = b""
    if len(raw) != 32:
        raise BadInput("wire.key", "A key is written as 64 hexadecimal digits.")
    return raw
