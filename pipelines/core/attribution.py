"""Whose a report is when its cover does not say: remembered words, sender, folder and file name of its arrivals.

Belongs here: evidence of how a file came, held against what its cover says; it fills what the cover left open and
never overrides it. Evidence belongs to arrivals, not to bytes, so it is weighed anew each night. Does not: reading the
cover (`pipelines.workbooks.recognising`), versions and states (`submissions`), what a person assigned (stronger).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import polars as pl

from pipelines.core.arriving import PathReader, split_path
from pipelines.places import PlaceIndex, fold_name
from pipelines.warehouse import Warehouse

SOURCES = ("alias", "sender", "folder", "file_name")
"""Kinds of evidence beside the cover, strongest first."""

_WAITING_SCHEMA = {
    "submission_id": pl.String,
    "reporter_id": pl.String,
    "attributed_by": pl.String,
    "form": pl.String,
    "period": pl.String,
}
_EVIDENCE_SCHEMA = {"submission_id": pl.String, "reporter_id": pl.String, "source": pl.String, "said": pl.String}


def build(warehouse: Warehouse, places: PlaceIndex, *, as_of: datetime) -> int:
    """Weigh the evidence of every arrival known at `as_of`; returns how many reports it gave to a reporter.

    Leaves the temporary tables `attributions` (submission_id, reporter_id, attributed_by, form, period: what fills
    the gaps of the cover) and `arrival_evidence` (submission_id, reporter_id, source, said: everything that names a
    reporter). Needs `reference.reporters` and `decisions_in_force`.
    """
    reporters = warehouse.read("reference.reporters").select("reporter_id", "email", "province_code", "ward_code")
    aliases = _Aliases(warehouse)
    reader = PathReader(places, reporters["reporter_id"])
    arrivals: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for sha256, path, sender in _arrivals(warehouse, as_of):
        arrivals[sha256].append((path, sender))
    senders = _senders(reporters)
    evidence: list[tuple[str, str, str, str]] = []
    filled: list[dict[str, Any]] = []
    for report in _waiting(warehouse):
        said = _evidence_of(report, arrivals[report["file_sha256"]], reader, senders, aliases)
        evidence += [(report["submission_id"], *row) for row in said.reporters]
        filled.append(_fill(report, said))
    evidence += _beside_the_cover(warehouse, reader, senders, as_of=as_of)
    warehouse.leave("attributions", pl.DataFrame(filled, schema=_WAITING_SCHEMA))
    frame = pl.DataFrame(evidence, schema=_EVIDENCE_SCHEMA, orient="row").unique(maintain_order=True)
    warehouse.leave("arrival_evidence", frame)
    return sum(row["reporter_id"] is not None for row in filled)


class _Aliases:
    """Words and senders that a person said to remember, in force at the as-of."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._texts: dict[tuple[str, str], str] = {}
        self.senders: dict[str, str] = {}
        rows = warehouse.query(
            "SELECT value FROM decisions_in_force WHERE kind = 'alias' ORDER BY decided_at, decision_id"
        )
        for (value,) in rows.iter_rows():
            alias = json.loads(value)
            if alias.get("text"):
                self._texts[alias.get("province_code", ""), fold_text(alias["text"])] = alias["reporter_id"]
            if alias.get("sender"):
                self.senders[alias["sender"].strip().lower()] = alias["reporter_id"]

    def reporter(self, text: str | None, province_code: str | None) -> str | None:
        """Return the reporter remembered for exactly these words of this province."""
        return self._texts.get((province_code or "", fold_text(text))) if text else None


def fold_text(text: str) -> str:
    """Words as they are compared with remembered ones: without case, marks and signs."""
    return fold_name(text)


class _Said:
    """What the arrivals of one file say."""

    def __init__(self) -> None:
        self.reporters: list[tuple[str, str, str]] = []
        """(reporter id, source, what was seen)."""
        self.forms: set[str] = set()
        self.periods: set[str] = set()

    def add(self, reporters: Iterable[str], source: str, said: str) -> None:
        """Note reporters that one piece of evidence names."""
        self.reporters += [(reporter, source, said) for reporter in sorted(reporters)]


def _evidence_of(
    report: Mapping[str, Any],
    arrivals: Iterable[tuple[str, str | None]],
    reader: PathReader,
    senders: Mapping[str, str],
    aliases: _Aliases,
) -> _Said:
    said = _Said()
    remembered = aliases.reporter(report["reporter_text"], report["province_code"])
    if remembered:
        said.add([remembered], "alias", report["reporter_text"])
    for path, sender in arrivals:
        address = (sender or "").strip().lower()
        if address in aliases.senders:
            said.add([aliases.senders[address]], "alias", address)
        elif address in senders:
            said.add([senders[address]], "sender", address)
        found = reader.read(path, report["province_code"])
        said.add(found.folder, "folder", "/".join(split_path(path)[:-1]))
        said.add(found.file_name, "file_name", split_path(path)[-1])
        said.forms.update(filter(None, [found.form]))
        said.periods.update(filter(None, [found.period]))
    return said


