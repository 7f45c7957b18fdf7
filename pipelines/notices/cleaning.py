"""Text as it arrives made fit for grammar: one Unicode form, plain spaces and dashes, words put together again.

Belongs here: repairs that never change what a reader would see. Not here: decoding bytes or markup, reading fields.
"""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"))
_LOOKALIKE = str.maketrans({"Ð": "Đ", "Ƣ": "Ư", "ƣ": "ư", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-"})
_TABBED_ROW = re.compile(r"(?m)^[^\t\n]+\t+[^\t\n]+\t[^\n]*$")
_CUT_NUMBER = re.compile(r"(?<=\bsố )(\d{1,3}) (?=\d{1,4}\s?/\s?(?:QĐ|QLD|SYT|BYT|YDCT|ATTP)\b)", re.IGNORECASE)
_ITEM_IN_BRACKETS = re.compile(r"(?m)^\s*\((\d{1,2})\)(?=\s*\S)")
_GLUED = re.compile(r"(?<=\d)(?=(?:do|của|được|nhập|sản)\s)")
"""A word printed onto the number before it: `VD-1234-15do Công ty`."""
_SPACES = re.compile(r"[^\S\n]+")

# Words that carry a label or an act; their first letter is often cut off by markup ("S ố lô", "t hu hồi").
_WORDS = (
    *("số", "lô", "lượng", "ngày", "tháng", "hạn", "dùng", "thuốc", "thu", "hồi", "công", "ty", "sản", "xuất", "đăng"),
    *("ký", "quyết", "định", "đình", "chỉ", "mức", "độ", "lưu", "hành", "phẩm", "phối", "hợp", "nhập", "khẩu", "tại"),
    *("vi", "phạm", "tiêu", "chuẩn", "chất", "kiểm", "nghiệm", "thông", "báo", "tạm", "ngừng", "giấy", "mẫu", "không"),
    *("đạt", "quản", "dược"),
)
_CUT = re.compile(
    r"(?<![^\W\d_])(?:(?<!\d\s)|(?<=\d{4}\s))(?:"
    + "|".join(rf"{word[0]}\s{word[1:]}" for word in _WORDS if len(word) > 1)
    + r")(?![^\W\d_])",
    re.IGNORECASE,
)
_LONE_CONSONANT = re.compile(r"(?<=[^\W\d_]\s)([bcdđghklmnpqrstvx])\s([hgr]?[aăâeêioôơuưyà-ỹ][^\W\d_]*)", re.ASCII | 0)
_NAMED_LETTER = re.compile(r"(?:điểm|khoản|mục|nhóm|loại|vitamin|hình|phụ lục|chữ)\s$", re.IGNORECASE)


def clean(raw: str) -> str:
    """Return the text in NFC with plain spaces, dashes and line ends, and cut words mended; lines are kept."""
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))
    text = text.translate(_INVISIBLE).translate(_LOOKALIKE)
    text = _TABBED_ROW.sub(lambda match: match[0].replace("\t", " | "), text)
    text = _ITEM_IN_BRACKETS.sub(r"\1)", text)
    text = _GLUED.sub(" ", _SPACES.sub(" ", text))
    text = _CUT.sub(lambda match: match[0].replace(" ", "", 1), text)
    text = _LONE_CONSONANT.sub(lambda match: _join(match, text), text)
    text = _CUT_NUMBER.sub(r"\1", text)
    lines = [line.strip() for line in text.split("\n")]
    return "\n".join(line for line in lines if line)


def _join(match: re.Match[str], text: str) -> str:
    """No Vietnamese word is one consonant: join it to its rest, except letters that name a point or a vitamin."""
    named = _NAMED_LETTER.search(text[max(0, match.start() - 12) : match.start()])
    return match[0] if named else match[1] + match[2]
