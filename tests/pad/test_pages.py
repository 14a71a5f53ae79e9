"""Each page: the answer first, in words, with nothing to look at and with much."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from tests.pad.conftest import a_duty, write_days
from tests.pad.stand_in import StandIn
from tests.pad.written import add_events

from offwatch.diary import Event
from offwatch.forecast.present.sentences import odds
from offwatch.pad.diary.rows import setup
from offwatch.pad.link.by_hand import do_hand_pass
from offwatch.pad.link.tick import do_tick
from offwatch.pad.models import DutyOdds
from offwatch.pad.pages.days_ahead import see_ahead
from offwatch.pad.pages.pictures.soon import see_soon
from offwatch.pad.pages.words import day_words
from offwatch.wire import Duty


def text_of(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/", "Nothing written yet"),
        ("/outlook", "Nothing written yet"),
        ("/duties", "No duties yet"),
        ("/outbox", "Nothing has left this pad"),
        ("/settings", "Pair with a desk"),
        ("/settings?pair=1", "Which desk does your team use?"),
        ("/settings/backups", "There is no backup yet"),
    ],
)
def test_a_new_pad_says_what_to_do(browser: Client, address: str, says: str) -> None:
    """With nothing written and no desk, each page has its own answer."""
    assert says in text_of(browser, address)


def test_a_new_pad_shows_no_odds(browser: Client) -> None:
    """With nothing written there is nothing to show: one button leads to the first entry."""
    text = text_of(browser, "/outlook")
    assert "<svg" not in text
    assert " in 100" not in text
    assert 'href="/diary"' in text
    assert "something else" not in text_of(browser, "/diary")


def test_it_says_when_it_does_not_know(browser: Client, now: datetime) -> None:
    """With two episodes on record the answer is “I don't know yet”, with other people's band."""
    write_days([(now - timedelta(days=d)).date() for d in (40, 12)])
    text = text_of(browser, "/")
    assert "I don’t know yet" in text
    assert "8 in 10 would start" in text
    assert "from the diaries of many other people" in text_of(browser, "/outlook")


def test_it_answers_in_words_then_a_picture_then_numbers(browser: Client, diary: None) -> None:
    """A diary of its own: a headline with days, a strip, and every day's odds in a table."""
    text = text_of(browser, "/outlook")
    assert "Most likely" in text
    assert text.index("Most likely") < text.index("<svg") < text.index("<table")
    assert text.split("The next four weeks in numbers")[1].count(" in 100</td>") == 28


def test_each_rhythm_is_shown_under_its_name(browser: Client, now: datetime) -> None:
    """On Today and Outlook, with its mark; in numbers beside the odds of any."""
    write_days([(now - timedelta(days=d)).date() for d in (92, 64, 36, 8)])
    write_days([(now - timedelta(days=d)).date() for d in (80, 50, 20)], "Migräne")
    for address in ("/", "/outlook"):
        text = text_of(browser, address)
        assert '<tspan class="mark of1" fill="#c77a1a">●</tspan> period' in text
        assert "<b>period</b>" in text
        assert text.index("Migräne") < text.index("<table") if address == "/outlook" else True
    assert text.split("The next four weeks in numbers")[1].count(" in 100</td>") == 3 * 28


def test_what_comes_next_leads(browser: Client, now: datetime) -> None:
    """Not what is written most often: what is under way, else what is sure to come soonest."""
    write_days([(now - timedelta(days=26 + 28 * n)).date() for n in range(8)])  # due in two days
    write_days([(now - timedelta(days=10 + 60 * n)).date() for n in range(12)], "Migräne")
    assert [one.name for one in see_ahead(now).rhythms] == ["Migräne", "period"]
    for address in ("/", "/outlook"):
        text = text_of(browser, address)
        assert text.index("period</p>") < text.index("<h1>") < text.index("<b>Migräne</b>")
    assert "Period started</button>" in text_of(browser, "/")
    zone = setup().tz
    add_events([Event(now.astimezone(zone).date(), "onset", "Migräne")], zone, None)
    text = text_of(browser, "/")
    assert (
        text.index("Migräne</p>")
        < text.index("Under way since today")
        < text.index("<b>period</b>")
    )


def test_what_is_not_known_yet_does_not_lead(browser: Client, now: datetime) -> None:
    """However near its band begins."""
    write_days([(now - timedelta(days=5 + 28 * n)).date() for n in range(4)])
    write_days([(now - timedelta(days=29 + 31 * n)).date() for n in range(2)], "Migräne", days=1)
    ahead = see_ahead(now)
    assert [one.headline for one in ahead.others] == ["I don’t know yet"]
    assert ahead.headline.startswith("Most likely")


