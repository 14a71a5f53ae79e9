"""Cases of rosters: nights over midnight, clock changes, keys given twice, the terminal's plans."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.cases.running import Done, offwatch, python

BOOKINGS = """
import json, sys
from pathlib import Path
from offwatch.desk.process import prepare
with prepare.database(Path(sys.argv[1]), lambda text: None):
    prepare.set_up()
    from offwatch.desk.models import Booking
    rows = Booking.objects.values()
    ends = [value for row in rows for name, value in row.items() if "end" in name]
    print(json.dumps([end.isoformat() for end in ends]))
"""


def _replan(folder: Path, name: str, *more: str) -> Done:
    files = f"{name}.json", "--absent", f"{name}.absent.json"
    return offwatch(folder, "replan", *files, "--deadline", "2", "--json", *more)


def away_person_given_the_night_before(folder: Path) -> bool:
    done = _replan(folder, "r33_overlap_next")
    plan = done.json
    return (done.status, len(plan["open"]), plan["told"]) == (3, 1, [])


def night_before_a_day_away_stays(folder: Path) -> bool:
    plan = _replan(folder, "r01_night_into_absence").json
    return (len(plan["told"]), plan["open"]) == (1, []) and "2026-11-18" not in plan["roster"]["a"]


def rhythm_day_begins_on_duty(folder: Path) -> bool:
    files = "k2b_avoid.json", "--avoid", "k2b_avoid.absent.json", "--out", "out.json"
    offwatch(folder, "roster", *files, "--deadline", "2", "--json")
    text = (folder / "out.json").read_text()
    form = json.loads(text)
    duties = form.get("duties", form.get("roster", {}))
    return bool(duties.get("a")) and not duties.get("b")


def overnight_mission_into_a_day_off(folder: Path) -> bool:
    return _replan(folder, "r53_mission_into_off").status == 3


def replacement_into_own_day_off(folder: Path) -> bool:
    return _replan(folder, "r01c_repl_off_next").status == 3


def _add_team(folder: Path, name: str) -> Done:
    home = "--home", str(folder / "desk"), "--json"
    made = offwatch(folder, "desk", "init", *home)
    if made.status:
        return made
    files = "--roster", f"{name}.json", "--team", f"{name}.team.json"
    return offwatch(folder, "desk", "add-team", *files, *home)


def spring_night_then_early_refused(folder: Path) -> bool:
    return _add_team(folder, "desk_spring").status == 0


def autumn_night_ends_an_hour_early(folder: Path) -> bool:
    if _add_team(folder, "desk_dst").status:
        return False
    ends = python(folder, BOOKINGS, str(folder / "desk"))
    return "2026-10-25T05:00:00+00:00" in ends and "2026-10-25T04:00:00+00:00" not in ends


def autumn_overlap_accepted(folder: Path) -> bool:
    return _add_team(folder, "desk_autumn_overlap").code == "roster.double-booking"


def absent_person_written_twice(folder: Path) -> bool:
    return _replan(folder, "r04f_dup_absentkey").status == 2


def person_written_twice_in_the_roster(folder: Path) -> bool:
    return _replan(folder, "r04d_dup_key").status == 2


def one_of_thirty_away_four_weeks(folder: Path) -> bool:
    files = "r57_big.json", "--absent", "r57_big.absent.json", "--deadline", "8"
    terminal = offwatch(folder, "replan", *files)
    plan = offwatch(folder, "replan", *files, "--json").json
    return _first_open(terminal.out) <= len(plan["open"]) + 2


def _first_open(text: str) -> int:
    """Seats open of the first plan on the terminal: “… 5 told, 12 seats open.”"""
    found = re.search(r"(no|[0-9]+) seats? open", text)
    if found is None:
        raise ValueError("no plan shown")
    return 0 if found.group(1) == "no" else int(found.group(1))
