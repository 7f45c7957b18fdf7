"""Keys by which two spellings of a number, a batch or a name are one, in Python and the same in SQL.

Belongs here: folding, and the letters that hands confuse with digits. Does not: which keys are compared (`matching`,
`lookup`), or the grammar of official numbers (`pipelines.notices.identifiers`).
"""

from __future__ import annotations

import re
import unicodedata

NUMBERS_SQL = """CASE WHEN former_registration_number IS NULL THEN [registration_number]
    ELSE list_distinct([registration_number, former_registration_number]) END"""
"""The numbers that boxes of a recalled product may bear: its own and the one before it; a list of NULL without any."""
_BRAND = "^[a-z]*[aeiouy][^aeiouy]+[aeiouy][a-z]*$"
"""Two groups of vowels: a made-up name. A Vietnamese syllable has one, and stands in many names."""
_PLAIN = str.maketrans({"đ": "d", "Đ": "d", "Ð": "d", "ð": "d"})
CONFUSED = {"o": "0", "q": "0", "i": "1", "l": "1", "z": "2", "s": "5", "b": "8"}
"""Letters that are read or typed for digits; what agrees only by them is a possible match, never a certain one."""
_CONFUSED = str.maketrans(CONFUSED)
_DAY_OF_DOCUMENT = "(?i)[,;( ]*ngày[^;]*"
_DOCUMENT = "[0-9]{1,6}[A-Z]?/(?:[0-9]{4}/)?[A-ZĐ][A-ZĐ0-9]*(?:-[A-ZĐ][A-ZĐ0-9]*)*"
"""Grammar that `re` and DuckDB's RE2 read alike, of texts as `document_key` leaves them."""


def folded(text: str) -> str:
    """Words in small letters without marks, one space between them."""
    plain = unicodedata.normalize("NFD", text.translate(_PLAIN))
    bare = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return " ".join(re.findall(r"[0-9a-z]+", bare))


def name_key(text: str) -> str:
    """Letters without marks and digits, in small letters, nothing between them."""
    return folded(text).replace(" ", "")


def number_key(text: str) -> str:
    """How registration numbers and batches are compared: spaces, dashes, case and the mark of Đ aside."""
    return name_key(text)


def document_key(number: str) -> str:
    """How numbers of documents are compared: no spaces, capitals, one Đ, no zeros in front."""
    return "".join(number.split()).upper().replace("Ð", "Đ").lstrip("0")


def document_keys(text: str) -> frozenset[str]:
    """The documents that a cell names, without what stands around them: `Công văn số 0184/QĐ-QLD ngày …`."""
    said = document_key(re.sub(_DAY_OF_DOCUMENT, " ", text))
    return frozenset({said, *(found.lstrip("0") for found in re.findall(_DOCUMENT, said))})


def confused_key(key: str) -> str:
    """A key in which letters that hands confuse with digits are those digits."""
    return key.translate(_CONFUSED)


def words_sql(column: str) -> str:
    """`folded` in SQL."""
    plain = f"translate(nfc_normalize({column}), 'đĐÐð', 'dddd')"
    return f"trim(regexp_replace(lower(strip_accents({plain})), '[^0-9a-z]+', ' ', 'g'))"


def key_sql(column: str) -> str:
    """`name_key` and `number_key` in SQL."""
    return f"regexp_replace({words_sql(column)}, ' ', '', 'g')"


def document_key_sql(column: str) -> str:
    """`document_key` in SQL."""
    return f"ltrim(replace(upper(regexp_replace({column}, '\\s', '', 'g')), 'Ð', 'Đ'), '0')"


def document_keys_sql(column: str) -> str:
    """`document_keys` in SQL: a list without doubles; of NULL it holds NULL, so that `unnest` keeps the row."""
    said = document_key_sql(f"regexp_replace({column}, '{_DAY_OF_DOCUMENT}', ' ', 'g')")
    found = f"list_transform(regexp_extract_all({said}, '{_DOCUMENT}'), lambda x: ltrim(x, '0'))"
    return f"CASE WHEN {column} IS NULL THEN [NULL::VARCHAR] ELSE list_distinct(list_append({found}, {said})) END"


def brand_sql(words: str, plain: str) -> str:
    """The word of a folded name that tells it, without strength or form; '' where none does. `plain`: a list in SQL."""
    return f"coalesce(list_filter({_letters_sql(words, plain)}, w -> regexp_matches(w, '{_BRAND}'))[1], '')"


def telling_sql(words: str, plain: str) -> str:
    """Every word of a folded name that may tell it, strength and form left out."""
    return f"array_to_string({_letters_sql(words, plain)}, ' ')"


def _letters_sql(words: str, plain: str) -> str:
    letters = f"list_transform(string_split({words}, ' '), w -> regexp_extract(w, '^[a-z]+'))"
    return f"list_filter({letters}, w -> length(w) > 2 AND NOT list_contains({plain}, w))"


def confused_sql(key: str) -> str:
    """`confused_key` in SQL."""
    return f"translate({key}, '{''.join(CONFUSED)}', '{''.join(CONFUSED.values())}')"
