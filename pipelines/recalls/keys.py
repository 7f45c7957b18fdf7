"""Keys by which two spellings of a number, a batch or a name are one, in Python and the same in SQL.

Belongs here: folding, and the letters that hands confuse with digits. Does not: which keys are compared (`matching`,
`lookup`), or the grammar of official numbers (`pipelines.notices.identifiers`).
"""

from __future__ import annotations

import re
import unicodedata

NUMBERS_SQL = """CASE WHEN former_registration_number IS NULL THEN [registration_number]
    ELSE list_distinct([registration_number, former_registration_number]) END"""
"""The numbers that boxes of a recalled product may bear: its own and the one before it; a list of NULL without any.

Whatever tells products by number compares these, as `comparison_keys` of `pipelines.notices` does in Python.
"""
BRAND = "^[a-z]*[aeiouy][^aeiouy]+[aeiouy][a-z]*$"
"""Two groups of vowels: a made-up name. A Vietnamese syllable has one, and stands in many names."""
_PLAIN = str.maketrans({"đ": "d", "Đ": "d", "Ð": "d", "ð": "d"})
_CAPITAL = str.maketrans({"đ": "D", "Đ": "D", "Ð": "D", "ð": "D"})
CONFUSED = {"o": "0", "q": "0", "i": "1", "l": "1", "z": "2", "s": "5", "b": "8"}
"""Letters that are read or typed for digits; what agrees only by them is a possible match, never a certain one."""
_CONFUSED = str.maketrans(CONFUSED)
_DAY_OF_DOCUMENT = "(?i)[,;( ]*ngày[ 0-9/.-]*"
_SPACES = "[\\s\u00a0]+"
_DASHES = "[\u2010-\u2015\u2212_.]"
_AROUND = " ?([/-]) ?"
_DOCUMENT = "[0-9]{1,6}[A-Z]?(?:/[0-9]{4})?[ /-]?[A-Z]{2}[A-Z0-9]*(?:[/-][A-Z][A-Z0-9]*)*"
_LETTER_AFTER = "[ /-]+([A-Z])"
"""Grammar that `re` and DuckDB's RE2 read alike."""


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


def _spelled(text: str) -> str:
    """Capitals with one D, one dash and single spaces."""
    return re.sub(_DASHES, "-", re.sub(_SPACES, " ", text).upper().translate(_CAPITAL))


def document_key(number: str) -> str:
    """How numbers of documents are compared: capitals and digits, no zeros in front, no mark of Đ, whatever parts them.

    `0601/QĐ-QLD`, `601/QD–QLD`, `601QĐ-QLD` and `601/QĐ/QLD` are one; a year between its parts stays apart.
    """
    return re.sub(_LETTER_AFTER, r"\1", _spelled(number).replace(" ", "")).lstrip("0")


def document_keys(text: str) -> frozenset[str]:
    """The documents that a cell names, without what stands around them: `Công văn số 0184/QĐ-QLD ngày …`."""
    said = re.sub(_DAY_OF_DOCUMENT, ";", text)
    parted = re.sub(_AROUND, r"\1", _spelled(said))
    return frozenset({document_key(said).strip(";"), *(document_key(found) for found in re.findall(_DOCUMENT, parted))})


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


def number_keys_sql() -> str:
    """The keys of `NUMBERS_SQL`, zeros in front aside: a list, empty for a product without any number."""
    keys = f"list_transform({NUMBERS_SQL}, lambda x: nullif(ltrim({key_sql('x')}, '0'), ''))"
    return f"list_filter({keys}, lambda x: x IS NOT NULL)"


def _spelled_sql(column: str) -> str:
    plain = f"translate(upper(regexp_replace({column}, '{_SPACES}', ' ', 'g')), 'đĐÐð', 'DDDD')"
    return f"regexp_replace({plain}, '{_DASHES}', '-', 'g')"


def _joined_sql(spelled: str) -> str:
    return f"ltrim(regexp_replace(replace({spelled}, ' ', ''), '{_LETTER_AFTER}', '\\1', 'g'), '0')"


def document_key_sql(column: str) -> str:
    """`document_key` in SQL."""
    return _joined_sql(_spelled_sql(column))


def document_keys_sql(column: str) -> str:
    """`document_keys` in SQL: a list without doubles; of NULL it holds NULL, so that `unnest` keeps the row."""
    said = f"regexp_replace({column}, '{_DAY_OF_DOCUMENT}', ';', 'g')"
    parted = f"regexp_replace({_spelled_sql(said)}, '{_AROUND}', '\\1', 'g')"
    found = f"list_transform(regexp_extract_all({parted}, '{_DOCUMENT}'), lambda x: {_joined_sql('x')})"
    whole = f"trim({document_key_sql(said)}, ';')"
    return f"CASE WHEN {column} IS NULL THEN [NULL::VARCHAR] ELSE list_distinct(list_append({found}, {whole})) END"


def number_alone_sql(column: str) -> str:
    """The only run of digits in a cell, as a number typed without its letters: `601`, `QĐ 601`; else null."""
    said = f"regexp_replace({column}, '{_DAY_OF_DOCUMENT}', ';', 'g')"
    return f"nullif(ltrim(regexp_extract({said}, '^[^0-9]*([0-9]{{1,6}})[^0-9]*$', 1), '0'), '')"


def brand_sql(words: str, plain: str) -> str:
    """The word of a folded name that tells it, without strength or form; '' where none does. `plain`: a list in SQL."""
    return f"coalesce(list_filter({_letters_sql(words, plain)}, lambda w: regexp_matches(w, '{BRAND}'))[1], '')"


def telling_sql(words: str, plain: str) -> str:
    """Every word of a folded name that may tell it, strength and form left out."""
    return f"array_to_string({_letters_sql(words, plain)}, ' ')"


def _letters_sql(words: str, plain: str) -> str:
    letters = f"list_transform(string_split({words}, ' '), lambda w: regexp_extract(w, '^[a-z]+'))"
    return f"list_filter({letters}, lambda w: length(w) > 2 AND NOT list_contains({plain}, w))"


def confused_sql(key: str) -> str:
    """`confused_key` in SQL."""
    return f"translate({key}, '{''.join(CONFUSED)}', '{''.join(CONFUSED.values())}')"
