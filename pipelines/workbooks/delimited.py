"""Text with separators (.csv, .tsv and the like): one sheet, every cell a text.

Belongs here: which sign separates, lines that do not fit, formulas typed as text. Does not: letters (`decoding`), or
what a cell means (`values`).
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from pipelines.workbooks.decoding import decode
from pipelines.workbooks.limits import RefusedError, refuse_wide
from pipelines.workbooks.sheets import ERRORS, Aside, Note, SheetCells, address, sheet_with

SHEET_NAME = "Tệp CSV"
_SEPARATORS = {",": "dấu phẩy", ";": "dấu chấm phẩy", "\t": "dấu tab", "|": "dấu |"}
_HINT = re.compile(r"sep=(.)\r?\n", re.I)
_FORMULA = re.compile(r"=\s*[-+@A-Za-z($'\"0-9]")
_LONGEST_FIELD = 1 << 20
_COMPARED_LINES = 2000


@dataclass(frozen=True)
class _Reading:
    """The lines of a text when one sign separates."""

    separator: str
    rows: list[list[str]]
    width: int
    """Fields of most lines that have more than one."""
    fitting: int
    """Lines with that many fields."""
    split: int
    """Lines with more than one field."""


def read_delimited(data: bytes) -> tuple[SheetCells, tuple[Note, ...]]:
    """Read a text file with separators as one sheet.

    Lines with more fields than the table has are noted with their place: a separator inside a value moved what
    follows it into wrong columns.

    Raises:
        RefusedError: No sign separates, two signs do equally well, or the letters cannot be made out.
    """
    text = decode(data)
    rows = _choose(text)
    width = max(map(len, rows))
    refuse_wide(len(rows), width, address(len(rows), width - 1))
    cells = [row + [""] * (width - len(row)) for row in rows]
    filled = [
        (number, position, value) for number, row in enumerate(rows, 1) for position, value in enumerate(row) if value
    ]
    aside = Aside(
        uncached=tuple(address(number, position) for number, position, value in filled if _FORMULA.match(value)),
        errors=tuple((address(number, position), value) for number, position, value in filled if value in ERRORS),
    )
    sheet = sheet_with(SHEET_NAME, True, cells, aside)
    return sheet, tuple(_uneven(rows))


def _choose(text: str) -> list[list[str]]:
    if hint := _HINT.match(text):
        # Excel's own first line; kept as an empty row, so that addresses stay those of the file.
        return [[""], *_split(text[hint.end() :], hint[1])]
    readings = [found for separator in _SEPARATORS if separator in text and (found := _reading(text, separator))]
    readings = [
        reading for reading in readings if len(readings) == 1 or not _is_decimal(text, reading.separator)
    ] or readings
    if not readings:
        raise RefusedError("not_a_spreadsheet", "văn bản không có cột")
    best, *others = sorted(readings, key=lambda r: (-_score(r), -r.width))
    if any(_score(other) >= 0.8 * _score(best) for other in others):
        signs = " hay ".join(_SEPARATORS[reading.separator] for reading in (best, others[0]))
        raise RefusedError("separator_unknown", signs)
    return best.rows


def _reading(text: str, separator: str) -> _Reading | None:
    rows = _split(text, separator)
    widths = Counter(len(row) for row in rows[:_COMPARED_LINES] if len(row) > 1)
    if not widths:
        return None
    width, fitting = max(widths.items(), key=lambda item: (item[1], item[0]))
    split = sum(widths.values())
    # Prose has commas too, but never the same number of them line after line.
    return _Reading(separator, rows, width, fitting, split) if fitting >= 2 and fitting >= 0.5 * split else None


def _score(reading: _Reading) -> float:
    """Weigh a reading: fields that stand in whole lines, less when lines disagree."""
    return (reading.width - 1) * reading.fitting * reading.fitting / reading.split


def _is_decimal(text: str, separator: str) -> bool:
    """Whether a sign only ever stands between two digits: then it is the decimal sign of another table."""
    return separator == "," and re.search(r"(?<!\d),|,(?!\d)", text) is None


def _split(text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        return [
            [field.strip(" ") for field in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
        ]
    except csv.Error as error:
        raise RefusedError("truncated", str(error)) from error


def _uneven(rows: list[list[str]]) -> list[Note]:
    """Say which lines have more fields than the table is wide: blank ones count, they were moved too."""
    widths = Counter(len(row) for row in rows if sum(map(bool, row)) > 1)
    if not widths:
        return []
    width = max(widths.items(), key=lambda item: (item[1], item[0]))[0]
    return [
        Note("uneven_line", f"{len(row)} ô", f"{width} ô", SHEET_NAME, address(number, len(row) - 1))
        for number, row in enumerate(rows, 1)
        if len(row) > width and any(row)
    ]
