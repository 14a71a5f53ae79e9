"""The night before, step by step: what each person sees and presses, checked as it goes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from offwatch.cli.night.crew import Crew
from offwatch.cli.night.knowledge import look_into
from offwatch.cli.night.page import Page
from offwatch.cli.night.stage import DemoSites
from offwatch.cli.night.telling import Telling
from offwatch.cli.night.visitor import Visitor
from offwatch.language import long_date
from offwatch.spans import DaySpan

MISSION = "Landing"
COMPANY = "his company"
"""What the knight's diary calls having been near the general."""
FACT = {
    "attribute-name": "representation",
    "attribute-value": "omega",
    "attribute-cover": "beta",
    "attribute-rhythm": "on",
}
CREW = ("knight", "general", "trooper-1", "trooper-2", "trooper-3", "trooper-4")


@dataclass
class Scene:
    """What the first night leaves behind for whoever wants to look around."""

    crew: Crew
    pad: Visitor


def tell_the_night(stage: DemoSites, telling: Telling) -> Scene:
    """The mission starts tomorrow; the knight's pad has just worked out what that means."""
    today = datetime.now(UTC).date()
    with telling.step("desk", None, "The team's desk starts, with its own PostgreSQL") as step:
        desk = stage.serve("desk", 8720, "--home", str(stage.desk_home))
        crew = Crew(stage, desk, today)
        step.shown = f"{desk}: a roster of four weeks for {len(crew.accounts)} people"
    with telling.step("pad", None, "The knight's pad starts: an encrypted diary, paired") as step:
        crew.start_pad("knight", diary=True)
        pad = crew.open_pad("knight", 8710)
        step.shown = f"{pad.site}: unlocked with a passphrase"
    with telling.step("forecast", 1, "The pad forecasts the next episode") as step:
        page = pad.wait_for("/", lambda page: MISSION in page.text)
        step.shown = page.headline
    with telling.step("clash", 6, "It compares that with the duties ahead") as step:
        step.shown = pad.open("/duties").headline
        step.expect(MISSION in step.shown, "The mission was not named as a clash.")
    _at_the_pad(telling, pad, today)
    with telling.step("request", 7, "“Ask to be taken off”, and nothing else") as step:
        leaves = pad.open("/duties/landing").text
        step.expect("please move Landing" in leaves, "The pad did not say what would leave.")
        pad.press(f"Ask to move {MISSION}")
        step.shown = pad.page.text.split("Settings Lock ")[-1].split(" All duties")[0]
    with telling.step("wire", 13, "One envelope crosses to the desk") as step:
        sent = pad.wait_for("/outbox", lambda page: "asked; its owner decides" in page.text)
        body = sent.text.split('"type":"pass","body":')[1].split(',"sig"')[0]
        step.shown = f"2,048 bytes, of which the message is {body}"
        step.expect(body == '{"duty_id":"landing"}', "More than the duty left the pad.")
    _decide(telling, crew)
    _after(stage, telling, crew, pad)
    return Scene(crew, pad)


def _at_the_pad(telling: Telling, pad: Visitor, today: date) -> None:
    """What the knight looks at and writes down before asking for anything."""
    with telling.step("what-if", 2, "What if the tablets were stopped today?") as step:
        pad.open("/outlook")
        step.shown = _what_changes(pad.press("… I stopped tablet today?"))
        step.expect(bool(step.shown), "The pad did not say what would change.")
    with telling.step("exposure", 4, "What if the general is near today?") as step:
        pad.open("/outlook")
        step.shown = _what_changes(pad.press("See what it would change", {"exposure": COMPANY}))
        step.expect(bool(step.shown), "The pad did not say what would change.")
    with telling.step("known", 5, "A private fact, what is shown instead, and who knows") as step:
        pad.open("/known")
        page = pad.press("Keep it", FACT)
        step.expect("representation: beta" in page.text, "What is shown does not stand there.")
        step.expect("Who knows the truth? Nobody." in page.text, "Somebody is said to know.")
        step.shown = "representation: beta. Who knows the truth? Nobody."
    with telling.step("linked", 15, "The general is off on the same days: a warning first") as step:
        pad.open("/known")
        days = [(today + timedelta(days=n)).isoformat() for n in (1, 2)]
        away = {"away-first": days[0], "away-last": days[1], "away-more": ""}
        pad.press("Compare with mine", {"away-person": "General", **away})
        told = pad.open("/duties/landing").text
        step.expect("General is off on the same days" in told, "It did not warn of the link.")
        step.shown = "General is off on the same days" + told.split("off on the same days")[1][:60]
    with telling.step("meter", 12, "What could others read from it? Said before asking") as step:
        step.expect("what your requests tell others" in told, "The meter says nothing.")
        step.shown = "Too early to say what your requests tell others"


def _what_changes(page: Page) -> str:
    """The odds within two days, as they are and as they would be, and what that rests on."""
    odds = re.search(r"2 days (\d+ in 100) (\d+ in 100)", page.text)
    learned = re.search(r"By your diary, [^()]*", page.text)
    if odds is None or learned is None or odds[1] == odds[2]:
        return ""
    return f"within two days {odds[1]}, then {odds[2]}. {learned[0].strip()}"


