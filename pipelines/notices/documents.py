"""Which document a text is: its number, the day it was issued, who issued it.

Belongs here: telling the notice's own number from letters it cites as grounds. Not here: products, kind, deadlines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipelines.notices.dates import DATE_PATTERN, day_and_month, read_date
from pipelines.notices.identifiers import DOCUMENT_PATTERN, is_document
from pipelines.notices.letters import UPPER
from pipelines.notices.reference import Authority, NoticeReference

_TYPE = r"(?:công\s*văn|quyết\s*định|văn\s*bản|thông\s*báo|công\s*điện|CV|QĐ)"
_NUMBER = re.compile(DOCUMENT_PATTERN)
_BARE = re.compile(
    rf"{_TYPE}(?:\s+(?:khẩn|hỏa\s+tốc))?\s+số\s*:?\s*(?P<number>\d{{1,6}})(?![\w/])(?!\s*/)", re.IGNORECASE
)
_HEADING = re.compile(r"(?:^|\n)\s*Số\s*:?\s*$")
_GROUNDS = re.compile(
    r"căn\s+cứ|thực\s+hiện|kèm(?:\s+theo)?|(?<!ghi\s)(?<!xác\s)nhận\s+(?:được)?|trên\s+cơ\s+sở|xét|phiếu|tiếp\s+theo|"
    r"trả\s+lời|phúc\s+đáp|báo\s+cáo\s+tại|đề\s+nghị\s+(?:của|tại)|thay\s+thế|theo\s+(?:đề\s+nghị|"
    r"báo\s+cáo)|cập\s+nhật\s+theo|trước\s+đó",
    re.IGNORECASE,
)
_ISSUES = re.compile(
    rf"(?:(?<!\w)có(?!\w)|ban\s+hành|ra|ký|phát\s+hành|gửi|"
    rf"công\s+bố)\s+(?:\w+\s+){{0,3}}?{_TYPE}?(?:\s+\w+){{0,2}}\s*(?:số)?\s*:?\s*$|"
    rf"\bcó\s+(?:\w+\s+)?số\s*:?\s*$",
    re.IGNORECASE,
)
_OPENS_TEXT = re.compile(rf"(?:[^\n:]{{1,40}}:\s*)?{_TYPE}\s+(?:số\s*:?\s*)?", re.IGNORECASE)
_SENT_BY_OTHERS = re.compile(
    r"(?:Trung\s+tâm|Viện|Bệnh\s+viện|Công\s+ty|Công\s+an)\s(?:[^.,;\n]{0,90}?\s)?"
    r"(?:có|gửi)\s+(?:công\s+văn|văn\s+bản|báo\s+cáo)\s+(?:số\s*:?\s*)?$"
)
_AGENCY = re.compile(r"(?:Cục|Sở|Bộ|Chi\s+cục|UBND)\s", re.IGNORECASE)
_TYPED = re.compile(rf"{_TYPE}(?:\s+\w+)?\s*(?:số)?\s*:?\s*$", re.IGNORECASE)
_SENDER_IS_GROUNDS = re.compile(
    r"\s*(?:,?\s*ngày\s+[\d/.\-]+)?\s*,?\s*của\s+(?:Viện|Trung\s+tâm|Bệnh\s+viện|Công\s+ty|Công\s+an|Chi\s+cục)",
    re.IGNORECASE,
)
_ADDRESSED_UP = re.compile(r"[^.\n]{0,40}gửi\s+(?:đến\s+|về\s+|cho\s+)?Cục", re.IGNORECASE)
_ABOUT = re.compile(
    r"[^.\n]{0,80}(?:về\s+việc|v/v|thông\s+báo|yêu\s+cầu|đình\s+chỉ|thu\s+hồi|cảnh\s+báo|ban\s+hành|"
    r"về\s+thuốc|gửi\s+Sở)",
    re.IGNORECASE,
)
_TESTING = re.compile(r"/(?:VKN|KN|TTKN|KNT|TTT|VTTKN|PC|CSKT|CSĐT|CV-|[A-Z]*KN)", re.IGNORECASE)
_ISSUER_SYMBOL = re.compile(r"(?:QLD|SYT|ATTP|YDCT|BYT|ATVSTP|TTB|HTTB)(?!\w)")
_SENTENCE_START = re.compile(rf"\n|(?<!TP)(?<!Tp)[.!?]\s+(?=[{UPPER}*+\-])|;\s")
_SHORT = r"\d{1,2}[/.\-]\d{1,2}(?![\d/]|[.\-]\d)"
_DAY = rf"(?:{DATE_PATTERN}|{_SHORT})"
_AFTER_NUMBER = re.compile(
    rf"\s*[,(]?\s*(?:(?:do|được)\s[^.\n]{{3,60}}?\s)?(?:ký\s+|ban\s+hành\s+|cấp\s+)?(?:vào\s+)?(?:ngày\s+)(?P<day>{_DAY})"
    rf"|\s*\(\s*(?P<bracketed>{DATE_PATTERN})\s*\)",
    re.IGNORECASE,
)
_LABELLED_DAY = re.compile(rf"ngày\s+(?:ban\s+hành|ký|văn\s+bản)\s*:\s*(?P<day>{DATE_PATTERN})", re.IGNORECASE)
_BEFORE_NUMBER = re.compile(
    rf"(?:ngày|hôm)\s+(?P<day>{_DAY})(?:(?!(?:ngày|hôm)\s+\d)(?:[^.;\n]|\.(?=\S)|(?<=TP)\.)){{0,140}}$", re.IGNORECASE
)
_PLACE_AND_DATE = re.compile(
    rf"(?:^|\n)[^\n]{{0,80}}?[{UPPER}][\w .]{{2,24}},\s*(?P<day>ngày\s+\d{{1,2}}\s+tháng\s+\d{{1,2}}\s+năm\s+\d{{4}})"
    rf"|(?:^|\n)[{UPPER}][\w .]{{2,24}},\s*ngày\s+(?P<figures>\d{{1,2}}[/.\-]\d{{1,2}}[/.\-]\d{{4}})[ .]*(?=\n|$)"
)
_WITHOUT_NUMBER = re.compile(
    rf"(?:(?:ban\s+hành|ký|đưa\s+ra|phát\s+đi)\s+(?:{_TYPE}\s+)?(?:vào\s+)?(?:ngày|hôm)\s+(?P<after>{_DAY})"
    rf"|(?:Cục|Sở|Chi\s+cục|Bộ)\s[^,.;\n]{{3,60}}?\s(?:ngày|hôm)\s+(?P<within>{_DAY})\s+(?:(?:vừa|đã)\s+)?"
    rf"(?:có|ban\s+hành|ra|ký|phát\s+đi|phát\s+hành)\s+(?:\w+\s+)?{_TYPE}"
    rf"|(?:^|\n|\.\s+)ngày\s+(?P<before>{_DAY})\s*,\s*(?:Cục|Sở|Chi\s+cục|"
    rf"Bộ)\s(?:(?!cho\s+biết)[^,.;\n]){{3,60}}?\s(?:(?:vừa|đã)\s+)?(?:có|ban\s+hành|ra|ký|phát\s+đi|phát\s+hành)\s+"
    rf"(?:\w+\s+)?{_TYPE})",
    re.IGNORECASE,
)
_CITED = re.compile(rf"{DOCUMENT_PATTERN}\s*,?\s*$")
_SEVERAL_ACTS = re.compile(rf"(?<!\w)(?:các|hai|ba|bốn|năm|0?[2-9])\s+{_TYPE}$", re.IGNORECASE)
_THE_NOTICE = re.compile(rf"{_TYPE}(?!\s*hợp)", re.IGNORECASE)
_SHORT_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})")
_AFTER_ANOTHER = re.compile(
    r"(?:sau\s+khi|(?<!thu\s)hồi\s+(?:tháng|đầu|giữa|cuối|năm))\s[^,;]*$|trước\s+(?:đó|đây)(?!\w)", re.IGNORECASE
)
"""An act told before the one that the text is about: `Sau khi Cục có Công văn số …`."""


_CERTAIN = 9
"""Score of the number in a letter's own heading."""


