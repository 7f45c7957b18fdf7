"""Secrecy stamps: MẬT, TỐI MẬT, TUYỆT MẬT standing alone, never "mật ong".

Belongs here: what counts as a stamp in a cell, a margin, a text box. Does not: where each format keeps these.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from pipelines.workbooks.limits import RefusedError
from pipelines.workbooks.wording import clean

_STAMPS = frozenset({"MẬT", "TỐI MẬT", "TUYỆT MẬT"})
_NFC = "MẬT"
_NFD = unicodedata.normalize("NFD", _NFC)
_ROWS = 20
_SIGNS = " .:()[]*-"
_MARGIN_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|[0-9]+|[A-Za-z&])')


def refuse_stamped(texts: Iterable[str]) -> None:
    """Refuse a file when a line of a text is a stamp and nothing else.

    Raises:
        RefusedError: rule sealed.
    """
    for text in texts:
        if (_NFC in text or _NFD in text) and any(
            clean(line).strip(_SIGNS) in _STAMPS for line in re.split(r"[\r\n\v]+", text)
        ):
            raise RefusedError("sealed")


def refuse_stamped_sheet(rows: Sequence[Sequence[Any]], *, any_case: bool = False) -> None:
    """Refuse a file when a cell near the top of a sheet bears a stamp.

    `any_case`: its old fonts may have shown small letters as capitals.

    Raises:
        RefusedError: rule sealed.
    """
    texts = [value for row in rows[:_ROWS] for value in row if type(value) is str and value]
    if any_case:
        texts = [text.upper() for text in texts]
    together = "\n".join(texts)
    if _NFC in together or _NFD in together:
        refuse_stamped(texts)


def refuse_stamped_margin(text: str) -> None:
    """Refuse a file by a page's header or footer in Excel's notation (`&L`, `&C`, `&R`, fonts, sizes, colours).

    Raises:
        RefusedError: rule sealed.
    """
    if _NFC in text or _NFD in text:
        refuse_stamped(_MARGIN_CODE.sub("\n", text).splitlines())


def may_be_stamped(xml: bytes) -> bool:
    """Whether the letters of a stamp are anywhere in UTF-8 text: the cheap question before the exact one."""
    return _NFC.encode() in xml or _NFD.encode() in xml
