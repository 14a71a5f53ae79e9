"""Names, history, half days and long duties in the roster's form."""

from __future__ import annotations

import copy
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.plan.rosters import day, form, mission

from offwatch.errors import BadInput
from offwatch.plan import dump_roster, read_absences, read_roster
from offwatch.plan.roster.roster import DAY_MIN, MinuteSpan

SPELLINGS = st.sampled_from(
    [
        str.upper,
        str.title,
        lambda name: f"  {name} ",
        lambda name: name.replace(" ", "   "),
        lambda name: unicodedata.normalize("NFD", name),
    ]
)


def _whole() -> dict[str, Any]:
    lines = {"zoë a": "eeAA.l.", "bo": "l.AA.ee"}
    return form(
        lines,
        rules={"max_shifts": {"night": 3}},
        skills={"zoë a": ["first aid"], "bo": []},
        missions=[mission("A", "zoë a", 2, 2, need=2, skills={"first aid": 1})],
        frozen=[("zoë a", 0)],
        wanted={"early": {"first aid": 0}},
    )


@given(SPELLINGS, SPELLINGS, SPELLINGS)
def test_another_spelling_is_the_same_name_everywhere(person: Any, shift: Any, skill: Any) -> None:
    """People, shifts, missions and skills refer to each other whatever the case and the spaces."""
    plain, other = _whole(), copy.deepcopy(_whole())
    other["roster"] = {
        person(p): {d: shift(held) for d, held in line.items()}
        for p, line in other["roster"].items()
    }
    other["rules"]["max_shifts"] = {shift("night"): 3}
    other["missions"][0]["owner"] = person("zoë a")
    other["missions"][0]["skills"] = {skill("first aid"): 1}
    other["frozen"][0]["person"] = person("zoë a")
    other["shifts"][1]["not_next"] = [shift("early")]
    for cell in other["demand"]:
        cell["shift"] = shift(cell["shift"])
    assert read_roster(other) == read_roster(plain)
    roster = read_roster(plain)
    assert read_absences({person("zoë a"): [day(1)]}, roster) == {"zoë a": frozenset({1})}


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (lambda f: f["people"].append({"id": "BO ", "name": "Other"}), "two people"),
        (lambda f: f["shifts"].append({"id": " Early", "name": "E", "minutes": 60}), "two shifts"),
        (lambda f: f["roster"].update({"Bo": {}}), "roster: bo and Bo"),
        (lambda f: f["rules"]["max_shifts"].update({"Night": 1}), "rules.max_shifts: night and"),
        (lambda f: f["demand"][0].update(skills={"First aid": 0, "first aid": 0}), "same name"),
    ],
)
def test_two_names_that_are_one_are_a_contradiction(place: Any, words: str) -> None:
    """Whichever was meant, the other would be lost."""
    data = _whole()
    place(data)
    with pytest.raises(BadInput, match=words) as refused:
        read_roster(data)
    assert refused.value.code == "plan.roster-clash"


def test_an_absent_person_spelled_twice_is_refused() -> None:
    """Neither of the two lists is dropped."""
    with pytest.raises(BadInput, match="same name"):
        read_absences({"bo": [day(1)], "Bo": [day(2)]}, read_roster(_whole()))


