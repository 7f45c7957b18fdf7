"""Small published worlds for the pages: three provinces and a year, one ward, no rows, nothing at all.

Rows are made by a fixed formula, not by chance: the same world every time, with every status, state and answer in it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from pipelines import marts
from pipelines.publishing import publish
from pipelines.settings import CHECKOUT, LOCAL_ZONE, Settings
from pipelines.tables import TABLES
from pipelines.warehouse import open_warehouse

AS_OF = datetime(2026, 10, 26, 2, 10, tzinfo=LOCAL_ZONE)
MONTHS = [f"2025-{m:02d}" for m in (11, 12)] + [f"2026-{m:02d}" for m in range(1, 11)]
WARDS = {
    "31": "Thủy Nguyên,Thành Đông,Hải Dương,Lê Thanh Nghị,Hồng Bàng,Lê Chân,Kiến An,Hải An,Đồ Sơn,An Dương",
    "66": "Buôn Ma Thuột,Tân An,Tân Lập,Thành Nhất,Ea Kao,Buôn Hồ,Cư Bao,Tuy Hòa,Phú Yên,Bình Kiến",
    "82": "Mỹ Tho,Đạo Thạnh,Mỹ Phong,Thới Sơn,Trung An,Gò Công,Long Thuận,Sơn Qui,Cao Lãnh,Sa Đéc",
}
PROVINCES = {"31": "Thành phố Hải Phòng", "66": "Tỉnh Đắk Lắk", "82": "Tỉnh Đồng Tháp"}
AGENCIES = {"SCT": "Sở Công Thương", "CA": "Công an tỉnh"}
HOSTILE_NAME = "<img src=x onerror=alert(1)> =HYPERLINK(1) & Thuốc ho thảo dược Minh Họa"


def nothing_published(folder: Path) -> Settings:
    """A home in which no night ever ran."""
    settings = Settings(home=folder)
    settings.create_folders()
    return settings


def empty(folder: Path) -> Settings:
    """A snapshot whose tables exist and hold no row."""
    return _publish(folder, {})


def one_ward(folder: Path) -> Settings:
    """One ward, one month, one report."""
    return _publish(folder, _world({"31": WARDS["31"].split(",")[:1]}, MONTHS[-1:], agencies={}))


def full(folder: Path) -> Settings:
    """Three provinces, twelve months, everything that can happen."""
    return _publish(folder, _world({p: names.split(",") for p, names in WARDS.items()}, MONTHS, agencies=AGENCIES))


def demo(folder: Path) -> Settings:
    """The full world under a directive that is an illustration."""
    tables = _world({p: names.split(",") for p, names in WARDS.items()}, MONTHS, agencies=AGENCIES)
    tables["reference.directives"] = tables["reference.directives"].with_columns(demo=pl.lit(True))
    return _publish(folder, tables)


def _publish(folder: Path, tables: dict[str, pl.DataFrame]) -> Settings:
    settings = Settings(home=folder)
    settings.create_folders()
    with open_warehouse(settings) as warehouse:
        for name, frame in tables.items():
            warehouse.replace(name, frame)
        marts.build(warehouse, "mart.recall_keys", as_of=AS_OF)
        publish(warehouse, settings, as_of=AS_OF, run_id="test")
    return settings


def _world(wards: dict[str, list[str]], months: list[str], *, agencies: dict[str, str]) -> dict[str, pl.DataFrame]:
    units = list(_units(wards))
    reporters = list(_reporters(wards, agencies))
    compliance = list(_compliance(reporters, months))
    trends = list(_trends(units, months))
    notices = list(_notices())
    ledger = list(_ledger(reporters, notices))
    submissions = list(_submissions(compliance))
    changes = list(_changes(submissions))
    return {
        "reference.units": pl.DataFrame(units),
        "reference.reporters": pl.DataFrame(reporters, infer_schema_length=None),
        "reference.directives": pl.DataFrame(
            [
                {
                    "directive_id": f"{p}-KH",
                    "province_code": p,
                    "title": "Kế hoạch chống hàng giả",
                    "document_number": "01/KH-UBND",
                    "issued_on": date(2026, 1, 12),
                    "source": "test",
                    "demo": False,
                }
                for p in wards
            ]
        ),
        "reference.obligations": pl.DataFrame(
            [
                {
                    "obligation_id": f"{p}-{form}",
                    "directive_id": f"{p}-KH",
                    "form": form,
                    "counts": form == "monthly",
                    "verified": True,
                }
                for p in wards
                for form in ("monthly", "campaign", "quick")
            ]
        ),
        **_code_lists(),
        "core.expected_reports": _expected(compliance),
        "mart.compliance": pl.DataFrame(compliance, infer_schema_length=None),
        "mart.reporter_compliance": _reporter_compliance(compliance),
        "quality.waiting": pl.DataFrame(list(_waiting(reporters)), infer_schema_length=None),
        "core.submissions": pl.DataFrame(submissions, infer_schema_length=None),
        "quality.version_changes": pl.DataFrame(
            changes, schema=TABLES["quality.version_changes"].polars_schema(), infer_schema_length=None
        ),
        "quality.findings": pl.DataFrame(list(_findings(compliance)), infer_schema_length=None),
        "mart.trends": pl.DataFrame(trends, infer_schema_length=None),
        "mart.category_risk": pl.DataFrame(list(_risks(units)), infer_schema_length=None),
        "core.notices": pl.DataFrame(notices, infer_schema_length=None),
        "mart.notice_reviews": pl.DataFrame(list(_reviews(notices)), infer_schema_length=None),
        "core.recalled_products": pl.DataFrame(list(_products(notices)), infer_schema_length=None),
        "core.recalled_batches": pl.DataFrame(list(_batches(notices)), infer_schema_length=None),
        "mart.recall_ledger": pl.DataFrame(ledger, infer_schema_length=None),
        "mart.recall_progress": _progress(ledger),
        "mart.recall_duties": _duties(ledger),
        "core.notice_links": pl.DataFrame(_LINKS),
        "core.notice_sources": pl.DataFrame(list(_copies(notices))),
        "mart.recall_matches": pl.DataFrame(list(_matches(compliance))),
        "core.inspection_lines": pl.DataFrame(list(_lines(compliance)), infer_schema_length=None),
        "mart.kpis": _kpis(compliance, trends, ledger, months),
        "quality.sources": pl.DataFrame(
            [
                {
                    "source_id": "inbox_reports",
                    "read_at": AS_OF,
                    "changed_at": AS_OF,
                    "loaded_at": AS_OF,
                    "state": "ok",
                },
                {
                    "source_id": "inbox_notices",
                    "read_at": AS_OF - timedelta(days=2),
                    "newest_listed": "101/QĐ-MH",
                    "newest_loaded": "100/QĐ-MH",
                    "state": "stale",
                },
            ]
        ),
        "quality.runs": pl.DataFrame(
            [
                {
                    "run_id": f"run{n}",
                    "as_of": AS_OF - timedelta(days=n),
                    "started_at": AS_OF - timedelta(days=n),
                    "finished_at": AS_OF - timedelta(days=n) + timedelta(seconds=41) if n else None,
                    "files_seen": 300 - n,
                    "files_new": 12,
                    "files_failed": n % 3,
                    "published": f"s{n}",
                }
                for n in range(5)
            ]
        ),
    }


def _reviews(notices: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    first, *_ = notices
    copy = {"notice_id": first["notice_id"], "file_sha256": "aa", "confidence": 0.2}
    batch = {"product_no": 1, "batch_number": "010823"}
    yield {**copy, **batch, "field": "batches.manufactured_on", "raw": "10823", "why": "unreadable"}
    yield {**copy, "field": "level", "value": "2", "raw": "mức độ 2 hoặc 3", "why": "low_confidence"}
    yield {**copy, "field": "kind", "value": "other", "raw": "Bãi bỏ việc thu hồi", "why": "low_confidence"}
    yield {**copy, "field": "scope", "raw": "", "why": "missing"}


def _units(wards: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    for province, names in wards.items():
        yield {"unit_code": province, "name": PROVINCES[province], "kind": "province", "province_code": province}
        for n, name in enumerate(names):
            code = _ward_code(province, n)
            kind, prefix = _kind(n)
            yield {
                "unit_code": code,
                "name": f"{prefix} {name}",
                "kind": kind,
                "province_code": province,
                "ward_code": code,
            }


def _kind(n: int) -> tuple[str, str]:
    return ("commune", "Xã") if n % 4 == 3 else ("special_zone", "Đặc khu") if n == 8 else ("ward", "Phường")


def _ward_code(province: str, n: int) -> str:
    return f"{int(province) * 300 + n:05d}"


def _reporters(wards: dict[str, list[str]], agencies: dict[str, str]) -> Iterator[dict[str, Any]]:
    for unit in _units(wards):
        if unit["kind"] != "province":
            code = unit["unit_code"]
            yield {
                "reporter_id": code,
                "name": unit["name"],
                "kind": unit["kind"],
                "province_code": unit["province_code"],
                "ward_code": code,
                "contact": "Văn phòng UBND",
                "phone": f"0225.{code[:3]}.{code[2:]}",
            }
    for province in wards:
        for short, name in agencies.items():
            yield {"reporter_id": f"{province}-{short}", "name": name, "kind": "agency", "province_code": province}


def _due(month: str) -> datetime:
    return datetime(int(month[:4]), int(month[5:]), 25, tzinfo=LOCAL_ZONE)


def _compliance(reporters: list[dict[str, Any]], months: list[str]) -> Iterator[dict[str, Any]]:
    for n, reporter in enumerate(reporters):
        for m, month in enumerate(months):
            yield _report(reporter, "monthly", month, _due(month), _fate(n, m, len(months)))
        if "2026-03" in months:
            yield _report(reporter, "campaign", "TET-2026", datetime(2026, 4, 5, tzinfo=LOCAL_ZONE), _fate(n, 3, 12))
        if n % 5 == 0:
            due = _due(months[-1]) - timedelta(days=6, hours=5)
            yield _report(reporter, "quick", f"VV-{reporter['reporter_id']}", due, ("on_time", "late")[n % 2])


def _fate(n: int, m: int, months: int) -> str:
    if m == months - 1 and months > 1:
        return ("on_time", "on_time", "late", "missing", "on_time", "missing", "exempt", "late")[n % 8]
    if n % 9 == 4:
        return ("late", "missing", "on_time")[m % 3]
    return "late" if (n * 7 + m * 3) % 11 == 0 else "on_time"


def _report(reporter: dict[str, Any], form: str, period: str, due: datetime, status: str) -> dict[str, Any]:
    hours = {"on_time": -30.5, "late": 32.2}.get(status)
    received = None if hours is None else due + timedelta(hours=hours)
    number = sum(map(ord, reporter["reporter_id"] + period))
    missing = status == "missing"
    return {
        "obligation_id": f"{reporter['province_code']}-{form}",
        "directive_id": f"{reporter['province_code']}-KH",
        "form": form,
        "reporter_id": reporter["reporter_id"],
        "reporter_name": reporter["name"],
        "province_code": reporter["province_code"],
        "ward_code": reporter.get("ward_code"),
        "period": period,
        "due_at": due,
        "due_at_original": due,
        "received_at": received,
        "received_evidence": "file_time" if number % 7 == 0 else "received_csv",
        "status": status,
        "hours_late": hours if status == "late" else (AS_OF - due) / timedelta(hours=1) if missing else None,
        "extended": False,
        "state": None if received is None else "returned" if number % 13 == 0 else "accepted",
        "content": None if received is None else "nil" if number % 3 == 0 else "filled",
        "accepted_at": None if received is None or number % 13 == 0 else received,
        "submission_id": None if received is None else f"{reporter['reporter_id']}-{form}-{period}",
        "unconfirmed": status == "late" and number % 7 == 0,
        "pending_file": missing and number % 3 == 0,
        "empty_sent_at": due - timedelta(hours=4) if missing and number % 3 == 1 else None,
        "unreadable_sent_at": due - timedelta(hours=2) if missing and number % 6 == 2 else None,
        "due_month": f"{due:%Y-%m}",
        "counts": form == "monthly",
    }


def _expected(compliance: list[dict[str, Any]]) -> pl.DataFrame:
    rows = [
        {
            **{k: r[k] for k in ("obligation_id", "directive_id", "form", "reporter_id", "province_code", "ward_code")},
            "period": r["period"],
            "due_at": r["due_at"],
            "due_at_original": r["due_at"],
            "period_start": date(2025, 12, 15) if r["form"] == "campaign" else None,
            "period_end": date(2026, 3, 31) if r["form"] == "campaign" else None,
        }
        for r in compliance
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _reporter_compliance(compliance: list[dict[str, Any]]) -> pl.DataFrame:
    return (
        pl.DataFrame(compliance, infer_schema_length=None)
        .group_by("reporter_id", "province_code", "ward_code", "form", maintain_order=True)
        .agg(
            due=pl.len(),
            on_time=(pl.col("status") == "on_time").sum(),
            late=(pl.col("status") == "late").sum(),
            missing=(pl.col("status") == "missing").sum(),
            streak=pl.lit(1),
        )
    )


def _submissions(compliance: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for r in compliance:
        if r["received_at"] is not None:
            yield {
                **{k: r[k] for k in ("submission_id", "reporter_id", "province_code", "ward_code", "obligation_id")},
                **{k: r[k] for k in ("directive_id", "form", "period", "received_at", "received_evidence", "state")},
                "file_sha256": "ab" * 32,
                "file_name": f"bao-cao-{r['reporter_id']}-{r['period']}.xlsx",
                "ingested_at": AS_OF,
                "version": 1,
                "is_current": r["state"] == "accepted",
                "content": r["content"],
                "line_count": 3,
                "error_count": int(r["state"] == "returned"),
                "warning_count": 1,
            }


def _waiting(reporters: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Reports that wait: an office of a ward, two wards of one name, a sealed file, a stranger's."""
    first, *others = [r for r in reporters if r.get("ward_code")]
    at = datetime(2026, 10, 24, 9, 5, tzinfo=LOCAL_ZONE)
    shared = {"form": "monthly", "form_text": "tháng", "period": "2026-10", "period_text": "10/2026"}
    rows: list[dict[str, Any]] = [
        {"reporter_text": f"Trạm Y tế {first['name']}", "candidates": [first["reporter_id"]], **shared,
         "sender": "tram@minhhoa.example", "rules": ["reporter_unknown"], "state": "unrecognised"},
        {"reporter_text": None, "candidates": [], "rules": ["sealed"], "state": "unreadable",
         "sender": "vanthu@minhhoa.example"},
        {"reporter_text": "<b>Công ty</b> " + HOSTILE_NAME, "candidates": [], **shared, "sender": None,
         "rules": ["reporter_unknown", "period_unreadable"], "state": "unrecognised"},
        {"reporter_text": "xa minh hoa", "candidates": [r["reporter_id"] for r in others[:6]], **shared,
         "sender": None, "rules": ["reporter_unknown"], "state": "unrecognised"},
    ]  # fmt: skip
    for n, row in enumerate(rows):
        yield {
            **row,
            "submission_id": f"{n:016x}-1",
            "file_name": f"bao cao thang 10 ({n}).xlsx",
            "province_code": None if row["state"] == "unreadable" else first["province_code"],
            "path": f"phong/bao cao thang 10 ({n}).xlsx",
            "received_at": at + timedelta(hours=n),
            "received_evidence": "mail",
        }


