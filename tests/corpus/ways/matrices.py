"""Reports whose rows are known beforehand: Biểu 3/BCT, the commune's food-safety form; one figure for each cell.

Belongs here: their tables with true figures, and how those are spelled. Does not: tables of lines (`layouts`).
"""

from __future__ import annotations

from random import Random

from tests.corpus.model import Case, Column, Formatted, Line, Sheet, Value
from tests.corpus.ways.choosing import way

_BIEU_3 = (
    ("Tổng số", ""), ("Tổng", "Mẫu lấy là thuốc"), ("Thuốc lấy tại cơ sở loại 1", "Mẫu lấy là thuốc"),
    ("Thuốc lấy tại cơ sở loại 2", "Mẫu lấy là thuốc"), ("Thuốc sản xuất trong nước", "Mẫu lấy là thuốc"),
    ("Thuốc nhập khẩu", "Mẫu lấy là thuốc"), ("Thuốc hóa dược, sinh phẩm", "Mẫu lấy là thuốc"),
    ("Thuốc dược liệu", "Mẫu lấy là thuốc"), ("Mẫu lấy là nguyên liệu làm thuốc", ""),
)  # fmt: skip
_LEVEL = "Thuốc không đạt chất lượng vi phạm mức độ {}"
_RATE = "Tỷ lệ mẫu không đạt trên tổng số mẫu lấy"
_ATTP = (
    ("Thông tin chung", (("Dân số", "Người"), ("Số thôn, bản, tổ dân phố", "Thôn"))),
    ("Nhân lực", (("Cán bộ phụ trách an toàn thực phẩm", "Người"),)),
    ("Cơ sở sản xuất, kinh doanh", (
        ("Sản xuất, chế biến thực phẩm", "Cơ sở"), ("Kinh doanh thực phẩm", "Cơ sở"), ("Dịch vụ ăn uống", "Cơ sở"),
        ("Thức ăn đường phố", "Cơ sở"), ("Tổng số", "Cơ sở"),
    )),
    ("Cơ sở được cấp giấy chứng nhận", (
        ("Sản xuất, chế biến thực phẩm", "Cơ sở"), ("Kinh doanh thực phẩm", "Cơ sở"), ("Dịch vụ ăn uống", "Cơ sở"),
    )),
    ("Ngộ độc thực phẩm", (("Số vụ", "Vụ"), ("Số người mắc", "Người"))),
    ("Kiểm nghiệm", (("Số mẫu xét nghiệm", "Mẫu"), ("Số mẫu không đạt", "Mẫu"))),
    ("Thanh tra, kiểm tra", (("Số cơ sở được kiểm tra", "Cơ sở"), ("Số cơ sở vi phạm", "Cơ sở"))),
)  # fmt: skip
_PERIOD = ("2026", "Năm 2026")


def _send(case: Case, sheet: Sheet, title: str) -> bool:
    report = case.report
    if case.stacked or case.extension == "csv":
        return False
    sheet.above = [
        [title],
        [f"Đơn vị báo cáo: {report.reporter_name}"],
        [f"Mã đơn vị: {report.reporter_id}"],
        [f"Tỉnh, thành phố: {case.world.provinces[report.province_code]}"],
        [f"Kỳ báo cáo: {_PERIOD[1]}"],
        [],
    ]
    sheet.right = case.chance.choice((0, 0, 1, 3))
    report.sheets, report.has_cover, report.form, report.period = [sheet], False, "yearly", _PERIOD[0]
    case.used |= {"foreign", sheet}
    # Rows that this report leaves out are asked for.
    case.may_return("missing_row")
    return True


def _typed(chance: Random, number: int, unit: str) -> Value:
    """A count as people type it, now and then with its unit or as text."""
    kind = chance.random()
    if kind < 0.75:
        return number
    grouped = f"{number:,}"
    spelled = [str(number), f" {number} ", f"{number:02d}", f"{number} {unit.lower()}"]
    if number >= 10_000:
        spelled = [str(number), grouped.replace(",", " ")]
    return chance.choice(spelled)


def _row(chance: Random, sheet: Sheet, section: str | None, label: str, unit: str, figures: dict[str, int]) -> None:
    measures = {column.key: column.heading for column in sheet.columns if column.key in figures}
    typed: dict[str, Value] = {key: _typed(chance, number, unit) for key, number in figures.items()}
    means = {(section, label, unit, measures[key]): float(number) for key, number in figures.items()}
    sheet.lines.append(Line({"+label": label, "+unit": unit, **typed}, {"figures": means}))


def _wrong_part(case: Case, sheet: Sheet, line: Line, key: str, rule: str) -> None:
    """Type one more than what adds up: read as typed, and said."""
    assert line.means is not None
    name = next(name for name in line.means["figures"] if name[3] == sheet.column(key).heading)
    line.means["figures"][name] += 1
    line.typed[key] = int(line.means["figures"][name])
    case.says(rule, sheet=sheet, line=line, key=key)


