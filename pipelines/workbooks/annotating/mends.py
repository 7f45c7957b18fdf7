"""What the sender has to mend, place by place, in the order it is told.

Belongs here: findings as places with words. Does not: how a place is marked (`marking`, `notes`) or listed (`front`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SEVERITIES = {"error": "Lỗi", "warning": "Lưu ý", "info": "Thông tin"}
"""Severity -> the word on the sheet, worst first."""

_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384

Position = tuple[int, int]
"""(row, column), both from 1."""


@dataclass(frozen=True)
class Mend:
    """One thing to mend."""

    severity: str
    sheet: str
    cell: str
    value: str
    expected: str
    message: str
    cure: str

    @property
    def position(self) -> Position | None:
        """Row and column of its cell; None when it is about no single cell."""
        return position_of(self.cell)


def position_of(cell: str) -> Position | None:
    """`D17` -> (17, 4); None for what no cell of a spreadsheet is named."""
    match = _CELL.fullmatch(cell)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    return (row, column) if row <= _MOST_ROWS and column <= _MOST_COLUMNS else None


def mends_of(findings: Iterable[Mapping[str, Any]]) -> list[Mend]:
    """Findings of `raw.findings` as things to mend."""
    return [
        Mend(
            severity=finding["severity"],
            sheet=finding.get("sheet") or "",
            cell=finding.get("cell") or "",
            value=finding.get("value") or "",
            expected=finding.get("expected") or "",
            message=finding["message_vi"],
            cure=finding["cure_vi"],
        )
        for finding in findings
    ]


def in_order(mends: Iterable[Mend], sheets: Sequence[str]) -> list[Mend]:
    """Worst first; then what concerns the whole file, then sheet by sheet, row by row."""
    order = {name: number for number, name in enumerate(sheets, 1)}
    severities = list(SEVERITIES)

    def key(mend: Mend) -> tuple[int, int, Position]:
        place = order.get(mend.sheet, len(order) + 1) if mend.sheet else 0
        return severities.index(mend.severity), place, mend.position or (0, 0)

    return sorted(mends, key=key)
