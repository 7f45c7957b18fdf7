"""What of a product is still recalled, and what was taken back by which document, in a published snapshot.

Belongs here: liftings of the products a look-up found. Does not: finding them (`lookup`), judging what a document takes
back (`lifting`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb


@dataclass(frozen=True)
class Lifting:
    """What one document has taken back of one product of a notice.

    Attributes:
        document: its number, or its id where it has none.
        batches: which batches; empty = the product as a whole.
        provinces: names of the only provinces where it did; empty = wherever the notice held.
    """

    document: str
    lifted_on: date
    batches: tuple[str, ...]
    provinces: tuple[str, ...]


Part = tuple[str, int, str | None]
"""notice_id, product_no (0 where none was read) and batch."""


def known_liftings(connection: duckdb.DuckDBPyConnection) -> dict[Part, list[tuple[Any, ...]]]:
    """Per part: document, day and province (null = wherever it held) of each lifting. They are few: all are read."""
    found: dict[Part, list[tuple[Any, ...]]] = {}
    for notice_id, product_no, batch, *lifted in connection.execute(_LIFTINGS).fetchall():
        found.setdefault((notice_id, product_no, batch), []).append(tuple(lifted))
    return found


def hold(
    parts: Sequence[Part], lifted: dict[Part, list[tuple[Any, ...]]]
) -> tuple[tuple[Part, ...], tuple[Lifting, ...]]:
    """Which parts of a product still hold somewhere, and the liftings of the others, oldest first."""
    held = tuple(part for part in parts if all(province for _, _, province in lifted.get(part, [(None, None, "?")])))
    grouped: dict[tuple[str, date], tuple[list[str], list[str]]] = {}
    for part in parts:
        for document, day, province in _telling(lifted.get(part, [])):
            batches, provinces = grouped.setdefault((document, day), ([], []))
            batches += [part[2]] if part[2] and part[2] not in batches else []
            provinces += [province] if province and province not in provinces else []
    ordered = sorted(grouped.items(), key=lambda item: (item[0][1], item[0][0]))
    return held, tuple(Lifting(*key, tuple(batches), tuple(provinces)) for key, (batches, provinces) in ordered)


def _telling(liftings: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The first document that took a part back everywhere, else those that did in single provinces."""
    ordered = sorted(liftings, key=lambda row: (row[1], row[0]))
    whole = [row for row in ordered if row[2] is None]
    return whole[:1] or ordered


_LIFTINGS = """
-- A lifting of provinces is one of the whole where these are all provinces that follow the notice.
WITH taken AS (
    SELECT l.*, coalesce(l.product_no, 0) AS part_no, CASE WHEN n.reach = 'province' THEN [n.scope_province_code]
        ELSE (SELECT list(p.province_code) FROM mart.recall_progress p WHERE p.notice_id = l.notice_id)
    END AS followed
    FROM mart.recall_liftings l JOIN core.notices n USING (notice_id)
),
judged AS (
    SELECT *, coalesce(len(followed) > 0 AND list_has_all(list(province_code) OVER part, followed), false) AS is_whole
    FROM taken WINDOW part AS (PARTITION BY notice_id, part_no, batch_number)
)
SELECT j.notice_id, j.part_no, j.batch_number, coalesce(x.document_number, j.lifted_by), j.lifted_on,
    CASE WHEN NOT j.is_whole THEN coalesce(u.name, j.province_code) END
FROM judged j
LEFT JOIN core.notices x ON x.notice_id = j.lifted_by
LEFT JOIN reference.units u ON u.unit_code = j.province_code
ORDER BY ALL
"""