@way(0, "whole", 2)
def bieu_3_bct(case: Case) -> bool | None:
    """An agency's Biểu 3/BCT: samples, failed ones by three levels, the share in percent."""
    chance = case.chance
    if case.report.ward_code is not None:
        return False
    keys = [f"+m{number}" for number in range(len(_BIEU_3))]
    columns = [Column("+label", "Chỉ tiêu", "text"), Column("+unit", "Đơn vị tính", "text")]
    columns += [Column(key, name, "figure", group) for key, (name, group) in zip(keys, _BIEU_3, strict=True)]
    sheet = Sheet("Biểu 3", "indicators", columns, two_rows=True)
    if not _send(case, sheet, "Biểu 3/BCT: TÌNH HÌNH CHẤT LƯỢNG THUỐC, NGUYÊN LIỆU LÀM THUỐC LƯU HÀNH"):
        return False
    levels = [[chance.randrange(4) for _ in range(5)] for _ in range(3)]
    failed = [sum(parts) for parts in zip(*levels, strict=True)]
    taken = [own + chance.randrange(1, 400) for own in failed]
    for label, own in (
        ("Số mẫu lấy kiểm tra chất lượng", taken), ("Số mẫu không đạt tiêu chuẩn chất lượng", failed),
        *((_LEVEL.format(number), level) for number, level in enumerate(levels, 1)),
    ):  # fmt: skip
        _row(chance, sheet, None, label, "Mẫu", dict(zip(keys, _spread(own), strict=True)))
    if chance.random() < 0.2:
        line = chance.choice(sheet.lines[:1])
        _wrong_part(case, sheet, line, keys[0], "parts_do_not_add_up")
        return None
    shares = [100 * a / b if b else 0.0 for a, b in zip(_spread(failed), _spread(taken), strict=True)]
    typed: dict[str, Value] = {
        key: f"{round(share, 2):g}%".replace(".", ",") for key, share in zip(keys, shares, strict=True)
    }
    if case.extension in ("xlsx", "xlsm", "xls", "ods") and chance.random() < 0.5:
        code, places = chance.choice((("0%", 0), ("0.0%", 1), ("0.00%", 2)))
        for key, share in zip(keys, shares, strict=True):
            value = round(share, 2) / 100
            typed[key] = Formatted(value, code, f"{value:.{places}%}".replace(".", ","))
    means = {(None, _RATE, "%", c.heading): round(share, 2) for c, share in zip(columns[2:], shares, strict=True)}
    sheet.lines.append(Line({"+label": _RATE, "+unit": "%", **typed}, {"figures": means}))
    return None


def _spread(own: list[int]) -> list[int]:
    """From (domestic at 1, domestic at 2, imported at 1, herbal of all, materials) to the nine columns that add up."""
    first, second, imported, herbal, material = own
    drugs = first + second + imported + herbal
    return [drugs + material, drugs, first + imported, second + herbal, first + second, imported + herbal,
            drugs - herbal, herbal, material]  # fmt: skip


@way(0, "whole", 2)
def commune_food_safety_form(case: Case) -> bool | None:
    """A commune's food-safety form: labels that stand in two sections."""
    chance = case.chance
    if case.report.ward_code is None:
        return False
    columns = [
        Column("+stt", "TT", "text"), Column("+label", "Nội dung", "text"), Column("+unit", "Đơn vị tính", "text"),
        Column("+m0", "Số liệu trong kỳ", "figure"), Column("+m1", "Lũy kế từ đầu năm", "figure"),
    ]  # fmt: skip
    sheet = Sheet("Mẫu 1A", "indicators", columns)
    if not _send(case, sheet, "Mẫu 1A: BÁO CÁO CÔNG TÁC BẢO ĐẢM AN TOÀN THỰC PHẨM"):
        return False
    for number, (section, rows) in enumerate(_ATTP):
        sheet.lines.append(Line({"+stt": ("I", "II", "III", "IV", "V", "VI", "VII")[number], "+label": section}, None))
        counts = [chance.choice((0, 3, 7, 15, 120)) for _ in rows]
        if rows[-1][0] == "Tổng số":
            counts[-1] = sum(counts[:-1])
        for (label, unit), count in zip(rows, counts, strict=True):
            own = chance.randrange(2_000, 30_000) if label == "Dân số" else count
            _row(chance, sheet, section, label, unit, {"+m0": own, "+m1": own})
            if label == "Tổng số" and chance.random() < 0.2:
                _wrong_part(case, sheet, sheet.lines[-1], "+m0", "parts_do_not_add_up")
    return None
