"""The grammar of official numbers: registrations of medicines, cosmetics, foods and devices, and document numbers.

Belongs here: what such a number looks like, how it is written in one way, and how two spellings are compared.
Not here: which number of a text is the one of the notice or of a product.
"""

from __future__ import annotations

import re

_DASH = r"\s?-\s?"
_MEDICINE = (
    rf"(?:QL[ĐD]B|QLSP|QLVX|SP[1-3]?|GC|VS|TCT|VNA|VNB|VND|VD[1-3]?|VN[1-3]?)(?:{_DASH}|"
    rf"\s)(?:H\d{{2}}{_DASH})?\d{{2,5}}{_DASH}\d{{2}}"
    rf"|V\d{{1,4}}{_DASH}H\d{{2}}{_DASH}\d{{2}}"
    rf"|NC\d{{2}}{_DASH}H\d{{2}}{_DASH}\d{{2}}"
)
_MEDICINE_NEW = r"\d{3}[1-9]\d{8}"
_COSMETIC = r"\d{1,6}\s?[/-]\s?\d{2}\s?[/-]\s?CBMP\s?-\s?(?:QLD|[A-ZĐ]{2,5}\d?)"
_FOOD = r"\d{1,6}\s?/\s?\d{4}\s?/\s?(?:ĐKSP|ATTP-(?:TCCS|XNCB)|YT-CNTC)"
_DEVICE = (
    r"(?:\d{7,9}\s?/?\s?(?:PCB(?:A|B|MB|PL)\s?-\s?[A-ZĐ]{2,4}|ĐKLH\s?/\s?BYT(?:-[A-ZĐ]+)*)"
    r"|\d{3,6}\s?NK\s?/\s?BYT-TB-CT)"
)
_DISINFECTANT = r"VN[DM]P-HC-\d{3,4}-\d{2}-\d{2}"
"""Chemicals and preparations for use in households and health care (Decree 91/2016/NĐ-CP)."""
_IMPORT_LICENCE = r"\d{1,6}\s?/\s?(?:\d{4}\s?/\s?)?QLD\s?-\s?(?:KD|ĐK)"

REGISTRATION_PATTERN = (
    rf"(?<![\w/])(?:{_DEVICE}|{_COSMETIC}|{_FOOD}|{_DISINFECTANT}|{_MEDICINE}|{_MEDICINE_NEW})(?![\w/]|-\d)"
)
"""Numbers that say by their form what they are, with or without a label."""

_SELF_DECLARED = r"\d{1,4}/(?=[0-9.&\-]*[A-ZĐ])[A-ZĐ0-9][A-ZĐ0-9.&\-]{0,30}/20\d{2}"
"""A food that its maker declares itself: running number, maker, year (Decree 15/2018/NĐ-CP, Article 5)."""
LABELLED_REGISTRATION_PATTERN = (
    rf"(?:{_IMPORT_LICENCE}|{_SELF_DECLARED}|\d{{3}}\s?[1-9]\d{{2}}\s?\d{{6}}|(?:VD|"
    rf"VN)[1-3]?\s?-?\s?\d{{4,5}}\s?-?\s?\d{{2}})(?![\w/]|-\d)"
)
"""Numbers that are registrations only because a label says so, among them those that lost a dash."""

_GROUPS = (
    ("cosmetic", re.compile(_COSMETIC)),
    ("health_supplement", re.compile(_FOOD)),
    ("medical_device", re.compile(_DEVICE)),
    ("other", re.compile(_DISINFECTANT)),
    ("medicine", re.compile(rf"{_MEDICINE}|{_MEDICINE_NEW}|{_IMPORT_LICENCE}")),
)

DOCUMENT_PATTERN = (
    r"(?<![\w/.])\d{1,6}[a-z]?\s?/\s?(?:\d{4}\s?/\s?)?[A-ZĐ]{2,}[A-ZĐa-z0-9]*(?:\s?-\s?[A-ZĐ][A-ZĐa-z0-9]*)*(?![\w/])"
)
"""A number, a slash and a symbol, e.g. `184/QĐ-QLD`, `3812/SYT-NVD`, `46 /QĐ-QLD`."""

_NO_DOCUMENT = re.compile(r"CBMP|ĐKSP|PCB[ABMP]|ĐKLH|XNQC|XNCB|TCCS")
_LAW = re.compile(r"QH\d|NĐ-?CP|/TT-?[A-ZĐ]{2,}|TTLT|/TTr|PL-UB")


def canonical(number: str) -> str:
    """Write a number in one way: upper case, no spaces, plain dashes, `QLĐB` with its Đ."""
    text = re.sub(r"[‐‑‒–—−]", "-", number.upper().replace("Ð", "Đ"))
    text = re.sub(r"^([A-ZĐ]+[1-3]?)\s+(?=\d)", r"\1-", text.strip())
    return "".join(text.split()).strip(".,;:-").replace("QLDB", "QLĐB")


def comparison_key(number: str) -> str:
    """The form in which two spellings of a registration number are equal: leading zeros and all dashes are dropped."""
    return re.sub(r"[^0-9A-ZĐ]", "", canonical(number)).lstrip("0")


def comparison_keys(*numbers: str | None) -> frozenset[str]:
    """The keys of all numbers that a product is or was registered under: products that share one are the same."""
    return frozenset(comparison_key(number) for number in numbers if number)


def product_group_of(registration: str) -> str | None:
    """The product group that the form of a registration number proves, None where it proves none."""
    return next((group for group, pattern in _GROUPS if pattern.fullmatch(canonical(registration))), None)


def is_well_formed(registration: str) -> bool:
    """Whether a registration number follows the grammar with nothing missing."""
    return product_group_of(registration) is not None


def is_document(number: str) -> bool:
    """Whether a number with a symbol can be a letter or a decision, and not a product's number or a law."""
    return not _NO_DOCUMENT.search(number) and not _LAW.search(number)
