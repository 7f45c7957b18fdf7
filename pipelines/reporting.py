"""Answers for the terminal from the published snapshot: who owes what, and is this product recalled.

Belongs here: the text of `status` and `recalled`. Does not: the dashboard's queries, or files that leave the house.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import duckdb

from pipelines.publishing import read_snapshot
from pipelines.recalls import lookup
from pipelines.recalls.asking import query_words
from pipelines.recalls.holding import Lifting
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
    if lookup.is_too_short(text):
        return f"{text!r} quá ngắn để tra cứu: cần ít nhất {lookup.SHORTEST_TEXT} chữ hoặc số."
    with read_snapshot(settings) as connection:
        found = lookup.look_up(connection, text, query_words(settings))
        lines = list(verdict_lines(found))
        for title, hits in (("Có trong", found.certain), ("CÓ THỂ là (cần đối chiếu)", found.possible)):
            lines += [f"{title} {len({hit.notice_id for hit in hits})} văn bản:"] if hits else []
            lines += [line for hit in hits for line in _hit_lines(found, hit)]
        lines += list(_source_lines(found))
        if _is_sample(connection):
            lines.append("DỮ LIỆU MINH HỌA")
    return "\n".join(lines)


def verdict_lines(found: lookup.LookUp) -> Iterator[str]:
    """The verdict in one line, and below it what still holds and what was taken back, where something was."""
    if found.is_recalled:
        partly = (
            "CÒN BỊ THU HỒI hoặc đình chỉ một phần" if found.is_partly_lifted else "BỊ THU HỒI hoặc đình chỉ lưu hành"
        )
        yield f"{found.text}: {partly}"
    elif found.was_recalled:
        yield f"{found.text}: ĐÃ TỪNG bị thu hồi hoặc đình chỉ; nay đã bãi bỏ"
    elif found.certain:
        yield f"{found.text}: có trong văn bản, nhưng không phải văn bản thu hồi"
    elif found.possible:
        yield f"{found.text}: không có đúng tên, số này; có tên, số gần giống"
    else:
        yield f"{found.text}: không có trong văn bản nào đã nạp"
    if found.is_partly_lifted or found.was_recalled:
        yield from (f"  CÒN thu hồi: {_part(hit, hit.held)}" for hit in found.recalling if hit.holds)
        for hit in found.recalling:
            for lifting in hit.liftings:
                yield f"  đã bãi bỏ: {_part(hit, lifting.batches)}, {_by(lifting)}"


def _part(hit: lookup.Hit, batches: Sequence[str]) -> str:
    said = f"lô {', '.join(batches)}" if batches else "mọi lô hoặc không nêu lô"
    return f"{hit.name or 'không rõ tên'}, {said} ({hit.document_number or 'không số'})"


def _by(lifting: Lifting) -> str:
    where = f", chỉ ở {', '.join(lifting.provinces)}" if lifting.provinces else ""
    return f"theo {lifting.document} ngày {lifting.lifted_on:%d/%m/%Y}{where}"


def _hit_lines(found: lookup.LookUp, hit: lookup.Hit) -> Iterator[str]:
    level = f", mức độ {hit.level}" if hit.level else ""
    dated = f" ngày {hit.issued_on:%d/%m/%Y}" if hit.issued_on else ""
    yield f"  {hit.document_number or 'không số'}{dated}: {_KIND_WORDS[hit.kind]}{level}"
    batches = ", ".join(hit.batches) or "mọi lô hoặc không nêu lô"
    yield f"    {hit.name or 'không rõ tên'}; số đăng ký {hit.registration_number or '–'}; lô {batches}"
    for lifting in hit.liftings:
        yield f"    đã bãi bỏ: lô {', '.join(lifting.batches) or 'như trên'}, {_by(lifting)}"
    for place in found.places_of(hit):
        seen = "đã gặp" if place.certainty == "certain" else "có thể đã gặp, cần đối chiếu"
        yield f"    {seen}: {place.place}, tệp {place.file_name}, trang {place.sheet}, ô {place.cell}"


def _source_lines(found: lookup.LookUp) -> Iterator[str]:
    """What was searched and as of when: that nothing was found is no proof."""
    yield f"Tính đến {_clock(found.as_of) if found.as_of else '–'}, trong {found.notices} văn bản đã nạp."
    for source in found.sources:
        read = _clock(source.read_at) if source.read_at else "chưa đọc"
        loaded = _clock(source.loaded_at) if source.loaded_at else "chưa nạp được gì"
        newest = f", mới nhất {source.newest_loaded}" if source.newest_loaded else ""
        yield f"  Nguồn {source.source_id}: đọc lúc {read}, nạp lúc {loaded}{newest}"
    if not found.certain:
        yield "Không tìm thấy không có nghĩa là không bị thu hồi: văn bản có thể chưa công bố hoặc chưa nạp."


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
