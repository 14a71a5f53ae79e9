"""Reading a history and a norm for the meter: what is refused, and how it is said."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from offwatch.cli import main
from offwatch.errors import BadInput
from offwatch.mask.meter import read_team

HEAD = "person,day,asked,duty,passed"
NORM = {"first_day": "2026-01-05", "zone": "UTC", "days": 2, "passes": 1, "adoption": 100}


def table(*rows: str) -> list[str]:
    return [HEAD, *rows]


def small() -> list[str]:
    """Two people over 60 days who ask for two days a period."""
    return table(
        *(
            f"{person},{day},{int(day % 28 in (3, 4))},{int(day % 3 == 0 and day % 28 > 4)},0"
            for person in ("Ada", "Bo")
            for day in range(60)
        )
    )


@pytest.mark.parametrize(
    ("lines", "code", "row"),
    [
        ([], "meter.columns", ""),
        (["person,day,asked,duty", "a,0,0,0"], "meter.columns", ""),
        ([HEAD + ",day", "a,0,0,0,0,0"], "meter.columns", ""),
        (table(), "meter.empty", ""),
        (table("a,0,0,1,0", "a,1,0,1"), "meter.row", "Row 3"),
        (table("a,0,0,1,0", " ,1,0,1,0"), "meter.row", "Row 3"),
        (table("a,-1,0,1,0"), "meter.day", "Row 2"),
        (table("a,0,0,1,0", "a,3660,0,1,0"), "meter.day", "Row 3"),
        (table("a,1.0,0,1,0"), "meter.day", "Row 2"),
        (table("a,2026-01-05,0,1,0"), "meter.day", "Row 2"),
        (table("a,²,0,1,0"), "meter.day", "Row 2"),
        (table("a,0,0,1,0", "a,1,yes,1,0"), "meter.flag", "Row 3"),
        (table("a,0,0,1,0", "a,1,0,1,2"), "meter.flag", "Row 3"),
        (table("a,0,0,1,0", "a,1,0,0,1"), "meter.passed", "Row 3"),
        (table("a,0,0,1,0", "b,0,0,1,0", "a,0,0,1,0"), "meter.twice", "Row 4"),
        (table("a,0,0,1,0", "b,0,0,1,0", "a,2,0,1,0"), "meter.gap", "Row 4"),
    ],
)
def test_a_faulty_history_is_refused(lines: list[str], code: str, row: str) -> None:
    """Each fault has its code; the row is named by its number and nothing of it is told."""
    with pytest.raises(BadInput) as refusal:
        read_team(lines)
    assert refusal.value.code == code
    assert row in refusal.value.message


def test_rows_may_come_in_any_order_and_hold_more() -> None:
    """Order and further columns change nothing; the truth beside a simulated history is unread."""
    rows = ["a,0,1,0,0,1", "b,5,0,1,1,0", "a,1,0,1,0,1", "b,6,0,0,0,0"]
    head = HEAD + ",in_episode"
    one, other = read_team([head, *rows]), read_team([head, *reversed(rows)])
    for name in ("a", "b"):
        i, j = one.find(name), other.find(name)
        for layer in ("asked", "duty", "passed"):
            assert (getattr(one, layer)[i] == getattr(other, layer)[j]).all()
    assert (one.first[1], one.last[1]) == (5, 7)


def call(tmp_path: Path, *more: str, lines: list[str] | None = None, norm: object = NORM) -> None:
    history, norm_file = tmp_path / "history.csv", tmp_path / "norm.json"
    history.write_text("\n".join(small() if lines is None else lines) + "\n")
    norm_file.write_text(norm if isinstance(norm, str) else json.dumps(norm))
    main(["meter", str(history), "--me", "Ada", "--norm", str(norm_file), *more])


def said(capsys: pytest.CaptureFixture[str], tmp_path: Path, *more: str) -> str:
    with pytest.raises(SystemExit) as done:
        call(tmp_path, *more)
    assert done.value.code == 0
    return capsys.readouterr().out


def test_json_has_the_fixed_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`now` and `after` with the six fields each, and chances between 0 and 1."""
    fields = [
        "stands_out_p",
        "observer_from",
        "observer_to",
        "guess_right",
        "guess_chance",
        "linked",
    ]
    now = json.loads(said(capsys, tmp_path, "--json"))
    assert list(now) == ["now", "after"]
    assert now["after"] is None
    both = json.loads(said(capsys, tmp_path, "--json", "--if", "6", "--start", "0.3"))
    for one in both.values():
        assert list(one) == fields
        assert all(0 <= one[name] <= 1 for name in fields[:-1])
        assert one["observer_from"] == 0.3
        assert one["linked"] == [{"person": "Bo", "p": one["linked"][0]["p"]}]


