"""The form in which a team is described: ``TEAM.json`` beside its roster."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from offwatch.errors import BadInput

RoleName = Literal["member", "planner", "duty_officer", "administrator"]
Key = Annotated[str, Meta(min_length=1, max_length=100)]
Login = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._@+-]{1,60}$")]


class PersonForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    roles: tuple[RoleName, ...] = ("member",)
    name: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    leader: Key | None = None
    deputy: Key | None = None
    login: Login | None = None


class NormForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    tracks: Annotated[int, Meta(ge=1, le=4)] = 1
    days: Annotated[int, Meta(ge=0, le=31)] = 6
    passes: Annotated[int, Meta(ge=0, le=31)] = 1
    freeze_h: Annotated[int, Meta(ge=0, le=336)] = 72
    hour: Annotated[int, Meta(ge=0, le=23)] = 6
    first_day: date | None = None
    period_days: Annotated[int, Meta(ge=7, le=84)] = 28
    zone: str | None = None


class TeamForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    first_asked: Literal["owner", "leader"] = "owner"
    standing_rule: bool = False
    accountable: Key | None = None
    norm: NormForm = NormForm()
    people: dict[Key, PersonForm] = {}


def read_team(data: bytes) -> TeamForm:
    """Read the team's form.

    **Raises**: `BadInput` ``team.form`` naming the field, ``team.days`` if the norm contradicts
    itself, ``team.nobody`` for a leader, deputy or accountable person whom the form does not name.
    """
    try:
        form = msgspec.json.decode(data, type=TeamForm)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput("team.form", f"The team cannot be read: {str(error)[:200]}.") from None
    if form.norm.days > form.norm.period_days // 2:
        raise BadInput("team.days", "Rhythm days may take at most half of a period.")
    return form
