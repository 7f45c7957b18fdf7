"""True reports as wards and agencies have them: headings of our form, lines that add up, a cover.

Belongs here: what is reported, spelled as the form asks. Does not: any ugliness (`ways`).
"""

from __future__ import annotations

import datetime as dt
from random import Random

from tests.corpus.model import Case, Column, Dated, Line, Report, Sheet, Truth, Value, World

_C, _R = "Số vụ vi phạm", "Kết quả xử lý"
INSPECTION_COLUMNS = (
    ("place_text", "Địa bàn", "place", ""),
    ("category", "Nhóm hàng", "code", ""),
    ("violation", "Hành vi", "code", ""),
    ("channel", "Kênh", "code", ""),
    ("establishments_inspected", "Số cơ sở được kiểm tra", "count", ""),
    ("establishments_violating", "Số cơ sở vi phạm", "count", ""),
    ("cases_smuggled", "Hàng cấm, hàng lậu", "count", _C),
    ("cases_fraud", "Gian lận thương mại", "count", _C),
    ("cases_counterfeit", "Hàng giả, xâm phạm SHTT", "count", _C),
    ("cases_total", "Tổng số vụ", "count", _C),
    ("criminal_cases", "Hình sự (vụ)", "count", _R),
    ("criminal_persons", "Hình sự (đối tượng)", "count", _R),
    ("administrative_cases", "Hành chính (vụ)", "count", _R),
    ("transferred_cases", "Chuyển xử lý (vụ)", "count", _R),
    ("pending_cases", "Đang xác minh (vụ)", "count", _R),
    ("other_cases", "Nhắc nhở, khác (vụ)", "count", _R),
    ("fines_vnd", "Tiền phạt", "money", ""),
    ("goods_value_vnd", "Trị giá hàng vi phạm", "money", ""),
    ("samples_taken", "Số mẫu lấy", "count", ""),
    ("samples_failed", "Số mẫu không đạt", "count", ""),
    ("note", "Ghi chú", "text", ""),
)
SIGN_OFF_COLUMNS = (
    ("notice_number", "Số văn bản thu hồi", "text", ""),
    ("acknowledged_on", "Ngày nhận văn bản", "date", ""),
    ("product_name", "Tên sản phẩm", "text", ""),
    ("registration_number", "Số đăng ký", "text", ""),
    ("batch_number", "Số lô", "text", ""),
    ("establishments_checked", "Số cơ sở rà soát", "count", ""),
    ("establishments_holding", "Số cơ sở còn hàng", "count", ""),
    ("quantity_found", "Số lượng phát hiện", "quantity", ""),
    ("quantity_sealed", "Số lượng thu hồi, niêm phong", "quantity", ""),
    ("quantity_unit", "Đơn vị tính", "text", ""),
    ("closed_on", "Ngày hoàn thành", "date", ""),
)
CASE_COLUMNS = (
    ("case_code", "Mã vụ việc", "text", ""),
    ("serious", "Nghiêm trọng, phức tạp (x)", "mark", ""),
    ("detected_at", "Thời điểm phát hiện", "instant", ""),
    ("seized_at", "Thời điểm bắt giữ, xử lý", "instant", ""),
    ("place_text", "Địa bàn", "place", ""),
    ("channel", "Kênh", "code", ""),
    ("category", "Nhóm hàng", "code", ""),
    ("violation", "Hành vi", "code", ""),
    ("product_name", "Tên sản phẩm", "text", ""),
    ("content", "Nội dung", "text", ""),
    ("registration_number", "Số đăng ký", "text", ""),
    ("batch_number", "Số lô", "text", ""),
    ("value_vnd", "Trị giá", "money", ""),
    ("action", "Hướng xử lý", "text", ""),
)
HOTLINE_COLUMNS = (
    ("received_on", "Ngày tiếp nhận", "date", ""),
    ("channel", "Kênh tiếp nhận", "text", ""),
    ("place_text", "Địa bàn", "place", ""),
    ("category", "Nhóm hàng", "code", ""),
    ("content", "Nội dung", "text", ""),
    ("state", "Tình trạng", "text", ""),
    ("resolved_on", "Ngày xử lý xong", "date", ""),
)
TASK_COLUMNS = (
    ("task_id", "Mã nhiệm vụ", "text", ""),
    ("+content", "Nội dung", "text", ""),
    ("+deadline", "Thời hạn", "text", ""),
    ("state", "Tình trạng", "text", ""),
    ("done_on", "Ngày hoàn thành", "date", ""),
    ("result", "Kết quả, số văn bản", "text", ""),
    ("value", "Chỉ tiêu (%)", "percent", ""),
)
SHEETS = {
    "inspection_lines": ("Kiểm tra", INSPECTION_COLUMNS),
    "sign_offs": ("Thu hồi", SIGN_OFF_COLUMNS),
    "serious_cases": ("Vụ việc", CASE_COLUMNS),
    "hotline_entries": ("Phản ánh", HOTLINE_COLUMNS),
    "task_reports": ("Nhiệm vụ", TASK_COLUMNS),
}
FORMS = {
    "monthly": ("Báo cáo tháng", ("inspection_lines", "sign_offs", "serious_cases", "hotline_entries")),
    "campaign": ("Báo cáo đợt cao điểm", ("inspection_lines", "sign_offs", "serious_cases", "hotline_entries")),
    "yearly": (
        "Báo cáo năm",
        ("inspection_lines", "sign_offs", "serious_cases", "hotline_entries", "task_reports"),
    ),
    "quick": ("Báo cáo nhanh", ("serious_cases",)),
    "sign_off": ("Kết quả rà soát, thu hồi", ("sign_offs",)),
}
PERIODS = {
    "monthly": ("2026-10", "Tháng 10/2026"),
    "campaign": ("TET-2026", "TET-2026"),
    "yearly": ("2026", "Năm 2026"),
    "quick": (None, None),
    "sign_off": (None, None),
}
NOTES = ("đã nhắc nhở", "chưa có hóa đơn", "tạm giữ 15 hộp", "", "", "", "", "cơ sở khắc phục ngay")
PRODUCTS = ("Viên nén Minh Họa", "Kem dưỡng Thử Nghiệm", "Trà thảo mộc Ví Dụ", "Siro ho Mẫu", "Sữa bột Giả Định")


