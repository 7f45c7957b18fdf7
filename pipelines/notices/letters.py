"""Vietnamese capital letters, for patterns: the plain ranges of Unicode mix capitals and small letters.

Belongs here: character classes. Not here: words.
"""

from __future__ import annotations

import unicodedata

UPPER = "A-ZĐ" + "".join(
    character
    for character in map(chr, range(0x00C0, 0x1EFA))
    if unicodedata.category(character) == "Lu" and unicodedata.normalize("NFD", character)[0] in "AEIOUY"
)
"""Inside of a character class that matches one capital letter of Vietnamese."""
