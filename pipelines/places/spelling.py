"""How names of places are written: marks, type words, abbreviations, words that make a text no place at all.

Belongs here: comparison keys and cutting words off a text. Does not: units or candidates (`matching`, `legacy`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

TYPES = (
    ("ward", r"phường|phuong|p\s*[.:]|p(?=\s+\D)"),
    ("commune", r"xã|xa(?=\s)|x\s*[.:]|x(?=\s+\D)"),
    ("special_zone", r"đặc khu|dac khu|đk\s*[.:]?|dk\s*[.:]?"),
    ("town", r"thị trấn|thi tran|tt\s*[.:]|tt(?=\s)"),
    ("district", r"quận|quan(?=\s)|q\s*[.:]|q(?=\s+\D)|huyện|huyen(?=\s)|h\s*[.:]|h(?=\s+\D)|thị xã|thi xa|tx\s*[.:]?"),
    ("city", r"thành phố|thanh pho|tp\s*[.:]?"),
    ("province", r"tỉnh|tinh(?=\s)|t\s*[.:]"),
)
"""Type words and their abbreviations; `town`, `district` are of before 1 July 2025, a `city` may be of either time."""

_TYPE = re.compile("^(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in TYPES) + r")\s*[.:]?\s*")
_UPPER_LEVEL = re.compile(
    r"\s+(?=(?:thành phố|thanh pho|tp\s*\.|tp\s|tỉnh\s|tinh\s|quận\s|quan\s|huyện\s|huyen\s|thị xã\s|thi xa\s)\s*\S)"
)
_COUNCIL = re.compile(
    r"^(?:(?:hđnd|hdnd|hội đồng nhân dân|hoi dong nhan dan)\s*(?:và|va|-|,|&)\s*)?"
    r"(?:ubnd|u\.b\.n\.d\.?|(?:uỷ|ủy|uy) ban nhân dân|uy ban nhan dan"
    r"|(?:bcđ|bcd|ban chỉ đạo|ban chi dao)\s*(?:389|chống buôn lậu, gian lận thương mại và hàng giả)?"
    r"|chính quyền|chinh quyen)(?:\s+các(?=\s)|\s*[:.-])?\s+"
)
_OFFICE = re.compile(
    r"^(?:trạm y tế|tram y te|tyt|công an|cong an|ca(?=\s)|phòng|phong(?=\s)|văn phòng|van phong|trung tâm|trung tam"
    r"|ban chỉ huy quân sự|ban chi huy quan su|bchqs|đội|doi(?=\s)|đảng ủy|đảng uỷ|dang uy|trung tâm phục vụ)\b"
    r".*[\s,-](?=(?:phường|phuong|xã(?!\s+hội)|xa(?!\s+hoi)|đặc khu|dac khu|p\.|x\.|đk)[\s.])"
)
_NOT_A_PLACE = re.compile(
    r"^(?:tổng|tong|cộng|cong|toàn|toan|khối|khoi|các|cac|nhóm|nhom|sở|so|ban|chi cục|chi cuc|cục|cuc|chợ|cho"
    r"|công ty|cong ty|cty|doanh nghiệp|doanh nghiep|dntn|tập đoàn|tap doan|hợp tác xã|hop tac xa|htx|hộ|hộ kinh doanh"
    r"|trường|truong|th|thcs|thpt|mầm non|mam non|bệnh viện|benh vien|bv|phòng khám|phong kham|nhà thuốc|nha thuoc"
    r"|quầy thuốc|quay thuoc|trung tâm|trung tam|ttyt|trạm|tram|cửa hàng|cua hang|siêu thị|sieu thi|điện lực|dien luc"
    r"|ngân hàng|ngan hang|công an|cong an|phòng|phong|văn phòng|van phong|đội|doi|cụm|cum|khu|chi nhánh|chi nhanh"
    r"|địa bàn|dia ban|khác|khac|còn lại|con lai)(?:\s|$|[:.,])"
)
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_TONES = {"\u0300": "1", "\u0301": "2", "\u0303": "3", "\u0309": "4", "\u0323": "5"}


def clean(text: str) -> str:
    """Bring a text into one case, one composition, plain apostrophes and single spaces; marks stay."""
    text = unicodedata.normalize("NFC", str(text).translate(_INVISIBLE)).strip().lower().replace("ð", "đ")
    return re.sub(r"\s+", " ", re.sub("[’‘`´ʼ′＇]", "'", text))


def cut_type(cleaned: str) -> tuple[str | None, str]:
    """Cut the leading type word: (kind as in `TYPES`, rest); a text that is nothing else stays whole."""
    found = _TYPE.match(cleaned)
    rest = cleaned[found.end() :].strip() if found else cleaned
    if found is None or not rest:
        return None, cleaned
    return found.lastgroup, rest


def cut_council(cleaned: str) -> str:
    """Cut "UBND", "Ủy ban nhân dân", "Ban chỉ đạo 389": the ward itself speaks under these names."""
    return _COUNCIL.sub("", cleaned)


def cut_office(cleaned: str) -> str | None:
    """Return the ward part of "Trạm Y tế xã X", "Công an phường X"; None when no office of a ward is named."""
    found = _OFFICE.match(cleaned)
    return cleaned[found.end() :] if found else None


def is_no_place(cleaned: str) -> bool:
    """Whether a text begins like a total, a company, a school, an office: no unit, whatever name follows."""
    return bool(_NOT_A_PLACE.match(cleaned)) or not any(c.isalpha() for c in cleaned)


def parts_of(cleaned: str) -> list[str]:
    """Split "xã A, huyện B, tỉnh C" at commas, dashes, brackets and at type words of the upper levels."""
    pieces = re.split(r"\s*[,;()/|]\s*|\s+[-–—]\s+|\s+(?:thuộc|thuoc)\s+", cleaned)
    return [part for piece in pieces for part in _UPPER_LEVEL.split(piece) if part.strip()]


def has_marks(cleaned: str) -> bool:
    """Whether a text is written with Vietnamese marks."""
    return strip_marks(cleaned) != cleaned


def syllables(text: str) -> Iterable[str]:
    """Words of letters and digits; apostrophes join."""
    return re.findall(r"[^\W_]+", text.replace("'", ""))


def strip_marks(text: str) -> str:
    """Letters without tone and vowel marks, đ as d."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _one_i(syllable: str) -> str:
    """Write y after a consonant or qu as i: mỹ = mĩ, quy = qui; tay and tai, thúy and thúi stay apart."""
    return re.sub(r"(?:(?<=[bcdđghklmnpqrstvx])|(?<=qu))y", "i", syllable)


def fold(cleaned: str) -> str:
    """Letters and digits only, without marks or spaces, y and i as one where they sound alike."""
    return "".join(_one_i(strip_marks(s)) for s in syllables(cleaned))


@lru_cache(maxsize=20_000)
def accent_key(cleaned: str) -> str:
    """Keep vowels and đ, move each tone mark to the end of its syllable: hoà and hòa are one."""
    keys = []
    for syllable in syllables(cleaned):
        decomposed = unicodedata.normalize("NFD", syllable)
        tone = "".join(_TONES.get(c, "") for c in decomposed)
        letters = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
        keys.append(_one_i(letters) + tone)
    return "".join(keys)


def fold_name(text: str) -> str:
    """Reduce a name to letters without marks, spaces or case, so that spelling variants meet."""
    return fold(clean(text))
