"""How every text of a file may be spelled: Unicode forms, invisible characters, fonts of before Unicode.

Belongs here: one function from proper text to each spelling. Does not: which file is spelled so (`ways`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_TONES = "\u0300\u0309\u0303\u0301\u0323"  # grave, hook, tilde, acute, dot below
_TCVN3 = {
    "a": "µ¶·¸¹", "ă": "»¼½¾Æ", "â": "ÇÈÉÊË", "e": "ÌÎÏÐÑ", "ê": "ÒÓÔÕÖ", "i": "×ØÜÝÞ", "o": "ßáâãä",
    "ô": "åæçèé", "ơ": "êëìíî", "u": "ïñòóô", "ư": "õö÷øù", "y": "úûüýþ",
}  # fmt: skip
_TCVN3_BASE = {
    "ă": "¨", "â": "©", "ê": "ª", "ô": "«", "ơ": "¬", "ư": "\u00ad", "đ": "®",
    "Ă": "¡", "Â": "¢", "Ê": "£", "Ô": "¤", "Ơ": "¥", "Ư": "¦", "Đ": "§",
}  # fmt: skip
_VNI_BASE = {"ă": "aê", "â": "aâ", "ê": "eâ", "ô": "oâ", "ơ": "ô", "ư": "ö", "đ": "ñ"}
_VNI_TONE = dict(zip(_TONES, "øûõùï", strict=True))
_VNI_BREVE = dict(zip(_TONES, "èúüéë", strict=True))
_VNI_HAT = dict(zip(_TONES, "àåãáä", strict=True))
_VNI_I = dict(zip(_TONES, "ìæóíò", strict=True))


def _split(letter: str) -> tuple[str, str]:
    """Base letter (with breve, hat or horn) and tone."""
    parts = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in parts if mark in _TONES), "")
    return unicodedata.normalize("NFC", parts.replace(tone, "") if tone else parts), tone


def tcvn3(text: str) -> str:
    """Text as a .VnTime font stores it, read as Latin-1; toned capitals become small letters, as in that font."""
    found = []
    for letter in unicodedata.normalize("NFC", text):
        base, tone = _split(letter)
        if tone and base.lower() in _TCVN3:
            found.append(_TCVN3[base.lower()][_TONES.index(tone)])
        else:
            found.append(_TCVN3_BASE.get(letter, letter))
    return "".join(found)


def vni(text: str) -> str:
    """Text as a VNI font stores it, read as Windows-1252."""
    return "".join(_vni(letter) for letter in unicodedata.normalize("NFC", text))


def _vni(letter: str) -> str:
    base, tone = _split(letter)
    low = base.lower()
    if low == "i" and tone:
        found = _VNI_I[tone]
    elif low == "y" and tone == "\u0323":
        found = "î"
    elif low in "ăâêô":
        found = _VNI_BASE[low] if not tone else _VNI_BASE[low][0] + (_VNI_BREVE if low == "ă" else _VNI_HAT)[tone]
    elif low in _VNI_BASE:
        found = _VNI_BASE[low] + (_VNI_TONE[tone] if tone else "")
    elif tone:
        found = low + _VNI_TONE[tone]
    else:
        return letter
    return found.upper() if base != low else found


def _soft(text: str) -> str:
    return " ".join(
        word[:2] + "\u00ad" + word[2:] if len(word) > 3 and word.isalpha() else word for word in text.split(" ")
    )


def _look_alike(text: str) -> str:
    return text.replace("Đ", "Ð").replace("Ư", "Ƣ").replace("ư", "ƣ")


SPELLINGS: dict[str, Callable[[str], str]] = {
    "": lambda text: text,
    "nfd": lambda text: unicodedata.normalize("NFD", text),
    "nbsp": lambda text: text.replace(" ", "\u00a0"),
    "soft_hyphen": _soft,
    "zero_width": lambda text: "\ufeff" + text[:1] + "\u200b" + text[1:],
    "look_alike": _look_alike,
    "double_space": lambda text: re.sub(r"(?<!\d) | (?!\d)", "  ", text),
    "tcvn3": tcvn3,
    "vni": vni,
}