@dataclass(frozen=True)
class Citation:
    """A document number in a text and how surely it is the number of the text's own document."""

    number: str
    start: int
    end: int
    score: int


@dataclass(frozen=True)
class IssueDay:
    """The day a document was issued and where the text says so."""

    value: date
    start: int
    end: int
    confidence: float


def own_number(text: str) -> Citation | None:
    """The number of the notice itself; None when all numbers in the text are letters it rests on."""
    best: Citation | None = None
    for citation in _citations(text):
        if citation.score <= 0:
            continue
        if best is None or citation.score > best.score or _follows(text, citation, best):
            best = citation
    return best


def _follows(text: str, citation: Citation, best: Citation) -> bool:
    """Whether an act that is told as surely is of the same agency and of a later day: it is what the text is about."""
    if citation.score < best.score - 1 or citation.number == best.number or best.score >= _CERTAIN:
        return False
    if citation.number.split("/")[-1].split("-")[0] != best.number.split("/")[-1].split("-")[0]:
        return False
    day, known = (_beside(text, found.start, found.end, None) for found in (citation, best))
    return day is not None and known is not None and day.value > known.value


def issue_day(text: str, number: Citation | None, published_on: date | None) -> IssueDay | None:
    """The day beside the document's own number, else of its heading, else of the act of issuing it."""
    if number is not None:
        for mention in re.finditer(_spelling(number.number), text):
            if found := _beside(text, mention.start(), mention.end(), published_on):
                return found
    if heading := _PLACE_AND_DATE.search(text) or _LABELLED_DAY.search(text):
        group = "figures" if heading.groupdict().get("figures") else "day"
        return _issue_day(heading, group, 0.9, published_on)
    for match in _WITHOUT_NUMBER.finditer(text):
        group = next(name for name in ("after", "within", "before") if match[name])
        sentence = text[max(0, match.start() - 200) : match.start(group)]
        if _CITED.search(text[max(0, match.start() - 60) : match.start()]):
            continue  # the day of another document, whose number stands before it
        about_notice = group != "after" or _THE_NOTICE.search(re.split(_SENTENCE_START, sentence)[-1])
        if about_notice and (number is None or _SEVERAL_ACTS.search(match[0])):
            return _issue_day(match, group, 0.7, published_on)
    return None


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
    place = re.search(
        rf"(?i:{authority.pattern.pattern})[ ]+(?:(?i:tỉnh|thành phố|TP\.?)[ ]+)?"
        rf"((?:[{UPPER}][^\W\d_]*(?:\.(?=[{UPPER}])|[ ])?){{1,4}})",
        text,
    )
    if place is None:
        return authority.name
    named = place[1].strip(" .")
    return f"{authority.name} {named.title() if named.isupper() and ' ' in named else named}"