@pytest.mark.parametrize("name", ["a\tb", "a\u202eb", " ", "x\x07"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    """Its place is named, and nothing of it is repeated."""
    data = _whole()
    data["people"][0]["name"] = name
    with pytest.raises(BadInput, match=r"people\[0\].name") as refused:
        read_roster(data)
    assert refused.value.code == "plan.roster-form"


def test_a_stretch_written_in_days_holds_its_last_day() -> None:
    """“From the 2nd to the 3rd” is both days; one day may be both ends."""
    roster = read_roster(form({"bo": "....."}))
    for first, last in ((1, 2), (1, 1)):
        stretch = [{"from": day(first), "to": day(last)}]
        days = [day(index) for index in range(first, last + 1)]
        assert read_absences({"bo": stretch}, roster) == read_absences({"bo": days}, roster)


def test_half_days_are_stretches_of_minutes() -> None:
    """Whole days within a stretch are days; what is left before and after stays a stretch."""
    roster = read_roster(_whole())

    def read(first: str, last: str) -> object:
        return read_absences({"bo": [{"from": first, "to": last}]}, roster)["bo"]

    noon = f"{day(1)}T12:00"
    assert read(noon, f"{day(1)}T18:00") == {MinuteSpan(DAY_MIN + 720, DAY_MIN + 1080)}
    assert read(f"{day(1)}T00:00", f"{day(3)}T00:00") == {1, 2}
    assert read(day(1), day(3)) == {1, 2, 3}
    assert read(noon, f"{day(3)}T06:00") == {
        MinuteSpan(DAY_MIN + 720, 2 * DAY_MIN),
        2,
        MinuteSpan(3 * DAY_MIN, 3 * DAY_MIN + 360),
    }
    assert read(f"{day(1)}T12:00+00:00", f"{day(1)}T13:00Z") == {
        MinuteSpan(DAY_MIN + 720, DAY_MIN + 780)
    }


@pytest.mark.parametrize(
    "item",
    [
        {"from": f"{day(1)}T12:00"},
        {"from": f"{day(1)}T12:00", "to": f"{day(1)}T12:00"},
        {"from": f"{day(2)}T12:00", "to": f"{day(1)}T12:00"},
        {"from": "noon", "to": f"{day(1)}T12:00"},
        {"from": "2020-01-01", "to": "2020-01-02"},
        {"from": "2030-01-01", "to": "2030-01-02"},
        {"from": day(1), "to": day(2), "why": "x"},
        {"from": None, "to": None},
    ],
)
def test_a_stretch_that_is_none_is_refused(item: object) -> None:
    """With the code of all that is wrong with absences."""
    with pytest.raises(BadInput) as refused:
        read_absences({"bo": [item]}, read_roster(_whole()))
    assert refused.value.code == "plan.absent-form"


@pytest.mark.parametrize(
    ("history", "run", "rest"),
    [
        ({}, 0, 0),
        ({"duties": {day(-1): "night"}}, 1, 0),
        ({"duties": {day(-1): "night", day(-2): "night", day(-4): "night"}}, 2, 0),
        ({"duties": {day(-3): "night"}}, 0, 2),
        ({"duties": {day(-1): "Night"}, "run_days": 4, "minutes": 960}, 4, 0),
        ({"rest_days": 3}, 0, 3),
    ],
)
def test_history_says_how_long_a_run_was(history: dict[str, Any], run: int, rest: int) -> None:
    """From the duties where it is not given; and it reads back as it was written."""
    data = _whole()
    data["people"][0]["history"] = history
    roster = read_roster(data)
    past = roster.people[0].history
    assert (past.run_days, past.rest_days) == (run, rest)
    assert read_roster(dump_roster(roster)) == roster


@pytest.mark.parametrize(
    "history",
    [
        {"duties": {day(0): "night"}},
        {"duties": {day(-40): "night"}},
        {"duties": {day(-1): "A"}},
        {"run_days": 1, "rest_days": 1},
        {"duties": {day(-1): "night"}, "rest_days": 2},
        {"duties": {day(-2): "night"}, "run_days": 1},
        {"duties": {day(-2): "night"}, "rest_days": 5},
    ],
)
def test_history_that_contradicts_itself_is_refused(history: dict[str, Any]) -> None:
    """Days of the horizon, missions, or a run that its duties deny."""
    data = _whole()
    data["people"][0]["history"] = history
    with pytest.raises(BadInput, match="history") as refused:
        read_roster(data)
    assert refused.value.code == "plan.roster-clash"


def test_duties_last_up_to_three_days() -> None:
    """Over a day they need a start; over three days they are none."""
    data = _whole()
    data["shifts"][2]["minutes"] = 4320
    assert read_roster(data).shift["night"].minutes == 4320
    del data["shifts"][2]["start"]
    with pytest.raises(BadInput, match="needs its start"):
        read_roster(data)
    data["shifts"][2] |= {"minutes": 4321, "start": "06:00"}
    with pytest.raises(BadInput, match=r"shifts\[2\].minutes"):
        read_roster(data)


def test_without_a_zone_the_clock_never_changes() -> None:
    """The zone may be left out."""
    data = _whole()
    del data["zone"]
    assert read_roster(data).zone == "UTC"


def test_every_fault_of_a_form_is_named() -> None:
    """Several in one element too, and what is quoted is short."""
    data = _whole()
    data["people"][0] = {"id": 3, "name": "x", "credit": "y" * 5000, "odd" * 1000: 1}
    data["days"] = True
    with pytest.raises(BadInput) as refused:
        read_roster(data)
    message = refused.value.message
    for words in ("people[0].id", "people[0].credit", "no field oddodd", "days"):
        assert words in message
    assert len(message) < 900


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (lambda f: f["rules"].update(max_run="long"), "rules.max_run: "),
        (lambda f: f["rules"].update(off_counts="never"), "rules.off_counts: "),
        (lambda f: f["missions"][0].update(earliest=7), "missions[0].earliest: "),
        (lambda f: f["rules"].update(max_shifts={"late": "x"}), "rules.max_shifts.late: "),
        (lambda f: f["demand"][0].update(skills={"lead": -1}), "demand[0].skills.lead: "),
        (lambda f: f["roster"].update(bo={"Monday": "late"}), "(the key Monday)"),
        (lambda f: f["roster"].update(bo={day(0): 7}), f"roster.bo.{day(0)}: "),
        (
            lambda f: f["people"][0].update(history={"duties": {"before": "late"}}),
            "people[0].history.duties: ",
        ),
    ],
)
def test_a_fault_of_what_may_be_left_out_or_has_names_for_keys_is_named(
    place: Any, words: str
) -> None:
    data = _whole()
    place(data)
    with pytest.raises(BadInput) as refused:
        read_roster(data)
    assert words in refused.value.message
    assert refused.value.code == "plan.roster-form"


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=3))
def test_any_value_in_a_field_is_refused_with_its_place(value: object) -> None:
    """Whatever is written instead of a list of shifts."""
    data = _whole()
    data["shifts"] = value
    with pytest.raises(BadInput) as refused:
        read_roster(data)
    assert refused.value.message.encode()
    assert "shifts" in refused.value.message or value == []
