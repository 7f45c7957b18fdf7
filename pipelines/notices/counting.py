"""Whether as many products and batches were read as the text itself announces.

Belongs here: announced counts (`thu hồi 03 lô thuốc`) and the doubt that follows when none of them fits. Not here:
reading the products.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipelines.notices.model import Evidence, Product

DOUBT = 0.45
"""Confidence of what was read where the text announces another count: a person looks at it."""

_WORDS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(_WORDS)})[ ]+(?:loại[ ]+)?"
_ACT = r"(?:thu\s+hồi|đình\s+chỉ|tạm\s+(?:ngừng|dừng)|ngừng)(?:(?!trước|đã)[^.;:\n]){0,80}?(?<![\w\-/])(?<!độ )"
_BATCHES = re.compile(rf"{_ACT}{_COUNT}lô(?!\s+(?:này|trên))", re.IGNORECASE)
_PRODUCTS = re.compile(
    rf"{_ACT}{_COUNT}(?:thuốc|sản\s+phẩm|mỹ\s+phẩm|vị\s+thuốc|"
    r"số\s+tiếp\s+nhận|giấy\s+đăng\s+ký|số\s+công\s+bố)(?!\w)",
    re.IGNORECASE,
)


def doubt_counts(text: str, products: Sequence[Product], evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The evidence, with less confidence in names or batches whose number no announced count fits."""
    batches = sum(len(product.batches) for product in products)
    doubted = set()
    if batches and _misfit(_announced(_BATCHES, text), batches):
        doubted.add("batches.batch_number")
    if products and _misfit(_announced(_PRODUCTS, text), len(products)):
        doubted.add("products.name")
    return tuple(
        replace(said, confidence=min(said.confidence, DOUBT)) if said.field in doubted else said for said in evidence
    )


def _announced(pattern: re.Pattern[str], text: str) -> set[int]:
    counts = (match["count"].lower() for match in pattern.finditer(text))
    return {_WORDS.get(count) or int(count) for count in counts}


def _misfit(announced: set[int], read: int) -> bool:
    return bool(announced) and read not in announced
