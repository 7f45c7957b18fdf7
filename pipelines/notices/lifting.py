"""Documents that take back, deny or mend another one, and the number of what they take back.

Belongs here: those words, and the document named behind them. Does not: what a document orders itself (`kinds`), which
ledger it closes (`pipelines.recalls.lifting`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.notices.dates import DATE_PATTERN, read_date
from pipelines.notices.identifiers import DOCUMENT_PATTERN, is_document

_DOCUMENT = r"(?:quyết\s+định|công\s+văn|văn\s+bản|thông\s+báo)"
_LIFTED = (
    r"(?:việc\s+|lệnh\s+|biện\s+pháp\s+|hiệu\s+lực\s+(?:của\s+)?)?(?:các\s+)?(?:quyết\s+định|công\s+văn|văn\s+bản|"
    r"thông\s+báo|đình\s+chỉ|tạm\s+(?:ngừng|dừng|đình)|thu\s+hồi|niêm\s+phong)"
)
_TAKES_BACK = (
    rf"(?:hủy\s+bỏ|huỷ\s+bỏ|bãi\s+bỏ|dỡ\s+bỏ|gỡ\s+bỏ|chấm\s+dứt|kết\s+thúc)\s+(?:một\s+phần\s+)?{_LIFTED}"
    r"|cho\s+phép\s+tiếp\s+tục\s+(?:được\s+)?(?:lưu\s+hành|sử\s+dụng)"
    r"(?=[^.;\n]{0,200}(?:tạm\s+(?:ngừng|dừng)|đình\s+chỉ))(?![^.;\n]{0,160}đến\s+hết)"
    r"|không\s+(?:tiếp\s+tục\s+)?thực\s+hiện\s+(?:việc\s+)?thu\s+hồi"
    rf"|(?<!đã )thu\s+hồi[ ]+(?:lại[ ]+)?(?:các[ ]+)?{_DOCUMENT}[ ]+(?:số|thu\s+hồi|đình\s+chỉ|\d)(?!\w)"
    r"(?![^.;\n]{0,120}?(?<!khẩn )(?:cấp|gia\s+hạn)\s+(?:giấy|số))"
    r"|(?<!\w)(?:ngừng|ngưng|dừng)\s+(?:việc\s+)?thu\s+hồi(?!\w)"
    r"|(?:cho\s+phép|cho|được\s+phép|được)\s+(?:tiếp\s+tục\s+)?(?:được\s+)?"
    r"(?:lưu\s+hành|sử\s+dụng|kinh\s+doanh|lưu\s+thông)"
    r"(?:\s*(?:,|và)\s*(?:lưu\s+hành|sử\s+dụng|kinh\s+doanh))*\s+(?:trở\s+lại|(?<=lưu hành )lại)(?!\w)"
)
_LIFTS = re.compile(
    rf"(?P<takes_back>{_TAKES_BACK})|(?:là\s+)?(?:thông\s+tin\s+)?(?<!\w)(?:sai\s+sự\s+thật|tin\s+giả)(?!\w)"
    r"|đính\s+chính\s+(?:công\s+văn|quyết\s+định|văn\s+bản|thông\s+tin|nội\s+dung|số\s+lô)",
    re.IGNORECASE,
)
_IF_EVER = re.compile(r"(?<!\w)(?:khi|nếu|trường\s+hợp|chưa|không|chỉ)(?!\w)[^.;\n]*$", re.IGNORECASE)
"""Before what may be allowed again one day: `cho đến khi được phép lưu hành trở lại`."""
_REPLACES = re.compile(
    rf"{_DOCUMENT}\s+này\s+(?P<takes_back>(?:được\s+)?(?:ban\s+hành\s+)?(?:để\s+)?thay\s+thế\s+(?:cho\s+)?(?:các\s+)?{_DOCUMENT})"
    rf"|(?:(?:^|\n)\s*Điều\s+\d\s*[.:]\s*|(?:v/v|về\s+việc)\s+)(?P<first>thay\s+thế\s+(?:cho\s+)?(?:các\s+)?{_DOCUMENT})",
    re.IGNORECASE,
)
"""A document that stands in another's place; it takes that one back and orders for itself."""
_ARTICLE = re.compile(rf"(?:^|\n)\s*Điều\s+1\s*[.:]\s*(?P<takes_back>{_TAKES_BACK})", re.IGNORECASE)
_OPENING = 700
"""Characters in which a document says what it does."""
_BEHIND = 240
"""Characters behind the words in which the lifted document is named."""
_BEFORE = 80
"""Characters before the words in which a condition stands."""
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
    """The words by which a document takes back, denies or mends another one; None when it does not.

    A title stands in its text where the text has it; only then the words are found there, with their place.
    """
    return next(_all_words(title, text), None)


def find_lifting(title: str, text: str, own_number: str | None) -> Lifting | None:
    """Which documents the text takes back; None when it takes back none (what denies or mends one lifts nothing).

    The first words that name a document tell it: a title often says no number that the first article gives.
    """
    own = (own_number or "").upper()
    first = lifting_words(title, text)
    spans = []
    if first and first["takes_back"]:
        spans = [found.span("takes_back") for found in _all_words(title, text) if found["takes_back"]]
    spans += [found.span("takes_back" if found["takes_back"] else "first") for found in _REPLACES.finditer(text)]
    read = [_lifting(text, *span, own) for span in spans]
    return next((lifting for lifting in read if lifting.value), read[0] if read else None)


def _all_words(title: str, text: str) -> Iterator[re.Match[str]]:
    at = text.find(title)
    if at >= 0:
        yield from _now(_LIFTS.finditer(text, at, at + len(title)), text)
    yield from _now(_LIFTS.finditer(text, 0, _OPENING), text)
    yield from _ARTICLE.finditer(text)


def _now(found: Iterator[re.Match[str]], text: str) -> Iterator[re.Match[str]]:
    """The words that lift now, not those that tell under which condition a product may come back."""
    for match in found:
        if not allows_again(match) or not _IF_EVER.search(text, max(0, match.start() - _BEFORE), match.start()):
            yield match


def allows_again(words: re.Match[str]) -> bool:
    """Whether the words only allow a product again: they may be told of its past."""
    return words[0].casefold().endswith("lại")


def _lifting(text: str, start: int, end: int, own: str) -> Lifting:
    sentence = _SENTENCE_END.split(text[start : start + _BEHIND])[0]
    named = [
        match for match in _NAMED.finditer(sentence) if is_document(match["number"]) and match["number"].upper() != own
    ]
    if not named:
        return Lifting(None, start, end)
    return Lifting("; ".join(map(_written, named)), start, start + named[-1].end())


def _written(match: re.Match[str]) -> str:
    """The number as printed, with its day in figures where the whole day is printed."""
    day = read_date(match["day"], month_end=False) if match["day"] else None
    return (
        f"{match['number']} ngày {day.value:%d/%m/%Y}"
        if day and day.value and day.precision == "day"
        else match["number"]
    )
