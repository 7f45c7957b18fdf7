"""From words with places on pages to lines of text as their writer meant them: paragraphs, columns, raised digits.

Belongs here: geometry, the same for printed and recognised words. Does not: where the words come from (`reading_pdf`,
`reading_scans`), or tables that have rules drawn around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from pipelines.notices.reading_tables import CELL_MARK, raised

_COLUMN_GAP = 2.6
"""Gap between two columns, in heights of a letter; words of one line stand closer, also when it is justified."""
_RAISED = 0.78
"""A raised digit is this much smaller than the letters beside it, or less."""
_LIFTED, _TOUCHING, _LONGEST_MARK = 0.4, 0.3, 2
"""Of a recognised raised digit: how far its lower edge stands above that of the words beside it, and how near the word
before it stands, in heights of that word; how many digits a footnote's mark or a power has."""
_MARKER = re.compile(
    r"(?:[-–—+•*·]|\d{1,2}[.)]|\d{1,2}\.\d{1,2}\.?|[a-zđ][.)]|[IVX]{1,4}\.)(?:\s|$)"
    r"|Điều\s+\d|Nơi nhận|V/v|Căn cứ|Kính gửi"
)
_ENOUGH_LINES = 5
"""Lines on a page that show where its right margin is."""
_SUBJECT = re.compile(r"V/v\b|Về việc\b", re.IGNORECASE)
_LONG_LEFT = re.compile(r"V/v\b|Về việc\b|N[ơo]i nhận", re.IGNORECASE)
"""What makes the left column longer than the right one: a subject, the list of addressees."""


@dataclass(frozen=True)
class Word:
    """One word and its place on a page, in points from the upper left corner."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    is_ink: bool = False
    """Its edges are those of its ink: `an` is lower than `Ấp`. Else they are those of its font, equal for all."""

    @property
    def height(self) -> float:
        """Of its letters."""
        return self.bottom - self.top


@dataclass(frozen=True)
class Line:
    """Words on one height without a column gap between them."""

    page: int
    words: tuple[Word, ...]
    row: int
    """Number of its height on the page: the segments of one row share it."""

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Right edge."""
        return max(word.x1 for word in self.words)

    @property
    def top(self) -> float:
        """Upper edge."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return max(word.bottom for word in self.words)

    @property
    def height(self) -> float:
        """Of its tallest letters."""
        return max(word.height for word in self.words)

    @property
    def text(self) -> str:
        """Its words; raised digits are set apart as superscripts."""
        pieces = [raised(word.text) if self._is_raised(at) else word.text for at, word in enumerate(self.words)]
        return re.sub(r" {2,}", " ", " ".join(pieces)).strip()

    def _is_raised(self, at: int) -> bool:
        word = self.words[at]
        if not word.text.isdigit() or word.height >= _RAISED * self.height:
            return False
        if word.is_ink:
            return self._is_lifted(at)
        return (word.top + word.bottom) / 2 < (self.top + self.bottom) / 2

    def _is_lifted(self, at: int) -> bool:
        """Whether recognised digits surely hang beside the word they mark.

        Any digit is lower than `Ầ` or `(`, so only its lower edge tells.
        """
        word, before = self.words[at], self.words[at - 1] if at else None
        if before is None or len(word.text) > _LONGEST_MARK or word.x0 - before.x1 > _TOUCHING * before.height:
            return False
        beside = [before, *self.words[at + 1 : at + 2]]
        return all(
            re.search(r"[^\W_]", other.text) and other.bottom - word.bottom > _LIFTED * other.height for other in beside
        )


def lines_of(words: Sequence[Word], page: int) -> list[Line]:
    """Put the words of one page into lines, top to bottom; a line is split where a column gap stands."""
    if not words:
        return []
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: ((word.top + word.bottom) / 2, word.x0)):
        last = rows[-1] if rows else None
        if last is not None and _is_beside(last, word):
            last.append(word)
        else:
            rows.append([word])
    lines = []
    for number, row in enumerate(rows):
        for segment in _segments(sorted(row, key=lambda word: word.x0)):
            lines.append(Line(page, tuple(segment), number))
    return lines


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """Lines of text: wrapped lines joined, columns one after the other, rows of three and more segments as cells."""
    texts: list[str] = []
    margins = _margins(lines)
    for block in _blocks(lines):
        if len(block) > 1 and any(one.row == two.row and one.page == two.page for one, two in pairwise(block)):
            texts += _columns(block)
        else:
            texts += _joined(block, margins)
    return texts


def _is_beside(row: Sequence[Word], word: Word) -> bool:
    tallest = max(row, key=lambda other: other.height)
    overlap = min(tallest.bottom, word.bottom) - max(tallest.top, word.top)
    return overlap > 0.5 * min(tallest.height, word.height)


def _segments(row: Sequence[Word]) -> Iterator[list[Word]]:
    gap = _COLUMN_GAP * median(word.height for word in row)
    segment = [row[0]]
    for word in row[1:]:
        if word.x0 - segment[-1].x1 > gap:
            yield segment
            segment = []
        segment.append(word)
    yield segment


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Runs of rows with columns (and what stands between them in one column), and runs without."""
    rows = [list(row) for _, row in groupby(lines, key=lambda line: (line.page, line.row))]
    block: list[Line] = []
    is_columns = False
    for at, row in enumerate(rows):
        goes_on = is_columns and len(row) == 1 and _belongs_to_columns(block, row[0], rows[at + 1 : at + 4])
        wanted = len(row) > 1 or goes_on
        if block and (wanted != is_columns or (wanted and row[0].page != block[-1].page)):
            yield block
            block = []
        is_columns = wanted
        block += row
    if block:
        yield block


