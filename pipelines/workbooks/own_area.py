"""Places that are the reporter's own area: Toàn phường, Cả xã, Trên địa bàn thành phố.

Belongs here: telling such words in a column of places, and the name behind them. Does not: which words they are (the
form's data), whose area it is (`placing`), lines that may be totals under such a name (`free_names`).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.workbooks.wording import bare, fold

_KINDS = {
    "phuong": "ward", "xa": "ward", "dac khu": "ward", "tinh": "province", "thanh pho": "province", "tp": "province",
    "dia ban": "any",
}  # fmt: skip
_OF_PLACE = "dia ban"
_FORCE = "ca"
"""Without its mark cả is CA: CA phường is the police of a ward."""


def own_area(text: str, words: Sequence[str]) -> tuple[str, str]:
    """Return the kind of the reporter's own area that a place means (ward, province, any), or the name behind `words`.

    Both are blank when the place begins with none of the words: ("ward", "") of Toàn phường, ("", "phường lê chân") of
    Trên địa bàn phường Lê Chân.
    """
    folded, plain = fold(text), bare(text)
    for word in sorted(words, key=len, reverse=True):
        start = bare(word)
        if not f"{plain} ".startswith(f"{start} ") or (start == _FORCE and not folded.startswith(f"{word} ")):
            continue
        rest = plain.removeprefix(start).strip()
        if not rest:
            return ("any", "") if start.endswith(_OF_PLACE) else ("", "")
        if rest in _KINDS:
            return _KINDS[rest], ""
        return "", " ".join(folded.split()[len(start.split()) :])
    return "", ""
