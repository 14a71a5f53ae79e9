"""Shifts, what is needed and the rules, changed on a page; each period by its draft."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

from offwatch.desk.grids.frame import next_form
from offwatch.desk.models import Team
from offwatch.desk.pages.wording import notice_words
from offwatch.desk.rosters.current import draft_of, roster_of
from offwatch.desk.rosters.drafts import do_publish_draft, state_of
from offwatch.desk.teams.need import ShiftNeed, do_set_day, do_set_need, exceptions_of, need_of
from offwatch.desk.teams.rules import EU, do_set_rules, do_take_preset, eu_rules
from offwatch.desk.teams.shifts import ShiftTerms, do_remove_shift, do_set_shift, looks_of
from offwatch.errors import BadInput, Refused
from offwatch.plan import Shift
from tests.desk.sample import FIRST, NOW, day, roster_form, who

LATE = ShiftTerms("", "Late", "14:00", "22:00")


def form_of(team: Team) -> dict[str, Any]:
    draft = draft_of(team)
    assert draft is not None
    form: dict[str, Any] = draft.form
    return form


def test_a_new_shift_and_new_hours(team: Team) -> None:
    """In the draft; published, everybody on the shift is told of the new hours."""
    planner = who(team, "planner")
    do_set_shift(planner, LATE, NOW)
    do_set_shift(planner, ShiftTerms("watch", "Watch", "19:30", "04:00", not_next=["late"]), NOW)
    shifts = {s["id"]: s for s in form_of(team)["shifts"]}
    assert shifts["late"] == {"id": "late", "name": "Late", "start": "14:00", "minutes": 480}
    assert (shifts["watch"]["start"], shifts["watch"]["minutes"]) == ("19:30", 510)
    assert shifts["watch"]["not_next"] == ["late"]
    draft = draft_of(team)
    assert draft is not None
    assert "shifts" in state_of(draft).frame
    do_publish_draft(planner, draft.pk, NOW, despite=len(state_of(draft).broken))
    notice = draft.notices.filter(person__key="t1").get()
    assert "moves" in notice_words(notice.lines, team.tz)[0]


def test_a_shift_goes_only_when_nobody_has_or_needs_it(team: Team) -> None:
    """Then what names it goes along: successions and limits."""
    planner = who(team, "planner")
    with pytest.raises(Refused) as refused, transaction.atomic():
        do_remove_shift(planner, "watch", NOW)
    assert refused.value.code == "shift.used"
    do_set_shift(planner, LATE, NOW)
    do_set_rules(planner, {"max_shifts": {"late": 2}}, NOW)
    do_set_shift(planner, ShiftTerms("watch", "Watch", "20:00", "04:00", not_next=["late"]), NOW)
    do_remove_shift(planner, "late", NOW)
    form = form_of(team)
    assert [s["id"] for s in form["shifts"]] == ["watch"]
    assert "not_next" not in form["shifts"][0]
    assert form["rules"]["max_shifts"] == {}


@pytest.mark.parametrize("start", ["25:00", "morning", ""])
def test_hours_that_cannot_be_change_nothing(team: Team, start: str) -> None:
    """Neither does a name that is none, nor letters that do not fit."""
    planner = who(team, "planner")
    for terms in (
        ShiftTerms("", "Late", start, "22:00"),
        ShiftTerms("", " ", "14:00", "22:00"),
        ShiftTerms("", "Late", "14:00", "22:00", letter="Late"),
    ):
        with pytest.raises(BadInput), transaction.atomic():
            do_set_shift(planner, terms, NOW)
    assert draft_of(team) is None


def test_shifts_differ_without_colour(team: Team) -> None:
    """Unless the team chose, each has letters and a filling of its own; chosen ones stay."""
    shifts = [
        Shift(key, name, 480) for key, name in (("n", "Night"), ("o", "Noon"), ("e", "Early"))
    ]
    looks = looks_of(team, shifts)
    assert [look.letter for look in looks.values()] == ["Ni", "No", "E"]
    assert len({look.tone for look in looks.values()}) == 3
    do_set_shift(who(team, "planner"), ShiftTerms("", "Late", "14:00", "22:00", "Sp", 4), NOW)
    team.refresh_from_db()
    look = looks_of(team, [Shift("late", "Late", 480)])["late"]
    assert (look.letter, look.tone) == ("Sp", 4)


def test_what_is_needed_changes_from_a_day_on(team: Team) -> None:
    """By weekday, with skills among them; the days before stay as they were."""
    planner, from_day = who(team, "planner"), FIRST + timedelta(days=5)
    need = {"watch": ShiftNeed([2] * 5 + [3, 3], {"lead": 1})}
    do_set_need(planner, need, from_day, NOW)
    demand = {d["day"]: d for d in form_of(team)["demand"]}
    assert demand[day(4)]["need"] == 1
    assert demand[day(4)]["skills"] == {"watch": 1}
    for index in range(5, 28):
        on = FIRST + timedelta(days=index)
        found = demand[on.isoformat()]
        assert (found["need"], found["skills"]) == (3 if on.weekday() > 4 else 2, {"lead": 1})
    with pytest.raises(BadInput) as refused, transaction.atomic():
        do_set_need(planner, {"watch": ShiftNeed([1] * 7, {"lead": 2})}, from_day, NOW)
    assert refused.value.code == "need.skills"


def test_a_holiday_is_no_rule_of_the_next_period(team: Team) -> None:
    """Single days stand beside the weekdays, and the next period goes by what is usual."""
    planner = who(team, "planner")
    do_set_need(planner, {"watch": ShiftNeed([1] * 7)}, FIRST, NOW)
    last = FIRST + timedelta(days=27)
    do_set_day(planner, last, last, "watch", 4, NOW)
    form = form_of(team)
    assert exceptions_of(form) == [(last, "watch", 4)]
    assert need_of(form)["watch"].numbers == [1] * 7
    following = next_form(form, last + timedelta(days=1), 14)
    assert {d["need"] for d in following["demand"]} == {1}
    assert len(following["demand"]) == 14


def test_the_preset_is_what_the_directive_says(team: Team) -> None:
    """11 hours, 35 at a time in a week, 48 hours a week over 17 weeks; narrower rules stay."""
    planner = who(team, "planner")
    assert eu_rules()["rest_h"] == 11
    do_set_rules(planner, {"rest_h": 12, "max_run": 5, "average_weeks": 8}, NOW)
    do_take_preset(planner, NOW)
    rules = form_of(team)["rules"]
    assert rules == {
        "rest_h": 12,
        "max_run": 5,
        "weekly_rest_h": 35,
        "max_average_h": 48,
        "average_weeks": 8,
    }
    assert [part.article for part in EU] == ["Art. 3", "Art. 5", "Art. 6", "Art. 8"]


def test_a_rule_that_the_duties_break_is_named_before_publishing(team: Team) -> None:
    """The checker's words stand beside the draft."""
    do_set_rules(who(team, "planner"), {"rest_h": 11, "max_shifts": {"watch": 1}}, NOW)
    draft = draft_of(team)
    assert draft is not None
    assert {broken.rule for broken in state_of(draft).broken} == {"max_shifts"}


