"""What every benchmark writes: one file, one line a target."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from benchmarks.report import target_lines, use_one_core, write_report, written


def test_a_report_is_one_file_in_a_folder_that_is_made(tmp_path: Path) -> None:
    """In words as they are, and written over by the next."""
    out = tmp_path / "build" / "bench"
    write_report(out, "pad", {"old": 1})
    path = write_report(out, "pad", {"name": "Größe", "path": Path("x")}, str)
    assert [one.name for one in out.iterdir()] == ["pad.json"]
    text = path.read_text(encoding="utf-8")
    assert "Größe" in text
    assert text.endswith("}\n")
    assert json.loads(text) == {"name": "Größe", "path": "x"}
    assert written([path, Path("b")]) == f"written: {path}, b"


def test_a_miss_is_shown_like_a_hit() -> None:
    """Whether the bound holds comes first; names and bounds stand in columns."""
    rows = [
        {"target": "today, ms", "wanted": "≤ 120", "got": 90.5, "met": True},
        {"target": "tap", "wanted": "≤ 9", "got": 10, "met": False},
    ]
    assert target_lines(rows, 12) == [
        "yes today, ms      ≤ 120  90.5",
        "NO  tap              ≤ 9  10",
    ]
    assert target_lines(rows[1:], 4, 3) == ["NO  tap  ≤ 9  10"]


def test_times_are_those_of_one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the machine was set to."""
    monkeypatch.setattr(os, "environ", {"OMP_NUM_THREADS": "8"})
    use_one_core()
    assert set(os.environ.values()) == {"1"}
    assert len(os.environ) == 3
