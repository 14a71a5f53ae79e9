"""One envelope: 2 KiB whatever it says, signed over its bytes, with one spelling only.

The JSON text is padded with spaces to exactly ``SIZE`` bytes, so that length says nothing. The
signature covers the same text with an empty ``sig``. What is read is written again and compared:
blanks, keys given twice, escaped letters and other ways to write the same number are refused in the
envelope and in its body, so that nothing can hide beside the form.
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
from offwatch.wire.messages import FIRST_YEAR, LAST_YEAR, MOST_COUNT, Body, MessageId
from offwatch.wire.versions import NAMES, VERSIONS, read_body, write_body

SIZE = 2048

_Device = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
_Type = Annotated[str, Meta(pattern=r"^[a-z]{1,20}\Z")]
_Signature = Annotated[str, Meta(pattern=r"^([0-9a-f]{128})?\Z")]
_Count = Annotated[int, Meta(ge=0, le=MOST_COUNT)]


class _Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An envelope in the version that is spoken."""

    v: int
    device: _Device
    message_id: MessageId
    made_on: date
    count: _Count
    type: _Type
    body: msgspec.Raw
    sig: _Signature


class _Form1(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An envelope of version 1, which counted nothing."""

    v: int
    device: _Device
    message_id: MessageId
    made_on: date
    type: _Type
    body: msgspec.Raw
    sig: _Signature


class _Version(msgspec.Struct, frozen=True):
    v: int


@dataclass(frozen=True, slots=True)
class Header:
    """What a verified envelope is, without what it says.

    ``device`` is the pad it is from or for; ``count`` is the pad's own number of it or, from a
    desk, the highest that had come from that pad before.
    """

    version: int
    device: str
    message_id: str
    made_on: date
    count: int


@dataclass(frozen=True, slots=True)
class Envelope:
    """An opened envelope; ``body`` is one of the types in ``messages``."""

    header: Header
    body: Body

    @property
    def device(self) -> str:
        """The pad it is from or for."""
        return self.header.device

    @property
    def message_id(self) -> str:
        """The message, the same in what answers it."""
        return self.header.message_id

    @property
    def made_on(self) -> date:
        """The day of its slot, or of the answer."""
        return self.header.made_on

    @property
    def type(self) -> str:
        """The name of the message on the wire."""
        return NAMES[type(self.body)]


def new_message_id() -> str:
    """Draw a name for a message: 128 random bits."""
    return secrets.token_hex(16)


def seal(
    body: Body,
    *,
    device: str,
    key: SigningKey,
    made_on: date,
    message_id: str,
    count: int = 0,
    version: int = VERSIONS[0],
) -> bytes:
    """Sign a message and pad it to exactly ``SIZE`` bytes.

    Parameters
    ----------
    body : Body
        What it says.
    device : str
        The pad it is from or for.
    key : SigningKey
        The sender's.
    made_on : date
        The day of its slot, or of the answer.
    message_id : str
        From `new_message_id`; an answer has that of what it answers.
    count : int
        See `Header`.
    version : int
        The form it is written in: an answer has that of what it answers.

    Returns
    -------
    bytes, length ``SIZE``

    Raises
    ------
    BadInput
        ``wire.too-long`` if the message does not fit (page it); ``wire.bounds`` if a value lies
        outside the bounds that its reader will hold it against.
    """
    text = write_body(body, version)
    read_body(text, NAMES[type(body)], version)
    parts = (version, device, message_id, made_on)
    rest = (NAMES[type(body)], msgspec.Raw(text), "")
    form = _Form1(*parts, *rest) if version == 1 else _Form(*parts, count, *rest)
    signature = key.sign(msgspec.json.encode(form)).signature.hex()
    data = msgspec.json.encode(msgspec.structs.replace(form, sig=signature))
    if len(data) > SIZE:
        raise BadInput("wire.too-long", "A message must fit one envelope; send it in pages.")
    return data.ljust(SIZE)


def read_unverified(data: bytes) -> Envelope:
    """Read an envelope without trusting it: only to find out whose key should verify it.

    Parameters
    ----------
    data : bytes, length ``SIZE``
        The envelope.

    Returns
    -------
    Envelope
        What it says, by whom.

    Raises
    ------
    BadInput
        ``wire.size``, ``wire.unreadable``, ``wire.version``, ``wire.type``, ``wire.bounds``.
    """
    return _opened(_decoded(data))


def open_sealed(data: bytes, key: VerifyKey) -> Envelope:
    """Verify an envelope and read it.

    Parameters
    ----------
    data : bytes, length ``SIZE``
        The envelope.
    key : VerifyKey
        Whose signature it must carry.

    Returns
    -------
    Envelope
        What it says.

    Raises
    ------
    BadInput
        As `read_unverified`.
    Refused
        ``wire.signature`` if the bytes are not what the key's holder signed.
    """
    return _opened(_verified(data, key))


def verify_sealed(data: bytes, key: VerifyKey) -> Header:
    """Verify an envelope without looking at what it says.

    Parameters
    ----------
    data : bytes, length ``SIZE``
        The envelope.
    key : VerifyKey
        Whose signature it must carry.

    Returns
    -------
    Header
        Who, when and which message.

    Raises
    ------
    BadInput
        ``wire.size``, ``wire.unreadable``, ``wire.version``, ``wire.bounds``.
    Refused
        ``wire.signature`` if the bytes are not what the key's holder signed.
    """
    return _header(_verified(data, key))


def digest(data: bytes) -> str:
    """Digest an envelope, so that two with one message id are told apart.

    Parameters
    ----------
    data : bytes
        The envelope.

    Returns
    -------
    str, 64 hexadecimal digits
        Its BLAKE2b-256.
    """
    return hashlib.blake2b(data, digest_size=32).hexdigest()


def _verified(data: bytes, key: VerifyKey) -> _Form | _Form1:
    form = _decoded(data)
    unsigned = msgspec.json.encode(msgspec.structs.replace(form, sig=""))
    try:
        key.verify(unsigned, bytes.fromhex(form.sig))
    except (BadSignatureError, ValueError):
        raise Refused("wire.signature", "The signature does not match; pair again.") from None
    return form


def _decoded(data: bytes) -> _Form | _Form1:
    if len(data) != SIZE:
        raise BadInput("wire.size", f"An envelope has exactly {SIZE} bytes.")
    unreadable = BadInput("wire.unreadable", "This is not an envelope of ours.")
    try:
        version = msgspec.json.decode(data, type=_Version).v
        if version not in VERSIONS:
            raise BadInput("wire.version", "Another version of Offwatch speaks here; update it.")
        form: _Form | _Form1
        if version == 1:
            form = msgspec.json.decode(data, type=_Form1)
        else:
            form = msgspec.json.decode(data, type=_Form)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise unreadable from None
    if msgspec.json.encode(form).ljust(SIZE) != data:
        raise unreadable
    return form


def _header(form: _Form | _Form1) -> Header:
    if not FIRST_YEAR <= form.made_on.year <= LAST_YEAR:
        raise BadInput("wire.bounds", "An envelope is dated outside of all calendars in use.")
    count = form.count if isinstance(form, _Form) else 0
    return Header(form.v, form.device, form.message_id, form.made_on, count)


def _opened(form: _Form | _Form1) -> Envelope:
    return Envelope(_header(form), read_body(bytes(form.body), form.type, form.v))
