"""What the way a file came says about whose it is: folders and file name under `inbox/reports`.

Belongs here: reading reporters, province, form and period out of a path, containers (`a.zip!/b.xlsx`) included. Does
not: senders and roster (`attribution`), or the content of the file (`pipelines.workbooks`).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from pipelines import titles
from pipelines.places import PlaceIndex

_CODE = re.compile(r"(?<![0-9A-Za-z/])(\d{5}|\d{2}-[A-Za-z]+(?:-[A-Za-z]+)?)(?![0-9A-Za-z])")
_NUMBERED = re.compile(r"(?:so|số|sô|cv|công văn|cong van)\s*[:._-]?\s*$", re.IGNORECASE)
_ENDING = re.compile(r"\.(?:xlsx|xlsm|xls|ods|csv|zip|eml|html?|docx?)$", re.IGNORECASE)
_PIECES = re.compile(r"\s+[-–]\s+|[_,;()\[\]+&]+|(?<=\D)\.(?=\s*[^\W\d_]{3,}\s)")
_TYPED = re.compile(
    r"(?:^|(?<=[\s.-]))(?:ubnd|phường|phuong|xã|xa|đặc khu|dac khu|đk|dk|p\s*\.|x\.|p(?=\s)|x(?=\s))", re.IGNORECASE
)
_LONGEST_NAME = 5


@dataclass(frozen=True)
class Arriving:
    """What one path says; nothing of it is certain before it is held against the cover and the roster."""

    folder: frozenset[str]
    """Units and reporters that folders name."""
    file_name: frozenset[str]
    province_code: str | None
    form: str | None
    period: str | None


class PathReader:
    """Reads paths; one is made for a night, and remembers folders."""

    def __init__(self, places: PlaceIndex, reporters: Collection[str]) -> None:
        self._places = places
        self._reporters = frozenset(reporters)
        self.folders = lru_cache(maxsize=100_000)(self._folders)

    def read(self, path: str, province_code: str | None) -> Arriving:
        """Read one path below the inbox; `province_code` is what the cover says, when it says one."""
        *folders, name = split_path(path)
        said, own = self.folders(tuple(folders))
        province = province_code or own
        stem = _ENDING.sub("", name)
        form, period = titles.form_and_period(stem.replace("_", " "))
        named = self._codes(stem) or (self._named(stem, province) if province else frozenset())
        return Arriving(said, named, province, form, period)

    def _folders(self, folders: tuple[str, ...]) -> tuple[frozenset[str], str | None]:
        """Units that a path's folders name, the innermost that names any; and the province among them."""
        province = next(filter(None, (self._places.province(folder) for folder in folders)), None)
        for folder in reversed(folders):
            stem = _ENDING.sub("", folder)
            found = self._codes(stem) or (self._units(stem, province) if province else frozenset())
            if found:
                return found, province
        return frozenset(), province

    def _codes(self, text: str) -> frozenset[str]:
        """Codes of reporters in a text; the number of a document is none."""
        found = (m for m in _CODE.finditer(text.replace("_", " ")) if not _NUMBERED.search(text[: m.start()]))
        return frozenset(m[1].upper() for m in found) & self._reporters

    def _units(self, text: str, province: str) -> frozenset[str]:
        if not any(map(str.isalpha, text)):
            return frozenset()
        match = self._places.match(text.replace("_", " "), province)
        certain = frozenset(match.candidates) if match.code or match.method == "ambiguous" else frozenset()
        return certain & self._reporters

    def _named(self, stem: str, province: str) -> frozenset[str]:
        """Find units named in a file name: a piece that is a name, or what follows a type word."""
        for piece in _PIECES.split(stem):
            if found := self._units(piece, province):
                return found
            for typed in _TYPED.finditer(piece):
                words = piece[typed.start() :].split()
                for end in range(min(len(words), _LONGEST_NAME + 2), 0, -1):
                    if found := self._units(" ".join(words[:end]), province):
                        return found
        return frozenset()


def split_path(path: str) -> list[str]:
    """Split a path below the inbox into folders and name; a container counts as a folder of what it holds."""
    parts = [part for part in path.replace("!/", "/").split("/") if part]
    return parts[1:] if parts[:1] == ["reports"] and len(parts) > 1 else parts
