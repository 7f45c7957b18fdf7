"""Who wrote a file that has no "Đơn vị báo cáo": the unit whose letterhead stands above its table.

Belongs here: UBND PHƯỜNG …, a superior and the unit below it, and when exactly one unit fits. Does not: answers behind
a label (`cover_facts`), or what is said where nobody is recognised (`recognising`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.places.spelling import accent_key, cut_council, has_marks
from pipelines.places.spelling import clean as clean_place
from pipelines.workbooks.context import Reporter
from pipelines.workbooks.lookups import Lookups, province_code_of
from pipelines.workbooks.sheets import address
from pipelines.workbooks.wording import bare, clean, fold

_LONGEST = 100
_WARD = re.compile(r"(?:phuong|xa|dac khu) \S")
_OFFICE = re.compile(
    r"(?:phòng(?!,? chống)|trạm|trung tâm|công an|văn phòng|đội|tổ|hạt|đồn|ban (?:chỉ huy|quản lý)|bộ phận|trường"
    r"|bệnh viện|công ty|phong(?! chong)|tram|trung tam|cong an|van phong|ban (?:chi huy|quan ly)|benh vien)\b"
)
"""Units below a ward: whether one speaks for the ward is for a person to say."""
_ADDRESSED = re.compile(r"kinh gui\b")
_DAY = re.compile(r"\bngay\b")

Letterhead = tuple[tuple[str, str], ...]
"""(cell, line) of the texts above a table, in the order in which they are read."""


@dataclass(frozen=True)
class Author:
    """The unit that a letterhead names."""

    reporter: Reporter | None
    """The one unit that fits; None when none does, or more than one."""
    candidates: tuple[str, ...] = ()
    cell: str = ""
    words: str = ""


def letterhead_of(rows: Sequence[Sequence[Any]], first: int, end: int) -> Letterhead:
    """Return the short lines of text in the rows `first` to `end` (from 0), up to whom the file is sent to."""
    found: list[tuple[str, str]] = []
    for number in range(first, end):
        for position, value in enumerate(rows[number]):
            for line in value.splitlines() if type(value) is str else ():
                if _ADDRESSED.match(bare(line)):
                    return tuple(found)
                if 0 < len(line) <= _LONGEST:
                    found.append((address(number + 1, position), clean(line)))
    return tuple(found)


def author_in(letterhead: Letterhead, province_code: str | None, lookups: Lookups) -> Author:
    """Return the lowest unit of a letterhead, where exactly one unit of the country bears its name."""
    lines = [(cell, line, cut_council(clean_place(line))) for cell, line in letterhead if not _DAY.search(bare(line))]
    provinces = {province_code} if province_code else set(_provinces(lines, lookups))
    if len(provinces) > 1:
        return Author(None)
    scope = next(iter(provinces), None)
    named = [(cell, line, units) for cell, line, name in lines if (units := _units(name, line, scope, lookups))]
    if not named:
        return Author(None)
    wards = {unit for _, _, units in named for unit in units if unit.isdecimal()}
    cell, words, lowest = named[-1]
    candidates = tuple(code for code in (sorted(wards) if wards else lowest) if code in lookups.context.reporters)
    names = [line for _, line, _ in lines]
    has_office = any(_OFFICE.match(fold(line)) for line in names[names.index(words) + 1 :])
    if has_office or len(lowest) > 1 or len(wards) > 1 or lowest[0] not in lookups.context.reporters:
        return Author(None, candidates, cell, words)
    return Author(lookups.context.reporters[lowest[0]], (), cell, words)


def _provinces(lines: Sequence[tuple[str, str, str]], lookups: Lookups) -> Iterator[str]:
    places = lookups.context.places
    for _, _, name in lines:
        own = province_code_of(name, lookups) or (places.province_in(name) if places is not None else None)
        if own:
            yield own


def _units(name: str, line: str, province_code: str | None, lookups: Lookups) -> tuple[str, ...]:
    """Return every unit that bears exactly this name: wards by code, agencies of the province by id."""
    agencies = lookups.reporters.get((province_code or "", fold(line)), ())
    if agencies or not _WARD.match(bare(name)) or lookups.context.places is None:
        return agencies
    head = name.split(",", maxsplit=1)[0].strip()
    key = accent_key if has_marks(head) else bare
    found = []
    for code in lookups.context.places.match(head, province_code).candidates:
        own = next((ward for wards in lookups.context.wards.values() for ward, c in wards.items() if c == code), "")
        if own and key(clean_place(own)) == key(head):
            found.append(code)
    return tuple(found)
