"""`core.notices` and what hangs on it: sources, fields with their words, recalled products, recalled batches.

Belongs here: joining every copy known at the as-of into notices, with what people corrected in them. Does not: reading
texts, or what a correction may say (`pipelines.notices`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

import polars as pl

from pipelines.notices.copies import Copy, documents, notice_names
from pipelines.notices.corrections import IDENTITY, Correction, corrected, correction_of
from pipelines.notices.loading import NOTICE_TABLES, ProvinceOf, notice_rows
from pipelines.notices.model import ParsedNotice
from pipelines.notices.reference import NoticeReference
from pipelines.notices.sources.taking_in import replaced_copies
from pipelines.notices.storing import from_json
from pipelines.recalls import chains
from pipelines.warehouse import Warehouse

_Parsed = tuple[str, str, str, ParsedNotice]
"""SHA-256, file name, source id, parsed text."""


def build(warehouse: Warehouse, reference: NoticeReference, *, province_of: ProvinceOf, as_of: datetime) -> int:
    """Fill the notice tables from the copies known at `as_of`; returns the number of notices.

    Needs the temporary table `decisions_in_force`; leaves `notice_names` (stated_id, notice_id): what people may have
    called each notice.
    """
    known = warehouse.query(
        f"""
        SELECT n.file_sha256, n.file_name, n.source_id, n.parsed
        FROM {warehouse.name("raw.notices")} n
        JOIN {warehouse.name("raw.files")} f ON f.file_sha256 = n.file_sha256 AND f.inbox = 'notices'
        WHERE f.ingested_at <= $as_of AND n.file_sha256 NOT IN ({replaced_copies(warehouse)})
        ORDER BY n.file_sha256
        """,
        {"as_of": as_of},
    )
    before = [(sha, name, source, from_json(parsed)) for sha, name, source, parsed in known.iter_rows()]
    copies = _corrected(warehouse, before, reference)
    _leave_names(warehouse, before, documents(copies))
    frames = notice_rows(copies, province_of=province_of, reference=reference)
    with warehouse.transaction():
        for full_name in NOTICE_TABLES:
            warehouse.replace(full_name, frames[full_name])
        warehouse.replace("core.notice_links", chains.links(warehouse, frames))
    return frames["core.notices"].height


def _leave_names(warehouse: Warehouse, before: Sequence[_Parsed], now: Sequence[tuple[str, Sequence[Copy]]]) -> None:
    """Names of the notices as they are now, and as they would be called without what people corrected."""
    id_of_file = {copy.sha256: notice_id for notice_id, group in now for copy in group}
    names = notice_names(now)
    for notice_id, group in documents(before):
        stated = dict.fromkeys(notice_names([(notice_id, group)]), id_of_file[group[0].sha256])
        names = stated | names
    schema = {"stated_id": pl.String, "notice_id": pl.String}
    warehouse.leave("notice_names", pl.DataFrame(sorted(names.items()), schema=schema, orient="row"))


def _corrected(warehouse: Warehouse, copies: Sequence[_Parsed], reference: NoticeReference) -> Sequence[_Parsed]:
    """Copies as people corrected them, oldest correction first; leaves the temporary table `corrections_lost`.

    One that names only its notice is about every copy of it, by any name that the notice has without or, failing that,
    with what people corrected: correcting a number changes the id, not the decision. But which document a text is, its
    number and day, is said of the texts that bore the name alone: another text may since have joined them. Lost are
    decisions (decision_id) that name no notice and no copy.
    """
    decided = warehouse.query(
        "SELECT decision_id, notice_id, value FROM decisions_in_force WHERE kind = 'notice_correction' "
        "ORDER BY decided_at, decision_id"
    )
    now, files_of, lost = copies, _files_by_name(copies) if decided.height else {}, list[str]()
    bearers = _bearers(copies) if decided.height else {}
    for _ in range(2):
        made: dict[str, list[Correction]] = {}
        lost = []
        for decision_id, notice_id, value in decided.iter_rows():
            correction = correction_of(json.loads(value))
            named = [correction.file_sha256] if correction.file_sha256 else files_of.get(notice_id, [])
            if not correction.file_sha256 and correction.field in IDENTITY:
                named = bearers.get(notice_id, named)
            if not {copy[0] for copy in copies} & set(named):
                lost.append(decision_id)
            for sha256 in named:
                made.setdefault(sha256, []).append(correction)
        now = [(sha, name, source, corrected(p, made.get(sha, ()), reference)) for sha, name, source, p in copies]
        if not lost:
            break
        files_of = _files_by_name(now) | files_of
    warehouse.leave("corrections_lost", pl.DataFrame({"decision_id": lost}, schema={"decision_id": pl.String}))
    return now


def _files_by_name(copies: Sequence[_Parsed]) -> dict[str, list[str]]:
    """The copies of each notice, by every name that it has or could have had; its own name wins over others' names."""
    groups = documents(copies)
    own = {notice_id: [copy.sha256 for copy in group] for notice_id, group in groups}
    return {name: own[notice_id] for name, notice_id in notice_names(groups).items()} | own


def _bearers(copies: Sequence[_Parsed]) -> dict[str, list[str]]:
    """The copies that have a name by their own words alone, for names that are no notice's own."""
    found: dict[str, list[str]] = {}
    for copy in copies:
        for name in notice_names(documents([copy])):
            found.setdefault(name, []).append(copy[0])
    own = {notice_id for notice_id, _ in documents(copies)}
    return {name: files for name, files in found.items() if name not in own}
