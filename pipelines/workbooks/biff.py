"""What the records of an .xls say that the cell reader does not.

Belongs here: formulas without a stored result, error cells, hidden rows and columns, encryption, macro sheets, links,
how far a sheet reaches, stamps in margins and text boxes, comments. Does not: styles and number formats
(`biff_styles`), values of cells (`reading`), or other formats.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.workbooks.biff_styles import Styles
from pipelines.workbooks.comments import own_words
from pipelines.workbooks.limits import RefusedError, refuse_wide
from pipelines.workbooks.safety import Container
from pipelines.workbooks.secrecy import refuse_stamped, refuse_stamped_margin
from pipelines.workbooks.sheets import Aside, address

_BOF, _CONTINUE = 0x809, 0x3C
_FILEPASS, _BOUNDSHEET, _SUPBOOK = 0x2F, 0x85, 0x1AE
_FORMULA, _BOOLERR, _ROW, _COLINFO = 0x06, 0x205, 0x208, 0x7D
_HEADER, _FOOTER, _OBJECT, _TEXT_BOX, _COMMENT = 0x14, 0x15, 0x5D, 0x1B6, 0x1C
_ONE_CELL = frozenset({0x203, 0x204, 0xFD, 0x27E, 0xD6, _FORMULA, _BOOLERR})
"""NUMBER, LABEL, LABELSST, RK, RSTRING and the two above: one filled cell each."""
_MANY_CELLS = 0xBD
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_EMPTY_RESULT, _ERROR_RESULT = 3, 2
_MACRO_SHEETS = frozenset({1, 6})
_STREAMS = ("Workbook", "Book", "WORKBOOK", "BOOK")


@dataclass
class _Sheet:
    """What is gathered while the records of one sheet go by."""

    uncached: list[str] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    formatted: list[tuple[str, str]] = field(default_factory=list)
    last_row: int = -1
    last_column: int = -1
    comments: list[tuple[str, str]] = field(default_factory=list)
    in_text_box: bool = False
    object_id: int = -1
    """Number of the drawn object that went by last; a comment refers to the one that holds its text."""
    object_texts: dict[int, str] = field(default_factory=dict)

    def aside(self) -> Aside:
        return Aside(
            tuple(self.uncached),
            tuple(self.errors),
            tuple(self.hidden_rows),
            tuple(self.hidden_columns),
            formatted=tuple(self.formatted),
            comments=tuple(self.comments),
        )


def look_aside(container: Container) -> tuple[dict[int, Aside], tuple[str, ...]]:
    """Return what was noticed in each sheet by its position (from 0), and the rules that only warn.

    Raises:
        RefusedError: The file is encrypted, damaged, bears a stamp, or a sheet reaches further than may be read.
    """
    stream = next((found for name in _STREAMS if (found := container.unpack(name))), b"")
    if not stream:
        raise RefusedError("truncated", "Workbook")
    # Excel and LibreOffice describe a file they save; libraries that cannot calculate write neither that nor results.
    calculated = bool(container.unpack("\x05SummaryInformation"))
    starts: dict[int, int] = {}
    sheets: dict[int, _Sheet] = {}
    warnings: dict[str, None] = {}
    current: _Sheet | None = None
    styles = Styles()
    for offset, kind, body in _records(stream):
        if kind == _FILEPASS:
            raise RefusedError("encrypted")
        if kind == _BOUNDSHEET and len(body) >= 6:
            starts[struct.unpack_from("<I", body)[0]] = len(starts)
            warnings |= dict.fromkeys(("macros",) if body[5] in _MACRO_SHEETS else ())
        elif kind == _BOF and offset in starts:
            current = sheets[starts[offset]] = _Sheet()
        elif kind == _SUPBOOK and _is_link(body):
            warnings["external_links"] = None
        elif current is None:
            styles.see(kind, body)
        else:
            _read_record(current, kind, body, calculated=calculated)
            shown = styles.shown_otherwise(kind, body)
            current.formatted += [(address(row + 1, column), code) for row, column, code in shown]
    for sheet in sheets.values():
        refuse_wide(sheet.last_row + 1, sheet.last_column + 1, address(sheet.last_row + 1, max(sheet.last_column, 0)))
    return {position: sheet.aside() for position, sheet in sheets.items()}, tuple(warnings)


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Give (offset, kind, body) of every record; padding behind the last one ends it."""
    offset, end = 0, len(stream) - 4
    unpack = struct.Struct("<HH").unpack_from
    while offset <= end:
        kind, length = unpack(stream, offset)
        if kind == 0 and length == 0:
            return
        yield offset, kind, stream[offset + 4 : offset + 4 + length]
        offset += 4 + length


