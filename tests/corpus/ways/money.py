"""Ways to give amounts of money: spellings, units in a cell, a heading, a caption, the cover; shifts of a thousand.

Belongs here: amounts. Does not: counts (`cells`).
"""

from __future__ import annotations

from tests.corpus.model import Case, Line, Sheet, Value
from tests.corpus.ways.cells import pick
from tests.corpus.ways.choosing import way

UNIT_LABEL = "Đơn vị tiền (đồng, nghìn đồng, triệu đồng)"
_MONEY = ("fines_vnd", "goods_value_vnd", "value_vnd")


def amounts(case: Case, table: str = "") -> list[tuple[Sheet, Line, str]]:
    """Every amount of the file."""
    return [
        (sheet, line, key)
        for report in case.reports
        for sheet in report.sheets
        if not table or sheet.table == table
        for line in sheet.real_lines()
        for key in sheet.keys("money")
        if line.means is not None and line.means.get(key) is not None
    ]


def retype(case: Case, factor: int, *, table: str = "") -> bool:
    """Type every amount in a unit; False when nothing is left to show it."""
    cells = amounts(case, table)
    if not any(line.means and line.means[key] for _, line, key in cells):
        return False
    if any((line, key) in case.used for _, line, key in cells):
        return False
    for _, line, key in cells:
        assert line.means is not None
        number = line.means[key] / factor
        line.typed[key] = int(number) if number == int(number) else number
        case.used.add((line, key))
    return True


def _answer(case: Case, value: Value) -> None:
    for report in case.reports:
        report.answer(UNIT_LABEL)[1] = value


@way(2, "money unit", 2)
def unit_on_the_cover(case: Case) -> bool | None:
    word, factor = case.chance.choice(
        (("nghìn đồng", 1000), ("triệu đồng", 10**6), ("Triệu đồng", 10**6), ("1.000 đồng", 1000), ("Ngàn đồng", 1000),
         ("tr.đồng", 10**6), ("VNĐ", 1), ("1000đ", 1000))
    )  # fmt: skip
    if not retype(case, factor):
        return False
    _answer(case, word)
    case.may_return("money_unit*")
    return None


@way(2, "money unit", 2)
def unit_in_the_heading(case: Case) -> bool | None:
    """The heading says another unit than the cover's printed 'đồng': the heading, or back to the sender."""
    word, factor = case.chance.choice((("triệu đồng", 10**6), ("nghìn đồng", 1000), ("1.000đ", 1000), ("tr.đ", 10**6)))
    if "inspection_lines" not in tables(case) or not retype(case, factor, table="inspection_lines"):
        return False
    for sheet, key in [
        (r.sheet("inspection_lines"), k) for r in case.reports for k in ("fines_vnd", "goods_value_vnd")
    ]:
        column = sheet.column(key)
        column.heading = case.chance.choice(("{} ({})", "{}\n({})", "{} - ĐVT: {}")).format(column.heading, word)
        case.may_return("unknown_column", sheet=sheet, key=key)
        case.used.add((sheet, key))
    case.may_return("money_unit*")
    return None


@way(2, "money unit")
def unit_in_a_caption(case: Case) -> bool | None:
    """'Đơn vị tính: triệu đồng' above the table, while the cover still says đồng."""
    word, factor = case.chance.choice((("triệu đồng", 10**6), ("nghìn đồng", 1000), ("Triệu đồng", 10**6)))
    if "inspection_lines" not in tables(case) or not retype(case, factor, table="inspection_lines"):
        return False
    caption = case.chance.choice(("Đơn vị tính: {}", "ĐVT: {}", "(Đơn vị: {})", "Đơn vị tính tiền: {}")).format(word)
    for sheet in (s for report in case.reports for s in report.sheets if s.table == "inspection_lines"):
        sheet.above = [*sheet.above[:-1], [*[None] * 8, caption]]
    case.may_return("money_*")
    return None


@way(2, "money unit")
def no_unit(case: Case) -> bool | None:
    """Amounts, but the cover's unit is blank or no unit of money."""
    bare = [cell for cell in amounts(case) if not _says_its_unit(cell[1].typed[cell[2]])]
    if not any(line.means and line.means[key] for _, line, key in bare):
        return False
    _answer(case, case.chance.choice((None, "đô la", "USD", "vụ", "tùy dòng")))
    case.used.update((line, key) for _, line, key in amounts(case))
    for _, line, key in bare:
        assert line.means is not None
        line.means[key] = None if line.means[key] else line.means[key]
    case.returns("money_unit*")
    return None


