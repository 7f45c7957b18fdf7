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


def label_rows(text: str) -> str:
    """Rewrite the rows under each row of known headings as `- Tên thuốc: …; Số đăng ký: …`; other lines stay."""
    lines, labels = [], []
    for line in text.split("\n"):
        cells = [cell.strip() for cell in line.split(CELL_MARK)]
        found = [_label(cell) for cell in cells]
        if sum(label is not None for label in found) >= _FEWEST_HEADINGS and not re.search(r"\d{3}", line):
            labels = found
        elif len(cells) < 2 or (labels and len(cells) != len(labels)):
            labels = labels if len(cells) > 1 else []
            lines.append(line)
        else:
            lines.append(_labelled(cells, labels) if labels else line)
    return "\n".join(lines)


def _label(heading: str) -> str | None:
    return next((label for label, pattern in _HEADINGS if pattern.search(heading)), None)


def _labelled(cells: list[str], labels: list[str | None]) -> str:
    return "- " + "; ".join(f"{label}: {cell}" for label, cell in zip(labels, cells, strict=True) if label and cell)
