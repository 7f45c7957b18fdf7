"""Answers for the terminal from the published snapshot: who owes what, and is this product recalled.

Belongs here: the text of `status` and `recalled`. Does not: the dashboard's queries, or files that leave the house.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Any

import duckdb

from pipelines.publishing import read_snapshot
from pipelines.settings import LOCAL_ZONE, Settings

STATUS_WORDS = {
    "on_time": "nộp đúng hạn",
    "late": "nộp trễ hạn",
    "missing": "chưa nộp – quá hạn",
    "not_due": "chưa đến hạn",
    "exempt": "miễn",
}
FORM_WORDS = {
    "quick": "báo cáo nhanh",
    "monthly": "báo cáo tháng",
    "campaign": "báo cáo đợt cao điểm",
    "yearly": "báo cáo năm",
    "interim": "báo cáo sơ kết",
    "final": "báo cáo tổng kết",
    "consolidated": "báo cáo tổng hợp",
    "sign_off": "kết quả rà soát, thu hồi",
}
_SHORTEST_TEXT = 3


def status_text(settings: Settings, *, province: str | None, period: str | None) -> str:
    """Counts per province and form, then every report that is late or missing, worst first.

    Without `period`: the latest round of each form whose deadline has passed.
    """
    with read_snapshot(settings) as connection:
        as_of = _rows(connection, "SELECT max(as_of) FROM quality.runs")[0][0]
        parameters = {"province": province, "period": period}
        rounds = _rows(connection, _ROUNDS, parameters)
        names = dict(_rows(connection, "SELECT unit_code, name FROM reference.units WHERE kind = 'province'"))
        lines = [f"Số liệu đến {_clock(as_of)}" + (" – DỮ LIỆU MINH HỌA" if _is_sample(connection) else "")]
        for code, form, round_period, expected, *counts in rounds:
            on_time, late, missing, not_due, exempt = counts
            lines.append(
                f"{names.get(code, code)}, {FORM_WORDS[form]} {round_period}: "
                f"{on_time + late}/{expected - exempt} đã nộp; "
                f"{on_time} đúng hạn, {late} trễ, {missing} chưa nộp, {not_due} chưa đến hạn, {exempt} miễn"
            )
        open_reports = _rows(connection, _OPEN_REPORTS, parameters)
        for code, form, round_period, name, status, hours, received, unconfirmed in open_reports:
            arrival = f", nhận {_clock(received)}" if received else ""
            doubt = ", chưa xác nhận thời điểm nhận" if unconfirmed else ""
            lines.append(
                f"  {code} {name}: {FORM_WORDS[form]} {round_period}, "
                f"{STATUS_WORDS[status]} {_span(hours)}{arrival}{doubt}"
            )
    if not rounds:
        lines.append("Không có báo cáo phải nộp nào khớp điều kiện.")
    return "\n".join(lines)


def recalled_text(settings: Settings, text: str) -> str:
    """Whether a name, registration number or batch is in a notice, by which documents, and where it turned up."""
    key = comparison_key(text)
    if len(key) < _SHORTEST_TEXT:
        return f"{text!r} quá ngắn để tra cứu: cần ít nhất {_SHORTEST_TEXT} chữ hoặc số."
    with read_snapshot(settings) as connection:
        found = _rows(connection, _NOTICES, {"key": key})
        lines = [f"{text}: có trong {len(found)} văn bản" if found else f"{text}: không có trong văn bản nào đã nạp"]
        for notice_id, kind, number, issued, level, name, registration, batches in found:
            level_text = f", mức độ {level}" if level else ""
            dated = f" ngày {issued:%d/%m/%Y}" if issued else ""
            lines.append(f"  {number or 'không số'}{dated}: {_KIND_WORDS[kind]}{level_text}")
            lines.append(f"    {name or 'không rõ tên'}; số đăng ký {registration or '–'}; lô {batches or '–'}")
            for place, file_name, sheet, cell in _rows(connection, _MATCHES, {"notice": notice_id}):
                lines.append(f"    đã gặp: {place}, tệp {file_name}, trang {sheet}, ô {cell}")
        if _is_sample(connection):
            lines.append("DỮ LIỆU MINH HỌA")
    return "\n".join(lines)


def comparison_key(text: str | None) -> str:
    """Letters without marks and digits, in lower case: how names, numbers and batches are compared."""
    plain = unicodedata.normalize("NFD", (text or "").replace("đ", "d").replace("Đ", "D").replace("Ð", "D"))
    return re.sub(r"[^0-9a-z]", "", "".join(c for c in plain if not unicodedata.combining(c)).lower())


def _key(column: str) -> str:
    """`comparison_key` in SQL."""
    plain = f"strip_accents(replace(replace(replace({column}, 'đ', 'd'), 'Đ', 'D'), 'Ð', 'D'))"
    return f"regexp_replace(lower({plain}), '[^0-9a-z]', '', 'g')"


_KIND_WORDS = {
    "recall": "thu hồi",
    "suspension": "tạm ngừng, đình chỉ lưu hành",
    "counterfeit_warning": "cảnh báo hàng giả",
    "registration_withdrawal": "thu hồi số đăng ký",
    "other": "văn bản khác",
}

_LATEST = """
WITH latest AS (
    SELECT province_code, form, arg_max(period, due_at) AS period
    FROM mart.compliance_rates
    WHERE due_at <= (SELECT max(as_of) FROM quality.runs)
    GROUP BY ALL
)
"""

_CHOSEN = """
    (c.period = $period OR ($period IS NULL AND c.period = l.period))
    AND ($province IS NULL OR c.province_code = $province)
