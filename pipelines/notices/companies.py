"""Companies and what they did: who made a product, who imported it.

Belongs here: the span of a company name before or after a word like `sản xuất`. Not here: products and batches.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipelines.notices.letters import UPPER

# A verb inside a company name ("Công ty cổ phần Sản xuất Thương mại X") is followed by more of the name.
_IN_NAME = (
    rf"(?![ ]+(?:(?-i:[{UPPER}])|(?:và\s+)?(?:thương\s+mại|kinh\s+doanh|dịch\s+vụ|dược|vật\s+tư|thuốc|"
    r"mỹ\s+phẩm|trang\s+thiết|xuất|hàng|thực\s+phẩm|y\s+tế)|[-&]))"
)
_IS = tuple(f"là {word}" for word in ("nhà", "đơn vị", "cơ sở"))
"""Words that name a company by what it does: `X là nhà sản xuất`."""
_COMPANY_FOLLOWS = r"\s*:\s*(?:công ty|CTY|chi nhánh)\b"


def _not_after(*words: str) -> str:
    """Words after which a verb is no statement of who does it: `cơ sở sản xuất`, `không nhập khẩu`."""
    return "".join(rf"(?<!{word} )" for word in words)


_MADE = re.compile(
    r"(?-i:(?<!lô )(?<!\nLô )(?<![;,(+\-.:] Lô ))"  # not "Sông Lô sản xuất"
    + _not_after("cơ sở", "nhà", "ngày", "được", "đã", "công ty", "trình", "để", "nơi", r"\shành", "sở")
    + _not_after("từng", "chưa", "không", "dừng", "ngừng", "vị")
    + r"(?<!\w)sản xuất(?!\w)(?! bởi\b| tại\b|\s*:\s*\d)"
    rf"(?=(?P<dated>[ ]+(?:năm|tháng|ngày|vào|trong|từ|lô|\d))?){_IN_NAME}|"
    r"(?<!\w)xuất xưởng(?!\w)" + "".join(rf"|(?<={words} )sản xuất(?!\w)" for words in _IS),
    re.IGNORECASE,
)
_IMPORTED = re.compile(
    _not_after("xuất", "cơ sở", "nhà", "được", "ngày", "phép", "công ty", "không", "chưa", "vị", "dừng", "ngừng")
    + rf"(?<!\w)nhập(?: khẩu(?!\w)(?! bởi\b|{_COMPANY_FOLLOWS})| ủy thác| uỷ thác){_IN_NAME}"
    + "".join(rf"|(?<={words} )nhập khẩu(?!\w)" for words in _IS),
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"(?<!\w)(?:(?:do|bởi)\s+|(?:nhà máy\b(?:(?!\s(?:do|và)\s)[^,;.\n]){0,40}?\s+)?(?:chi nhánh\s+)?"
    r"(?:công ty|CTCP|CTY|"
    r"C\.ty|DNTN|"
    r"doanh nghiệp tư nhân|xí nghiệp|tập đoàn|liên doanh|hộ kinh doanh|cơ sở sản xuất|hợp tác xã|M/s)(?!\w)|nhà máy\s|"
    rf"hãng\s(?=(?-i:[{UPPER}])))",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:do|bởi)\s", re.IGNORECASE)
_FOREIGN_ALONE = re.compile(rf"(?:[,;(]|^[-+*•\s]*)\s*(?P<name>[{UPPER}][^,;()\n]{{3,80}}?)\s+$")
_IS_MAKER = re.compile(r"\s+là\s+(?:nhà|đơn vị|cơ sở)\s+$")
_OPENING = re.compile(r"^(?:(?:là|hãng|ghi trên nhãn|trên nhãn(?: là)?)\s*:?\s+)+", re.IGNORECASE)
_CLOSING = re.compile(
    r"\s+(?:(?:là|làm)\s+(?:đơn vị|cơ sở|nhà|tổ chức)(?!\w)|đã\s+(?:cho|tự)(?!\w)|so\s+với(?!\w)|với\s+thuốc(?!\w)|"
    r"và\s*$|(?:sơ\s+chế|chế\s+biến|bào\s+chế|đóng\s+gói|gia\s+công|đăng\s+ký|phân\s+phối)\s*(?:,|và)?\s*$|"
    r"theo\s+(?:ủy|uỷ)\s+thác|cho\s+biết(?!\w)|(?:cũng|đã|đang|trực tiếp|đồng thời)\s*$).*$",
    re.IGNORECASE | re.DOTALL,
)
_OF_GOODS = (
    r"(?:\s+(?:của\s+)?(?:(?:\d+|các|hai|ba|cả|tất\s+cả)\s+){0,2}(?:loại\s+)?(?:thuốc|sản\s+phẩm|lô\s+thuốc)(?:\s+(?:(?:nêu|nói)\s+)?(?:trên|này)|"
    r"(?:\s+[^\s,.;:]+){1,4}?(?=\s+là\s))?)?"
    r"(?:\s+(?:ghi\s+)?trên\s+nhãn)?"
)
_AFTER_MADE = re.compile(
    r"(?<!\w)(?:(?:được\s+)?sản\s+xuất\s+(?:bởi|tại|trên\s+dây\s+chuyền(?:\s+[^\s,.;:]+){0,5}?\s+của)|(?:nơi|nhà|cơ\s+sở|công\s+ty|tổ\s+chức|đơn\s+vị|địa\s+điểm|"
    r"doanh\s+nghiệp|hãng)\s+(?:đăng\s+ký\s*(?:,|và)\s*)?(?:sản\s+xuất|SX|nhận\s+gia\s+công)|CSSX|NSX|"
    r"(?:Manufactured|Made|Mfd\.?|Produced)\s+by|Manufacturer|Product(?:ed|ion)?"
    r"|cơ\s+sở\s+sản\s+xuất\s+(?:của\s+)?thuốc\s[^.;\n]{0,90}?\s(?=(?:đều\s+)?là\s+công\s+ty))"
    r"(?:(?:\s*(?:,|và|/|-)\s*(?:đăng\s+ký|đóng\s+gói|phân\s+phối))+(?=\s*(?::|là\s|thuốc|sản\s+phẩm)))?"
    rf"{_OF_GOODS}\s*(?:(?:đều\s+)?là\s+)?:?\s*",
    re.IGNORECASE,
)
_AFTER_IMPORTED = re.compile(
    r"(?<!\w)(?:(?:được\s+)?nhập\s+khẩu\s+bởi|(?:nhà|cơ\s+sở|công\s+ty|đơn\s+vị|tổ\s+chức)\s+(?:nhập\s+khẩu|NK)"
    rf"|nhập\s+khẩu(?={_COMPANY_FOLLOWS})|DNNK|CSNK|Imported\s+by)"
    r"(?:\s+và\s+(?:phân\s+phối|chịu\s+trách\s+nhiệm[^:;.\n]{0,60}(?=:)))?\s*(?:(?:là|gồm(?:\s+có)?)\s*)?:?\s*",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(
    rf"\n|;|(?<!\.(?-i:[A-Z]))(?<!Ltd)(?<!Inc)(?<!\WCo)\.\s+(?=-)|(?<!\.(?-i:[A-Z]))\.\s+(?=(?-i:[{UPPER}*+]))(?!(?:Co|Ltd|Inc|Pvt|Corp|Part|Bhd|S|A|R)\b)(?<!(?-i:PT)\.\s)|"
    rf"(?<!\w)(?:sản xuất|"
    rf"phân phối|đăng ký|cung ứng)(?!\w)(?!\s*(?:,|và)\s*$)"
    rf"(?=\s*(?:[,.;]|và\s+(?:do\s+)?công ty|công ty))|"
    rf"(?:chịu trách nhiệm|ra thị trường)[^,;.()\n]{{0,60}},",
    re.IGNORECASE,
)
_FOREIGN = re.compile(
    r"\b(?:Ltd|Plc|Limited|Inc|Co\.|GmbH|S\.A|S\.p\.A|S\.R\.L|Corp|AG|AB|Oy|N\.?V|B\.?V|SAS|SARL|Kft|Sdn|Bhd|Pte|PJSC|PT"
    r"|M/s|A/S|LLC|JSC)(?!\w)|Technolog|Industr|Laborator|Pharma",
    re.IGNORECASE,
)
_NAME_END = re.compile(
    r"\s*(?:[;|\n\"”)]|,(?!\s*(?:Ltd|Inc|LLC|JSC|Co|Part|Pvt|S\.|Corp)\b)|(?<!\WSp)\.(?=\s+[A-ZĐ](?!o\b|td\b)|\s*$|"
    rf"\n)|\s(?:sản xuất|nhập khẩu|đăng ký|phân phối)(?!\w){_IN_NAME}|\s(?:chịu trách nhiệm|cung ứng|địa chỉ|"
    r"báo cáo|thông báo|phát hiện|cho biết|gửi|đề nghị|tự nguyện|khẳng định|xác nhận|cam kết|tiến hành|thực hiện|"
    r"thu hồi|"
    r"(?:đã|có|phải|không|chưa|được|(?<!thiết )bị|vừa|đang|sẽ|cũng|để|theo|nhưng|là|trên|của|nêu|này|"
    r"đồng thời)|(?-i:do|vì|khi|với|nhằm|qua|ngày)|"
    r"và (?:do|được|phân|nhập|đăng|chịu|đóng|bán|cung))(?!\w))",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\d,:]|địa chỉ|tỉnh|thành phố|TP\.?(?:\s|HCM)|Hà Nội|xã |phường ", re.IGNORECASE)
_APPOSED = (
    r"\s*(?:\(|,|-)\s*(?:(?:đồng thời\s+)?là\s+)?(?:nhà|cơ sở|đơn vị|doanh nghiệp)\s+(?:đăng ký(?:\s+và|,)\s+)?"
    r"{act}(?!\w)(?!\s+(?:nguyên liệu|dược chất|tá dược|bao bì))"
)
"""What a company is, right behind its name: `Công ty X (cơ sở sản xuất, đăng ký)`."""
_MAKER_APPOSED = re.compile(_APPOSED.format(act="sản xuất"), re.IGNORECASE)
_IMPORTER_APPOSED = re.compile(_APPOSED.format(act="nhập khẩu"), re.IGNORECASE)
_IN_TURN = re.compile(
    r"lần\s+lượt\s+(?:được\s+sản\s+xuất\s+bởi|do)\s+(?P<all>[^.;\n]{5,300}?)(?:\s+sản\s+xuất(?=\s*(?:[.,;]|và\s|$))|(?=[.;\n]))",
    re.IGNORECASE,
)
_NEXT_COMPANY = re.compile(r"(?:,|\s+và)\s+(?:do\s+)?(?=công\s+ty|CTCP|CTY|xí\s+nghiệp|chi\s+nhánh)", re.IGNORECASE)
_NO_COMPANY = re.compile(
    r"(?:không|chưa|chính|nước|tại|theo|trong|số|lô|ngày|thuốc|sản phẩm|mẫu|xem)(?!\w)|[\d/.\-]+", re.IGNORECASE
)
_BESIDE = re.compile(r"\s*[,;|-]\s+(?=\S)(?!do\s|bởi\s|của\s)", re.IGNORECASE)
_OTHER_ROLE = re.compile(
    r"[ ,_]*(?:[^\s.;]+ +){0,3}?"
    r"(?:nhập khẩu|phân phối|đăng ký|chịu trách nhiệm|cung ứng|công bố|đưa|kinh doanh|bán|phải|là|"
    r"đề nghị|báo cáo|thông báo|gửi|yêu cầu|phối hợp|thu hồi|tiến hành|xác nhận|khẳng định|cho biết)(?!\w)",
    re.IGNORECASE,
)
_WINDOW = 700


@dataclass(frozen=True)
class Company:
    """A company name as printed, without country and address, and how sure it is what it is taken for (0 to 1)."""

    name: str
    start: int
    end: int
    confidence: float = 0.9


def find_maker(text: str, start: int, end: int, country: re.Pattern[str]) -> Company | None:
    """The first company in a stretch of text that is said to make the product."""
    return _find(text, start, end, country, (_MADE, _AFTER_MADE, _MAKER_APPOSED))


def find_importer(text: str, start: int, end: int, country: re.Pattern[str]) -> Company | None:
    """The first company in a stretch of text that is said to import the product."""
    return _find(text, start, end, country, (_IMPORTED, _AFTER_IMPORTED, _IMPORTER_APPOSED))


def find_apposed_maker(text: str, start: int, end: int, country: re.Pattern[str]) -> Company | None:
    """The one company of a stretch of text that is called the maker right behind its name; None if there are more."""
    found = [_apposed(text, start, match, country) for match in _MAKER_APPOSED.finditer(text, start, end)]
    companies = {company.name: company for company in found if company}
    return next(iter(companies.values())) if len(companies) == 1 else None


def find_beside(text: str, at: int, country: re.Pattern[str]) -> Company | None:
    """The company right behind the facts of a product with no word of what it did: lists name the maker there."""
    mark = _BESIDE.match(text, at)
    if mark is None:
        return None
    masked = _masked(text, mark.end(), min(len(text), mark.end() + 200))
    stop = _NAME_END.search(masked)
    end = stop.start() if stop else len(masked)
    company = _company(text, mark.end(), mark.end() + end, country)
    if company is None or not (_HEAD.match(company.name) or _FOREIGN.search(company.name)):
        return None
    return None if _OTHER_ROLE.match(masked, end) else replace(company, confidence=0.5)


def find_makers_in_turn(text: str, start: int, end: int, country: re.Pattern[str]) -> list[Company]:
    """The companies of a sentence that names makers in turn: `lần lượt do Công ty A và Công ty B sản xuất`."""
    turn = _IN_TURN.search(text, start, end)
    if turn is None:
        return []
    edges = [turn.start("all"), *(match.end() for match in _NEXT_COMPANY.finditer(turn["all"]))]
    edges = [edges[0], *(turn.start("all") + edge for edge in edges[1:])]
    parts = zip(edges, [*edges[1:], turn.end("all")], strict=True)
    found = [
        _company(text, begin, text.rfind(" ", 0, until) if until < turn.end("all") else until, country)
        for begin, until in parts
    ]
    return [company for company in found if company]


def _find(
    text: str,
    start: int,
    end: int,
    country: re.Pattern[str],
    patterns: tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]],
) -> Company | None:
    verb, label, apposed = patterns
    said = (
        (_before(text, start, match, country) for match in verb.finditer(text, start, end)),
        (_after(text, match, end, country) for match in label.finditer(text, start, end)),
        (_apposed(text, start, match, country) for match in apposed.finditer(text, start, end)),
    )
    found = (next(filter(None, companies), None) for companies in said)
    return min(filter(None, found), key=lambda company: company.start, default=None)


def _before(text: str, start: int, verb: re.Match[str], country: re.Pattern[str]) -> Company | None:
    verb_at = verb.start()
    window_start, heads, window = _heads(text, start, verb_at)
    if verb.groupdict().get("dated") and not _acts_alone(heads, window):
        return None
    if not heads:
        span = _alone(window)
        company = _company(text, window_start + span[0], window_start + span[1], country) if span else None
        return company if company and _FOREIGN.search(company.name) else None
    # "Theo báo cáo của công ty, thuốc do X sản xuất": the last one that is said to do it.
    head = next((found for found in reversed(heads) if _BY.match(found[0])), heads[0])
    at = window_start + (head.end() if _BY.match(head[0]) else head.start())
    company = _company(text, at, verb_at, country)
    return company if company and (company.name[0].isupper() or _HEAD.match(company.name)) else None


def _acts_alone(heads: list[re.Match[str]], window: str) -> bool:
    """Whether a company right before the verb does it: `do Công ty X sản xuất ngày …`, `Công ty X sản xuất lô …`."""
    if not heads or any(mark in window[heads[-1].end() :] for mark in ",;:"):
        return False
    return (
        _BY.match(heads[-1][0]) is not None
        or not window[: heads[-1].start()].strip(" -+*•")
        or bool(re.search(r"(?:do|bởi)\s$", window[: heads[-1].start()]))
    )


def _alone(window: str) -> tuple[int, int] | None:
    """Where words without `công ty` stand that may be a foreign maker's name."""
    if said := _IS_MAKER.search(window):
        return 0, said.start()
    alone = _FOREIGN_ALONE.search(window)
    return alone.span("name") if alone else None


