"""The form in which a team is described: ``TEAM.json`` beside its roster."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta

from offwatch.errors import BadInput
from offwatch.names import clean_name
from offwatch.norm import Norm, usual_ask_ahead
from offwatch.plan import Roster

RoleName = Literal["member", "planner", "duty_officer", "administrator"]
Key = Annotated[str, Meta(min_length=1, max_length=100)]
Form = TypeVar("Form")
Login = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._@+-]{1,60}$")]

# what a field must be, where its type alone would not say so plainly
_FIELDS = {
    "roles": "a list of member, planner, duty_officer, administrator",
    "login": "letters, digits and . _ @ + -, up to 60",
    "first_asked": "owner or leader",
    "norm.first_day": "a day such as 2026-11-16",
}
_TYPES = {
    "int": "a whole number",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object in { }",
}
_DUTY = re.compile(r"^[A-Za-z0-9_-]{1,60}$")
_FAULT = re.compile(r"(?P<words>.*?)(?: - at (?:`key` in )?`\$\.?(?P<field>[\w.]*).*`)?", re.DOTALL)
_NAMED = re.compile(r"(?P<which>name|people): (?P<why>.*)", re.DOTALL)
_UNKNOWN = re.compile(r"unknown field `(.*)`", re.DOTALL)


class MemberForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    roles: tuple[RoleName, ...] = ("member",)
    name: str | None = None
    leader: Key | None = None
    deputy: Key | None = None
    login: Login | None = None

    def __post_init__(self) -> None:
        _clean(self)


class NormForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    tracks: int = Norm.tracks
    days: int = Norm.days
    passes: int = Norm.passes
    freeze_h: int = Norm.freeze_h
    hour: int = Norm.hour
    first_day: date | None = None
    period_days: int = Norm.period_days
    ask_ahead_days: int | None = None
    zone: str | None = None

    def read(self, first_day: date, zone: str) -> Norm:
        """The norm, with the roster's first day and zone where the form names none.

        **Raises**: `BadInput` with a ``norm.*`` code for a value outside its bounds.
        """
        ahead = self.ask_ahead_days
        return Norm(
            tracks=self.tracks,
            days=self.days,
            passes=self.passes,
            freeze_h=self.freeze_h,
            hour=self.hour,
            first_day=self.first_day or first_day,
            period_days=self.period_days,
            ask_ahead_days=usual_ask_ahead(self.period_days) if ahead is None else ahead,
            zone=self.zone or zone,
        )


class TeamForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str | None = None
    first_asked: Literal["owner", "leader"] = "owner"
    standing_rule: bool = False
    accountable: Key | None = None
    norm: NormForm = NormForm()
    people: dict[Key, MemberForm] = {}

    def __post_init__(self) -> None:
        _clean(self)
        for key in self.people:
            try:
                clean_name(key)
            except BadInput as fault:
                raise ValueError(f"people: {fault.message.removesuffix('.')}") from None


def read_team(data: bytes) -> TeamForm:
    """Read the team's form.

    **Raises**: `BadInput` ``team.form`` naming whose field it is, or a ``norm.*`` code for a norm
    outside its bounds.
    """
    try:
        raw = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadInput("team.form", "TEAM.json is not a JSON file.") from None
    if isinstance(raw, dict) and isinstance(raw.get("people"), dict):
        for key, person in raw["people"].items():
            _convert(person, MemberForm, f"{key[:100]}'s ")
    form = _convert(raw, TeamForm)
    form.norm.read(date.min, "UTC")
    return form


def listed(form: TeamForm, roster: Roster) -> dict[str, MemberForm]:
    """Who gets an account: the people of the form, or all on the roster if it names none."""
    return dict(form.people) or {person.id: MemberForm() for person in roster.people}


def check_team(form: TeamForm, roster: Roster) -> None:
    """See that the form and the roster fit each other.

    **Raises**: `BadInput` ``team.nobody`` for a leader, deputy or accountable person in neither,
    ``team.owner`` for a mission's owner in neither, ``team.duty-id``, ``team.zone``.
    """
    people = listed(form, roster)
    known = {person.id for person in roster.people} | set(people)
    named = {form.accountable} | {key for p in people.values() for key in (p.leader, p.deputy)}
    if missing := sorted(key for key in named if key is not None and key not in known):
        raise BadInput(
            "team.nobody", f"List {_some(missing)} under people in TEAM.json, or in the roster."
        )
    if strangers := sorted({m.owner for m in roster.missions} - known):
        raise BadInput(
            "team.owner",
            f"List {_some(strangers)} under people in TEAM.json, or in the roster: missions are"
            " theirs.",
        )
    if odd := [i for i in (*roster.shift, *roster.mission) if not _DUTY.match(i)]:
        raise BadInput(
            "team.duty-id",
            f"Ids of shifts and missions are letters, digits, - and _ (up to 60): {_some(odd)}.",
        )
    try:
        ZoneInfo(roster.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput("team.zone", "The zone must be a name such as Europe/Berlin.") from None


def _clean(form: MemberForm | TeamForm) -> None:
    """Keep the name as every name is kept; what cannot be one is a fault of the form."""
    if form.name is None:
        return
    try:
        msgspec.structs.force_setattr(form, "name", clean_name(form.name))
    except BadInput as fault:
        raise ValueError(f"name: {fault.message.removesuffix('.')}") from None


def _convert(raw: Any, form: type[Form], whose: str = "") -> Form:
    try:
        return msgspec.convert(raw, form)
    except msgspec.ValidationError as error:
        fault = _fault(str(error), whose)
    raise BadInput("team.form", f"In TEAM.json, {fault}.")


def _fault(text: str, whose: str) -> str:
    """What msgspec says, as whose, which field, and what it must be."""
    found = _FAULT.fullmatch(text)
    words, field = (found["words"], found["field"] or "") if found else (text, "")
    if (named := _NAMED.fullmatch(words)) is not None:
        return f"{whose}{named['which']} cannot be used as it is: {named['why'].rstrip('.')}"
    if unknown := _UNKNOWN.search(words):
        name = ".".join(filter(None, (field, unknown[1][:60])))
        return f"{whose}{name} is no field of this form"
    must = _FIELDS.get(field) or re.sub(
        r"`(\w+)[^`]*`", lambda kind: _TYPES.get(kind[1], kind[1]), words.removeprefix("Expected ")
    ).replace(", got ", ", not ")
    return f"{whose}{field or ('entry' if whose else 'the whole')} must be {must}"


def _some(keys: Sequence[str]) -> str:
    """Up to three of them, and how many more.

    >>> _some(["a", "b", "c", "d"])
    'a, b, c and 1 more'
    """
    more = f" and {len(keys) - 3} more" if len(keys) > 3 else ""
    return ", ".join(keys[:3]) + more
