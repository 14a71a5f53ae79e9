"""What a crew is told of its duty: break, place and notes, wherever the duty is shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from icalendar import Calendar

from offwatch.desk.grids.export import export
from offwatch.desk.models import Team
from offwatch.desk.people.calendar_address import calendar_token
from offwatch.desk.rosters.broken_rules import broken_rules
from offwatch.desk.rosters.current import draft_of, in_force, roster_of
from offwatch.desk.rosters.drafts import do_publish_draft, state_of
from offwatch.desk.rosters.workload import workloads
from offwatch.desk.teams.missions import MissionTerms, do_set_mission
from offwatch.desk.teams.shifts import ShiftTerms, do_set_shift
from offwatch.errors import BadInput
from offwatch.plan.roster.read_write import dump_roster, parse_roster
from tests.desk.sample import FAR, FIRST, LANDING_DAYS, NOW, day, roster_form, who

NOTES = "Bring <keys>.\nRing."
WATCH = ShiftTerms(
    "watch",
    "Watch",
    "20:00",
    "04:00",
    break_min=30,
    place="North gate",
    notes="Bring <keys>.\nRing.",
)


@pytest.fixture
def told(team: Team) -> Team:
    """Watch and landing have a place and notes, in force."""
    planner = who(team, "planner")
    do_set_shift(planner, WATCH, NOW)
    start = FIRST + timedelta(days=LANDING_DAYS[0])
    terms = MissionTerms("landing", "Landing", "general", start, 2, "08:00", "18:00", 3)
    terms = MissionTerms(
        **{f: getattr(terms, f) for f in terms.__slots__} | {"place": "Pier 3", "notes": "Boots."}
    )
    do_set_mission(planner, terms, NOW)
    draft = draft_of(team)
    assert draft is not None
    do_publish_draft(planner, draft.pk, NOW, despite=len(state_of(draft).broken))
    return team


def test_they_are_shown_wherever_the_duty_is(told: Team) -> None:
    """Day, My duties with who else is on it, Roster as it is printed, Missions, both calendars."""
    client = Client()
    client.force_login(User.objects.get(username="knight"))
    pages = {
        "day": client.get("/roster/day", {"day": day(FAR)}).content.decode(),
        "mine": client.get("/mine").content.decode(),
        "roster": client.get("/roster").content.decode(),
    }
    for name, page in pages.items():
        for words in ("30 min break", "North gate", "Bring &lt;keys&gt;."):
            assert words in page, (name, words)
    assert "Pier 3" in pages["mine"]
    assert "With Trooper 1, Trooper 2" in pages["mine"]
    assert "08:00 – " in pages["mine"]
    missions = client.get("/roster/missions").content.decode()
    assert "Pier 3" in missions
    assert "Boots." in missions
    feed = client.get(f"/feed/{calendar_token(who(told, 'knight'))}.ics").content
    for calendar in (feed, export(in_force(told)[0], "ics").data):
        events = [
            e for e in Calendar.from_ical(calendar).walk("VEVENT") if day(FAR) in str(e["uid"])
        ]
        (event,) = events
        assert str(event["location"]) == "North gate"
        assert str(event["description"]) == "Bring <keys>.\nRing."


def test_a_break_is_not_worked(told: Team) -> None:
    """Not in the hours that are counted, nor in the limits of minutes; the duty lasts as long."""
    roster = roster_of(in_force(told)[0])
    knight = next(w for w in workloads(roster) if w.person == "knight")
    assert knight.hours == round((7.5 * (knight.duties - 1)) + 34)
    form = roster_form()
    form["missions"], form["roster"] = [], {"knight": {day(FAR): "watch"}}
    form["rules"] = {"max_minutes": 450}
    assert [b.rule for b in broken_rules(parse_roster(form))] == ["max_minutes"]
    form["shifts"][0]["break_min"] = 30
    assert broken_rules(parse_roster(form)) == ()


def test_what_goes_out_comes_in_again(told: Team) -> None:
    """The form keeps them, through a change of the shift that does not name them too."""
    roster = roster_of(in_force(told)[0])
    assert parse_roster(dump_roster(roster)) == roster
    assert roster.shift["watch"].notes == "Bring <keys>.\nRing."
    assert roster.mission["landing"].place == "Pier 3"


def test_what_cannot_be_is_refused(team: Team) -> None:
    """A break as long as its shift; control characters; more than fits."""
    planner = who(team, "planner")
    wrong = (
        ({"break_min": 480}, "shift.break"),
        ({"notes": "a\0b"}, "duty.notes"),
        ({"notes": "a\n" * 501}, "duty.notes"),
        ({"place": "x" * 201}, "duty.notes"),
    )
    for change, code in wrong:
        with pytest.raises(BadInput) as refused:
            do_set_shift(planner, ShiftTerms("watch", "Watch", "20:00", "04:00", **change), NOW)
        assert refused.value.code == code
    assert draft_of(team) is None
