"""From the lines of one cell of a table to its text: items of a list stay apart, what was cut or wrapped is whole.

Belongs here: whether a line goes on from the one above it: by its column, the form of its numbers, and whether the line
above is full. Does not: where lines come from (`reading_cells`, `reading_tables`), what a number means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipelines.notices.annexes import label_of
from pipelines.notices.dates import DATE_PATTERN
from pipelines.notices.identifiers import is_well_formed

_FEWEST_HEADINGS = 2
_HEADING_ROWS = 3
_BULLET = re.compile(r"[-–—+•*·]\s+(?=\S)")
_NUMBER = re.compile(r"[^\s,;]*\d[^\s,;]*")
_ITEM = re.compile(r"(?=[^\d]*\d)[A-ZĐ0-9][A-ZĐ0-9 ./\-]{0,24}")
"""A line that is one number, its parts perhaps apart: `KT 0026 B`."""
_BATCH_BEGINS = re.compile(r"(?:số\s+)?lô(?!\w)", re.IGNORECASE)
_CUT_AFTER = re.compile(r"\w[\-/]\Z")
_OPEN_ENDED = re.compile(r"(?:[,;:(&+]|(?<!\w)(?:và|lô|số|đến|từ))\Z", re.IGNORECASE)
_GOES_ON = re.compile(r"[(,;&)]|(?:và|đến)(?!\w)", re.IGNORECASE)
_DATE = re.compile(rf"(?=.*[/.\-]){DATE_PATTERN}", re.IGNORECASE)
_SHORTEST_NUMBER, _SHORTEST_BATCH = 3, 4
"""A shorter rest at the edge of a column is no number of its own; below the other it is more likely a part of one."""
_LONGEST_REST_OF_YEAR = 3
_WRAP, _CUT, _NEXT = " ", "", "; "


@dataclass(frozen=True)
class CellLines:
    """The lines of one cell.

    Attributes:
        full: of each line whether no further letter fitted behind it; empty = its writer ended the lines.
    """

    lines: tuple[str, ...]
    full: tuple[bool, ...] = ()


@dataclass
class CellNotes:
    """What a reader did to the cells of a document that somebody may want to compare with it."""

    mended: list[str] = field(default_factory=list)
    """Numbers that were surely cut between two lines, whole again."""
    doubtful: list[str] = field(default_factory=list)
    """Numbers as read where it cannot be told whether they are one or several, each with the other reading."""
    values: list[str] = field(default_factory=list)
    """The same numbers alone."""

    def remarks(self) -> Iterator[tuple[str, str]]:
        """For the finding of each kind: its rule and what was seen."""
        for rule, seen in (("notice_cut_cells", self.mended), ("notice_doubtful_cells", self.doubtful)):
            if seen:
                more = f" và {len(seen) - 5} ô khác" if len(seen) > 5 else ""
                yield rule, "; ".join(seen[:5]) + more


def labels_of(grid: Sequence[Sequence[CellLines]]) -> list[str | None]:
    """What each column holds, by its headings in the first rows; empty without any."""
    for row in grid[:_HEADING_ROWS]:
        texts = [" ".join(cell.lines) for cell in row]
        labels = [label_of(text) for text in texts]
        if sum(label is not None for label in labels) >= _FEWEST_HEADINGS and not re.search(r"\d{3}", " ".join(texts)):
            return labels
    return []


def texts_of(
    grid: Sequence[Sequence[CellLines]], notes: CellNotes, labels: Sequence[str | None] = ()
) -> list[list[str]]:
    """The cells of a table as texts of one line.

    Args:
        grid: rows of cells.
        notes: what was mended or doubtful is added to it.
        labels: of the columns, if the table itself has no headings: it goes on from another page.
    """
    labels = labels_of(grid) or labels
    texts: list[list[str]] = [[] for _ in grid]
    for at in range(max((len(row) for row in grid), default=0)):
        column = [row[at] for row in grid if at < len(row)]
        joining = _Column(labels[at] if at < len(labels) else None, bool(labels), _shapes(column), notes)
        for row, text in zip(grid, texts, strict=True):
            if at < len(row):
                text.append(joining.text(row[at]))
    return texts


def _shapes(column: Sequence[CellLines]) -> frozenset[str]:
    """The forms of the numbers that stand whole in a column: in cells of one line."""
    return frozenset(
        _shape(number) for cell in column if len(cell.lines) == 1 for number in _NUMBER.findall(cell.lines[0])
    )


def _shape(number: str) -> str:
    return re.sub(r"[^\W\d_]", "A", re.sub(r"\d", "9", number))


class _Column:
    """How lines of the cells of one column are put together."""

    def __init__(self, label: str | None, has_headings: bool, shapes: frozenset[str], notes: CellNotes) -> None:
        self._label = label or ""
        self._is_numbers = self._label.startswith(("Số lô", "Số đăng ký", "NSX", "HD"))
        self._is_unknown = label is None and not has_headings
        self._shapes = shapes
        self._notes = notes

    def text(self, cell: CellLines) -> str:
        lines = [" ".join(line.split()) for line in cell.lines]
        is_list = self._is_numbers or (
            not self._label and len(lines) > 1 and all(_NUMBER.fullmatch(_bare(line)) for line in lines)
        )
        if len(lines) < 2 or not is_list:
            return _wrapped(lines)
        inner = frozenset(_shape(number) for line in lines for number in _NUMBER.findall(line)[1:-1])
        shapes = self._shapes | inner | _of_separated(lines)
        text = _bare(lines[0])
        for at, (above, below) in enumerate(pairwise(lines)):
            is_full = at < len(cell.full) and cell.full[at]
            kept = text
            mark, is_sure = self._mark(above, below, lines[at + 2 :], text, is_full, shapes)
            text += mark + (_bare(below) if mark == _NEXT or text.endswith((",", ";")) else below)
            self._note(kept, _bare(below), mark, is_sure)
        return text

    def _note(self, text: str, below: str, mark: str, is_sure: bool) -> None:
        one, other = text.rsplit(" ", 1)[-1], below.split(" ", 1)[0]
        if not is_sure:
            said = (one + other, f"{one}; {other}")
            read, else_read = said if mark == _CUT else reversed(said)
            self._notes.doubtful.append(f"{read} (hoặc {else_read})")
            self._notes.values += [one + other] if mark == _CUT else [_trimmed(one), _trimmed(other)]
        elif mark == _CUT:
            self._notes.mended.append(one + other)

    def _mark(
        self, above: str, below: str, rest: Sequence[str], text: str, is_full: bool, shapes: frozenset[str]
    ) -> tuple[str, bool]:
        """What to put between two lines, and whether that is sure."""
        if _CUT_AFTER.search(above) and re.match(r"\w", below):
            return _CUT, True
        if _OPEN_ENDED.search(above) or _GOES_ON.match(below) or above.count("(") > above.count(")"):
            return _WRAP, True
        if _BULLET.match(below) or _BATCH_BEGINS.match(below):
            return _NEXT, True
        one, other = _NUMBER.fullmatch(text.rsplit(" ", 1)[-1]), _NUMBER.match(below)
        if one and other:
            return self._between(one[0], other[0], rest, is_full, shapes)
        is_pair = all(_ITEM.fullmatch(_bare(line)) for line in (above, below))
        return (_NEXT if is_pair and (not is_full or _shape(_bare(above)) == _shape(below)) else _WRAP), True

    def _between(
        self, one: str, other: str, rest: Sequence[str], is_full: bool, shapes: frozenset[str]
    ) -> tuple[str, bool]:
        """The same for two numbers: two of a list, or one that was cut."""
        dates = bool(_DATE.fullmatch(one)), bool(_DATE.fullmatch(other))
        if len(other) <= _LONGEST_REST_OF_YEAR and _DATE.fullmatch(one + other):
            return _CUT, True
        if any(dates):
            # Days are told by their form; below a batch stands its own day.
            return (_NEXT if dates[0] else _WRAP), True
        if self._label in {"NSX", "HD"}:
            return (_CUT, True) if _DATE.fullmatch(one + other) else (_NEXT, False)
        if one.endswith(")") or (is_well_formed(one) and is_well_formed(_trimmed(other))):
            return _NEXT, True
        if not self._label.startswith("Số lô") and not is_well_formed(one):
            ahead = [one + other + "".join(rest[:more]) for more in range(len(rest) + 1)]
            if any(map(is_well_formed, ahead)):
                return _CUT, not self._is_unknown
        return _by_form(one, _trimmed(other), is_full, shapes)


def _by_form(one: str, other: str, is_full: bool, shapes: frozenset[str]) -> tuple[str, bool]:
    """What two numbers are to each other by the forms of those that surely stand whole."""
    pieces = {_shape(one), _shape(other)}
    if pieces <= shapes:
        return _NEXT, True
    if _shape(one + other) in shapes:
        return _CUT, is_full
    if not is_full:
        return _NEXT, True
    if len(other) < _SHORTEST_NUMBER:
        return _CUT, True
    return (_NEXT if len(pieces) == 1 and len(other) >= _SHORTEST_BATCH else _CUT), False


def _of_separated(lines: Sequence[str]) -> frozenset[str]:
    """The forms of the numbers that end lines with a comma behind them and stand alone there: whole ones."""
    ends = [at for at, line in enumerate(lines) if line.endswith((",", ";"))]
    whole = (at for at in ends if at == 0 or at - 1 in ends)
    return frozenset(_shape(number) for at in whole for number in _NUMBER.findall(lines[at])[-1:])


def _wrapped(lines: Sequence[str]) -> str:
    """Wrapped words as one line; a number cut after its hyphen or slash is whole again."""
    joined = ""
    for line in lines:
        cut = _CUT_AFTER.search(joined) and re.match(r"\w", line)
        joined += line if cut or not joined else f" {line}"
    return joined


def _bare(line: str) -> str:
    """A line without the dash or dot that begins an item."""
    return _BULLET.sub("", line, count=1) if _BULLET.match(line) else line


def _trimmed(number: str) -> str:
    return number.strip(",;.")
