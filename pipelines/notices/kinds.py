"""What sort of notice a text is: its kind, its product group, its level of violation.

Belongs here: the acts a notice orders and the words that tell product groups apart. Not here: numbers and dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.notices.denials import find_denial
from pipelines.notices.identifiers import product_group_of
from pipelines.notices.letters import UPPER
from pipelines.notices.lifting import allows_again, lifting_words


@dataclass(frozen=True)
class Judged:
    """A code or level and the words that prove it; without such words the span is empty."""

    value: str
    start: int = 0
    end: int = 0
    confidence: float = 0.5


_WITHDRAWAL = re.compile(
    r"(?:thu\s+hồi|rút|hủy|huỷ|hết\s+hiệu\s+lực)\s+(?:hiệu\s+lực\s+)?(?:(?:\d+|các|toàn\s+bộ|một\s+số)\s+)*(?:số\s+)?"
    r"(?:giấy\s+(?:phép\s+|chứng\s+nhận\s+)?(?:đăng\s+ký|phép\s+lưu\s+hành|lưu\s+hành)|GĐKLH|SĐK|"
    r"đăng\s+ký\s+(?:lưu\s+hành|thuốc)|số\s+đăng\s+ký|(?:số\s+)?(?:tiếp\s+nhận\s+)?phiếu\s+công\s+bố"
    r"|(?:số\s+)?tiếp\s+nhận|(?:số\s+)?(?:bản\s+)?công\s+bố|(?:số\s+)?lưu\s+hành|giấy\s+(?:tiếp\s+nhận|"
    r"xác\s+nhận))|(?:số\s+)?lưu\s+hành\s+bị\s+thu\s+hồi",
    re.IGNORECASE,
)
_WITHDRAWAL_NUMBER = re.compile(r"(?:thu\s+hồi|rút)\s+số\s+đăng\s+ký", re.IGNORECASE)
_RECALL = re.compile(
    r"(?<!bị )(?<!hồ sơ )(?<!báo cáo )(?<!quyết định )(?<!không )(?<!chưa )(?<!không phải )"
    r"(?<!chưa phải )(?<!chưa yêu cầu )(?<!không yêu cầu )(?<!không thuộc diện )"
    r"(?:thu\s+hồi)(?!\s+(?:theo\s+quy\s+định\s+tại\s+điểm))|"
    r"buộc\s+(?:phải\s+)?thu\s+hồi|bị\s+thu\s+hồi",
    re.IGNORECASE,
)
_IF_NEED_BE = re.compile(
    r"(?:trường\s+hợp|nếu)\s[^.;\n]{0,160}?thu\s+hồi|(?:có\s+thể|sẽ\s+bị|xem\s+xét|sẽ\s+xem\s+xét)(?:\s+\w+){0,3}\s+thu\s+hồi",
    re.IGNORECASE,
)
"""A recall that is not ordered yet: `Trường hợp không khắc phục được, thiết bị sẽ bị buộc thu hồi`."""
_NAMED_RECALL = re.compile(r"(?:quyết\s+định|công\s+văn|thông\s+báo|lệnh)\s+thu\s+hồi", re.IGNORECASE)
"""An order named by what it is, where no sentence says that something is recalled."""
_SUSPENSION = re.compile(
    r"đình\s+chỉ(?:\s+(?:việc\s+)?(?:lưu\s+hành|sử\s+dụng|kinh\s+doanh|lưu\s+thông))?|tạm\s+(?:ngừng|dừng|"
    r"đình\s+chỉ|ngưng)(?:\s+(?:việc|ngay|toàn\s+bộ))*\s+(?:mua|bán|lưu|sử|phân|kinh|nhập|sản|cấp|tiêm|dùng|kê)|"
    r"(?:ngừng|ngưng|dừng)\s+(?:ngay\s+)?(?:việc\s+)?(?:lưu\s+hành|sử\s+dụng|lưu\s+thông)",
    re.IGNORECASE,
)
_PAUSE = re.compile(r"tạm\s+(?:ngừng|dừng|ngưng)\s+(?:việc\s+)?(?:lưu|sử|tiêm|dùng|cấp|kinh)", re.IGNORECASE)
_COUNTERFEIT = re.compile(
    r"(?<!không phải )(?<!không phải là )(?:thuốc|hàng|mỹ\s+phẩm|sản\s+phẩm|thực\s+phẩm|vắc\s*xin|dược\s+phẩm|"
    r"mẫu)(?:\s+(?:nghi\s+ngờ\s+)?(?:là\s+)?(?:hàng\s+)?)?\s*giả(?!\w)(?!\s+(?:mạo\s+hồ|định|thiết))|"
    rf"(?:thuốc|sản\s+phẩm|viên)\s+(?:[^\s.,;:]+\s+){{0,3}}?(?:(?-i:[{UPPER}\d])[^\s.,;:]*\s+){{1,6}}giả(?!\w)(?!\s+mạo\s+hồ)|"
    r"(?<!\w)giả\s+(?:mạo|nêu\s+trên|nhãn)|nghi\s+(?:ngờ\s+)?(?:là\s+)?(?:thuốc\s+|hàng\s+)?giả|làm\s+giả",
    re.IGNORECASE,
)
_WORDS_OF_BODIES = re.compile(
    r"(?:công\s+ty|chi\s+nhánh|nhà\s+máy)[^,;.()\n]{0,90}|(?:kiểm\s+nghiệm|trung\s+tâm|phòng|"
    r"viện)\s[^.;\n()]{0,70}?(?:thực\s+phẩm|mỹ\s+phẩm|thiết\s+bị\s+y\s+tế|thuốc)"
    r"(?:\s*(?:,|-|và)\s*(?:thực\s+phẩm|(?:dược\s+)?mỹ\s+phẩm|dược\s+phẩm|thuốc|thiết\s+bị\s+y\s+tế))*"
    r"|nhà\s+thuốc[^,;.\n]{0,40}|Cục\s+Quản\s+lý\s+Dược(?:\s+và\s+Mỹ\s+phẩm)?",
    re.IGNORECASE,
)
_NUTRITION = re.compile(
    r"dinh\s+dưỡng\s+(?:y\s+học|công\s+thức)|(?:sản\s+phẩm|sữa)\s+(?:bột\s+)?(?:công\s+thức|dinh\s+dưỡng)|sữa\s+bột|chế\s+độ\s+ăn\s+đặc\s+biệt",
    re.IGNORECASE,
)
_SUPPLEMENT = re.compile(r"thực\s+phẩm\s+(?:bảo\s+vệ|chức\s+năng|bổ\s+sung)|TPBVSK|TPCN|viên", re.IGNORECASE)
"""A number `…/ĐKSP` is also given to foods for patients and small children (Decree 15/2018/NĐ-CP, Article 6)."""
_GROUP_WORDS = (
    (
        "cosmetic",
        re.compile(
            r"mỹ\s+phẩm|kem\s+chống\s+nắng|CBMP|dầu\s+gội|sữa\s+rửa\s+mặt|kem\s+dưỡng|son\s+môi|"
            r"chịu\s+trách\s+nhiệm\s+đưa\s+(?:sản\s+phẩm\s+)?ra\s+thị\s+trường",
            re.IGNORECASE,
        ),
    ),
    (
        "health_supplement",
        re.compile(
            r"thực\s+phẩm\s+(?:bảo\s+vệ|chức\s+năng|dinh\s+dưỡng(?!\s+(?:y\s+học|công\s+thức))|bổ\s+sung)|TPBVSK|TPCN|ĐKSP|"
            r"bảo\s+vệ\s+s[uứ]c\s+kh[oỏ][eẻ]|viên\s+uống|giảm\s+cân",
            re.IGNORECASE,
        ),
    ),
    (
        "medical_device",
        re.compile(
            r"thiết\s+bị\s+y\s+tế|vật\s+tư\s+y\s+tế|PCB[AB]|tiêu\s+chuẩn\s+áp\s+dụng|ĐKLH/BYT|"
            r"sinh\s+phẩm\s+chẩn\s+đoán",
            re.IGNORECASE,
        ),
    ),
    (
        "medicine",
        re.compile(
            r"(?<!nhà )(?<!bao )thuốc|GĐKLH|viên\s+(?:nén|nang|bao)|vắc\s*xin|dược\s+liệu|"
            r"giấy\s+đăng\s+ký\s+lưu\s+hành",
            re.IGNORECASE,
        ),
    ),
    (
        "other",
        re.compile(
            r"sữa\s+(?:bột|giả|công\s+thức)|thực\s+phẩm(?!\s+(?:bảo|chức|dinh|bổ))|hóa\s+chất|chế\s+phẩm\s+diệt",
            re.IGNORECASE,
        ),
    ),
)
_NEXT_WORDS = 12
"""Characters within which the object of an act follows: `thu hồi lô thuốc giả`."""
_ORDERS_ANEW = re.compile(
    r"(?:^|\n)\s*Điều\s+\d\s*[.:]\s*(?:yêu\s+cầu\s+)?(?:thu\s+hồi|đình\s+chỉ)(?!\s+(?:hiệu\s+lực|(?:lại\s+)?(?:các\s+)?(?:quyết|công\s+văn|văn|thông)))",
    re.IGNORECASE,
)
"""An article that orders a recall beside what the document takes back."""
_RESTATES = re.compile(
    r"\n[-+*• ]*(?:nay\s+|yêu\s+cầu\s+)?thu\s+hồi\s+(?!(?:các\s+)?(?:quyết\s+định|công\s+văn|văn\s+bản|giấy|số)(?!\w))",
    re.IGNORECASE,
)
"""A line by which a correction orders the recall again, put right."""
_TOLD_RECALL = re.compile(r"(?:đã|từng|việc|biện\s+pháp|theo)\s(?:[^.;\n]{0,40}?\s)?thu\s+hồi", re.IGNORECASE)
"""A recall that is told, not ordered: `thuốc … đã bị thu hồi tại Quyết định số …`."""
_FOLLOW_UP = re.compile(
    r"(?:yêu\s+cầu|đề\s+nghị|đôn\s+đốc)\s[^.;\n]{0,80}?báo\s+cáo\s+(?:kết\s+quả\s+)?(?:việc\s+)?(?:thực\s+hiện\s+)?thu\s+hồi"
    r"|(?:V/v|về\s+việc)\s+(?:báo\s+cáo\s+(?:kết\s+quả\s+)?|kết\s+thúc\s+(?:việc\s+)?|đôn\s+đốc\s+(?:việc\s+)?)thu\s+hồi"
    r"|việc\s+thu\s+hồi\s[^.;\n]{0,120}?(?:đã\s+)?(?:hoàn\s+thành|hoàn\s+tất|kết\s+thúc)",
    re.IGNORECASE,
)
"""How an earlier recall went: asked for, or told."""
_OPENING = 900
"""Characters in which a letter says what it is about."""
_LEVEL = re.compile(
    r"(?:mức\s*độ|cấp\s+độ|(?:vi\s+phạm|thu\s+hồi)\s+mức)\s*(?:thu\s*hồi\s*)?(?:vi\s*phạm\s*)?:?\s*(?:là\s+)?(?:mức\s+(?:độ\s+)?)?0?"
    r"(?P<level>[123]|I{1,3}|một|hai|ba)(?![\w/]|[.,]\d)",
    re.IGNORECASE,
)
_LEVEL_WORDS = {"MỘT": "1", "HAI": "2", "BA": "3"}
_SEVERAL_LEVELS = re.compile(
    r"mức\s*độ\s*0?[123](?:\s*(?:,|và|hoặc|hay)\s*(?:mức\s*độ\s*)?0?[123](?!\d))+", re.IGNORECASE
)


_EXCEPT = re.compile(
    r"(?<!\w)(?:riêng|ngoại\s+trừ|trừ)\s[^.;\n]{3,120}?mức\s*(?:độ\s*)?(?:vi\s+phạm\s*)?0?(?:[123]|I{1,3})(?!\w)",
    re.IGNORECASE,
)
"""A product that has another level than the rest: `đều mức độ 2, riêng X mức độ 3`."""


def judge_kind(title: str, text: str) -> Judged:
    """The act that the notice orders: the one named first, a recall before a suspension, a fake before its recall."""
    if told := _follows_up(title, text):
        return Judged("other", *told.span(), confidence=0.3)
    doubt = lifting_words(title, text)
    if doubt and not _orders_besides(doubt, title, text):
        # Whatever it lifts is not ordered by it; a person has to look what still holds.
        return Judged("other", *doubt.span(), confidence=0.3)
    denied = find_denial(title, text)
    if denied and not (_first_recall(denied.rest) or _orders_less(title) or _orders_less(denied.rest)):
        return Judged("other", denied.start, denied.end, confidence=0.3)
    judged = _act(title, text)
    if doubt or (denied and denied.is_certain):
        return replace(judged, confidence=min(judged.confidence, 0.4))
    return judged


def _act(title: str, text: str) -> Judged:
    counterfeit, recall = _COUNTERFEIT.search(text), _first_recall(text)
    withdrawal = next(_ordered(_WITHDRAWAL, text), None)
    suspension = _SUSPENSION.search(text)
    if counterfeit and _warns(title):
        return _judged("counterfeit_warning", counterfeit, 0.95)
    only_in_title = recall is not None and recall.end() <= len(title) and _first_recall(text[len(title) :]) is None
    if (
        withdrawal
        and suspension
        and withdrawal[0].lower().startswith("hết")
        and suspension.start() < withdrawal.start()
    ):
        withdrawal = None  # "đình chỉ … do thuốc hết hiệu lực số đăng ký": why, not what
    if withdrawal and (recall is None or withdrawal.start() < recall.end() or only_in_title):
        return _judged("registration_withdrawal", withdrawal, 0.9)
    if only_in_title and (pause := _PAUSE.search(text, len(title))):
        return _judged("suspension", pause, 0.6)  # newspapers head as a recall what the letter only pauses
    if recall and counterfeit and not suspension and counterfeit.start() < recall.end() + _NEXT_WORDS:
        return _judged("counterfeit_warning", counterfeit, 0.7)
    ordered = (
        ("recall", recall, 0.9),
        ("suspension", suspension, 0.9),
        ("counterfeit_warning", counterfeit, 0.8),
        ("recall", _NAMED_RECALL.search(text), 0.6),
    )
    return next((_judged(kind, match, sure) for kind, match, sure in ordered if match), Judged("other"))


def _follows_up(title: str, text: str) -> re.Match[str] | None:
    """Words by which a text only asks or tells how an earlier recall went, where it orders nothing else."""
    told = _FOLLOW_UP.search(text, 0, _OPENING)
    if told is None:
        return None
    rest = _FOLLOW_UP.sub(" ", text.replace(title, " ") if "\n" in text else text)
    return None if _first_recall(_TOLD_RECALL.sub(" ", rest)) or _orders_less(rest) else told


def _orders_less(text: str) -> bool:
    """Whether words suspend a product, withdraw its registration or warn of a fake."""
    return any(act.search(text) for act in (_SUSPENSION, _WITHDRAWAL, _COUNTERFEIT))


def _orders_besides(lifts: re.Match[str], title: str, text: str) -> bool:
    """Whether a document that takes something back orders a recall too."""
    if _ORDERS_ANEW.search(text) or (lifts[0].casefold().startswith("đính") and _RESTATES.search(text)):
        return True
    return allows_again(lifts) and _first_recall(_TOLD_RECALL.sub(" ", text.replace(title, " "))) is not None


def _warns(title: str) -> bool:
    """Whether a title speaks of a fake and orders nothing else."""
    return bool(_COUNTERFEIT.search(title)) and not (_first_recall(title) or _WITHDRAWAL.search(title))


def judge_group(title: str, text: str, registrations: Sequence[str]) -> Judged:
    """The product group, proven by registration numbers, else by the words of title and text."""
    proven = [group for number in registrations if (group := product_group_of(number))]
    nutrition = _NUTRITION.search(text)
    if nutrition and set(proven) <= {"health_supplement"} and not _SUPPLEMENT.search(text):
        return _judged("other", nutrition, 0.8)
    if proven:
        return Judged(max(sorted(set(proven)), key=proven.count), confidence=1.0)
    plain_title, plain = _without_bodies(title), _without_bodies(text)
    counts = {
        group: len(pattern.findall(plain)) + 4 * len(pattern.findall(plain_title)) for group, pattern in _GROUP_WORDS
    }
    for group, pattern in _GROUP_WORDS[:3]:
        # "thuốc" and "sản phẩm" stand in every text; words of another group outweigh them.
        if (
            counts[group]
            and counts[group] * 3 >= counts["medicine"]
            and counts[group] == max(counts[g] for g, _ in _GROUP_WORDS[:3])
        ):
            match = pattern.search(text)
            return _judged(group, match, 0.8) if match else Judged(group, confidence=0.6)
    group = max(("medicine", "other"), key=lambda name: counts[name])
    return Judged(group if counts[group] else "other", confidence=0.7 if counts[group] else 0.3)


def read_level(title: str, text: str) -> Judged | None:
    """The level of violation 1, 2 or 3 that the text states; None where it states none or several."""
    for part in (title, text):
        # "mức độ 1, mức độ 2" quotes the law; it is blanked, not cut, so that spans stay true.
        found = list(_LEVEL.finditer(_SEVERAL_LEVELS.sub(lambda match: " " * len(match[0]), part)))
        levels = {_level(match) for match in found}
        if len(levels) == 1:
            return Judged(levels.pop(), *found[0].span(), confidence=1.0)
        if found and len(found) > 1:
            exceptions = [match.span() for match in _EXCEPT.finditer(part, found[0].end())]
            rule = {_level(m) for m in found if not any(start <= m.start() < end for start, end in exceptions)}
            if len(rule) == 1:
                return Judged(rule.pop(), *found[0].span(), confidence=0.4)
            counted = [_level(match) for match in found]
            first = counted[0]
            if counted.count(first) * 2 > len(counted):
                return Judged(first, *found[0].span(), confidence=0.5)
            return None
    return None


def _level(match: re.Match[str]) -> str:
    printed = match["level"].upper()
    if printed in _LEVEL_WORDS:
        return _LEVEL_WORDS[printed]
    return str(len(printed)) if printed.startswith("I") else printed


def _first_recall(text: str) -> re.Match[str] | None:
    """The first recall of products, not of certificates."""
    for match in _ordered(_RECALL, text):
        if not _WITHDRAWAL.match(text, match.start()) and not _WITHDRAWAL_NUMBER.match(text, match.start()):
            return match
    return None


def _ordered(act: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The places that order an act now, not only if need be."""
    later = [match.span() for match in _IF_NEED_BE.finditer(text)]
    for match in act.finditer(text):
        if not any(start <= match.start() < end for start, end in later):
            yield match


def _judged(value: str, match: re.Match[str], confidence: float) -> Judged:
    return Judged(value, *match.span(), confidence)


def _without_bodies(text: str) -> str:
    return _WORDS_OF_BODIES.sub(" ", text)