def _changes(submissions: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The last submission of all becomes the second version of the one before it."""
    if len(submissions) < 2:
        return
    previous, later = submissions[-2:]
    later["version"] = 2
    cells = [
        ("changed", "E7", "Số cơ sở được kiểm tra", "5", "8", False),
        ("row_added", "A9", "Nhóm hàng", None, HOSTILE_NAME, False),
        ("changed", "B12", "Ngày ký", "@2026-10-05T00:00:00", "@2026-10-06", False),
        ("changed", "J7", "Nội dung", None, None, True),
        ("sheet_emptied", None, None, "12", None, False),
    ]
    for number, (change, cell, heading, before, after, restricted) in enumerate(cells, 1):
        yield {
            "submission_id": later["submission_id"],
            "previous_submission_id": previous["submission_id"],
            "change_no": number,
            "change_count": 7,
            "change": change,
            "sheet": "Vụ việc" if restricted else "Kiểm tra",
            "cell": cell,
            "heading": heading,
            "before": before,
            "after": after,
            "is_restricted": restricted,
        }


def _findings(compliance: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for n, r in enumerate(compliance):
        shared = {k: r[k] for k in ("reporter_id", "province_code", "ward_code", "form", "period")}
        if r["submission_id"] is not None and n % 3 == 0:
            returned = r["state"] == "returned"
            yield {
                **shared,
                "finding_id": f"f{n}",
                "submission_id": r["submission_id"],
                "rule": "number_unreadable" if returned else "violating_exceeds_inspected",
                "severity": "error" if returned else "warning",
                "file_name": f"bao-cao-{r['reporter_id']}-{r['period']}.xlsx",
                "sheet": "Kiểm tra",
                "cell": f"E{7 + n % 5}",
                "value": "1 2o" if returned else "14",
                "expected": "một số" if returned else "≤ 12",
                "message_vi": "Ô không đọc được thành số." if returned else "Số cơ sở vi phạm lớn hơn số kiểm tra.",
                "message_en": "The cell is no number." if returned else "More violating than inspected.",
                "cure_vi": "Sửa ô và gửi lại.",
                "cure_en": "Correct the cell and send the file again.",
                "first_seen_at": r["received_at"],
                "resolved_at": AS_OF if n % 2 else None,
            }
        elif r["status"] == "missing":
            yield {
                **shared,
                "finding_id": f"m{n}",
                "rule": "none_missing",
                "severity": "error",
                "message_vi": f"{r['reporter_name']} chưa nộp báo cáo kỳ {r['period']}.",
                "message_en": f"{r['reporter_name']} has not reported for {r['period']}.",
                "cure_vi": "Gọi đơn vị, đề nghị gửi báo cáo.",
                "cure_en": "Call the reporter and ask for the report.",
                "first_seen_at": AS_OF,
            }


def _codes() -> list[str]:
    with (CHECKOUT / "data/reference/categories.csv").open(encoding="utf-8") as rows:
        return [row["category"] for row in csv.DictReader(rows)]


def _code_lists() -> dict[str, pl.DataFrame]:
    folder = CHECKOUT / "data" / "reference"
    return {
        f"reference.{name}": pl.read_csv(folder / f"{name}.csv").drop("source", "quote", strict=False)
        if name != "kpis"
        else pl.read_csv(folder / "kpis.csv")
        for name in ("categories", "channels", "violations", "kpis")
    }


def _trends(units: list[dict[str, Any]], months: list[str]) -> Iterator[dict[str, Any]]:
    for u, unit in enumerate(units):
        size = 40 if unit["kind"] == "province" else 3
        for m, month in enumerate(months):
            for c, category in enumerate(_codes()):
                inspected = size + (u * 3 + m * 5 + c * 7) % size + (size if m in (2, 3, 4) else 0)
                violating = (inspected * (2 + c % 5 + m % 3)) // 40
                if size > 3 or (u + c) % 3 == 0:
                    yield {
                        "province_code": unit["province_code"],
                        "ward_code": unit.get("ward_code"),
                        "category": category,
                        "period": month,
                        "inspected": inspected,
                        "violating": violating,
                        "cases_total": violating + c % 2,
                        "fines_vnd": violating * 6_500_000 + c * 250_000,
                        "samples_taken": inspected // 8,
                        "samples_failed": violating // 6,
                        "conformity_rate": 1 - violating / inspected,
                        "reporting_rate": 0.75 if month == months[-1] else 0.97,
                    }


def _risks(units: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for u, unit in enumerate(units):
        for c, category in enumerate(_codes()):
            if unit["kind"] != "province" and (u + c) % 2:
                continue
            level = 1 + (u * 5 + c * 3 + u * c) % 5
            known = not (u == 0 and c == len(_codes()) - 1)
            rate = 0.03 * level
            yield {
                "province_code": unit["province_code"],
                "ward_code": unit.get("ward_code"),
                "category": category,
                "window_start": date(2025, 10, 15),
                "window_end": date(2026, 10, 14),
                "inspected": 120 if known else 0,
                "violating": 12 if known else 0,
                "samples_taken": 14,
                "samples_failed": 2,
                "raw_rate": 0.1 if known else None,
                "smoothed_rate": rate if known else None,
                "rate_low": rate * 0.6 if known else None,
                "rate_high": rate * 1.5 if known else None,
                "probability_above": 0.82 if known else None,
                "open_recalls": c % 3,
                "risk_score": level / 5 if known else None,
                "risk_level": level if known else None,
                "reasons": ["12/120 cơ sở vi phạm (10 %)", "2/14 mẫu không đạt", "2 văn bản thu hồi đang mở"],
            }


def _notices() -> Iterator[dict[str, Any]]:
    groups = ("medicine", "cosmetic", "health_supplement", "medical_device")
    kinds = ("recall", "recall", "suspension", "counterfeit_warning", "registration_withdrawal")
    for n in range(12):
        issued = date(2026, 10, 20) - timedelta(days=n * 17)
        yield {
            "notice_id": f"n{n:02d}",
            "document_number": f"{101 - n}/QĐ-MH",
            "issued_on": issued,
            "published_on": issued,
            "kind": kinds[n % 5],
            "product_group": groups[n % 4],
            "level": (1, 2, 3, None)[n % 4],
            "authority": "Cục Quản lý Dược (minh họa)",
            "reason": "Mẫu không đạt chỉ tiêu hàm lượng",
            "due_by_law": issued + timedelta(days=(3, 15, 30, 30)[n % 4]),
            "due_in_notice": issued + timedelta(days=20) if n % 2 else None,
            "completeness": 0.75,
        }


def _products(notices: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for n, notice in enumerate(notices):
        for p in range(1 + n % 2):
            yield {
                "notice_id": notice["notice_id"],
                "product_no": p + 1,
                "name": HOSTILE_NAME if n == 0 else f"Viên nang Minh Họa {n}.{p + 1}",
                "registration_number": f"VD-{10000 + n * 7 + p}-21",
                "manufacturer": "Công ty Dược phẩm Minh Họa",
                "importer": None,
            }


def _batches(notices: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for product in _products(notices):
        for b in range(2):
            yield {
                "notice_id": product["notice_id"],
                "product_no": product["product_no"],
                "batch_number": f"MH{product['notice_id'][1:]}{b + 1:02d}",
                "expires_on": date(2028, 2, 29),
            }


def _ledger(reporters: list[dict[str, Any]], notices: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for n, notice in enumerate(notices):
        if notice["kind"] not in {"recall", "suspension"}:
            continue
        for r, reporter in enumerate(reporters):
            if reporter.get("ward_code") is None:
                continue
            answer = "closed" if n > 5 else ("none", "acknowledged", "searched", "closed", "searched")[(r + n) % 5]
            answered = answer in {"searched", "closed"}
            yield {
                "notice_id": notice["notice_id"],
                "reporter_id": reporter["reporter_id"],
                "province_code": reporter["province_code"],
                "ward_code": reporter["ward_code"],
                "due_at": AS_OF + timedelta(days=4) if reporter["province_code"] == "31" else None,
                "received_at": AS_OF - timedelta(days=1) if answered else None,
                "status": "on_time" if answered else "not_due",
                "answer": answer,
                "establishments_checked": 4 if answered else None,
                "quantity_found": 12.5 if answered else None,
                "quantity_sealed": 12.0 if answered else None,
                "quantity_unit": "hộp" if answered else None,
                "closed_on": date(2026, 10, 24) if answer == "closed" else None,
                "due_source": "3812/SYT-NVD ngày 05/10/2026" if reporter["province_code"] == "31" else None,
                "pending_file": r == 1,
                "unconfirmed": False,
                "extended": False,
                "units_differ": False,
            }


def _progress(ledger: list[dict[str, Any]]) -> pl.DataFrame:
    return (
        pl.DataFrame(ledger, infer_schema_length=None)
        .group_by("notice_id", "province_code", maintain_order=True)
        .agg(
            wards_expected=pl.len(),
            wards_acknowledged=pl.col("answer").is_in(["searched", "closed"]).sum(),
            wards_closed=(pl.col("answer") == "closed").sum(),
            due_at=pl.col("due_at").first(),
            names_unanswered=pl.col("reporter_id").filter(pl.col("answer").is_in(["none", "acknowledged"])),
            names_open=pl.col("reporter_id").filter(pl.col("answer") != "closed"),
        )
        .with_columns(wards_late=0, wards_missing=0, quantity_sealed=120.0, quantity_unit=pl.lit("hộp"))
        .with_columns(
            status=pl.when(pl.col("wards_closed") == pl.col("wards_expected"))
            .then(pl.lit("closed"))
            .otherwise(pl.lit("open"))
        )
    )


_LINKS = [
    {"notice_id": "n00", "product_no": 1, "earlier_notice_id": "n01", "earlier_product_no": 1, "relation": "widens",
     "basis": "registration_number", "cited": True, "escalations": ["level_raised", "batches_added"]}
]  # fmt: skip


def _copies(notices: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for notice in notices:
        yield {
            "notice_id": notice["notice_id"],
            "file_sha256": notice["notice_id"],
            "source_id": "notices",
            "title": f"Văn bản minh họa {notice['document_number']}",
            "published_on": notice["published_on"],
        }


def _duties(ledger: list[dict[str, Any]]) -> pl.DataFrame:
    asked = sorted({(row["notice_id"], row["province_code"]) for row in ledger})
    return pl.DataFrame(
        [
            {"notice_id": notice, "province_code": province, "duty": duty, "duty_no": number, "name_vi": said,
             "name_en": duty, "source": "Thông tư minh họa", "state": "done" if number == 1 else "open"}
            for notice, province in asked
            for number, (duty, said) in enumerate([("publish", "Đăng văn bản"), ("supervise", "Giám sát")], 1)
        ]
    )  # fmt: skip


def _matches(compliance: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    sent = [r for r in compliance if r["submission_id"] is not None and r["ward_code"] is not None]
    for n, r in enumerate(sent[::40] or sent):
        yield {
            "notice_id": f"n{n % 6:02d}",
            "product_no": 1,
            "batch_number": f"MH{n % 6:02d}01",
            "table_name": "core.inspection_lines",
            "submission_id": r["submission_id"],
            "province_code": r["province_code"],
            "ward_code": r["ward_code"],
            "sheet": "Kiểm tra",
            "cell": f"B{7 + n}",
            "cells": f"B{7 + n}",
            "method": ("exact", "normalised", "fuzzy")[n % 3],
            "score": 1 - n % 3 * 0.1,
            "certainty": ("certain", "certain", "possible")[n % 3],
            "reason": ("number_and_batch", "name_and_batch", "batch_almost")[n % 3],
            "matched_text": f"Viên nang Minh Họa · MH{n % 6:02d}01",
        }


def _lines(compliance: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for r in compliance:
        if r["submission_id"] is not None and r["content"] == "filled":
            for row in range(2):
                yield {
                    **{k: r[k] for k in ("submission_id", "reporter_id", "directive_id", "form", "province_code")},
                    "line_id": f"{r['submission_id']}-{row}",
                    "ward_code": r["ward_code"],
                    "place_ward_code": r["ward_code"],
                    "period": r["period"],
                    "category": _codes()[row * 3],
                    "violation": "counterfeit",
                    "channel": "pharmacy",
                    "establishments_inspected": 6,
                    "establishments_violating": 1,
                    "cases_total": 1,
                    "fines_vnd": 12_500_000,
                    "samples_taken": 2,
                    "samples_failed": 0,
                    "sheet": "Kiểm tra",
                    "row": 7 + row,
                }


def _kpis(
    compliance: list[dict[str, Any]], trends: list[dict[str, Any]], ledger: list[dict[str, Any]], months: list[str]
) -> pl.DataFrame:
    rows: list[dict[str, Any]] = []
    for province in sorted({r["province_code"] for r in compliance}):
        for month in months:
            reports = [
                r["status"]
                for r in compliance
                if (r["province_code"], r["period"], r["form"]) == (province, month, "monthly")
            ]
            quick = [
                r["status"]
                for r in compliance
                if (r["province_code"], r["due_month"], r["form"]) == (province, month, "quick")
            ]
            found = [
                t for t in trends if t["ward_code"] is None and (t["province_code"], t["period"]) == (province, month)
            ]
            asked = [w for w in ledger if w["province_code"] == province]
            due = sum(s in {"on_time", "late", "missing"} for s in reports)
            inspected = sum(t["inspected"] for t in found)
            figures = {
                "on_time_rate": (reports.count("on_time"), due),
                "reporters_missing": (reports.count("missing"), None),
                "conformity_rate": (inspected - sum(t["violating"] for t in found), inspected),
                "cases_total": (sum(t["cases_total"] for t in found), None),
                "fines_vnd": (sum(t["fines_vnd"] for t in found), None),
                "open_notices": (len({w["notice_id"] for w in asked if w["answer"] != "closed"}), None),
                "wards_answered_rate": (sum(w["answer"] in {"searched", "closed"} for w in asked), len(asked)),
                "serious_24h_rate": (quick.count("on_time"), len(quick)),
            }
            for kpi, (numerator, denominator) in figures.items():
                value = None if denominator == 0 else numerator if denominator is None else numerator / denominator
                rows.append(
                    {
                        "kpi": kpi,
                        "province_code": province,
                        "period": month,
                        "value": None if value is None else float(value),
                        "numerator": float(numerator),
                        "denominator": None if denominator is None else float(denominator),
                    }
                )
    return pl.DataFrame(rows, infer_schema_length=None)


def utc(value: datetime) -> datetime:
    """The same instant as storage holds it."""
    return value.astimezone(UTC)
