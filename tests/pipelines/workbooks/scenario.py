"""One proper report, sheet by sheet: what tests change one cell of.

Belongs here: lines keyed by raw column. Does not: fixtures (`conftest`).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

INSPECTION = {
    "category": "medicine",
    "violation": "substandard",
    "channel": "pharmacy",
    "establishments_inspected": 5,
    "establishments_violating": 1,
    "cases_smuggled": 0,
    "cases_fraud": 1,
    "cases_counterfeit": 0,
    "cases_total": 1,
    "criminal_cases": 0,
    "criminal_persons": 0,
    "administrative_cases": 1,
    "transferred_cases": 0,
    "pending_cases": 0,
    "other_cases": 0,
    "fines_vnd": 15_000_000,
    "goods_value_vnd": 2_500_000,
    "samples_taken": 2,
    "samples_failed": 1,
    "note": "đã nhắc nhở",
}
SIGN_OFF = {
    "notice_number": "123/QLD-CL",
    "acknowledged_on": dt.date(2026, 10, 2),
    "product_name": "Viên nén Minh Họa",
    "registration_number": "VD-00000-00",
    "batch_number": "0012",
    "establishments_checked": 3,
    "establishments_holding": 1,
    "quantity_found": 12,
    "quantity_sealed": 12,
    "quantity_unit": "hộp",
    "closed_on": dt.date(2026, 10, 9),
}
CASE = {
    "case_code": "VV-01",
    "serious": True,
    "detected_at": dt.datetime(2026, 10, 5, 8, 30),  # noqa: DTZ001 - as typed, without a zone
    "seized_at": dt.datetime(2026, 10, 5, 10, 0),  # noqa: DTZ001
    "channel": "pharmacy",
    "category": "medicine",
    "violation": "counterfeit",
    "product_name": "Viên nén Minh Họa",
    "content": "kiểm tra kho",
    "value_vnd": 40_000_000,
    "action": "chuyển cơ quan điều tra",
}
HOTLINE = {
    "received_on": dt.date(2026, 10, 3),
    "channel": "Đường dây nóng",
    "category": "cosmetic",
    "content": "mỹ phẩm không nhãn",
    "state": "Đã xử lý xong",
    "resolved_on": dt.date(2026, 10, 6),
}
TASK = {
    "task_id": "82-01",
    "state": "Đã hoàn thành",
    "done_on": dt.date(2026, 9, 1),
    "result": "15/KH-UBND",
    "value": 96.6,
}
COVER = {"document_number": "125/BC-UBND", "signed_on": dt.date(2026, 10, 20), "signed_by": "Người Ký Minh Họa"}
ROWS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "Kiểm tra": [INSPECTION],
    "Thu hồi": [SIGN_OFF],
    "Vụ việc": [CASE],
    "Phản ánh": [HOTLINE],
}
