"""Units of before 1 July 2025 -> the units of today that took in their land.

Belongs here: reading the converter tables of the unit package as data, and finding an old unit by name. Does not: the
units of today (`units`), or deciding between old and new (`matching`). Whole old wards moved to one new unit, 441 were
divided; which part of a divided one is meant is never guessed, so all its successors are given.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipelines.places.packaged import package_data, packaged_database
from pipelines.places.spelling import accent_key, clean, cut_type, fold, has_marks

DISTRICT_KINDS = ("district", "city")


@dataclass(frozen=True)
class OldName:
    """One name of a former unit, in the spellings it is compared by."""

    kind: str | None
    key: str
    accents: str


@dataclass(frozen=True)
class OldWard:
    """One former ward: its name, its district, and the codes of today's units that hold its land."""

    name: OldName
    district: OldName
    successors: tuple[str, ...]


@dataclass(frozen=True)
class Former:
    """What a former name may mean today."""

    codes: tuple[str, ...]
    """Every unit of today that holds land of it, sorted; empty when no former unit has the name."""
    agrees: bool
    """Whether the marks agree too, as far as any were written."""


@dataclass(frozen=True)
class OldUnits:
    """The former wards that lie in one province of today."""

    wards: tuple[OldWard, ...]

    def find(
        self, bare: str, kind: str | None, *, marked: bool, district: tuple[str | None, str] | None = None
    ) -> Former:
        """Return every unit of today that a former name may mean.

        Args:
            bare: the name without its type word, as `clean` gives it.
            kind: its type word; a former ward or district of another type does not fit.
            marked: whether the writer uses marks, so that they decide between names equal without them.
            district: type word and name of the district that follows, when one does.
        """
        found = self._wards(bare, kind, district, marked=marked) if kind not in DISTRICT_KINDS else []
        if kind in DISTRICT_KINDS or (kind is None and district is None):
            found += self._within((kind, bare), self.wards, marked=marked)
        written = accent_key(bare)
        agrees = not has_marks(bare) or any(written in (w.name.accents, w.district.accents) for w in found)
        return Former(tuple(sorted({code for ward in found for code in ward.successors})), agrees)

    def _wards(
        self, bare: str, kind: str | None, district: tuple[str | None, str] | None, *, marked: bool
    ) -> list[OldWard]:
        named = [w for w in self.wards if w.name.key == fold(bare) and kind in (None, w.name.kind)]
        if district is not None:
            named = self._within(district, named, marked=marked)
        exact = [w for w in named if w.name.accents == accent_key(bare)]
        return exact if marked and exact else named

    def _within(
        self, district: tuple[str | None, str], wards: list[OldWard] | tuple[OldWard, ...], *, marked: bool
    ) -> list[OldWard]:
        """Keep the wards of a district; its type decides where two districts share a name (Cao Lãnh, Hồng Ngự)."""
        kind, bare = district
        named = [w for w in wards if w.district.key == fold(bare)]
        typed = [w for w in named if w.district.kind == kind]
        exact = [w for w in typed or named if w.district.accents == accent_key(bare)]
        return exact if marked and exact else typed or named

    def districts_of(self, code: str) -> frozenset[str]:
        """Return the keys of the former districts whose land a unit of today holds."""
        return frozenset(w.district.key for w in self.wards if code in w.successors)


@lru_cache(maxsize=64)
def old_units(province_code: str) -> OldUnits:
    """Read the former units of one province of today; empty for an unknown province.

    Raises:
        ReferenceDataError: the unit package is not installed.
    """
    converter = _converter()
    with packaged_database() as connection:
        keys = dict(
            connection.execute("SELECT wardKey, wardCode FROM admin_units WHERE provinceCode = ?", [province_code])
        )
        row = connection.execute(
            "SELECT provinceKey FROM admin_units WHERE provinceCode = ? LIMIT 1", [province_code]
        ).fetchone()
        if row is None:
            return OldUnits(())
        names = _packaged_names(connection, converter["DICT_PROVINCE"][row[0]])
    successors: dict[str, list[str]] = {}
    for new_key, old_keys in converter["DICT_PROVINCE_WARD_NO_DIVIDED"][row[0]].items():
        for old_key in old_keys:
            successors.setdefault(old_key, []).append(keys[new_key])
    for old_key, parts in converter["DICT_PROVINCE_WARD_DIVIDED"].get(row[0], {}).items():
        successors.setdefault(old_key, []).extend(keys[part["newWardKey"]] for part in parts)
    wards = (
        OldWard(_old_name(ward or district), _old_name(district), tuple(sorted(set(successors[key]))))
        for key, (ward, district) in names.items()
        if key in successors
    )
    return OldUnits(tuple(wards))


@lru_cache(maxsize=1)
def old_provinces() -> dict[str, str]:
    """Return the folded names of all 63 former provinces -> code of the province of today that holds them."""
    with packaged_database() as connection:
        today = dict(connection.execute("SELECT DISTINCT provinceKey, provinceCode FROM admin_units"))
        former = dict(connection.execute("SELECT DISTINCT provinceKey, provinceShort FROM admin_units_legacy"))
    return {
        fold(clean(former[old_key])): today[new_key]
        for new_key, old_keys in _converter()["DICT_PROVINCE"].items()
        for old_key in old_keys
    }


@lru_cache(maxsize=1)
def _converter() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((package_data() / "converter_2025.json").read_text("utf-8"))
    return found


def _packaged_names(connection: sqlite3.Connection, provinces: list[str]) -> dict[str, tuple[str | None, str]]:
    """Key of the converter -> (ward, district) as written; five island districts had no wards."""
    marks = ", ".join("?" * len(provinces))
    rows = connection.execute(
        "SELECT provinceKey || '_' || districtKey || '_' || coalesce(wardKey, ''), ward, district "
        f"FROM admin_units_legacy WHERE provinceKey IN ({marks})",
        provinces,
    )
    return {key: (ward, district) for key, ward, district in rows}


def _old_name(name: str) -> OldName:
    kind, bare = cut_type(clean(name))
    return OldName(kind, fold(bare), accent_key(bare))
