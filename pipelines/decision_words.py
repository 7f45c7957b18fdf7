"""What a field of a decision is called and what it may hold, for whoever wrote something else into it.

Belongs here: those words in both languages. Does not: whether a value fits (`pipelines.decision_values`), kinds and
lines (`pipelines.decision_lines`).
"""

from __future__ import annotations

from collections.abc import Mapping

_DAY = ("cần một ngày dạng 2026-10-05", "wants a day like 2026-10-05")
_INSTANT = ("cần ngày giờ dạng 2026-10-05T08:30", "wants a time like 2026-10-05T08:30")
_COUNT = ("cần số nguyên từ 0 đến 1.000.000", "wants a whole number from 0 to 1,000,000")
_QUANTITY = ("cần một số từ 0", "wants a number of 0 or more")
_TEXT = ("cần có chữ", "wants some text")
_ROW = ("cần số dòng của trang tính", "wants the number of a row")

FIELDS: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "letter": (
        ("Số công văn", "The letter's number"),
        (
            "chỉ nhận công văn của Sở Y tế hoặc UBND tỉnh, ví dụ 12/SYT-NVD",
            "only a letter of the province's Sở Y tế or UBND will do, e.g. 12/SYT-NVD",
        ),
    ),
    "province_code": (("Mã tỉnh", "The province's code"), ("cần 2 chữ số", "wants 2 digits")),
    "due_at": (("Hạn", "The deadline"), _INSTANT),
    "agencies": (("Cơ quan cùng phản hồi", "The agencies asked"), ("cần danh sách mã", "wants a list of codes")),
    "received_at": (("Ngày nhận kết quả", "The day the answer came"), _INSTANT),
    "acknowledged_on": (("Ngày nhận văn bản", "The day the notice was received"), _DAY),
    "closed_on": (("Ngày hoàn thành", "The day of completion"), _DAY),
    "establishments_checked": (("Số cơ sở rà soát", "Establishments searched"), _COUNT),
    "establishments_holding": (("Số cơ sở còn hàng", "Establishments holding it"), _COUNT),
    "quantity_found": (("Số lượng phát hiện", "The quantity found"), _QUANTITY),
    "quantity_sealed": (("Số lượng niêm phong", "The quantity sealed"), _QUANTITY),
    "quantity_unit": (("Đơn vị tính", "The unit of measure"), _TEXT),
    "quantity": (("Số lượng phân phối", "The quantity delivered"), _QUANTITY),
    "unit": (("Đơn vị tính", "The unit of measure"), _TEXT),
    "duty": (("Việc của Sở", "The duty"), _TEXT),
    "state": (("Kết quả", "The result"), ("cần done hoặc not_applicable", "wants done or not_applicable")),
    "on": (("Ngày làm xong", "The day it was done"), _DAY),
    "reporter_id": (("Mã đơn vị báo cáo", "The reporter's id"), _TEXT),
    "form": (("Loại báo cáo", "The form"), _TEXT),
    "period": (("Kỳ báo cáo", "The period"), _TEXT),
    "text": (("Chữ trên trang bìa", "The words of the cover"), _TEXT),
    "sender": (("Người gửi", "The sender"), _TEXT),
    "sheet": (("Trang tính", "The sheet"), _TEXT),
    "row": (("Dòng", "The row"), _ROW),
    "case_id": (("Mã vụ việc", "The case's id"), _TEXT),
    "date": (("Ngày hạn", "The date"), _DAY),
    "day": (
        ("Ngày trong tháng", "The day"),
        ("cần số từ 1 đến 31 hoặc tháng-ngày, ví dụ 12-15", "wants 1 to 31, or month-day like 12-15"),
    ),
    "boundary": (("Cách ghi hạn", "The boundary"), ("cần inclusive hoặc exclusive", "wants inclusive or exclusive")),
    "wording": (("Chữ ghi hạn", "The wording"), _TEXT),
    "time": (("Giờ", "The time"), ("cần giờ dạng 08:30", "wants a time like 08:30")),
    "months_after": (("Số tháng sau", "Months after"), ("cần số từ 0 đến 24", "wants 0 to 24")),
    "years_after": (("Số năm sau", "Years after"), ("cần số từ 0 đến 24", "wants 0 to 24")),
}


def refusal(field: str) -> tuple[str, str]:
    """Say in both languages that something cannot stand in a field, and what can."""
    (name_vi, name_en), (vi, en) = FIELDS[field]
    return f"không ghi được vào ô {name_vi}: {vi}", f"cannot stand there. {name_en}: {en}"
