"""The summary as a PDF: made in memory, and never on disk."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from pathlib import Path

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fpdf import FPDF
from fpdf.fonts import FontFace

from offwatch.pad.pages.summary.words import SummaryPart, SummaryWords

_FONT = "text"
_MARGIN_MM, _ROW_MM = 14, 5
_MONTH_MM = 30
_DAYS = 31
_JOINED = (
    "ARABIC", "SYRIAC", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "TAMIL", "TELUGU",
    "KANNADA", "MALAYALAM", "SINHALA", "THAI", "LAO", "TIBETAN", "MYANMAR", "KHMER",
)  # fmt: skip
_ELSEWHERE = (
    "/usr/share/fonts/truetype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/segoeui.ttf",
)
"""Fonts of the machine for letters that ours has not; whichever is there."""


def font_file() -> Path:
    """DejaVu Sans, which comes with Offwatch."""
    return Path(str(resources.files("offwatch.pad").joinpath("fonts", "DejaVuSans.ttf")))


@lru_cache(maxsize=8)
def _letters(path: str) -> frozenset[int]:
    """The characters that a font has."""
    with TTFont(path, fontNumber=0, lazy=True) as font:
        return frozenset(font.getBestCmap())


def unshown(words: SummaryWords) -> str:
    """The characters that the PDF cannot show, or not joined as they are read; "" if it can all."""
    fonts = [str(font_file()), *_found_elsewhere()]
    known = frozenset().union(*(_letters(path) for path in fonts))
    letters = sorted({letter for text in words.texts() for letter in text if letter.isprintable()})
    return "".join(letter for letter in letters if ord(letter) not in known or _is_joined(letter))


def _is_joined(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(_JOINED)


def _found_elsewhere() -> list[str]:
    return [path for path in _ELSEWHERE if Path(path).is_file()]


def make_pdf(words: SummaryWords) -> bytes:
    """An A4 document, from its heading to its last table."""
    pdf = FPDF(format="A4")
    pdf.set_margins(_MARGIN_MM, _MARGIN_MM)
    pdf.set_auto_page_break(True, _MARGIN_MM)
    pdf.set_title(words.title)
    pdf.set_creator("Offwatch")
    pdf.add_font(_FONT, "", font_file())
    missing = {ord(letter) for text in words.texts() for letter in text} - _letters(
        str(font_file())
    )
    if missing:
        others = []
        for place, path in enumerate(_found_elsewhere()):
            if missing & _letters(path):
                pdf.add_font(f"more{place}", "", path)
                others.append(f"more{place}")
        pdf.set_fallback_fonts(others, exact_match=False)
    pdf.add_page()
    _text(pdf, 16, [words.title])
    _text(pdf, 9, [words.when])
    if words.legend:
        _text(pdf, 10, ["   ".join(words.legend)])
        _calendar(pdf, words)
    for part in words.parts:
        _part(pdf, part)
    return bytes(pdf.output())


def _text(pdf: FPDF, size: float, lines: Iterable[str]) -> None:
    pdf.set_font(_FONT, size=size)
    for line in lines:
        pdf.multi_cell(0, size * 0.55, line, new_x="LMARGIN", new_y="NEXT", align="L")
    pdf.ln(1.5)


def _calendar(pdf: FPDF, words: SummaryWords) -> None:
    """A row a month, a cell a day."""
    width = (pdf.epw - _MONTH_MM) / _DAYS
    pdf.set_font(_FONT, size=6)
    pdf.cell(_MONTH_MM, _ROW_MM, "")
    for number in range(1, _DAYS + 1):
        pdf.cell(width, _ROW_MM, str(number), align="C")
    pdf.ln(_ROW_MM)
    for row in words.calendar:
        pdf.set_font(_FONT, size=7)
        pdf.cell(_MONTH_MM, _ROW_MM, row.title)
        for cell in row.cells:
            pdf.set_font(_FONT, size=7 if len(cell) < 2 else 4)
            pdf.cell(width, _ROW_MM, cell, border=1, align="C")
        pdf.ln(_ROW_MM)
    pdf.ln(3)


def _part(pdf: FPDF, part: SummaryPart) -> None:
    _text(pdf, 12, [part.title])
    if part.sentences:
        _text(pdf, 9, part.sentences)
    pdf.set_font(_FONT, size=8)
    plain = FontFace(emphasis="")
    with pdf.table(text_align="LEFT", line_height=4.2, headings_style=plain) as table:
        for row in part.table:
            cells = table.row()
            for text in row:
                cells.cell(text)
    pdf.ln(3)