def test_the_page_changes_all_of_it(team: Team) -> None:
    """By forms alone, without a script."""
    client = Client()
    client.force_login(User.objects.get(username="planner"))
    page = client.get("/roster/rules").content.decode()
    assert 'name="need-watch-0" value="1"' in page

    def send(**said: Any) -> str:
        return client.post("/roster/rules/change", said, follow=True).content.decode()

    send(act="shift", name="Late", start="14:00", end="22:00", letter="L", tone="2")
    send(act="need", **{f"need-late-{n}": "1" for n in range(7)}, **{"skill-late-lead": "1"})
    send(act="day", key="late", first=day(20), number="0")
    send(act="rules", rest_h="10", max_weekends="2", max_minutes="150")
    assert "as 22:00 and 06:00" in send(act="shift", name="X", start="?", end="22:00")
    assert "from 0 to 9,999" in send(act="day", key="late", first=day(20), number="-1")
    form = form_of(team)
    late = {d["day"]: d for d in form["demand"] if d["shift"] == "late"}
    assert day(20) not in late
    assert late[day(21)]["skills"] == {"lead": 1}
    assert form["rules"] == {"rest_h": 10, "max_weekends": 2, "max_minutes": 9000}
    send(act="rules", weekly_rest_h="36", max_average_h="38,5", average_weeks="12", notice_days="4")
    assert form_of(team)["rules"] == {
        "weekly_rest_h": 36,
        "max_average_h": 38.5,
        "average_weeks": 12,
        "notice_days": 4,
    }
    assert "over 1 to 52 weeks" in send(act="rules", average_weeks="0")
    send(act="preset")
    assert form_of(team)["rules"]["rest_h"] == 11
    assert 'class="shift tone-0' in client.get("/roster").content.decode()
    draft = draft_of(team)
    assert draft is not None
    assert roster_of(draft).shift["late"].minutes == 480


def test_what_was_needed_is_carried_by_weekday() -> None:
    """A period after one of weekdays that differ asks for the same on each weekday."""
    form = roster_form()
    following = next_form(form, FIRST + timedelta(days=28), 7)
    usual = need_of(form)["watch"].numbers
    found = {d["day"]: d["need"] for d in following["demand"]}
    for index in range(7):
        on = FIRST + timedelta(days=28 + index)
        assert found.get(on.isoformat(), 0) == usual[on.weekday()]
