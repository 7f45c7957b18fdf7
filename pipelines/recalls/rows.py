"""Where recalled products turned up in the cells of one row read together: name, number, batch and words beside them.

Belongs here: rows as texts, and what their cells prove only together. Does not: what the columns prove as columns
(`matching`), what one free text proves alone (`texts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipelines.recalls.keys import words_sql
from pipelines.recalls.number_cells import registrations
from pipelines.recalls.wording import BORDER, LABELS, SHORTEST, almost, by_product, is_labelled, spans, stands, verdict
from pipelines.warehouse import Warehouse

NAME, NUMBER, BATCH = 0, 1, 2
"""Places of the columns in a row; free texts follow."""
_EMPTY, _UNTOLD = "-", "?"
_BORDER = f" {BORDER} "
_Found = tuple[dict[str, Any], bool, str, float, bool, Sequence[int]]
"""Batch, whether the whole product, reason, score, whether sure, and the cells."""


def leave_rows(warehouse: Warehouse) -> None:
    """Leave the temporary table `rows_seen`: rows of goods whose cells may say together what no column says alone.

    The columns of `texts_seen`; needs `goods_seen`, `number_cells`, `batch_cells` and `free_texts`.
    """
    cells = warehouse.query(f"SELECT DISTINCT batch_number FROM goods_seen WHERE {_LONG_BATCH} ORDER BY ALL")
    found = [(cell, " ".join(sorted(registrations(cell)))) for cell in cells["batch_number"].to_list()]
    schema = {"batch_number": pl.String(), "numbers": pl.String()}
    warehouse.leave("numbers_among_batches", pl.DataFrame(found, schema=schema, orient="row"))
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE rows_seen AS {_ROWS_SEEN}")


@dataclass(frozen=True)
class _Row:
    words: str
    cells: Sequence[str]
    runs: Sequence[frozenset[str]]

    @classmethod
    def of(cls, words: str) -> _Row:
        cells = words.split(_BORDER)
        runs = [frozenset(key for _, run in spans(cell) for key in (run, run.lstrip("0"))) for cell in cells]
        return cls(words, cells, runs)

    def holding(self, key: str) -> list[int]:
        return [at for at, runs in enumerate(self.runs) if key in runs]

    def says(self, column: int) -> bool:
        return self.cells[column] != _EMPTY and _UNTOLD not in self.cells[column].split(" ")


def judge_row(words: str, hits: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What the cells of one row prove together about each product they may name: rows of `wording.VERDICTS`.

    Args:
        words: the cells, folded, with `BORDER` between them: name, number, batch, free texts.
        hits: as for `texts.judge_text`.
    """
    row = _Row.of(words)
    found = []
    for product in by_product(hits):
        first = product[0]
        numbers = row.holding(first["number_key"]) if first["has_number"] else []
        names = _names(row, product, numbers)
        for hit, whole, reason, score, sure, at in _together(row, product, numbers, names):
            cells = [*at, *numbers, *names]
            places = list(dict.fromkeys(place + 1 for place in cells))
            found.append(verdict(words, hit, whole, reason, score, sure, name=bool(names), at=places))
    return found


def _names(row: _Row, product: list[dict[str, Any]], numbers: Sequence[int]) -> list[int]:
    """Cells that name the product: free texts, and the column of names.

    A longer name in that column is another product (`Pyfaclor Kid Forte`), unless a number or a batch was typed in
    behind it.
    """
    name = product[0]["name_words"]
    if not product[0]["has_name"]:
        return []
    cell = row.cells[NAME]
    typed_in = (
        NAME in numbers
        or any(hit["has_batch"] and _is_told(hit, cell) for hit in product)
        or any(f" {name} {label} " in f" {cell} " for label in (*LABELS, "so lo"))
    )
    column = [NAME] if cell == name or (typed_in and stands(name, cell)) else []
    return column + [at for at in range(BATCH + 1, len(row.cells)) if stands(name, row.cells[at])]


def _is_told(hit: dict[str, Any], cell: str) -> bool:
    key = hit["batch_key"]
    return is_labelled(key, cell) or (len(key) > SHORTEST and any(run == key for _, run in spans(cell)))


def _together(row: _Row, product: list[dict[str, Any]], numbers: Sequence[int], names: Sequence[int]) -> list[_Found]:
    first = product[0]
    other_number = row.says(NUMBER) and NUMBER not in numbers
    if first["batch_key"] == "":
        sure = first["kind"] != "counterfeit_warning" and not other_number
        return [(first, True, "number_of_whole_product", 0.95 if sure else 0.6, sure, ())] if numbers else []
    batches = [(hit, row.holding(hit["batch_key"])) for hit in product if hit["has_batch"]]
    shorn = [(hit, key) for hit in product if (key := _shorn(hit)) and is_labelled(key, row.words)]
    other_batch = (
        row.says(BATCH)
        and not any(BATCH in places for _, places in batches)
        and not any(key in row.runs[BATCH] for _, key in shorn)
    )
    against = other_number or other_batch
    if (numbers or names) and (told := _told(row, batches, [*numbers, *names])):
        reason, sure_score, score = (
            ("number_and_batch", 0.95, 0.7) if numbers else ("name_and_batch", 0.9, 0.65)
        )  # fmt: skip
        return [
            (hit, False, reason, score if weak or against else sure_score, not (weak or against), places)
            for hit, places, weak in told
        ]
    if (numbers or names) and shorn:
        reason, score, sure = (
            ("number_and_batch", 0.7 if against else 0.9, not against)
            if numbers
            else ("name_and_batch_almost", 0.65, False)
        )
        return [({**hit, "has_batch": True}, False, reason, score, sure, row.holding(key)) for hit, key in shorn]
    if numbers or names:
        return _without_batch(row, product, numbers)
    return _without_product(row, product, batches)


