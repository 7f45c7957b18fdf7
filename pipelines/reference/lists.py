"""Code lists: CSV files of reference data, with the home's rows added to or replacing the shipped ones.

Belongs here: reading one list with its columns, key and allowed codes checked. Does not: what the rows mean together
(`pipelines.reference.loading`).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.errors import ReferenceDataError


@dataclass(frozen=True)
class ListShape:
    """The columns one list must have; all text but those named in `numbers` and `days`."""

    file: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    required: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def polars_schema(self) -> dict[str, type[pl.DataType]]:
        """Types of the frame."""
        kinds: dict[str, type[pl.DataType]] = dict.fromkeys(self.columns, pl.String)
        return kinds | dict.fromkeys(self.numbers, pl.Float64) | dict.fromkeys(self.days, pl.Date)


def read_list(shape: ListShape, folders: Sequence[Path]) -> pl.DataFrame:
    """Read a list from each folder that has it; a later folder's row replaces the one with the same key.

    Shape: one row per key, in the order of the files.

    Raises:
        ReferenceDataError: no folder has the file, its header differs, or a row is blank, repeated or wrong.
    """
    rows: dict[tuple[str, ...], dict[str, object]] = {}
    files = [folder / shape.file for folder in folders if (folder / shape.file).is_file()]
    if not files:
        raise ReferenceDataError(f"{folders[0] / shape.file}: file is missing. Restore it from the distribution.")
    for file in files:
        seen: set[tuple[str, ...]] = set()
        for number, row in _rows(shape, file):
            key = tuple(str(row[name]) for name in shape.key)
            if key in seen:
                raise ReferenceDataError(f"{file}, row {number}: {', '.join(key)} is there twice. Remove one.")
            seen.add(key)
            rows[key] = row
    return pl.DataFrame(list(rows.values()), schema=shape.polars_schema())


def read_rows(shape: ListShape, file: Path) -> list[tuple[int, dict[str, object]]]:
    """Read one file's rows with their line numbers, checked against the shape."""
    return list(_rows(shape, file))


def _rows(shape: ListShape, file: Path) -> list[tuple[int, dict[str, object]]]:
    with file.open(newline="", encoding="utf-8-sig") as stream:
        reader = csv.DictReader(stream)
        header = reader.fieldnames or []
        unknown, lacking = set(header) - set(shape.columns), set(shape.key) - set(header)
        if unknown or lacking:
            raise ReferenceDataError(
                f"{file}, row 1: unknown columns {sorted(unknown)}, missing columns {sorted(lacking)}. "
                f"Columns of this list: {', '.join(shape.columns)}."
            )
        return [(reader.line_num, _values(shape, row, f"{file}, row {reader.line_num}")) for row in reader]


def _values(shape: ListShape, row: Mapping[str, str | None], place: str) -> dict[str, object]:
    if None in row:
        raise ReferenceDataError(f"{place}: has more cells than the header. Put quotes round texts with commas.")
    values: dict[str, object] = {name: (row.get(name) or "").strip() or None for name in shape.columns}
    for name in (*shape.key, *shape.required):
        if values[name] is None:
            raise ReferenceDataError(f"{place}: `{name}` is blank. Fill it in.")
    for name, allowed in shape.codes.items():
        if values[name] is not None and values[name] not in allowed:
            raise ReferenceDataError(f"{place}: `{name}` is {values[name]!r}. Use one of: {', '.join(allowed)}.")
    for name in (*shape.numbers, *shape.days):
        if values[name] is not None:
            values[name] = _converted(str(values[name]), place, name, is_day=name in shape.days)
    return values


def _converted(text: str, place: str, name: str, *, is_day: bool) -> object:
    try:
        return date.fromisoformat(text) if is_day else float(text)
    except ValueError as error:
        cure = "Write it like 2026-10-01" if is_day else "Write a number with a decimal point"
        raise ReferenceDataError(f"{place}: `{name}` is {text!r}. {cure}.") from error


NAMED = ("name_vi", "name_en", "source")
CLASSES_389 = ("smuggled", "fraud", "counterfeit")
AGENCY_KINDS = ("agency", "asked", "own", "health_unit")
RECURRENCES = ("once", "monthly", "quarterly", "yearly", "continuous", "on_request")

AGENCIES = ListShape(
    "agencies.csv",
    ("reporter_id",),
    ("reporter_id", "name", "kind", "province_code", "source", "quote"),
    ("name", "kind", "province_code", "source", "quote"),
    codes={"kind": AGENCY_KINDS},
)
RECEIVERS = ListShape(
    "receivers.csv",
    ("receiver_id",),
    ("receiver_id", "name", "province_code", "source", "quote"),
    ("name", "source", "quote"),
)
CONTACTS = ListShape(
    "reporters.csv",
    ("reporter_id",),
    ("reporter_id", "name", "kind", "province_code", "head", "contact", "phone", "email", "valid_from", "valid_to"),
    (),
    days=("valid_from", "valid_to"),
)
ALIASES = ListShape(
    "units/aliases.csv",
    ("alias",),
    ("alias", "kind", "unit_code", "source"),
    ("kind", "unit_code", "source"),
    codes={"kind": ("code", "short_name")},
)
CATEGORIES = ListShape(
    "categories.csv",
    ("category",),
    ("category", "name_vi", "name_en", "product_group", "source"),
    (*NAMED, "product_group"),
    codes={"product_group": ("medicine", "cosmetic", "health_supplement", "medical_device", "other")},
)
CHANNELS = ListShape("channels.csv", ("channel",), ("channel", *NAMED), NAMED)
VIOLATIONS = ListShape(
    "violations.csv",
    ("violation",),
    ("violation", "name_vi", "name_en", "class_389", "source"),
    (*NAMED, "class_389"),
    codes={"class_389": CLASSES_389},
)
WORDS = ListShape("words.csv", ("list", "code"), ("list", "code", *NAMED), NAMED)
KPIS = ListShape(
    "kpis.csv",
    ("kpi",),
    ("kpi", "name_vi", "name_en", "formula", "target", "direction", "source"),
    ("formula", "direction", *NAMED),
    numbers=("target",),
    codes={"direction": ("up", "down", "none")},
)
TASKS = ListShape(
    "tasks",
    ("task_id",),
    (
        "task_id", "directive_id", "group", "title", "deadline", "result", "lead", "coordinating",
        "units", "due_on", "recurrence", "target", "verified", "reading", "source",
    ),
    ("directive_id", "title", "lead", "units", "recurrence", "verified", "source"),
    days=("due_on",),
    codes={"recurrence": RECURRENCES, "verified": ("true", "false")},
)  # fmt: skip
