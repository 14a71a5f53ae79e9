"""A plan's rows say of each person what that person does."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from offwatch.desk.pages.wording import notice_words, rows, title_words, ways_words
from offwatch.desk.rosters.duties import DutyChange
from offwatch.plan import read_roster
from offwatch.plan.present import sentences
from offwatch.plan.reason import CODES, Reason

HELD = {"2026-11-17": "landing"}
ROSTER = read_roster(
    {
        "form": "offwatch-roster/1",
        "team": "Crew",
        "zone": "UTC",
        "first_day": "2026-11-16",
        "days": 14,
        "shifts": [],
        "people": [{"id": p, "name": p.title()} for p in ("knight", "general", "trooper")],
        "demand": [],
        "missions": [
            {
                "id": "landing", "name": "Landing", "owner": "general", "start": "2026-11-17",
                "days": 1, "start_time": "08:00", "end_time": "18:00", "need": 2,
                "latest": "2026-11-24",
            }
        ],
        "roster": {"knight": HELD, "general": HELD},
    }
)  # fmt: skip


def _change(person: str, day: str, was: str | None, now: str | None) -> dict[str, str | None]:
    return {"person": person, "day": day, "was": was, "now": now, "why": f"{person} why"}


def test_a_replaced_member_is_not_among_those_who_move() -> None:
    """Who stays behind gives the mission, who comes new takes it, and only the rest move."""
    plan = {
        "moves": [
            {"mission": "landing", "from": "2026-11-17", "to": "2026-11-24", "why": "all can then"}
        ],
        "changes": [
            _change("knight", "2026-11-17", "landing", None),
            _change("knight", "2026-11-24", None, "landing"),
            _change("general", "2026-11-17", "landing", None),
            _change("trooper", "2026-11-24", None, "landing"),
        ],
    }
    assert [(row.who, row.change) for row in rows(plan, ROSTER)] == [
        ("Knight", "Tue 17 Nov → Tue 24 Nov"),
        ("General", "gives Landing, Tue 17 Nov"),
        ("Trooper", "takes Landing, Tue 24 Nov"),
    ]


def test_a_plan_is_worded_in_the_reader_s_language() -> None:
    """Titles are stored in English; what a page says of a plan is said as it is shown."""
    plan = {"changes": [_change("trooper", "2026-11-20", None, "landing")]}
    with translation.override("de"):
        assert [row.change for row in rows(plan, ROSTER)] == ["übernimmt Landing, Fr 20. Nov"]
        assert title_words("Knight takes over") == "Knight übernimmt"
        assert title_words("Leave it open") == "Offen lassen"
        assert ways_words(2).startswith("Zwei Möglichkeiten")
    assert title_words("Move Landing a week") == "Move Landing a week"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (7, "Landung um eine Woche verschieben"),
        (-14, "Landung um 2 Wochen vorziehen"),
        (1, "Landung um einen Tag verschieben"),
        (-3, "Landung um 3 Tage vorziehen"),
    ],
)
def test_every_title_of_a_plan_is_worded(days: int, said: str) -> None:
    """Whatever the planner stores: the move of a mission by so many days, of several, a swap."""
    title = f"Move Landung {sentences._by(days)}"
    assert title_words(title) == title
    with translation.override("de"):
        assert title_words(title) == said
        assert title_words("Move 3 missions") == "3 Einsätze verschieben"
        assert title_words("Swap 7 people") == "7 Personen tauschen"
        assert title_words("Change the roster") == "Dienstplan ändern"


def test_why_a_mission_moves_is_worded_in_the_reader_s_language() -> None:
    """A code is stored; the sentence of a plan that has none is looked up as it is."""
    told = {"mission": "landing", "from": "2026-11-17", "to": "2026-11-24"}
    along = [
        _change("knight", "2026-11-17", "landing", None),
        _change("knight", "2026-11-24", None, "landing"),
    ]
    sentence = "everybody away from it before can be there then"
    for kept in ({"why": "", "reason": {"code": "all-can"}}, {"why": sentence}):
        plan = {"moves": [told | kept], "changes": along}
        with translation.override("de"):
            assert rows(plan, ROSTER)[0].why == "alle, die vorher fehlten, können dann dabei sein"
        assert rows(plan, ROSTER)[0].why == sentence


def test_why_a_day_changes_is_worded_in_the_reader_s_language() -> None:
    """With its values: who is relieved, the days of rest before, the skills."""
    reason = Reason("over-rested", {"person": "Knight", "n": 2}, ("pilot", "medic"))
    change = _change("trooper", "2026-11-24", None, "landing")
    plan = {"moves": [], "changes": [json.loads(json.dumps(change | {"reason": reason.as_dict()}))]}
    assert rows(plan, ROSTER)[0].why == (
        "takes over from Knight: free that day, 2 days of rest before; qualified as pilot and medic"
    )
    with translation.override("de"):
        assert rows(plan, ROSTER)[0].why == (
            "übernimmt von Knight: an dem Tag frei, davor 2 freie Tage; "
            "qualifiziert als pilot und medic"
        )


def test_every_reason_has_words_in_german() -> None:
    """None is left in English, and each names the values that it holds."""
    values: dict[str, str | int]
    values = {"duty": "Landung", "person": "Ritter", "day": "2026-11-24", "n": 3}
    for code in CODES:
        reason = Reason(code, values)
        assert Reason.read(json.loads(json.dumps(reason.as_dict()))) == reason
        said = reason.words()
        with translation.override("de"):
            worded = reason.words()
        assert worded != said
        named = {name for name in ("Landung", "Ritter", "24", "3") if name in said}
        assert all(name in worded for name in named), code


def test_a_notice_is_worded_in_the_reader_s_language() -> None:
    """Codes and values are kept; a sentence of an older version stays as it is."""
    start, end = datetime(2026, 11, 26, 20, tzinfo=UTC), datetime(2026, 11, 27, 4, tzinfo=UTC)
    later = start + timedelta(days=7), end + timedelta(days=7)
    changes = [
        DutyChange("Wache", False, (start, end), later),
        DutyChange("Wache", False, None, (start, end)),
        DutyChange("Landung", True, (start, end), None),
    ]
    lines = json.loads(json.dumps([{"code": "out", "n": 2}, *(c.as_dict() for c in changes), "x"]))
    assert [DutyChange.read(line) for line in lines[1:4]] == changes
    utc = ZoneInfo("UTC")
    assert notice_words(lines, utc)[:2] == [
        "The roster is out: you have 2 duties",
        "Wache moves: Thu 26 Nov 20:00–04:00 → Thu 3 Dec 20:00–04:00",
    ]
    with translation.override("de"):
        assert notice_words(lines, utc) == [
            "Der Dienstplan ist da: du hast 2 Dienste",
            "Wache verschiebt sich: Do 26. Nov 20:00–04:00 → Do 3. Dez 20:00–04:00",
            "Neu für dich: Wache, Do 26. Nov 20:00–04:00",
            "Nicht mehr deins: Landung, 26.–27. Nov",
            "x",
        ]

    assert ways_words(1) == "One way, most seats filled first."
