"""Private attributes, who knows them and what that costs; linked absences before an answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from tests.pad.conftest import ZONE, a_duty, token
from tests.pad.stand_in import StandIn

from offwatch.errors import BadInput
from offwatch.pad.diary.record import do_delete, do_undo
from offwatch.pad.diary.records.known import (
    days_away,
    do_write_attribute,
    do_write_away,
    do_write_told,
    see_known,
)
from offwatch.pad.diary.rows import read_diary
from offwatch.pad.link.tick import do_tick
from offwatch.pad.masking.history import OwnHistory
from offwatch.pad.masking.state import norm_in_force
from offwatch.pad.models import DeskLink, DiaryEntry, KnownDuty
from offwatch.pad.pages.known import linked
from offwatch.pad.pages.known.cost import see_cost
from offwatch.spans import DaySpan
from offwatch.wire import Duty


@pytest.fixture
def today(now: datetime) -> date:
    return now.astimezone(ZoneInfo(ZONE)).date()


def post(browser: Client, data: dict[str, object]) -> str:
    form = token(browser.get("/known").content)
    return browser.post("/known", {**form, **data}, follow=True).content.decode()


OMEGA = {
    "form": "attribute",
    "attribute-name": "representation",
    "attribute-value": "omega",
    "attribute-cover": "beta",
    "attribute-rhythm": "on",
}


def test_an_attribute_has_a_cover_and_nobody_knows_it(browser: Client) -> None:
    """The heading shows the cover; what is so is folded away; who knows: none."""
    text = post(browser, OMEGA)
    assert "representation: beta" in text
    assert "Who knows the truth? Nobody." in text
    assert "costs the mask nothing" in text
    assert "omega" in text[text.index("<details>") :]
    assert "omega" not in text[: text.index("<details>")]


def test_who_was_told_what_when_and_how(browser: Client, today: date) -> None:
    """The truth makes a knower, the cover does not; each line can be corrected and taken back."""
    post(browser, OMEGA)
    told = {"form": "told", "told-attribute": "representation", "told-day": today}
    text = post(
        browser, {**told, "told-person": "Ahsoka", "told-what": "truth", "told-channel": "aloud"}
    )
    text = post(
        browser, {**told, "told-person": "Rex", "told-what": "cover", "told-channel": "message"}
    )
    assert "Who knows the truth: Ahsoka." in text.replace("\n", " ")
    assert "Rex</b> · representation: what is shown" in text
    assert "in person" in text
    assert "From Ahsoka the mask no longer hides that" in text
    ledger = see_known()
    assert ledger.of_rhythm() == ["Ahsoka"]
    step = do_delete(datetime.now(UTC), ledger.told[-1].entry).step
    assert see_known().of_rhythm() == []
    assert step is not None
    do_undo(datetime.now(UTC), step)
    assert see_known().of_rhythm() == ["Ahsoka"]
    wrong = post(browser, {**told, "told-person": "", "told-what": "truth", "told-channel": "call"})
    assert "This field is required." in wrong


def test_the_ledger_is_of_days_that_were_and_of_what_is_kept(
    home: object, now: datetime, today: date
) -> None:
    """Nobody was told tomorrow, and nobody of what is not there."""
    do_write_attribute(now, "representation", "omega", "beta", tells_of_rhythm=True)
    with pytest.raises(BadInput):
        do_write_told(now, "Rex", "name", "truth", "aloud", today)
    with pytest.raises(BadInput) as future:
        do_write_told(now, "Rex", "representation", "truth", "aloud", today + timedelta(days=1))
    assert future.value.code == "diary.future"


def test_the_newer_of_two_counts(home: object, now: datetime) -> None:
    """An attribute written anew takes the place of what was shown before."""
    do_write_attribute(now, "representation", "omega", "alpha", tells_of_rhythm=True)
    do_write_attribute(now, "Representation", "omega | x", "beta", tells_of_rhythm=False)
    (one,) = see_known().attributes
    assert (one.value, one.cover, one.tells_of_rhythm) == ("omega / x", "beta", False)


def test_no_forecast_looks_at_it(home: object, diary: None, now: datetime, today: date) -> None:
    """Neither the ledger nor somebody's days off are read with the forecast's diary."""
    before = read_diary(notes=False)
    do_write_attribute(now, "representation", "omega", "beta", tells_of_rhythm=True)
    do_write_away(now, "General", [today])
    assert read_diary(notes=False) == before


def test_days_off_of_somebody_are_written_once(browser: Client, today: date) -> None:
    """A span and single days; those that stand there are not written again."""
    form = {"form": "away", "away-person": "General", "away-first": "2026-11-28"}
    post(browser, {**form, "away-last": "2026-11-29", "away-more": "2026-12-05, 2026-12-06"})
    text = post(browser, {**form, "away-more": "2026-12-05"})
    assert "Nothing was changed." in text
    assert len(days_away()["General"]) == 4
    assert DiaryEntry.objects.filter(kind="away").count() == 4
    assert "ends before it begins" in post(browser, {**form, "away-last": "2026-11-01"})


def test_it_warns_before_an_answer_that_ties_two_together(
    browser: Client, landing: Duty, now: datetime, today: date
) -> None:
    """On the duty's page and on Duties, by name and day; of nobody who is off on other days."""
    first = now + timedelta(days=1)
    days = [(first + timedelta(days=n)).astimezone(ZoneInfo(ZONE)).date() for n in range(2)]
    do_write_away(now, "General", days)
    do_write_away(now, "Rex", [today - timedelta(days=20)])
    for page in ("/duties/landing", "/duties"):
        text = browser.get(page).content.decode()
        assert "General is off on the same days:" in text
        assert "Rex" not in text