def _decide(telling: Telling, crew: Crew) -> None:
    with telling.step("passed-on", 8, "The wrong superior can only send it on") as step:
        leader = crew.visit("leader")
        asked = leader.wait_for("/requests", lambda page: page.button("Hand it on") is not None)
        step.expect("Knight" not in asked.text, "The leader was told who asks.")
        step.expect(asked.link("See options") is None, "The leader could decide.")
        leader.press("Hand it on")
        step.shown = "to the general, who owns the mission; the leader was not told who asks"
    with telling.step("ways", 8, "The owner gets the options, fewest people first") as step:
        general = crew.visit("general")
        general.open("/requests")
        general.follow("See options")
        page = general.wait_for(general.path, lambda page: page.button("Move") is not None)
        step.shown = " / ".join(
            b.label for form in page.forms for b in form.buttons if "notify" in b.label
        )
        step.expect("no option changes fewer people" in page.text, "The plan was not proven.")
    with telling.step("moved", 11, "Moved a week, everyone on it, with one thumb") as step:
        done = general.press(f"Move {MISSION} a week")
        step.expect("notified" in done.text, "The plan was not put in force.")
        step.expect(general.taps <= 3, "It took more than three taps.")
        step.shown = f"{general.taps} taps from the alert to done"
    with telling.step("told", 11, "Everyone concerned hears of it once") as step:
        lines = {person: _notices(crew, person) for person in (*CREW, "trooper-5")}
        step.expect(all(lines[person] == 1 for person in CREW), "Somebody was not told once.")
        step.expect(lines["trooper-5"] == 0, "Somebody was told of what is not theirs.")
        step.shown = (
            f"{len(CREW)} of {len(crew.accounts)} people, one notice each; calendars follow"
        )


def _notices(crew: Crew, person: str) -> int:
    visitor = crew.visit(person)
    buttons = [b for form in visitor.open("/mine").forms for b in form.buttons]
    return sum("Got it" in button.label for button in buttons)


def _after(stage: DemoSites, telling: Telling, crew: Crew, pad: Visitor) -> None:
    with telling.step("answered", 6, "The pad hears of it by the wire") as step:
        page = pad.wait_for("/duties/landing", lambda page: "Moved from" in page.text)
        step.shown = "Moved from" + page.text.split("Moved from")[1].split(".")[0]
    with telling.step("lost", 14, "The pad is smashed; a backup opens on another machine") as step:
        lost, restored = outlook_odds(pad), outlook_odds(crew.restore_pad("knight"))
        same = len(lost) == len(restored) and all(
            abs(was - now) <= 1 for was, now in zip(lost, restored, strict=True)
        )
        step.expect(same and len(lost) >= 14, "The restored pad forecasts otherwise.")
        step.shown = f"the same diary, the same odds: {len(lost)} compared"
    with telling.step("knowledge", None, "What the desk's database knows") as step:
        found = look_into(stage.desk_home, crew.diary)
        step.expect(not found.private, f"It holds {', '.join(found.private)}.")
        step.shown = (
            f"{found.tables} tables, {found.values} values: none of the {found.words} words and "
            f"dates of the diary; of the knight's request: {found.requests}"
        )


def outlook_odds(pad: Visitor) -> list[int]:
    """Each of the odds on the page of the days ahead, in 100."""
    return [int(odds) for odds in re.findall(r"(\d+) in 100", pad.open("/outlook").text)]


def tell_two_weeks_earlier(
    stage: DemoSites, telling: Telling, desk: str, on_pad: Callable[[int, int], None]
) -> Crew:
    """The same crew before the roster is made: everyone's pad asks for rhythm days."""
    with telling.step("earlier", None, "The same crew, two weeks earlier: a draft") as step:
        crew = Crew(stage, desk, datetime.now(UTC).date() + timedelta(days=14), draft=True)
        drafted = DaySpan(crew.story_day, crew.story_day + timedelta(days=2)).shift(1)
        odds = _odds(crew.diary, drafted)
        step.shown = (
            f"{MISSION} is drafted on {long_date(drafted.start_day)}, {odds} in 100 against it"
        )
    with telling.step("rhythm", 3, "Everyone's pad asks for days, condition or not") as step:
        crew.start_pads("knight", lambda done: on_pad(done, len(crew.accounts)))
        planner = crew.visit("lieutenant")
        told = planner.open("/team").text
        everyone = f"{len(crew.accounts)} of {len(crew.accounts)} people"
        step.expect(everyone in told, "Not everyone's days arrived.")
        step.shown = f"six days each from {everyone}; whose they are, nobody sees"
    with telling.step("settled", None, "The roster is made around them, and published") as step:
        planner.press("Rearrange it around these days")
        planner.wait_for("/team", lambda page: page.button("Rearrange it again") is not None)
        planner.press("Publish")
        step.shown = planner.open("/roster").headline
    with telling.step("no-clash", 6, "So the clash never arises, and nobody had to ask") as step:
        crew.tick("knight", 4)
        pad = crew.open_pad("knight")
        page = pad.wait_for("/duties/landing", lambda page: MISSION in page.headline)
        step.shown = page.headline
        later = int(page.headline.split(" in 100")[0].split()[-1])
        step.expect(2 * later <= odds, "The published day is no better than the drafted one.")
    return crew


def _odds(diary: Path, span: DaySpan) -> int:
    from offwatch.diary.readers.file import read_diary_file
    from offwatch.forecast import outlook

    now = datetime.now(UTC)
    kept = read_diary_file(diary, ZoneInfo("UTC"), now)[1].strict()
    return round(100 * outlook(kept, now=now, days=90).clash(span))
