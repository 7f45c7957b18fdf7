"""Ways to say, or not to say, whose report it is: reporter, form and period on the cover.

Belongs here: the cover. Does not: anything below a table's heading.
"""

from __future__ import annotations

from tests.corpus.model import Case, Value
from tests.corpus.ways.choosing import way
from tests.corpus.ways.tables import plain

_NAME, _CODE, _PROVINCE = "Tên đơn vị", "Mã đơn vị", "Tỉnh, thành phố"


def unknown(case: Case, *rules: str, fields: tuple[str, ...]) -> None:
    """The file must wait for a person."""
    for name in fields:
        setattr(case.report, name, None)
    case.returns(*rules)


def _lone_name(case: Case) -> bool:
    """Whether the name without marks and type means one reporter of its province alone."""
    report, world = case.report, case.world
    if report.ward_code is None:
        return False
    own = _bare_name(report.reporter_name)
    return sum(_bare_name(name) == own and p == report.province_code for name, p in world.wards.values()) == 1


def _bare_name(name: str) -> str:
    words = plain(name).lower().split()
    return " ".join(words[2:] if words[:2] == ["dac", "khu"] else words[1:])


@way(1, "reporter", 3)
def no_code(case: Case) -> bool | None:
    case.report.answer(_CODE)[1] = None
    return None


@way(1, "reporter", 4)
def name_otherwise_written(case: Case) -> bool | None:
    """The name alone, as people write it."""
    report = case.report
    if not _lone_name(case):
        return False
    kind, _, rest = report.reporter_name.partition(" ")
    if kind == "Đặc":
        kind, rest = "Đặc khu", report.reporter_name.removeprefix("Đặc khu ")
    short = {"Phường": "P.", "Xã": "X.", "Đặc khu": "ĐK"}[kind]
    forms: tuple[str, ...] = (
        f"UBND {report.reporter_name.lower()}", f"UBND {short} {rest}", f"ubnd {plain(report.reporter_name).lower()}",
        report.reporter_name.upper(), f"Ủy ban nhân dân {kind.lower()} {rest}", f"{short}{rest}", f"{kind} {rest} ",
        f"UBND {kind} {rest}, {case.world.provinces[report.province_code]}", f"Trạm Y tế {kind.lower()} {rest}",
        f"{kind.lower()}  {rest}", f"UBND {kind.upper()} {rest.upper()}",
    )  # fmt: skip
    report.answer(_CODE)[1] = None
    report.answer(_NAME)[1] = case.chance.choice(forms)
    case.may_return("reporter_unknown", "reporter_*")
    return None


@way(1, "reporter")
def code_as_a_number(case: Case) -> bool | None:
    if not case.report.ward_code:
        return False
    case.report.answer(_CODE)[1] = float(case.report.ward_code)
    return None


@way(1, "reporter")
def code_of_another(case: Case) -> bool | None:
    """Last year's file of the neighbour: the code means one ward, the name another."""
    wards = case.world.wards
    others = [c for c, (name, p) in wards.items() if c != case.report.reporter_id and p == case.report.province_code]
    if not case.report.ward_code:
        return False
    case.report.answer(_CODE)[1] = case.chance.choice(sorted(others))
    unknown(case, "reporter_conflict", fields=("reporter_id",))
    return None


@way(1, "reporter")
def unknown_code(case: Case) -> bool | None:
    """A code that nobody has, beside a proper name."""
    case.report.answer(_CODE)[1] = case.chance.choice(("99999", "ABC", "31-XYZ", "Không có", "10323049"))
    case.says("reporter_code_unknown")
    case.may_return("reporter_*")
    return None


@way(1, "reporter")
def nobody(case: Case) -> bool | None:
    case.report.answer(_CODE)[1] = None
    case.report.answer(_NAME)[1] = case.chance.choice(
        (
            None,
            "Công ty TNHH Minh Họa",
            "Trường THPT Hồng Bàng",
            "Tổng cộng",
            "Phường Không Có Thật",
            "UBND phường",
            "....",
        )
    )
    unknown(case, "reporter_unknown", "reporter_*", fields=("reporter_id",))
    return None


@way(1, "reporter")
def two_units_of_one_name(case: Case) -> bool | None:
    """Names that only their marks tell apart, typed without marks: a person has to say which."""
    report, world = case.report, case.world
    same: dict[tuple[str, str], list[str]] = {}
    for code, (name, province) in world.wards.items():
        same.setdefault((plain(name).lower(), province), []).append(code)
    twins = sorted(codes[0] for codes in same.values() if len(codes) > 1)
    if not twins:
        return False
    code = case.chance.choice(twins)
    name, province = world.wards[code]
    report.answer(_CODE)[1] = None
    report.answer(_NAME)[1] = f"UBND {plain(name).lower()}"
    report.answer(_PROVINCE)[1] = world.provinces[province]
    unknown(case, "reporter_*", fields=("reporter_id",))
    return None


