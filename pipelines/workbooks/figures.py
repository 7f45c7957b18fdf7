"""Whether a cell reports a number.

Belongs here: telling figures from dates, document numbers and words by how they look. Does not: their value
(`values`).
"""

from __future__ import annotations

import re
from typing import Any

from pipelines.workbooks.wording import clean

_NUMBER = r"\d(?:[\d.,\s]*\d)?"
_WORDS = r"(?:\s*[^\W\d]+\.?)"
_FIGURE = re.compile(
    rf"\W*{_NUMBER}(?:\s*/\s*{_NUMBER})?\s*%?{_WORDS}{{0,3}}|\W*{_NUMBER}{_WORDS}{{1,3}}\s*/\s*{_NUMBER}{_WORDS}{{0,3}}"
)
_LONGEST_FIGURE = 60


def is_figure(value: Any) -> bool:
    """Whether a cell reports a number: 12, 1.234,5, "5 vụ", "3/2", "96,6%"; not a date, a document number or a text."""
    if type(value) is str:
        text = clean(value)
        return len(text) <= _LONGEST_FIGURE and any(map(str.isdecimal, text)) and _FIGURE.fullmatch(text) is not None
    return isinstance(value, (int, float)) and not isinstance(value, bool)
