"""Doubts about lines that answer notices: a number that names none, another product, a range that nobody can count.

Belongs here: those lines of the warehouse at night and of a file just read, by the rule of `pipelines.recalls`. Does
not: words of a finding (`finding`), which lines count as answers (`pipelines.core.sign_offs`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from pipelines.history.gathering import LOOKED_AT, Query
from pipelines.recalls.answering import candidates_sql
from pipelines.recalls.batch_cells import RANGE_HINT, answered_keys
from pipelines.recalls.keys import key_sql, name_key
from pipelines.recalls.naming import AGREES, CONTRADICTS, TYPED, judge_naming
from pipelines.workbooks.sheets import column_letters

_TYPED_HEADINGS = dict(zip(TYPED, ("Tên sản phẩm", "Số đăng ký", "Số lô"), strict=True))
_FEW = 3
"""Products of a notice that a finding names."""


def doubts_of_night(query: Query, *, lines: str, cells: str, as_of: datetime) -> Iterator[dict[str, Any]]:
    """Doubts about current reports; `lines` and `cells` are the raw tables with what was typed."""
    for line in _lost(query, lines, as_of=as_of).iter_rows(named=True):
        yield _unknown(line)
    other = _other_products(query, lines, cells, as_of=as_of)
    names = _names_of(_products_of(query, other["notice_id"].to_list())[0])
    told = other.group_by("submission_id", "sheet", "row", maintain_order=True).agg(pl.all().first(), all="notice_id")
    for line in told.iter_rows(named=True):
        yield _other(line, "; ".join(filter(None, (names.get(notice_id) for notice_id in line["all"]))))
    for line in _ranges(query, lines, cells, as_of=as_of).iter_rows(named=True):
        if answered_keys(line["batch_number"])[1]:
            yield _uncounted(line)


def doubts_of_file(
    query: Query, lines: Sequence[Mapping[str, Any]], cells: Mapping[tuple[str, int], Sequence[str | None]],
    *, province_code: str | None, plain: frozenset[str],
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """Doubts about the lines of one report that was just read; nothing where no notice has a number.

    `cells` holds the texts of each row by sheet and row; `plain` is `plain_words(...)`.
    """
    numbered = [{**line, "line": n, "province_code": province_code} for n, line in enumerate(lines)]
    if not numbered or query("SELECT notice_id FROM core.notice_numbers LIMIT 1", {}).is_empty():
        return
    found = _notices_of(query, numbered)
    products, batches = _products_of(query, found["notice_id"].drop_nulls().to_list())
    names = _names_of(products)
    meant = _meant(judge_naming(found.drop_nulls("notice_id"), products, batches, plain))
    for line in numbered:
        notices = meant.get(line["line"], [])
        placed = {**line, "cells": cells.get((line["sheet"], line["row"]))}
        if not notices and line.get("notice_number"):
            yield _unknown(line)
        elif notices and all(naming == CONTRADICTS for _, naming in notices):
            texts = "; ".join(filter(None, (names.get(notice_id) for notice_id, _ in notices)))
            yield _other(placed, texts)
        elif notices and _is_range(line.get("batch_number") or "", batches):
            yield _uncounted(placed)


def _meant(judged: pl.DataFrame) -> dict[int, list[tuple[str, str]]]:
    """The notices, each with its naming, that each line may be about; by a bare number the one whose product it names.

    As `pipelines.recalls.answering` chooses at night.
    """
    whole = judged.filter(~pl.col("is_bare"))
    bare = judged.join(whole, on="line", how="anti").filter(pl.col("naming") == AGREES)
    bare = bare.filter(pl.col("exact") == pl.col("exact").max().over("line"))
    bare = bare.filter(pl.col("notice_id").n_unique().over("line") == 1)
    found: dict[int, list[tuple[str, str]]] = {}
    for line, *notice in pl.concat([whole, bare]).select("line", "notice_id", "naming").unique().sort(pl.all()).rows():
        found.setdefault(line, []).append((notice[0], notice[1]))
    return found


def _unknown(line: Mapping[str, Any]) -> dict[str, Any]:
    return {**line, "rule": "sign_off_of_unknown_notice", "value": line["notice_number"], "expected": None}


def _other(line: Mapping[str, Any], names: str) -> dict[str, Any]:
    filled = [name for name in TYPED if line[name]]
    value = " · ".join(line[name] for name in filled)
    return {**_at(line, filled[0]), "rule": "sign_off_of_other_product", "value": value, "expected": names}


def _is_range(cell: str, batches: pl.DataFrame) -> bool:
    """Whether a cell names a range nobody can count; a batch of a notice may hold a dash itself."""
    return answered_keys(cell)[1] and name_key(cell) not in {name_key(batch) for batch in batches["batch_number"]}


def _uncounted(line: Mapping[str, Any]) -> dict[str, Any]:
    value = line["batch_number"]
    return {**_at(line, "batch_number"), "rule": "sign_off_of_uncounted_range", "value": value, "expected": None}


def _at(line: Mapping[str, Any], column: str) -> dict[str, Any]:
    """Point to the cell that holds a typed column; to the row's first where its column cannot be told."""
    texts = [text and text.strip() for text in line["cells"] or ()]
    typed = line[column].strip()
    at = texts.index(typed) if typed in texts else 0
    return {**line, "cell": f"{column_letters(at)}{line['row']}", "heading": _TYPED_HEADINGS[column]}


def _names_of(products: pl.DataFrame) -> dict[str, str]:
    """What each notice recalls, in few words: its number, then the first products."""
    found: dict[str, list[str]] = {}
    said_first = products.select("notice_id", "document_number", "name", "registration_number")
    for notice_id, number, name, registration in said_first.iter_rows():
        said = f"{name or ''} (SĐK {registration})" if registration else name
        found.setdefault(notice_id, [number or notice_id]).append(said or "")
    return {
        notice_id: f"{said[0]}: " + ", ".join(said[1 : _FEW + 1]) + (" …" if len(said) > _FEW + 1 else "")
        for notice_id, said in found.items()
    }


