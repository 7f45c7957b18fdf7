"""Decisions of people: append-only lines in `decisions/*.jsonl`, each saying who, when, what and why.

Belongs here: the kinds of decision, reading and appending lines, which of them stand at an instant. Does not: what a
decision does to a deadline or a submission (`pipelines.deadlines`, `pipelines.core`).
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from pipelines import tables
from pipelines.decision_lines import SUBJECTS, UnusableError, digest, json_object, parse_line
from pipelines.decision_values import instant_of
from pipelines.errors import DecisionError
from pipelines.settings import LOCAL_ZONE

NOT_USED_YET = ("sign_month", "saved_view")
"""Kinds that are kept and that nothing acts on yet; whoever writes one is told so."""


@dataclass(frozen=True)
class Problem:
    """One line that was left out (severity error), or that nothing acts on yet (info).

    A `revoke` of `decision_id` says that the line is settled; lines without an id of their own are given one.
    """

    file: str
    line: int
    decision_id: str
    reason: str
    value: str
    said_vi: str
    said_en: str
    severity: str = "error"
    decided_at: datetime | None = None


def read_decisions(folder: Path, *, reporters: Collection[str] | None = None) -> tuple[pl.DataFrame, list[Problem]]:
    """Read every line of every `*.jsonl` file; an empty or absent folder has no decisions.

    A line that cannot be used costs only itself. With `reporters`, one that names another reporter is such a line.

    Returns the usable decisions (columns of `core.decisions`, instants in `value` as ISO in UTC, ordered by decided_at
    and decision_id), and what is wrong with the others, in the order of files and lines.
    """
    rows: dict[str, dict[str, Any]] = {}
    raw: dict[str, str] = {}
    places: dict[str, tuple[str, int]] = {}
    problems: list[Problem] = []
    for file, number, line in _lines(folder):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8", errors="replace").strip()
            if "\ufffd" in text:
                raise UnusableError("no_utf8", text, "có chữ hỏng, không phải UTF-8", "holds bytes that are no UTF-8")
            row = parse_line(text, reporters)
            own = row["decision_id"]
            if own in rows and raw[own] != text:
                raise UnusableError("doubled_id", own, "trùng decision_id với dòng khác", "repeats a decision_id")
        except UnusableError as error:
            stated, moment = _stated(text)
            free = stated if stated and stated not in rows else digest(f"{file}|{number}|{text}")
            where = (file, number, free, error.reason, error.value[:80], error.vi, error.en)
            problems.append(Problem(*where, decided_at=moment))
            continue
        rows.setdefault(own, row)
        raw.setdefault(own, text)
        places.setdefault(own, (file, number))
    known = rows.keys() | {problem.decision_id for problem in problems}
    for own, row in rows.items():
        problems += _without_effect(row, places[own], known)
    shape = tables.TABLES["core.decisions"]
    frame = pl.DataFrame(list(rows.values()), schema=shape.polars_schema()).sort("decided_at", "decision_id")
    return frame, sorted(problems, key=lambda problem: (problem.file, problem.line))


def problem_findings(problems: Sequence[Problem], decisions: pl.DataFrame, as_of: datetime) -> list[dict[str, Any]]:
    """Rows of `raw.suite_findings` for the problems known at `as_of` that no `revoke` has settled by then."""
    settled = _withdrawn(decisions.filter(pl.col("decided_at") <= as_of))
    rows = []
    for found in problems:
        if found.decision_id in settled or (found.decided_at and found.decided_at > as_of):
            continue
        cell, name = f"dòng {found.line}", f"decisions/{found.file}"
        waits = found.severity == "info"
        settle = f"một dòng kind = revoke, value = {found.decision_id}"
        settle_en = f"a line of kind revoke with value {found.decision_id}"
        rows.append(
            {
                "finding_id": digest(f"decision|{found.file}|{found.line}|{found.decision_id}|{found.reason}", 24),
                "scope": "decisions",
                "rule": "decision_unusable",
                "severity": found.severity,
                "sheet": name,
                "cell": cell,
                "value": found.value,
                "expected": found.reason,
                "message_vi": f"{name}, {cell}: “{found.value}” {found.said_vi}.",
                "message_en": f"{name}, line {found.line}: “{found.value}” {found.said_en}.",
                "cure_vi": f"Giữ nguyên dòng này; muốn thôi báo, ghi thêm {settle}."
                if waits
                else f"Không sửa dòng cũ: ghi thêm một dòng đúng, rồi {settle} để thôi báo dòng này.",
                "cure_en": f"Leave the line; to hear of it no more, append {settle_en}."
                if waits
                else f"Do not edit the line: append a right one, then {settle_en} to settle this one.",
            }
        )
    return rows


def append_decision(
    folder: Path,
    *,
    kind: str,
    decided_by: str,
    decided_at: datetime,
    reason: str,
    value: str | dict[str, object] | None = None,
    **subjects: str | None,
) -> str:
    """Add one decision to `<folder>/<year>-<month>.jsonl` and give its id.

    The line is written at once and flushed to disk before the function returns; writers wait for each other.

    Args:
        folder: the home's `decisions/`.
        kind: one of `KINDS`.
        decided_by: who decided.
        decided_at: when, with a time zone.
        reason: why, in words (document number and date where there is one).
        value: what was decided; see `KINDS`.
        subjects: obligation_id, reporter_id, period, submission_id, notice_id.

    Raises:
        DecisionError: the decision is incomplete or its value cannot be understood, or the disk is full.
    """
    unknown = sorted(set(subjects) - set(SUBJECTS))
    if unknown:
        names = ", ".join(unknown)
        raise DecisionError(f"Quyết định không có trường {names}.", f"A decision has no field {names}.")
    if decided_at.tzinfo is None:
        raise DecisionError("decided_at thiếu múi giờ.", "decided_at has no time zone.")
    line: dict[str, object] = {
        "kind": kind,
        **{k: v for k, v in subjects.items() if v},
        "value": value,
        "reason": reason,
    }
    line |= {"decided_by": decided_by, "decided_at": decided_at.isoformat()}
    try:
        row = parse_line(json.dumps(line, ensure_ascii=False))
    except UnusableError as error:
        raise DecisionError(
            f"Chưa ghi quyết định: “{error.value}” {error.vi}.", f"Not saved: “{error.value}” {error.en}."
        ) from error
    line = {"decision_id": row["decision_id"], **line}
    month = decided_at.astimezone(LOCAL_ZONE).strftime("%Y-%m")
    _append_line(folder / f"{month}.jsonl", json.dumps(line, ensure_ascii=False))
    return str(row["decision_id"])


def in_force(decisions: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """Keep the decisions made by `as_of` and not withdrawn by then; `revoke` lines themselves are left out."""
    shaped = tables.TABLES["core.decisions"].frame(decisions)
    known = shaped.filter(pl.col("decided_at") <= as_of.astimezone(UTC)).sort("decided_at", "decision_id")
    return known.filter(~pl.col("decision_id").is_in(sorted(_withdrawn(known))) & (pl.col("kind") != "revoke"))


def _withdrawn(known: pl.DataFrame) -> set[str]:
    """Give the ids that `revoke` lines withdraw, unless they were withdrawn themselves; oldest first in `known`."""
    revoked: set[str] = set()
    for row in reversed(known.filter(pl.col("kind") == "revoke").to_dicts()):
        if row["decision_id"] not in revoked:
            revoked.add(row["value"])
    return revoked


def no_decisions() -> pl.DataFrame:
    """Give an empty frame of decisions."""
    return tables.TABLES["core.decisions"].empty()


def _lines(folder: Path) -> Iterator[tuple[str, int, bytes]]:
    """Yield file name, number and bytes of each line that says something; only a line feed ends a line."""
    for file in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(file.read_bytes().split(b"\n"), start=1):
            if line.strip():
                yield file.name, number, line


def _stated(text: str) -> tuple[str | None, datetime | None]:
    """Give the id and the instant that an unusable line says of itself, as far as they can be read."""
    try:
        found = json_object(text)
    except UnusableError:
        return None, None
    own = found.get("decision_id")
    try:
        moment = instant_of(str(found.get("decided_at"))) if found.get("decided_at") else None
    except ValueError:
        moment = None
    return (own if isinstance(own, str) and own.isprintable() and own else None), moment


def _without_effect(row: dict[str, Any], place: tuple[str, int], known: Collection[str]) -> Iterator[Problem]:
    kind, value = row["kind"], row["value"]
    if kind in NOT_USED_YET:
        said = ("chưa dùng được trong bản này", "is kept but not used by this version yet")
        yield Problem(*place, row["decision_id"], "not_used_yet", kind, *said, "info", row["decided_at"])
    elif kind == "revoke" and value not in known:
        said = ("không phải mã của quyết định nào để thu hồi", "is the id of no decision that could be revoked")
        yield Problem(*place, row["decision_id"], "revokes_nothing", value[:80], *said, decided_at=row["decided_at"])


def _append_line(file: Path, line: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        size = os.fstat(handle).st_size
        cut_short = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        payload = (("\n" if cut_short else "") + line + "\n").encode()
        if os.write(handle, payload) != len(payload):
            os.ftruncate(handle, size)
            raise DecisionError(
                f"{file}: đĩa đầy, chưa ghi quyết định; giải phóng chỗ rồi ghi lại.",
                f"{file}: the disk is full, not saved; free some space and write again.",
            )
        os.fsync(handle)
    finally:
        os.close(handle)
