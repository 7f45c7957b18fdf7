"""Ways to type one number: the spellings of counts and amounts, and what is no number at all.

Belongs here: figures of single cells. Does not: units of money (`money`), dates (`days`).
"""

from __future__ import annotations

import datetime as dt

from tests.corpus.model import Case, Dated, ErrorCell, Formula, Line, Sheet, Value
from tests.corpus.ways.choosing import way

NO_NUMBER = ("number_*", "count_*", "counts_*")
"""Rules that say of one cell that it is no number, or not one number."""


def pick(case: Case, *kinds: str, least: int = 0, table: str = "") -> tuple[Sheet, Line, str] | None:
    """A cell with a figure of some kind that no other way has bent; None when there is none."""
    found = [
        (sheet, line, key)
        for report in case.reports
        for sheet in report.sheets
        if not table or sheet.table == table
        for line in sheet.real_lines()
        for key in sheet.keys(*kinds)
        if key in line.typed
        and line.means is not None
        and type(line.means.get(key)) in (int, float)
        and line.means[key] >= least
        and (line, key) not in case.used
        and sheet not in case.used
    ]
    if not found:
        return None
    sheet, line, key = case.chance.choice(found)
    case.used.add((line, key))
    return sheet, line, key


def type_in(case: Case, spellings: tuple[str, ...], *, least: int = 0, cells: int = 3, kind: str = "count") -> bool:
    """Type some counts in one of the spellings; `{n}` is the number, `{g}` it grouped by dots."""
    done = False
    for _ in range(cells):
        found = pick(case, kind, least=least)
        if found is None:
            return done
        _, line, key = found
        assert line.means is not None
        number = int(line.means[key])
        grouped = f"{number:,}"
        text = case.chance.choice(spellings)
        line.typed[key] = text.format(
            n=number, g=grouped.replace(",", "."), s=grouped.replace(",", " "), e=grouped, w=f"{number:02d}"
        )
        done = True
    return done


@way(2)
def leading_zeros(case: Case) -> bool:
    return type_in(case, ("{w}", "0{n}", "{w} "))


@way(2)
def numbers_as_text(case: Case) -> bool:
    return type_in(case, ("{n}", " {n}", "{n}\u00a0", "'{n}"), cells=8)


_COUNTED = {
    "establishments": ("cơ sở", "CS", "đơn vị"),
    "criminal_persons": ("đối tượng", "người", "bị can"),
    "samples": ("mẫu",),
    "cases": ("vụ", "Vụ", "vụ việc"),
}


def _counted(key: str) -> tuple[str, ...]:
    """What a column counts, as people write it behind the number."""
    return next((words for name, words in _COUNTED.items() if name in key), ())


@way(2)
def words_behind_counts(case: Case) -> bool:
    done = False
    for _ in range(5):
        found = pick(case, "count")
        if found and found[1].means and (words := _counted(found[2])):
            sheet, line, key = found
            assert line.means is not None
            word = case.chance.choice(words)
            line.typed[key] = case.chance.choice(("{:02d} {}", "{} {}", "{}  {}")).format(line.means[key], word)
            if word not in ("cơ sở", "đối tượng", "người", "mẫu", "vụ"):
                case.may_return(*NO_NUMBER, sheet=sheet, line=line, key=key)
            done = True
    return done


@way(2, "fatal cell")
def word_of_another_column(case: Case) -> bool | None:
    """'12 người' where cases are counted: another number than the column asks for."""
    for _ in range(20):
        found = pick(case, "count", least=1)
        if not found:
            return False
        sheet, line, key = found
        if _counted(key) and line.means is not None:
            other = case.chance.choice([w[0] for w in _COUNTED.values() if w != _counted(key)])
            line.typed[key] = f"{line.means[key]} {other}"
            line.means[key] = None
            case.returns(*NO_NUMBER, sheet=sheet, line=line, key=key)
            return None
    return False


@way(2)
def full_stop_behind_counts(case: Case) -> bool | None:
    found = pick(case, "count")
    if not found or found[1].means is None:
        return False
    sheet, line, key = found
    assert line.means is not None
    line.typed[key] = f"{line.means[key]}."
    case.may_return(*NO_NUMBER, sheet=sheet, line=line, key=key)
    return None


@way(2)
def grouped_counts(case: Case) -> bool:
    case.may_return("number_ambiguous")  # beside 12,0 in its column
    return type_in(case, ("{g}", "{s}", "{e}"), least=1000, cells=2)