def test_duties_beneath_are_named_where_there_are_any(
    browser: Client, diary: None, paired: StandIn, now: datetime
) -> None:
    """A picture without duties does not speak of them."""
    for address in ("/", "/outlook"):
        text = text_of(browser, address)
        assert "by day." in text
        assert "duties beneath" not in text
    soon, far = (a_duty(f"d{n}", now + timedelta(days=n), planned_on=now.date()) for n in (3, 70))
    paired.set_duties((far,))
    do_tick(now)
    assert "duties beneath" not in text_of(browser, "/outlook")
    paired.set_duties((soon, far))
    do_tick(now)
    for address in ("/", "/outlook"):
        assert "your duties beneath" in text_of(browser, address)


def test_the_outlook_says_what_it_was_worth(browser: Client, now: datetime) -> None:
    """A regular rhythm has been foretold better than by chance; of a few times nothing is said."""
    write_days([(now - timedelta(days=d)).date() for d in (64, 36, 8)])
    assert "it foretold" not in text_of(browser, "/outlook")
    write_days([(now - timedelta(days=36 + 28 * n)).date() for n in range(2, 14)])
    assert "it foretold whether one begins within a week" in text_of(browser, "/outlook")


def test_a_duty_is_held_against_any_rhythm(browser: Client, paired: StandIn, now: datetime) -> None:
    """Its odds are at least those of each rhythm, and the page shows them."""
    write_days([(now - timedelta(days=d)).date() for d in (92, 64, 36, 8)])
    write_days([(now - timedelta(days=d)).date() for d in (80, 50, 20)], "Migräne")
    paired.set_duties((a_duty("watch", now + timedelta(days=9), planned_on=now.date()),))
    do_tick(now)
    ahead = see_ahead(now)
    view = ahead.duties[0]
    assert view.odds is not None
    assert view.odds >= max(one.outlook.clash(view.span) for one in ahead.rhythms)
    assert odds(view.odds) in text_of(browser, "/duties")
    card = text_of(browser, "/duties/watch")
    for one in ahead.rhythms:
        assert f"{one.name} {odds(one.outlook.clash(view.span))}</span>" in card


def test_a_duty_goes_by_the_hours_that_are_written(
    browser: Client, paired: StandIn, now: datetime
) -> None:
    """Attacks that begin at eight in the evening hardly meet a duty of the morning."""
    zone = setup().tz
    evening = datetime.combine(now.astimezone(zone).date(), time(20), zone)
    begun = [evening - timedelta(days=4 * n) for n in range(1, 30)]
    ends = [Event(at + timedelta(hours=2), "end", "migraine") for at in begun]
    add_events([*(Event(at, "onset", "migraine") for at in begun), *ends], zone, None)
    early, late = evening + timedelta(days=4, hours=-14), evening + timedelta(days=4)
    duties = [
        a_duty(name, at, hours=3, planned_on=now.date())
        for name, at in (("early", early), ("late", late))
    ]
    paired.set_duties(tuple(duties))
    do_tick(now)
    found = {view.duty.duty_id: view for view in see_ahead(now).duties}
    first, last = found["early"].odds, found["late"].odds
    assert first is not None
    assert last is not None
    assert first < 0.5 * last
    assert f"{odds(first)}" in text_of(browser, "/duties/early")


@pytest.mark.parametrize(
    ("gap", "ago", "says"),
    [
        (28, 26, "The next two weeks"),
        (28, 10, "The next four weeks"),
        (46, 6, "The next six weeks"),
        (90, 12, "The next three months"),
        (180, 12, "The next twelve months"),
    ],
)
def test_todays_picture_shows_something(
    browser: Client, now: datetime, gap: int, ago: int, says: str
) -> None:
    """It is as long as it takes to reach the next onset."""
    write_days([(now - timedelta(days=ago + gap * n)).date() for n in range(8)])
    assert says in text_of(browser, "/")


def test_an_empty_diary_gives_a_duty_no_odds(
    browser: Client, paired: StandIn, now: datetime
) -> None:
    """Other people's odds are not held against this person's duties."""
    paired.set_duties((a_duty("watch", now + timedelta(days=3), planned_on=now.date()),))
    do_tick(now)
    for address in ("/duties", "/duties/watch"):
        text = text_of(browser, address)
        assert "Your diary is still empty" in text
        assert " in 100" not in text.split("What your pad asks")[0]
    assert not DutyOdds.objects.exists()


