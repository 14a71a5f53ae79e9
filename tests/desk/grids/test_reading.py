"""Grids as homes have them: heads, names, codes, and each fault at its cell."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest

from offwatch.desk.grids.codes import Codes
from offwatch.desk.grids.read_grid import ReadGrid, read_grid
from offwatch.desk.grids.table import MOST_BYTES, GridTable, column_name, guarded, read_text
from offwatch.desk.grids.xlsx import read_xlsx, write_xlsx
from offwatch.errors import BadInput
from offwatch.plan import Shift

SHIFTS = (
    Shift("early", "Early", 480, 360),
    Shift("late", "Late", 480, 840),
    Shift("night", "Night", 480, 1320),
)
PEOPLE = {"anna-berg": "Anna Berg", "bea": "Bea Koch", "celal": "Celal Öz"}
NEAR = date(2026, 11, 27)


def read(
    data: str | bytes | GridTable, codes: dict[str, str] | None = None, **said: Any
) -> ReadGrid:
    if not isinstance(data, GridTable):
        data = read_text(data if isinstance(data, bytes) else data.encode())
    return read_grid(data, PEOPLE, Codes(SHIFTS, (), codes), NEAR, **said)


def line(grid: ReadGrid, person: str) -> list[str]:
    return [grid.cells[person, day].target for day in grid.days if (person, day) in grid.cells]


def faults(grid: ReadGrid) -> list[tuple[int, str, str]]:
    return [(f.row, f.column, f.code) for f in grid.faults]


@pytest.mark.parametrize(
    ("heads", "first", "last"),
    [
        ("2026-12-30,2026-12-31,2027-01-01", "2026-12-30", "2027-01-01"),
        ("30.12.,31.12.,1.1.", "2026-12-30", "2027-01-01"),
        ("30.12.2026,31.12.2026,01.01.2027", "2026-12-30", "2027-01-01"),
        ("Mi 30.12.,Do 31.12.,Fr 01.01.", "2026-12-30", "2027-01-01"),
        ("30/12,31/12,1/1", "2026-12-30", "2027-01-01"),
        ("12/30/2026,12/31/2026,1/1/2027", "2026-12-30", "2027-01-01"),
        ("30 Dec,31 Dec,1 Jan", "2026-12-30", "2027-01-01"),
        ("30. Dez,31. Dez,1. Jan", "2026-12-30", "2027-01-01"),
        ("46386,46387,46388", "2026-12-30", "2027-01-01"),
        ("2026-12-30 00:00:00,2026-12-31 00:00:00,2027-01-01 00:00:00", "2026-12-30", "2027-01-01"),
        ("Thu 3.12.,Fri 4.12.,Mon 7.12.", "2026-12-03", "2026-12-07"),
    ],
)
def test_heads_in_many_forms(heads: str, first: str, last: str) -> None:
    """Days one after the other, however they are written; the year is the one nearest."""
    grid = read(f"Name,{heads}\nBea Koch,E,L,N\n")
    assert (str(grid.days[0]), str(grid.days[-1])) == (first, last)
    assert line(grid, "bea") == ["early", "late", "night"]
    assert grid.faults == ()


def test_numbered_days_with_the_month_above_or_stated() -> None:
    """A smaller number begins the next month."""
    above = read("Dienstplan Dezember 2026;;;\nName;30;31;1\nBea Koch;E;E;E\n")
    stated = read("Name;30;31;1\nBea Koch;E;E;E\n", month=date(2026, 12, 1))
    assert above.days == stated.days == (date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 1))
    assert len(read("Name,2026-12-30\nBea Koch,E\n").days) == 1
    with pytest.raises(BadInput) as refused:
        read("Name;30;31;1\nBea Koch;E;E;E\n")
    assert refused.value.code == "grid.no-days"


def test_what_stands_around_a_grid_is_no_person() -> None:
    """Titles, weekdays, groups, hours, sums; names in two columns; any case, any encoding."""
    text = (
        "Haus Linde;;;;;\n;;;1.12.;2.12.;Std\n;;;Di;Mi;\nPflege;;;;;\n"
        "Berg;Anna;38,5;e;;8\nÖz;Celal;30;F;U;0\nSumme;;;1;0;\nBedarf;;;2;2;\n"
    )
    for data in (
        text.encode("cp1252"),
        text.encode(),
        text.encode("utf-16"),
        b"\xef\xbb\xbf" + text.encode(),
    ):
        grid = read(data)
        assert grid.people == ("anna-berg", "celal")
        assert line(grid, "anna-berg") == ["early", "free"]
        assert line(grid, "celal") == ["free", "absent"]
        assert grid.faults == ()


def test_pasted_cells_are_parted_by_tabs() -> None:
    """As a spreadsheet puts them on the clipboard."""
    grid = read("Name\t1.12.\t2.12.\nKoch, Bea\tN\t-\n")
    assert line(grid, "bea") == ["night", "free"]


def test_each_fault_is_named_at_its_cell() -> None:
    """Unknown codes, people nobody knows, people twice; the rest is read."""
    grid = read("Name,1.12.,2.12.\nBea Koch,ZZ,E\nNina Neu,E,E\nBea Koch,E,E\nAnna Berg,L,\n")
    assert faults(grid) == [
        (2, "B", "grid.unknown-code"),
        (3, "A", "grid.unknown-person"),
        (4, "A", "grid.person-twice"),
    ]
    assert grid.unknown == ("Nina Neu",)
    assert line(grid, "anna-berg") == ["late", "free"]


def test_what_was_said_of_codes_and_people_counts() -> None:
    """A code may be a shift, free, absent or hours; a name somebody, new or left out."""
    codes = {"F": "early", "Z": "Zwischen 9-17:30", "ü": "Night 22:00-06:00"}
    people = {"Nina Neu": "new", "B. Koch": "bea", "Leih": "leave out"}
    grid = read("Name,1.12.,2.12.\nNina Neu,F,z\nB. Koch,Ü,\nLeih,??,\n", codes, said=people)
    assert grid.faults == ()
    assert dict(grid.joining) == {"nina-neu": "Nina Neu"}
    assert (line(grid, "nina-neu"), line(grid, "bea")) == (["early", "z"], ["night", "free"])
    assert grid.left_out == ("Leih",)
    new = grid.cells["nina-neu", date(2026, 12, 2)].shift
    assert new is not None
    assert (new.name, new.start_min, new.minutes) == ("Zwischen", 540, 510)


def test_a_letter_that_could_be_two_things_is_asked_about() -> None:
    """F is a day off, unless a shift of the team begins with it: then somebody has to say."""
    assert Codes(SHIFTS).meaning("F") is not None
    assert Codes((*SHIFTS, Shift("frueh", "Früh", 480, 360))).meaning("F") is None
    assert Codes((Shift("n1", "Night", 1), Shift("n2", "Noon", 1))).meaning("n") is None


def test_merged_cells_and_formulas_of_a_workbook() -> None:
    """Merged cells all say the same; a formula counts as what it came to, else is a fault."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Name", date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 3)])
    sheet.append(["Bea Koch", "U", None, "N"])
    sheet.append(["Anna Berg", "=B2", "E", 0])
    sheet.merge_cells("B2:C2")
    out = io.BytesIO()
    book.save(out)
    grid = read(read_xlsx(out.getvalue()))
    assert line(grid, "bea") == ["absent", "absent", "night"]
    assert faults(grid) == [(3, "B", "grid.formula")]


