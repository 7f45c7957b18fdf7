"""The marts: one asset per SQL file, its lineage read from that file.

Belongs here: which mart waits for which table. Does not: the SQL (`pipelines/marts/`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import dagster as dg

from assets.declared import tables
from assets.resources import Night
from pipelines import marts
from pipelines.core import reference, reports
from pipelines.notices.loading import NOTICE_TABLES
from pipelines.recalls import duties, findings, ledger, lifting, matching
from pipelines.recalls.naming import plain_words
from pipelines.tables import TABLES

_TABLE = re.compile(r"\b(?:raw|reference|core|mart)\.\w+\b")


def _judge(night: Night) -> None:
    reports.judge_reports(night.warehouse, as_of=night.as_of)


def _judge_sign_offs(night: Night) -> None:
    reference.build_ledger_starts(night.warehouse, night.settings, night.reference, as_of=night.as_of)
    ledger.judge_sign_offs(night.warehouse, as_of=night.as_of)
    findings.keep_ledger_findings(night.warehouse, night.settings, as_of=night.as_of)


def _match(night: Night) -> None:
    matching.match(night.warehouse, plain_words(night.settings))


def _lift(night: Night) -> None:
    lifting.leave_liftings(night.warehouse)


def _list_duties(night: Night) -> None:
    duties.leave_duties(night.warehouse, night.settings)


PREPARED: Mapping[str, tuple[Callable[[Night], None], tuple[str, ...]]] = {
    "judged_reports": (_judge, ("core.submissions", "core.decisions", "core.serious_cases", "raw.reports")),
    "matched_products": (
        _match,
        (
            *("core.notices", "core.recalled_batches", "core.recalled_products", "core.submissions"),
            *("core.sign_offs", "raw.cells", "raw.mentions"),
        ),
    ),
    "lifted_parts": (_lift, NOTICE_TABLES),
    "recall_duties_known": (_list_duties, ("core.decisions",)),
    "judged_sign_offs": (
        _judge_sign_offs,
        (
            *("core.decisions", *NOTICE_TABLES, "core.notice_links", "core.sign_offs", "core.submissions"),
            *("core.notice_numbers", "raw.runs", "raw.files", "raw.sign_offs"),
        ),
    ),
}
"""Temporary tables that marts read: the verb that leaves each, and what it reads itself."""


def read_by(full_name: str) -> tuple[str, ...]:
    """The tables that a mart's SQL names, and those behind the temporary tables it names."""
    sql = marts.sql_of(full_name)
    direct = [name for name in _TABLE.findall(sql) if name in TABLES]
    behind = [name for temporary, (_, names) in PREPARED.items() if temporary in sql for name in names]
    return tuple(sorted({*direct, *behind} - {full_name}))


def _mart(full_name: str) -> dg.AssetsDefinition:
    def build(night: Night) -> None:
        for temporary, (prepare, _) in PREPARED.items():
            if temporary in marts.sql_of(full_name):
                prepare(night)
        marts.build(night.warehouse, full_name, as_of=night.as_of)

    build.__name__ = full_name.replace(".", "_")
    build.__doc__ = f"Rebuild {full_name} whole from the tables it reads."
    return tables(full_name, reads=read_by(full_name), kinds=("sql",))(build)


ASSETS = tuple(_mart(full_name) for full_name in marts.ORDER)