def test_it_is_told_in_plain_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A person reads sentences about now and about after, with no term of the trade in them."""
    text = said(capsys, tmp_path, "--if", "6")
    assert "Now" in text
    assert "After this pass" in text
    for term in ("p-value", "Bayes", "posterior", "HMM", "null", "likelihood", "symptom", "ill"):
        assert f" {term}" not in text


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--me", "Cy"], "meter.person"),
        (["--if", "7"], "meter.if-day"),
        (["--if", "-1"], "meter.if-day"),
        (["--if", "600"], "meter.if-day"),
        (["--start", "0"], "meter.start"),
        (["--start", "1"], "meter.start"),
        (["--start", "nan"], "meter.start"),
        (["--start", "much"], "usage"),
    ],
)
def test_bad_options_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], code: str
) -> None:
    """Exit 2 and one JSON object on stderr that names nobody."""
    with pytest.raises(SystemExit) as done:
        call(tmp_path, *more, "--json")
    assert done.value.code == 2
    caught = capsys.readouterr()
    assert caught.out == ""
    assert json.loads(caught.err)["code"] == code
    assert "Ada" not in caught.err


@pytest.mark.parametrize(
    ("norm", "code"),
    [
        ("no norm", "meter.norm"),
        ("[1]", "meter.norm"),
        ("{}", "meter.norm"),
        ("[" * 5000, "meter.norm"),
        (json.dumps(NORM)[:-1] + ', "days": 4}', "meter.norm"),
        ({**NORM, "first_day": "soon"}, "norm.first-day"),
        ({**NORM, "days": 20}, "norm.days"),
        ({**NORM, "zone": "Mars/Base"}, "norm.zone"),
        ({**NORM, "cause": "x"}, "norm.unknown-key"),
    ],
)
def test_a_norm_that_is_none_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], norm: object, code: str
) -> None:
    """A file that is no norm is told from a norm out of bounds."""
    with pytest.raises(SystemExit) as done:
        call(tmp_path, "--json", norm=norm)
    assert done.value.code == 2
    assert json.loads(capsys.readouterr().err)["code"] == code


def test_files_that_cannot_be_read_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Missing and not text are two things."""
    norm = tmp_path / "norm.json"
    norm.write_text(json.dumps(NORM))
    odd = tmp_path / "odd.csv"
    odd.write_bytes(b"\xff\xfe\x00")
    for path, code in ((tmp_path / "none.csv", "meter.no-file"), (odd, "meter.encoding")):
        with pytest.raises(SystemExit) as done:
            main(["meter", str(path), "--me", "Ada", "--norm", str(norm), "--json"])
        assert done.value.code == 2
        assert json.loads(capsys.readouterr().err)["code"] == code


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("named", [False, True])
def test_other_separators_are_read(mark: str, named: bool) -> None:
    """What Excel saves where a comma is a decimal point is the same table."""
    lines = [line.replace(",", mark) for line in small()]
    first = [f"sep={mark}"] if named else []
    one, other = read_team(small()), read_team([*first, *lines])
    assert one.names == other.names
    for layer in ("asked", "duty", "passed", "first", "last"):
        assert (getattr(one, layer) == getattr(other, layer)).all()


def test_a_pipe_that_nobody_writes_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It ends at once instead of waiting for ever."""
    pipe, norm = tmp_path / "pipe", tmp_path / "norm.json"
    os.mkfifo(pipe)
    norm.write_text(json.dumps(NORM))
    with pytest.raises(SystemExit) as done:
        main(["meter", str(pipe), "--me", "Ada", "--norm", str(norm), "--json"])
    assert done.value.code == 2
    assert json.loads(capsys.readouterr().err)["code"] == "meter.no-file"


def test_a_person_is_found_however_the_name_is_written() -> None:
    """Case, blanks and the Unicode form make nobody another person."""
    rows = [f"{name},{day},0,1,0" for day, name in enumerate(("Zoë ", "zoe\u0308", "ZOË"))]
    team = read_team([HEAD, *rows])
    assert team.names == ("Zoë",)
    assert (team.find(" zoë"), int(team.last[0])) == (0, 3)
