"""Which document a text is: its number and who issued it.

Belongs here: telling the notice's own number from letters it cites as grounds. Not here: its day,
products, kind, deadlines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.notices.acts import ISSUES, NUMBER, PASSED_ON, SENTENCE_START, TYPE, rests_on
from pipelines.notices.identifiers import is_document
from pipelines.notices.issue_days import day_beside
from pipelines.notices.letterheads import stands_alone, whose_department
from pipelines.notices.letters import DASHED_PROVINCE, UPPER
from pipelines.notices.reference import Authority, NoticeReference

_BARE = re.compile(
    rf"{TYPE}(?:\s+(?:khẩn|hỏa\s+tốc))?\s+số\s*:?\s*(?P<number>\d{{1,6}})(?![\w/])(?!\s*/)", re.IGNORECASE
)
_HEADING = re.compile(r"(?:^|\n)\s*Số\s*:?\s*$")
_OPENS_TEXT = re.compile(rf"(?:[^\n:]{{1,40}}:\s*)?{TYPE}\s+(?:số\s*:?\s*)?", re.IGNORECASE)
_TYPED = re.compile(
    rf"{TYPE}(?:\s+\w+)?\s*(?:số)?\s*:?\s*$|{TYPE}(?:\s+\w+){{1,6}}\s+số\s*:?\s*$|{TYPE}\s*\(\s*số\s*:?\s*$|^\s*{TYPE}\s[^;()]{{1,90}}\(\s*số\s*:?\s*$",
    re.IGNORECASE,
)
_SENDER_IS_GROUNDS = re.compile(
    r"\s*(?:,?\s*ngày\s+[\d/.\-]+)?\s*,?\s*của\s+(?:Viện|Trung\s+tâm|Bệnh\s+viện|Công\s+ty|Công\s+an|"
    r"Chi\s+cục(?!\s*(?:,|An\s+toàn|ATVSTP|ATTP)))",
    re.IGNORECASE,
)
_ADDRESSED_UP = re.compile(r"[^.\n]{0,40}gửi\s+(?:đến\s+|về\s+|cho\s+)?Cục", re.IGNORECASE)
_ABOUT = re.compile(
    r"[^.\n]{0,80}(?:về\s+việc|v/v|thông\s+báo|yêu\s+cầu|đình\s+chỉ|thu\s+hồi|cảnh\s+báo|ban\s+hành|"
    r"về\s+thuốc|gửi\s+Sở)",
    re.IGNORECASE,
)
_TESTING = re.compile(r"/(?:VKN|KN|TTKN|KNT|TTT|VTTKN|PC|CSKT|CSĐT|CV-|[A-Z]*KN)", re.IGNORECASE)
_FINE = re.compile(r"[/-]XP(?:VP)?(?:HC)?(?!\w)", re.IGNORECASE)
"""A decision that fines a company (`118/QĐ-XPVPHC`): it recalls nothing."""
_LICENCE = re.compile(r"(?:GPNK|giấy\s+phép[^,;.\n]{0,20})\s*(?:số\s*)?:?\s*$", re.IGNORECASE)
"""Before the number of an import licence, which looks like that of a letter."""
_ISSUER_SYMBOL = re.compile(r"(?:QLD|SYT|ATTP|YDCT|BYT|ATVSTP|TTB|HTTB)(?!\w)")

_PASSES_ON = re.compile(
    r"Sở\s+Y\s+tế\s[^.;\n]{0,60}?(?:(?:vừa|đã|mới|tiếp\s+tục)\s+)+(?:có|ban\s+hành|gửi|ra|phát\s+hành)\s+(?:văn\s+bản|"
    r"công\s+văn|thông\s+báo)(?:\s+(?:khẩn|hỏa\s+tốc))?(?!\s*(?:số|\d))",
    re.IGNORECASE,
)
"""A department that writes to its own: `Sở Y tế … đã có văn bản gửi các bệnh viện`, its number untold."""
_GOT_SEVERAL = re.compile(
    r"Sở\s+Y\s+tế(?:\s[^.;\n]{0,40}?)?\s(?:vừa\s+|đã\s+)?nhận\s+được\s+(?:các|0?\d|hai|ba|bốn)\s+(?:công\s+văn|văn\s+bản|quyết\s+định)",
    re.IGNORECASE,
)
"""A department that tells of several letters it got: none of them is its own."""
_FOLLOWS = re.compile(
    r"(?:^|[.\n;,]\s*)(?:theo|căn\s+cứ|thực\s+hiện)\s+(?:nội\s+dung\s+)?\w+\s+\w+(?:\s+số)?\s*:?\s*$", re.IGNORECASE
)
_OPENING = 600
_RECALLS = re.compile(r"[^.;\n]{0,80}?(?:thu\s+hồi|đình\s+chỉ|tạm\s+(?:ngừng|dừng)|cảnh\s+báo)", re.IGNORECASE)
_TOLD_AS_AN_ACT = 3
_CERTAIN = 9
"""Score of the number in a letter's own heading, and of no other."""


@dataclass(frozen=True)
class Citation:
    """A document number in a text and how surely it is the number of the text's own document."""

    number: str
    start: int
    end: int
    score: int

    @property
    def confidence(self) -> float:
        """How sure it is, 0 to 1; 1 only in the heading of the document itself."""
        return 1.0 if self.score == _CERTAIN else min(0.95, 0.5 + self.score / 10)


