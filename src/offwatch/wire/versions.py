"""How a body is written in each version of the wire that is understood.

Version 2 is spoken. Version 1 had no epoch, no guarded seats, one state for a duty that moved and
one given away, and said a pairing code in clear: it is understood from devices that are paired, and
answered in its own form, so that a desk can be brought up to date before its pads.
"""

from __future__ import annotations

from typing import Any

import msgspec

from offwatch.errors import BadInput
from offwatch.norm import usual_ask_ahead
from offwatch.wire.messages import (
    DESK_SAYS,
    NO_EPOCH,
    PAD_SAYS,
    Body,
    Days,
    Done,
    Duties,
    Keep,
    Pass,
    Quiet,
    Refusal,
    TeamNorm,
)

VERSIONS = (2, 1)
"""The versions understood, the newest first: that one is spoken."""

TYPES: dict[str, type[Body]] = {**PAD_SAYS, **DESK_SAYS}
NAMES = {body: name for name, body in TYPES.items()}
_IN_VERSION_1 = {Days, Pass, Keep, Quiet, TeamNorm, Duties, Done, Refusal}


def write_body(body: Body, version: int) -> bytes:
    """Write a body as JSON in the form of one version.

    Raises
    ------
    BadInput
        ``wire.version``, where that version has no such message.
    """
    if version == VERSIONS[0]:
        return msgspec.json.encode(body)
    if type(body) not in _IN_VERSION_1:
        raise BadInput("wire.version", "Another version of Offwatch speaks here; update it.")
    fields = msgspec.structs.asdict(body)
    match body:
        case Quiet():
            del fields["epoch"]
        case TeamNorm():
            for name in ("ask_ahead_days", "wearers", "members"):
                del fields[name]
        case Duties():
            del fields["epoch"]
            fields["duties"] = [_older_duty(msgspec.structs.asdict(d)) for d in body.duties]
    return msgspec.json.encode(fields)


def read_body(text: bytes, name: str, version: int) -> Body:
    """Read a body from JSON in the form of one version, in its one spelling only.

    Raises
    ------
    BadInput
        ``wire.type``, ``wire.version``, ``wire.bounds`` for a value that is outside its bounds,
        ``wire.unreadable`` for another spelling of what is inside them.
    """
    if name not in TYPES:
        raise BadInput("wire.type", "There is no such message.")
    form = TYPES[name]
    if version != VERSIONS[0] and form not in _IN_VERSION_1:
        raise BadInput("wire.version", "Another version of Offwatch speaks here; update it.")
    try:
        if version == VERSIONS[0]:
            body = msgspec.json.decode(text, type=form)
        else:
            body = msgspec.convert(_newer(form, msgspec.json.decode(text)), type=form)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadInput(
            "wire.bounds", "A message holds a value outside its bounds; nothing of it is taken in."
        ) from None
    if write_body(body, version) != text:
        raise BadInput("wire.unreadable", "A message has one spelling, and this is another.")
    return body


def _newer(form: type[Body], fields: Any) -> Any:
    """What version 1 leaves out, filled in; what it may not hold is found by writing it again."""
    if not isinstance(fields, dict):
        return fields
    if form in (Quiet, Duties):
        fields["epoch"] = NO_EPOCH
    if form is TeamNorm and isinstance(fields.get("period_days"), int):
        fields["ask_ahead_days"] = usual_ask_ahead(fields["period_days"])
    if form is Duties and isinstance(fields.get("duties"), list):
        for duty in fields["duties"]:
            if isinstance(duty, dict):
                duty["guarded"] = False
    return fields


def _older_duty(fields: dict[str, Any]) -> dict[str, Any]:
    del fields["guarded"]
    if fields["state"] == "given_away":
        fields["state"] = "moved"
    return fields
