"""Read one cell of a line as the kind of its column, and say it when that fails.

Belongs here: kind of column -> value of the raw table, with findings that name the cell; choosing between two readings
by what the column proves. Does not: the grammar of numbers and dates (`values`, `typed_dates`), where a unit of money
is named (`money_units`), or rules over several cells (`rules`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from pipelines.workbooks import lost_texts
from pipelines.workbooks.counting import LARGEST, counted, counted_half, whole
from pipelines.workbooks.digits import Ambiguous, UnreadableError, decimal_signs_of
from pipelines.workbooks.findings import Findings
from pipelines.workbooks.forms import FormColumn
from pipelines.workbooks.lookups import Lookups
from pipelines.workbooks.money_units import MoneyUnit, SheetUnits
from pipelines.workbooks.sheets import cell_text, column_letters
from pipelines.workbooks.swapped_days import SwappedDays
from pipelines.workbooks.typed_dates import parse_date, parse_instant
from pipelines.workbooks.values import MEASURES, Amount, parse_mark, parse_number, parse_pair
from pipelines.workbooks.wording import clean

_FIRST_SERIAL, _LAST_SERIAL = 45292, 48213
"""Excel's numbers of the days from 2024 to 2031: what 1/2 becomes in a cell formatted as a number."""
_SMALLEST_WITH_FRACTION = 1000
"""An amount below 1.000 đồng with a fraction was written in another unit, or lost its zeros in Excel."""
_WANTED = {
    "count": "số nguyên từ 0 trở lên, không kèm chữ, ví dụ 12",
    "pair": "hai số nguyên cách nhau bằng dấu /, ví dụ 5/3",
    "money": "số tiền theo đơn vị tiền của trang Thông tin, ví dụ 15000000",
    "quantity": "số từ 0 trở lên, đơn vị ghi ở cột Đơn vị tính",
    "percent": "số phần trăm từ 0 đến 100, ví dụ 96,6%",
    "date": "ngày/tháng/năm, ví dụ 05/10/2026",
    "instant": "giờ và ngày, ví dụ 08:30 05/10/2026",
}
_Reader = Callable[[Any, int, int, FormColumn], Any]


