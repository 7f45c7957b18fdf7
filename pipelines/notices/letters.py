"""Vietnamese capital letters, for patterns: the plain ranges of Unicode mix capitals and small letters.

Belongs here: character classes, and the names of provinces that are no run of capitals. Not here: other words.
"""

from __future__ import annotations

import unicodedata

UPPER = "A-ZĐ" + "".join(
    character
    for character in map(chr, range(0x00C0, 0x1EFA))
    if unicodedata.category(character) == "Lu" and unicodedata.normalize("NFD", character)[0] in "AEIOUY"
)
"""Inside of a character class that matches one capital letter of Vietnamese."""

DASHED_PROVINCE = r"(?i:Bà\s+Rịa\s*[-–]?\s*Vũng\s+Tàu|Thừa\s+Thiên\s*[-–]\s*Huế)"
"""The provinces (before 1 July 2025) whose names hold a dash."""
