"""Names of places -> official units: the unit table, and the matcher that turns what people type into codes.

Belongs here: reading the unit data (as data, never importing the package that carries them), its corrections, and
name matching. Does not: which units report (`pipelines.reference`), shapes and maps, or what a page shows.
"""

from __future__ import annotations

import importlib.util
import re
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from rapidfuzz import fuzz, process

from pipelines.errors import ReferenceDataError

_UNIT_SCHEMA = {
    "unit_code": pl.String,
    "name": pl.String,
    "kind": pl.String,
    "province_code": pl.String,
    "ward_code": pl.String,
    "lat": pl.Float64,
    "lon": pl.Float64,
}
_KINDS = {"Phường": "ward", "Xã": "commune", "Đặc khu": "special_zone", "Tỉnh": "province", "Thành phố": "province"}
_CODE_ALIASES = {"06978": "06970"}
"""Another published code of one unit (Xã Ba Chẽ, Quảng Ninh) -> the code stored here."""

_TYPES = (
    ("ward", r"phường|phuong|p\s*[.:]|p(?=\s+\D)"),
    ("commune", r"xã|xa(?=\s)|x\s*[.:]"),
    ("special_zone", r"đặc khu|dac khu|đk\s*[.:]?|dk\s*[.:]?"),
    ("legacy", r"thị trấn|thi tran|tt\s*[.:]|quận|quan(?=\s)|q\s*[.:]|huyện|huyen|h\s*[.:]|thị xã|thi xa|tx\s*[.:]"),
    ("province", r"thành phố|thanh pho|tp\s*[.:]?|tỉnh|tinh(?=\s)|t\s*[.:]"),
)
_TYPE_PATTERN = re.compile("^(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _TYPES) + r")\s*")
_OFFICE = re.compile(r"^(?:ubnd|uỷ ban nhân dân|ủy ban nhân dân|uy ban nhan dan)\s+(?:các\s+)?")
_NOT_A_PLACE = re.compile(
    r"^(?:tổng|tong|cộng|cong|toàn|toan|khối|khoi|sở|so|ban|chi cục|chi cuc|công ty|cong ty|trường|truong|cụm|cum)\s"
)
_TONES = {"\u0300": "1", "\u0301": "2", "\u0303": "3", "\u0309": "4", "\u0323": "5"}
GUESS_AT_LEAST = 88.0
GUESS_LEAD = 3.0


@dataclass(frozen=True)
class Match:
    """What one typed name may mean.

    `method` is `code`, `name`, `accents` (marks decided), `type` (the word phường, xã decided), `ambiguous`, `guess`
    (a person must confirm), `legacy` (a unit of before 1 July 2025), `refused` (no place at all) or `none`.
    """

    candidates: tuple[str, ...]
    method: str

    @property
    def code(self) -> str | None:
        """The unit when there is exactly one and it is certain; a guess is never certain."""
        return self.candidates[0] if len(self.candidates) == 1 and self.method != "guess" else None


def read_units(corrections: Path) -> pl.DataFrame:
    """Read the 34 provinces and 3,321 wards with their corrections applied.

    Grain: one row per unit, ordered by province and ward. Source: the data files of `vietnamadminunits` (MIT; codes
    of the statistics office), read without importing it, and the corrections file, each row with its own source.

    Raises:
        ReferenceDataError: a correction no longer fits what the package says, or a name has no known type.
    """
    units = _packaged_units()
    for row in pl.read_csv(corrections, infer_schema=False).iter_rows(named=True):
        _correct(units, row, corrections)
    records = []
    for code, unit in units.items():
        kind = next((k for word, k in _KINDS.items() if str(unit["name"]).startswith(word + " ")), None)
        if kind is None:
            raise ReferenceDataError(
                f"Unit {code}: {unit['name']!r} begins with no known type. Add it to {corrections}."
            )
        is_province = len(code) == 2
        records.append({
            "unit_code": code,
            "name": unit["name"],
            "kind": kind,
            "province_code": code if is_province else unit["province_code"],
            "ward_code": None if is_province else code,
            "lat": unit["lat"],
            "lon": unit["lon"],
        })  # fmt: skip
    return pl.DataFrame(records, schema=_UNIT_SCHEMA).sort("province_code", "ward_code", nulls_last=False)


