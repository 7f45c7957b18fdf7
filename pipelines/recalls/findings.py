"""What is said about recalls themselves: decisions and letters that bind nobody, notices nobody could be asked about.

Belongs here: the findings in the words of `rules/recalls.toml`. Does not: which letters bind (`letters`), which ledgers
are open (`opening`), doubts about the lines of reports (`pipelines.history`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from pipelines import quality
from pipelines.decision_lines import digest
from pipelines.recalls.carrying import ASKED_KINDS, holds_in_sql
from pipelines.recalls.keys import document_key_sql
from pipelines.recalls.letters import BELOW, LETTERS
from pipelines.settings import LOCAL_ZONE, Settings
from pipelines.warehouse import Warehouse
from pipelines.workbooks.findings import Rule, read_rules

RULES_FILE = "rules/recalls.toml"
_DECISIONS, _LEDGERS = "recalls.decisions", "recalls.ledgers"


def keep_decision_findings(warehouse: Warehouse, settings: Settings, *, as_of: datetime) -> int:
    """Keep which decisions and letters about notices have no effect, and why; returns the number of open ones.

    Needs `decisions_in_force`, `notice_names`, `corrections_lost` and the tables of `leave_letters`.
    """
    asked = {
        "decision_about_unknown_notice": _UNKNOWN_NOTICE,
        "letter_not_of_the_province": _OTHERS_LETTER,
        "decision_names_no_province": _NO_PROVINCE,
        "letter_asks_a_stranger": _STRANGER,
    }
    return _keep(warehouse, settings, _DECISIONS, asked, as_of=as_of)


def keep_ledger_findings(warehouse: Warehouse, settings: Settings, *, as_of: datetime) -> int:
    """Keep which ledgers could not be opened, dated or closed, and why; returns the number of open ones.

    Needs the temporary tables of `opening`, `lifting`, `letters` and `ledger`, and `ledger_starts`.
    """
    asked = {
        "ledger_without_place": _NO_PLACE,
        "ledger_since_arrival": _SINCE_ARRIVAL,
        "document_told_beside": _TOLD_BESIDE,
        "letter_without_ledger": _NO_LEDGER,
        "letter_tells_more": _TELLS_MORE,
        "lifting_waits": _lifted("l.state IN ('waits', 'no_number')"),
        "lifting_closes_nothing": _lifted("l.state IN ('no_notice', 'several', 'no_day', 'no_place')"),
        "lifting_of_a_part": _lifted("l.state = 'part'"),
        "sign_off_covers_a_part": _COVERS_A_PART,
        "sign_off_without_search": _not_searched("j.received_at IS NOT NULL"),
        "sign_off_without_result": _not_searched("j.received_at IS NULL"),
    }
    return _keep(warehouse, settings, _LEDGERS, asked, as_of=as_of)


def _keep(warehouse: Warehouse, settings: Settings, suite: str, asked: Mapping[str, str], *, as_of: datetime) -> int:
    rules = read_rules(settings.shipped_reference / RULES_FILE)
    rows = [row for name, sql in asked.items() for row in _rows(warehouse, suite, rules[name], sql)]
    return quality.keep_suite_findings(warehouse, suite, [suite], rows, as_of=as_of)


def _rows(warehouse: Warehouse, suite: str, rule: Rule, sql: str) -> Iterator[dict[str, Any]]:
    """Rows of `raw.suite_findings` from a query that gives some of notice_id, reporter_id, decision_id, value, ...

    A query may give sheet and cell (where it is written), place (the same in words), value, expected and heading.
    """
    for row in warehouse.query(sql).iter_rows(named=True):
        words = {name: row.get(name) or "" for name in ("value", "expected", "heading", "place")}
        yield {
            "finding_id": digest(f"{suite}|{rule.id}|" + "|".join(str(row[name]) for name in sorted(row)), 24),
            "scope": suite,
            **{name: row.get(name) for name in ("notice_id", "reporter_id", "sheet", "cell", "value", "expected")},
            "rule": rule.id,
            "severity": rule.severity,
            "message_vi": rule.vi.format_map(words),
            "message_en": rule.en.format_map(words),
            "cure_vi": rule.cure_vi.format_map(words),
            "cure_en": rule.cure_en.format_map(words),
        }


_PLACE = "'Quyết định ' || d.decision_id || ' (' || d.kind || ', ' || d.decided_by || ')'"
_LETTER_PLACE = f"""
    CASE WHEN l.decision_id IS NULL THEN '{LETTERS.file}' ELSE 'decisions' END AS sheet,
    coalesce(l.decision_id, l.stated_id || ', ' || l.letter) AS cell,
    CASE WHEN l.decision_id IS NULL THEN 'Dòng ' || l.stated_id || ' của {LETTERS.file}'
        ELSE 'Quyết định ' || l.decision_id || ' (ledger_due)' END AS place