@way(2)
def whole_with_decimals(case: Case) -> bool:
    return type_in(case, ("{n},0", "{n}.0", "{n},00"))


@way(2)
def full_width_digits(case: Case) -> bool | None:
    found = pick(case, "count", least=1)
    if not found:
        return False
    sheet, line, key = found
    assert line.means
    line.typed[key] = "".join(chr(0xFF10 + int(digit)) for digit in str(line.means[key]))
    case.may_return(*NO_NUMBER, sheet=sheet, line=line, key=key)
    return None


@way(2)
def zeros_in_words(case: Case) -> bool:
    done = False
    for _ in range(4):
        found = pick(case, "count")
        if found and found[1].means is not None and found[1].means[found[2]] == 0:
            found[1].typed[found[2]] = case.chance.choice(
                ("không", "Không", "Không có", "KHÔNG", "không phát sinh", "ko")
            )
            done = True
    return done


@way(2)
def blanks_as_dashes(case: Case) -> bool:
    """A dash or dots leave a figure blank; a zero is a number."""
    done = False
    for _ in range(4):
        found = pick(case, "count")
        if found and found[1].means is not None and found[1].means[found[2]] == 0:
            _, line, key = found
            line.typed[key] = case.chance.choice(("-", "–", "—", "......", "…", " - ", "/", "_____"))
            assert line.means is not None
            line.means[key] = None
            done = True
    return done


@way(2)
def float_artefact(case: Case) -> bool | None:
    """Excel's own sums end a hair beside the whole number."""
    found = pick(case, "count", least=2)
    if not found:
        return False
    sheet, line, key = found
    assert line.means
    line.typed[key] = Formula("=0.1*3*10", line.means[key] - 2.0**-48)
    case.may_return(*NO_NUMBER, sheet=sheet, line=line, key=key)
    return None


@way(2)
def formulas_with_results(case: Case) -> bool:
    done = False
    for _ in range(3):
        found = pick(case, "count", least=1)
        if found and found[1].means:
            _, line, key = found
            assert line.means
            line.typed[key] = Formula(f"={line.means[key]}+0", float(line.means[key]))
            done = True
    return done


_UNREADABLE = (
    "nhiều", "khoảng 10", "hơn 10", "10-12", "~5", "1O", "l2", "mười hai bộ", "2+3", "3 hoặc 4", "?", "1/2", "12a",
    "3 4", "1.2.3", "1,2,3", "5%", "≥ 3", "1e3", "xem phụ lục", "10.00.0", "1 23 456", "--3", "½", "²",
)  # fmt: skip


@way(2, "fatal cell")
def no_number(case: Case) -> bool | None:
    return _must(case, case.chance.choice(_UNREADABLE))


@way(2, "fatal cell")
def negative_count(case: Case) -> bool | None:
    return _must(case, case.chance.choice((-3, "-3", "(3)", "−3")))


@way(2, "fatal cell")
def broken_count(case: Case) -> bool | None:
    return _must(case, case.chance.choice((2.5, "2,5", 0.25, "7,35")))


@way(2, "fatal cell")
def date_in_a_count(case: Case) -> bool | None:
    """Excel turns 3/5 into the third of May."""
    return _must(case, Dated(dt.datetime(2026, case.chance.randrange(1, 12), 5), "d-mmm"))  # noqa: DTZ001


@way(2, "fatal cell")
def truth_value_in_a_count(case: Case) -> bool | None:
    return _must(case, case.chance.choice((True, "Có", "x", "TRUE")))


@way(2, "fatal cell")
def pair_in_a_count(case: Case) -> bool | None:
    return _must(case, case.chance.choice(("3/2", "2 vụ/3 đối tượng", "12/5/1", "1/1 ")))


@way(2)
def pair_of_zeros(case: Case) -> bool | None:
    """'0/0' typed in one cell: nothing of either, or unreadable; never another number."""
    for _ in range(20):
        found = pick(case, "count")
        if not found:
            return False
        sheet, line, key = found
        if line.means is not None and line.means[key] == 0:
            line.typed[key] = "0/0"
            case.may_return(*NO_NUMBER, sheet=sheet, line=line, key=key)
            return None
    return False