def make_report(chance: Random, world: World, *, form: str = "monthly", agency: bool = False) -> Report:
    """Make one true report of a ward or an agency."""
    if agency:
        reporter_id = chance.choice(sorted(world.agencies))
        name, province = world.agencies[reporter_id]
        ward = None
    else:
        reporter_id = ward = chance.choice(sorted(world.wards))
        name, province = world.wards[ward]
    period, period_words = PERIODS[form]
    report = Report(reporter_id, name, ward, province, form, period)
    title, tables = FORMS[form]
    report.cover = [
        [title.upper()],
        ["Chống buôn lậu, gian lận thương mại, hàng giả trong lĩnh vực y tế"],
        [],
        [],
        ["Mã đơn vị", reporter_id],
        ["Tên đơn vị", name],
        ["Tỉnh, thành phố", world.provinces[province]],
        ["Loại báo cáo", title],
        ["Kỳ báo cáo", period_words],
        ["Số văn bản", f"{chance.randrange(1, 400)}/BC-UBND"],
        ["Ngày ký", "20/10/2026"],
        ["Người ký", "Người Ký Minh Họa"],
        ["Người lập", "Người Lập Minh Họa"],
        ["Điện thoại", "0220000000"],
        ["Không phát sinh (x)", None],
        ["Đơn vị tiền (đồng, nghìn đồng, triệu đồng)", "đồng"],
        ["Khó khăn, vướng mắc", None],
        ["Đề xuất, kiến nghị", None],
    ]
    makers = {
        "inspection_lines": (inspection, 2 + chance.randrange(7)),
        "sign_offs": (sign_off, chance.randrange(4)),
        "serious_cases": (serious_case, chance.randrange(3)),
        "hotline_entries": (hotline, chance.randrange(3)),
        "task_reports": (task, 2 + chance.randrange(4)),
    }
    for table in tables:
        name, columns = SHEETS[table]
        make, lines = makers[table]
        sheet = Sheet(name, table, [Column(*column) for column in columns])
        sheet.two_rows = table == "inspection_lines"
        sheet.above = [[f"Kết quả: {name}"], [f"{report.reporter_name} · {title}"], [], []]
        wanted = max(1, lines) if form in ("quick", "sign_off") else lines
        sheet.lines = [make(chance, world, report, number) for number in range(wanted)]
        report.sheets.append(sheet)
    return report