def _is_link(body: bytes) -> bool:
    """Whether a SUPBOOK is about another file or a DDE server, not about this file or its add-ins."""
    return len(body) >= 4 and body[2:4] not in (b"\x01\x04", b"\x01\x3a")


def _read_record(sheet: _Sheet, kind: int, body: bytes, *, calculated: bool) -> None:
    if kind in _ONE_CELL and len(body) >= 6:
        row, column = struct.unpack_from("<HH", body)
        sheet.last_row, sheet.last_column = max(sheet.last_row, row), max(sheet.last_column, column)
        if kind == _FORMULA:
            _read_formula(sheet, address(row + 1, column), body, calculated=calculated)
        elif kind == _BOOLERR and len(body) >= 8 and body[7]:
            sheet.errors.append((address(row + 1, column), _ERRORS.get(body[6], "#ERR!")))
    elif kind == _MANY_CELLS and len(body) >= 6:
        row, last = struct.unpack_from("<H", body)[0], struct.unpack_from("<H", body, len(body) - 2)[0]
        sheet.last_row, sheet.last_column = max(sheet.last_row, row), max(sheet.last_column, last)
    elif kind == _ROW and len(body) >= 16:
        if body[12] & 0x20:
            row = struct.unpack_from("<H", body)[0] + 1
            sheet.hidden_rows.append((row, row))
    elif kind == _COLINFO and len(body) >= 10:
        first, last, _, _, flags = struct.unpack_from("<5H", body)
        if flags & 1:
            sheet.hidden_columns.append((first + 1, last + 1))
    else:
        _read_words(sheet, kind, body)


def _read_formula(sheet: _Sheet, cell: str, body: bytes, *, calculated: bool) -> None:
    if len(body) < 14:
        raise RefusedError("truncated", cell)
    result = body[6:14]
    if result[6:] != b"\xff\xff":
        if not calculated and not any(result):
            sheet.uncached.append(cell)
    elif result[0] == _ERROR_RESULT:
        sheet.errors.append((cell, _ERRORS.get(result[2], "#ERR!")))
    elif result[0] == _EMPTY_RESULT and not calculated:
        sheet.uncached.append(cell)


def _read_words(sheet: _Sheet, kind: int, body: bytes) -> None:
    """Look for stamps in a margin, or in a text box, whose text stands in the record behind it; keep comments."""
    if kind in (_HEADER, _FOOTER) and len(body) > 3:
        refuse_stamped_margin(_text(body[2:]))
    elif kind == _CONTINUE and sheet.in_text_box and body:
        words = _text(body)
        refuse_stamped([words])
        sheet.object_texts[sheet.object_id] = words
    elif kind == _OBJECT and len(body) >= 8:
        sheet.object_id = struct.unpack_from("<H", body, 6)[0]
    elif kind == _COMMENT and len(body) >= 12:
        row, column, _, number = struct.unpack_from("<4H", body)
        if words := own_words(sheet.object_texts.get(number, ""), _author(body)):
            sheet.comments.append((address(row + 1, column), words))
    sheet.in_text_box = kind == _TEXT_BOX


def _author(body: bytes) -> str:
    """Return the author of a comment: its length, then a BIFF8 string."""
    return _text(body[10:]).rstrip("\0")[: struct.unpack_from("<H", body, 8)[0]]


def _text(body: bytes) -> str:
    """Return a BIFF8 string without its length: a byte of flags, then one or two bytes for each letter."""
    return body[1:].decode("utf-16-le", "replace") if body[0] & 1 else body[1:].decode("cp1252", "replace")
