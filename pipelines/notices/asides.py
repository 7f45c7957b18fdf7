"""What stands in a text beside its notice: lines that point to other news, and sentences about earlier cases.

Belongs here: which stretches of a text speak of something else. Not here: what is read from the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipelines.notices.fields import Fact
from pipelines.notices.identifiers import comparison_key
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
_EARLIER = re.compile(
    r"[\"“\-+* ]*(?:Trước\s+đó|Trước\s+đây|Như\s+(?:đã|tin\s+đã)\s+(?:đưa|thông)(?:\s+tin)?|Hồi\s|"
    r"(?:Trong\s+|Vào\s+)?(?:(?:đầu|cuối|giữa)\s+)?"
    r"(?:tháng|năm|tuần)\s+(?:\d|trước|qua)|Từ\s+(?:đầu\s+)?(?:tháng|năm)|Sau\s+khi\s+(?:Cục|Sở|Bộ)\s)",
    re.IGNORECASE,
)
_ACT = re.compile(
    r"(?:cũng\s+|đã\s+|từng\s+|vừa\s+|có\s+công\s+văn\s|ra\s+quyết\s+định\s)[^.\n]{0,90}?(?:thu\s+hồi|cảnh\s+báo|đình\s+chỉ|tạm\s+ngừng|phát\s+hiện|xử\s+phạt)",
    re.IGNORECASE,
)


_GOODS = r"(?:thuốc|hàng|sản\s+phẩm|mẫu|hộp|vỉ|lô|vắc\s*xin|mỹ\s+phẩm)"
_REAL = r"(?:thật|chính\s+hãng|đối\s+chứng|đối\s+chiếu|so\s+sánh)"
_GENUINE = re.compile(
    rf"(?:^|\n|[.;]\s)[-+*• ]*{_GOODS}\s+{_REAL}\s*:[^\n]*?(?=\n|$|[.;]\s*{_GOODS}\s+giả)", re.IGNORECASE
)
"""What the genuine product looks like, in a comparison with the fake one."""
_REAL_BATCH = re.compile(
    rf"(?:(?:trong\s+khi|còn|khác\s+với|so\s+với|đối\s+chiếu\s+với)\s+(?:(?:lô|số\s+lô|hạn\s+dùng|bao\s+bì)\s+(?:của\s+)?)?|"
    rf"(?:^|\n|[.;,:]\s)[-+*• ]*){_GOODS}\s+{_REAL}\s(?:[^.;\n)]|\.(?=\S))*",
    re.IGNORECASE,
)
"""A sentence about the genuine product: its batch is no one's; its registration number is that of the faked one."""
_OTHER_BATCHES = re.compile(
    r"(?:các\s+|những\s+)?lô(?:\s+(?:thuốc|hàng|sản\s+phẩm))?\s+(?:khác|còn\s+lại|nhập\s+khẩu\s+cùng|sản\s+xuất\s+(?:liền|kế)|"
    r"liền\s+(?:trước|sau|kề)|kế\s+tiếp|cùng\s+(?:đợt|chuyến|nguyên\s+liệu))(?:[^.;\n]|\.(?=\S))*"
    r"|(?:các\s+|những\s+)?lô\s[^.;\n]{1,60}?\s(?:vẫn\s+(?:đạt|được|lưu\s+hành)|không\s+(?:bị\s+ảnh\s+hưởng|thuộc\s+(?:diện|danh)|bị\s+thu\s+hồi|phải\s+thu\s+hồi))",
    re.IGNORECASE,
)
"""Batches beside those of the notice: to be sampled as well, or said to be sound."""
_GROUNDS = re.compile(
    r"(?<!\w)(?:căn\s+cứ(?:\s+theo)?|tiếp\s+theo|theo)\s+(?:công\s+văn|quyết\s+định|văn\s+bản)\s+(?:số\s*)?:?\s*\d[^.;\n]{3,60}?"
    r"về\s+việc\s+(?:[^,.;\n]|\.(?=\S)|,(?!\s*(?:ngày|Cục|Sở|Bộ|nay)\s)){3,200}",
    re.IGNORECASE,
)
"""An earlier document named as grounds, with what it was about: `Tiếp theo công văn số … về việc thu hồi lô …`."""
_ALL_BATCHES = re.compile(r"(?:toàn\s+bộ|tất\s+cả|mọi)\s+(?:các\s+)?lô(?!\w)", re.IGNORECASE)
_ONLY_LOOKED_AT = re.compile(
    r"(?:lấy|gửi)\s+mẫu|kiểm\s+tra|theo\s+dõi|rà\s+soát|kiểm\s+nghiệm|vẫn\s|không\s+(?:bị|thuộc|phải)", re.IGNORECASE
)


