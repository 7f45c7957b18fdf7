"""Texts that deny a recall: `thông tin thu hồi … là không đúng sự thật`, `đạt tiêu chuẩn, không phải thu hồi`.

Belongs here: those words, and what a text says besides. Not here: documents that take back or mend another one
(`lifting`), what kind of notice the rest is (`kinds`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNTRUE = re.compile(
    r"thông\s+tin(?!\w)[^.;\n]{0,200}?thu\s+hồi[^;\n]{0,240}?(?:không\s+(?:đúng|chính\s+xác|có\s+thật|có\s+cơ\s+sở)|bịa\s+đặt|thất\s+thiệt)"
    r"|không\s+(?:hề\s+)?(?:có|ban\s+hành|ra)\s+(?:bất\s+(?:kỳ|cứ)\s+)?(?:quyết\s+định|công\s+văn|văn\s+bản|thông\s+báo|lệnh|chủ\s+trương)"
    r"\s+(?:nào\s+)?(?:về\s+)?(?:việc\s+)?(?:yêu\s+cầu\s+)?thu\s+hồi",
    re.IGNORECASE,
)
_HOLDS = re.compile(
    r"không\s+(?:(?:bị|phải|cần)\s+|thuộc\s+(?:diện|đối\s+tượng)\s+(?:bị\s+|phải\s+)?)thu\s+hồi"
    r"|(?:được|cho\s+phép)\s+(?:phép\s+)?tiếp\s+tục\s+(?:được\s+)?(?:lưu\s+hành|sử\s+dụng)",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"(?:khác|còn\s+lại|riêng|trừ)(?!\w)[^.;\n]*$", re.IGNORECASE)
"""Before words that are about other batches than the recalled ones: `Các lô khác được tiếp tục sử dụng`."""
_FAILED = re.compile(r"không\s+đạt|vi\s+phạm", re.IGNORECASE)


@dataclass(frozen=True)
class Denial:
    """Where a text denies a recall.

    Attributes:
        rest: the text without its title and those words, every other place where it was.
        is_certain: the text calls the news of a recall untrue, not only a product good.
    """

    start: int
    end: int
    rest: str
    is_certain: bool


def find_denial(title: str, text: str) -> Denial | None:
    """The words by which a text says that nothing is recalled; None when it says no such thing.

    A heading `V/v thu hồi thuốc` orders nothing by itself: it is no part of what the text says besides.
    """
    untrue = list(_UNTRUE.finditer(text))
    holds = [] if _FAILED.search(text) else [m for m in _HOLDS.finditer(text) if not _OTHERS.search(text, 0, m.start())]
    found = untrue or holds
    if not found:
        return None
    at = text.find(title)
    spans = [match.span() for match in (*untrue, *holds)] + ([(at, at + len(title))] if at >= 0 else [])
    rest = text
    for start, end in spans:
        rest = rest[:start] + re.sub(r"[^\n]", " ", rest[start:end]) + rest[end:]
    return Denial(*found[0].span(), rest, bool(untrue))
