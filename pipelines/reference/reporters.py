"""Reporters: every ward of a covered province and every agency, with contacts and dates from the home's overlay.

Belongs here: the roster and which reporter an obligation addresses in which role. Does not: periods or dates due.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from pipelines import tables
from pipelines.errors import ReferenceDataError
from pipelines.reference.directives import Obligation
from pipelines.reference.lists import AGENCY_KINDS, CONTACTS, read_rows

ROLES = ("owes", "asked", "own_work")
"""Only `owes` is ever late; the others have no due instant and enter no rate."""

_OVERLAID = ("name", "head", "contact", "phone", "email", "valid_from", "valid_to")
_KINDS = ("ward", "commune", "special_zone", *AGENCY_KINDS)


def build_reporters(
    units: pl.DataFrame, agencies: pl.DataFrame, provinces: Iterable[str], overlay: Path
) -> pl.DataFrame:
    """List the wards of `provinces` and all agencies, changed by `reporters.csv` of the overlay.

    Shape: columns of `reference.reporters`, one row per reporter. In the overlay a blank cell changes nothing; an id
    that is not known yet needs name, kind and province.

    Raises:
        ReferenceDataError: an agency or overlay row names an unknown province, or lacks what a new reporter needs.
    """
    known = set(units.filter(pl.col("kind") == "province")["unit_code"])
    for row in agencies.filter(~pl.col("province_code").is_in(known)).iter_rows(named=True):
        raise ReferenceDataError(
            f"agencies.csv: {row['reporter_id']} has province {row['province_code']!r}. Use a code."
        )
    wards = units.filter(pl.col("ward_code").is_not_null() & pl.col("province_code").is_in(sorted(set(provinces))))
    shape = tables.TABLES["reference.reporters"]
    base = pl.concat([shape.frame(wards.rename({"unit_code": "reporter_id"})), shape.frame(agencies)])
    rows = {row["reporter_id"]: row for row in base.iter_rows(named=True)}
    if overlay.is_file():
        for number, change in read_rows(CONTACTS, overlay):
            _overlay(rows, change, known, f"{overlay}, row {number}")
    return pl.DataFrame(list(rows.values()), schema=shape.polars_schema()).sort(*shape.written_order)


def _overlay(rows: dict[str, dict[str, object]], change: dict[str, object], provinces: set[str], place: str) -> None:
    reporter_id = str(change["reporter_id"])
    row = rows.get(reporter_id)
    if row is None:
        if not change["name"] or change["kind"] not in _KINDS or change["province_code"] not in provinces:
            raise ReferenceDataError(
                f"{place}: {reporter_id!r} is no known reporter. Correct the id, or give a new one name, province_code "
                f"and kind ({', '.join(_KINDS)})."
            )
        row = rows[reporter_id] = {"reporter_id": reporter_id, "ward_code": None, **dict.fromkeys(_OVERLAID)}
        row |= {"kind": change["kind"], "province_code": change["province_code"]}
    row |= {name: change[name] for name in _OVERLAID if change[name] is not None}


def build_duties(obligations: Sequence[Obligation], reporters: pl.DataFrame) -> pl.DataFrame:
    """Say who is addressed by each obligation, and how.

    Grain: one row per obligation and reporter. Columns: obligation_id, reporter_id, role, province_code, ward_code,
    valid_from, valid_to (of the reporter).
    """
    roster = reporters.select("reporter_id", "kind", "province_code", "ward_code", "valid_from", "valid_to")
    parts = [_addressed(obligation, roster) for obligation in obligations]
    columns = ("obligation_id", "reporter_id", "role", "province_code", "ward_code", "valid_from", "valid_to")
    if not parts:
        return roster.clear().with_columns(obligation_id=pl.lit(""), role=pl.lit("")).select(columns)
    return pl.concat(parts).select(columns)


def _addressed(obligation: Obligation, roster: pl.DataFrame) -> pl.DataFrame:
    group = obligation.group
    roles = dict.fromkeys(group.agencies, "owes") | dict.fromkeys(group.asked, "asked")
    roles |= dict.fromkeys(group.own_work, "own_work")
    ids = pl.col("reporter_id")
    is_ward = pl.col("kind").is_in(["ward", "commune", "special_zone"])
    wards = is_ward & (pl.col("province_code") == obligation.province_code) & pl.lit(group.wards)
    named = (
        ids.replace_strict(list(roles), list(roles.values()), default=None, return_dtype=pl.String) if roles else None
    )
    role = pl.lit(None, dtype=pl.String) if named is None else named
    addressed = roster.with_columns(
        obligation_id=pl.lit(obligation.obligation_id),
        role=pl.coalesce(role, pl.when(wards).then(pl.lit("owes"))),
    )
    return addressed.filter(pl.col("role").is_not_null())
