"""What a solver's process is told and what it says: one JSON object a line, by its ``type``."""

from __future__ import annotations

from typing import Literal

import msgspec

from offwatch.plan.assignment import Assignment
from offwatch.plan.objective import Goal, Objective
from offwatch.plan.roster.read_write import dump_roster, parse_roster
from offwatch.plan.roster.roster import Away, Roster
from offwatch.plan.scope import Scope

Engine = Literal["cp-sat", "highs"]
Part = Literal["all", "near", "ends"]  # of the windows: all but the widest; the first and the last
Method = Literal["windows", "pieces"]


class Message(msgspec.Struct, frozen=True, tag_field="type", tag=str.lower):
    """One line; what belongs to a request carries its number, ``id``."""


class Solve(Message, frozen=True):
    """A request.

    Parameters
    ----------
    roster : Raw
        The roster in force in its public form, encoded once for all processes.
    absent : dict
        Who is away on which days (indexes); days to avoid for a draft or a new roster.
    incumbent : Assignment
        The best roster so far.
    goal : Goal
        What is asked.
    seed : int
        For breaking ties.
    allow_moves : bool
        Whether missions may move.
    reach : int or None
        How many days around the absences may change.
    most_told : int or None
        How many people may be told.
    full : bool
        Whether the widest window is solved at once, without anything before it.
    id : int
        The number of the request.
    seconds : float, seconds
        The time for it.
    part : Part
        Which windows this process takes.
    method : Method
        Windows that grow, or pieces bettered one after another.
    """

    roster: msgspec.Raw
    absent: dict[str, Away]
    incumbent: Assignment
    goal: Goal
    seed: int = 0
    allow_moves: bool = True
    reach: int | None = None
    most_told: int | None = None
    full: bool = False
    id: int = 0
    seconds: float = 0.0
    part: Part = "all"
    method: Method = "windows"


class Drop(Message, frozen=True):
    """The other solver has proved this scope: leave it, and go on from its roster."""

    id: int
    scope: Scope
    assignment: Assignment


class Better(Message, frozen=True):
    """The other solver has found this roster."""

    id: int
    assignment: Assignment


class Stop(Message, frozen=True):
    """Nobody waits for the request any more."""

    id: int


class Ready(Message, frozen=True):
    """The process has started."""


class Found(Message, frozen=True):
    """A better roster, found within a scope."""

    id: int
    scope: Scope
    assignment: Assignment


class Bound(Message, frozen=True):
    """No roster within a scope goes below this."""

    id: int
    scope: Scope
    bound: Objective


class Solved(Message, frozen=True):
    """What a scope came to; ``done`` where every part is proved and ties are broken."""

    id: int
    scope: Scope
    assignment: Assignment
    bound: Objective
    proven: bool
    done: bool


class Finished(Message, frozen=True):
    """The request is finished; ``complete`` where nothing is left to be proved."""

    id: int
    complete: bool


Request = Solve | Drop | Better | Stop
Finding = Found | Bound | Solved
Report = Ready | Found | Bound | Solved | Finished

_encoder = msgspec.json.Encoder()
_requests: msgspec.json.Decoder[Request] = msgspec.json.Decoder(Request)
_reports: msgspec.json.Decoder[Report] = msgspec.json.Decoder(Report)


def encode(message: Request | Report) -> bytes:
    """Write a message as one line."""
    return _encoder.encode(message) + b"\n"


def decode_request(line: bytes) -> Request:
    """Read a line that is meant for a solver's process.

    Raises
    ------
    msgspec.DecodeError
        It is no such message.
    """
    return _requests.decode(line)


def decode_report(line: bytes) -> Report:
    """Read a line that a solver's process has written.

    Raises
    ------
    msgspec.DecodeError
        It is no such message.
    """
    return _reports.decode(line)


def encode_roster(roster: Roster) -> msgspec.Raw:
    """Write a roster in its public form, to be put into requests as it is."""
    return msgspec.Raw(_encoder.encode(dump_roster(roster)))


def decode_roster(encoded: msgspec.Raw) -> Roster:
    """Read the roster of a request."""
    return parse_roster(msgspec.json.decode(encoded))
