"""From a Word document to lines of text: paragraphs, tables, heads of pages, in reading order.

Belongs here: the elements of a document. Does not: what rows of a table become (`reading_tables`). The elements are
walked by hand, because python-docx leaves out what was inserted under tracked changes and what stands in controls.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx

from pipelines.notices.cell_lines import CellNotes
from pipelines.notices.reading import UnreadableNotice, Words
from pipelines.notices.reading_tables import filled_spans, lines_of_table, raised

_MAX_UNPACKED = 200 * 1024 * 1024
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEFT_OUT = frozenset(
    (
        *(
            f"{_W}{name}"
            for name in ("del", "moveFrom", "delText", "instrText", "pPr", "rPr", "tblPr", "tcPr", "sectPr")
        ),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    )
)
_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": " ", f"{_W}noBreakHyphen": "-"}


def words_of_docx(content: bytes, file_name: str) -> Words:
    """Every word a reader sees, first the heads of pages, then the body.

    Raises:
        UnreadableNotice: it has a password, is broken, or unpacks to more than it may.
    """
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableNotice(
            file_name, "notice_encrypted", "tệp có mật khẩu hoặc là Word đời cũ", "lưu lại dạng .docx"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(entry.file_size for entry in package.infolist()) > _MAX_UNPACKED:
                raise UnreadableNotice(
                    file_name, "notice_unreadable", "tệp giải nén ra quá lớn", "gửi bản văn bản, không có ảnh"
                )
        document = docx.Document(io.BytesIO(content))
    except UnreadableNotice:
        raise
    except Exception as error:  # whatever zipfile, lxml and python-docx say of broken bytes
        raise UnreadableNotice(
            file_name, "notice_broken", f"tệp Word hỏng ({type(error).__name__})", "lưu lại dạng .docx"
        ) from error
    notes = CellNotes()
    lines = list(dict.fromkeys(_margins(document, "header", notes)))
    lines += _blocks(document.element.body, notes)
    return Words(
        "\n".join(lines),
        "docx",
        tuple(notes.remarks()),
        margins=tuple(_margins(document, "footer", CellNotes())),
        doubted=tuple(notes.values),
    )


def _margins(document: Any, edge: str, notes: CellNotes) -> Iterator[str]:
    """What stands at the head or the foot of pages."""
    for section in document.sections:
        for margin in (getattr(section, f"{pages}{edge}") for pages in ("first_page_", "", "even_page_")):
            if not margin.is_linked_to_previous:
                yield from (line for line in _blocks(margin._element, notes) if not line.strip().isdigit())


def _blocks(parent: Any, notes: CellNotes) -> list[str]:
    """Lines of the paragraphs and tables below an element, also those inside controls and insertions."""
    lines: list[str] = []
    for element in parent:
        if element.tag == f"{_W}p":
            lines += _paragraph(element, notes).split("\n")
        elif element.tag == f"{_W}tbl":
            lines += lines_of_table(_rows(element, notes), notes)
        elif element.tag not in _LEFT_OUT and isinstance(element.tag, str):
            lines += _blocks(element, notes)
    return lines


def _paragraph(paragraph: Any, notes: CellNotes) -> str:
    """The words of a paragraph; text boxes in it follow as lines of their own."""
    pieces: list[str] = []
    boxes: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        tag = element.tag
        if tag in _LEFT_OUT or not isinstance(tag, str):
            continue
        if tag == f"{_W}txbxContent":
            boxes += _blocks(element, notes)
        elif tag == f"{_W}t":
            pieces.append(_of_run(element))
        elif tag in _BREAKS:
            pieces.append(_BREAKS[tag])
        else:
            waiting.extend(reversed(element))
    return "\n".join(["".join(pieces), *boxes]) if boxes else "".join(pieces)


def _of_run(text: Any) -> str:
    """The text of a run: nothing when it is hidden, digits set apart when they are raised."""
    properties = text.getparent().find(f"{_W}rPr")
    words = text.text or ""
    if properties is None:
        return words
    vanish = properties.find(f"{_W}vanish")
    if vanish is not None and vanish.get(f"{_W}val") not in {"0", "false"}:
        return ""
    align = properties.find(f"{_W}vertAlign")
    return raised(words) if align is not None and align.get(f"{_W}val") == "superscript" else words


def _rows(table: Any, notes: CellNotes) -> list[list[str]]:
    """The cells of a table by column; what is merged downwards stands in every row it covers."""
    rows: list[list[tuple[str, int, bool]]] = []
    for row in table.iter(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl")) is not table:
            continue
        cells = []
        for cell in row.iter(f"{_W}tc"):
            if next(cell.iterancestors(f"{_W}tr")) is row:
                cells.append(_cell(cell, notes))
        rows.append(cells)
    return filled_spans(rows)


def _cell(cell: Any, notes: CellNotes) -> tuple[str, int, bool]:
    """Its text, the columns it covers, whether it goes on from the cell above."""
    properties = cell.find(f"{_W}tcPr")
    span, goes_on = 1, False
    if properties is not None:
        wide = properties.find(f"{_W}gridSpan")
        down = properties.find(f"{_W}vMerge")
        stated = wide.get(f"{_W}val", "1") if wide is not None else "1"
        span = min(int(stated), 60) if stated.isdigit() else 1
        goes_on = down is not None and down.get(f"{_W}val", "continue") == "continue"
    return "\n".join(line for part in _blocks(cell, notes) if (line := part.strip())), span, goes_on
