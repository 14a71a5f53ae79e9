"""A sample to look at in a team that has no roster: dated from today, thrown away in one tap."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from offwatch.desk.models import Deed, Person, Role, Team
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.people.managing import lock_to_administer
from offwatch.desk.people.record import write_record
from offwatch.desk.people.remove_team import drop_rosters
from offwatch.desk.rosters.current import today_of
from offwatch.desk.rosters.publication import Publication
from offwatch.desk.rosters.publishing import publish
from offwatch.errors import Refused
from offwatch.language import gettext as _

DAYS = 28
LINE = ("early", "early", "late", "late", "night", "night", None, None, None)
NAMES = ("Ada", "Ben", "Cem", "Dana", "Emil", "Fatma", "Greta", "Hugo", "Iris")
NURSES = (0, 2, 4, 6, 8)
OPEN = (5, 4)  # one duty that nobody has, so that there is an open seat to see: day and person


def sample_form(team: str, zone: str, first: date) -> dict[str, Any]:
    """Nine people in three shifts, four weeks, one seat open; no rule is broken."""

    def day(index: int) -> str:
        return (first + timedelta(days=index)).isoformat()

    roster: dict[str, dict[str, str]] = {}
    for who in range(len(NAMES)):
        held = {i: LINE[(i - who) % len(LINE)] for i in range(DAYS)}
        roster[f"sample-{NAMES[who].lower()}"] = {
            day(i): what for i, what in held.items() if what is not None
        }
    key = f"sample-{NAMES[OPEN[1]].lower()}"
    roster[key].pop(day(OPEN[0]), None)
    return {
        "form": "offwatch-roster/1",
        "team": team,
        "zone": zone,
        "first_day": first.isoformat(),
        "days": DAYS,
        "shifts": [
            {"id": "early", "name": _("Early"), "start": "06:00", "minutes": 480},
            {"id": "late", "name": _("Late"), "start": "14:00", "minutes": 480},
            {"id": "night", "name": _("Night"), "start": "22:00", "minutes": 480},
        ],
        "rules": {"rest_h": 11, "max_run": 6},
        "people": [
            {
                "id": f"sample-{name.lower()}",
                "name": _("{name} (sample)").format(name=name),
                "skills": [_("nurse")] if number in NURSES else [],
            }
            for number, name in enumerate(NAMES)
        ],
        "demand": [
            {"day": day(i), "shift": shift, "need": 2, "skills": {_("nurse"): 1}}
            for i in range(DAYS)
            for shift in ("early", "late", "night")
        ],
        "roster": roster,
    }


@transaction.atomic
def do_make_sample(actor: Person, now: datetime) -> DeskOutcome:
    """Fill a team that has no roster with the sample, in force from today; nobody is notified.

    **Raises**: `Refused` ``sample.roster`` if there is a roster.
    """
    team = lock_to_administer(actor)
    if team.versions.exists():
        raise Refused(
            "sample.roster", "This team has a roster; the sample is for a team that has none."
        )
    form = sample_form(team.name, team.zone, today_of(team, now))
    for entry in form["people"]:
        Person.objects.create(team=team, key=entry["id"], name=entry["name"], roles=[Role.MEMBER])
    team.sample = True
    team.save(update_fields=["sample"])
    publish(team, Publication.read(form), now=now, made_by=actor, why="First roster", tell=False)
    write_record(team, actor, Deed.SAMPLE_MADE, now)
    return DeskOutcome("sample", "This is a sample. Change what you like, then throw it away.")


@transaction.atomic
def do_drop_sample(actor: Person, now: datetime) -> DeskOutcome:
    """Throw the sample's rosters away, with everybody who has no account; accounts stay.

    **Raises**: `Refused` ``sample.none`` if the team is none.
    """
    team: Team = lock_to_administer(actor)
    if not team.sample:
        raise Refused("sample.none", "There is no sample in this team.")
    drop_rosters(team)
    Person.objects.filter(team=team, user=None).delete()
    team.sample = False
    team.codes = {}
    team.save(update_fields=["sample", "codes"])
    write_record(team, actor, Deed.SAMPLE_GONE, now)
    return DeskOutcome("gone", "The sample is gone; the team is empty.")