class CellReader:
    """Reads the cells of one sheet of one report."""

    def __init__(
        self,
        sheet: str,
        lookups: Lookups,
        findings: Findings,
        *,
        money_units: SheetUnits,
        column_values: Callable[[int], list[Any]],
        percents: Container[str] = (),
    ) -> None:
        self.lacks_money_unit = False
        """Whether an amount of money was found while its unit is unknown."""
        self.dates_without_hour: set[tuple[int, str]] = set()
        """(row, raw column) of instants typed without an hour."""
        self.days = SwappedDays()
        """Dates that Excel may have turned round."""
        self.measures: dict[int, str] = {}
        """Row -> unit of measure that was typed behind a quantity."""
        self._sheet = sheet
        self._lookups = lookups
        self._findings = findings
        self._money_units = money_units
        self._column_values = column_values
        self._percents = percents
        self._signs: dict[tuple[int, bool], frozenset[str]] = {}
        self._conflicts: set[int] = set()
        self._readers: Mapping[str, _Reader] = {
            "count": self._count,
            "pair": self._pair,
            "money": self._money,
            "quantity": self._quantity,
            "percent": self._percent,
            "code": self._code,
            "date": self._date,
            "instant": self._instant,
            "mark": self._mark,
        }

    def read(self, value: Any, row: int, position: int, column: FormColumn) -> Any:
        """Read a filled cell; None when it says nothing or cannot be read (then there is a finding).

        `row` counts from 1, `position` from 0. A pair gives two values, for `column.targets`, or None.
        """
        reader = self._readers.get(column.kind)
        if reader is None:
            if column.column in lost_texts.COLUMNS and lost_texts.is_lost(value):
                self._say("text_is_date", row, position, column, value, None)
                return None
            return clean(value) or None if type(value) is str else _plain_text(value)
        return self._read_by(reader, value, row, position, column)

    def read_amount(self, value: Any, row: int, position: int, column: FormColumn, factor: int) -> int | None:
        """Read đồng from a cell whose row says its unit of money, `factor` đồng, whatever the column or title says."""
        money = FormColumn(column.heading, "money")
        found: int | None = self._read_by(partial(self._dong, unit=MoneyUnit(factor)), value, row, position, money)
        return found

    def _read_by(self, reader: _Reader, value: Any, row: int, position: int, column: FormColumn) -> Any:
        try:
            return reader(value, row, position, column)
        except UnreadableError as error:
            usual = {"date": "date_unreadable", "instant": "date_unreadable", "mark": "mark_unreadable"}
            rule = error.rule or usual.get(column.kind, "number_unreadable")
            self._say(rule, row, position, column, value, _WANTED.get(column.kind))
            return None

    def _say(self, rule: str, row: int, position: int, column: FormColumn, value: Any, expected: object) -> None:
        shown = f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else cell_text(value)
        self._findings.add(
            rule,
            sheet=self._sheet,
            cell=f"{column_letters(position)}{row}",
            value=shown,
            expected=expected,
            heading=column.heading,
        )

    def _count(self, value: Any, row: int, position: int, column: FormColumn) -> int | None:
        if type(value) is float and value >= 0 and value.is_integer() and value < LARGEST:
            if _FIRST_SERIAL <= value <= _LAST_SERIAL:
                self._say("count_may_be_date", row, position, column, value, f"{parse_date(value):%d/%m/%Y}")
                return None
            return int(value)
        amount = parse_number(value)
        if isinstance(amount, Ambiguous):
            amount = self._decide_count(amount, row, position, column, value)
        return None if amount is None else counted(amount, column)

    def _decide_count(
        self, amount: Ambiguous, row: int, position: int, column: FormColumn, value: Any
    ) -> Amount | None:
        """Nobody counts thousandths: 1.234 is 1234. But 5.000 may be five with a system's three decimals.

        Where 1,234 stands beside 2.345, one of them is no count.
        """
        might_be_decimal = amount.decimal == amount.decimal.to_integral_value()
        contradicts = self._sign(position, whole=False) == amount.sign or len(self._proven(position, whole=True)) > 1
        if contradicts or (might_be_decimal and not self._sign(position, whole=True)):
            self._say_ambiguous(amount, row, position, column, value)
            return None
        return Amount(Decimal(amount.grouped), amount.factor)

    def _pair(self, value: Any, _row: int, _position: int, _column: FormColumn) -> tuple[int | None, int | None]:
        first, second = parse_pair(value)
        return (counted_half(first), counted_half(second))

    def _money(self, value: Any, row: int, position: int, column: FormColumn) -> int | None:
        return self._dong(value, row, position, column, self._money_units.of(position, column))

    def _dong(self, value: Any, row: int, position: int, column: FormColumn, unit: MoneyUnit) -> int | None:
        if type(value) is float and unit.factor == 1 and value >= 0 and value.is_integer() and value < LARGEST:
            return int(value)
        amount = self._number(value, row, position, column, whole=unit.factor == 1)
        if amount is None:
            return None
        if amount.unit or amount.factor == 0:
            raise UnreadableError
        factor = amount.factor or unit.factor
        if factor is None:
            if amount.value:
                self._say_no_unit(unit.conflict, position, column)
                return None
            factor = 1
        exact = amount.value * factor
        dong = exact.to_integral_value(ROUND_HALF_UP)
        if dong != exact:
            if factor == 1 and (type(value) is str or abs(exact) < _SMALLEST_WITH_FRACTION):
                raise UnreadableError("money_with_fraction")
            self._say("rounded", row, position, column, value, int(dong))
        return whole(dong)

    def _say_no_unit(self, conflict: str, position: int, column: FormColumn) -> None:
        if not conflict:
            self.lacks_money_unit = True
        elif position not in self._conflicts:
            self._conflicts.add(position)
            cell = f"{column_letters(position)}{self._money_units.first_line}"
            self._findings.add(
                "money_units_conflict", sheet=self._sheet, cell=cell, value=conflict, heading=column.heading
            )

    def _quantity(self, value: Any, row: int, position: int, column: FormColumn) -> float | None:
        amount = self._number(value, row, position, column, whole=False)
        if amount is None:
            return None
        if amount.factor is not None or not 0 <= amount.value < LARGEST:
            raise UnreadableError
        unit = amount.unit
        if unit and (unit not in MEASURES or self.measures.setdefault(row, unit) != unit):
            raise UnreadableError
        return float(amount.value)

    def shows_percent(self, value: Any, row: int, position: int) -> bool:
        """Whether a cell is a true number whose format shows it a hundredfold, with the sign %."""
        return type(value) is float and bool(self._percents) and f"{column_letters(position)}{row}" in self._percents

    def _percent(self, value: Any, row: int, position: int, column: FormColumn) -> float | None:
        if self.shows_percent(value, row, position):
            if not 0 <= value <= 1:
                raise UnreadableError
            return float(value)
        amount = self._number(value, row, position, column, whole=False)
        if amount is None:
            return None
        number = amount.value
        if amount.unit or amount.factor not in (None, 0) or not 0 <= number <= 100:
            raise UnreadableError
        # The cell of a true 96,6% holds 0.966, that of 120% holds 1.2: without its format nobody can tell.
        largest_share = 1 if type(value) is str else 2
        if amount.factor is None and 0 < number <= largest_share:
            ways = f"{cell_text(value)}% hoặc {cell_text(float(number) * 100)}%".replace(".", ",")
            self._say("percent_ambiguous", row, position, column, value, ways)
            return None
        return float(number / 100)

    def _number(self, value: Any, row: int, position: int, column: FormColumn, *, whole: bool) -> Amount | None:
        """Read a number, deciding 1.234 by the rest of the column or by `whole`; else say that it is ambiguous."""
        amount = parse_number(value)
        if isinstance(amount, Ambiguous):
            amount = self._decide(amount, position, whole=whole and amount.factor is None)
        elif type(value) is float and amount is not None and column.kind != "percent":
            amount = self._doubt_fraction(amount, position)
        if isinstance(amount, Ambiguous):
            self._say_ambiguous(amount, row, position, column, value)
            return None
        return amount

    def _decide(self, amount: Ambiguous, position: int, *, whole: bool) -> Amount | Ambiguous:
        if len(self._proven(position, whole=whole)) > 1:
            return amount
        sign = self._sign(position, whole=False)
        if sign == amount.sign:
            # A whole number of đồng with a decimal sign contradicts itself; and who writes 12.5 triệu in another cell
            # may still mean fifteen hundred by 1.500 nghìn, or write 25.000 for 25 thousand.
            is_doubtful = whole or amount.factor is not None or amount.decimal == amount.decimal.to_integral_value()
            return amount if is_doubtful else Amount(amount.decimal, amount.factor)
        return Amount(Decimal(amount.grouped), amount.factor) if sign or whole else amount

    def _doubt_fraction(self, amount: Amount, position: int) -> Amount | Ambiguous:
        """Doubt a true 1.234 where people type decimal commas: their Excel may have made it of a grouped 1234.

        With fewer decimals the cell does not look as a grouped number was typed: who typed 36.500 sees 36.5.
        """
        thousandfold = amount.value * 1000
        # Nobody groups digits behind a zero: 0.125 is what it says.
        if amount.value.as_tuple().exponent != -3 or not 1 <= abs(amount.value) < 1000:
            return amount
        if self._sign(position, whole=False) != ",":
            return amount
        return Ambiguous(int(thousandfold), amount.value, amount.factor)

    def _sign(self, position: int, *, whole: bool) -> str:
        """Return the one decimal sign that the column proves; blank when it proves none, or both."""
        signs = self._proven(position, whole=whole)
        return next(iter(signs)) if len(signs) == 1 else ""

    def _proven(self, position: int, *, whole: bool) -> frozenset[str]:
        key = (position, whole)
        if key not in self._signs:
            self._signs[key] = decimal_signs_of(self._column_values(position), whole=whole)
        return self._signs[key]

    def _say_ambiguous(self, amount: Ambiguous, row: int, position: int, column: FormColumn, value: Any) -> None:
        ways = f"{amount.grouped} hoặc {str(amount.decimal).replace('.', ',')}"
        self._say("number_ambiguous", row, position, column, value, ways)

    def _code(self, value: Any, row: int, position: int, column: FormColumn) -> str | None:
        text = value if type(value) is str else _plain_text(value)
        code = self._lookups.code(column.list, text)
        if code is None and clean(text):
            nearest = self._lookups.nearest_word(column.list, text)
            self._say(f"unknown_{column.list}", row, position, column, value, nearest)
        return code

    def _date(self, value: Any, row: int, position: int, column: FormColumn) -> dt.date | None:
        day = parse_date(value)
        if day is not None:
            self.days.see(day, value, row, position, column)
        return day

    def _instant(self, value: Any, row: int, position: int, column: FormColumn) -> dt.datetime | None:
        found = parse_instant(value)
        if found is None:
            return None
        self.days.see(parse_date(value), value, row, position, column)
        if not found[1]:
            self.dates_without_hour.add((row, column.column))
        return found[0]

    def _mark(self, value: Any, _row: int, _position: int, _column: FormColumn) -> bool:
        return parse_mark(value)


def _plain_text(value: Any) -> str:
    """Return the text of a number or date typed where words are expected, without the mark of true dates."""
    return (cell_text(value) or "").lstrip("@")