def _belongs_to_columns(block: Sequence[Line], line: Line, following: Sequence[Sequence[Line]]) -> bool:
    """Whether a lone segment goes on one of the columns above it: a subject, or a line before further columns."""
    split = _split(block)
    if split is None or line.page != block[-1].page or not (line.x1 <= split or line.x0 >= split):
        return False
    if line.top - block[-1].bottom > 2 * line.height:
        return False
    left = [other for other in block if other.x1 <= split]
    goes_on = bool(left) and line.x1 <= split and any(_LONG_LEFT.match(other.text) for other in [*left, line])
    return goes_on or any(len(row) > 1 and row[0].page == line.page for row in following)


def _split(block: Sequence[Line]) -> float | None:
    """Where the left column ends: between the segments of its rows, None for three and more columns."""
    rows = [list(row) for _, row in groupby(block, key=lambda line: line.row)]
    if any(len(row) > 2 for row in rows):
        return None
    pairs = [row for row in rows if len(row) == 2]
    if not pairs:
        return None
    left, right = max(row[0].x1 for row in pairs), min(row[1].x0 for row in pairs)
    return (left + right) / 2 if left < right else None


def _columns(block: Sequence[Line]) -> list[str]:
    split = _split(block)
    if split is None:
        rows = groupby(block, key=lambda line: line.row)
        return [CELL_MARK.join(line.text for line in row) for _, row in rows]
    sides = ([line for line in block if line.x1 <= split], [line for line in block if line.x1 > split])
    texts = []
    for side in sides:
        lines = [line.text for line in side]
        subject = next((at for at, text in enumerate(lines) if _SUBJECT.match(text)), len(lines))
        texts += [*lines[:subject], *([" ".join(lines[subject:])] if subject < len(lines) else [])]
    return texts


def _margins(lines: Sequence[Line]) -> dict[int, tuple[float, float]]:
    """The margins of each page: where its lines begin and its longest ends; lines in columns have their own."""
    rows = [list(row) for _, row in groupby(lines, key=lambda line: (line.page, line.row))]
    alone = [row[0] for row in rows if len(row) == 1] or list(lines)
    every = (min(line.x0 for line in alone), max(line.x1 for line in alone))
    margins = dict.fromkeys({line.page for line in lines}, every)
    for page, group in groupby(alone, key=lambda line: line.page):
        here = list(group)
        if len(here) >= _ENOUGH_LINES:
            margins[page] = (min(line.x0 for line in here), max(line.x1 for line in here))
    return margins


def _joined(block: Sequence[Line], margins: dict[int, tuple[float, float]]) -> list[str]:
    texts = [block[0].text]
    first = block[0]
    for above, line in pairwise(block):
        begins = first is above and _begins_like(above, line, margins[line.page][0])
        if not begins and _goes_on(above, line, margins[above.page][1]):
            texts[-1] = f"{texts[-1]} {line.text}" if not texts[-1].endswith("\u00ad") else texts[-1][:-1] + line.text
        else:
            texts.append(line.text)
            first = line
    return texts


def _begins_like(above: Line, line: Line, left: float) -> bool:
    """Whether a line is indented as the beginning above it is: then it begins a paragraph too."""
    is_same = abs(line.x0 - above.x0) < 0.3 * line.height
    return is_same and line.x0 - left > 1.2 * line.height and not _MARKER.match(above.text)


def _goes_on(above: Line, line: Line, margin: float) -> bool:
    """Whether a line continues the one above it: its first word did not fit there any more."""
    if _MARKER.match(line.text) or (above.page == line.page and line.top - above.bottom > 1.3 * line.height):
        return False
    if not 0.75 < above.height / line.height < 1.34:
        return False
    needed = above.x1 + 0.22 * line.height + (line.words[0].x1 - line.words[0].x0)
    if needed > margin + 0.5:
        hangs = bool(_MARKER.match(above.text))
        return line.x0 <= above.x0 + (4.0 if hangs else 0.8) * line.height
    return _is_centred(above, line, margin) and not above.text.isupper() and not above.text.endswith((".", ":", ";"))


def _is_centred(above: Line, line: Line, margin: float) -> bool:
    same_middle = abs((above.x0 + above.x1) - (line.x0 + line.x1)) < line.height
    return same_middle and abs(above.x0 - line.x0) > line.height and above.x1 < margin - 2 * line.height
