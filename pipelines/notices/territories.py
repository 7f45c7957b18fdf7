"""The provinces that a notice's words name as the place where it holds, one or several.

Belongs here: the grammar of such lists, and telling their names apart. Not here: what the scope is (`scopes`), or codes
of provinces (`pipelines.places`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipelines.notices.letters import DASHED_PROVINCE, UPPER
from pipelines.notices.same_names import folded

ACT = r"(?:thu\s+hồi|đình\s+chỉ(?:\s+lưu\s+hành)?|tạm\s+(?:ngừng|dừng)|ngừng\s+(?:lưu\s+hành|sử\s+dụng)|cảnh\s+báo)"
DOUBTFUL = 0.4
"""Confidence below which a person is asked what the words mean."""
_NOT_SAMPLED = r"(?:(?!mẫu|lấy|phát\s+hiện)[^.;\n]){0,160}?"
"""Between an act and its place; a place where a sample was taken says nothing about where a recall holds."""
_WORD = rf"(?!(?:VÀ|TỈNH|THÀNH[ ]PHỐ|TP|CÙNG|CŨNG|LẪN)(?!\w))[{UPPER}][^\W\d_]*"
"""One word of a name; in capital letters what joins two names looks like one."""
_NAME = rf"(?:{DASHED_PROVINCE}|{_WORD}(?:(?:\.(?=[{UPPER}])|[ ])?{_WORD}){{0,3}})"
_KIND = r"(?:tỉnh|thành\s+phố|TP\.?)\s*"
_KINDS = rf"(?:{_KIND}(?:(?:,|và|/)\s*)?)+"
_MANY = r"(?:(?:các|hai|ba|bốn|năm|\d+)\s+)"
_NO_PROVINCE = (
    r"(?-i:(?!(?:Công|Cục|Sở|Bộ|UBND|Ủy|Uỷ|Chi|Trung|Yêu|Đề|Các|Bệnh|Viện|Việt|Số|Lô|Thuốc|Viên|Doanh|Hộ|Nhà|Cơ|Thông|Kem"
    r"|Dung|Siro|Vi|Mức|Báo|Điều|HD|HSD|NSX|VD|VN|SĐK|GĐKLH|Mẫu|Theo|Sản|Mỹ|Dầu|Sữa|Bột|Hỗn)(?!\w)))"
)
"""What begins with a capital behind a province and is none: `trên địa bàn tỉnh Đồng Tháp, Công ty …`."""
_BULLET = r"(?:[-+•*–]\s*)?"
_ITEM = rf"(?:(?:tại|trên|ở)\s+)?(?:địa\s+bàn\s+)?(?:{_KIND})?{_NO_PROVINCE}(?-i:{_NAME})"
_AND = (
    r"\s*(?:\([^()\n]{0,80}\)\s*)?"
    rf"(?:(?:,\s*(?:và\s+)?|;|/|&|[-–]|(?:và|cùng(?:\s+với)?|cũng\s+như|lẫn)\s)\s*{_BULLET}|\s*\n\s*[-+•*–]\s*)"
)
_OTHERS = (
    rf"(?:{_AND}(?:(?:một\s+số|nhiều|các|những)\s+)?(?:(?:tỉnh|thành\s+phố|thành|địa\s+phương|nơi|khu\s+vực)[ ,]*)+"
    r"(?:khác|lân\s+cận|liên\s+quan|xung\s+quanh|phía|miền|còn\s+lại)|\s*,?\s*(?:…|\.\.\.|v\.?v))"
)
"""What leaves a list open: `Hải Phòng và một số tỉnh khác`, `Hải Phòng, Đồng Tháp…`."""
_FOLLOWING = r"(?:(?:sau(?:\s+đây)?|gồm(?:\s+có)?)\s*)?:?\s*"
_PLACES = rf"(?P<places>{_ITEM}(?:{_AND}{_ITEM})*)(?P<others>{_OTHERS})?"
_TERRITORY = re.compile(
    rf"{ACT}{_NOT_SAMPLED}(?:(?:trên|trong)\s+(?:phạm\s+vi\s+)?(?:toàn\s+)?(?:địa\s+bàn\s+(?:toàn\s+)?(?:của\s+)?{_MANY}?"
    rf"(?:địa\s+phương\s*)?(?:{_KINDS})?|{_MANY}?{_KINDS})|(?:tại|ở)\s+(?:địa\s+bàn\s+)?{_MANY}{_KINDS}){_FOLLOWING}{_BULLET}{_PLACES}",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"(?:(?!mẫu|lấy|công\s+ty|sản\s+xuất|trụ\s+sở|nhập\s+khẩu|địa\s+chỉ|báo\s+cáo|Sở\s)[^.;\n]){0,120}?"
    rf"(?<!\w){_KIND}{_NO_PROVINCE}(?P<name>(?-i:{_NAME}))",
    re.IGNORECASE,
)
"""A province further on in the sentence, which may be one more of a list that is written in an unknown way."""
_AT_PLACES = re.compile(
    rf"{ACT}{_NOT_SAMPLED}(?:tại|ở)\s+(?P<places>{_ITEM}(?:{_AND}{_ITEM})+)(?P<others>{_OTHERS})?", re.IGNORECASE
)
"""Places named after `tại` may also be where a company sits."""
_DEPARTMENT = rf"Sở\s+Y\s+tế\s+(?:{_KIND})?{_NO_PROVINCE}(?-i:{_NAME})"
_ADDRESSED = re.compile(
    rf"Kính\s+gửi\s*:?\s*{_BULLET}(?P<places>{_DEPARTMENT}(?:(?:[\s;,.•*+–-]|và\s)+{_DEPARTMENT})+)"
    rf"|Sở\s+Y\s+tế\s+{_MANY}{_KINDS}:?\s*(?P<listed>{_ITEM}(?:{_AND}{_ITEM})+)",
    re.IGNORECASE,
)
_NAMED_ABOVE = re.compile(
    rf"{ACT}{_NOT_SAMPLED}(?:trên|trong|tại)\s+(?:phạm\s+vi\s+)?(?:địa\s+bàn\s+)?(?:của\s+)?{_MANY}?"
    r"(?:(?:tỉnh|thành\s+phố|địa\s+phương)\s*(?:(?:,|và)\s*)?)+(?:có\s+tên\s+)?(?:(?:nêu|nói|kể|có\s+tên)\s+trên|trên|này)(?!\w)",
    re.IGNORECASE,
)
_PARTED = re.compile(r"[,;/&\n]|\s[-–]\s|(?<!\w)(?:và|cùng(?:\s+với)?|cũng\s+như|lẫn)(?!\w)", re.IGNORECASE)
_LEADING = re.compile(
    r"^[\s.•*+–-]*(?:Sở\s+Y\s+tế\s+)?(?:(?:tại|trên|ở)\s+)?(?:địa\s+bàn\s+)?(?:(?:tỉnh|thành\s+phố|TP)(?!\w)\.?\s*)?",
    re.IGNORECASE,
)
_WHOLE_NAME = re.compile(DASHED_PROVINCE)


@dataclass(frozen=True)
class Territory:
    """The places that a text names: as written, with `; ` between them, where, and how sure they are all of them."""

    places: str
    start: int
    end: int
    confidence: float

    def names(self, place: str) -> bool:
        """Whether a place is one of them."""
        return folded(place) in {folded(name) for name in places_in(self.places)}


def find_territory(text: str) -> Territory | None:
    """The places where an act is said to hold; doubtful where a list is left open or two sentences name others."""
    hits = list(_TERRITORY.finditer(text)) or list(_AT_PLACES.finditer(text))
    if not hits:
        return None
    lists = [places_in(hit["places"]) for hit in hits]
    names = list({folded(name): name for found in lists for name in found}.values())
    others = next((found for hit in hits if (found := _others(text, hit, names))), None)
    is_doubtful = others or hits[0].re is _AT_PLACES or len(names) > max(map(len, lists))
    confidence = DOUBTFUL if is_doubtful else 0.8 if len(names) > 1 else 0.9
    # Others that are not named are no province: a person is asked which they are.
    return Territory("; ".join([*names, *filter(None, [others])]), *hits[0].span("places"), confidence)


def _others(text: str, hit: re.Match[str], names: list[str]) -> str | None:
    """What says that a list may hold more than its names; None where nothing does."""
    if hit["others"]:
        return hit["others"].strip(" ,;.") or "…"
    further = _ANOTHER.match(text, hit.end())
    return "…" if further and folded(further["name"]) not in {folded(name) for name in names} else None


def find_addressed(text: str) -> tuple[Territory, bool] | None:
    """Several departments that a letter is sent to, and whether it says that it holds in their provinces alone."""
    hit = _ADDRESSED.search(text)
    if hit is None:
        return None
    group = "places" if hit["places"] else "listed"
    is_bound = _NAMED_ABOVE.search(text) is not None
    names = "; ".join(places_in(hit[group]))
    return Territory(names, *hit.span(group), 0.8 if is_bound else DOUBTFUL), is_bound


def places_in(words: str) -> list[str]:
    """The names of a list, without `tỉnh` and `thành phố`; what brackets say of a name is left out."""
    bare = re.sub(r"\([^()]*\)", " ", words)
    kept = _WHOLE_NAME.sub(lambda found: re.sub(r"\s*[-–]\s*", "\0", found[0]), bare)
    names = (_LEADING.sub("", part).strip(" .").replace("\0", " - ") for part in _PARTED.split(kept))
    return [name for name in names if name]


def provinces_in(words: str, province_of: Callable[[str], str | None]) -> tuple[frozenset[str], bool]:
    """The codes of the provinces that words name, and whether every name is a province's."""
    if whole := province_of(words):
        return frozenset({whole}), True
    codes = [province_of(name) for name in places_in(words)]
    return frozenset(_known(codes)), bool(codes) and None not in codes


def _known(codes: Iterable[str | None]) -> set[str]:
    return {code for code in codes if code}