def without_genuine(text: str, facts: Sequence[Fact]) -> str:
    """Blank what tells of the genuine product beside the fake: it is not what people are warned of.

    Args:
        text: the words of the notice.
        facts: all numbers and dates in it.
    """
    for match in _REAL_BATCH.finditer(text):
        for fact in facts:
            if fact.kind in ("batch", "manufactured", "expires") and match.start() <= fact.start < match.end():
                text = _blank(text, fact.label_start, fact.end)
    for match in _GENUINE.finditer(text):
        text = _blank(text, match.start(), match.end())
    return text


def without_batches_of_grounds(text: str, facts: Sequence[Fact]) -> str:
    """Blank batches of an earlier recall that is only named as grounds, where this one names others or all of them.

    Args:
        text: the words of the notice.
        facts: all numbers and dates in it.
    """
    spans = [match.span() for match in _GROUNDS.finditer(text)]
    within = [fact for fact in facts if fact.kind == "batch" and any(s <= fact.start < e for s, e in spans)]
    rest = _values([fact for fact in facts if fact not in within], "batch")
    if not rest and not _ALL_BATCHES.search(text):
        return text
    for fact in within:
        if not _values([fact], "batch") & rest:
            text = _blank(text, fact.label_start, fact.end)
    return text


def without_other_batches(text: str, facts: Sequence[Fact]) -> str:
    """Blank batches that are only to be sampled as well, or said to be sound, unless no others are named.

    Args:
        text: the words of the notice.
        facts: all numbers and dates in it.
    """
    spans = [match.span() for match in _OTHER_BATCHES.finditer(text) if _is_beside(text, match)]
    within = [fact for fact in facts if any(start <= fact.start < end for start, end in spans)]
    rest = _values([fact for fact in facts if fact not in within], "batch")
    if not rest:
        return text
    for fact in within:
        if fact.kind == "batch" and not _values([fact], "batch") & rest:
            text = _blank(text, fact.label_start, fact.end)
    return text


def _is_beside(text: str, match: re.Match[str]) -> bool:
    """Whether the sentence orders only a look at those batches, or says that they are sound."""
    begin = max(text.rfind("\n", 0, match.start()), text.rfind(". ", 0, match.start())) + 1
    sentence = text[begin : match.end()]
    return bool(_ONLY_LOOKED_AT.search(sentence)) and "thu hồi các lô" not in sentence.lower()


def without_pointers(text: str) -> str:
    """Blank the lines that point to other news (`Tin liên quan: …`), so that every other place stays where it was."""
    blanked = text
    for match in _POINTER.finditer(text):
        end = match.end()
        while (line := _HEADLINE.match(text, end)) and not _FACT.search(line["line"]):
            end = line.end()
        start = match.start() + text[match.start() :].startswith("\n")
        blanked = _blank(blanked, start, end)
    return blanked


def without_earlier_cases(text: str, facts: Sequence[Fact]) -> str:
    """Blank sentences that tell of another act before this one, unless they repeat numbers that the rest gives.

    Args:
        text: the words of the notice.
        facts: all numbers and dates in it.
    """
    edges = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
    spans = [
        (start, end)
        for start, end in pairwise(edges)
        if start and _EARLIER.match(text, start, end) and _ACT.search(text, start, end)
    ]
    rest = [fact for fact in facts if not any(start <= fact.start < end for start, end in spans)]
    if not rest:
        return text
    for start, end in spans:
        if not _repeats([fact for fact in facts if start <= fact.start < end], rest):
            text = _blank(text, start, end)
    return text


def _repeats(said: Sequence[Fact], rest: Sequence[Fact]) -> bool:
    """Whether a sentence speaks of the notice's batches, or of its registration numbers where it has no batches."""
    if _values(said, "batch") and _values(rest, "batch"):
        return bool(_values(said, "batch") & _values(rest, "batch"))
    return bool(_values(said, "registration") & _values(rest, "registration"))


def _values(facts: Sequence[Fact], kind: str) -> set[str]:
    return {comparison_key(value) for fact in facts if fact.kind == kind for value in fact.values}


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
