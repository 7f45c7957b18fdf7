"""Web pages under the name of a spreadsheet: HTML and MHTML, as Excel, Word and many programs save them.

Belongs here: tables of a page as sheets, the text around them, parts of an .mht. Does not: mails (`contents`).
"""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.workbooks.decoding import decode
from pipelines.workbooks.grid import Grid
from pipelines.workbooks.limits import MAX_PARTS, RefusedError
from pipelines.workbooks.sheets import ERRORS, SheetCells

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.I)
_SHEET_NAME = re.compile(r"<x:Name>([^<]{1,80})</x:Name>", re.I)
_OFFICE = "urn:schemas-microsoft-com:office:excel"
_SPACE = re.compile(r"[ \t\r\n\f]+")
_AROUND_BREAK = re.compile(r" *\n *")
_NUMBER_SHOWN = re.compile(r"[-+()\d.,\s\u00a0]*|#+")
_GONE = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.I)
_BLOCKS = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "center", "caption", "pre", "body", "address"}
)
_SHOWN_OTHERWISE = {
    **dict.fromkeys(("sup", "sub"), " [chỉ số] "),
    **dict.fromkeys(("s", "strike", "del"), " [gạch bỏ] "),
}
_SILENT = frozenset({"script", "style", "head", "title", "-comment", "comment", "template"})


def read_html(data: bytes) -> list[SheetCells]:
    """Read a page: each table is a sheet, headed by the text that stands before it.

    A page that Excel saved is one sheet, whatever it is cut into.

    Raises:
        RefusedError: No table is in it, or one reaches too far.
    """
    declared = _CHARSET.search(data[:4096])
    return _read_page(decode(data, declared[1].decode() if declared else None))


def read_mhtml(data: bytes) -> list[SheetCells]:
    """Read the pages of an .mht in their order.

    Raises:
        RefusedError: No part has a table, or one reaches too far.
    """
    message = email.message_from_bytes(data, policy=email.policy.default)
    pages = []
    for number, part in enumerate(message.walk()):
        if number > MAX_PARTS:
            raise RefusedError("zip_bomb", f"hơn {MAX_PARTS} phần", f"{MAX_PARTS} phần")
        if part.get_content_type() == "text/html" and isinstance(part, EmailMessage):
            pages.append(_part_text(part))
    # The first page of Excel's frame names the sheets; the pages behind it hold them in that order.
    names = _SHEET_NAME.findall(pages[0]) if pages else []
    holders = [page for page in pages if "<table" in page.lower()]
    sheets = []
    for number, page in enumerate(holders):
        name = names[number] if len(names) == len(holders) else None
        sheets += _read_page(page, name)
    if not sheets:
        raise RefusedError("not_a_spreadsheet", "trang web không có bảng")
    return _with_own_names(sheets)


