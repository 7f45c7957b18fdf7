"""Tables in a text: each row rewritten as a line of labelled facts, so that one grammar reads tables and sentences.

Belongs here: headings of annexes and the labels they stand for. Not here: the grammar of the facts themselves.
"""

from __future__ import annotations

import re

from pipelines.notices.dates import DATE_PATTERN
from pipelines.notices.identifiers import REGISTRATION_PATTERN
from pipelines.notices.letters import UPPER

CELL_MARK = "|"
_HEADINGS = (
    (
        "Tên thuốc",
        re.compile(
            r"tên\s+(?:thuốc|sản\s+phẩm|mỹ\s+phẩm|thương\s+mại|hàng|vị\s+thuốc|thiết\s+bị)|^(?:thuốc|sản\s+phẩm)$",
            re.IGNORECASE,
        ),
    ),
    (
        "Số đăng ký",
        re.compile(
            r"số\s*(?:giấy\s+)?(?:đăng\s+ký|ĐK)|GĐKLH|SĐK|số\s+(?:phiếu\s+)?(?:tiếp\s+nhận|công\s+bố)|số\s+lưu\s+hành|số\s+phiếu|"
            r"S(?:ố\s*)?TN\s*(?:PCB|CB)|số\s*(?:PCB|GPNK)|visa",
            re.IGNORECASE,
        ),
    ),
    ("NSX", re.compile(r"ngày\s+(?:sản\s+xuất|SX)|^NSX$", re.IGNORECASE)),
    ("HD", re.compile(r"hạn\s+(?:dùng|sử\s+dụng)|^(?:HD|HSD|HĐ)$", re.IGNORECASE)),
    ("Số lô", re.compile(r"(?:số\s+)?lô|kiểm\s+soát", re.IGNORECASE)),
    ("Nhà nhập khẩu", re.compile(r"nhập\s+khẩu|^(?:nhà|công\s+ty|cơ\s+sở)\s+NK$", re.IGNORECASE)),
    ("Nhà sản xuất", re.compile(r"sản\s+xuất|(?:nhà|công\s+ty|cơ\s+sở)\s+SX", re.IGNORECASE)),
)
_BATCH_AND_DATES = re.compile(
    r"(?:số\s+)?lô(?:\s+(?:SX|sản\s+xuất))?\s*(?:[-/,;&(]|và(?!\w)).*(?:hạn|HD|HSD|HĐ)(?!\w)", re.IGNORECASE
)
_MADE = re.compile(r"[-/,;&(]\s*(?:NSX|ngày\s+(?:sản\s+xuất|SX))", re.IGNORECASE)
_LABELS_ITSELF = re.compile(r"(?<!\w)(?:NSX|HD|HSD|HĐ|hạn|ngày)(?!\w)", re.IGNORECASE)
_FEWEST_HEADINGS = 2
_HEADING = re.compile(r"(?!.*(?<!\w)(?:do|bởi|được|bị)\s).{1,40}", re.IGNORECASE)
"""A heading between semicolons; a longer part, or one in which somebody does something, is one of a sentence."""
_NUMBER_COLUMN = re.compile(r"S?TT|Số\s+TT|No\.?", re.IGNORECASE)
_MOST_COLUMNS = 12
_CELL_OF = {
    "Số đăng ký": re.compile(REGISTRATION_PATTERN),
    "Số lô": re.compile(r"(?=[A-Z.\-/]*\d)[A-Z0-9][A-Z0-9./:\-]{1,19}"),
    "NSX": re.compile(DATE_PATTERN),
    "HD": re.compile(DATE_PATTERN),
}
"""What stands in a cell of each column that can be told by its form."""
_GROUP_OF = {"Số đăng ký": "number", "Số lô": "batch", "NSX": "made", "HD": "expires"}
_TABLE_ON_A_LINE = re.compile(r"(?:S?TT|Số\s+TT)\s+(?P<heads>\D{10,160}?)\s+1\.?\s+(?P<rows>\S.+)$")