"""

_ROUNDS = f"""{_LATEST}
SELECT c.province_code, c.form, c.period, c.expected, c.on_time, c.late, c.missing, c.not_due, c.exempt
FROM mart.compliance_rates c
LEFT JOIN latest l USING (province_code, form)
WHERE {_CHOSEN}
ORDER BY ALL
"""

_OPEN_REPORTS = f"""{_LATEST}
SELECT c.reporter_id, c.form, c.period, c.reporter_name, c.status, c.hours_late, c.received_at, c.unconfirmed
FROM (SELECT * REPLACE (CASE WHEN form = 'quick' THEN due_month ELSE period END AS period) FROM mart.compliance) c
LEFT JOIN latest l USING (province_code, form)
WHERE c.status IN ('missing', 'late') AND {_CHOSEN}
ORDER BY c.province_code, c.form, c.status = 'late', c.hours_late DESC, c.reporter_id
"""

_NOTICES = f"""
SELECT n.notice_id, n.kind, n.document_number, n.issued_on, n.level, p.name, p.registration_number,
    string_agg(b.batch_number, ', ' ORDER BY b.batch_number)
FROM core.notices n
LEFT JOIN core.recalled_products p USING (notice_id)
LEFT JOIN core.recalled_batches b USING (notice_id, product_no)
GROUP BY ALL
HAVING {_key("p.registration_number")} = $key
    OR contains({_key("p.name")}, $key)
    OR {_key("n.document_number")} = $key
    OR bool_or({_key("b.batch_number")} = $key)
ORDER BY n.issued_on DESC NULLS LAST, n.notice_id, p.name
"""

_MATCHES = """
SELECT coalesce(u.name, r.name, m.province_code), s.file_name, m.sheet, m.cell
FROM mart.recall_matches m
JOIN core.submissions s USING (submission_id)
LEFT JOIN reference.units u ON u.unit_code = m.ward_code
LEFT JOIN reference.reporters r ON r.reporter_id = s.reporter_id
WHERE m.notice_id = $notice
ORDER BY ALL
"""


def _rows(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, Any] | None = None
) -> list[tuple[Any, ...]]:
    return connection.sql(sql, params=parameters).fetchall() if parameters else connection.sql(sql).fetchall()


def _is_sample(connection: duckdb.DuckDBPyConnection) -> bool:
    return bool(_rows(connection, "SELECT coalesce(bool_or(demo), false) FROM reference.directives")[0][0])


def _clock(instant: datetime) -> str:
    return f"{instant.astimezone(LOCAL_ZONE):%d/%m/%Y %H:%M}"


def _span(hours: float) -> str:
    """A span in words: whole days and hours, minutes below a day."""
    minutes = int(hours * 60)
    days, rest = divmod(minutes, 24 * 60)
    words = [f"{days} ngày"] if days else []
    words += [f"{rest // 60} giờ"] if rest >= 60 else []
    words += [f"{rest % 60} phút"] if not days and rest % 60 else []
    return " ".join(words) or "dưới 1 phút"
