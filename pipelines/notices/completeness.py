"""How much of what a recall decision must say by law a parsed notice holds (TT 11/2018/TT-BYT Điều 12.3b).

Belongs here: the list of legal fields and how each is recognised. Not here: reading the fields themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.notices.model import Product
from pipelines.notices.reference import NoticeReference

_STRENGTH = re.compile(r"\d\s?(?:mg|mcg|µg|g|IU|UI|ml|%|microkatal|kl/kl)(?!\w)", re.IGNORECASE)
_SUBSTANCE = re.compile(r"hoạt\s+chất|\((?:chứa|mỗi)?[^()]*[a-z]{4,}[^()]*\)", re.IGNORECASE)
_RESPONSIBLE = re.compile(
    r"(?:yêu\s+cầu|giao|công\s+ty)[^.;\n]{3,160}?(?:phối\s+hợp|phải|thu\s+hồi|chịu\s+trách\s+nhiệm|báo\s+cáo)",
    re.IGNORECASE,
)


def completeness_of(text: str, products: Sequence[Product], level: int | None, reference: NoticeReference) -> float:
    """The share, 0 to 1, of the legal fields found; a domestic product has no importer to name.

    Concentration and strength are alternatives of one statement and are counted as found together.
    """
    strength = bool(_STRENGTH.search(text))
    found = [
        any(product.name for product in products),
        any(product.registration_number for product in products),
        bool(_SUBSTANCE.search(text)),
        strength,
        strength,
        bool(reference.dosage_form.search(text)),
        any(product.batches for product in products),
        any(batch.expires_on for product in products for batch in product.batches),
        any(product.manufacturer for product in products),
        level is not None,
        bool(_RESPONSIBLE.search(text)),
    ]
    if not products or not all(_is_domestic(product) for product in products):
        found.append(any(product.importer for product in products))
    return round(sum(found) / len(found), 4)


def _is_domestic(product: Product) -> bool:
    return bool(re.match(r"VD|893|V\d|GC|TCT|VND", product.registration_number or ""))
