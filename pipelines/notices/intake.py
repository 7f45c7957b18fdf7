"""Reading notices that arrived: each archived file once, into `raw`.

Belongs here: which notices wait, what becomes of a file that cannot be read, one transaction per batch. Does not: how
a file becomes text (`reading`) or what the text means (`parsing`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipelines import inbox
from pipelines.intake import ReadCounts, WaitingFile, batches, file_row, load, waiting
from pipelines.notices.carrying import listed
from pipelines.notices.reference import NoticeReference
from pipelines.notices.sources.declared import Source
from pipelines.notices.sources.journal import keep_bytes
from pipelines.notices.sources.taking_in import Origin, origins
from pipelines.notices.storing import to_json
from pipelines.notices.worker import NoticeContext, NoticeFile, NoticeJob, Said, read_notice_files
from pipelines.settings import Settings
from pipelines.warehouse import Warehouse
from pipelines.workbooks.context import RULES_FILE as FORM_RULES
from pipelines.workbooks.findings import Rule, read_rules

READER_VERSION = "notices-5"
RULES_FILE = "rules/notices.toml"
_ARRIVED = "SELECT path, file_sha256 FROM {} WHERE path LIKE 'notices/mail:%'"
_DEEPEST = 12
"""A document in mails within each other, as forwarding them makes it; each one costs reading all within it again."""


def read_notices(
    warehouse: Warehouse, settings: Settings, reference: NoticeReference, sources: Mapping[str, Source]
) -> ReadCounts:
    """Read every waiting notice; one that cannot be read becomes a finding that says why."""
    known = origins(warehouse)
    rules = {
        **read_rules(settings.shipped_reference / FORM_RULES),
        **read_rules(settings.shipped_reference / RULES_FILE),
    }
    arrived = set(warehouse.query(_ARRIVED.format(warehouse.name("raw.arrivals"))).iter_rows())
    read = failed = 0
    # Mails carry documents, which may be mails: each round reads what the one before unpacked.
    for depth in range(1, _DEEPEST + 1):
        before = read
        for batch in batches(waiting(warehouse, "notices")):
            files, notices, findings, arrivals = [], [], [], []
            for file, result in _results(settings, batch, known, reference, sources, depth):
                findings += [_finding(file, said, rules[said.rule]) for said in result.said]
                arrivals += [row for row in _unpacked(settings, file, result, known) if _pair(row) not in arrived]
                is_read = result.parsed is not None or bool(result.carried)
                failed += not is_read
                reason = None if is_read else result.said[-1].rule
                files.append(file_row(file, "notices", "read" if is_read else "unreadable", reason, READER_VERSION))
                if result.parsed is not None:
                    notices.append(_notice_row(file, result, known.get(file.sha256)))
            load(warehouse, files, {"raw.notices": notices, "raw.findings": findings, "raw.arrivals": arrivals})
            read += len(batch)
        if read == before:
            break
    return ReadCounts(read, failed)


def _too_deep(result: NoticeFile) -> NoticeFile:
    """A file whose documents are not taken out any more: it says which."""
    names = [f"{carried.file_name} (lồng quá {_DEEPEST} tầng)" for carried in result.carried]
    said = [one for one in result.said if one.rule != "notice_contents_left"]
    return replace(result, carried=(), said=(*said, Said("notice_contents_left", listed(names))))


def _results(
    settings: Settings,
    files: Sequence[WaitingFile],
    known: Mapping[str, Origin],
    reference: NoticeReference,
    sources: Mapping[str, Source],
    depth: int,
) -> Iterator[tuple[WaitingFile, NoticeFile]]:
    jobs = [_job(settings, file, known.get(file.sha256), sources) for file in files]
    for file, result in zip(files, read_notice_files(jobs, NoticeContext(reference)), strict=True):
        yield file, _too_deep(result) if result.carried and depth == _DEEPEST else result


def _job(settings: Settings, file: WaitingFile, origin: Origin | None, sources: Mapping[str, Source]) -> NoticeJob:
    source = sources.get(origin.source_id) if origin else None
    return NoticeJob(
        path=inbox.archived_path(settings, file.sha256),
        file_name=file.file_name,
        sha256=file.sha256,
        content=source.content if source and origin and origin.role == "article" else "",
        published_on=origin.published_on if origin else None,
    )


def _unpacked(
    settings: Settings, file: WaitingFile, result: NoticeFile, known: dict[str, Origin]
) -> list[dict[str, Any]]:
    """Put the documents of a mail into the archive; they arrive when and whence their mail did."""
    rows = {}
    for carried in result.carried:
        sha256 = keep_bytes(
            settings,
            carried.content,
            source_id="mail",
            url=f"{file.sha256}/{carried.file_name}",
            at=file.ingested_at,
            headers={},
        )
        if file.sha256 in known:
            known.setdefault(sha256, replace(known[file.sha256], role="attachment"))
        rows[sha256] = {
            "file_sha256": sha256,
            "path": f"notices/mail:{file.sha256[:16]}/{carried.file_name}",
            "file_name": carried.file_name,
            "received_at": file.ingested_at,
            "evidence": "mail",
            "sender": None,
            "channel": None,
            "first_seen_at": file.ingested_at,
            "mtime_ns": 0,
            "size_bytes": len(carried.content),
            "container_sha256": file.sha256,
        }
    return list(rows.values())


def _pair(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["path"], row["file_sha256"]


def _notice_row(file: WaitingFile, result: NoticeFile, origin: Origin | None) -> dict[str, Any]:
    assert result.parsed is not None
    parsed = result.parsed
    if origin is not None and parsed.source_url is None and "://" in origin.url:
        parsed = replace(parsed, source_url=origin.url)
    return {
        "file_sha256": file.sha256,
        "file_name": file.file_name,
        "source_id": origin.source_id if origin else "folder",
        "raw_text": result.raw_text,
        "parsed": to_json(parsed),
    }


def _finding(file: WaitingFile, said: Said, rule: Rule) -> dict[str, Any]:
    words = {"file": file.file_name, "value": said.value, "cure": said.cure}
    return {
        "finding_id": hashlib.sha256(f"{said.rule}|{file.sha256}".encode()).hexdigest()[:24],
        "file_sha256": file.sha256,
        "rule": said.rule,
        "severity": rule.severity,
        "value": said.value or file.file_name,
        "message_vi": rule.vi.format_map(words),
        "message_en": rule.en.format_map(words),
        "cure_vi": rule.cure_vi.format_map(words),
        "cure_en": rule.cure_en.format_map(words),
    }