def _lost(query: Query, lines: str, *, as_of: datetime) -> pl.DataFrame:
    """Sign-offs of current reports whose number meets no notice; `lines` is the raw table with the typed numbers."""
    return query(
        f"""
        SELECT c.submission_id, c.sheet, c.row, r.notice_number
        FROM core.sign_offs c
        JOIN core.submissions s ON s.submission_id = c.submission_id AND s.is_current
        JOIN {lines} r ON r.submission_id = c.submission_id AND r.sheet = c.sheet AND r.row = c.row
        WHERE c.notice_id IS NULL AND r.notice_number IS NOT NULL AND s.received_at > $since
            AND EXISTS (SELECT 1 FROM core.notice_numbers)
        """,
        {"since": as_of - LOOKED_AT},
    )


def _other_products(query: Query, lines: str, cells: str, *, as_of: datetime) -> pl.DataFrame:
    """Sign-offs of current reports that name another product than their notice, until the reporter answers anew.

    `lines` and `cells` are the raw tables with what was typed. Columns: submission_id, sheet, row, notice_id, cells
    (of the whole row) and `TYPED`.
    """
    return query(
        f"""
        SELECT c.submission_id, c.sheet, c.row, c.notice_id, w.cells, r.product_name, r.registration_number,
            r.batch_number
        FROM core.sign_offs c
        JOIN core.submissions s ON s.submission_id = c.submission_id AND s.is_current
        JOIN {lines} r ON r.submission_id = c.submission_id AND r.sheet = c.sheet AND r.row = c.row
        LEFT JOIN {cells} w ON w.file_sha256 = s.file_sha256 AND w.sheet = c.sheet AND w.row = c.row
        WHERE c.names_other_product AND s.received_at > $since AND NOT {_ANSWERED_ANEW}
        """,
        {"since": as_of - LOOKED_AT},
    )


def _ranges(query: Query, lines: str, cells: str, *, as_of: datetime) -> pl.DataFrame:
    """Sign-offs of current reports that may name a range of batches, until the reporter answers anew.

    Columns: submission_id, sheet, row, cells (of the whole row) and batch_number, as typed.
    """
    return query(
        f"""
        SELECT DISTINCT c.submission_id, c.sheet, c.row, w.cells, r.batch_number
        FROM core.sign_offs c
        JOIN core.submissions s ON s.submission_id = c.submission_id AND s.is_current
        JOIN {lines} r ON r.submission_id = c.submission_id AND r.sheet = c.sheet AND r.row = c.row
        LEFT JOIN {cells} w ON w.file_sha256 = s.file_sha256 AND w.sheet = c.sheet AND w.row = c.row
        WHERE c.notice_id IS NOT NULL AND c.names_other_product IS NOT TRUE AND s.received_at > $since
            AND regexp_matches(r.batch_number, '{RANGE_HINT}') AND NOT {_ANSWERED_ANEW}
            -- A batch of the notice may hold a dash itself.
            AND (c.notice_id, {key_sql("r.batch_number")}) NOT IN (
                SELECT (notice_id, {key_sql("batch_number")}) FROM core.recalled_batches)
        ORDER BY c.submission_id, c.sheet, c.row
        """,
        {"since": as_of - LOOKED_AT},
    )


_ANSWERED_ANEW = """(EXISTS (
    SELECT 1 FROM core.sign_offs o JOIN core.submissions later USING (submission_id)
    WHERE o.notice_id = c.notice_id AND o.reporter_id = c.reporter_id AND later.received_at > s.received_at
        AND o.establishments_checked IS NOT NULL AND o.names_other_product IS NOT TRUE
) OR EXISTS (
    SELECT 1 FROM core.decisions d
    WHERE d.kind = 'sign_off' AND d.notice_id = c.notice_id AND d.reporter_id = c.reporter_id
        AND d.decided_at > s.received_at
))"""


def _notices_of(query: Query, lines: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Every notice that lines which were just read may be about, as the night finds them.

    `lines` have line, notice_number, province_code and `TYPED`. Columns: those, and notice_id (null where no notice
    has the number) and is_bare; one row per line × notice.
    """
    names = ("notice_number", "province_code", *TYPED)
    shape = "{" + ", ".join(['"line": "BIGINT"', *(f'"{name}": "VARCHAR"' for name in names)]) + "}"
    said = f"SELECT unnest(from_json($lines, '[{shape}]'), recursive := true)"
    given = [{name: line.get(name) for name in ("line", *names)} for line in lines]
    sql = f"SELECT line, {', '.join(TYPED)}, notice_id, is_bare FROM ({candidates_sql(said)}) ORDER BY ALL"
    return query(sql, {"lines": json.dumps(given, ensure_ascii=False)})


def _products_of(query: Query, notices: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Products (notice_id, document_number, name and both numbers) and batches (notice_id, batch_number)."""
    asked = {"notices": json.dumps(sorted(notices))}
    chosen = "notice_id IN (SELECT unnest(from_json($notices, '[\"VARCHAR\"]')))"
    products = query(
        "SELECT p.notice_id, n.document_number, p.name, p.registration_number, p.former_registration_number "
        "FROM core.recalled_products p "
        f"JOIN core.notices n USING (notice_id) WHERE {chosen} ORDER BY p.notice_id, p.product_no",
        asked,
    )
    batches = query(f"SELECT notice_id, batch_number FROM core.recalled_batches WHERE {chosen} ORDER BY ALL", asked)
    return products, batches
