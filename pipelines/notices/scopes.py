"""Where a notice holds: in the whole country, or in one province.

Belongs here: the words that set or widen the scope of a recall. Not here: which wards must answer (the ledger), or
codes of provinces (`pipelines.places`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.notices.letters import UPPER

NATIONAL, PROVINCE = "national", "province"
_ACT = r"(?:thu\s+hồi|đình\s+chỉ(?:\s+lưu\s+hành)?|tạm\s+(?:ngừng|dừng)|ngừng\s+(?:lưu\s+hành|sử\s+dụng)|cảnh\s+báo)"
_WHOLE_COUNTRY = re.compile(
    rf"{_ACT}[^.;\n]{{0,160}}?(?P<national>(?:(?:trên|trong)\s+)?(?:phạm\s+vi\s+)?(?:toàn\s+quốc|cả\s+nước))"
    rf"|(?P<widely>(?:trên|trong)\s+(?:phạm\s+vi\s+)?(?:toàn\s+quốc|cả\s+nước))[^.;\n]{{0,160}}?{_ACT}",
    re.IGNORECASE,
)
_ALL_DEPARTMENTS = re.compile(
    r"(?:các\s+)?Sở\s+Y\s+tế\s+(?:các\s+)?(?:tỉnh(?:\s*,\s*|\s+và\s+)thành\s+phố|địa\s+phương)", re.IGNORECASE
)
_NAME = rf"[{UPPER}][^\W\d_]*(?:(?:\.(?=[{UPPER}])|[ ])?[{UPPER}][^\W\d_]*){{0,3}}"
_KIND = r"(?:tỉnh|thành\s+phố|TP\.?)\s*"
_KIND_OR_NONE = rf"(?:{_KIND})?"
_ONE_PROVINCE = re.compile(
    rf"{_ACT}[^.;\n]{{0,160}}?(?:trên|trong)\s+(?:phạm\s+vi\s+)?(?:toàn\s+)?"
    rf"(?:địa\s+bàn\s+(?:toàn\s+)?(?:{_KIND})?|{_KIND})(?P<place>(?-i:{_NAME}))",
    re.IGNORECASE,
)
_NO_PROVINCE = (
    r"(?-i:(?!(?:Công|Cục|Sở|Bộ|UBND|Ủy|Uỷ|Chi|Trung|Yêu|Đề|Các|Bệnh|Viện|Số|Lô|Thuốc|Viên|Doanh|Hộ|Nhà|Cơ|Thông|Kem|Dung|Siro"
    r"|Vi|Mức|Báo|Điều|HD|HSD|NSX|VD|VN|SĐK|GĐKLH|Mẫu|Theo|Sản|Mỹ|Dầu|Sữa|Bột|Hỗn)(?!\w)))"
)
"""What begins with a capital behind a province and is none: `trên địa bàn tỉnh Đồng Tháp, Công ty …`."""
_MANY = r"(?:(?:các|hai|ba|bốn|năm|\d+)\s+)"
_TERRITORY = (
    rf"(?:(?:trên|trong|tại)\s+(?:phạm\s+vi\s+)?(?:toàn\s+)?(?:địa\s+bàn\s+)?(?:của\s+)?{_MANY}?(?:địa\s+phương\s*:?\s*)?"
    r"(?:(?:tỉnh|thành\s+phố|TP\.?)\s*(?:(?:,|và|/)\s*)?)*(?:sau(?:\s+đây)?)?\s*:?\s*)"
)
_SEVERAL = re.compile(
    rf"(?:{_ACT}(?:(?!mẫu|lấy|phát\s+hiện)[^.;\n]){{0,160}}?{_TERRITORY}"
    rf"|Sở\s+Y\s+tế\s+{_MANY}(?:(?:tỉnh|thành\s+phố)\s*(?:(?:,|và)\s*)?)+:?\s*)"
    rf"(?P<places>(?-i:{_NAME})(?:\s*(?:,|;|và|&|,\s*và)\s*(?:(?:tại|trên)\s+)?(?:địa\s+bàn\s+)?{_KIND_OR_NONE}{_NO_PROVINCE}(?-i:{_NAME}))+)",
    re.IGNORECASE,
)
"""Two or more provinces named one after another; the wards of none may be left out."""
_OWN_TERRITORY = re.compile(
    rf"{_ACT}[^.;\n]{{0,160}}?trên\s+(?:phạm\s+vi\s+)?(?:toàn\s+)?địa\s+bàn(?!\s+(?:toàn\s+quốc|cả\s+nước))",
    re.IGNORECASE,
)
_DEPARTMENT = re.compile(
    r"(?:Sở\s+Y\s+tế|Sở\s+An\s+toàn\s+thực\s+phẩm|Chi\s+cục\s+An\s+toàn\s+(?:vệ\s+sinh\s+)?thực\s+phẩm)\s+(?P<place>\S.*)"
)
_OF_A_PROVINCE = re.compile(r"Sở\s|Chi\s+cục\s", re.IGNORECASE)
_WIDENS = re.compile(
    r"mở\s+rộng\s+(?:phạm\s+vi|diện|quy\s+mô)|(?:trước\s+đó|ban\s+đầu|trước\s+đây)[^.\n]{0,200}?(?:chỉ\s+)?(?:thu\s+hồi|đình\s+chỉ)"
    r"[^.\n]{0,120}?(?:tại|trên\s+địa\s+bàn)",
    re.IGNORECASE,
)

_DOUBTFUL = 0.4


@dataclass(frozen=True)
class Scope:
    """Where a notice holds, as its words say.

    Attributes:
        value: `national` or `province`.
        place: the province as written, or all of them where several are named; None in the whole country or where the
            text leaves it to its issuer.
        widened: the text says that an earlier, narrower recall now holds in the whole country.
    """

    value: str
    place: str | None
    widened: bool
    start: int
    end: int
    confidence: float


def find_scope(text: str, authority: str | None) -> Scope | None:
    """Return the scope that the text states; None when it states none.

    The whole country beats a province that is named too: texts tell where the failing sample was taken. Without such
    words, a letter to the departments of all provinces holds in the whole country, and an order of one department in
    its own province; of a department that does not say whose it is, nothing is told by whom its letter quotes.
    """
    if national := _WHOLE_COUNTRY.search(text):
        group = "national" if national["national"] else "widely"
        return Scope(NATIONAL, None, bool(_WIDENS.search(text)), *national.span(group), 1.0)
    own = _DEPARTMENT.match(authority) if authority else None
    if several := _SEVERAL.search(text):
        # A notice knows one province: no code fits these words, so a person is asked and opens each ledger.
        return Scope(PROVINCE, several["places"].rstrip(" ."), False, *several.span("places"), _DOUBTFUL)
    if province := _ONE_PROVINCE.search(text):
        return Scope(PROVINCE, province["place"].rstrip(" ."), False, *province.span("place"), 0.9)
    if own:
        territory = _OWN_TERRITORY.search(text)
        span = territory.span() if territory else (0, 0)
        return Scope(PROVINCE, own["place"], False, *span, 0.9 if territory else 0.6)
    everybody = _ALL_DEPARTMENTS.search(text)
    if everybody and not _OF_A_PROVINCE.match(authority or ""):
        return Scope(NATIONAL, None, False, *everybody.span(), 0.7)
    return None


def reach_of(scope: str | None, province_code: str | None, *, is_national_issuer: bool) -> str | None:
    """Whose wards a notice concerns: the whole country's, one known province's; None where it cannot be told.

    Without words about its scope an order of a national body holds in the whole country; nothing is guessed about one
    of an unknown province or an unknown issuer.
    """
    if scope == PROVINCE:
        return PROVINCE if province_code else None
    return NATIONAL if scope == NATIONAL or is_national_issuer else None