def own_number(text: str) -> Citation | None:
    """The number of the notice itself; None when all numbers in the text are letters it rests on."""
    best: Citation | None = None
    passes_on = _PASSES_ON.search(text, 0, _OPENING)
    got_several = _GOT_SEVERAL.search(text, 0, _OPENING)
    for citation in _citations(text):
        if citation.score <= 0 or (passes_on and _is_passed_on(text, citation)):
            continue
        if got_several and "SYT" not in citation.number:
            continue
        if best is None or citation.score > best.score or _follows(text, citation, best):
            best = citation
    return best


def _is_passed_on(text: str, citation: Citation) -> bool:
    """Whether a department's own letter, whose number is not told, names this one as what it follows."""
    return (
        "SYT" not in citation.number and _FOLLOWS.search(text, max(0, citation.start - 60), citation.start) is not None
    )


def told_beside(text: str, own: Citation) -> list[Citation]:
    """Other documents of the same day that the text tells of as acts of their own: `cùng ngày, Cục cũng ban hành …`.

    They are no grounds of the notice and no earlier step of it; their products may be named nowhere else.
    """
    day = day_beside(text, own.start, own.end, None)
    found: dict[str, Citation] = {}
    for citation in _citations(text):
        if citation.number == own.number or citation.score < max(_TOLD_AS_AN_ACT, own.score - 1):
            continue
        other = day_beside(text, citation.start, citation.end, None)
        is_same_day = other is None or day is None or other.value == day.value
        if is_same_day and _RECALLS.match(text, citation.end):
            found.setdefault(citation.number, citation)
    return list(found.values())


def _follows(text: str, citation: Citation, best: Citation) -> bool:
    """Whether an act that is told as surely is of the same agency and of a later day: it is what the text is about."""
    if citation.score < best.score - 1 or citation.number == best.number or best.score >= _CERTAIN:
        return False
    if citation.number.split("/")[-1].split("-")[0] != best.number.split("/")[-1].split("-")[0]:
        return False
    day, known = (day_beside(text, found.start, found.end, None) for found in (citation, best))
    return day is not None and known is not None and day.value > known.value


def authority_of(text: str, number: Citation | None, reference: NoticeReference) -> str | None:
    """Who issued the notice: by the mark in its number, else the agency named first."""
    marks = [(at, a) for a in reference.authorities if number and (at := _mark(number.number, a)) is not None]
    if marks:
        # 5902/SYT-QLD is of a Sở Y tế: who signs stands first, the office that drafted it behind.
        return _in_full(text, min(marks, key=lambda mark: mark[0])[1])
    named = [(match.start(), a) for a in reference.authorities if (match := a.pattern.search(text))]
    if not named:
        return None
    first = min(named, key=lambda pair: pair[0])
    # A letter names the ministry above the agency that signs it.
    below = [a for at, a in named if text[first[0] : at].count("\n") == 1 and at == text.find("\n", first[0]) + 1]
    return _in_full(text, below[0] if below else first[1])


def _mark(number: str, authority: Authority) -> int | None:
    """Where the symbol of an agency stands in a number; None when it does not."""
    found = re.search(rf"(?<![A-ZĐ]){authority.symbol}(?![A-ZĐ])", number.split("/", 1)[-1])
    return found.start() if found else None


def _in_full(text: str, authority: Authority) -> str:
    """Add the province to the name of a department."""
    if not authority.name.startswith(("Sở", "Chi cục")):
        return authority.name
    named = whose_department(text, authority.pattern.pattern)
    if named is None:
        place = re.search(
            rf"(?i:{authority.pattern.pattern})[ ]+(?:(?i:tỉnh|thành phố|TP\.?)[ ]+)?(?!(?i:Độc[ ]+lập|Cộng[ ]+h[òo]a))"
            rf"({DASHED_PROVINCE}|(?:[{UPPER}][^\W\d_]*(?:\.(?=[{UPPER}])|[ ])?){{1,4}})",
            text,
        )
        if place is None or stands_alone(text, authority.pattern.pattern):
            return authority.name
        named = place[1].strip(" .")
    return f"{authority.name} {named.title() if named.isupper() and ' ' in named else named}"


def _citations(text: str) -> Iterator[Citation]:
    for match in NUMBER.finditer(text):
        number = "".join(match[0].split())
        if is_document(number) and not _LICENCE.search(text, max(0, match.start() - 40), match.start()):
            yield Citation(number, *match.span(), _score(text, number, *match.span()))
    for match in _BARE.finditer(text):
        yield Citation(match["number"], *match.span("number"), _score(text, match["number"], *match.span("number")) - 1)


def _score(text: str, number: str, start: int, end: int) -> int:
    before = re.split(SENTENCE_START, text[max(0, start - 260) : start])[-1]
    if _HEADING.search(text[max(0, start - 12) : start]):
        return _CERTAIN
    score = 0
    score += 3 if ISSUES.search(before) else 0
    score += 1 if _TYPED.search(before) else 0
    score += 1 if _ISSUER_SYMBOL.search(number) else 0
    score += 1 if _ABOUT.match(text, end) else 0
    score += 1 if "\n" not in text[:start] else 0
    score += 3 if _OPENS_TEXT.fullmatch(text[:start]) else 0
    if PASSED_ON.search(before) and _ISSUER_SYMBOL.search(number):
        score += 3
    elif rests_on(before):
        score -= 6
    score -= 6 if _TESTING.search(number) or _FINE.search(number) or _SENDER_IS_GROUNDS.match(text, end) else 0
    score -= 3 if _ADDRESSED_UP.match(text, end) else 0
    return min(score, _CERTAIN - 1) if score >= 2 or _TYPED.search(before) else 0
