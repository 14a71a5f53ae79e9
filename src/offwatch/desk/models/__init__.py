"""The desk's tables. None has a column for words of a person's own."""

from offwatch.desk.models.access import LoginTry
from offwatch.desk.models.request import DutyRequest, Proposal, Search
from offwatch.desk.models.roster import Booking, DraftStep, Keep, Notice, RhythmDays, RosterVersion
from offwatch.desk.models.team import Device, FirstAsked, PairingCode, Person, Role, Team
from offwatch.desk.models.wire import WireMessage

__all__ = [
    "Booking",
    "Device",
    "DraftStep",
    "DutyRequest",
    "FirstAsked",
    "Keep",
    "LoginTry",
    "Notice",
    "PairingCode",
    "Person",
    "Proposal",
    "RhythmDays",
    "Role",
    "RosterVersion",
    "Search",
    "Team",
    "WireMessage",
]
