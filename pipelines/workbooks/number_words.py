"""Vietnamese words of numbers, to hold them against the figure they repeat: 12 (mười hai).

Belongs here: the words of a whole number -> the number. Does not: digits (`digits`); a number in words alone is never
taken for a figure.
"""

from __future__ import annotations

from pipelines.workbooks.wording import fold

_DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_FILLERS = frozenset({"linh", "lẻ"})


def number_of_words(text: str) -> int | None:
    """Return the number that words mean; None when they mean none."""
    total, part = 0, _Hundreds()
    words = fold(text).split()
    for word in words:
        if word in _SCALES:
            if part.is_blank or (total and _SCALES[word] >= _smallest_scale(total)):
                return None
            total += part.value * _SCALES[word]
            part = _Hundreds()
        elif not part.take(word):
            return None
    return total + part.value if words and not (part.is_blank and not total) else None


def _smallest_scale(total: int) -> int:
    return next(scale for scale in (10**9, 10**6, 10**3, 1) if total % scale == 0)


class _Hundreds:
    """A number below a thousand, word by word: trăm, mươi, units, each once and in this order."""

    def __init__(self) -> None:
        self.value = 0
        self.is_blank = True
        self._digit: int | None = None
        self._last = 1000
        """Place of the last digit taken: 100, 10 or 1."""

    def take(self, word: str) -> bool:
        """Take one more word; whether it fits."""
        self.is_blank = False
        if word in _FILLERS:
            return self._digit is None and self._last == 100
        if word in ("trăm", "mươi"):
            return self._scale(100 if word == "trăm" else 10)
        if word == "mười":
            return self._digit is None and self._place(1, 10)
        digit = _DIGITS.get(word)
        if digit is None or self._digit is not None:
            return False
        self._digit = digit
        self.value += digit
        return self._last > 1

    def _scale(self, place: int) -> bool:
        if self._digit is None:
            return False
        digit, self._digit = self._digit, None
        self.value -= digit
        return self._place(digit, place)

    def _place(self, digit: int, place: int) -> bool:
        if place >= self._last:
            return False
        self._last = place
        self.value += digit * place
        return True