def test_duties_stand_with_their_odds(
    browser: Client, landing: Duty, paired: StandIn, now: datetime
) -> None:
    """The clash is the headline; its odds, and those when it was planned, are the forecast's."""
    text = text_of(browser, "/duties")
    view = see_ahead(now).duties[0]
    assert view.odds is not None
    assert f"Landing is unlikely to fit: {odds(view.odds)} that an episode" in text
    then = DutyOdds.objects.earliest("day").odds
    assert f"when your diary said {odds(then)}" in text
    assert odds(view.odds) in text_of(browser, "/")
    assert odds(then) in text_of(browser, "/duties/landing")


def test_known_since_is_told_with_what_the_odds_were(
    browser: Client, diary: None, paired: StandIn, now: datetime
) -> None:
    """A duty known for some days shows the first odds it had, and today's."""
    noon = (now + timedelta(days=2)).replace(hour=11)  # on one day, whatever the hour is now
    paired.set_duties((a_duty("watch", noon, hours=5, planned_on=now.date()),))
    do_tick(now - timedelta(days=6))
    assert "First warned" in text_of(browser, "/duties/watch")
    first = DutyOdds.objects.order_by("day")[0]
    assert f": {odds(first.odds)}" in text_of(browser, "/duties/watch")


def test_a_name_from_the_desk_is_text(browser: Client, paired: StandIn, now: datetime) -> None:
    """Markup in a duty's or owner's name is shown, not run: in the page and in the picture."""
    duty = Duty(
        "evil", "<script>alert(1)</script>", "shift", now + timedelta(days=1),
        now + timedelta(days=2), '"><img src=x>', "planned", now.date(), False,
    )  # fmt: skip
    paired.set_duties((duty,))
    do_tick(now)
    for address in ("/", "/outlook", "/duties", "/duties/evil"):
        text = text_of(browser, address)
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    do_hand_pass(now, "evil")
    assert "<script>alert" not in text_of(browser, "/outbox")


def test_the_outbox_shows_every_byte(
    browser: Client, landing: Duty, paired: StandIn, now: datetime
) -> None:
    """Each envelope that left is there in words and in full; quiet ones on request."""
    do_hand_pass(now, "landing")
    do_tick(now)
    text = text_of(browser, "/outbox").replace("&quot;", '"')
    assert "Please move Landing" in text
    assert "asked by you" in text
    everything = text_of(browser, "/outbox?all=1").replace("&quot;", '"')
    for data in paired.heard:
        assert data.decode().strip() in everything
    assert paired.heard[1].decode().strip() not in text


def test_a_moved_mission_says_from_when(
    browser: Client, landing: Duty, paired: StandIn, now: datetime
) -> None:
    """After the move the duty stands on its new days, with the old one named."""
    import msgspec

    week = timedelta(days=7)
    moved = msgspec.structs.replace(
        landing, start_at=landing.start_at + week, end_at=landing.end_at + week, state="moved"
    )
    paired.set_duties((moved,))
    do_tick(now)
    text = text_of(browser, "/duties/landing")
    assert "Landing has moved to" in text
    assert "Moved from" in text


def test_a_moved_mission_can_be_asked_about_again(
    browser: Client, landing: Duty, paired: StandIn, now: datetime
) -> None:
    """What was said was about its old days; the new ones may not fit either."""
    import msgspec

    do_hand_pass(now, "landing")
    do_tick(now)
    assert "Ask to move Landing" not in text_of(browser, "/duties/landing")
    week = timedelta(days=7)
    moved = msgspec.structs.replace(
        landing, start_at=landing.start_at + week, end_at=landing.end_at + week, state="moved"
    )
    paired.set_duties((moved,))
    do_tick(now)
    assert "Ask to move Landing" in text_of(browser, "/duties/landing")
    do_hand_pass(now + timedelta(hours=1), "landing")
    assert "Ask to move Landing" not in text_of(browser, "/duties/landing")


def test_a_duty_given_away_is_no_clash(
    browser: Client, landing: Duty, paired: StandIn, now: datetime
) -> None:
    """A duty that somebody else took has no odds and nothing more to ask."""
    import msgspec

    paired.set_duties((msgspec.structs.replace(landing, state="given_away"),))
    do_tick(now)
    text = text_of(browser, "/duties/landing")
    assert "is not yours any more" in text
    assert "Ask to move" not in text
    assert not see_ahead(now).clashes


