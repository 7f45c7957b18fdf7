"""Tables in a text: each row rewritten as a line of labelled facts, so that one grammar reads tables and sentences.

Belongs here: headings of annexes and the labels they stand for. Not here: the grammar of the facts themselves.
"""

from __future__ import annotations

import re

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
            r"số\s*(?:giấy\s+)?(?:đăng\s+ký|ĐK)|GĐKLH|SĐK|số\s+tiếp\s+nhận|số\s+công\s+bố|số\s+lưu\s+hành|số\s+phiếu",
            re.IGNORECASE,
        ),
    ),
    ("NSX", re.compile(r"ngày\s+(?:sản\s+xuất|SX)|^NSX$", re.IGNORECASE)),
    ("HD", re.compile(r"hạn\s+(?:dùng|sử\s+dụng)|^(?:HD|HSD|HĐ)$", re.IGNORECASE)),
    ("Số lô", re.compile(r"(?:số\s+)?lô|kiểm\s+soát", re.IGNORECASE)),
    ("Nhà nhập khẩu", re.compile(r"nhập\s+khẩu", re.IGNORECASE)),
    ("Nhà sản xuất", re.compile(r"sản\s+xuất", re.IGNORECASE)),
)
_FEWEST_HEADINGS = 2
_NUMBER_COLUMN = re.compile(r"S?TT|Số\s+TT|No\.?", re.IGNORECASE)
_MOST_COLUMNS = 12


def label_rows(text: str) -> str:
    """Rewrite the rows under each row of known headings as `- Tên thuốc: …; Số đăng ký: …`; other lines stay."""
    lines: list[str] = []
    labels: list[str | None] = []
    for line in _rows_put_together(text.split("\n")):
        cells = _cells(line, labels)
        found = [_label(cell) for cell in cells]
        if sum(label is not None for label in found) >= _FEWEST_HEADINGS and not re.search(r"\d{3}", line):
            labels = found
        elif len(cells) < 2 or (labels and len(cells) != len(labels)):
            labels = labels if len(cells) > 1 else []
            lines.append(line)
        else:
            lines.append(_labelled(cells, labels) if labels else line)
    return "\n".join(lines)


def _cells(line: str, labels: list[str | None]) -> list[str]:
    """The cells of a line; semicolons divide cells only in a line of headings alone and in lines like it."""
    mark = CELL_MARK
    if mark not in line and ";" in line:
        parts = line.rstrip(":").split(";")
        if all(_label(part.strip(" :")) for part in parts) or len(parts) == len(labels):
            mark = ";"
    return [cell.strip(" :") if mark == ";" else cell.strip() for cell in line.split(mark)]


def _rows_put_together(lines: list[str]) -> list[str]:
    """Rows of a table whose cells stand on a line each, from a line `STT` on, as one line each."""
    whole: list[str] = []
    at = 0
    while at < len(lines):
        width = _width(lines, at)
        if not width:
            whole.append(lines[at])
            at += 1
            continue
        number = 0
        while number == 0 or (at < len(lines) and _is_number(lines[at], number)):
            whole.append(f" {CELL_MARK} ".join(lines[at : at + width]))
            at, number = at + width, number + 1
    return whole


def _width(lines: list[str], at: int) -> int:
    """How many columns a table with one cell per line has whose first heading is this line; 0 if it is no table."""
    if not _NUMBER_COLUMN.fullmatch(lines[at]):
        return 0
    first = next((n for n in range(2, _MOST_COLUMNS + 1) if _is_number(_line(lines, at + n), 1)), 0)
    return first if any(_label(cell) for cell in lines[at + 1 : at + first]) else 0


def _is_number(line: str, number: int) -> bool:
    return line.rstrip(".").lstrip("0") == str(number)


def _line(lines: list[str], at: int) -> str:
    return lines[at] if at < len(lines) else ""


def _label(heading: str) -> str | None:
    return next((label for label, pattern in _HEADINGS if pattern.search(heading)), None)


def _labelled(cells: list[str], labels: list[str | None]) -> str:
    return "- " + "; ".join(f"{label}: {cell}" for label, cell in zip(labels, cells, strict=True) if label and cell)
