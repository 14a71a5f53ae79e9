"""Apple Health's ``export.xml``: gigabytes, of which a diary needs a little; read as a stream."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from xml.parsers import expat  # entities are refused and tokens bounded below

from offwatch.diary.readers.apps.entries import NOTHING, Entries, float_of
from offwatch.diary.readers.apps.words import plain
from offwatch.diary.readers.source import Source
from offwatch.diary.readers.table import Progress
from offwatch.diary.reading import Reading, parse_iso
from offwatch.errors import BadInput

CHUNK = 2**18
MOST_TOKEN = 2**20  # bytes of one tag
MOST_DEPTH = 32
MOST_NAMES = 5_000  # of elements and attributes
MOST_FLOW_DAYS = 15  # of one record
_KINDS = ("HKCategoryTypeIdentifier", "HKQuantityTypeIdentifier", "HKDataType")
_VALUE = re.compile(
    r"HKCategoryValue(?:Severity|Presence|MenstrualFlow|VaginalBleeding|OvulationTestResult"
    r"|PregnancyTestResult|AppetiteChanges|Contraceptive|NotApplicable)?"
)
_LEVELS = {"light": 1.0, "medium": 2.0, "heavy": 3.0}
_SEVERITIES = {"mild": "1", "moderate": "2", "severe": "3"}
_FLOWS = frozenset(("MenstrualFlow", "VaginalBleeding"))
_SPOTTINGS = frozenset(
    ("IntermenstrualBleeding", "BleedingDuringPregnancy", "BleedingAfterPregnancy")
)
_SYMPTOMS = frozenset(
    (
        "AbdominalCramps", "Acne", "AppetiteChanges", "BladderIncontinence", "Bloating",
        "BreastPain", "ChestTightnessOrPain", "Chills", "Constipation", "Coughing", "Diarrhea",
        "Dizziness", "DrySkin", "Fainting", "Fatigue", "Fever", "GeneralizedBodyAche", "HairLoss",
        "Heartburn", "HotFlashes", "LossOfSmell", "LossOfTaste", "LowerBackPain", "MemoryLapse",
        "MoodChanges", "Nausea", "NightSweats", "PelvicPain", "RapidPoundingOrFlutteringHeartbeat",
        "RunnyNose", "ShortnessOfBreath", "SinusCongestion", "SkippedHeartbeat", "SleepChanges",
        "SoreThroat", "VaginalDryness", "Vomiting", "Wheezing",
    )
)  # fmt: skip
_DOCTYPE = b"<!DOCTYPE"
_CONTROLS = bytes(set(range(1, 32)) - set(b"\t\n\r"))  # no XML may hold one; names of devices do
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([+-]\d{4})$")


def is_health(head: bytes) -> bool:
    """Say whether a file that begins so is an export of Apple Health."""
    for encoding in ("utf-16", "utf-16-le", "utf-16-be") if b"\0" in head[:64] else ("utf-8",):
        text = head.decode(encoding, "ignore").lstrip("\ufeff \t\r\n")
        if text.startswith("<") and "HealthData" in text:
            return True
    return False


def parse_health(
    source: Source, zone: tzinfo, now: datetime | None = None, progress: Progress | None = None
) -> Reading:
    """Read what a diary needs of an export of Apple Health, in memory that does not grow with it.

    Parameters
    ----------
    source : Source
        The XML.
    zone : tzinfo
        Where days are counted.
    now : datetime, optional
        With it, episodes after its day are rejected.
    progress : callable, optional
        Called with the bytes done and the bytes in all.

    Returns
    -------
    Reading
        Days of flow are periods; headaches are episodes, from their start to their end. A value
        that says "not present" is no symptom.

    Raises
    ------
    BadInput
        ``diary.bad-xml``: it is not whole, or holds what no export does, such as entities.
    """
    found = _Records(zone, now)
    parser = expat.ParserCreate()
    parser.StartElementHandler = found.start
    parser.EndElementHandler = found.end
    parser.specified_attributes = True
    parser.EntityDeclHandler = _refuse_entity
    parser.ExternalEntityRefHandler = _refuse_entity
    done = 0
    with source.open() as stream:
        try:
            for piece in _pieces(stream.read):
                parser.Parse(piece, False)
                done += len(piece)
                if done - parser.CurrentByteIndex > MOST_TOKEN or len(parser.intern) > MOST_NAMES:
                    raise _bad()
                if progress is not None:
                    progress(min(done, source.size), source.size)
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError):
            raise _bad() from None
    return found.finish()


def _pieces(read: Callable[[int], bytes]) -> Iterator[bytes]:
    """The bytes without what Apple writes wrongly: the document type, and control characters."""
    first = read(CHUNK)
    wide = b"\0" in first[:64]
    begin = first.find(_DOCTYPE)
    if begin >= 0 and not wide:
        end = first.find(b"]>", begin)
        if end >= 0:
            if b"<!ENTITY" in first[begin:end]:
                raise _bad()
            first = first[:begin] + first[end + 2 :]
    while first:
        yield first if wide else first.translate(None, _CONTROLS)
        first = read(CHUNK)


def _refuse_entity(*_: object) -> int:
    raise _bad()


def _bad() -> BadInput:
    return BadInput(
        "diary.bad-xml",
        "This XML file is not whole or not as Apple Health writes it; export it there again.",
    )


@dataclass(frozen=True, slots=True)
class _Headache:
    row: int
    first: datetime
    last: datetime
    severity: str


class _Records:
    """Takes the records as the parser finds them."""

    def __init__(self, zone: tzinfo, now: datetime | None) -> None:
        self.entries = Entries(zone, now)
        self._headaches: list[_Headache] = []
        self._other: dict[str, str] = {}
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise _bad()
        if self._depth == 1 and name != "HealthData":
            raise _bad()
        # What is deeper is part of a correlation, and stands by itself once more.
        if name == "Record" and self._depth == 2:
            self._record(attributes)

    def end(self, _name: str) -> None:
        self._depth -= 1

    def _record(self, attributes: dict[str, str]) -> None:
        entries = self.entries
        row = entries.count_row()
        full = attributes.get("type", "")
        known = self._other.get(full)
        if known is not None:
            entries.leave_out(row, known)
            return
        kind = full
        for prefix in _KINDS:
            kind = kind.removeprefix(prefix)
        if not self._is_wanted(kind):
            words = plain(kind) or "records without a type"
            if len(self._other) < MOST_NAMES:
                self._other[full] = words
            entries.leave_out(row, words)
            return
        first, last = _instant(attributes.get("startDate")), _instant(attributes.get("endDate"))
        if first is None:
            entries.reject(row, "diary.bad-date")
            return
        last = last or first
        if last < first:
            entries.reject(row, "diary.end-before-onset")
            return
        value = attributes.get("value", "")
        self._take(row, kind, first, last, value, plain(_VALUE.sub("", value, count=1)))

    @staticmethod
    def _is_wanted(kind: str) -> bool:
        return (
            kind in _SYMPTOMS
            or kind in _FLOWS
            or kind in _SPOTTINGS
            or kind
            in (
                "Headache", "OvulationTestResult", "PregnancyTestResult", "BasalBodyTemperature",
                "Contraceptive", "Pregnancy", "Lactation",
            )
        )  # fmt: skip

    def _take(
        self, row: int, kind: str, first: datetime, last: datetime, value: str, words: str
    ) -> None:
        entries, at = self.entries, _day_or_moment(first)
        if kind in _FLOWS:
            if words in ("none", "not present"):
                entries.leave_out(row, NOTHING)
                return
            for day in _days(first, last):
                entries.bleeding(row, day, _LEVELS.get(words))
        elif kind in _SPOTTINGS:
            entries.add(row, first.date(), "symptom", "spotting")
        elif kind == "Headache":
            if words == "not present":
                entries.leave_out(row, NOTHING)
            else:
                self._headaches.append(_Headache(row, first, last, _SEVERITIES.get(words, "")))
        elif kind in _SYMPTOMS:
            if words in ("not present", "no change", "none"):
                entries.leave_out(row, NOTHING)
            else:
                said = "" if words in ("unspecified", "present", "") else words
                entries.add(row, at, "symptom", plain(kind), said)
        elif kind == "OvulationTestResult":
            if words in ("luteinizing hormone surge", "positive"):
                entries.add(row, at, "precursor", "LH test", "positive")
            else:
                entries.leave_out(row, "tests that were not positive")
        elif kind == "PregnancyTestResult":
            if words == "positive":
                entries.add(row, at, "note", value="pregnancy test: positive")
            else:
                entries.leave_out(row, "tests that were not positive")
        elif kind == "BasalBodyTemperature":
            entries.temperature(row, at, float_of(value))
        elif kind == "Contraceptive":
            name = f"{words} contraceptive" if words not in ("", "unspecified") else "contraceptive"
            self._span(row, name, first, last)
        else:
            entries.life(
                row,
                "pregnancy" if kind == "Pregnancy" else "breast-feeding",
                first.date(),
                _ended(first, last),
            )

    def _span(self, row: int, name: str, first: datetime, last: datetime) -> None:
        self.entries.add(row, first.date(), "regimen_start", name)
        ended = _ended(first, last)
        if ended is not None:
            self.entries.add(row, ended, "regimen_stop", name)

    def finish(self) -> Reading:
        """Put overlapping headaches together, and all of it to a reading."""
        name = "headache"
        for one in _merged(self._headaches):
            timed = one.last > one.first
            at = one.first if timed else _day_or_moment(one.first)
            self.entries.episode(one.row, name, at, one.last if timed else None)
            if one.severity:
                self.entries.add(one.row, at, "severity", name, one.severity)
        return self.entries.finish()


def _merged(found: list[_Headache]) -> list[_Headache]:
    """Several apps may have written one headache; the strongest of what they say counts."""
    kept: list[_Headache] = []
    for one in sorted(found, key=lambda h: (h.first, h.last)):
        before = kept[-1] if kept else None
        if before is not None and (one.first < before.last or one.first == before.first):
            last, severity = max(before.last, one.last), max(before.severity, one.severity)
            kept[-1] = _Headache(before.row, before.first, last, severity)
        else:
            kept.append(one)
    return kept


def _instant(text: str | None) -> datetime | None:
    """An instant as Apple writes it: ``2024-03-01 09:00:00 -0800``, long ago without the marks."""
    if text is None or len(text) > 40:
        return None
    text = _COMPACT.sub(r"\1-\2-\3 \4:\5:\6\7", text.strip())
    day, _, rest = text.replace("T", " ", 1).partition(" ")
    at = parse_iso(f"{day}T{rest.replace(' ', '')}")
    return at if isinstance(at, datetime) and at.tzinfo is not None else None


def _day_or_moment(at: datetime) -> date | datetime:
    """Midnight stands for the day."""
    return at.date() if at.time() == time.min else at


def _days(first: datetime, last: datetime) -> list[date]:
    """The days of a record; one that ends at midnight does not touch the next day."""
    end = (last - timedelta(seconds=1)).date() if last > first else first.date()
    count = min((max(end, first.date()) - first.date()).days + 1, MOST_FLOW_DAYS)
    return [first.date() + timedelta(days=n) for n in range(count)]


def _ended(first: datetime, last: datetime) -> date | None:
    """The day on which something ended; none where the record has no length: it goes on."""
    return last.date() if last.date() > first.date() else None