def _part_text(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    charset = part.get_content_charset()
    content = payload if isinstance(payload, bytes) else b""
    declared = _CHARSET.search(content[:4096])
    return decode(content, charset or (declared[1].decode() if declared else None))


def _with_own_names(sheets: list[SheetCells]) -> list[SheetCells]:
    """Number the tables through, so that a finding names one sheet."""
    numbered = []
    for number, sheet in enumerate(sheets, 1):
        name = f"Bảng {number}" if re.fullmatch(r"Bảng \d+", sheet.name) else sheet.name
        numbered.append(SheetCells(name, sheet.visible, sheet.rows, *_rest(sheet)))
    return numbered


def _rest(sheet: SheetCells) -> tuple[Any, ...]:
    return sheet.uncached, sheet.errors, sheet.hidden_rows, sheet.hidden_columns


def _read_page(text: str, name: str | None = None) -> list[SheetCells]:
    root = LexborHTMLParser(text).root
    if root is None:
        raise RefusedError("not_a_spreadsheet", "trang web không có bảng")
    page = _Page(one_sheet=_OFFICE in text[:8192] or name is not None)
    page.read(root)
    names = [name] if name else _SHEET_NAME.findall(text[:65536])
    found = page.finish()
    if not page.tables:
        raise RefusedError("not_a_spreadsheet", "trang web không có bảng")
    own = names[0] if len(names) == 1 and len(found) == 1 else None
    return [grid.sheet(own or f"Bảng {number}") for number, grid in enumerate(found, 1)]


class _Page:
    """Walks a page in the order of reading, without recursion: a hostile page is nested as deep as it likes."""

    def __init__(self, *, one_sheet: bool) -> None:
        self.tables = 0
        self._one_sheet = one_sheet
        self._grids: list[Grid] = []
        self._current = Grid()
        self._has_table = False
        self._words: list[str] = []
        self._behind: list[str] = []

    def read(self, root: LexborNode) -> None:
        """Take in text and outermost tables."""
        waiting: list[LexborNode] = [root]
        while waiting:
            node = waiting.pop()
            tag = str(node.tag)
            if tag == "-text":
                self._words.append(node.text_content or "")
            elif tag == "table":
                self._end_line()
                # A table inside a cell is a table of its own, read behind the one it stands in.
                waiting.extend(reversed(self._table(node)))
            elif tag not in _SILENT:
                if tag in _BLOCKS or tag in ("br", "hr"):
                    self._end_line()
                waiting.extend(reversed(list(node.iter(include_text=True))))
        self._end_line()

    def finish(self) -> list[Grid]:
        """Return the sheets; text behind the last table stands below it."""
        self._put_what_stood_behind()
        if self._has_table or not self._grids:
            self._grids.append(self._current)
        return self._grids

    def _put_what_stood_behind(self) -> None:
        for line in self._behind:
            self._put(line)
        self._behind.clear()

    def _end_line(self) -> None:
        line = _SPACE.sub(" ", "".join(self._words)).strip(" \u00a0")
        self._words.clear()
        if line and self._has_table and not self._one_sheet:
            # It heads the next table, if there is one.
            self._behind.append(line)
        elif line:
            self._put(line)

    def _put(self, line: str) -> None:
        self._current.next_row()
        self._current.place(line)

    def _table(self, table: LexborNode) -> list[LexborNode]:
        self.tables += 1
        if self._has_table and not self._one_sheet:
            self._grids.append(self._current)
            self._current = Grid()
            self._put_what_stood_behind()
        self._has_table = True
        return _fill(self._current, table)


def _fill(grid: Grid, table: LexborNode) -> list[LexborNode]:
    """Read the rows of a table into a grid; return the tables inside its cells."""
    inner: list[LexborNode] = []
    column = 0
    grid.begin_table()
    waiting = list(reversed(list(table.iter())))
    while waiting:
        node = waiting.pop()
        if node.tag in ("thead", "tbody", "tfoot", "colgroup"):
            waiting.extend(reversed(list(node.iter())))
        elif node.tag == "caption":
            grid.next_row()
            grid.place(_text(node, inner))
        elif node.tag == "col":
            first = column + 1
            column += _span(node, "span")
            if _is_gone(node):
                grid.hidden_columns.append((first, column))
        elif node.tag == "tr":
            _fill_row(grid, node, inner)
    return inner


def _fill_row(grid: Grid, row: LexborNode, inner: list[LexborNode]) -> None:
    grid.next_row()
    if _is_gone(row):
        grid.hidden_rows.append((grid.row, grid.row))
    for cell in row.iter():
        if cell.tag not in ("td", "th"):
            continue
        text = _text(cell, inner)
        shown = _value(cell, text)
        name = grid.place("" if text in ERRORS else shown, columns=_span(cell, "colspan"), rows=_span(cell, "rowspan"))
        if text in ERRORS:
            grid.errors.append((name, text))
        elif shown == "" and "x:fmla" in cell.attributes and "x:str" not in cell.attributes:
            grid.uncached.append(name)
        if type(shown) is float and not _shows(text, shown):
            grid.formatted.append((name, f"hiện {text}"))


def _shows(text: str, exact: float) -> bool:
    """Whether a shown text gives the digits of a figure, rounded to some place; ### shows nothing at all."""
    digits = "".join(filter(str.isdecimal, text)).lstrip("0")
    return "#" in text or any(digits == f"{abs(exact):.{places}f}".replace(".", "").lstrip("0") for places in range(10))


def _value(cell: LexborNode, text: str) -> Any:
    """Return the number behind a cell that shows nothing but a number; a date or percentage stays as it is shown."""
    exact = cell.attributes.get("x:num") or cell.attributes.get("sdval")
    if exact and text and _NUMBER_SHOWN.fullmatch(text):
        try:
            return float(exact)
        except ValueError:
            return text
    return text


def _text(cell: LexborNode, inner: list[LexborNode]) -> str:
    """Return the text of a cell, lines kept; tables in it are set aside."""
    words: list[str] = []
    waiting = list(reversed(list(cell.iter(include_text=True))))
    while waiting:
        node = waiting.pop()
        tag = str(node.tag)
        if tag == "-text":
            words.append(_SPACE.sub(" ", node.text_content or ""))
        elif tag == "table":
            inner.append(node)
        elif tag == "br":
            words.append("\n")
        elif tag not in _SILENT:
            if tag in _BLOCKS and words:
                words.append("\n")
            # Raised or crossed out digits are no digits of the figure beside them.
            words.append(_SHOWN_OTHERWISE.get(tag, ""))
            waiting.extend(reversed(list(node.iter(include_text=True))))
    return _AROUND_BREAK.sub("\n", "".join(words)).strip(" \n\u00a0")


def _span(node: LexborNode, name: str) -> int:
    text = (node.attributes.get(name) or "1").strip()
    return int(text) if text.isdecimal() and len(text) < 8 else 1


def _is_gone(node: LexborNode) -> bool:
    return _GONE.search(node.attributes.get("style") or "") is not None