def inspection(chance: Random, world: World, report: Report, number: int) -> Line:
    """One line of Kiểm tra whose sums agree, as a ward's month looks: small numbers."""
    codes = {name: chance.choice(sorted(world.words[name])) for name in ("categories", "violations", "channels")}
    inspected = chance.choice((0, 1, 2, 3, 5, 8, 12, 40, 136, 1204))
    violating = 0 if not inspected else min(inspected, chance.choice((0, 0, 1, 1, 2, 6)))
    cases = violating if chance.random() < 0.8 else violating + bool(violating)
    classes = _split(chance, cases, 3)
    outcomes = _split(chance, cases, 5)
    administrative = outcomes[1]
    fines = sum(chance.choice((800, 1500, 13500, 15000, 20800, 36500, 46500)) * 1000 for _ in range(administrative))
    taken = chance.choice((0, 0, 1, 2, 10))
    means: Truth = {
        "category": codes["categories"],
        "violation": codes["violations"],
        "channel": codes["channels"],
        "establishments_inspected": inspected,
        "establishments_violating": violating,
        "cases_smuggled": classes[0],
        "cases_fraud": classes[1],
        "cases_counterfeit": classes[2],
        "cases_total": cases,
        "criminal_cases": outcomes[0],
        "criminal_persons": outcomes[0] * chance.choice((1, 2)),
        "administrative_cases": administrative,
        "transferred_cases": outcomes[2],
        "pending_cases": outcomes[3],
        "other_cases": outcomes[4],
        "fines_vnd": fines,
        "goods_value_vnd": cases * chance.choice((250, 1200, 8750, 64000)) * 1000,
        "samples_taken": taken,
        "samples_failed": min(taken, chance.choice((0, 0, 1))),
        "note": chance.choice(NOTES) or None,
        "place_ward_code": report.ward_code,
    }
    typed: dict[str, Value] = {key: value for key, value in means.items() if key != "place_ward_code"}
    for key, name in (("category", "categories"), ("violation", "violations"), ("channel", "channels")):
        typed[key] = world.words[name][str(means[key])]
    typed["place_text"] = None
    # Two lines that say the same would be a finding of their own.
    typed["note"] = means["note"] = f"{means['note']} ({number + 1})" if means["note"] else f"đợt {number + 1}"
    if report.ward_code is None and chance.random() < 0.8:
        means["place_ward_code"], typed["place_text"] = _ward(chance, world, report.province_code)
    return Line(typed, means)


def _ward(chance: Random, world: World, province: str) -> tuple[str, str]:
    code = chance.choice(sorted(code for code, (_, own) in world.wards.items() if own == province))
    return code, world.wards[code][0]


def _split(chance: Random, total: int, parts: int) -> list[int]:
    counts = [0] * parts
    for _ in range(total):
        counts[chance.randrange(parts)] += 1
    return counts


def day(chance: Random, first: dt.date = dt.date(2026, 9, 15), days: int = 29) -> dt.date:
    """A day of the administrative month of October 2026."""
    return first + dt.timedelta(days=chance.randrange(days))


def date_cell(value: dt.date | dt.datetime) -> Dated:
    """A true date."""
    moment = value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001
    return Dated(moment, "dd/mm/yyyy" if not isinstance(value, dt.datetime) else "hh:mm dd/mm/yyyy")


