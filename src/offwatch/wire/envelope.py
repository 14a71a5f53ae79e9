"""One envelope: 2 KiB whatever it says, signed over its bytes.

The JSON text is padded with spaces to exactly ``SIZE`` bytes, so that length says nothing. The
signature covers the same text with an empty ``sig``.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from offwatch.errors import BadInput, Refused
from offwatch.wire.messages import DESK_SAYS, PAD_SAYS, Body, MessageId

SIZE = 2048
VERSIONS = (1,)
"""Versions understood: the newest first, and the one before it once there is one."""

_TYPES: dict[str, type[Body]] = {**PAD_SAYS, **DESK_SAYS}
_NAMES = {body: name for name, body in _TYPES.items()}


class _Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    v: int
    device: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]
    message_id: MessageId
    made_on: date
    type: str
    body: msgspec.Raw
    sig: Annotated[str, Meta(pattern=r"^([0-9a-f]{128})?$")]


@dataclass(frozen=True, slots=True)
class Envelope:
    """An opened envelope; ``body`` is one of the types in ``messages``."""

    device: str
    message_id: str
    made_on: date
    body: Body

    @property
    def type(self) -> str:
        return _NAMES[type(self.body)]


@dataclass(frozen=True, slots=True)
class Header:
    """Whom a verified envelope is from or for, and which it is; what it says is not looked at."""

    device: str
    message_id: str


def new_message_id() -> str:
    return secrets.token_hex(16)


def seal(
    body: Body, *, device: str, key: SigningKey, made_on: date, message_id: str | None = None
) -> bytes:
    """Sign a message and pad it to exactly ``SIZE`` bytes.

    Raises:
        BadInput: ``wire.too-long`` if the message does not fit (page it).
    """
    form = _Form(
        v=VERSIONS[0],
        device=device,
        message_id=message_id or new_message_id(),
        made_on=made_on,
        type=_NAMES[type(body)],
        body=msgspec.Raw(msgspec.json.encode(body)),
        sig="",
    )
    signature = key.sign(msgspec.json.encode(form)).signature.hex()
    text = msgspec.json.encode(msgspec.structs.replace(form, sig=signature))
    if len(text) > SIZE:
        raise BadInput("wire.too-long", "A message must fit one envelope; send it in pages.")
    return text.ljust(SIZE, b" ")


def read_unverified(data: bytes) -> Envelope:
    """Read an envelope without trusting it: only to find out whose key should verify it."""
    return _opened(_decoded(data))


def open_sealed(data: bytes, key: VerifyKey) -> Envelope:
    """Verify an envelope and read it.

    Raises:
        BadInput: ``wire.size``, ``wire.unreadable``, ``wire.version``, ``wire.type``.
        Refused: ``wire.signature`` if the bytes are not what the key's holder signed.
    """
    return _opened(_verified(data, key))


def verify_sealed(data: bytes, key: VerifyKey) -> Header:
    """Verify an envelope without reading what it says.

    Raises:
        BadInput: ``wire.size``, ``wire.unreadable``.
        Refused: ``wire.signature`` if the bytes are not what the key's holder signed.
    """
    form = _verified(data, key)
    return Header(form.device, form.message_id)


def digest(data: bytes) -> str:
    """What tells two envelopes with one message id apart."""
    return hashlib.blake2b(data, digest_size=32).hexdigest()


def _verified(data: bytes, key: VerifyKey) -> _Form:
    form = _decoded(data)
    unsigned = msgspec.json.encode(msgspec.structs.replace(form, sig=""))
    try:
        key.verify(unsigned, bytes.fromhex(form.sig))
    except (BadSignatureError, ValueError):
        raise Refused("wire.signature", "The signature does not match; pair again.") from None
    return form


def _decoded(data: bytes) -> _Form:
    if len(data) != SIZE:
        raise BadInput("wire.size", f"An envelope has exactly {SIZE} bytes.")
    try:
        form = msgspec.json.decode(data, type=_Form)
    except (msgspec.DecodeError, UnicodeDecodeError):
        form = None
    # One message has one spelling: nothing may hide in spaces, and digests can be compared.
    if form is None or msgspec.json.encode(form).ljust(SIZE, b" ") != data:
        raise BadInput("wire.unreadable", "This is not an envelope of ours.")
    return form


def _opened(form: _Form) -> Envelope:
    if form.v not in VERSIONS:
        raise BadInput("wire.version", "Another version of Offwatch speaks here; update it.")
    if form.type not in _TYPES:
        raise BadInput("wire.type", "There is no such message.")
    try:
        body = msgspec.json.decode(form.body, type=_TYPES[form.type])
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BadInput("wire.unreadable", "This message does not have its form.") from None
    return Envelope(form.device, form.message_id, form.made_on, body)
