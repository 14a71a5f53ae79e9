"""The roster form reads back as it was written, and refuses what contradicts itself, whole."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.plan.rosters import day, form, mission

from offwatch.errors import BadInput
from offwatch.plan import dump_roster, read_absences, read_roster, roster_schema

Form = dict[str, Any]


def _whole() -> Form:
    return form(
        {"a": "eeAA.l.", "b": "l.AA.ee", "c": "..n...."},
        rules={"max_run": 5, "rest_h": 11, "max_shifts": {"night": 3}},
        own={"b": {"max_run": 3, "max_shifts": {"early": 2}}},
        skills={"a": ["lead"], "b": ["pilot"]},
        off={"c": [0]},
        missions=[mission("A", "a", 2, 2, earliest=1, latest=4, need=2, skills={"lead": 1})],
        frozen=[("a", 0)],
        wanted={"early": {"lead": 1}},
    )


def test_a_roster_reads_back_as_it_was_written() -> None:
    """Nothing is lost between the form and the roster, through JSON."""
    roster = read_roster(_whole())
    assert read_roster(json.loads(json.dumps(dump_roster(roster)))) == roster
    assert roster.person["b"].rules.max_run == 3
    assert roster.person["b"].rules.max_shifts == {"night": 3, "early": 2}
    assert roster.person["c"].rules.max_run == 5


def test_the_schema_is_one() -> None:
    """The schema is itself valid, and accepts what is dumped."""
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(roster_schema())
    Draft202012Validator(roster_schema()).validate(dump_roster(read_roster(_whole())))


def _set(*path: Any, to: Any) -> Callable[[Form], None]:
    def change(data: Form) -> None:
        place: Any = data
        for key in path[:-1]:
            place = place[key]
        if path[-1] == "+":
            place.append(to)
        else:
            place[path[-1]] = to

    return change


BAD = [
    (_set("days", to=0), "plan.roster-form", "days"),
    (_set("form", to="other/1"), "plan.roster-form", "form"),
    (_set("people", 1, "rules", "max_run", to=0), "plan.roster-form", "people[1].rules.max_run"),
    (_set("surprise", to=1), "plan.roster-form", "surprise"),
    (_set("first_day", to="2026-02-30"), "plan.roster-form", "first_day"),
    (_set("first_day", to="9999-12-30"), "plan.roster-form", "first_day"),
    (_set("people", 0, "off", to=["2026-13-01"]), "plan.roster-form", "people[0].off"),
    (_set("zone", to="Mars/Olympus"), "plan.roster-clash", "zone"),
    (_set("people", 1, "id", to="a"), "plan.roster-clash", "two people"),
    (_set("shifts", 1, "id", to="early"), "plan.roster-clash", "two shifts"),
    (_set("missions", 0, "id", to="early"), "plan.roster-clash", "two shifts or missions"),
    (_set("shifts", 1, "not_next", to=["spa"]), "plan.roster-clash", "spa"),
    (_set("rules", "max_shifts", to={"spa": 1}), "plan.roster-clash", "spa"),
    (_set("rules", "rest_h", to=float("nan")), "plan.roster-form", "rest_h"),
    (_set("demand", 0, "shift", to="spa"), "plan.roster-clash", "spa"),
    (_set("demand", 0, "skills", to={"magic": 1}), "plan.roster-clash", "magic"),
    (_set("demand", 0, "skills", to={"lead": 9}), "plan.roster-clash", "cannot be among"),
    (_set("demand", 0, "day", to="2027-01-01"), "plan.roster-clash", "2027-01-01"),
    (_set("missions", 0, "owner", to="z"), "plan.roster-clash", "owner z"),
    (_set("missions", 0, "latest", to=day(6)), "plan.roster-clash", "window"),
    (_set("missions", 0, "earliest", to=day(3)), "plan.roster-clash", "between"),
    (_set("frozen", "+", to={"person": "z", "day": day(0)}), "plan.roster-clash", "frozen: z"),
    (_set("roster", "z", to={}), "plan.roster-clash", "roster.z"),
    (_set("roster", "a", day(5), to="spa"), "plan.roster-clash", "spa"),
    (_set("roster", "a", day(3), to="early"), "plan.roster-clash", "holds A"),
    (_set("roster", "c", day(4), to="A"), "plan.roster-clash", "holds A"),
    (_set("roster", "a", "2027-01-01", to="early"), "plan.roster-clash", "2027-01-01"),
]


@pytest.mark.parametrize(("change", "code", "words"), BAD)
def test_a_fault_is_named_with_its_place(
    change: Callable[[Form], None], code: str, words: str
) -> None:
    """Each kind of fault is refused with its code, and the message says where it is."""
    data = copy.deepcopy(_whole())
    change(data)
    with pytest.raises(BadInput) as refused:
        read_roster(data)
    assert refused.value.code == code
    assert words in refused.value.message


def test_all_faults_are_told_at_once() -> None:
    """Several faults come in one refusal, and beyond five only their number."""
    data = _whole()
    for i in range(8):
        data["roster"][f"ghost{i}"] = {}
    with pytest.raises(BadInput) as refused:
        read_roster(data)
    assert "ghost4" in refused.value.message
    assert "ghost5" not in refused.value.message
    assert "3 more" in refused.value.message


@pytest.mark.parametrize("data", [None, [], "x", 3, {"form": 1}])
def test_what_is_no_roster_is_refused(data: object) -> None:
    """Anything else than a roster is refused as such."""
    with pytest.raises(BadInput, match="cannot be read"):
        read_roster(data)


def test_absences_are_read_as_day_indexes() -> None:
    """ISO days become indexes; nobody with no days is left out."""
    roster = read_roster(_whole())
    assert read_absences({"a": [day(1), day(1), day(2)], "b": []}, roster) == {
        "a": frozenset({1, 2})
    }


@pytest.mark.parametrize(
    "data", [[], {"z": [day(0)]}, {"a": "2026"}, {"a": [day(7)]}, {"a": ["soon"]}, {"a": [3]}]
)
def test_bad_absences_are_refused(data: object) -> None:
    """Unknown people, and days that are none or outside the horizon, are refused."""
    with pytest.raises(BadInput) as refused:
        read_absences(data, read_roster(_whole()))
    assert refused.value.code == "plan.absent-form"


@pytest.mark.parametrize("text", ["half \ud800", "none \0"])
def test_text_that_cannot_be_written_is_refused(text: str) -> None:
    """JSON may hold what no file and no database can."""
    data = _whole()
    data["people"][0]["name"] = text
    with pytest.raises(BadInput) as caught:
        read_roster(data)
    assert caught.value.code == "plan.roster-form"
    caught.value.message.encode()
