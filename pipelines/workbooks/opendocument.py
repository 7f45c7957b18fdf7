"""What the XML of an .ods says that the cell reader does not.

Belongs here: formulas without a stored result, error cells, hidden rows and columns, how far a sheet reaches, stamps in
margins and text boxes, merged cells, comments. Does not: styles and number formats (`opendocument_styles`), values of
cells (`reading`), or other formats.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from pipelines.workbooks.comments import own_words
from pipelines.workbooks.limits import RefusedError, refuse_wide
from pipelines.workbooks.opendocument_styles import STYLE_TAGS, ChangingStyles, changing_styles
from pipelines.workbooks.safety import Container
from pipelines.workbooks.secrecy import may_be_stamped, refuse_stamped
from pipelines.workbooks.sheets import ERRORS, Aside, address

_OPEN = "{urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT, _DRAW, _STYLE = (
    f"{_OPEN}{name}:1.0}}" for name in ("table", "office", "text", "drawing", "style")
)
_HIDDEN = frozenset({"collapse", "filter"})
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_VALUE_TYPES = (
    f"{_OFFICE}value-type",
    "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type",
)
_SPANS = (f"{_TABLE}number-rows-spanned", f"{_TABLE}number-columns-spanned")
_CELL_STYLE = f"{_TABLE}style-name"
_DEFAULT_STYLE = f"{_TABLE}default-cell-style-name"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_MOST_REPEATS = 1 << 24


@dataclass
class _Sheet:
    """What is gathered while the rows of one sheet go by."""

    uncached: list[str] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    formatted: list[tuple[str, str]] = field(default_factory=list)
    column_styles: list[tuple[int, str]] = field(default_factory=list)
    """(last column, from 1; style of cells that have none of their own)."""
    comments: list[tuple[str, str]] = field(default_factory=list)
    rows: int = 0
    columns: int = 0
    last_row: int = 0
    last_column: int = 0

    def aside(self) -> Aside:
        return Aside(
            tuple(self.uncached),
            tuple(self.errors),
            tuple(self.hidden_rows),
            tuple(self.hidden_columns),
            tuple(self.merged),
            tuple(self.formatted),
            comments=tuple(self.comments),
        )

    def style_of(self, column: int) -> str:
        """Style of the cells of a column, from 0, that have none of their own."""
        return next((style for last, style in self.column_styles if column < last), "")


def look_aside(container: Container) -> tuple[dict[int, Aside], tuple[str, ...]]:
    """Return what was noticed in each sheet by its position (from 0), and the rules that only warn.

    Raises:
        RefusedError: The file is damaged, bears a stamp, or a sheet reaches further than may be read.
    """
    content, styles = container.unpack("content.xml"), container.unpack("styles.xml")
    try:
        _refuse_stamps(content, styles)
        sheets = _walk(content, styles)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RefusedError("truncated", f"content.xml: {error}"[:120]) from error
    for sheet in sheets:
        refuse_wide(sheet.last_row, sheet.last_column, address(sheet.last_row, max(sheet.last_column - 1, 0)))
    linked = (
        b"<table:table-source" in content or b"office:dde-source" in content or b"table:cell-range-source" in content
    )
    return {position: sheet.aside() for position, sheet in enumerate(sheets)}, ("external_links",) if linked else ()


def _walk(content: bytes, styles: bytes) -> list[_Sheet]:
    sheets: list[_Sheet] = []
    depth = 0
    tags = tuple(f"{_TABLE}{name}" for name in ("table", "table-column", "table-row"))
    holders = [element for event, element in _events(styles, STYLE_TAGS) if event == "end"] if styles else []
    changing: ChangingStyles | None = None
    for event, element in _events(content, (*tags, *STYLE_TAGS)):
        kind = element.tag
        if kind in STYLE_TAGS:
            # They stand before the tables.
            holders += [element] if event == "end" else []
        elif kind == tags[0]:
            changing = changing or changing_styles(holders)
            depth += 1 if event == "start" else -1
            # A table inside a cell is part of that cell.
            if event == "start" and depth == 1:
                sheets.append(_Sheet())
        elif event == "end" and depth == 1 and sheets and changing:
            if kind == tags[1]:
                _read_column(sheets[-1], element)
            else:
                _read_row(sheets[-1], element, changing)
            element.clear()
    return sheets


def _events(content: bytes, tags: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    yield from etree.iterparse(
        io.BytesIO(content), events=("start", "end"), tag=tags, resolve_entities=False, load_dtd=False, no_network=True
    )


def _repeats(element: Any, name: str) -> int:
    return min(max(int(element.get(f"{_TABLE}number-{name}-repeated", "1")), 1), _MOST_REPEATS)


def _read_column(sheet: _Sheet, element: Any) -> None:
    first = sheet.columns + 1
    sheet.columns += _repeats(element, "columns")
    if element.get(f"{_TABLE}visibility") in _HIDDEN:
        sheet.hidden_columns.append((first, sheet.columns))
    sheet.column_styles.append((sheet.columns, element.get(_DEFAULT_STYLE, "")))


def _read_row(sheet: _Sheet, element: Any, changing: ChangingStyles) -> None:
    first = sheet.rows + 1
    sheet.rows += _repeats(element, "rows")
    if element.get(f"{_TABLE}visibility") in _HIDDEN:
        sheet.hidden_rows.append((first, sheet.rows))
    column = 0
    for cell in element.iterchildren(*_CELLS):
        start = column
        column += _repeats(cell, "columns")
        if len(cell) or cell.attrib:
            _read_cell(sheet, cell, address(first, start))
            if cell.get(_SPANS[0]) or cell.get(_SPANS[1]):
                down, right = (int(cell.get(name, "1")) for name in _SPANS)
                sheet.merged += (
                    [(first - 1, start, first + down - 2, start + right - 1)] if down > 1 or right > 1 else []
                )
            if _is_filled(cell):
                sheet.last_row, sheet.last_column = sheet.rows, max(sheet.last_column, column)
                own = cell.get(_CELL_STYLE) or element.get(_DEFAULT_STYLE) if changing.are_any else ""
                if code := changing.of_cell(cell, own or (sheet.style_of(start) if changing.are_any else "")):
                    _note_format(sheet, code, range(first, sheet.rows + 1), range(start, column))


def _note_format(sheet: _Sheet, code: str, rows: range, columns: range) -> None:
    refuse_wide(rows[-1], columns[-1] + 1, address(rows[-1], columns[-1]))
    sheet.formatted += [(address(row, column), code) for row in rows for column in columns]


def _is_filled(cell: Any) -> bool:
    return any(cell.get(name) for name in _VALUE_TYPES) or cell.find(f"{_TEXT}p") is not None


def _read_cell(sheet: _Sheet, cell: Any, name: str) -> None:
    formula = cell.get(f"{_TABLE}formula")
    shown = cell.find(f"{_TEXT}p")
    text = "".join(shown.itertext()).strip() if shown is not None else ""
    if text in ERRORS or (formula and (text.startswith("Err:") or cell.get(_VALUE_TYPES[1]) == "error")):
        sheet.errors.append((name, text or "#ERR!"))
    elif formula and not cell.get(_VALUE_TYPES[0]) and shown is None:
        sheet.uncached.append(name)
    note = cell.find(f"{_OFFICE}annotation")
    if note is not None:
        written = "\n".join("".join(line.itertext()) for line in note.iter(f"{_TEXT}p"))
        if words := own_words(written, note.findtext(_CREATOR) or ""):
            sheet.comments.append((name, words))


def _refuse_stamps(content: bytes, styles: bytes) -> None:
    """Look into text boxes and the margins of pages; cells are looked at when they are read."""
    if may_be_stamped(content):
        for box in _elements(content, f"{_DRAW}*"):
            refuse_stamped("".join(text.itertext()) for text in box.iter(f"{_TEXT}p"))
    if may_be_stamped(styles):
        for margin in _elements(
            styles, *(f"{_STYLE}{name}" for name in ("header", "footer", "header-left", "footer-left"))
        ):
            refuse_stamped("".join(text.itertext()) for text in margin.iter(f"{_TEXT}p"))


def _elements(xml: bytes, *tags: str) -> Iterator[Any]:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    yield from etree.fromstring(xml, parser).iter(*tags)