def _apposed(text: str, start: int, match: re.Match[str], country: re.Pattern[str]) -> Company | None:
    """The company that ends where words say what it is."""
    window_start, heads, _ = _heads(text, start, match.start())
    heads = [head for head in heads if not _BY.match(head[0])]
    at = window_start + heads[-1].start() if heads else match.start()
    company = _company(text, at, match.start(), country) if heads else None
    return company if company and not _NAME_END.search(_masked(text, company.start, company.end)) else None


def _heads(text: str, start: int, end: int) -> tuple[int, list[re.Match[str]], str]:
    """Where the sentence before a place begins, where companies begin in it, and its words without brackets."""
    window_start = max(start, end - _WINDOW)
    window = _masked(text, window_start, end)
    sentence = max((boundary.end() for boundary in _BOUNDARY.finditer(window)), default=0)
    window = window[sentence:]
    return window_start + sentence, list(_HEAD.finditer(window)), window


def _after(text: str, label: re.Match[str], end: int, country: re.Pattern[str]) -> Company | None:
    ahead = text[label.end() : label.end() + 3]
    at = label.end() + len(ahead) - len(ahead.lstrip('"“ '))
    masked = _masked(text, at, min(end, at + 200))
    stop = _NAME_END.search(masked)
    company = _company(text, at, at + (stop.start() if stop else len(masked)), country)
    if company is None or not (company.name[0].isupper() or _HEAD.match(company.name)):
        return None
    if _HEAD.match(company.name) or _FOREIGN.search(company.name):
        return company
    # Behind a colon any name is the company's, but for "NSX:", which is a day as well.
    labelled = label[0].rstrip().endswith(":") and not label[0].startswith("NSX")
    return company if labelled and not _NO_COMPANY.match(company.name) and not country.match(company.name) else None