def test_a_workbook_within_bounds() -> None:
    """Neither a file that unpacks to more than it may, nor a cell far away, takes the memory."""
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(4):
            archive.writestr(f"xl/worksheets/sheet{n}.xml", b" " * (30 * 1024 * 1024))
    far = openpyxl.Workbook()
    far.active.cell(1_000_000, 1).value = "x"
    out = io.BytesIO()
    far.save(out)
    entity = io.BytesIO()
    with zipfile.ZipFile(entity, "w") as archive:
        archive.writestr(
            "xl/workbook.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'
        )
    for data, code in (
        (bomb.getvalue(), "grid.too-large"),
        (out.getvalue(), "grid.too-large"),
        (entity.getvalue(), "grid.unreadable"),
        (b"PK\x03\x04rubbish", "grid.unreadable"),
    ):
        with pytest.raises(BadInput) as refused:
            read_xlsx(data)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "grid.empty"),
        (b" \n;;;\n", "grid.empty"),
        (b"x\n" * 10_001, "grid.too-large"),
        (b"x," * 501, "grid.too-large"),
        (b"x" * (MOST_BYTES + 1), "grid.too-large"),
        (b"a\0b", "grid.unreadable"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, code: str) -> None:
    """With what to do, and before anything is made of it."""
    with pytest.raises(BadInput) as refused:
        read_text(data)
    assert refused.value.code == code


def test_nothing_that_is_written_is_a_formula() -> None:
    """In CSV by a mark before it, which is taken off again; in XLSX as text."""
    assert guarded("=1+1") == "'=1+1"
    assert read_text(guarded("-x").encode()).cell(0, 0) == "-x"
    data = write_xlsx([["person", "name"], ["=1+1", "+A"]], "x")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [c.data_type for row in sheet.iter_rows() for c in row] == ["s"] * 4
    assert column_name(701) == "ZZ"