"""

_UNKNOWN_NOTICE = f"""
SELECT CAST(NULL AS VARCHAR) AS notice_id, d.reporter_id, 'decisions' AS sheet, d.decision_id AS cell,
    {_PLACE} AS place, d.notice_id AS value
FROM decisions_in_force d
WHERE d.notice_id IS NOT NULL AND CASE
    WHEN d.kind = 'notice_correction' THEN d.decision_id IN (SELECT decision_id FROM corrections_lost)
    ELSE d.notice_id NOT IN (SELECT stated_id FROM notice_names)
END
UNION ALL BY NAME
SELECT {_LETTER_PLACE}, l.stated_id AS value
FROM letters_judged l
WHERE l.decision_id IS NULL AND l.stated_id NOT IN (SELECT stated_id FROM notice_names)
ORDER BY ALL
"""

_OTHERS_LETTER = f"""
SELECT m.notice_id, {_LETTER_PLACE}, l.letter AS value, u.name AS heading,
    CASE WHEN l.issuer = '{BELOW}' THEN 'UBND cấp xã' ELSE 'Sở Y tế hoặc UBND ' || i.name END AS expected
FROM letters_judged l
LEFT JOIN notice_names m USING (stated_id)
LEFT JOIN reference.units u ON u.unit_code = l.province_code
LEFT JOIN reference.units i ON i.unit_code = l.issuer
WHERE l.is_refused
ORDER BY ALL
"""

_NO_PROVINCE = f"""
WITH named AS (
    SELECT *, CASE WHEN kind = 'open_ledger' THEN nullif(value, '')
        WHEN kind IN ('ledger_due', 'distribution', 'notice_duty') THEN value ->> 'province_code' END AS province_code
    FROM decisions_in_force
)
SELECT m.notice_id, 'decisions' AS sheet, d.decision_id AS cell, {_PLACE} AS place, d.province_code AS value
FROM named d
LEFT JOIN notice_names m ON m.stated_id = d.notice_id
WHERE d.province_code NOT IN (SELECT unit_code FROM reference.units WHERE kind = 'province')
ORDER BY ALL
"""

_STRANGER = f"""
SELECT m.notice_id, {_LETTER_PLACE}, l.agency AS value, coalesce(u.name, l.province_code) AS heading
FROM (SELECT *, unnest(agencies) AS agency FROM ledger_letters) l
LEFT JOIN notice_names m USING (stated_id)
LEFT JOIN reference.units u ON u.unit_code = l.province_code
LEFT JOIN reference.reporters r ON r.reporter_id = l.agency AND r.province_code = l.province_code
WHERE r.reporter_id IS NULL
ORDER BY ALL
"""

_DOCUMENT = "coalesce(n.document_number, f.file_name, n.notice_id)"
_OF_FILE = "LEFT JOIN raw_store.raw.files f ON f.file_sha256 = n.file_sha256 AND f.inbox = 'notices'"

_NO_PLACE = f"""
-- Said until every followed province is open, or a person has told all of them: one ledger settles nothing of others.
SELECT n.notice_id, f.file_name AS sheet, {_DOCUMENT} AS heading,
    coalesce(n.authority, 'không rõ cơ quan ban hành') AS value,
    string_agg(coalesce(u.name, s.province_code), ', ' ORDER BY s.province_code) AS place
FROM notices_asked a
JOIN core.notices n USING (notice_id)
JOIN ledger_starts s ON coalesce(a.day, a.arrived_on) >= s.starts_on
LEFT JOIN reference.units u ON u.unit_code = s.province_code
{_OF_FILE}
WHERE a.reach IS NULL AND (a.notice_id, s.province_code) NOT IN (SELECT (notice_id, province_code) FROM ledgers)
GROUP BY ALL
ORDER BY ALL
"""

_SINCE_ARRIVAL = f"""
SELECT n.notice_id, f.file_name AS sheet, {_DOCUMENT} AS heading, strftime(min(l.opened_on), '%d/%m/%Y') AS value
FROM ledgers l
JOIN core.notices n USING (notice_id)
{_OF_FILE}
WHERE l.opened_by = 'arrived' AND n.notice_id NOT IN (
    -- A person has looked: the text says no day.
    SELECT notice_id FROM core.notice_fields WHERE field = 'issued_on' AND confidence = 1 AND raw = '' AND value IS NULL
)
GROUP BY ALL
ORDER BY ALL
"""

_NO_LEDGER = f"""
SELECT n.notice_id, {_LETTER_PLACE}, l.letter AS value, coalesce(u.name, l.province_code) AS heading,
    {_DOCUMENT} AS expected
