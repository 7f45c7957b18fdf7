"""Whether a word is spelled as a Vietnamese syllable: the evidence for or against an old font.

Belongs here: onsets, rhymes and tones. Does not: old fonts themselves (`legacy_fonts`), or what a word means.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_STOP_TONES = frozenset("\u0301\u0323")
_ONSETS = "b c ch d dr đ g gh gi h k kh kr l m n ng ngh nh p ph qu r s t th tr v x"
_RHYMES_TEXT = """
a ac ach ai am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông
uôt up ut uy uya uych uyên uyêt uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
y ych yêm yên yêt yêu yn ynh yt
"""
_ONLY_WITH_QU = "eo en et e it inh iên iêt uôc"
_RHYMES = frozenset(_RHYMES_TEXT.split())
_WITH_QU = frozenset(_ONLY_WITH_QU.split()) | {rhyme for rhyme in _RHYMES if rhyme[0] in "aăâêơyô"}
_ONSET = re.compile("|".join(sorted(_ONSETS.split(), key=len, reverse=True)))
_TONED_CONSONANT = re.compile("[^aeiouy\u0302\u0306\u031b][\u0300\u0301\u0303\u0309\u0323]")
_LONGEST = 7


@lru_cache(maxsize=65536)
def is_syllable(word: str, *, strict: bool = True) -> bool:
    """Whether a word is a Vietnamese syllable; not `strict`: also one that lacks its tone before c, ch, p, t."""
    if not 0 < len(word) <= 2 * _LONGEST:
        return False
    parts = unicodedata.normalize("NFD", word.lower())
    tones = [part for part in parts if part in _TONES]
    if len(tones) > 1 or _TONED_CONSONANT.search(parts):
        return False
    base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
    if strict and base.endswith(("c", "ch", "k", "p", "t")) and not _STOP_TONES.issuperset(tones or "-"):
        return False
    return _is_base(base)


def _is_base(base: str) -> bool:
    if base in _RHYMES or base in ("gi", "gin", "gich", "giêng", "giêt"):
        return True
    found = _ONSET.match(base)
    if not found:
        return False
    onset, rhyme = found[0], base[found.end() :]
    if onset == "qu":
        return rhyme in _WITH_QU
    if onset in ("c", "g", "ng") and rhyme[:1] in ("i", "e", "ê", "y") and base != "gi":
        return False
    if onset in ("k", "gh", "ngh") and rhyme[:1] not in ("i", "e", "ê", "y"):
        return False
    return rhyme in _RHYMES
