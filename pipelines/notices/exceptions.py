"""Batches that a text names to leave them out: `tất cả các lô, trừ lô 999926`, a control sample that passed.

Belongs here: those words, the doubt they cast on what is read of the product. Not here: how batches are recalled
(`fields`), other stretches that speak of something else (`asides`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.notices.model import Evidence, Product

_NUMBER = r"(?-i:(?=[A-Z./\-]*\d)[A-Z0-9](?:[A-Z0-9/\-_]|[.:](?=[A-Z0-9]))*)"
_LOT = r"(?<!\w)(?:số\s+)?lô(?:\s+(?:thuốc|hàng|sản\s*xuất|SX|số|sau|có\s+số|mang\s+số))*\s*:?\s*(?:từ\s+)?"
_LOTS = (
    rf"{_LOT}(?P<numbers>{_NUMBER}(?:\s*(?:(?:,|và|&|\+|hoặc|đến|tới)\s*(?:và\s+)?(?:(?:số\s+)?lô\s*(?:số\s*)?:?\s*)?"
    rf"|;\s*){_NUMBER})*)"
)
_LEFT_OUT = re.compile(
    rf"(?:ngoại\s+trừ|loại\s+trừ|(?<!\w)trừ|không\s+(?:bao\s+)?gồm|không\s+áp\s+dụng\s+(?:đối\s+với|cho))(?!\w)"
    rf"[^\d.;:()\n]{{0,60}}?{_LOTS}(?:\s*\([^()\n]{{0,90}}\))?"
    rf"|{_LOTS.replace('<numbers>', '<free>')}\s*(?:thì\s+)?không\s+(?:(?:bị|phải|cần|yêu\s+cầu)\s+|"
    r"thuộc\s+(?:diện|phạm\s+vi|đối\s+tượng)\s+(?:bị\s+|phải\s+)?)thu\s+hồi",
    re.IGNORECASE,
)
_PASSED = re.compile(
    rf"(?:mẫu|lô|hộp|thuốc|sản\s+phẩm)\s+(?:đối\s+(?:chứng|chiếu)|so\s+sánh)(?!\w)"
    rf"(?:(?!không\s+đạt|thu\s+hồi|,\s*còn)[^.;\n]){{0,80}}?{_LOTS}"
    rf"|{_LOTS.replace('<numbers>', '<free>')}\s*,?\s*"
    r"(?:(?:có|cho|được|kết\s+luận|kết\s+quả|kiểm\s+nghiệm|đều|đã|là)\s+)*đạt\s+"
    r"(?:tiêu\s+chuẩn|chất\s+lượng|yêu\s+cầu)(?![^.;\n]*(?:không\s+đạt|thu\s+hồi))",
    re.IGNORECASE,
)
_EACH = re.compile(_NUMBER)
_DOUBTFUL = 0.4
"""Never sure: a person looks which batches are meant."""


@dataclass(frozen=True)
class LeftOut:
    """Words that name batches which are not recalled.

    Attributes:
        numbers: the batches; of a range its ends.
        is_control: a sample that passed, not an exception from what is recalled.
    """

    numbers: tuple[str, ...]
    start: int
    end: int
    is_control: bool


def left_out(text: str, *, is_order: bool) -> list[LeftOut]:
    """All words of a text that name batches in order to leave them out.

    What takes back or denies a recall (no `is_order`) tells of its batches that they passed: they are what it is about.
    """
    return [
        LeftOut(tuple(_EACH.findall(match["numbers"] or match["free"])), *match.span(), is_control)
        for pattern, is_control in ((_LEFT_OUT, False), (_PASSED, True))
        if is_order or not is_control
        for match in pattern.finditer(text)
    ]


def without_left_out(text: str, exceptions: Sequence[LeftOut]) -> str:
    """Blank those words, so that every other place stays where it was."""
    for found in exceptions:
        text = text[: found.start] + re.sub(r"[^\n]", " ", text[found.start : found.end]) + text[found.end :]
    return text


def doubts(
    text: str, exceptions: Sequence[LeftOut], products: Sequence[Product], evidence: Sequence[Evidence]
) -> list[Evidence]:
    """A doubt about each product from which batches are left out, told with the words that leave them out.

    A control sample casts none where batches of the product are named: it is only beside them.
    """
    names = [said for said in evidence if said.field == "products.name"]
    found = []
    for exception in exceptions:
        nearest = sorted((abs(name.start - exception.start), number) for number, name in enumerate(names))
        if not nearest:
            break
        said = names[nearest[0][1]]
        if said.product_no is None:
            continue
        if exception.is_control and products[said.product_no - 1].batches:
            continue
        raw = text[exception.start : exception.end]
        place = (exception.start, exception.end)
        found.append(Evidence("products.name", said.value, raw, *place, _DOUBTFUL, product_no=said.product_no))
    return found
