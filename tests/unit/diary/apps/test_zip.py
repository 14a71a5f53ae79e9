"""Exports inside ZIP files: with and without a password, and hostile ones."""

from __future__ import annotations

import contextlib
import json
import struct
import zipfile

import pytest
from tests.unit.diary.apps.reading import read, zipped
from tests.unit.diary.apps.test_apple_health import NIGHT, TYPE, export, record

from offwatch.diary.readers import archive
from offwatch.diary.readers.cells import ReadAs
from offwatch.errors import BadInput

CLUE = json.dumps([{"date": "2026-03-01", "type": "period", "value": {"option": "light"}}]).encode()
HEALTH = export(
    record(f"{TYPE}MenstrualFlow", *NIGHT, "HKCategoryValueMenstrualFlowLight")
).encode()


def refused(raw: bytes, password: str = "") -> str:
    with pytest.raises(BadInput) as error:
        read(raw, read_as=ReadAs(password=password))
    return error.value.code


@pytest.mark.parametrize(
    "name", ["measurements.json", "../../etc/passwd", "/a/b", "C:\\x", "ü.txt"]
)
def test_the_export_is_found_by_what_it_holds(name: str) -> None:
    """Names are never used: none leads anywhere."""
    others = {"readme.txt": b"hello", "a/picture": bytes(range(256)), "route.gpx": b"<gpx/>"}
    form, reading = read(zipped({**others, name: CLUE}))
    assert (form, len(reading.diary.onset_days())) == ("clue", 1)


def test_apple_health_is_found_among_maps_and_documents() -> None:
    """Its ZIP file holds two XML files and more."""
    files = {
        "apple_health_export/export_cda.xml": b"<?xml version='1.0'?><ClinicalDocument/>" * 100,
        "apple_health_export/Exportieren.xml": HEALTH,
        "apple_health_export/electrocardiograms/ecg.csv": b"Name,Ada\nDatum,1\n" * 500,
    }
    assert read(zipped(files))[0] == "apple-health"


@pytest.mark.parametrize("aes", [True, False])
def test_a_password_is_asked_for_and_checked(aes: bool) -> None:
    """Each app packs in its own way; a wrong password is told from a damaged file."""
    raw = zipped({"data.json": CLUE}, "geheim", aes=aes) if aes else OLD_CIPHER
    assert refused(raw) == "diary.needs-password"
    assert refused(raw, "falsch") == "diary.bad-password"
    assert read(raw, read_as=ReadAs(password="geheim"))[0] == "clue"


def test_what_is_no_export_is_named() -> None:
    """Nothing in it that is known, a ZIP file in a ZIP file, a workbook."""
    assert refused(zipped({"a.txt": b"hello there"})) == "diary.zip-unknown"
    assert refused(zipped({})) == "diary.zip-unknown"
    assert refused(zipped({"inner.zip": zipped({"data.json": CLUE})})) == "diary.zip-unknown"
    assert refused(zipped({"[Content_Types].xml": b"<x/>"})) == "diary.bad-encoding"


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """One file that grows a thousandfold, as JSON, as XML; many files; a lying directory."""
    monkeypatch.setattr(archive, "ALLOWED", 2**20)
    monkeypatch.setattr(archive, "MOST_FILES", 50)
    bomb = b" " * (4 * 2**20)
    assert refused(zipped({"a.json": b"[" + bomb})) == "diary.zip-bomb"
    end = b"</HealthData>"
    assert refused(zipped({"a.xml": HEALTH.replace(end, bomb + end)})) == "diary.zip-bomb"
    assert refused(zipped({str(n): b"" for n in range(51)})) == "diary.zip-bomb"
    lying = bytearray(zipped({"a.json": CLUE}))
    struct.pack_into("<I", lying, lying.rfind(b"PK\x05\x06") + 12, 2**31)
    assert refused(bytes(lying)) == "diary.zip-bomb"


def _far_directory(count: int, size: int) -> bytes:
    """A ZIP file whose list of files is described in 64 bits."""
    far = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, 0)
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1, 0)
    return zipped({"a.json": CLUE})[:-22] + far + end


def test_a_large_list_of_files_is_refused_before_it_is_read() -> None:
    """Also where its length is written in 64 bits, and where that is nowhere to be found."""
    assert refused(_far_directory(2**40, 100)) == "diary.zip-bomb"
    assert refused(_far_directory(1, 2**40)) == "diary.zip-bomb"
    assert refused(_far_directory(1, 100).replace(b"PK\x06\x06", b"PK\0\0")) == "diary.bad-zip"
    assert refused(zipped({"a.json": CLUE})[:-1]) == "diary.bad-zip"


def test_a_file_in_it_that_is_damaged_is_named_where_there_is_no_better_one() -> None:
    """Its own refusal says more than that nothing could be read."""
    broken = b'{"offwatch_diary": 1}'
    assert refused(zipped({"broken.json": broken})) == "diary.bad-export"
    assert read(zipped({"broken.json": broken, "more.json": CLUE}))[0] == "clue"


@pytest.mark.parametrize("place", range(0, 200, 7))
def test_a_damaged_file_is_refused(place: int) -> None:
    """Wherever a byte is wrong or the file ends, it is one of the coded refusals or still read."""
    raw = bytearray(zipped({"data.json": CLUE}))
    raw[place % len(raw)] ^= 0xFF
    for broken in (bytes(raw), bytes(raw)[: place % len(raw)]):
        with contextlib.suppress(BadInput):
            read(broken)


def _old_cipher() -> bytes:
    """A ZIP file with the old cipher, which only readers know here: written by hand."""
    crc = zipfile.crc32(CLUE)
    keys = [0x12345678, 0x23456789, 0x34567890]

    def step(byte: int) -> None:
        keys[0] = _crc_step(byte, keys[0])
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = _crc_step(keys[1] >> 24, keys[2])

    for byte in b"geheim":
        step(byte)
    out = bytearray()
    for byte in bytes(11) + bytes([crc >> 24]) + CLUE:
        t = keys[2] | 2
        out.append(byte ^ (((t * (t ^ 1)) >> 8) & 0xFF))
        step(byte)
    name = b"data.json"
    common = struct.pack("<HHHHHIII", 20, 1, 0, 0, 0, crc, len(out), len(CLUE))
    local = b"PK\x03\x04" + common + struct.pack("<HH", len(name), 0) + name + bytes(out)
    central = (
        b"PK\x01\x02\x14\x00" + common + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
    )
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end


def _crc_step(byte: int, value: int) -> int:
    low = (value ^ byte) & 0xFF
    for _ in range(8):
        low = (low >> 1) ^ (0xEDB88320 if low & 1 else 0)
    return (value >> 8) ^ low


OLD_CIPHER = _old_cipher()
