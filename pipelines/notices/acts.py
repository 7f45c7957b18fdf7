"""Words by which a text cites documents: what a document is called, who acts by issuing it, what is only its grounds.

Belongs here: whether the words before a document's number issue it or rest on it. Not here: which number is the
notice's own, its day.
"""

from __future__ import annotations

import re

from pipelines.notices.identifiers import DOCUMENT_PATTERN
from pipelines.notices.letters import UPPER

TYPE = r"(?:công\s*văn|quyết\s*định|văn\s*bản|thông\s*báo|công\s*điện|CV|QĐ)"
AGENCY = r"(?:Cục|Sở|Bộ|Chi\s+cục|UBND|Vụ)"
NUMBER = re.compile(DOCUMENT_PATTERN)
SENTENCE_START = re.compile(rf"\n|(?<!TP)(?<!Tp)[.!?]\s+(?=[{UPPER}*+\-])|;\s")
GROUNDS = re.compile(
    r"căn\s+cứ|thực\s+hiện|triển\s+khai|(?<!hành )(?<!lục )(?<!mục )(?<!sách )kèm(?:\s+theo)?|"
    r"(?<!ghi\s)(?<!xác\s)nhận\s+(?:được)?|trên\s+cơ\s+sở|xét|phiếu|"
    r"tiếp\s+theo|trả\s+lời|phúc\s+đáp|báo\s+cáo\s+tại|đề\s+nghị\s+(?:của|tại)|thay\s+thế|theo\s+(?:đề\s+nghị|báo\s+cáo|"
    r"chỉ\s+đạo|hướng\s+dẫn|yêu\s+cầu|tinh\s+thần)|cập\s+nhật\s+theo|trước\s+đó|"
    r"(?:nhắc|nêu|dẫn)\s+lại|viện\s+dẫn|dẫn\s+chiếu",
    re.IGNORECASE,
)
ISSUES = re.compile(
    rf"(?:(?<!\w)có(?!\w)|ban\s+hành|ra|ký|phát\s+hành|gửi|"
    rf"công\s+bố)\s+(?:\w+\s+){{0,3}}?{TYPE}?(?:\s+\w+){{0,2}}\s*(?:số)?\s*:?\s*$|"
    rf"\bcó\s+(?:\w+\s+)?số\s*:?\s*$",
    re.IGNORECASE,
)
_SENT_BY_OTHERS = re.compile(
    r"(?:Trung\s+tâm|Viện|Bệnh\s+viện|Công\s+ty|Công\s+an)\s(?:[^.,;\n]{0,90}?\s)?"
    r"(?:có|gửi)\s+(?:công\s+văn|văn\s+bản|báo\s+cáo)\s+(?:số\s*:?\s*)?$"
)
_AGENCY = re.compile(rf"{AGENCY}\s", re.IGNORECASE)
_AFTER_ANOTHER = re.compile(
    r"(?:sau\s+khi|(?<!thu\s)hồi\s+(?:tháng|đầu|giữa|cuối|năm))\s[^,;]*$|trước\s+(?:đó|đây)(?!\w)", re.IGNORECASE
)
"""An act told before the one that the text is about: `Sau khi Cục có Công văn số …`."""


PASSED_ON = re.compile(
    rf"(?:(?:các\s+(?:Sở|cơ\s+sở|đơn\s+vị|địa\s+phương|bệnh\s+viện|nhà\s+thuốc)|Sở\s+Y\s+tế\s+các\s+tỉnh|(?:^|[.\n]\s*)(?:bệnh\s+viện|"
    rf"khoa\s+dược|nhà\s+thuốc|(?:trung\s+tâm|phòng|trạm)\s+y\s+tế|UBND\s+(?:xã|phường)))[^.;\n/]{{0,60}}?\snhận\s+(?:được\s+)?|(?<!\w)nhận\s+được\s[^.;\n]{{3,120}}?\schuyển\s+(?:tiếp\s+)?){TYPE}\s+(?:số\s*)?:?\s*$",
    re.IGNORECASE,
)
"""Someone who issues nothing got the act, or passes it on: `Sở Y tế các tỉnh vừa nhận được Quyết định số`."""
_DAY_LAST = re.compile(r"(?:vào\s+)?(?:ngày|hôm|sáng|chiều)\s+\d[\d/.\-]*\s*,?\s*$", re.IGNORECASE)


def rests_on(before: str) -> bool:
    """Whether the words before a number make it grounds; words about an earlier number do not count for an act."""
    earlier = [match.end() for match in NUMBER.finditer(before)]
    clause = before[earlier[-1] :] if earlier else before
    if _AFTER_ANOTHER.search(clause):
        return True
    if acts(clause):
        return False
    return bool(GROUNDS.search(before) or _SENT_BY_OTHERS.search(clause))


def acts(clause: str) -> bool:
    """Whether the words before a number say that an agency issues it: `Cục … ban hành công văn số`.

    What stands before the agency is another matter: `Sau khi Bệnh viện … báo cáo, Cục … đã có công văn số`.
    """
    agencies = list(_AGENCY.finditer(clause))
    if not agencies or _SENT_BY_OTHERS.search(clause):
        return False
    own = clause[agencies[-1].start() :]
    before = _DAY_LAST.sub("", clause[: agencies[-1].start()]).rstrip()
    is_new = not before or before.endswith(",") or not GROUNDS.search(before)
    return bool(is_new and not GROUNDS.search(own) and ISSUES.search(own))
