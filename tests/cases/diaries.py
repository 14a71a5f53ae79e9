"""Cases of diaries: names, imports, order within a day, files that are nearly right."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from tests.cases.running import Done, offwatch, python

ONSETS = """
import json, sys
from pathlib import Path
from zoneinfo import ZoneInfo
from offwatch.pad.runtime import boot
boot.boot(Path(sys.argv[1]))
boot.open_vault(Path(sys.argv[1]), Path("pw").read_text().strip())
from offwatch.pad.diary.rows import read_diary
diary = read_diary(ZoneInfo("Europe/Berlin"))
print(json.dumps([e.onset_day.isoformat() for e in diary.episodes()]))
"""


def _forecast(folder: Path, file: str, now: str, *more: str) -> Done:
    return offwatch(folder, "forecast", file, "--now", now, "--json", *more)


def _likely(done: Done) -> tuple[str, str]:
    return done.json["likely"]["start_day"], done.json["likely"]["end_day"]


def missed_doses_of_pill_and_pill(folder: Path) -> bool:
    one = _forecast(folder, "diary.csv", "2026-05-05")
    other = _forecast(folder, "same-with-capital.csv", "2026-05-05")
    start, end = _likely(one)
    alike = _likely(one) == _likely(other)
    return alike and "2026-05-26" <= start <= "2026-05-30" and "2026-06-05" <= end <= "2026-06-10"


def end_of_period_and_period(folder: Path) -> bool:
    done = _forecast(folder, "diary.csv", "2026-05-05")
    return done.status == 0 and "2026-05-20" <= _likely(done)[0] <= "2026-05-22"


def one_day_period_and_period(folder: Path) -> bool:
    capital = _forecast(folder, "diary.csv", "2026-05-05")
    text = (folder / "diary.csv").read_text()
    (folder / "lower.csv").write_text(text.replace("Period", "period"))
    lower = _forecast(folder, "lower.csv", "2026-05-05")
    return (capital.status, capital.code) == (lower.status, lower.code)


def every_bleeding_day_an_onset(folder: Path) -> bool:
    done = _forecast(folder, "diary.csv", "2026-06-02")
    told = any("following" in note["code"] for note in done.json["notes"])
    return told and _about(done, "2026-06-20") and sum(done.json["onset"][:7]) < 0.1


def two_dry_days_within_a_period_drip(folder: Path) -> bool:
    return all(
        _about(done, "2026-06-20") and sum(done.json["onset"][:7]) < 0.1
        for done in (_forecast(folder, file, "2026-06-08") for file in ("drip.csv", "as-read.csv"))
    )


def little_known_after_twelve_gaps(folder: Path) -> bool:
    done = offwatch(folder, "forecast", "diary.csv", "--now", "2026-07-30")
    first = done.out.splitlines()[0]
    return "178 days" in first and "missing" in first and "stopped" in done.out


def band_moves_with_days(folder: Path) -> bool:
    looks = [_forecast(folder, "diary.csv", "2025-12-01", "--days", n) for n in ("30", "90", "200")]
    return len({(_likely(done), done.json["median_day"]) for done in looks}) == 1


def _within(done: Done, days: int) -> float:
    return float(sum(done.json["onset"][:days]))


def _by(done: Done, last_day: str) -> float:
    """The chance that the next onset has come by the end of a day."""
    days = (date.fromisoformat(last_day) - date.fromisoformat(done.json["first_day"])).days
    return _within(done, days + 1)


def _band_days(done: Done) -> int:
    start, end = map(date.fromisoformat, _likely(done))
    return (end - start).days


def migraine_bursts_two_weeks_quiet(folder: Path) -> bool:
    return _within(_forecast(folder, "diary.csv", "2024-11-09", "--days", "200"), 7) <= 0.2


def migraine_bursts_six_weeks_quiet(folder: Path) -> bool:
    return _within(_forecast(folder, "diary.csv", "2026-05-01"), 1) < 0.05


def perimenopause(folder: Path) -> bool:
    done = _forecast(folder, "diary.csv", "2025-03-04", "--days", "200")
    wide = _band_days(done) >= 22
    return wide and _by(done, "2025-03-25") >= 0.07 and _by(done, "2025-04-27") <= 0.96


def pcos_long_and_irregular(folder: Path) -> bool:
    done = _forecast(folder, "diary.csv", "2025-07-28", "--days", "200")
    wide = _band_days(done) >= 28
    return wide and _by(done, "2025-09-20") <= 0.88 and _by(done, "2025-09-01") <= 0.3


def six_longer_cycles_after_the_pill(folder: Path) -> bool:
    done = _forecast(folder, "diary.csv", "2025-10-31")
    near = _by(done, "2025-12-05") - _by(done, "2025-12-02")
    early = _by(done, "2025-11-30")
    return "2025-12-03" <= done.json["median_day"] <= "2025-12-06" and near >= 0.3 and early <= 0.25


def six_shorter_cycles(folder: Path) -> bool:
    done = _forecast(folder, "diary.csv", "2025-12-14")
    near = _by(done, "2026-01-09") - _by(done, "2026-01-06")
    return near >= 0.3 and _likely(done)[0] <= "2026-01-07"


def drifting_shorter(folder: Path) -> bool:
    return _by(_forecast(folder, "diary.csv", "2026-03-28"), "2026-04-16") >= 0.25


def headache_every_day(folder: Path) -> bool:
    done = _forecast(folder, "diary.csv", "2024-03-11", "--days", "200")
    return bool(done.json["in_episode"][0] >= 0.9)


def headache_nearly_every_day(folder: Path) -> bool:
    done = _forecast(folder, "diary.csv", "2024-03-26", "--days", "200")
    return 0.5 <= done.json["in_episode"][0] <= 0.7 and _within(done, 3) >= 0.95


def twice_a_year_to_the_day(folder: Path) -> bool:
    done = _forecast(folder, "diary.csv", "2026-07-09", "--days", "300")
    return _about(done, "2027-01-06") and _band_days(done) <= 30


def twelve_weeks_to_the_day(folder: Path) -> bool:
    done = _forecast(folder, "diary.csv", "2025-11-14", "--days", "200")
    return _about(done, "2026-02-05") and _band_days(done) <= 10


def _about(done: Done, day: str) -> bool:
    start, end = _likely(done)
    return start <= day < end


def _pad(folder: Path, diary: str) -> Done:
    (folder / "pw").write_text("correct horse battery\n")
    home = "--home", str(folder / "pad"), "--passphrase-file", "pw", "--json"
    return offwatch(folder, "pad", "init", "--zone", "Europe/Berlin", "--diary", diary, *home)


def _import(folder: Path, file: str) -> Done:
    home = "--home", str(folder / "pad"), "--passphrase-file", "pw", "--json"
    return offwatch(folder, "pad", "import", file, *home)


def menstrual_migraine_loses_periods(folder: Path) -> bool:
    _pad(folder, "migraine.csv")
    return bool(_import(folder, "period.csv").json["added"] >= 6)


def first_day_corrected_then_imported_again(folder: Path) -> bool:
    _pad(folder, "may.csv")
    if _import(folder, "june.csv").status:
        return True
    onsets = python(folder, ONSETS, str(folder / "pad"))
    may = [day for day in onsets if day.startswith("2026-05")]
    return may == ["2026-05-22"] and len(onsets) == 6


def evening_attack_over_the_same_day(folder: Path) -> bool:
    return _forecast(folder, "diary.csv", "2026-02-10", "--zone", "Europe/Berlin").status == 0


def one_ends_and_the_next_begins_that_day(folder: Path) -> bool:
    return _forecast(folder, "diary.csv", "2026-02-10", "--zone", "Europe/Berlin").status == 0


def two_migraines_in_a_day(folder: Path) -> bool:
    done = _forecast(folder, "diary.csv", "2026-02-15")
    return done.status == 0 and bool(done.json["notes"])


def four_seizures_a_night(folder: Path) -> bool:
    done = _forecast(folder, "diary.csv", "2026-03-15")
    return done.status == 0 and bool(done.json["gaps_used"] >= 4)


def forecast_of_a_drip_export(folder: Path) -> bool:
    return _forecast(folder, "drip.csv", "2026-06-08").status == 0


def semicolons_from_excel(folder: Path) -> bool:
    looks = [
        offwatch(folder, "pad", "import", file, "--preview", "--json").json
        for file in ("diary.csv", "drip.csv")
    ]
    read = all(look["rows"] and not look["rejected"] for look in looks)
    return read and _forecast(folder, "diary.csv", "2026-05-01").status == 0


def empty_file(folder: Path) -> bool:
    look = offwatch(folder, "pad", "import", "diary.csv", "--preview", "--json")
    return look.code == _forecast(folder, "diary.csv", "2026-05-01").code == "diary.empty"


def drip_opened_and_saved_in_excel(folder: Path) -> bool:
    look = offwatch(folder, "pad", "import", "drip.csv", "--preview", "--json")
    decimals = offwatch(folder, "pad", "import", "drip-decimals.csv", "--preview", "--json").json
    told = look.status == 0 and not look.json["rejected"]
    told = told or bool(re.search(r"\d/\d|--dates|month|day", look.words))
    return told and bool(decimals["rows"]) and not decimals["rejected"]


def doses_without_a_regimen(folder: Path) -> bool:
    done = offwatch(folder, "forecast", "diary.csv", "--now", "2026-08-20")
    return done.status == 0 and "never started" in done.words


def odds_from_a_note(folder: Path) -> bool:
    done = offwatch(folder, "forecast", "diary.csv", "--now", "2026-06-10")
    return "othing written yet" in done.words and " in 100" not in done.words


def horizon_1000_or_4000(folder: Path) -> bool:
    done = _forecast(folder, "diary.csv", "2026-06-25", "--days", "1500")
    said = re.search(r"1 to (\d+) days", done.words)
    listed = Path(__file__).parents[2].joinpath("docs", "errors.md").read_text()
    row = next(line for line in listed.splitlines() if line.startswith("| `forecast.horizon`"))
    return done.status == 0 or (said is not None and said.group(1) in row)
