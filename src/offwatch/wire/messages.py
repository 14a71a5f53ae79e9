"""The bodies of the messages, and nothing else that a body could hold.

No type here has a place for words of a person's own: what a pad says consists of numbers, dates
and identifiers that the desk itself gave out. A test walks these types and fails if one appears.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

MessageId = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]
DutyId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,80}$")]
PublicKey = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Code = Annotated[str, Meta(pattern=r"^[A-Z2-7]{16}$")]
Cursor = Annotated[int, Meta(ge=0)]
Count = Annotated[int, Meta(ge=0, le=366)]

DutyKind = Literal["shift", "mission"]
DutyState = Literal["planned", "asked", "moved", "refused", "kept"]


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one message says."""


class Pair(Body, frozen=True):
    """A pad introduces itself with the code a member got from the desk."""

    code: Code
    public_key: PublicKey


class Days(Body, frozen=True):
    """The rhythm days a pad asks for in one period, before the roster is made."""

    period: int
    days: Annotated[tuple[date, ...], Meta(max_length=31)]


class Pass(Body, frozen=True):
    """Please move this duty."""

    duty_id: DutyId


class Keep(Body, frozen=True):
    """This duty stays with me, whatever comes."""

    duty_id: DutyId


class Quiet(Body, frozen=True):
    """Nothing to say; the duties known up to ``cursor``."""

    cursor: Cursor


class Norm(Body, frozen=True):
    """What the whole team has agreed to keep.

    ``hour`` is the team's local hour of the daily batch; ``adoption`` counts the members whose
    pads keep the norm, in percent.
    """

    tracks: Annotated[int, Meta(ge=1, le=4)]
    days: Count
    passes: Count
    freeze_h: Annotated[int, Meta(ge=0, le=24 * 14)]
    hour: Annotated[int, Meta(ge=0, le=23)]
    first_day: date
    period_days: Annotated[int, Meta(ge=7, le=84)]
    zone: str
    adoption: Annotated[int, Meta(ge=0, le=100)]


class Duty(Body, frozen=True):
    """One commitment of the pad's owner, as the published roster has it."""

    duty_id: DutyId
    name: str
    kind: DutyKind
    start_at: datetime
    end_at: datetime
    owner: str
    state: DutyState
    planned_on: date


class Duties(Body, frozen=True):
    """A page of the owner's duties; ``more`` says that the next tick brings the rest.

    ``page`` counts from 0. Page 0 opens a full list as of ``cursor``; the pad replaces what it
    knew when the page without ``more`` has come.
    """

    as_of: datetime
    cursor: Cursor
    page: Annotated[int, Meta(ge=0)]
    more: bool
    duties: tuple[Duty, ...]


class Done(Body, frozen=True):
    """The message took effect (once), and where that left it."""

    message_id: MessageId
    state: Literal["noted", "granted", "asked", "kept"]


class Refusal(Body, frozen=True):
    """The message had no effect; ``code`` says why, from a fixed list."""

    message_id: MessageId
    code: Annotated[str, Meta(pattern=r"^[a-z]+\.[a-z-]+$")]


PAD_SAYS: dict[str, type[Body]] = {
    "pair": Pair,
    "days": Days,
    "pass": Pass,
    "keep": Keep,
    "quiet": Quiet,
}
DESK_SAYS: dict[str, type[Body]] = {
    "norm": Norm,
    "duties": Duties,
    "done": Done,
    "refused": Refusal,
}