FROM ledger_letters l
JOIN notice_names m USING (stated_id)
JOIN core.notices n USING (notice_id)
{_OF_FILE}
LEFT JOIN reference.units u ON u.unit_code = l.province_code
WHERE NOT EXISTS (
    SELECT 1 FROM notices_meant x JOIN ledgers o USING (notice_id)
    WHERE x.stated_id = l.stated_id AND o.province_code = l.province_code AND {holds_in_sql("x", "l.province_code")}
)
ORDER BY ALL
"""

_TELLS_MORE = f"""
-- A letter that carries out a notice has no ledger of its own: a product of it that no known notice has is followed
-- nowhere.
SELECT n.notice_id, f.file_name AS sheet, {_DOCUMENT} AS heading,
    string_agg(DISTINCT coalesce(p.name, p.registration_number), '; ') AS value,
    (SELECT string_agg(coalesce(e.document_number, e.notice_id), ', ' ORDER BY e.notice_id)
        FROM letters_carrying c JOIN core.notices e ON e.notice_id = c.earlier_notice_id
        WHERE c.notice_id = n.notice_id) AS expected
FROM core.notices n
JOIN core.recalled_products p USING (notice_id)
{_OF_FILE}
WHERE n.notice_id IN (SELECT notice_id FROM letters_carrying) AND n.kind IN {ASKED_KINDS}
    AND coalesce(n.issued_on, n.published_on) >= (SELECT min(starts_on) FROM ledger_starts)
    AND NOT EXISTS (
        SELECT 1 FROM core.notice_links k
        WHERE k.notice_id = p.notice_id AND k.product_no = p.product_no AND k.relation = 'passes_on'
    )
GROUP BY ALL
HAVING value IS NOT NULL
ORDER BY ALL
"""

_TOLD_BESIDE = f"""
SELECT DISTINCT n.notice_id, f.file_name AS sheet, {_DOCUMENT} AS heading, o.value
FROM core.notice_fields o
JOIN core.notices n USING (notice_id)
{_OF_FILE}
WHERE o.field = 'other_document' AND {document_key_sql("o.value")} NOT IN (
    SELECT {document_key_sql("document_number")} FROM core.notices WHERE document_number IS NOT NULL
)
ORDER BY ALL
"""

_COVERS_A_PART = f"""
SELECT k.notice_id, k.reporter_id, f.file_name AS sheet, {_DOCUMENT} AS heading, k.lacking AS value,
    coalesce(r.name, k.reporter_id) AS place
FROM sign_offs_lacking k
JOIN sign_offs_asked a ON a.period = k.notice_id AND a.reporter_id = k.reporter_id AND a.lifted_by IS NULL
JOIN core.notices n ON n.notice_id = k.notice_id
{_OF_FILE}
LEFT JOIN (SELECT reporter_id, any_value(name) AS name FROM reference.reporters GROUP BY ALL) r
    ON r.reporter_id = k.reporter_id
ORDER BY ALL
"""


def _not_searched(condition: str) -> str:
    """Wards whose lines about a notice never say how many establishments were searched, and where the last one is."""
    return f"""
WITH told AS (
    SELECT notice_id, reporter_id, arg_max(sheet, (received_at, entry_id, row)) AS sheet,
        arg_max(coalesce('tệp ' || file_name || ', trang ' || sheet || ', dòng ' || row, 'mục ghi trên trang '
            || entry_id), (received_at, entry_id, row)) AS place
    FROM sign_off_lines
    GROUP BY ALL
    HAVING count(establishments_checked) = 0
)
SELECT j.notice_id, j.reporter_id, t.sheet, {_DOCUMENT} AS heading, t.place AS expected,
    strftime(timezone('{LOCAL_ZONE.key}', j.received_at), '%H:%M %d/%m/%Y') AS value,
    coalesce(r.name, j.reporter_id) AS place
FROM judged_sign_offs j
JOIN told t USING (notice_id, reporter_id)
JOIN core.notices n ON n.notice_id = j.notice_id
{_OF_FILE}
LEFT JOIN (SELECT reporter_id, any_value(name) AS name FROM reference.reporters GROUP BY ALL) r
    ON r.reporter_id = j.reporter_id
WHERE {condition} AND j.status <> 'exempt' AND j.lifted_by IS NULL
ORDER BY ALL
"""


_WHY = {
    "waits": "người chưa xác nhận", "no_number": "không đọc được số văn bản bị bãi bỏ",
    "no_notice": "hệ thống không có văn bản số này ban hành trước đó",
    "several": "có nhiều văn bản cùng số, chưa rõ văn bản nào", "no_day": "không rõ ngày ban hành",
    "no_place": "không rõ phạm vi áp dụng", "part": "còn sản phẩm hoặc lô không bị bãi bỏ",
}  # fmt: skip


def _lifted(condition: str) -> str:
    why = " ".join(f"WHEN '{state}' THEN '{text}'" for state, text in _WHY.items())
    return f"""
SELECT n.notice_id, f.file_name AS sheet, {_DOCUMENT} AS heading, coalesce(l.lifts, 'một văn bản khác') AS value,
    CASE l.state {why} END || coalesce(': ' || array_to_string(l.products_left, ', '), '') AS expected
FROM liftings l
JOIN core.notices n USING (notice_id)
{_OF_FILE}
WHERE {condition}
ORDER BY ALL
"""
