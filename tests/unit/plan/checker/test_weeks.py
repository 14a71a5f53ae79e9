"""Weekly rest, average hours and notice, with what came before the first day."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.plan.checker.saying import broken, said, with_history
from tests.unit.plan.rosters import day, form, redrawn, roster

from offwatch.plan import check, read_roster, standing

REST = {"weekly_rest_h": 35}


def test_rest_counts_from_the_end_of_a_duty_to_the_next() -> None:
    """From early on Wednesday, 14:00, to early on Friday, 06:00, are 40 hours."""
    assert standing(roster({"a": "eee.eee"}, rules=REST)) == ()
    found = standing(roster({"a": "eeeeeee"}, rules=REST))
    assert [(b.rule, b.day, b.amount) for b in found] == [("weekly_rest", 0, (35 - 16) * 60)]
    assert found[0].words == "rests 16 h at most in seven days, at least 35 h"


def test_every_seven_days_count_not_calendar_weeks() -> None:
    """Two rests far apart leave seven days between them without one."""
    base = roster({"a": "..eeeeeee.."}, rules=REST)
    assert [(b.rule, b.day) for b in standing(base)] == [("weekly_rest", d) for d in (1, 2, 3)]


def test_a_rest_is_not_counted_beyond_the_seven_days() -> None:
    """What begins before them or ends after them is cut off."""
    base = roster({"a": "neeeeee."}, rules={"weekly_rest_h": 30})
    assert [(b.day, b.amount) for b in standing(base)] == [(0, 8 * 60)]


def test_days_before_the_first_count_where_they_are_known() -> None:
    """By the duties given, or as days off."""
    base = roster({"a": "ee"}, rules=REST)
    assert standing(base) == ()
    worked = with_history(base, "a", duties=dict.fromkeys(range(-6, 0), "early"), run_days=6)
    assert {b.rule for b in standing(worked)} == {"weekly_rest"}
    rested = with_history(base, "a", rest_days=6)
    assert standing(rested) == ()


def test_rest_is_real_time() -> None:
    """Over the clock change in spring, 35 hours on the wall are 34."""
    base = roster({"a": "eee.eee"}, rules={"weekly_rest_h": 40}, zone="Europe/Zurich")
    assert standing(base) == ()
    spring = replace(base, first_day=base.first_day.replace(2026, 3, 26))
    assert [(b.rule, b.amount) for b in standing(spring)] == [("weekly_rest", 60)]


def test_hours_are_averaged_over_the_weeks_that_are_known() -> None:
    """Without history over the weeks of the roster; a last week cut short counts by its days."""
    base = roster({"a": "eeeee..eeeee..ee"}, rules={"max_average_h": 40})
    found = standing(base)
    assert [(b.rule, b.day, b.amount) for b in found] == [("average", 14, 275)]
    assert found[0].words == "works 42 h a week on average over 3 weeks, at most 40 h"


def test_what_was_worked_before_counts_towards_the_average() -> None:
    """The latest week comes first; those beyond the average do not count."""
    rules = {"max_average_h": 20, "average_weeks": 2}
    base = roster({"a": "ee....."}, rules=rules)
    assert standing(base) == ()
    for weeks, broke in (((1440, 9999), 0), ((1441, 0), 1)):
        past = with_history(base, "a", weeks=weeks)
        assert len(standing(past)) == broke, weeks


def test_an_average_broken_before_may_come_down_and_not_go_up() -> None:
    """As with other totals."""
    base = roster({"a": "eee...."}, rules={"max_average_h": 16})
    assert check(base, redrawn(base, {"a": "ee.e..."}), {}) == ()
    assert broken(base, redrawn(base, {"a": "eeee..."})) == [("average", "a", 0)]


def test_a_change_is_told_in_time() -> None:
    """Days before the notice is over stay, but for what an absence takes."""
    base = replace(roster({"a": "ee.....", "b": "......."}, rules={"notice_days": 3}), as_of=0)
    now = redrawn(base, {"a": "e......", "b": ".e.e..."})
    assert said(base, now) == [
        ("notice", "a", 1, 1, "is changed with less than 3 days of notice"),
        ("notice", "b", 1, 1, "is changed with less than 3 days of notice"),
    ]
    gone = redrawn(base, {"a": "e......"})
    assert check(base, gone, {"a": frozenset({1})}) == ()
    assert check(replace(base, as_of=None), replace(now, as_of=None), {}) == ()


def test_the_form_has_them_all() -> None:
    """What is read is written back."""
    data = form({"a": "e......"}, rules={**REST, "max_average_h": 48, "average_weeks": 12})
    data |= {"as_of": day(-3), "rules": {**data["rules"], "notice_days": 4}}
    data["people"][0]["history"] = {"weeks": [2400, 2880]}
    found = read_roster(data)
    rules = found.people[0].rules
    assert (rules.weekly_rest_h, rules.max_average_h, rules.average_weeks) == (35, 48, 12)
    assert (rules.notice_days, found.as_of, found.people[0].history.weeks) == (4, -3, (2400, 2880))


def test_seven_days_that_begin_before_the_first_are_named_by_their_own_day() -> None:
    """Only those that reach into the roster count; their breach is shown on the first day."""
    base = roster({"a": "ee"}, rules=REST)
    worked = with_history(base, "a", duties=dict.fromkeys(range(-6, 0), "early"), run_days=6)
    found = standing(worked)
    assert [(b.key, b.day, b.amount) for b in found] == [((d,), 0, 19 * 60) for d in (-6, -5)]
    rested = with_history(roster({"a": "eeeee"}, rules={"weekly_rest_h": 80}), "a", rest_days=3)
    assert [(b.key, b.amount) for b in standing(rested)] == [((-3,), 120), ((-2,), 26 * 60)]


def test_seven_days_wholly_before_the_first_are_not_held_against_anybody() -> None:
    """What was worked seven days in a row before is over."""
    base = roster({"a": "..ee"}, rules={"weekly_rest_h": 30})
    worked = with_history(base, "a", duties=dict.fromkeys(range(-7, 0), "early"), run_days=7)
    assert standing(worked) == ()


def test_half_hours_of_weekly_rest_count() -> None:
    """From Wednesday, 14:00, to Friday, 06:00, are forty hours and no minute more."""
    assert standing(roster({"a": "eee.eee"}, rules={"weekly_rest_h": 40})) == ()
    (half,) = standing(roster({"a": "eee.eee"}, rules={"weekly_rest_h": 40.5}))
    assert (half.amount, half.person) == (30, "a")
    assert half.words == "rests 40 h at most in seven days, at least 40.5 h"


def test_each_span_of_weeks_is_averaged_by_itself() -> None:
    """Two weeks at a time: the first and second are too much, the second and third are not."""
    rules = {"max_average_h": 40, "average_weeks": 2}
    base = roster({"a": "eeeee..eeeeee......ee"}, rules=rules)
    found = standing(base)
    assert [(b.rule, b.person, b.key, b.day, b.amount) for b in found] == [
        ("average", "a", (1,), 7, 480)
    ]
    assert found[0].words == "works 44 h a week on average over 2 weeks, at most 40 h"
    before = with_history(base, "a", weeks=(2880, 2880))
    assert [(b.key, b.day, b.amount) for b in standing(before)] == [((0,), 0, 480), ((1,), 7, 480)]


def test_notice_is_counted_from_the_day_on_which_changes_are_told() -> None:
    """Two days from Tuesday on are Tuesday and Wednesday; what is before them stays as well."""
    base = replace(roster({"a": "e......", "b": "......."}, rules={"notice_days": 2}), as_of=1)
    later = redrawn(base, {"a": "e......", "b": "...e..."})
    assert check(base, later, {}) == ()
    for d in range(3):
        line = "." * d + "l" + "." * (6 - d)
        assert [(b.rule, b.day, b.key) for b in check(base, redrawn(base, {"b": line}), {})] == [
            ("notice", d, (d,))
        ]
    one = replace(roster({"a": "......."}, rules={"notice_days": 1}), as_of=0)
    assert said(one, redrawn(one, {"a": "e......"})) == [
        ("notice", "a", 0, 1, "is changed with less than 1 day of notice")
    ]
