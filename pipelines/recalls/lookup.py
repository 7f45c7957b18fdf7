"""One name, number or batch in any spelling: is it recalled, by which documents, where did it turn up.

Belongs here: the questions to a published snapshot and what their answers prove. Does not: words for the terminal
(`pipelines.reporting`) or the page (`dashboards`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import duckdb

from pipelines.recalls.asking import Named, QueryWords, named
from pipelines.recalls.holding import Lifting, Part, hold, known_liftings
from pipelines.recalls.keys import confused_key, folded, name_key

SHORTEST_TEXT = 3
"""Letters and digits below which nothing can be looked up."""
MOST_HITS = 200
RECALLING_KINDS = ("recall", "suspension")
_LONGEST_RUN = 5
_LEAST_TOKEN = 4
"""Letters from which the first word of a name says which product is meant."""
_LABELS = frozenset(
    (
        *("so", "lo", "lot", "batch", "no", "sdk", "gdklh", "dang", "ky", "thuoc", "my", "san", "pham", "vien", "nen"),
        *("nang", "bao", "phim", "cong", "van", "quyet", "dinh", "hop"),
    )
)
"""Words that say what kind of thing follows; they are left out only where nothing answers to the whole text."""
_KIND_BEFORE_NUMBER = "^(?:qd|cv|tb) (?=[0-9])"
"""Kinds of documents in short, as they stand before a number and not in it: `QĐ 9714`."""


@dataclass(frozen=True)
class Hit:
    """One product of one notice that answers, and why.

    Attributes:
        by: `number`, `batch`, `name` or `document`: what of it the text names.
        batches: the recalled batches it is about; all of the product's unless a batch was asked for; empty = the whole
            product.
        certainty: `certain`, or `possible` where the spelling only almost agrees.
        held: of `batches` those that still hold somewhere.
        holds: whether any of it does; a document that took it back in some provinces only leaves it in the others.
        liftings: the documents that took some or all of it back.
    """

    notice_id: str
    document_number: str | None
    issued_on: date | None
    kind: str
    level: int | None
    product_no: int
    name: str | None
    registration_number: str | None
    batches: tuple[str, ...]
    by: str
    certainty: str
    held: tuple[str, ...] = ()
    holds: bool = True
    liftings: tuple[Lifting, ...] = field(default=())


@dataclass(frozen=True)
class Place:
    """One row where a product of the hits turned up, with every cell of it that tells it: `I10, J10`."""

    notice_id: str
    product_no: int
    batch_number: str | None
    place: str
    submission_id: str
    reporter_id: str | None
    file_name: str
    sheet: str | None
    cell: str | None
    certainty: str
    reason: str
    received_at: datetime | None


@dataclass(frozen=True)
class Source:
    """One source of notices, and when it was last read and last gave something."""

    source_id: str
    read_at: datetime | None
    loaded_at: datetime | None
    newest_loaded: str | None
    state: str


@dataclass(frozen=True)
class LookUp:
    """What is known of one text as of the snapshot; absence proves nothing."""

    text: str
    as_of: datetime | None
    notices: int
    hits: tuple[Hit, ...]
    places: tuple[Place, ...]
    sources: tuple[Source, ...]

    @property
    def certain(self) -> tuple[Hit, ...]:
        """Hits whose spelling agrees."""
        return tuple(hit for hit in self.hits if hit.certainty == "certain")

    @property
    def possible(self) -> tuple[Hit, ...]:
        """Hits a person should compare."""
        return tuple(hit for hit in self.hits if hit.certainty == "possible")

    @property
    def is_recalled(self) -> bool:
        """Whether a recall or suspension that holds names it for certain."""
        return any(hit.holds for hit in self.recalling)

    @property
    def recalling(self) -> tuple[Hit, ...]:
        """Certain hits of recalls and suspensions, taken back or not."""
        return tuple(hit for hit in self.certain if hit.kind in RECALLING_KINDS)

    @property
    def is_partly_lifted(self) -> bool:
        """Whether a recall that names it for certain holds, and something of these recalls was taken back."""
        return self.is_recalled and any(hit.liftings for hit in self.recalling)

    @property
    def was_recalled(self) -> bool:
        """Whether every recall or suspension that names it for certain has been taken back."""
        return not self.is_recalled and bool(self.recalling)

    def places_of(self, hit: Hit) -> tuple[Place, ...]:
        """Where the product of a hit turned up; of a batch that was asked for, only that batch or none.

        What turned up for certain is only a possible find of a text that only almost names the product.
        """
        return tuple(
            replace(place, certainty=hit.certainty) if hit.certainty == "possible" else place for place in self.places
            if (place.notice_id, place.product_no) == (hit.notice_id, hit.product_no)
            and (hit.by != "batch" or place.batch_number is None or place.batch_number in hit.batches)
        )  # fmt: skip


def is_too_short(text: str) -> bool:
    """Whether a text has too few letters and digits to look anything up."""
    return len(name_key(text)) < SHORTEST_TEXT


def look_up(connection: duckdb.DuckDBPyConnection, text: str, lists: QueryWords) -> LookUp:
    """Look one text up in a published snapshot; at most `MOST_HITS` hits, certain ones first, likest and newest first.

    `lists`: `asking.query_words(...)`.
    """
    words = folded(text)
    names: list[tuple[str]] = connection.execute(_NAMES).fetchall()
    known = named(text, [name for (name,) in names], lists)
    products = _products_sql(words, known)
    hits = _hits(connection.execute(products).fetchall(), known)[:MOST_HITS]
    plain = " ".join(word for word in words.split(" ") if word not in _LABELS)
    plain = re.sub(_KIND_BEFORE_NUMBER, "", plain)
    if (
        plain != words
        and len(plain.replace(" ", "")) >= SHORTEST_TEXT
        and not any(h.certainty == "certain" for h in hits)
    ):
        # "lô 051225", "thuốc X", "công văn 3147/QLD-CL": what it is, before its name.
        without_labels = _products_sql(plain, known)
        found = _hits(connection.execute(without_labels).fetchall(), known)[:MOST_HITS]
        products, hits = (without_labels, found) if found else (products, hits)
    places = connection.execute(_PLACES.format(products=products)).fetchall() if hits else []
    hits = _held(hits, known_liftings(connection)) if hits else hits
    sources = connection.execute(_SOURCES).fetchall()
    as_of, notices = connection.execute(
        "SELECT (SELECT max(as_of) FROM quality.runs), (SELECT count(*) FROM core.notices)"
    ).fetchall()[0]
    return LookUp(
        text, as_of, notices, tuple(hits), tuple(Place(*row) for row in places), tuple(Source(*row) for row in sources)
    )


def _products_sql(words: str, known: Named) -> str:
    """The question with its keys written into it: binding one parameter makes DuckDB import pandas, half a second."""
    key = words.replace(" ", "")
    return _PRODUCTS.format(
        words=_literal(words),
        key=_literal(key),
        number=_literal(key.lstrip("0")),
        confused=_literal(confused_key(key).lstrip("0")),
        runs=_literals(_runs(words)),
        tokens=_literals([word for word in words.split(" ") if len(word) >= _LEAST_TOKEN]),
        named=_literals(sorted(known.certain)),
        alike=_literals(sorted(known.possible)),
        tells=known.tells,
    )


def _literal(key: str) -> str:
    """A folded key as SQL; whatever is no small letter, digit or space has been folded away before."""
    if not re.fullmatch("[0-9a-z ]*", key):
        raise ValueError(key)
    return f"'{key}'"


def _literals(keys: list[str]) -> str:
    return f"CAST([{', '.join(map(_literal, keys))}] AS VARCHAR[])"


def _hits(rows: list[tuple[Any, ...]], judged: Named) -> list[Hit]:
    hits: dict[tuple[str, int], Hit] = {}
    batches: dict[tuple[str, int], list[str]] = {}
    for row in rows:
        notice_id, document, issued, kind, level, product_no, name, number, batch, by, certain = row
        place = (notice_id, product_no)
        known = hits.get(place)
        rank = (bool(certain), by == "batch")
        if known is None or rank > (known.certainty == "certain", known.by == "batch"):
            certainty = "certain" if certain else "possible"
            hits[place] = Hit(notice_id, document, issued, kind, level, product_no, name, number, (), by, certainty)
            batches[place] = []
        elif rank < (known.certainty == "certain", known.by == "batch"):
            continue
        if batch:
            batches[place].append(batch)
    found = [Hit(**{**vars(hit), "batches": tuple(batches[place])}) for place, hit in hits.items()]

    def order(hit: Hit) -> tuple[str, float, int, str, int]:
        is_almost_named = hit.by == "name" and hit.certainty == "possible"
        likeness = judged.possible.get(folded(hit.name or ""), 0.0) if is_almost_named else 100.0
        day = (hit.issued_on or date.min).toordinal()
        return hit.certainty, -likeness, -day, hit.notice_id, hit.product_no

    return sorted(found, key=order)


def _held(hits: list[Hit], lifted: dict[Part, list[tuple[Any, ...]]]) -> list[Hit]:
    """Hits with what of each still holds; only what was asked for: of a batch, that batch."""
    found = []
    for hit in hits:
        parts = [(hit.notice_id, hit.product_no, batch) for batch in (hit.batches or (None,))]
        held, liftings = hold(parts, lifted)
        batches = tuple(batch for _, _, batch in held if batch)
        found.append(replace(hit, held=batches, holds=bool(held), liftings=liftings))
    return found


def _runs(words: str) -> list[str]:
    """Runs of words as keys, for a text that says more than one number: only those that hold a digit."""
    split = words.split(" ")
    runs = {"".join(split[a : a + n]) for n in range(1, _LONGEST_RUN + 1) for a in range(len(split) - n + 1)}
    return sorted(run.lstrip("0") for run in runs if len(run) >= 4 and any(c.isdigit() for c in run))


_NAMES = "SELECT DISTINCT words FROM mart.recall_keys WHERE words <> ''"

_PRODUCTS = """
-- Product × batch that answers, with what of it does and whether the spelling agrees. A number or batch inside a longer
-- text counts; one that is a slip away, or that takes a letter for a digit, is possible only, and so is a batch that
-- only a less official copy names. The beginning of a document's number is possible: where numbers run on, not (`971`).
WITH judged AS (
    SELECT *,
        coalesce(number_key <> '' AND (number_key = {number} OR list_contains({runs}, number_key)), false)
            OR coalesce(former_key <> '' AND (former_key = {number} OR list_contains({runs}, former_key)), false)
            AS is_number,
        batch_key = {key} OR (length(batch_key) >= 4 AND list_contains({runs}, ltrim(batch_key, '0'))
            AND (list_contains({runs}, number_key) OR list_contains({runs}, former_key)
                OR list_contains({tokens}, split_part(words, ' ', 1)))) AS is_batch,
        ({tells} AND words <> '' AND contains(' ' || words || ' ', ' ' || {words} || ' '))
            OR replace(words, ' ', '') = {key} OR list_contains({named}, words) AS is_name,
        document_key = {key} AS is_document,
        regexp_matches({number}, '^[0-9]{{2}}') AND starts_with(ltrim(document_key, '0'), {number})
            AND NOT regexp_matches(ltrim(document_key, '0')[length({number}) :], '^[0-9][0-9]')
            AS is_near_document,
        length({number}) >= 6 AND (damerau_levenshtein(number_key, {number}) = 1
            OR damerau_levenshtein(former_key, {number}) = 1 OR number_confused = {confused}) AS is_near_number,
        length({key}) >= 4 AND (damerau_levenshtein(batch_key, {key}) = 1
            OR batch_confused = {confused}) AS is_near_batch,
        list_contains({alike}, words)
            OR (length({key}) >= 4 AND contains(replace(words, ' ', ''), {key})) AS is_near_name
    FROM mart.recall_keys
)
SELECT j.notice_id, n.document_number, n.issued_on, n.kind, n.level, coalesce(j.product_no, 0), j.name,
    p.registration_number, j.batch_number,
    CASE
        WHEN is_batch THEN 'batch' WHEN is_number THEN 'number' WHEN is_document THEN 'document'
        WHEN is_name THEN 'name' WHEN is_near_number THEN 'number' WHEN is_near_batch THEN 'batch'
        WHEN is_near_document THEN 'document' ELSE 'name'
    END AS by,
    coalesce((is_batch AND b.in_doubt IS NOT TRUE) OR is_number OR is_document OR is_name, false) AS certain