def _packaged_units() -> dict[str, dict[str, object]]:
    """Read the package's own tables: unit code -> name, type as labelled there, province, centre."""
    found = importlib.util.find_spec("vietnamadminunits")
    if found is None or not found.submodule_search_locations:
        raise ReferenceDataError("The package vietnamadminunits is not installed. Run `make demo` or `uv sync` again.")
    database = Path(found.submodule_search_locations[0]) / "data" / "dataset.db"
    connection = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)
    try:
        provinces = connection.execute(
            "SELECT DISTINCT provinceCode, province, NULL, provinceCode, provinceLat, provinceLon FROM admin_units"
        ).fetchall()
        wards = connection.execute(
            "SELECT wardCode, ward, wardType, provinceCode, wardLat, wardLon FROM admin_units"
        ).fetchall()
    finally:
        connection.close()
    fields = ("name", "type", "province_code", "lat", "lon")
    rows = [*provinces, *wards]
    return {
        code: dict(zip(fields, (unicodedata.normalize("NFC", name), *rest), strict=True)) for code, name, *rest in rows
    }


def _correct(units: dict[str, dict[str, object]], row: dict[str, str], file: Path) -> None:
    """Apply one correction in place; complain when the package no longer says what the row corrects."""
    code, field = row["unit_code"], row["field"]
    if code not in units or field not in {"name", "type", "lat", "lon"}:
        raise ReferenceDataError(f"{file}: row {code},{field} names no unit or field. Use name, type, lat or lon.")
    said = units[code][field]
    value: object = row["value"]
    same = str(said) == row["packaged"]
    if field in {"lat", "lon"}:
        value = float(row["value"])
        same = abs(float(str(said)) - float(row["packaged"])) < 0.001
    if not same:
        raise ReferenceDataError(
            f"{file}: the correction of {code} {field} expects {row['packaged']!r} but the package says {said!r}. "
            "Remove the row if the source is fixed, or correct its column `packaged`."
        )
    units[code][field] = value