@way(1, "reporter")
def no_province(case: Case) -> bool | None:
    report = case.report
    report.answer(_PROVINCE)[1] = None
    if case.chance.random() < 0.5:
        report.answer(_CODE)[1] = None
        case.may_return("reporter_*")
    return None


@way(1, "period", 3)
def period_otherwise_written(case: Case) -> bool | None:
    if case.report.form not in ("monthly", "yearly"):
        return False
    month: tuple[Value, ...] = (
        "2026-10", "10/2026", "T10/2026", "tháng 10 năm 2026", "Tháng 10-2026", "THÁNG 10/2026", "Kỳ tháng 10/2026",
        "tháng Mười năm 2026", "10-2026", "Tháng 10 / 2026",
    )  # fmt: skip
    year: tuple[Value, ...] = ("2026", "năm 2026", 2026.0, "NĂM 2026", "Năm  2026")
    case.report.answer("Kỳ báo cáo")[1] = case.chance.choice(month if case.report.form == "monthly" else year)
    case.may_return("period_*")
    return None


@way(1, "period")
def no_period(case: Case) -> bool | None:
    if case.report.form not in ("monthly", "yearly"):
        return False
    case.report.answer("Kỳ báo cáo")[1] = case.chance.choice(
        (None, "kỳ này", "tháng 10", "tháng 13/2026", "????", "2026-00")
    )
    unknown(case, "period_*", fields=("period",))
    return None


@way(1, "form")
def form_otherwise_written(case: Case) -> bool | None:
    words = {
        "monthly": ("BÁO CÁO THÁNG", "tháng", "Báo cáo  tháng.", "Hàng tháng", "bao cao thang"),
        "yearly": ("Báo cáo năm", "NĂM", "hằng năm"),
        "quick": ("Báo cáo nhanh:", "đột xuất", "NHANH"),
        "sign_off": ("Rà soát, thu hồi", "thu hồi"),
        "campaign": ("cao điểm", "BÁO CÁO ĐỢT CAO ĐIỂM"),
    }
    assert case.report.form
    case.report.answer("Loại báo cáo")[1] = case.chance.choice(words[case.report.form])
    case.may_return("form_unknown")
    return None


@way(1, "form")
def no_form(case: Case) -> bool | None:
    case.report.answer("Loại báo cáo")[1] = case.chance.choice((None, "Báo cáo công tác y tế", "Tờ trình", "Biểu số 3"))
    if case.report.answer("Loại báo cáo")[1] is None:
        # The title above may still say it.
        case.may_return("form_unknown", "period_*")
        return None
    case.returns("form_unknown")
    case.may_return("period_*")
    # Without its form nobody can say whether the report needs a period.
    return None


@way(1, "cover", 0.7)
def no_cover_at_all(case: Case) -> bool | None:
    if case.stacked:
        return False
    case.report.has_cover = False
    unknown(case, "no_cover", "reporter_*", fields=("reporter_id",))
    case.may_return("money_unit*", "form_unknown", "period_*", "sheet_without_cover")
    for sheet in case.report.sheets:
        for line in sheet.real_lines():
            assert line.means is not None
            line.means.pop("place_ward_code", None)
    return None


@way(4, "cover")
def labels_otherwise_written(case: Case) -> bool | None:
    for row in case.report.cover[4:]:
        assert isinstance(row[0], str)
        row[0] = case.chance.choice((str, str.upper, lambda t: f"{t}:", lambda t: f" {t} ", plain))(row[0])
    case.used.add("labels")
    return None


@way(4, "cover")
def cover_moved(case: Case) -> bool | None:
    """Labels in column B, answers in C; read there, or nobody's report: never another one's."""
    if case.stacked:
        return False
    for row in case.report.cover:
        row.insert(0, None)
    case.used.add("labels")
    case.may_return("no_cover", "reporter_*", "form_unknown", "period_*", "money_unit*", "unknown_sheet")
    return None


@way(1, "cover")
def cover_renamed(case: Case) -> bool | None:
    if case.stacked:
        return False
    case.report.cover_name = case.chance.choice(
        ("THÔNG TIN", "Thong tin", "Thông tin ", "Bìa", "TT chung", "Thông tin chung")
    )
    case.may_return("no_cover", "reporter_*", "form_unknown", "period_*", "money_unit*", "unknown_sheet")
    return None
