"""The day a notice was issued: beside its number, in its heading, or in a sentence about it.

Belongs here: the ways in which a text says that day, and the days that are another's. Not here: the number itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipelines.notices.acts import AGENCY, GROUNDS, SENTENCE_START, TYPE, acts
from pipelines.notices.dates import DATE_PATTERN, day_and_month, read_date
from pipelines.notices.identifiers import DOCUMENT_PATTERN
from pipelines.notices.letters import UPPER

_SHORT = r"\d{1,2}[/.\-]\d{1,2}(?![\d/]|[.\-]\d)"
_DAY = rf"(?:{DATE_PATTERN}|{_SHORT})"
_ON = r"(?:vào\s+)?(?:(?:ngày|hôm|sáng|trưa|chiều|tối|đêm)\s+(?:nay\s+|qua\s+|ngày\s+|hôm\s+)?)\(?"
"""Words before a day: `ngày`, `hôm`, `chiều nay (`."""
_SIGN = r"(?:ký|ban\s+hành|phát\s+hành|phát\s+đi|gửi(?:\s+đi)?|đưa\s+ra|cấp|đề)(?:\s+(?:ban\s+hành|phát\s+hành|đi))?"
_ACT = rf"(?:(?:vừa|đã|mới)\s+)?(?:có|ban\s+hành|ra|ký|phát\s+đi|phát\s+hành|gửi)\s+(?:\w+\s+)?{TYPE}"
_NOT_ABOUT_IT = r"(?!trước|từ|đến|sau|yêu\s|đề\s+nghị|báo\s+cáo|phiếu|kèm|biên\s+bản|hợp\s+đồng|giấy\s|ngày|hôm)"
_AFTER_NUMBER = re.compile(
    rf"(?:\s*(?:,|và)\s*(?:số\s*)?{DOCUMENT_PATTERN})*\s*[,(]?\s*(?:(?:do|được|mà)\s[^.\n]{{3,70}}?\s)?(?:(?:{_SIGN}\s+)?{_ON}(?P<day>{_DAY})"
    rf"|{_SIGN}\s+(?P<bare>{DATE_PATTERN}))|\s*\(\s*(?P<bracketed>{DATE_PATTERN})\s*\)"
    rf"|\s*,?\s*của\s+{AGENCY}(?:\s(?:{_NOT_ABOUT_IT}[^.,;:\n]){{2,60}}?)?,?\s*(?:{_SIGN}\s+)?{_ON}(?P<of_agency>{_DAY})"
    rf"|\s*,?\s*gửi\s(?:{_NOT_ABOUT_IT}[^.,;:\n]){{2,80}}?\s{_ON}(?P<sent>{_DAY})"
    rf"|(?:{_NOT_ABOUT_IT}[^.;:\n/]){{1,110}}?(?:được|do|mà)\s(?:{_NOT_ABOUT_IT}[^.,;:\n]){{0,60}}?{_SIGN}\s+{_ON}"
    rf"(?P<said>{_DAY})",
    re.IGNORECASE,
)
_LABELLED_DAY = re.compile(
    rf"ngày\s+(?:ban\s+hành|ký|văn\s+bản)(?:\s+(?:công\s+văn|quyết\s+định|văn\s+bản|ban\s+hành))?\s*[:(,]?\s*"
    rf"(?P<day>{DATE_PATTERN})|ngày\s+(?P<figures>{DATE_PATTERN})\s*,?\s*(?:là\s+|\()ngày\s+(?:ký|ban\s+hành)(?!\w)",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"cho\s+(?:biết|hay)|tin\s+từ|theo\s+(?:thông\s+)?tin|nguồn\s+tin|trao\s+đổi\s+với|trả\s+lời|đại\s+diện|xác\s+nhận",
    re.IGNORECASE,
)
"""Words by which a day is that of the news: `Ngày 20/10, Cục … cho biết đã ra Quyết định số …`."""
_BEFORE_NUMBER = re.compile(
    rf"{_ON}(?P<day>{_DAY})\)?(?P<gap>(?:(?!(?:ngày|hôm)\s+\d)(?:[^.;\n]|\.(?=\S)|(?<=TP)\.)){{0,140}})$",
    re.IGNORECASE,
)
_PLACE_AND_DATE = re.compile(
    rf"(?:^|\n)[^\n]{{0,80}}?[{UPPER}][\w .]{{2,24}},\s*(?P<day>ngày\s+\d{{1,2}}\s+tháng\s+\d{{1,2}}\s+năm\s+\d{{4}})"
    rf"|(?:^|\n)[{UPPER}][\w .]{{2,24}},\s*ngày\s+(?P<figures>\d{{1,2}}[/.\-]\d{{1,2}}[/.\-]\d{{4}})[ .]*(?=\n|$)"
)
_ANAPHOR = re.compile(
    rf"(?:^|\n|[.;!?]\s+|(?<!\w)(?:theo|trong|tại)\s+){TYPE}(?:\s+(?:nói|nêu))?(?:\s+(?:trên|này))?\s+"
    rf"(?:(?:vừa|đã)\s+)?(?:(?:được|do)\s(?:(?!Trung\s+tâm|Viện|Công\s+ty)[^.,;\n]){{0,60}}?)?{_SIGN}\s+{_ON}(?P<day>{_DAY})"
    rf"(?!\s*của\s+(?!{AGENCY}\s))",
    re.IGNORECASE,
)
"""A sentence about the document that was named before: `Công văn nói trên được ban hành ngày …`."""
_OF_MINISTRY = r",\s*Bộ\s+Y\s+tế(?:,|(?=\s))"
_WITHOUT_NUMBER = re.compile(
    rf"(?:{_ACT}\s(?:(?!{TYPE})[^.,;\n/]){{3,100}}?\svào\s+(?:ngày|hôm)\s+(?P<late>{_DAY})|(?<!\w)(?:ban\s+hành|ký|đưa\s+ra|phát\s+đi|phát\s+hành)\s+(?:{TYPE}\s+)?{_ON}(?P<after>{_DAY})"
    rf"|{AGENCY}\s(?:[^,.;\n]|{_OF_MINISTRY}){{3,60}}?\s{_ON}(?P<within>{_DAY})\)?,?\s+{_ACT}"
    rf"|(?:^|\n){_ON}(?P<ordered>{_DAY})\)?\s*,\s*{AGENCY}\s(?:[^,.;\n]|{_OF_MINISTRY}){{3,40}}?\s(?:đã\s+|vừa\s+)?thông\s+báo\s+"
    rf"(?:thu\s+hồi|đình\s+chỉ|tạm\s+(?:ngừng|dừng))"
    rf"|(?:^|\n|[.,;]\s+){_ON}(?P<before>{_DAY})\)?\s*,\s*(?:Giám\s+đốc\s+|Cục\s+trưởng\s+)?{AGENCY}\s"
    rf"(?:(?!cho\s+(?:biết|hay))[^,.;\n]|\.(?=\w)|{_OF_MINISTRY}){{3,60}}?\s{_ACT}"
    rf"|(?:theo|tại|trong)\s+{TYPE}\s+của\s+{AGENCY}(?:\s(?:{_NOT_ABOUT_IT}[^.,;:\n]){{2,60}}?)?,?\s+{_ON}(?P<its>{_DAY})"
    rf"|(?:theo|tại|trong)\s+{TYPE}\s+(?:(?:gửi|về|yêu\s+cầu|thu\s+hồi|đình\s+chỉ)\s(?:{_NOT_ABOUT_IT}[^.,;:\n]){{3,80}}?\s*)?{_ON}(?P<cited>{_DAY})"
    rf"\)?\s*(?:,\s*|(?:mới\s+|vừa\s+)?của\s+)(?:{AGENCY}\s|cơ\s+quan\s+này|đơn\s+vị\s+này))",
    re.IGNORECASE,
)
_CITED = re.compile(rf"{DOCUMENT_PATTERN}\s*,?\s*$")
_SEVERAL_ACTS = re.compile(rf"(?<!\w)(?:các|hai|ba|bốn|năm|0?[2-9])\s+{TYPE}$", re.IGNORECASE)
_THE_NOTICE = re.compile(rf"{TYPE}(?!\s*hợp)", re.IGNORECASE)
_SHORT_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})")


@dataclass(frozen=True)
class IssueDay:
    """The day a document was issued and where the text says so."""

    value: date
    start: int
    end: int
    confidence: float


def issue_day(text: str, number: str | None, published_on: date | None) -> IssueDay | None:
    """The day beside the document's own number, else of its heading, else of a sentence about it.

    Args:
        text: the words of the notice.
        number: the notice's own number, None where it has none.
        published_on: completes a day printed without its year.
    """
    if number is not None:
        for mention in re.finditer(_spelling(number), text):
            if found := day_beside(text, mention.start(), mention.end(), published_on):
                return found
    if heading := _PLACE_AND_DATE.search(text) or _LABELLED_DAY.search(text):
        group = "figures" if heading.groupdict().get("figures") else "day"
        return _issue_day(heading, group, 0.9, published_on)
    if (said := _ANAPHOR.search(text)) and not GROUNDS.search(_sentence_before(text, said.start("day"))):
        return _issue_day(said, "day", 0.8, published_on)
    return _without_number(text, number, published_on)


def day_beside(text: str, start: int, end: int, published_on: date | None) -> IssueDay | None:
    """The day that stands behind a number, or before it in the same sentence."""
    if match := _AFTER_NUMBER.match(text, end):
        return _issue_day(match, next(name for name, day in match.groupdict().items() if day), 1.0, published_on)
    before = _sentence_before(text, start)
    match = _BEFORE_NUMBER.search(before)
    if match is None or _TELLS.search(match["gap"]):
        return None
    if GROUNDS.search(before) and not acts(before[match.start() :]):
        return None
    found = _issue_day(match, "day", 0.95, published_on)
    offset = start - len(before)
    return found and IssueDay(found.value, found.start + offset, found.end + offset, found.confidence)


def _without_number(text: str, number: str | None, published_on: date | None) -> IssueDay | None:
    """The day of the act of issuing, said without the number of the document."""
    for match in _WITHOUT_NUMBER.finditer(text):
        group = next(name for name, day in match.groupdict().items() if day)
        if _CITED.search(text[max(0, match.start() - 60) : match.start()]):
            continue  # the day of another document, whose number stands before it
        before = _sentence_before(text, match.start(group))
        if group in ("cited", "its") and GROUNDS.search(before):
            continue
        about_notice = group != "after" or _THE_NOTICE.search(before)
        if about_notice and (number is None or _SEVERAL_ACTS.search(match[0])):
            return _issue_day(match, group, 0.7, published_on)
    return None


def _sentence_before(text: str, at: int) -> str:
    """The words between the start of a sentence and a place in it."""
    return re.split(SENTENCE_START, text[max(0, at - 260) : at])[-1]


def _spelling(number: str) -> str:
    return (
        r"(?<![\w/])"
        + r"\s?".join(re.escape(part) for part in re.split(r"(?<=\d)(?=/)|(?<=/)|(?=-)|(?<=-)", number) if part)
        + r"(?![\w/])"
    )


def _issue_day(match: re.Match[str], group: str, confidence: float, published_on: date | None) -> IssueDay | None:
    raw = match[group]
    if short := _SHORT_DAY.fullmatch(raw):
        value = day_and_month(int(short[1]), int(short[2]), published_on=published_on)
        confidence -= 0.1
    else:
        printed = read_date(raw, month_end=False)
        value = printed.value if printed.precision == "day" else None
    return IssueDay(value, *match.span(group), confidence) if value else None