def test_the_meter_says_how_rare_it_is(
    paired: StandIn, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With periods to go by: the more days are shared, the fewer strangers share as many."""
    duty = a_duty("landing", now + timedelta(days=1), planned_on=now.date())
    paired.set_duties((duty,))
    do_tick(now)
    norm = norm_in_force(DeskLink.objects.get())
    assert norm is not None
    today = norm.today(now)
    first = norm.period(norm.period_at(today).number - 8).span.start_day
    asked = [
        norm.period(norm.period_at(first).number + n).span.start_day + timedelta(days=3 * k)
        for n in range(8)
        for k in range(norm.days)
    ]
    there = norm.today(duty.start_at)
    own = OwnHistory(
        DaySpan(first, there + timedelta(days=3)),
        frozenset(day for day in asked if day < today),
        frozenset([there]),
        frozenset(),
    )
    monkeypatch.setattr("offwatch.pad.masking.history.see_history", lambda *_: own)
    known = KnownDuty.objects.get()
    do_write_away(now, "Stranger", [there])
    (alone,) = linked.see_links(known, now)
    assert alone.p_after is not None
    assert alone.p_after > linked.RARE
    for n in range(8):
        some = sorted(own.asked)[norm.days * n : norm.days * (n + 1)]
        do_write_away(now, "General", [*some, there])
    links = linked.see_links(known, now)
    assert [link.person for link in links] == ["General", "Stranger"]
    assert links[0].p_after is not None
    assert links[0].p_after <= linked.RARE
    assert "stand out together" in links[0].words
    assert "stand out together" not in links[1].words


def test_what_it_costs_is_told_by_the_team(paired: StandIn, now: datetime, today: date) -> None:
    """With a mask: what is left of when; a young pad says that it Too early to say."""
    do_write_attribute(now, "representation", "omega", "beta", tells_of_rhythm=True)
    do_write_told(now, "Ahsoka", "representation", "truth", "call", today)
    cost = see_cost(see_known(), now)
    assert cost.knowers == ["Ahsoka"]
    assert any("Too early to say" in sentence for sentence in cost.sentences)