def sign_off(chance: Random, _world: World, _report: Report, number: int) -> Line:
    """One line of Thu hồi."""
    received = day(chance)
    checked = chance.randrange(1, 60)
    holding = min(checked, chance.randrange(4))
    found = float(holding * chance.choice((3, 12, 40)))
    means: Truth = {
        "notice_number": f"{chance.randrange(100, 2000)}/QLD-CL",
        "acknowledged_on": received,
        "product_name": chance.choice(PRODUCTS),
        "registration_number": f"VD-{chance.randrange(10000, 40000)}-{chance.randrange(10, 24)}",
        "batch_number": f"{number:02d}{chance.randrange(1000):03d}{chance.choice('ABK')}",
        "establishments_checked": checked,
        "establishments_holding": holding,
        "quantity_found": found,
        "quantity_sealed": found,
        "quantity_unit": chance.choice(("hộp", "chai", "viên", "tuýp")),
        "closed_on": received + dt.timedelta(days=3) if chance.random() < 0.6 else None,
    }
    typed: dict[str, Value] = dict(means)
    for key in ("acknowledged_on", "closed_on"):
        typed[key] = date_cell(means[key]) if means[key] else None
    return Line(typed, means)


def serious_case(chance: Random, world: World, report: Report, number: int) -> Line:
    """One line of Vụ việc."""
    detected = dt.datetime.combine(day(chance), dt.time(chance.randrange(7, 18), chance.choice((0, 15, 30))))
    seized = detected + dt.timedelta(hours=2)
    codes = {name: chance.choice(sorted(world.words[name])) for name in ("categories", "violations", "channels")}
    zone = dt.timezone(dt.timedelta(hours=7))
    means: Truth = {
        "case_code": f"VV-{number + 1:02d}",
        "serious": chance.random() < 0.5,
        "detected_at": detected.replace(tzinfo=zone),
        "seized_at": seized.replace(tzinfo=zone),
        "channel": codes["channels"],
        "category": codes["categories"],
        "violation": codes["violations"],
        "product_name": chance.choice(PRODUCTS),
        "content": "kiểm tra kho hàng của cơ sở",
        "registration_number": None,
        "batch_number": f"L{chance.randrange(1000):04d}",
        "value_vnd": chance.randrange(5, 900) * 1_000_000,
        "action": "chuyển cơ quan điều tra",
        "place_ward_code": report.ward_code,
    }
    typed: dict[str, Value] = {key: value for key, value in means.items() if key != "place_ward_code"}
    typed["detected_at"], typed["seized_at"] = date_cell(detected), date_cell(seized)
    typed["serious"] = "x" if means["serious"] else None
    typed["place_text"] = None
    for key, name in (("category", "categories"), ("violation", "violations"), ("channel", "channels")):
        typed[key] = world.words[name][str(means[key])]
    return Line(typed, means)


def hotline(chance: Random, world: World, report: Report, number: int) -> Line:
    """One line of Phản ánh."""
    received = day(chance)
    category = chance.choice(sorted(world.words["categories"]))
    means: Truth = {
        "received_on": received,
        "channel": chance.choice(("Đường dây nóng", "Trực tiếp", "Mạng xã hội")),
        "category": category,
        "content": f"sản phẩm không có nhãn ({number + 1})",
        "state": "Đã xử lý xong",
        "resolved_on": received + dt.timedelta(days=2),
        "place_ward_code": report.ward_code,
    }
    typed: dict[str, Value] = {key: value for key, value in means.items() if key != "place_ward_code"}
    typed |= {"received_on": date_cell(received), "resolved_on": date_cell(means["resolved_on"]), "place_text": None}
    typed["category"] = world.words["categories"][category]
    return Line(typed, means)


def task(chance: Random, _world: World, report: Report, number: int) -> Line:
    """One line of Nhiệm vụ."""
    share = chance.choice((100.0, 96.6, 50.0, 12.5))
    done = day(chance, dt.date(2026, 3, 1), 150)
    means: Truth = {
        "task_id": f"{report.province_code}-{number + 1:02d}",
        "state": "Đã hoàn thành",
        "done_on": done,
        "result": f"{chance.randrange(10, 200)}/KH-UBND",
        "value": round(share / 100, 6),
    }
    typed: dict[str, Value] = {**means, "+content": "Tuyên truyền", "+deadline": "02/2026"}
    typed |= {"done_on": date_cell(done), "value": f"{share:g}%".replace(".", ",")}
    return Line(typed, means)


def make_case(number: int, chance: Random, world: World, *, form: str, agency: bool) -> Case:
    """Make one clean file."""
    return Case(number, chance, world, [make_report(chance, world, form=form, agency=agency)])
