"""The desk's tables. None has a column for words of a person's own."""

from offwatch.desk.models.access import LoginTry
from offwatch.desk.models.record import Deed, RecordRow
from offwatch.desk.models.request import DutyRequest, Proposal, Search, StandIn
from offwatch.desk.models.roster import (
    Booking,
    DraftCopy,
    DraftStep,
    Keep,
    Notice,
    RhythmDays,
    RosterVersion,
    Wish,
)
from offwatch.desk.models.swap import Swap
from offwatch.desk.models.team import (
    Device,
    FirstAsked,
    Invitation,
    PairingCode,
    Person,
    Role,
    Team,
)
from offwatch.desk.models.wire import WireMessage

__all__ = [
    "Booking",
    "Deed",
    "Device",
    "DraftCopy",
    "DraftStep",
    "DutyRequest",
    "FirstAsked",
    "Invitation",
    "Keep",
    "LoginTry",
    "Notice",
    "PairingCode",
    "Person",
    "Proposal",
    "RecordRow",
    "RhythmDays",
    "Role",
    "RosterVersion",
    "Search",
    "StandIn",
    "Swap",
    "Team",
    "WireMessage",
    "Wish",
]