def _must(case: Case, value: Value) -> bool | None:
    found = pick(case, "count")
    if not found:
        return False
    sheet, line, key = found
    line.typed[key] = value
    if line.means is not None:
        line.means[key] = None
    case.returns(*NO_NUMBER, sheet=sheet, line=line, key=key)
    return None


@way(2, "fatal cell")
def formula_without_result(case: Case) -> bool | None:
    found = pick(case, "count", "money")
    if not found or case.extension not in ("xlsx", "xlsm", "eml", "zip"):
        return False
    sheet, line, key = found
    line.typed[key] = Formula("=2+3", None)
    if line.means is not None:
        line.means[key] = None
    case.returns("formula_without_value", sheet=sheet, line=line, key=key)
    return None


@way(2, "fatal cell")
def error_cell(case: Case) -> bool | None:
    found = pick(case, "count", "money")
    if not found or case.extension not in ("xlsx", "xlsm", "eml", "zip", "ods", "html", "csv", "xls"):
        return False
    sheet, line, key = found
    line.typed[key] = ErrorCell(case.chance.choice(("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A")))
    if line.means is not None:
        line.means[key] = None
    case.returns("cell_error", *NO_NUMBER, sheet=sheet, line=line, key=key)
    return None


@way(2)
def decimal_quantities(case: Case) -> bool:
    """12,5 kg in every spelling that says which sign is which."""
    done = False
    for _ in range(3):
        found = pick(case, "quantity", table="sign_offs")
        if not found:
            return done
        _, line, key = found
        assert line.means is not None
        if (line, "quantity_unit") in case.used:
            return done
        _measure(case, line)
        value, text = case.chance.choice(
            (
                (12.5, "12,5"),
                (1234.5, "1.234,5"),
                (1234.5, "1,234.5"),
                (1234.5, "1 234,5"),
                (0.125, "0,125"),
                (7.5, "7.5"),
            )
        )
        line.means[key], line.typed[key] = value, text
        other = "quantity_sealed" if key == "quantity_found" else "quantity_found"
        if (line, other) not in case.used:
            line.means[other], line.typed[other] = value, text
            case.used.add((line, other))
        done = True
    return done


def _measure(case: Case, line: Line) -> None:
    """Give a line a unit that may have fractions."""
    assert line.means is not None
    case.used.add((line, "quantity_unit"))
    line.typed["quantity_unit"] = line.means["quantity_unit"] = case.chance.choice(("kg", "lít", "Kg", "g"))


@way(2, "fatal cell")
def ambiguous_quantity(case: Case) -> bool | None:
    """1.234 hộp with no other cell of the column to tell what the dot is."""
    sheet = next((s for r in case.reports for s in r.sheets if s.table == "sign_offs" and s.real_lines()), None)
    if sheet is None or any(
        (line, k) in case.used for line in sheet.lines for k in ("quantity_found", "quantity_sealed")
    ):
        return False
    line = case.chance.choice(sheet.real_lines())
    for key in ("quantity_found", "quantity_sealed"):
        case.used.update((each, key) for each in sheet.lines)
    line.typed["quantity_found"] = case.chance.choice(("1.234", "2,125", "12.500"))
    line.typed["quantity_sealed"] = None
    assert line.means is not None
    line.means |= {"quantity_found": None, "quantity_sealed": None}
    case.returns("number_ambiguous", sheet=sheet, line=line, key="quantity_found")
    return None


@way(2)
def column_tells_the_sign(case: Case) -> bool | None:
    """1.234 beside 1.234,5 in the same column: the comma is the decimal sign there, so the dot groups."""
    sheet = next(
        (s for r in case.reports for s in r.sheets if s.table == "sign_offs" and len(s.real_lines()) > 1), None
    )
    if sheet is None or any(
        (line, k) in case.used for line in sheet.lines for k in ("quantity_found", "quantity_sealed")
    ):
        return False
    first, second = sheet.real_lines()[:2]
    for line, value, text in ((first, 1234.5, "1.234,5"), (second, 1234, "1.234")):
        assert line.means is not None
        _measure(case, line)
        line.means |= {"quantity_found": value, "quantity_sealed": None}
        line.typed |= {"quantity_found": text, "quantity_sealed": None}
    for key in ("quantity_found", "quantity_sealed"):
        case.used.update((each, key) for each in sheet.lines)
    case.may_return("number_ambiguous", sheet=sheet, line=second, key="quantity_found")
    return None