def _told(
    row: _Row, batches: Sequence[tuple[dict[str, Any], Sequence[int]]], beside: Sequence[int]
) -> list[tuple[dict[str, Any], Sequence[int], bool]]:
    """Batches that stand in the row, with whether that is weak: digits among other words, that nothing calls a batch.

    A date or a sum of money can have the digits of a batch: without a label, only the cell that also holds the number
    or the name makes it sure.
    """
    found = []
    for hit, places in batches:
        sure = is_labelled(hit["batch_key"], row.words) or any(at in beside for at in places)
        if places and (sure or len(hit["batch_key"]) > SHORTEST):
            found.append((hit, places, not sure))
    return [row for row in found if not row[2]] or found


def _shorn(hit: dict[str, Any]) -> str:
    """A batch of digits without its zeros in front; '' where it has none."""
    key = str(hit["batch_key"])
    return key.lstrip("0") if key.isdigit() and key.startswith("0") else ""


def _without_batch(row: _Row, product: list[dict[str, Any]], numbers: Sequence[int]) -> list[_Found]:
    """A product without its batch, unless the column of batches tells another one."""
    if row.says(BATCH):
        return []
    near = [
        (hit, at)
        for hit in product
        if (at := [n for n, cell in enumerate(row.cells) if n != NUMBER and almost(hit["batch_key"], cell)])
    ]
    if near:
        reason, score = ("batch_almost", 0.8) if numbers else ("name_and_batch_almost", 0.7)
        return [(hit, False, reason, score, False, at) for hit, at in near]
    return [(product[0], True, "number_without_batch", 0.7, False, ())] if numbers else []


def _without_product(
    row: _Row, product: list[dict[str, Any]], batches: Sequence[tuple[dict[str, Any], Sequence[int]]]
) -> list[_Found]:
    first = product[0]
    told = [(hit, places) for hit, places in batches if is_labelled(hit["batch_key"], row.words)]
    if first["has_brand"] and told:
        brand = row.holding(first["brand"])
        return [(hit, False, "brand_and_batch", 0.6, False, [*places, *brand]) for hit, places in told]
    if row.says(NUMBER):
        return []
    return [
        (hit, False, "batch_alone", 0.35, False, [NAME])
        for hit, _ in told
        if is_labelled(hit["batch_key"], row.cells[NAME])
    ]


_BESIDE = "core.serious_cases"
"""The table in which words stand beside columns of a product."""
_LONG_BATCH = "length(batch_key) >= 8"
"""A cell of batches that may hold a registration number."""

_ROWS_SEEN = f"""
-- Columns that say one thing each are compared as columns; a row is read as one where a cell may say more than its
-- column asks for, or words stand beside.
WITH beside AS (
    SELECT submission_id, table_name, sheet, row, string_agg(words, '{_BORDER}' ORDER BY written) AS words,
        list(written ORDER BY written) AS written
    FROM free_texts WHERE table_name = '{_BESIDE}' GROUP BY ALL
),
numbers AS (
    SELECT registration_number,
        coalesce(string_agg(number_key, ' ') FILTER (number_key <> ''), '') AS keys,
        any_value({words_sql("registration_number")}) AS words
    FROM number_cells GROUP BY registration_number
),
batches AS (
    SELECT batch_number, 'lo ' || string_agg(CASE WHEN batch_key = '' THEN '{_UNTOLD}' ELSE batch_key END, ' lo ')
        AS keys
    FROM batch_cells GROUP BY batch_number
)
SELECT submission_id, table_name, sheet, row,
    list_concat([g.product_name, g.registration_number, g.batch_number], b.written) AS cells,
    concat_ws('{_BORDER}', coalesce(nullif(g.words, ''), '{_EMPTY}'),
        coalesce(nullif(CASE WHEN n.keys IS NULL THEN g.number_key WHEN n.keys = '' THEN ''
            ELSE n.keys || ' ' || n.words END, ''), '{_EMPTY}'),
        coalesce(nullif(concat_ws(' ', coalesce(c.keys, 'lo ' || nullif(g.batch_key, '')), a.numbers), ''),
            '{_EMPTY}'),
        b.words) AS words
FROM goods_seen g
FULL JOIN beside b USING (submission_id, table_name, sheet, row)
LEFT JOIN numbers n USING (registration_number)
LEFT JOIN batches c USING (batch_number)
LEFT JOIN numbers_among_batches a USING (batch_number)
WHERE CASE WHEN g.kind IS NULL THEN len(b.written) > 1
    ELSE b.words IS NOT NULL OR n.keys IS NOT NULL OR a.numbers <> '' OR g.number_key = '' OR g.batch_key = ''
        OR regexp_matches(g.words, '[0-9]') END
"""
