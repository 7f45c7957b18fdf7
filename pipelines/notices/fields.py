"""Labelled facts about products in running text: registration numbers, batch numbers, dates of making and expiry.

Belongs here: labels in all their spellings and the values that may follow them. Not here: which product or batch a
value belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pipelines.notices.dates import DATE_PATTERN, PrintedDate, read_date
from pipelines.notices.identifiers import (
    LABELLED_REGISTRATION_PATTERN,
    REGISTRATION_PATTERN,
    canonical,
    is_well_formed,
)

Kind = Literal["registration", "former_registration", "batch", "manufactured", "expires"]


@dataclass(frozen=True)
class Fact:
    """One labelled fact: one registration or batch number, or the list of dates after one label.

    Attributes:
        label_start: where the label begins (equals `start` without a label).
        values: the numbers of a batch list, or one registration number.
        dates: the dates after a date label.
    """

    kind: Kind
    label_start: int
    start: int
    end: int
    raw: str
    values: tuple[str, ...] = ()
    dates: tuple[PrintedDate, ...] = ()
    confidence: float = 1.0


_COLON = r"\s*[:.]?\s*(?:là\s+)?[:]?\s*"
_REGISTRATION_LABEL = (
    r"(?:số\s*(?:giấy\s*(?:phép)?\s*)?(?:đăng\s*ký(?:\s*lưu\s*hành)?|ĐKLH|GĐKLH|GPNK|lưu\s*hành)"
    r"|số\s*(?:giấy\s*)?(?:phép\s*)?(?:đăng\s*ký\s*)?(?:lưu\s*hành|nhập\s*khẩu)"
    r"|(?:số\s*)?ĐKSP|SĐKLH|SĐK|GĐKLH|ĐKLH|GPLH|GPNK|SDK|VISA(?:\s*No)?|số\s*visa"
    r"|số\s*(?:tiếp\s*nhận\s*)?(?:phiếu\s*)?công\s*bố|"
    r"số\s*tiếp\s*nhận(?:\s*phiếu\s*công\s*bố)?(?:\s*sản\s*phẩm\s*mỹ\s*phẩm)?)"
)
_LABELLED_REGISTRATION = re.compile(
    rf"(?P<label>{_REGISTRATION_LABEL}(?:\s*thuốc)?(?:\s*số)?){_COLON}(?P<value>{LABELLED_REGISTRATION_PATTERN})",
    re.IGNORECASE,
)
_FOREIGN_REGISTRATION = re.compile(
    r"(?P<label>\b(?:(?:No\.?\s*Reg|Reg\.?\s*No|Registration\s*No)\.?\s*:?|"
    r"Reg\.?\s*:)\s*)(?P<value>[A-Z0-9][A-Z0-9 .\-/]{4,28}\d)(?=[\"”,;)\n]|$)"
)
_REGISTRATION = re.compile(
    rf"(?P<label>(?:{_REGISTRATION_LABEL}[^\d\n,;:]{{0,12}}{_COLON})?)(?P<value>{REGISTRATION_PATTERN})", re.IGNORECASE
)
_FORMER = re.compile(r"(?:cũ|cũ là|trước đây|đã cấp)\s*:?\s*$|\d{12}\s*\(\s*$", re.IGNORECASE)

_NOT_A_BATCH = (
    r"(?!(?:NSX|HSD|HD|HĐ|SĐK|GĐKLH|VD|VN|VN[123]|VD[123]|QLĐB|QLSP)\b|SX\s)(?!\d+(?:[.,]\d+)?\s?(?:mg|ml|mcg|g|kg|"
    r"IU|UI|%|viên|hộp|lọ|chai|tuýp)\b)(?!\d{1,3}\s?(?:thuốc|lô|sản|ngày|loại)\b)(?!\d{3}[1-9]\d{8}\b)"
)
_BATCH_NUMBER = (
    rf"{_NOT_A_BATCH}(?:[A-Z]{{1,4}}\s\d[A-Z0-9]{{1,7}}(?=\s*(?:[,;.)\n]|và\b|$))|\d{{1,4}}\s\d{{4}}(?=\s*[,;)\n])|"
    rf"\d{{1,4}}\s[A-Z]{{1,3}}(?=\s*[,;)\n])"
    r"|(?=[A-Z0-9./:\-]*\d)[A-Z0-9](?:[A-Z0-9/\-]|[.:](?=[A-Z0-9])|(?<=\d)_)*(?:\s?\([A-Z0-9]{1,3}\))?)"
)
_ANOTHER = (
    rf"\s*(?:,|;|và|&|"
    rf"\+)\s*(?:và\s+)?(?:(?:số\s*)?lô\s*:?\s*)?(?P<next>(?-i:{_BATCH_NUMBER}))(?=\s*(?:[,;.)\n(]|(?:và|do|"
    rf"được|bị|của|có|không|đều)\b|&|$))"
)
_BATCH_LABEL = (
    r"(?<!\w)(?P<label>(?:các\s+)?s\s*ố\s*l\s*ô\s*(?:sản\s*xuất|sx)?|(?:các\s+)?số\s*là(?=\s*:)|"
    r"số\s*kiểm\s*soát|lô\s*(?:sản\s*xuất|SX)(?:\s*số)?"
    r"|lô\s+số(?!\s*:?\s*\d{1,3}(?!\w))|mã\s*lô|ký\s*hiệu\s*lô|S?LSX|batch(?:\s*(?:no|number))?|lot(?:\.?\s*(?:no|number))?)\s*\.?(?!\w)"
    rf"{_COLON}(?:SOLO\s*:\s*)?"
)
_NO_ADDRESS = r"(?!\s*,?\s*(?:KCN|khu|cụm|đường|TTTM|chợ|phường|xã|ấp|tổ|thôn)\b)"
_BATCH = re.compile(rf"{_BATCH_LABEL}(?P<value>(?>(?-i:{_BATCH_NUMBER}))){_NO_ADDRESS}", re.IGNORECASE)
_BATCH_LIST = re.compile(
    r"(?<!\w)(?P<label>(?:các\s+)?lô(?:\s+(?:thuốc|hàng|sản\s+phẩm|mỹ\s+phẩm))?(?:\s+(?:bị|phải|cần|được|có|còn|gồm|sau)"
    rf"\s(?:(?!số|GĐK|SĐK|đăng|ngày|hạn|mức|tên)[^\d:.,;\n]){{0,40}})?\s*:\s*|SOLO\s*:\s*)"
    rf"(?P<value>(?>(?-i:{_BATCH_NUMBER}))){_NO_ADDRESS}",
    re.IGNORECASE,
)
_LONG_BATCH = re.compile(
    rf"(?<!\w)(?P<label>lô\s+)(?P<value>(?>(?-i:(?=(?:[A-Z./\- ]{{0,4}}\d){{4}}){_BATCH_NUMBER})))(?!\w){_NO_ADDRESS}",
    re.IGNORECASE,
)
"""A number so long after "lô" that it is no plot of an address."""
_AFTER_BRACKET = re.compile(
    rf"\s*\([^()\n]{{4,90}}\)\s*(?:,|;|và|và\s+lô|,\s*lô|;\s*lô)\s*(?P<value>(?-i:{_BATCH_NUMBER}))(?=\s*\()",
    re.IGNORECASE,
)
"""The next batch of a list in which each has its dates in brackets: `010722 (HD: …), 020722 (HD: …)`."""
_GLUED_BATCH = re.compile(rf"(?<!\w)(?P<label>số\s*lô)(?P<value>(?-i:{_BATCH_NUMBER}))", re.IGNORECASE)
_BARE_BATCH = re.compile(
    r"(?P<label>\b(?:thuộc|gồm|là|có|của|các|lô\s*thuốc|thu\s+hồi|bổ\s+sung|thêm)\s+(?:các\s+)?lô\s*:?\s+)"
    rf"(?P<value>(?>(?-i:{_BATCH_NUMBER}))){_NO_ADDRESS}",
    re.IGNORECASE,
)
_DATED_BATCH = re.compile(
    rf"(?<!\w)(?P<label>lô\s*(?:số\s*)?:?\s+)(?P<value>(?-i:{_BATCH_NUMBER}))"
    r"(?=\s*[(,;]\s*(?:NSX|HSD|HD|HĐ|SĐK|ngày\s+(?:SX|sản)|sản\s+xuất\s+(?:ngày|\d)|hạn\s|số\s+(?:đăng|GĐK)))",
    re.IGNORECASE,
)
_UNLABELLED_BATCH = re.compile(
    rf"\s*[,;]\s*(?P<value>(?=[A-Z]{{1,6}}\d|\d{{5,}}){_BATCH_NUMBER})(?=\s*[,;]\s*(?i:HD|HSD|HĐ|NSX|hạn|ngày)\b)"
)
_NEXT_BATCH = re.compile(_ANOTHER, re.IGNORECASE)

_DATE_GAP = (
    r"\s*[:.]?\s*(?:(?:lần\s+lượt|tương\s+ứng|theo\s+thứ\s+tự)\s*)?(?:là\s+|đến\s+)?(?:hết\s+)?(?:ngày\s+)?:?\s*"
)
_MANUFACTURED = (
    r"(?:NSX|N\.SX|ngày\s*(?:sản\s*xuất|SX)"
    r"|sản\s*xuất(?:\s*ngày|(?=\s+\d{1,2}[/.\-]\d{1,2}[/.\-]\d))|MFG\.?(?:\s*date)?|Mfd\.?)"
)
_EXPIRES = r"(?:HSD|H\.?D|HĐ|hạn\s*(?:dùng|sử\s*dụng|SD)|ngày\s*hết\s*hạn|hết\s*hạn(?:\s*ngày)?|EXP\.?(?:\s*date)?)"
_DATES = re.compile(
    rf"(?<![^\W\d_])(?P<label>(?P<made>{_MANUFACTURED})|{_EXPIRES})(?![^\W\d_]){_DATE_GAP}(?P<value>{DATE_PATTERN})",
    re.IGNORECASE,
)
_BOTH_DATES = re.compile(
    rf"(?<!\w){_MANUFACTURED}\s*(?:[-/,&]|và)\s*{_EXPIRES}{_DATE_GAP}(?P<made>{DATE_PATTERN})\s*(?:[-,;/]|"
    rf"và|đến)\s*(?P<expires>{DATE_PATTERN})",
    re.IGNORECASE,
)
_NEXT_DATE = re.compile(
    rf"\s*(?:,|;|và|&)\s*(?P<value>{DATE_PATTERN})(?!\d|\s?(?:mg|ml|hộp|viên|lọ|thuốc|sản)\b)", re.IGNORECASE
)


_BATCHES = (
    (_BATCH, 1.0),
    (_GLUED_BATCH, 0.9),
    (_BATCH_LIST, 0.9),
    (_BARE_BATCH, 0.8),
    (_DATED_BATCH, 0.8),
    (_LONG_BATCH, 0.7),
)
"""Grammars of batch numbers and how far each is believed."""


def find_facts(text: str) -> list[Fact]:
    """All labelled facts of a text in reading order; no two overlap."""
    found = sorted(_all(text), key=lambda fact: (fact.start, -fact.end))
    facts: list[Fact] = []
    for fact in found:
        if not facts or fact.label_start >= facts[-1].end:
            facts.append(fact)
    return facts


def _all(text: str) -> Iterator[Fact]:
    registrations = list(_registrations(text))
    yield from registrations
    for pattern, confidence in _BATCHES:
        for match in pattern.finditer(text):
            fact = _batches(text, match, confidence)
            yield fact
            while following := _AFTER_BRACKET.match(text, fact.end):
                fact = _batches(text, following, confidence)
                yield fact
    for fact in registrations:
        if bare := _UNLABELLED_BATCH.match(text, fact.end):
            yield _fact("batch", text, bare.start("value"), bare, values=(bare["value"],), confidence=0.6)
    for match in _BOTH_DATES.finditer(text):
        made, expires = (read_date(match[name], month_end=name == "expires") for name in ("made", "expires"))
        yield Fact("manufactured", match.start(), *match.span("made"), made.raw, dates=(made,))
        yield Fact("expires", match.start("expires"), *match.span("expires"), expires.raw, dates=(expires,))
    for dated in _DATES.finditer(text):
        yield _dates(text, dated)


def _registrations(text: str) -> Iterator[Fact]:
    for match in _REGISTRATION.finditer(text):
        before = match["label"] or text[max(0, match.start() - 20) : match.start()]
        former = _FORMER.search(before)
        kind: Kind = "former_registration" if former else "registration"
        yield _fact(kind, text, match.start(), match, values=(canonical(match["value"]),))
    for match in _LABELLED_REGISTRATION.finditer(text):
        number = canonical(match["value"])
        yield _fact(
            "registration",
            text,
            match.start(),
            match,
            values=(number,),
            confidence=1.0 if is_well_formed(number) else 0.4,
        )
    for match in _FOREIGN_REGISTRATION.finditer(text):
        number = "".join(match["value"].split())
        yield _fact("registration", text, match.start(), match, values=(number,), confidence=0.4)


def _fact(
    kind: Kind, text: str, label_start: int, match: re.Match[str], *, values: tuple[str, ...], confidence: float = 1.0
) -> Fact:
    start, end = match.span("value")
    return Fact(kind, label_start, start, end, text[start:end], values=values, confidence=confidence)


def _batches(text: str, match: re.Match[str], confidence: float) -> Fact:
    values, end = [_batch(match["value"])], match.end("value")
    while (following := _NEXT_BATCH.match(text, end)) and not _is_date_list(values[-1], following["next"]):
        values.append(_batch(following["next"]))
        end = following.end("next")
    return Fact(
        "batch",
        match.start("label") if "label" in match.re.groupindex else match.start("value"),
        match.start("value"),
        end,
        text[match.start("value") : end],
        values=tuple(values),
        confidence=confidence,
    )


def _batch(printed: str) -> str:
    return printed.strip(" .,;:-")


def _is_date_list(batch: str, following: str) -> bool:
    """Whether what follows a comma is a date with separators while the batch is none: then it is no second batch."""
    looks = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}")
    return bool(looks.fullmatch(following)) and not looks.fullmatch(batch)


def _dates(text: str, match: re.Match[str]) -> Fact:
    kind: Kind = "manufactured" if match["made"] else "expires"
    values, end = [match["value"]], match.end("value")
    while following := _NEXT_DATE.match(text, end):
        values.append(following["value"])
        end = following.end("value")
    dates = tuple(read_date(value, month_end=kind == "expires") for value in values)
    return Fact(kind, match.start(), match.start("value"), end, text[match.start("value") : end], dates=dates)
