"""Product names in running text: where a name begins and where it ends.

Belongs here: the words before a name, dosage forms, ingredients in brackets, the words after it. Not here: numbers
and companies.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from pipelines.notices.letters import UPPER

_CUE = re.compile(
    r"(?<!\w)(?:(?:gồm(?:\s+có)?|sau(?:\s+đây)?|như\s+sau|cụ\s+thể(?:\s+là)?|loại\s+[A-D])\s*:|lô\s+(?:sản\s+phẩm|thuốc|mỹ\s+phẩm|hàng)|(?:mẫu\s+)?(?:sản\s+phẩm|thuốc|mỹ\s+phẩm|"
    r"mặt\s+hàng|(?<!gội )(?<!trà )(?<!cao )dược\s+liệu)(?:\s+(?:giả|cổ\s+truyền))?"
    r"|vị\s+thuốc(?:\s+cổ\s+truyền)?|thực\s+phẩm\s+(?:bảo\s+vệ\s+s[uứ]c\s+kh[oỏ][eẻ]|chức\s+năng|bổ\s+sung)|TPBVSK|TPCN"
    r"|(?:trang\s+)?thiết\s+bị\s+y\s+tế|vật\s+tư\s+y\s+tế|đối\s+với|(?:trên\s+)?nhãn(?:\s+có)?\s+(?:ghi|"
    r"thông\s+tin|là|hiệu)|mang\s+(?:tên|nhãn)|có\s+tên|đó\s+là|tên\s+(?:thuốc|sản\s+phẩm|thương\s+mại)"
    r"|thứ\s+(?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười|\d+)\s+là|thu\s+hồi(?:\s+(?:trên\s+)?toàn\s+quốc|"
    r"\s+khẩn\s+cấp)?|lưu\s+hành|sử\s+dụng|chất\s+lượng|tiêu\s+hủy|nguồn\s+gốc)(?!\w)\s*[:\-]?\s*",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:^|[\n(;.\-+*•|]\s*|\d\s*[.)]\s*|,\s*)(?:tên\s+(?:thuốc|sản\s+phẩm|mỹ\s+phẩm|thương\s+mại|(?:trang\s+)?thiết\s+bị(?:\s+y\s+tế)?|"
    r"hàng)(?:\s+[^:\n]{0,20})?|tên(?:\s+trên\s+nhãn)?|(?:mẫu\s+)?(?:thuốc|"
    r"sản\s+phẩm)(?:\s+(?:bị\s+)?thu\s+hồi)?|mẫu)\s*:\s*",
    re.IGNORECASE,
)
_END = re.compile(
    r"\s*(?:[;|\n\"”“]|,(?!\d)|(?<!\.[A-Z])(?<!Inj)(?<!Tab)(?<!Caps)(?<!Susp)(?<!Sol)\.(?=\s|$)|:(?=\s|$))"
    r"|\s+(?:không|chưa|vi\s+phạm|bị|do|của|có|với|thuộc|mang|tại|ở|chứa|nêu|trên|được|giả|là|vì|dạng|để|"
    r"theo|khi|sau|trước|từ|trong|trên|cho|nhập|sản\s+xuất|nghi|kém|đang|đã|hiện|lưu\s+hành|số\s+(?:lô|"
    r"đăng|giấy|GĐKLH|tiếp)|lô(?!\w)|hoạt\s+chất|hàm\s+lượng|quy\s+cách|nhãn|mã)(?!\w)"
    r"|\s+và\s+(?:thuốc|lô|sản|mỹ|vị|thực|\d+|các|một|những|thu)(?!\w)"
    r"|\s+(?:chai|lọ|tuýp|tube|hộp|ống|gói|túi|vỉ|can|bình|hũ|thùng)\s+(?:chứa\s+)?\d"
    r"|\s+Net\s+W(?:eight|t)"
    r"|\s+(?:SĐK|GĐKLH|NSX|HSD|HD|LSX)(?!\w)"
    r"|(?<=\w\w\w)\s+-\s+(?!B\d)"
)
_NO_NAME = re.compile(
    r"(?:Cục|Sở|Bộ(?!\s+(?:dụng|kit|test|xét|sản\s+phẩm|đồ|dây|kim|trang))|Công\s+ty|Chi\s+nhánh|Giấy|Luật|Thông\s+tư|Nghị\s+định|Quyết\s+định|Công\s+văn|"
    r"Văn\s+bản|Thông\s+báo|Căn\s+cứ|Ngày|Lý\s+do|Trung\s+tâm|Viện|Bệnh\s+viện|Nhà\s+thuốc|Nhà\s+máy|UBND|"
    r"Việt\s+Nam|Số|Điều|Khoản|Theo|Không|Hạn|Lô|Mẫu|Kết\s+quả|Đề\s+nghị|Yêu\s+cầu|Phiếu|Thu\s+hồi|"
    r"Đình\s+chỉ|Tạm|Cảnh\s+báo|Hoạt\s+chất|Dạng|Quy\s+cách|Nơi|Cơ\s+sở|Địa\s+chỉ|Xem|Chi\s+tiết|Thuốc|"
    r"Sản\s+phẩm|Các|Những|Một\s+số|Danh\s+mục|Phụ\s+lục|Trong|Do|Tên|STT|Giám|Đã|Trước|Tại|Bao\s+gồm|"
    r"Thông\s+tin|DAV|Hình|Ảnh|Nguồn|Nguyên|Loại|Chỉ\s+tiêu|Đồng|Trường|Về|Tổ|Người|Hàm\s+lượng|"
    r"Tiêu|Doanh\s+nghiệp|Trung\s+ương|Cơ\s+quan|Hai\s+(?:lô|sản|loại|thuốc|doanh)|Bác\s+sĩ|Dược\s+sĩ|Ông|Bà|TS|PGS|GS|ThS|BS)(?!\w)"
    r"|\d+(?:[.,]\d+)?\s*(?:loại|sản|thuốc|lô|mặt|số|giấy|vị|ngày|%|mỹ|mẫu|/|báo|đơn|doanh|tỉnh|cơ|công|thiết|dược)"
    r"|\d+$|\d{1,2}[/.-]\d"
)
_OPENING_NOISE = re.compile(
    r"(?:[\s\-+*•·–:.,)\]\"“”'’]|(?<!\w)\d{1,3}\s*[.)\-](?=\s*[^\d\s.,])|(?<!\w)(?:gồm(?:\s+có)?|"
    r"bao\s+gồm|và|là|một|các|lô|sau|tên|có|mẫu|\d+\s+lô)(?!\w))+",
    re.IGNORECASE,
)
_SENTENCE = re.compile(rf"\.\s+(?=[{UPPER}\"“+\-])|;\s+|\n|\)\.\s+")
_LABEL_OPENING = re.compile(
    r"(?:\s*,?\s*(?:bị\s+(?:đình\s+chỉ|thu\s+hồi)|thuộc|có|với|mang|trên\s+nhãn|ghi|(?<!\w)số|mã\s+số))+\s*$",
    re.IGNORECASE,
)
# A declared food is named with its form ("Viên uống …"), a medicine is not.
_DECLARED_FOOD = re.compile(
    r"(?:TPBVSK|TPCN|thực\s+phẩm\s+(?:bảo\s+vệ\s+s[uứ]c\s+kh[oỏ][eẻ]|chức\s+năng|bổ\s+sung))[\s:\-]*$", re.IGNORECASE
)
_QUOTED = re.compile(r"\s*[\"“]([^\"“”\n]{2,80})(?=[\"”])")
_BEFORE_LAST_BRACKET = re.compile(
    rf"(?<!\w)(?P<name>[{UPPER}][^\s(),;\x00]*(?: [{UPPER}\d][^\s(),;\x00]*){{0,11}}) ?(?:\(|\x00+,? ?)$"
)
_IN_COMPANY = re.compile(
    rf"(?i:công\s+ty|CTY|chi\s+nhánh|nhà\s+máy|xí\s+nghiệp|viện|trung\s+tâm|phòng)(?:\s+(?:(?i:TNHH|cổ\s+phần|CP|MTV|"
    rf"một\s+thành\s+viên|liên\s+doanh|tập\s+đoàn|thương\s+mại|sản\s+xuất|xuất\s+nhập\s+khẩu|XNK|dịch\s+vụ|đầu\s+tư|"
    rf"phát\s+triển|công\s+nghệ|quốc\s+tế|dược\s+phẩm|dược|hóa|kiểm\s+nghiệm|và|&|-|trang)|[{UPPER}]\S*))*[\s,]*$"
)
_KIND_OF_GOODS = re.compile(
    rf"(?-i:(?:kem|sữa|dầu|nước|gel|serum|son|phấn|mặt\s+nạ|xà\s+phòng|bột|xịt|miếng|que|kit|bộ|ống|bơm|kim|găng|khẩu\s+trang|"
    rf"máy|viên|trà|cà\s+phê|pate|thạch|kẹo|bánh|dung\s+dịch|nước\s+hoa|tinh\s+chất|tinh\s+dầu)"
    rf"(?:\s+(?![{UPPER}\d])[^\s,.;:()\x00]+){{0,4}}?\s+(?=[{UPPER}]))"
)
"""What goods are, in small letters before their name: `kem đánh răng X`."""
_AFTER_AND = re.compile(
    rf"[\d\x00)]\s*,?\s+và\s+(?:(?![{UPPER}\d])[^\s,;()\x00]+\s+){{0,3}}(?P<name>[{UPPER}][^,;()\x00\n]{{2,100}}?)\s*[,(]?\s*$"
)
"""The last of several names in a sentence, behind the number, day or bracket of the one before it."""
_COMPANY_BEFORE = re.compile(
    r"(?:công\s+ty|chi\s+nhánh|nhà\s+máy|viện|trung\s+tâm|sở|cục|nhà\s+thuốc|bác\s+sĩ|dược\s+sĩ|ông|bà|đại\s+diện)(?:(?!\svà\s)[^,;()\x00\n])*$",
    re.IGNORECASE,
)
_LONGEST = 110
_PIECES_BACK = 2


@dataclass(frozen=True)
class Name:
    """A product name and its place in the text; `cued` says that a word before it announced it."""

    value: str
    start: int
    end: int
    cued: bool


class NameReader:
    """Finds names with the dosage forms of the reference data."""

    def __init__(self, dosage_form: re.Pattern[str]) -> None:
        self._form = dosage_form
        self._form_anywhere = re.compile(rf"(?<!\w)(?:{dosage_form.pattern})", dosage_form.flags)

    def before(self, text: str, start: int, end: int) -> Name | None:
        """The name that ends a stretch of text, as in `lô thuốc X (…), ` before `Số lô`.

        Explicit labels (`Tên thuốc:`) win, then the last announcing word, then the last line or sentence.
        """
        masked = _mask_brackets(text[start:end])
        labels = list(_LABEL.finditer(masked))
        if labels and (name := self._at(text, masked, start, labels[-1].end(), cued=True)):
            return name
        if name := self._before_bracket(text, masked, start):
            return name
        looked = 0
        for piece_start, piece_end in reversed(_pieces(masked)):
            piece = masked[piece_start:piece_end]
            if not re.search(r"[^\W\d_]{2}|\w\d", piece) or self._only_form(piece):
                continue
            name = self._in_piece(text, masked[:piece_end], start, piece_start, alone=looked == 0)
            if name or looked == _PIECES_BACK:
                return name
            looked += 1
        return None

    def in_title(self, text: str, start: int, end: int) -> Name | None:
        """The name in a title, outside brackets or, if none is there, inside them (`… (Viên nén X)`)."""
        masked = _mask_brackets(text[start:end])
        for match in reversed(list(_CUE.finditer(masked))):
            if _IN_COMPANY.search(masked, 0, match.start()):
                continue
            if name := self._at(text, masked, start, match.end(), cued=True):
                return name
        last = len(text[start:end].rstrip(" .")) - 1
        for open_at, close_at in _top_brackets(text[start:end]):
            inner_start = start + open_at + 1
            inner = _mask_brackets(text[inner_start : start + close_at])
            form = self._form.match(inner)
            if (form or close_at == last) and (name := self._at(text, inner, inner_start, 0, cued=bool(form))):
                return name
        return None

    def item(self, text: str, start: int, end: int) -> Name | None:
        """The name that begins a list item or a table cell."""
        return self._at(text, _mask_brackets(text[start:end]), start, 0, cued=True)

    def _in_piece(self, text: str, masked: str, offset: int, piece_start: int, *, alone: bool) -> Name | None:
        """A name announced by a word, or, in the last piece, one that stands alone with its form."""
        for match in reversed(list(_CUE.finditer(masked, piece_start))):
            if _IN_COMPANY.search(masked, piece_start, match.start()):
                continue  # "Công ty TNHH mỹ phẩm X" announces no product
            if name := self._at(text, masked, offset, match.end(), cued=True):
                return name
        name = self._at(text, masked, offset, piece_start, cued=False) if alone else None
        if name and self._only_form(_LABEL_OPENING.sub("", masked[name.end - offset :].lstrip('"”'))):
            return name
        if (name := self._after_form(text, masked, offset, piece_start)) or (
            name := self._at_bracket(text, masked, offset)
        ):
            return name
        listed = _AFTER_AND.search(masked, piece_start)
        return self._at(text, masked, offset, listed.start("name"), cued=False) if listed else None

    def _before_bracket(self, text: str, masked: str, start: int) -> Name | None:
        """The name before a bracket still open, as in `X 145 (Fenofibrat 145mg; ` before `số đăng ký`."""
        opened = masked.rfind("(")
        if opened < 0 or self._form.match(masked, opened + 1) or not masked[opened + 1 :].rstrip().endswith((";", ",")):
            return None
        name = self.before(text, start, start + opened)
        return name if name and name.end == start + len(masked[:opened].rstrip()) else None

    def _after_form(self, text: str, masked: str, offset: int, piece_start: int) -> Name | None:
        """A name that a dosage form announces in the middle of a sentence: `ngừng dùng viên nén X`."""
        for form in reversed(list(self._form_anywhere.finditer(masked, piece_start))):
            if _begins_name(masked[form.end() : form.end() + 1]):
                return self._at(text, masked, offset, form.start(), cued=False)
        return None

    def _at_bracket(self, text: str, masked: str, offset: int) -> Name | None:
        """The capitalised words before the last bracket: `… và X 500 (số đăng ký …`, `… cho biết, X 1g (Cefa…) SĐK`."""
        match = _BEFORE_LAST_BRACKET.search(masked)
        if match is None or _COMPANY_BEFORE.search(masked, max(0, match.start() - 120), match.start("name")):
            return None
        return self._at(text, masked, offset, match.start("name"), cued=False)

    def _at(self, text: str, masked: str, offset: int, begin: int, *, cued: bool) -> Name | None:
        if noise := _OPENING_NOISE.match(masked, begin):
            begin = noise.end()
        while cue := _CUE.match(masked, begin):
            begin = cue.end()
        form = None if _DECLARED_FOOD.search(masked, 0, begin) else self._form.match(masked, begin)
        if (
            form
            and _begins_name(masked[form.end() : form.end() + 1])
            and not _END.match(masked, max(form.end() - 1, 0))
        ):
            begin = form.end()
        elif kind := _KIND_OF_GOODS.match(masked, begin):
            begin = kind.end()
        stop = _END.search(masked, begin)
        finish = min(stop.start() if stop else len(masked), _first_bracket(masked, begin))
        value = text[offset + begin : offset + finish].lstrip(" .,;:-+*\"“”'").rstrip(" .,;:-\"“”'")
        if not _is_name(value):
            return None
        at = text.index(value, offset + begin)
        quoted = _QUOTED.match(text, offset + finish, offset + len(masked))
        if quoted and _is_name(quoted[1]):
            return Name(quoted[1], quoted.start(1), quoted.end(1), cued)
        return Name(" ".join(value.split()), at, at + len(value), cued)

    def _only_form(self, piece: str) -> bool:
        bare = re.sub(r"^[\s,.;\x00():\-]+|[\s,.;\x00():\-]+$", "", piece)
        form = self._form.match(bare)
        return not bare or bool(form and form.end() == len(bare))


def folded(name: str) -> str:
    """Letters and digits only, lower case, for comparing names."""
    return "".join(character for character in name.lower() if character.isalnum())


def _begins_name(character: str) -> bool:
    return character.isupper() or character.isdigit()


def _is_name(value: str) -> bool:
    if not 2 <= len(value) <= _LONGEST or not _begins_name(value[0]):
        return False
    return bool(re.search(r"[^\W\d_]", value)) and not _NO_NAME.match(value)


def _mask_brackets(text: str) -> str:
    """Replace closed brackets and their content by NUL, so that words inside announce nothing."""
    characters, opened = list(text), []
    for at, character in enumerate(text):
        if character == "(":
            opened.append(at)
        elif character == ")" and opened:
            begin = opened.pop()
            if not opened:
                characters[begin : at + 1] = "\0" * (at + 1 - begin)
    if opened:
        for begin, end in _top_brackets(text[opened[0] + 1 :]):
            base = opened[0] + 1
            characters[base + begin : base + end + 1] = "\0" * (end + 1 - begin)
    return "".join(characters)


def _top_brackets(text: str) -> list[tuple[int, int]]:
    spans, depth, begin = [], 0, 0
    for at, character in enumerate(text):
        if character == "(":
            begin = at if depth == 0 else begin
            depth += 1
        elif character == ")" and depth:
            depth -= 1
            if depth == 0:
                spans.append((begin, at))
    return spans


def _first_bracket(masked: str, begin: int) -> int:
    places = [at for at in (masked.find("\0", begin), masked.find("(", begin)) if at >= 0]
    return min(places, default=len(masked))


def _pieces(masked: str) -> list[tuple[int, int]]:
    """Sentences, lines and the inside of a bracket still open at the end."""
    cuts = [0]
    for match in _SENTENCE.finditer(masked):
        cuts.append(match.end())
    cuts.extend(at + 1 for at, character in enumerate(masked) if character == "(")
    return list(pairwise([*sorted(set(cuts)), len(masked)]))
