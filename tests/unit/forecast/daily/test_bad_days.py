"""Files of days that are odd or wrong: a clear answer or a refusal with its code, never a NaN."""

from __future__ import annotations

import json
import math
from datetime import date, timedelta
from pathlib import Path

import pytest

from offwatch.cli.main import main
from offwatch.diary.readers.days import PersonDays, cycles_of

D = date(2020, 1, 1)


def rows(states: str, person: str = "a", first: int = 0) -> str:
    return "".join(f"{person},{first + i},{s}\n" for i, s in enumerate(states))


def dated(spans: list[tuple[int, int]]) -> str:
    return "".join(f"{D + timedelta(days=a)},{D + timedelta(days=b)}\n" for a, b in spans)


HEAD = "person,day,episode\n"
MANY = "".join(rows("0010001100000100" * 4, f"p{i}") for i in range(12))
FILES = {
    "unknown columns": "who,when,what\na,1,0\n",
    "more columns": "person,day,episode,mood\n"
    + "".join(f"a,{i},{int(i % 5 == 0)},fine\n" for i in range(60)),
    "days twice": HEAD + rows("0100100010" * 4) + rows("0010000010" * 4),
    "other values": HEAD + "a,1,0\na,2,2\n",
    "no numbers": HEAD + "a,1,yes\n",
    "one day": HEAD + "a,5,1\n",
    "all days": HEAD + rows("1" * 80),
    "no episode": HEAD + rows("0" * 80),
    "nothing": "",
    "no row": HEAD,
    "a century": HEAD + rows(("0" * 43 + "11") * 811),
    "a century of spans": "start,end\n" + dated([(45 * i, 45 * i + 1) for i in range(811)]),
    "past two centuries": "start,end\n" + dated([(0, 1), (90_000, 90_001)]),
    "longer than a year": "start,end\n" + dated([(0, 500), (520, 960), (1000, 1001), (1100, 1500)]),
    "every day a start": "start\n" + "".join(f"{D + timedelta(days=i)}\n" for i in range(70)),
    "backwards": "start,end\n" + dated([(5, 2)]),
    "enough people": HEAD + MANY,
}
GOES = {
    "daily": {
        "more columns", "days twice", "all days", "a century", "a century of spans",
        "longer than a year", "every day a start", "enough people",
    },
    "rhythm": {
        "more columns", "days twice", "a century", "a century of spans", "enough people",
    },
    "fit": {"enough people"},
}  # fmt: skip


LONG = {("daily", "a century"), ("daily", "a century of spans"), ("rhythm", "a century")}
EACH_WAY = [
    pytest.param(way, name, marks=[pytest.mark.slow] if (way, name) in LONG else [])
    for way in GOES
    for name in FILES
]


@pytest.mark.parametrize(("way", "name"), EACH_WAY)
def test_a_clear_answer_or_a_coded_refusal(
    way: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever the file is, by each command that reads it."""
    file = tmp_path / "days.csv"
    file.write_text(FILES[name], encoding="utf-8")
    out = str(tmp_path / "prior.json")
    arguments = {
        "daily": ["backtest", str(file), "--daily", "--json"],
        "rhythm": ["backtest", str(file), "--rhythm", "--json"],
        "fit": ["fit-prior", str(file), "--preset", "seizure", "--out", out, "--json"],
    }[way]
    code = _exit_code(arguments)
    said = capsys.readouterr()
    if name in GOES[way]:
        assert code == 0, said.err
        found = json.loads(said.out, parse_constant=pytest.fail)
        numbers = [value for value in found.values() if isinstance(value, float)]
        assert all(math.isfinite(number) for number in numbers)
    else:
        assert code == 2, said.out
        error = json.loads(said.err.strip().splitlines()[-1])
        assert error["code"]
        assert error["message"]


def _exit_code(arguments: list[str]) -> int:
    try:
        main(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def test_cycles_of_days() -> None:
    """From onset to onset; what is not recorded hides the cycle it lies in."""
    (one,) = cycles_of(
        [PersonDays("a", (0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12), (1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1))]
    )
    assert [(c.number, c.length_days, c.follows_break) for c in one.cycles] == [
        (1, 3, False),
        (2, 2, True),
    ]
    (other,) = cycles_of([PersonDays("b", (0, 1, 2, 3), (1, 0, 0, 1), dated=True)])
    assert [c.length_days for c in other.cycles] == [3]