def _citations(text: str) -> Iterator[Citation]:
    for match in _NUMBER.finditer(text):
        number = "".join(match[0].split())
        if is_document(number):
            yield Citation(number, *match.span(), _score(text, number, *match.span()))
    for match in _BARE.finditer(text):
        yield Citation(match["number"], *match.span("number"), _score(text, match["number"], *match.span("number")) - 1)


def _score(text: str, number: str, start: int, end: int) -> int:
    before = re.split(_SENTENCE_START, text[max(0, start - 260) : start])[-1]
    if _HEADING.search(text[max(0, start - 12) : start]):
        return _CERTAIN
    score = 0
    score += 3 if _ISSUES.search(before) else 0
    score += 1 if _TYPED.search(before) else 0
    score += 1 if _ISSUER_SYMBOL.search(number) else 0
    score += 1 if _ABOUT.match(text, end) else 0
    score += 1 if "\n" not in text[:start] else 0
    score += 3 if _OPENS_TEXT.fullmatch(text[:start]) else 0
    score -= 6 if _rests_on(before) else 0
    score -= 6 if _TESTING.search(number) or _SENDER_IS_GROUNDS.match(text, end) else 0
    score -= 3 if _ADDRESSED_UP.match(text, end) else 0
    return score if score >= 2 or _TYPED.search(before) else 0


def _rests_on(before: str) -> bool:
    """Whether the words before a number make it grounds; words about an earlier number do not count for an act."""
    earlier = [match.end() for match in _NUMBER.finditer(before)]
    clause = before[earlier[-1] :] if earlier else before
    if _AFTER_ANOTHER.search(clause):
        return True
    if _acts(clause):
        return False
    return bool(_GROUNDS.search(before) or _SENT_BY_OTHERS.search(clause))


def _acts(clause: str) -> bool:
    """Whether the words before a number say that an agency issues it: `Cục … ban hành công văn số`.

    What stands before the agency is another matter: `Sau khi Bệnh viện … báo cáo, Cục … đã có công văn số`.
    """
    agencies = list(_AGENCY.finditer(clause))
    if not agencies or _SENT_BY_OTHERS.search(clause):
        return False
    own = clause[agencies[-1].start() :]
    before = clause[: agencies[-1].start()].rstrip()
    is_new = not before or before.endswith(",") or not _GROUNDS.search(before)
    return bool(is_new and not _GROUNDS.search(own) and _ISSUES.search(own))


def _spelling(number: str) -> str:
    return (
        r"(?<![\w/])"
        + r"\s?".join(re.escape(part) for part in re.split(r"(?<=\d)(?=/)|(?<=/)|(?=-)|(?<=-)", number) if part)
        + r"(?![\w/])"
    )


def _beside(text: str, start: int, end: int, published_on: date | None) -> IssueDay | None:
    if match := _AFTER_NUMBER.match(text, end):
        return _issue_day(match, "day" if match["day"] else "bracketed", 1.0, published_on)
    sentence_start = max(
        (m.end() for m in _SENTENCE_START.finditer(text, max(0, start - 260), start)), default=max(0, start - 260)
    )
    before = text[sentence_start:start]
    match = _BEFORE_NUMBER.search(before)
    if match is None or (_GROUNDS.search(before) and not _acts(before[match.start() :])):
        return None
    found = _issue_day(match, "day", 0.95, published_on)
    return found and IssueDay(found.value, found.start + sentence_start, found.end + sentence_start, found.confidence)


def _issue_day(match: re.Match[str], group: str, confidence: float, published_on: date | None) -> IssueDay | None:
    raw = match[group]
    if short := _SHORT_DAY.fullmatch(raw):
        value = day_and_month(int(short[1]), int(short[2]), published_on=published_on)
        confidence -= 0.1
    else:
        printed = read_date(raw, month_end=False)
        value = printed.value if printed.precision == "day" else None
    return IssueDay(value, *match.span(group), confidence) if value else None