def _says_its_unit(value: Value) -> bool:
    """Whether an amount is typed with its unit behind it: 2,4 triệu."""
    return isinstance(value, str) and value[-1:].isalpha()


@way(2)
def amounts_in_words(case: Case) -> bool:
    done = False
    for _ in range(3):
        found = pick(case, "money", least=1)
        if not found or found[1].means is None:
            return done
        _, line, key = found
        assert line.means is not None
        dong = int(line.means[key])
        line.typed[key] = case.chance.choice(_spellings(dong))
        done = True
    return done


def _spellings(dong: int) -> list[str]:
    grouped = f"{dong:,}"
    dots, spaces = grouped.replace(",", "."), grouped.replace(",", " ")
    found = [
        f"{dots} đ",
        f"{dots} đồng",
        f"{dots}đ",
        f"{spaces} VNĐ",
        f"{grouped} VND",
        f"{dong} đồng",
        f"{dots},0 đồng",
    ]
    millions = f"{dong / 10**6:.15g}".replace(".", ",")
    if len(millions.partition(",")[2]) != 3:
        found += [f"{millions} triệu", f"{millions} triệu đồng", f"{millions}tr", f"{millions} tr.đ"]
    if dong % 10**9 == 0 or dong % 10**8 == 0:
        found.append(f"{dong / 10**9:.15g} tỷ đồng".replace(".", ","))
    if dong % 1000 == 0:
        found.append(f"{dong // 1000} nghìn đồng")
    return found


@way(2)
def grouped_amounts(case: Case) -> bool:
    """The cover says đồng: 15.000.000 in every grouping."""
    done = False
    for _ in range(4):
        found = pick(case, "money", least=10**6)
        if not found or found[1].means is None:
            return done
        _, line, key = found
        assert line.means is not None
        grouped = f"{int(line.means[key]):,}"
        line.typed[key] = case.chance.choice(
            (grouped, grouped.replace(",", "."), grouped.replace(",", " "), grouped + ".00")
        )
        done = True
    return done


@way(2, "fatal cell")
def ambiguous_millions(case: Case) -> bool | None:
    """1.234 in a column of triệu đồng: one million and a bit, or more than a thousand million."""
    cells = amounts(case, "inspection_lines")
    if not cells or "foreign" in case.used or not retype(case, 10**6):
        return False
    sheet, line, key = case.chance.choice(cells)
    for _, other, name in cells:
        # Nothing else in the column may tell what the dot is.
        if name == key and other.means is not None and other is not line:
            other.typed[name] = other.means[name] = 0
    line.typed[key] = case.chance.choice(("1.234", "13.500", "2,125"))
    assert line.means is not None
    line.means[key] = None
    _answer(case, "triệu đồng")
    case.returns("number_ambiguous", sheet=sheet, line=line, key=key)
    return None


@way(2, "money unit")
def thousands_typed_as_dong(case: Case) -> bool | None:
    """15.000 where 15.000.000 is meant, and the cover says đồng: a fine no law knows, loaded only with a warning."""
    if "inspection_lines" not in tables(case):
        return False
    sheet = case.report.sheet("inspection_lines")
    lines = [line for line in sheet.real_lines() if line.means and (line.means["fines_vnd"] or 0) > 0]
    if not lines or any((line, "fines_vnd") in case.used for line in sheet.lines):
        return False
    for line in sheet.real_lines():
        assert line.means is not None
        fines = int(line.means["fines_vnd"] or 0) // 1000
        line.typed["fines_vnd"] = line.means["fines_vnd"] = fines
        case.used.add((line, "fines_vnd"))
    case.says("fine_*", "fines_*", sheet=sheet, line=lines[0], key="fines_vnd")
    case.may_return("fine*", "money_unit*")
    return None


@way(2, "fatal cell")
def no_amount(case: Case) -> bool | None:
    found = pick(case, "money")
    if not found:
        return False
    sheet, line, key = found
    line.typed[key] = case.chance.choice(
        ("15 triêuu", "15 củ", "1.5.00", "trên 15 triệu", "15-20 triệu", "-15000", "5%", "15 USD")
    )
    if line.means is not None:
        line.means[key] = None
    case.returns("number_*", "money_*", sheet=sheet, line=line, key=key)
    return None


def tables(case: Case) -> set[str]:
    """Tables of the first report."""
    return {sheet.table for sheet in case.report.sheets}
