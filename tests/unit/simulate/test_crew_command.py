from __future__ import annotations

import csv
import os
from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from offwatch.cli import main

HEADER = ["person", "day", "asked", "duty", "passed", "in_episode", "onset"]


def run(out: Path, *more: str) -> None:
    main(
        [
            "simulate",
            "crew",
            "--people",
            "6",
            "--periods",
            "3",
            "--seed",
            "7",
            "--out",
            str(out),
            *more,
        ]
    )


def finished(capsys: pytest.CaptureFixture[str], out: Path, *more: str) -> list[dict[str, str]]:
    with pytest.raises(SystemExit) as done:
        run(out, *more)
    assert done.value.code == 0
    assert capsys.readouterr().out == ""
    with out.open(encoding="ascii", newline="") as file:
        return list(csv.DictReader(file))


FEW = [
    ("population", "mask"),
    ("28:2.5", "naive"),
    ("twice-yearly", "late"),
    ("28:2.5", "uniform"),
    ("none", "mask"),
    ("none", "none"),
]
MORE = [
    pytest.param(*pair, marks=pytest.mark.slow)
    for pair in product(
        ("population", "28:2.5", "twice-yearly", "none"),
        ("mask", "naive", "late", "uniform", "none"),
    )
    if pair not in FEW
]


@pytest.mark.parametrize(("condition", "policy"), [*FEW, *MORE])
def test_every_day_is_written_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], condition: str, policy: str
) -> None:
    """One row a person and day with the documented columns, 0 or 1, passed within duty."""
    rows = finished(capsys, tmp_path / "crew.csv", "--condition", condition, "--policy", policy)
    assert list(rows[0]) == HEADER
    keys = Counter((row["person"], int(row["day"])) for row in rows)
    assert len(keys) == len(rows) == 6 * 84
    assert {day for _, day in keys} == set(range(84))
    assert {row[name] for row in rows for name in HEADER[2:]} <= {"0", "1"}
    assert all(row["passed"] <= row["duty"] for row in rows)
    assert all(row["onset"] <= row["in_episode"] for row in rows)
    if condition == "none":
        assert not any(row["in_episode"] == "1" for row in rows)


def test_the_mask_asks_exactly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Under the mask every person asks for exactly --days in every period."""
    more = ["--condition", "population", "--policy", "mask", "--days", "5", "--passes", "2"]
    rows = finished(capsys, tmp_path / "crew.csv", *more)
    asked = Counter((row["person"], int(row["day"]) // 28) for row in rows if row["asked"] == "1")
    passed = Counter((row["person"], int(row["day"]) // 28) for row in rows if row["passed"] == "1")
    assert set(asked.values()) == {5}
    assert len(asked) == 6 * 3
    assert max(passed.values(), default=0) <= 2


def test_the_same_seed_writes_the_same_bytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file follows from the options alone, and an older file is replaced whole."""
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    two.write_text("older\n" * 10_000)
    for out in (one, two):
        finished(capsys, out, "--condition", "population", "--policy", "mask")
    assert one.read_bytes() == two.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.csv", "two.csv"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--condition", "28;2", "--policy", "mask"], "simulate.condition"),
        (["--condition", "3:1", "--policy", "mask"], "simulate.condition-bounds"),
        (["--condition", "none", "--policy", "mask", "--people", "0"], "simulate.people"),
        (["--condition", "none", "--policy", "mask", "--days", "15"], "norm.days"),
        (["--condition", "none", "--policy", "mask", "--tracks", "9"], "norm.tracks"),
        (["--condition", "none", "--policy", "mask", "--density", "2"], "simulate.density"),
        (["--condition", "none", "--policy", "honest"], "usage"),
    ],
)
def test_bad_options_exit_2_and_write_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], code: str
) -> None:
    """A refusal names its code on stderr and leaves the folder as it was."""
    with pytest.raises(SystemExit) as done:
        run(tmp_path / "crew.csv", *more)
    assert done.value.code == 2
    assert f"[{code}]" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_is_filled_and_not_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--out may name what is no file, such as /dev/stdout; it stays what it is."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(SystemExit) as done:
        run(pipe, "--condition", "none", "--policy", "none", "--people", "1", "--periods", "1")
    read = os.read(reader, 10_000)
    os.close(reader)
    assert not done.value.code
    assert read.startswith(b"person,day,")
    assert pipe.is_fifo()


def test_a_missing_folder_is_refused_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is simulated for a file that cannot be written."""
    with pytest.raises(SystemExit) as done:
        run(tmp_path / "no" / "crew.csv", "--condition", "none", "--policy", "mask")
    assert done.value.code == 2
    assert "[simulate.out-unwritable]" in capsys.readouterr().err
