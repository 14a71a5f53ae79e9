"""A plan's rows say of each person what that person does."""

from __future__ import annotations

from django.utils import translation

from offwatch.desk.pages.wording import rows, title_words, ways_words
from offwatch.plan import read_roster

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
    assert ways_words(1) == "One way, most seats filled first."
