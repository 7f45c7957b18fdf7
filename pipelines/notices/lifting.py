"""Documents that take back, deny or mend another one, and the number of what they take back.

Belongs here: those words, and the document named behind them. Does not: what a document orders itself (`kinds`), which
ledger it closes (`pipelines.recalls.lifting`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.notices.dates import DATE_PATTERN, read_date
from pipelines.notices.identifiers import DOCUMENT_PATTERN, is_document

_LIFTED = (
    r"(?:việc\s+|lệnh\s+|biện\s+pháp\s+|hiệu\s+lực\s+(?:của\s+)?)?(?:các\s+)?(?:quyết\s+định|công\s+văn|văn\s+bản|"
    r"thông\s+báo|đình\s+chỉ|tạm\s+(?:ngừng|dừng|đình)|thu\s+hồi|niêm\s+phong)"
)
_TAKES_BACK = (
    rf"(?:hủy\s+bỏ|huỷ\s+bỏ|bãi\s+bỏ|dỡ\s+bỏ|gỡ\s+bỏ|chấm\s+dứt)\s+{_LIFTED}"
    r"|không\s+(?:tiếp\s+tục\s+)?thực\s+hiện\s+(?:việc\s+)?thu\s+hồi"
)
_LIFTS = re.compile(
    rf"(?P<takes_back>{_TAKES_BACK})|(?:là\s+)?(?:thông\s+tin\s+)?(?<!\w)(?:sai\s+sự\s+thật|tin\s+giả)(?!\w)"
    r"|đính\s+chính\s+(?:công\s+văn|quyết\s+định|văn\s+bản|thông\s+tin|nội\s+dung|số\s+lô)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(rf"(?:^|\n)\s*Điều\s+1\s*[.:]\s*(?P<takes_back>{_TAKES_BACK})", re.IGNORECASE)
_OPENING = 700
"""Characters in which a document says what it does."""
_BEHIND = 240
"""Characters behind the words in which the lifted document is named."""
_NAMED = re.compile(rf"(?P<number>{DOCUMENT_PATTERN})(?:\s*,?\s*(?:ngày\s+)?(?P<day>{DATE_PATTERN}))?")
_SENTENCE_END = re.compile(r"[.;](?:\s|$)|\n\s*\n")
_DOUBTFUL = 0.4
"""Never sure: until a person confirms it, the lifted document holds."""


@dataclass(frozen=True)
class Lifting:
    """What a document takes back: numbers with their days as written, None where the words name none."""

    value: str | None
    start: int
    end: int
    confidence: float = _DOUBTFUL


def lifting_words(title: str, text: str) -> re.Match[str] | None:
    """The words by which a document takes back, denies or mends another one; None when it does not."""
    return _LIFTS.search(title) or _LIFTS.search(text, 0, _OPENING) or _ARTICLE.search(text)


def find_lifting(title: str, text: str, own_number: str | None) -> Lifting | None:
    """Which documents the text takes back; None when it takes back none (what denies or mends one lifts nothing)."""
    found = lifting_words(title, text)
    if found is None or not found["takes_back"]:
        return None
    start = found.start("takes_back")
    if found.string is not text:
        start += max(0, text.find(title))
    sentence = _SENTENCE_END.split(text[start : start + _BEHIND])[0]
    own = (own_number or "").upper()
    named = [
        match for match in _NAMED.finditer(sentence) if is_document(match["number"]) and match["number"].upper() != own
    ]
    if not named:
        return Lifting(None, start, start + len(found["takes_back"]))
    return Lifting("; ".join(map(_written, named)), start, start + named[-1].end())


def _written(match: re.Match[str]) -> str:
    """The number as printed, with its day in figures where the whole day is printed."""
    day = read_date(match["day"], month_end=False) if match["day"] else None
    return (
        f"{match['number']} ngày {day.value:%d/%m/%Y}"
        if day and day.value and day.precision == "day"
        else match["number"]
    )