def label_rows(text: str) -> str:
    """Rewrite the rows under each row of known headings as `- Tên thuốc: …; Số đăng ký: …`; other lines stay."""
    lines: list[str] = []
    labels: list[str | None] = []
    for line in _rows_put_together(_rows_marked(text.split("\n"))):
        cells = _cells(line, labels)
        found = [label_of(cell) for cell in cells]
        if sum(label is not None for label in found) >= _FEWEST_HEADINGS and not re.search(r"\d{3}", line):
            labels = found
        elif len(cells) < 2 or (labels and len(cells) != len(labels)):
            labels = labels if len(cells) > 1 else []
            lines.append(line)
        else:
            lines.append(_labelled(cells, labels) if labels else line)
    return "\n".join(lines)


def _rows_marked(lines: list[str]) -> list[str]:
    """Rows `1 Name Number` under a line `STT Tên … Số …` with a point behind their number: it is no part of the name.

    Only numbers that go on from 1 are taken; a line between them belongs to the row above it.
    """
    marked: list[str] = []
    number, row_of = 0, None
    for line in lines:
        first, _, rest = line.partition(" ")
        if _NUMBER_COLUMN.fullmatch(first) and CELL_MARK not in line and len(_labels_in(rest)) >= _FEWEST_HEADINGS:
            number, row_of = 1, _row_of(rest)
        elif number and first.rstrip(".").lstrip("0") == str(number) and rest:
            row = row_of.fullmatch(rest) if row_of else None
            marked.append(_labelled_row(row) if row else f"{number}. {rest}")
            number += 1
            continue
        marked.append(line)
    return marked


def _row_of(heads: str) -> re.Pattern[str] | None:
    """What a row `Name Number Batch Date …` under a line of headings looks like; None where it cannot be told apart."""
    labels = _labels_in(heads)
    told = max((nth for nth, label in enumerate(labels, 1) if label in _CELL_OF), default=0)
    free = [label for label in labels[:told] if label not in _CELL_OF]
    if told < _FEWEST_HEADINGS or free != ["Tên thuốc"] or labels[0] != "Tên thuốc" or len(set(labels)) < len(labels):
        return None
    cells = [f"(?P<{_GROUP_OF[label]}>{_CELL_OF[label].pattern})" for label in labels[1:told]]
    return re.compile(r"\s*[,;]?\s+".join([r"(?P<name>\S.*?)", *cells]) + r"(?:\s+(?P<rest>.*))?")


def _labelled_row(row: re.Match[str]) -> str:
    """The cells of such a row with their labels, and the words behind them as they are."""
    said = [f"Tên thuốc: {row['name']}"]
    said += [f"{label}: {row[group]}" for label, group in _GROUP_OF.items() if row.groupdict().get(group)]
    # Other columns may follow, and nothing divides them: no word behind a full stop is taken for the maker alone.
    return "- " + "; ".join(said) + (f". {row['rest']}" if row["rest"] else "")


def _cells(line: str, labels: list[str | None]) -> list[str]:
    """The cells of a line; other marks divide cells only in a line of headings alone and in lines like it."""
    if CELL_MARK in line:
        return [cell.strip() for cell in line.split(CELL_MARK)]
    for mark in (";", " - "):
        parts = [part.strip(" :") for part in line.rstrip(":").split(mark)]
        known = [label_of(part) for part in parts]
        # A dash also stands within sentences: only a table of products is divided by it.
        is_heading = all(known) and all(map(_HEADING.fullmatch, parts)) and (mark == ";" or known[0] == "Tên thuốc")
        if len(parts) > 1 and (is_heading or len(parts) == len(labels)):
            return parts
    return [line.strip()]


def _rows_put_together(lines: list[str]) -> list[str]:
    """Rows of a table whose cells stand on a line each, from a line `STT` on, as one line each."""
    whole: list[str] = []
    at = 0
    while at < len(lines):
        width = _width(lines, at)
        if not width:
            whole += _one_line_table(lines[at]) or [lines[at]]
            at += 1
            continue
        row, labels, number = lines[at : at + width], [label_of(cell) for cell in lines[at : at + width]], 1
        whole.append(f" {CELL_MARK} ".join(row))
        at += width
        while cells := _cells_of_row(lines, at, number, labels):
            # A row of the same number lacks the cells that are merged with those above.
            row = row[: width - len(cells)] + cells
            whole.append(f" {CELL_MARK} ".join(row))
            at, number = at + len(cells), number + (len(cells) == width)
    return whole


