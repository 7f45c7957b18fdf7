"""The unit table: the 34 provinces and 3,321 wards of today.

Belongs here: reading the unit data as data (never importing the package that carries them) and its corrections. Does
not: finding a unit by a typed name (`matching`), or units of before 1 July 2025 (`legacy`).
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import polars as pl

from pipelines.errors import ReferenceDataError
from pipelines.places.packaged import packaged_database

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
    with packaged_database() as connection:
        provinces = connection.execute(
            "SELECT DISTINCT provinceCode, province, NULL, provinceCode, provinceLat, provinceLon FROM admin_units"
        ).fetchall()
        wards = connection.execute(
            "SELECT wardCode, ward, wardType, provinceCode, wardLat, wardLon FROM admin_units"
        ).fetchall()
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