FROM judged j
JOIN core.notices n USING (notice_id)
LEFT JOIN core.recalled_products p ON p.notice_id = j.notice_id AND p.product_no = j.product_no
LEFT JOIN core.recalled_batches b
    ON b.notice_id = j.notice_id AND b.product_no = j.product_no AND b.batch_number = j.batch_number
WHERE is_batch OR is_number OR is_document OR is_name OR is_near_number OR is_near_batch OR is_near_document
    OR is_near_name
ORDER BY certain DESC, n.issued_on DESC NULLS LAST, j.notice_id, j.product_no, j.batch_number
LIMIT 2000
"""

_PLACES = """
SELECT m.notice_id, m.product_no, m.batch_number, coalesce(u.name, r.name, m.province_code), m.submission_id,
    s.reporter_id, s.file_name, m.sheet, m.cells, m.certainty, m.reason, m.received_at
FROM mart.recall_matches m
JOIN core.submissions s USING (submission_id)
LEFT JOIN reference.units u ON u.unit_code = m.ward_code
LEFT JOIN reference.reporters r ON r.reporter_id = s.reporter_id
WHERE m.notice_id IN (SELECT notice_id FROM ({products}))
ORDER BY m.certainty, m.score DESC, m.received_at DESC, m.submission_id, m.cell
"""

_SOURCES = """
SELECT source_id, read_at, loaded_at, newest_loaded, state FROM quality.sources
WHERE source_id NOT LIKE '%reports' ORDER BY source_id
"""