def _company(text: str, start: int, end: int, country: re.Pattern[str]) -> Company | None:
    name = _CLOSING.sub("", _OPENING.sub("", text[start:end].strip(" ,;:-\"“”'")))
    while True:
        shorter = _without_tail(name, country)
        if shorter == name:
            break
        name = shorter
    head = _HEAD.match(name)
    # "Công ty đăng ký" is nobody's name.
    if not 4 <= len(name) <= 160 or not re.search(rf"[{UPPER}\d]", name[head.end() if head else 0 :]):
        return None
    at = text.find(name, start)
    return Company(" ".join(name.split()), at, at + len(name))


def _without_tail(name: str, country: re.Pattern[str]) -> str:
    """Drop a country, an address or an unclosed bracket at the end; a short name in brackets stays."""
    bracket = re.search(r"\s*\(([^()]*)\)$", name)
    if bracket and _is_place(bracket[1].strip(), country):
        return name[: bracket.start()].rstrip(" ,")
    tail = re.search(r"(?:,|\s-)\s*([^,()]{2,24})$", name)
    if tail and country.fullmatch(tail[1].strip().rstrip(".")):
        return name[: tail.start()].rstrip(" ,")
    origin = re.search(r"\s(?:của|ở|từ)\s+([^,()]{2,24})$", name)
    if origin and country.fullmatch(origin[1].strip()):
        return name[: origin.start()]
    if address := re.search(r"\s*[,(]?\s*(?:địa chỉ|đ/c)\b.*$", name, re.IGNORECASE | re.DOTALL):
        return name[: address.start()].rstrip(" ,(")
    return name.rstrip(" ,:")


def _is_place(inner: str, country: re.Pattern[str]) -> bool:
    """Whether the words in brackets after a company are its country or address, not its short name."""
    return bool(country.fullmatch(inner) or _ADDRESS.search(inner)) or len(inner.split()) > 1


def _masked(text: str, start: int, end: int) -> str:
    """The stretch with closed brackets blanked, so that addresses and countries in them end nothing."""
    masked = text[start:end]
    while True:
        blanked = re.sub(r"\([^()]*\)", lambda match: "_" * len(match[0]), masked)
        if blanked == masked:
            return masked
        masked = blanked
