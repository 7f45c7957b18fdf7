"""Numbers and names of things that Excel turned into a date when they were typed: batch 01/24 became 1 January 2024.

Belongs here: which columns hold such texts, and telling what Excel made from what a person wrote. Does not: dates in
columns of figures (`values`), or days in columns of dates (`typed_dates`, `swapped_days`).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

COLUMNS = frozenset(
    {"batch_number", "case_code", "notice_number", "product_name", "registration_number", "result", "task_id"}
)
"""Raw columns whose words must stand as they were typed, in whichever sheet or layout."""

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|thg\s?\d{1,2})"
_EXCELS_WAY = re.compile(rf"\d{{1,2}}-{_MONTH}|{_MONTH}-\d{{2}}", re.IGNORECASE)
"""How Excel shows such a date by itself, which is what a file saved as text keeps: Jan-24, 1-Thg2."""


def is_lost(value: Any) -> bool:
    """Whether a cell holds a date or time that Excel made of what was typed."""
    if type(value) is str:
        return len(value) <= len("12-Thg 12") and _EXCELS_WAY.fullmatch(value.strip()) is not None
    return isinstance(value, (dt.date, dt.time, dt.timedelta))
