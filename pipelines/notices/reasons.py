"""Why a notice was issued: the reason as quoted and its code.

Belongs here: finding the words of the reason and the controlled list. Not here: kind and level.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.notices.letters import UPPER
from pipelines.notices.reference import NoticeReference

_QUOTED = (
    re.compile(
        r"(?:lý\s*do|nguyên\s+nhân)(?:\s+(?:bị\s+)?(?:thu\s+hồi|đình\s+chỉ|"
        r"tạm\s+ngừng)[^:.\n]{0,60}?)?\s*(?:[:]|là(?:\s+(?:vì|do))?|do)\s*:?\s*",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?=(?:mẫu\s+(?:thuốc|sản\s+phẩm)\s+)?không\s+(?:đạt|đáp\s+ứng)\s+(?:yêu\s+cầu|tiêu\s+chuẩn|"
        r"chất\s+lượng|(?:các\s+)?chỉ\s+tiêu))",
        re.IGNORECASE,
    ),
    re.compile(r"(?:do|vì)\s+(?=(?:phát\s+hiện\s+)?(?:có\s+)?chứa\s)", re.IGNORECASE),
    re.compile(r"(?=(?:có\s+)?chứa\s+(?:chất\s+cấm|hoạt\s+chất\s+cấm))", re.IGNORECASE),
    re.compile(
        r"(?:buộc\s+phải\s+)?(?:thu\s+hồi|đình\s+chỉ[^.\n]{0,30}|tạm\s+ngừng[^.\n]{0,60})\s+(?:do|"
        r"vì)\s+(?!(?:Công\s+ty|Chi\s+nhánh|Cục|vi\s+phạm\s+mức)\b)",
        re.IGNORECASE,
    ),
    re.compile(r"(?=nghi\s+ngờ\s+là\s+thuốc\s+giả|không\s+rõ\s+nguồn\s+gốc)", re.IGNORECASE),
)
_END = re.compile(
    rf"\.(?=\s+[{UPPER}+\-]|\s*$|\s*\n)|\n|;\s|\s*\((?:vi phạm )?mức độ|\s\((?=(?i:viên|thuốc|dung|hỗn|bột|"
    rf"kem|gel|siro|số|lô))|\s(?=thuốc\s+(?:V|D|B))|,?\s+(?:được xác định là|là) vi phạm mức|"
    rf",\s*vi phạm mức|\s*[“”]|\s+đối\s+với\s+(?:thuốc|lô|sản)"
)
_LONGEST = 400


@dataclass(frozen=True)
class QuotedReason:
    """The reason in the words of the notice, and its code when the controlled list knows it."""

    text: str
    code: str | None
    start: int
    end: int


def find_reason(text: str, reference: NoticeReference) -> QuotedReason | None:
    """The first stated reason of a text."""
    for pattern in _QUOTED:
        match = pattern.search(text)
        if match is None:
            continue
        stop = _END.search(text, match.end())
        end = min(stop.start() if stop else len(text), match.end() + _LONGEST)
        quoted = text[match.end() : end].strip(' .,;:“”"')
        if len(quoted) > 5:
            code = next((reason.code for reason in reference.reasons if reason.pattern.search(quoted)), None)
            return QuotedReason(quoted, code, match.end(), end)
    return None