@pytest.mark.parametrize("address", ["/duties/none", "/nothing", "/log/note"])
def test_what_is_not_there_is_said_plainly(browser: Client, address: str) -> None:
    """An address that leads nowhere is a page, not an error."""
    answer = browser.get(address)
    assert answer.status_code in (404, 405)


def test_until_the_first_list_no_duty_is_denied(
    browser: Client, paired: StandIn, now: datetime
) -> None:
    """Between pairing and the last page of the first list: not come yet, and when the tick is."""
    watch = a_duty("watch", now + timedelta(days=3), planned_on=now.date())
    paired.set_duties((), (watch,))
    for _ in range(2):
        text = text_of(browser, "/duties")
        assert "Your duties have not come yet" in text
        assert "the next is t" in text  # today, or tomorrow just after midnight
        assert "No duties ahead" not in text
        do_tick(now)
    assert "Watch" in text_of(browser, "/duties")


def test_an_empty_first_list_is_an_answer(browser: Client, paired: StandIn, now: datetime) -> None:
    """A desk that has nothing planned, and never had, has still told it."""
    paired.cursor = 0
    do_tick(now)
    assert "No duties ahead" in text_of(browser, "/duties")


def test_the_line_below_names_the_last_day_of_an_even_chance(
    browser: Client, diary: None, now: datetime
) -> None:
    """By that day at the latest, not before it; an attack that ends today is over by tonight."""
    ahead = see_ahead(now)
    middle = ahead.outlook.quantile_day(0.5)
    chances = ahead.outlook.onset[: (middle - ahead.outlook.first_day).days + 1]
    assert float(chances.sum()) >= 0.5 > float(chances[:-1].sum())
    last = day_words(middle, ahead.outlook.first_day)
    assert f"it has started by the end of {last}." in text_of(browser, "/")
    zone = setup().tz
    today = now.astimezone(zone).date()
    write_days([today - timedelta(days=n) for n in range(5, 60, 5)], "Migräne", days=1)
    add_events([Event(now, "onset", "Migräne")], zone, None)
    text = text_of(browser, "/")
    assert "Most likely it is over by tonight" in text
    assert "lasts until today" not in text


def test_of_several_under_way_the_one_written_most_often_leads(
    browser: Client, now: datetime
) -> None:
    """However far off the next start of either is."""
    today = now.astimezone(setup().tz).date()
    write_days([today - timedelta(days=28 * n) for n in range(4, 0, -1)])
    write_days([today - timedelta(days=60 * n) for n in range(2, 0, -1)], "Schmerz")
    add_events([Event(today, "onset", name) for name in ("Schmerz", "period")], setup().tz, None)
    assert [one.name for one in see_ahead(now).by_nearness] == ["period", "Schmerz"]


def test_the_next_hours_stand_on_the_outlook(browser: Client, home: None, now: datetime) -> None:
    """Within so many hours, by which moment, with the odds of each rhythm; and the likeliest part
    of a day where its hours are known."""
    zone = setup().tz
    starts = [now - timedelta(days=9 * n + 8) for n in range(12)]
    at = [start.astimezone(zone).replace(hour=7, minute=10) for start in starts]
    events = [Event(one, "onset", "migraine") for one in at]
    add_events([*events, *(Event(one.date(), "end", "migraine") for one in at)], zone, None)
    soon = see_soon(see_ahead(now))
    assert soon is not None
    (migraine,) = soon.rhythms
    assert [hours for hours, _, _ in soon.rows] == [6, 12, 24, 48]
    for hours, _, (chance,) in soon.rows:
        assert chance == pytest.approx(float(migraine.outlook.hours[:hours].sum()))
    text = text_of(browser, "/outlook")
    assert "The next 48 hours" in text
    row = text.split(f"by {soon.rows[-1][1]}</span></td>")[1]
    assert row.startswith(f"<td>{odds(soon.rows[-1][2][0])}</td>")
    assert re.search(r"likeliest (today|tomorrow|\w+) between 06:00 and 12:00, \d+ in 100", text)


def test_where_nothing_is_near_no_hours_are_told(
    browser: Client, home: None, now: datetime
) -> None:
    """A rhythm that began yesterday and takes four weeks."""
    write_days([(now - timedelta(days=28 * n + 9)).date() for n in range(8)])
    assert see_soon(see_ahead(now)) is None
    assert "The next 48 hours" not in text_of(browser, "/outlook")