def _cells_of_row(lines: list[str], at: int, number: int, labels: list[str | None]) -> list[str]:
    """The cells of the row that begins at a line: all of them, or those behind cells merged over several rows."""
    if _is_number(_line(lines, at), number):
        return lines[at : at + len(labels)]
    for merged in range(2, len(labels)) if number > 1 else ():
        cells = lines[at : at + len(labels) - merged]
        if len(cells) == len(labels) - merged and all(map(_suits, cells, labels[merged:])):
            return cells
    return []


def _suits(cell: str, label: str | None) -> bool:
    """Whether a cell is surely one of this column: words are not, they may be the text below the table."""
    pattern = _CELL_OF.get(label or "")
    return pattern is not None and pattern.fullmatch(cell.strip()) is not None


def _one_line_table(line: str) -> list[str]:
    """A table that was put on one line, `STT Tên … Số lô NSX 1 … 2 …`, as labelled lines; nothing when it is none."""
    found = _TABLE_ON_A_LINE.search(line)
    if found is None:
        return []
    labels = _labels_in(found["heads"])
    if len(labels) < _FEWEST_HEADINGS + 1 or labels[0] != "Tên thuốc":
        return []
    parts = [
        f"(?P<c{nth}>{_CELL_OF[label].pattern if label in _CELL_OF else '.+?'})" for nth, label in enumerate(labels)
    ]
    row_of = re.compile(r"\s+".join(parts), re.IGNORECASE)
    rows = [row_of.fullmatch(text.strip(" .;")) for text in _numbered(found["rows"])]
    if not all(rows):
        return []
    said = [line[: found.start()].strip()] if line[: found.start()].strip() else []
    return said + [_labelled(list(row.groups()), list(labels)) for row in rows if row]


def _labels_in(heads: str) -> list[str]:
    """The known headings in a stretch of text, in their order."""
    spans: list[tuple[int, int, str]] = []
    for label, pattern in _HEADINGS:
        anywhere = re.compile(pattern.pattern.replace("^", r"(?<!\w)").replace("$", r"(?!\w)"), re.IGNORECASE)
        spans += [
            (*match.span(), label)
            for match in anywhere.finditer(heads)
            if all(match.end() <= start or match.start() >= end for start, end, _ in spans)
        ]
    return [label for *_, label in sorted(spans)]


def _numbered(rows: str) -> list[str]:
    """Cut `A … 2 B … 3 C …` at its numbers, as long as they go on."""
    cut = []
    number = 2
    while match := re.search(rf"\s{number}\.?\s+(?=[{UPPER}])", rows):
        cut.append(rows[: match.start()])
        rows, number = rows[match.end() :], number + 1
    return [*cut, rows]


def _width(lines: list[str], at: int) -> int:
    """How many columns a table with one cell per line has whose first heading is this line; 0 if it is no table."""
    if not _NUMBER_COLUMN.fullmatch(lines[at]):
        return 0
    first = next((n for n in range(2, _MOST_COLUMNS + 1) if _is_number(_line(lines, at + n), 1)), 0)
    return first if any(label_of(cell) for cell in lines[at + 1 : at + first]) else 0


def _is_number(line: str, number: int) -> bool:
    return line.rstrip(".").lstrip("0") == str(number)


def _line(lines: list[str], at: int) -> str:
    return lines[at] if at < len(lines) else ""


def label_of(heading: str) -> str | None:
    """The label that a heading stands for; None for a column whose facts nobody reads."""
    if _BATCH_AND_DATES.match(heading):
        # One column for both: its cells are read like labels in a row.
        return "Số lô - NSX - HD" if _MADE.search(heading) else "Số lô - HD"
    return next((label for label, pattern in _HEADINGS if pattern.search(heading)), None)


def _labelled(cells: list[str], labels: list[str | None]) -> str:
    said = [
        # Cells that label their dates themselves need no row of labels before them.
        (label.split(" - ")[0] if label and _LABELS_ITSELF.search(cell) else label, cell)
        for label, cell in zip(labels, cells, strict=True)
    ]
    return "- " + "; ".join(f"{label}: {cell}" for label, cell in said if label and cell)
