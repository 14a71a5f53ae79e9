"""The bodies of the messages, and nothing else that a body could hold.

No type here has a place for words of a person's own: what a pad says consists of numbers, dates
and identifiers that the desk itself gave out. A test walks these types and fails if one appears.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from offwatch import norm as agreed
from offwatch.norm import Bounds, Norm


def _from_to(bounds: Bounds) -> Meta:
    return Meta(ge=bounds.low, le=bounds.high)


MessageId = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]
DutyId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,80}$")]
PublicKey = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Code = Annotated[str, Meta(pattern=r"^[A-Z2-7]{16}$")]
Cursor = Annotated[int, Meta(ge=0)]

DutyKind = Literal["shift", "mission"]
DutyState = Literal["planned", "asked", "moved", "given_away", "refused", "kept"]


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one message says."""


class Pair(Body, frozen=True):
    """A pad introduces itself with the code a member got from the desk."""

    code: Code
    public_key: PublicKey


class Days(Body, frozen=True):
    """The rhythm days a pad asks for in one period, before the roster is made."""

    period: int
    days: Annotated[tuple[date, ...], Meta(max_length=agreed.DAYS.high)]


class Pass(Body, frozen=True):
    """Please move this duty."""

    duty_id: DutyId


class Keep(Body, frozen=True):
    """This duty stays with me, whatever comes."""

    duty_id: DutyId


class Quiet(Body, frozen=True):
    """Nothing to say; the duties known up to ``cursor``."""

    cursor: Cursor


class TeamNorm(Body, frozen=True):
    """What the whole team has agreed to keep.

    ``adoption`` counts the members whose pads keep the norm, in percent. Each number is within
    its own bounds here; whether they fit each other is seen by `read`.
    """

    tracks: Annotated[int, _from_to(agreed.TRACKS)]
    days: Annotated[int, _from_to(agreed.DAYS)]
    passes: Annotated[int, _from_to(agreed.PASSES)]
    freeze_h: Annotated[int, _from_to(agreed.FREEZE_H)]
    hour: Annotated[int, _from_to(agreed.HOUR)]
    first_day: date
    period_days: Annotated[int, _from_to(agreed.PERIOD_DAYS)]
    ask_ahead_days: Annotated[int, _from_to(agreed.ASK_AHEAD_DAYS)]
    zone: str
    adoption: Annotated[int, Meta(ge=0, le=100)]

    @classmethod
    def of(cls, norm: Norm, adoption: int) -> TeamNorm:
        """The message that tells a norm.

        Parameters
        ----------
        norm : Norm
            The team's norm.
        adoption : int, percent
            The share of members whose pads keep it.
        """
        return cls(**asdict(norm), adoption=adoption)

    def read(self) -> Norm:
        """The norm that this message tells.

        Raises
        ------
        BadInput
            With a ``norm.*`` code, where the numbers do not fit each other or the zone is unknown.
        """
        values = msgspec.structs.asdict(self)
        return Norm(**{name: values[name] for name in Norm.__dataclass_fields__})


class Duty(Body, frozen=True):
    """One commitment of the pad's owner, as the published roster has it.

    ``guarded``: it takes a seat at minimum cover, which no pad passes. ``moved``: the duty has
    moved in time; ``given_away``: somebody else has it now.
    """

    duty_id: DutyId
    name: str
    kind: DutyKind
    start_at: datetime
    end_at: datetime
    owner: str
    state: DutyState
    planned_on: date
    guarded: bool


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
    state: Literal["noted", "asked", "kept"]


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
    "norm": TeamNorm,
    "duties": Duties,
    "done": Done,
    "refused": Refusal,
}
