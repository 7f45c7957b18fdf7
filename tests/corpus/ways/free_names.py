"""Ways to sum lines up under a name of one's own, and to put figures below a section of one's own.

Belongs here: totals and sections whose words nobody has agreed on. Does not: totals that say so (`rows`).
"""

from __future__ import annotations

from tests.corpus.model import Case, Line, Sheet, Value
from tests.corpus.ways.choosing import way
from tests.corpus.ways.layouts import department_table, general_389_table
from tests.corpus.ways.matrices import commune_food_safety_form
from tests.corpus.ways.rows import sums_of

_NAMES = (
    "Kết quả chung", "Chung toàn xã", "Cả kỳ", "Các lực lượng", "Tất cả", "TC", "Hợp cộng", "Chung", "Số liệu chung",
)  # fmt: skip
_MISTYPED = ("Tổng công", "Công I", "Công 1", "Tổng số chung", "Cộng nhóm", "Cộng I")


def _summed_up(case: Case, name: str) -> tuple[Sheet, Line] | None:
    """Put a row under a name below all lines of a foreign table; its figures are not always right."""
    sheet = case.report.sheets[0]
    lines = sheet.real_lines()
    sums = sums_of(sheet, lines)
    counts = [key for key in sums if key in sheet.keys("count")]
    if len(lines) < 2 or not counts or not all(sums[key] for key in counts[:1]):
        return None
    if case.chance.random() < 0.6:
        value = sums[counts[0]]
        assert isinstance(value, (int, float))
        sums[counts[0]] = value + case.chance.choice((1, 3))
    typed: dict[str, Value] = {**sums, sheet.columns[0].key: name}
    line = Line(typed, None)
    sheet.lines.append(line)
    case.used.add(sheet)
    return sheet, line


@way(0, "whole", 2)
def general_389_table_with_a_free_total(case: Case) -> bool | None:
    if general_389_table(case) is False or not (found := _summed_up(case, case.chance.choice(_NAMES))):
        return False
    sheet, line = found
    case.returns("unknown_name_like_total", "line_like_subtotal", "row_of_other_meaning", sheet=sheet)
    case.may_return("total_without_word", "line_like_total", sheet=sheet, line=line)
    return None


@way(0, "whole", 2)
def department_table_with_a_free_total(case: Case) -> bool | None:
    if department_table(case) is False or not (found := _summed_up(case, case.chance.choice(_NAMES))):
        return False
    sheet, _ = found
    case.returns("unknown_name_like_total", "line_like_subtotal", "row_of_other_meaning", sheet=sheet)
    case.may_return("total_without_word", "unknown_place", "line_without_category", "parts_do_not_add_up", sheet=sheet)
    return None


@way(0, "whole", 2)
def department_table_with_a_mistyped_total(case: Case) -> bool | None:
    """Known all the same, and held against the lines."""
    if department_table(case) is False or not (found := _summed_up(case, case.chance.choice(_MISTYPED))):
        return False
    case.may_return("total_*", sheet=found[0])
    return None


@way(0, "whole", 2)
def commune_form_with_a_section_of_its_own(case: Case) -> bool | None:
    """Rows of a known label below a section that the form does not have, before a section or behind all."""
    if commune_food_safety_form(case) is False:
        return False
    sheet = case.report.sheets[0]
    starts = [number for number, line in enumerate(sheet.lines) if line.means is None]
    at = case.chance.choice((*starts[1:], len(sheet.lines)))
    name = case.chance.choice(
        ("Cơ sở ký cam kết", "LŨY KẾ 6 THÁNG", "Công tác khác", "Xã bên cạnh", "Cơ sở quy mô nhỏ")
    )
    section = Line({"+stt" if case.chance.random() < 0.4 else "+label": name}, None)
    label, unit = case.chance.choice((("Thức ăn đường phố", "Cơ sở"), ("Số cơ sở đạt", "Cơ sở"), ("Số vụ", "Vụ")))
    count = case.chance.randrange(1, 40)
    row = Line({"+label": label, "+unit": unit, "+m0": count, "+m1": count}, {"figures": {}})
    sheet.lines[at:at] = [section, row]
    case.returns("unknown_section", sheet=sheet)
    return None


@way(2, "place")
def whole_ward_as_place(case: Case) -> bool | None:
    """A ward that names its own area as the place of each line: it means itself."""
    report = case.report
    if report.ward_code is None or case.stacked or "foreign" in case.used:
        return False
    sheet = next((s for s in report.sheets if s.table == "inspection_lines" and s.real_lines()), None)
    if sheet is None or "place_text" not in {column.key for column in sheet.columns}:
        return False
    words = case.chance.choice(("Toàn phường", "Toàn xã", "Cả phường", "Toàn địa bàn", "Trên địa bàn phường"))
    for line in sheet.real_lines():
        assert line.means is not None
        line.typed["place_text"] = words
    return None