def _fill(report: Mapping[str, Any], said: _Said) -> dict[str, Any]:
    """Fill what the cover left open; evidence that disagrees, or that the cover speaks against, fills nothing."""
    reporter, source = _reporter_of(report, said)
    form = next(iter(said.forms)) if len(said.forms) == 1 and not report["form_text"] else None
    period = next(iter(said.periods)) if len(said.periods) == 1 and not report["period_text"] else None
    return {
        "submission_id": report["submission_id"],
        "reporter_id": reporter,
        "attributed_by": source,
        "form": form,
        "period": period,
    }


def _reporter_of(report: Mapping[str, Any], said: _Said) -> tuple[str | None, str | None]:
    if report["state"] == "unreadable" or report["reporter_id"] is not None:
        return None, None  # what cannot be read is given to nobody but by a person
    remembered = {reporter for reporter, source, _ in said.reporters if source == "alias"}
    named = remembered or {reporter for reporter, _, _ in said.reporters}
    if len(named) != 1 or (report["is_conflict"] and not remembered):
        return None, None
    reporter = next(iter(named))
    candidates = report["reporter_candidates"] or []
    if not remembered and report["reporter_text"] and reporter not in candidates:
        return None, None  # the cover names somebody, only nobody knows whom
    return reporter, min((source for _, source, _ in said.reporters), key=SOURCES.index)


def _senders(reporters: pl.DataFrame) -> dict[str, str]:
    """Address or id -> the one reporter it belongs to; an address that several share says nothing."""
    known = reporters.drop_nulls("email").with_columns(email=pl.col("email").str.strip_chars().str.to_lowercase())
    own = known.filter(pl.len().over("email") == 1).select("email", "reporter_id")
    return {row_id.lower(): row_id for row_id in reporters["reporter_id"]} | dict(own.iter_rows())


def _arrivals(warehouse: Warehouse, as_of: datetime) -> Iterable[tuple[str, str, str | None]]:
    """Arrivals of the reports that wait."""
    return warehouse.query(
        f"""
        SELECT file_sha256, path, sender FROM {warehouse.name("raw.arrivals")}
        WHERE first_seen_at <= $as_of AND path LIKE 'reports/%' AND file_sha256 IN (
            SELECT file_sha256 FROM {warehouse.name("raw.reports")} WHERE state IN ('unrecognised', 'unreadable'))
        ORDER BY ALL
        """,
        {"as_of": as_of},
    ).iter_rows()


def _waiting(warehouse: Warehouse) -> Iterable[Mapping[str, Any]]:
    findings = warehouse.name("raw.findings")
    return warehouse.query(
        f"""
        SELECT submission_id, file_sha256, state, form, form_text, reporter_id, reporter_text, reporter_candidates,
            province_code, period_text,
            submission_id IN (SELECT submission_id FROM {findings} WHERE rule = 'reporter_conflict') AS is_conflict
        FROM {warehouse.name("raw.reports")} WHERE state IN ('unrecognised', 'unreadable') ORDER BY submission_id
        """
    ).iter_rows(named=True)


def _beside_the_cover(
    warehouse: Warehouse, reader: PathReader, senders: Mapping[str, str], *, as_of: datetime
) -> Iterable[tuple[str, str, str, str]]:
    """Evidence about reports whose cover names the reporter: only where it names somebody else.

    Codes and addresses are compared in SQL over all arrivals; names only in folders, each of which is read once.
    """
    folders = {
        folder: min(said)
        for (folder,) in warehouse.query(
            "SELECT DISTINCT regexp_replace(path, '/[^/]*$', '') FROM raw_store.raw.arrivals "
            "WHERE path LIKE 'reports/%'"
        ).iter_rows()
        if len(said := reader.folders(tuple(split_path(f"{folder}/-")[:-1]))[0]) == 1
    }
    warehouse.leave("folder_reporters", _pairs(folders))
    warehouse.leave("sender_reporters", _pairs(senders))
    return warehouse.query(_BESIDE, {"as_of": as_of}).iter_rows()


def _pairs(found: Mapping[str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        {"said": list(found), "reporter_id": list(found.values())}, schema={"said": pl.String, "reporter_id": pl.String}
    )


_BESIDE = """
WITH known AS (
    SELECT r.submission_id, r.reporter_id, a.path, lower(trim(a.sender)) AS sender,
        regexp_replace(a.path, '/[^/]*$', '') AS folder,
        regexp_extract(a.path, '(?:^|[/_ .-])(\\d{5})[_ .-][^/]*$', 1) AS code
    FROM raw_store.raw.reports r JOIN raw_store.raw.arrivals a USING (file_sha256)
    WHERE r.reporter_id IS NOT NULL AND a.first_seen_at <= $as_of AND a.path LIKE 'reports/%'
)
SELECT k.submission_id, s.reporter_id, 'sender' AS source, s.said
FROM known k JOIN sender_reporters s ON s.said = k.sender WHERE s.reporter_id <> k.reporter_id
UNION ALL
SELECT k.submission_id, f.reporter_id, 'folder', regexp_replace(f.said, '^reports/', '')
FROM known k JOIN folder_reporters f ON f.said = k.folder WHERE f.reporter_id <> k.reporter_id
UNION ALL
SELECT k.submission_id, p.reporter_id, 'file_name', regexp_extract(k.path, '[^/]*$')
FROM known k JOIN reference.reporters p ON p.reporter_id = k.code WHERE p.reporter_id <> k.reporter_id
ORDER BY ALL
"""
