"""From a PDF to lines of text: printed words and ruled tables, pages that are pictures by recognising them.

Belongs here: pages. Does not: putting words into lines (`reading_layout`), recognising pictures (`reading_scans`).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from pipelines.notices.cell_lines import CellNotes, labels_of, texts_of
from pipelines.notices.furniture import without_page_furniture
from pipelines.notices.reading import UnreadableNotice, Words
from pipelines.notices.reading_cells import cells_of
from pipelines.notices.reading_layout import Line, Word, lines_of, paragraphs
from pipelines.notices.reading_scans import MAX_SCANNED_PAGES, Scanner
from pipelines.notices.reading_tables import continued, is_placing, lines_of_table

MAX_PAGES = 400
_FEWEST_LETTERS = 25
"""A page with fewer printed characters, and a picture on it, is a picture."""
_WORD_GAP = 0.16
_EDGE_LINES = 6
"""Lines at the edges of a page among which a secrecy stamp is sought."""
_Table = list[list[str]]


def words_of_pdf(content: bytes, file_name: str) -> Words:
    """Text and tables in reading order; page numbers and running heads are left out.

    Raises:
        UnreadableNotice: it has a password, is broken, or is a scan that nobody here can recognise.
    """
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            return _Reader(document, content, file_name).read()
    except PdfminerException as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
            raise UnreadableNotice(file_name, "notice_encrypted", "tệp có mật khẩu", "bỏ mật khẩu") from error
        raise UnreadableNotice(
            file_name, "notice_broken", f"tệp PDF hỏng ({type(cause).__name__})", "tải lại tệp"
        ) from error


class _Reader:
    """One document: what its pages hold, in order."""

    def __init__(self, document: Any, content: bytes, file_name: str) -> None:
        self._document = document
        self._scanner = Scanner(content)
        self._file_name = file_name
        self._pages: list[list[Line | _Table]] = []
        self._scanned = 0
        self._notes = CellNotes()
        self._labels: list[str | None] = []

    def read(self) -> Words:
        pages = self._document.pages
        for number, page in enumerate(pages[:MAX_PAGES]):
            self._pages.append(self._parts(page, number))
            page.close()
        remarks = []
        if len(pages) > MAX_PAGES:
            remarks.append(("notice_pages_left", f"{len(pages)} trang, giới hạn {MAX_PAGES}"))
        if self._scanned > MAX_SCANNED_PAGES:
            remarks.append(("notice_pages_left", f"{self._scanned} trang quét, giới hạn {MAX_SCANNED_PAGES}"))
        if self._scanned:
            remarks.append(("notice_by_ocr", f"{self._scanned}/{len(pages)} trang"))
        lines = "\n".join(self._lines())
        remarks += self._notes.remarks()
        edges = [line for page in self._plain() for line in (*page[:_EDGE_LINES], *page[-_EDGE_LINES:])]
        return Words(
            lines,
            "pdf",
            tuple(remarks),
            by_ocr=self._scanned > 0,
            margins=tuple(edges),
            doubted=tuple(self._notes.values),
        )

    def _parts(self, page: Any, number: int) -> list[Line | _Table]:
        if sum(not char["text"].isspace() for char in page.chars) < _FEWEST_LETTERS and page.images:
            return self._recognised(page, number)
        words = _words(page)
        ruled = []
        for table in page.find_tables() if page.edges else ():
            grid = cells_of([row.cells for row in table.rows], words)
            if grid and not is_placing([["\n".join(cell.lines) for cell in row] for row in grid]):
                # A table that goes on from another page need not repeat its headings.
                self._labels = labels_of(grid) or (self._labels if len(self._labels) == len(grid[0]) else [])
                ruled.append((table.bbox, texts_of(grid, self._notes, self._labels)))
        words = [word for word in words if not any(_is_inside(word, box) for box, _ in ruled)]
        parts: list[tuple[float, Line | _Table]] = [(line.top, line) for line in lines_of(words, number)]
        parts += [(box[1], cells) for box, cells in ruled]
        return [part for _, part in sorted(parts, key=lambda pair: pair[0])] if ruled else [part for _, part in parts]

    def _recognised(self, page: Any, number: int) -> list[Line | _Table]:
        self._scanned += 1
        if self._scanned > MAX_SCANNED_PAGES:
            return []
        if not self._scanner.is_able:
            pages = len(self._document.pages)
            raise UnreadableNotice(
                self._file_name, "notice_without_ocr", f"trang {number + 1}/{pages}", "gửi bản có chữ"
            )
        scale = float(page.height)
        return list(lines_of(self._scanner.words(number, scale), number))

    def _plain(self) -> list[list[str]]:
        """The lines of each page, without its tables."""
        return [[part.text for part in page if isinstance(part, Line)] for page in self._pages]

    def _lines(self) -> Iterator[str]:
        """The document as lines: furniture dropped, tables that go on over pages joined, wrapped lines put together."""
        kept = without_page_furniture(self._plain())
        waiting: list[Line] = []
        table: _Table = []
        for page, texts in zip(self._pages, kept, strict=True):
            for part in _kept_parts(page, texts):
                if isinstance(part, Line):
                    yield from _finished(table, self._notes)
                    table = []
                    waiting.append(part)
                    continue
                if waiting:
                    yield from paragraphs(waiting)
                    waiting = []
                longer = continued(table, part)
                if longer is None:
                    yield from _finished(table, self._notes)
                table = longer or part
        yield from _finished(table, self._notes)
        if waiting:
            yield from paragraphs(waiting)


def _kept_parts(page: Sequence[Line | _Table], texts: Sequence[str]) -> Iterator[Line | _Table]:
    """The parts of a page without the lines that were furniture: those missing at its ends."""
    lines = [part for part in page if isinstance(part, Line)]
    if not texts:
        dropped = {id(line) for line in lines}
    else:
        start = next(
            at for at in range(len(lines)) if [line.text for line in lines[at : at + len(texts)]] == list(texts)
        )
        dropped = {id(line) for line in (*lines[:start], *lines[start + len(texts) :])}
    return (part for part in page if id(part) not in dropped)


def _finished(table: _Table, notes: CellNotes) -> list[str]:
    return lines_of_table(table, notes) if table else []


def _words(page: Any) -> list[Word]:
    found = page.extract_words(
        x_tolerance_ratio=_WORD_GAP, y_tolerance=2, keep_blank_chars=False, extra_attrs=["size"], use_text_flow=False
    )
    return [Word(word["text"], word["x0"], word["x1"], word["top"], word["bottom"]) for word in found]


def _is_inside(word: Word, box: Sequence[float]) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