class PlaceIndex:
    """Finds units by typed name; build once, ask often."""

    def __init__(self, units: pl.DataFrame) -> None:
        self._name = dict(units.select("unit_code", "name").iter_rows())
        self._kind = dict(units.select("unit_code", "kind").iter_rows())
        self._province_of = dict(units.select("unit_code", "province_code").iter_rows())
        self._by_key: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._provinces: dict[str, str] = {}
        self._accents: dict[str, str] = {}
        for code, name in self._name.items():
            _, bare = _cut_type(_clean(name))
            self._accents[code] = _accent_key(bare)
            if self._kind[code] == "province":
                self._provinces[_fold(bare)] = code
            else:
                self._by_key[self._province_of[code], _fold(bare)].append(code)
                self._by_key["", _fold(bare)].append(code)
        self._choices: dict[str, dict[str, str]] = defaultdict(dict)
        for (province, key), codes in self._by_key.items():
            if province:
                self._choices[province][key] = codes[0]

    def province(self, text: str) -> str | None:
        """Find a province by name or code; None when it is not one."""
        cleaned = _clean(text)
        if cleaned in self._name and self._kind[cleaned] == "province":
            return cleaned
        _, bare = _cut_type(cleaned)
        return self._provinces.get(_fold(bare))

    def match(self, text: str, province_code: str | None = None) -> Match:
        """Find the wards that a typed name may mean, within one province when it is known.

        Every unit that fits is returned; where several fit, `method` is `ambiguous` and `code` is None.
        """
        cleaned = _clean(text)
        code = _CODE_ALIASES.get(cleaned, cleaned)
        if code in self._name:
            fits = province_code in (None, self._province_of[code])
            return Match((code,) if fits and self._kind[code] != "province" else (), "code")
        kind, bare, province, has_district = self._parts(cleaned)
        if kind == "legacy" or has_district:
            return Match((), "legacy")
        scope = province_code or province or ""
        hits = self._by_key.get((scope, _fold(bare)), [])
        if hits:
            # A writer who marks the type word ("xã") marks the name too: then its accents decide, even their absence.
            return self._choose(hits, bare, kind, marked=_strip_marks(cleaned) != cleaned)
        if kind is None and (_NOT_A_PLACE.match(cleaned) or not bare):
            return Match((), "refused")
        return self._guess(_fold(bare), scope)

    def _parts(self, cleaned: str) -> tuple[str | None, str, str | None, bool]:
        """Split into type, bare name, province named after a comma, and whether a district stands between."""
        whole = _cut_type(_OFFICE.sub("", cleaned))
        if ("", _fold(whole[1])) in self._by_key:  # names such as "Lâm Viên - Đà Lạt" hold a dash themselves
            return *whole, None, False
        head, *rest = [part.strip() for part in re.split(r"\s*[,;]\s*|\s+-\s+", cleaned) if part.strip()] or [""]
        province = self.province(rest[-1]) if rest else None
        districts = rest[:-1] if province else rest
        kind, bare = _cut_type(_OFFICE.sub("", head))
        return kind, bare, province, bool(districts)

    def _choose(self, hits: list[str], bare: str, kind: str | None, *, marked: bool) -> Match:
        if len(hits) == 1:
            return Match((hits[0],), "name")
        left = [code for code in hits if self._accents[code] == _accent_key(bare)]
        if len(left) == 1 and marked:
            return Match((left[0],), "accents")
        left = left if len(left) > 1 else hits
        typed = [code for code in left if self._kind[code] == kind]
        if len(typed) == 1:
            return Match((typed[0],), "type")
        return Match(tuple(sorted(left)), "ambiguous")

    def _guess(self, key: str, scope: str) -> Match:
        if not scope or len(key) < 4:
            return Match((), "none")
        best = process.extract(key, self._choices[scope].keys(), scorer=fuzz.ratio, limit=2)
        if not best or best[0][1] < GUESS_AT_LEAST:
            return Match((), "none")
        if len(best) > 1 and best[0][1] - best[1][1] < GUESS_LEAD:
            return Match((), "none")
        return Match(tuple(self._by_key[scope, best[0][0]]), "guess")


def fold_name(text: str) -> str:
    """Reduce a name to letters without marks, spaces or case, so that spelling variants meet."""
    return _fold(_clean(text))


def _clean(text: str) -> str:
    text = unicodedata.normalize("NFC", str(text)).strip().lower().replace("ð", "đ")
    return re.sub(r"\s+", " ", re.sub("[’‘`´]", "'", text))


def _cut_type(cleaned: str) -> tuple[str | None, str]:
    """Cut the leading type word: (kind, rest)."""
    found = _TYPE_PATTERN.match(cleaned)
    rest = cleaned[found.end() :].strip() if found else cleaned
    if found is None or not rest:
        return None, cleaned
    return found.lastgroup, rest


def _syllables(text: str) -> Iterable[str]:
    return re.findall(r"[^\W_]+", text.replace("'", ""))


def _strip_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _one_i(syllable: str) -> str:
    """Write the final y after a consonant as i: mỹ = mĩ, lý = lí; tay and tai stay apart."""
    return re.sub(r"(?<=[bcdđghklmnpqrstvx])y$", "i", syllable)


def _fold(cleaned: str) -> str:
    return "".join(_one_i(_strip_marks(s)) for s in _syllables(cleaned))


def _accent_key(cleaned: str) -> str:
    """Keep vowels and đ, move each tone mark to the end of its syllable: hoà and hòa are one."""
    keys = []
    for syllable in _syllables(cleaned):
        decomposed = unicodedata.normalize("NFD", syllable)
        tone = "".join(_TONES.get(c, "") for c in decomposed)
        letters = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
        keys.append(_one_i(letters) + tone)
    return " ".join(keys)
