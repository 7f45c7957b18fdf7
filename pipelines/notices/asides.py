"""What stands in a text beside its notice: lines that point to other news, and sentences about earlier cases.

Belongs here: which stretches of a text speak of something else. Not here: what is read from the rest.
"""

from __future__ import annotations

import re
from itertools import pairwise

from pipelines.notices.letters import UPPER

_POINTER = re.compile(
    r"(?:^|\n)[>»*•\- ]*(?:(?:tin|bài)(?:\s+(?:tức|viết))?\s+(?:liên\s+quan|cùng\s+chuyên\s+mục|khác|đọc\s+nhiều|mới)"
    r"|xem\s+thêm|đọc\s+thêm|mời\s+(?:quý\s+vị|bạn)[^\n]{0,40}\s+đọc|có\s+thể\s+bạn\s+quan\s+tâm|tin\s+nổi\s+bật)"
    r"\s*:?(?P<rest>[^\n]*)",
    re.IGNORECASE,
)
_HEADLINE = re.compile(rf"\n[>»*•\-\d. ]*(?=[{UPPER}\"“])(?P<line>[^\n]{{10,160}}[^\n.;:,])(?=\n|$)")
_FACT = re.compile(r"(?:NSX|HSD|HD|SĐK|GĐKLH)\s*:|số\s+(?:lô|đăng\s+ký)\s*:", re.IGNORECASE)
_SENTENCE = re.compile(rf"\n|(?<!TP)(?<!Tp)\.\s+(?=[{UPPER}\"“])")
_EARLIER_OR_OTHER = re.compile(
    r"[\"“\-+* ]*(?:Trước\s+đó|Trước\s+đây|Hồi\s|Cũng\s|Ngoài\s+ra|Liên\s+quan|Đáng\s+chú\s+ý|Gần\s+đây|Mới\s+đây|"
    r"Lưu\s+ý|Được\s+biết|Như\s+đã\s+đưa\s+tin|(?:Trong\s+)?(?:(?:đầu|cuối|giữa)\s+)?(?:tháng|năm|tuần)\s+(?:\d|trước|qua)|"
    r"Từ\s+(?:đầu\s+)?(?:tháng|năm))"
)
_EARLIER_ACT = re.compile(
    r"(?:cũng\s+(?:đã\s+|vừa\s+|có\s+)?|đã\s+(?:từng\s+)?|từng\s+|vừa\s+)[^.\n]{0,60}?"
    r"(?:thu\s+hồi|cảnh\s+báo|đình\s+chỉ|phát\s+hiện|xử\s+phạt|ban\s+hành|có\s+(?:công\s+văn|quyết\s+định))",
    re.IGNORECASE,
)


def without_pointers(text: str) -> str:
    """Blank the lines that point to other news (`Tin liên quan: …`), so that every other place stays where it was."""
    blanked = text
    for match in _POINTER.finditer(text):
        end = match.end()
        while (line := _HEADLINE.match(text, end)) and not _FACT.search(line["line"]):
            end = line.end()
        start = match.start() + text[match.start() :].startswith("\n")
        blanked = blanked[:start] + re.sub(r"[^\n]", " ", blanked[start:end]) + blanked[end:]
    return blanked


def earlier_cases(text: str) -> list[tuple[int, int]]:
    """Sentences that tell of another act, earlier or beside this one: their products are not this notice's."""
    edges = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
    spans = pairwise(edges)
    return [
        (start, end)
        for start, end in spans
        if start and _EARLIER_OR_OTHER.match(text, start, end) and _EARLIER_ACT.search(text, start, end)
    ]
