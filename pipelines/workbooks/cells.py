"""Read one cell of a line as the kind of its column, and say it when that fails.

Belongs here: kind of column -> value of the raw table, with findings that name the cell. Does not: the grammar of
numbers and dates (`values`, `typed_dates`), or rules over several cells (`rules`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pipelines.workbooks.findings import Findings
from pipelines.workbooks.forms import FormColumn
from pipelines.workbooks.lookups import Lookups
from pipelines.workbooks.reading import cell_text
from pipelines.workbooks.typed_dates import parse_date, parse_instant
from pipelines.workbooks.values import Ambiguous, UnreadableError, decimal_sign_of, parse_mark, parse_number
from pipelines.workbooks.wording import clean

_LARGEST = 10**15
_WANTED = {
    "count": "số nguyên từ 0 trở lên, không kèm chữ, ví dụ 12",
    "money": "số tiền theo đơn vị tiền của trang Thông tin, ví dụ 15000000",
    "quantity": "số từ 0 trở lên, đơn vị ghi ở cột Đơn vị tính",
    "percent": "số phần trăm từ 0 đến 100, ví dụ 96,6%",
    "date": "ngày/tháng/năm, ví dụ 05/10/2026",
    "instant": "giờ và ngày, ví dụ 08:30 05/10/2026",
}


def column_letters(position: int) -> str:
    """Return the letters of a column, counted from 0."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class CellReader:
    """Reads the cells of one sheet of one report."""

    def __init__(
        self,
        sheet: str,
        lookups: Lookups,
        findings: Findings,
        *,
        money_factor: int | None,
        column_values: Callable[[int], list[Any]],
    ) -> None:
        self.lacks_money_unit = False
        """Whether an amount of money was found while its unit is unknown."""
        self.dates_without_hour: set[tuple[int, str]] = set()
        """(row, raw column) of instants typed without an hour."""
        self._sheet = sheet
        self._lookups = lookups
        self._findings = findings
        self._money_factor = money_factor
        self._column_values = column_values
        self._signs: dict[int, str] = {}
        self._readers: Mapping[str, Callable[[Any, int, int, FormColumn], Any]] = {
            "count": self._count,
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

        `row` counts from 1, `position` from 0.
        """
        reader = self._readers.get(column.kind)
        if reader is None:
            return clean(value) or None if type(value) is str else _plain_text(value)
        try:
            return reader(value, row, position, column)
        except UnreadableError:
            rule = {"date": "date_unreadable", "instant": "date_unreadable", "mark": "mark_unreadable"}
            self._say(
                rule.get(column.kind, "number_unreadable"), row, position, column, value, _WANTED.get(column.kind)
            )
            return None

    def _say(self, rule: str, row: int, position: int, column: FormColumn, value: Any, expected: object) -> None:
        self._findings.add(
            rule,
            sheet=self._sheet,
            cell=f"{column_letters(position)}{row}",
            value=cell_text(value),
            expected=expected,
            heading=column.heading,
        )

    def _count(self, value: Any, _row: int, _position: int, _column: FormColumn) -> int | None:
        if type(value) is float and value >= 0 and value.is_integer() and value < _LARGEST:
            return int(value)
        amount = parse_number(value)
        if amount is None:
            return None
        if isinstance(amount, Ambiguous):
            # Nobody counts thousandths: in a column of whole numbers the separator can only group thousands.
            return amount.grouped
        if amount.factor is not None:
            raise UnreadableError
        return _whole(amount.value)

    def _money(self, value: Any, row: int, position: int, column: FormColumn) -> int | None:
        if type(value) is float and self._money_factor == 1 and value >= 0 and value.is_integer() and value < _LARGEST:
            return int(value)
        typed = self._number(value, row, position, column, whole=self._money_factor == 1)
        if typed is None:
            return None
        number, factor = typed
        if factor is None:
            if number and self._money_factor is None:
                self.lacks_money_unit = True
                return None
            factor = self._money_factor or 1
        if factor == 0:
            raise UnreadableError
        exact = number * factor
        dong = exact.to_integral_value(ROUND_HALF_UP)
        if dong != exact:
            self._say("rounded", row, position, column, value, int(dong))
        return _whole(dong)

    def _quantity(self, value: Any, row: int, position: int, column: FormColumn) -> float | None:
        typed = self._number(value, row, position, column, whole=False)
        if typed is None:
            return None
        number, factor = typed
        if factor is not None or not 0 <= number < _LARGEST:
            raise UnreadableError
        return float(number)

    def _percent(self, value: Any, row: int, position: int, column: FormColumn) -> float | None:
        typed = self._number(value, row, position, column, whole=False)
        if typed is None:
            return None
        number, factor = typed
        if factor not in (None, 0) or not 0 <= number <= 100:
            raise UnreadableError
        if factor is None and 0 < number <= 1 and not self._has_percentages(position):
            ways = f"{cell_text(value)}% hoặc {cell_text(float(number) * 100)}%".replace(".", ",")
            self._say("percent_ambiguous", row, position, column, value, ways)
            return None
        return float(number / 100)

    def _number(
        self, value: Any, row: int, position: int, column: FormColumn, *, whole: bool
    ) -> tuple[Decimal, int | None] | None:
        """Read a number, deciding 1.234 by `whole` or by the rest of the column; else say that it is ambiguous."""
        amount = parse_number(value)
        if isinstance(amount, Ambiguous):
            if whole:
                return Decimal(amount.grouped), None
            sign = self._signs.setdefault(position, decimal_sign_of(self._column_values(position)))
            amount = parse_number(value, decimal_sign=sign)
        if isinstance(amount, Ambiguous):
            ways = f"{amount.grouped} hoặc {str(amount.decimal).replace('.', ',')}"
            self._say("number_ambiguous", row, position, column, value, ways)
            return None
        return None if amount is None else (amount.value, amount.factor)

    def _has_percentages(self, position: int) -> bool:
        """Whether another number of the column can only be a percentage."""
        return any(type(value) is float and 1 < value <= 100 for value in self._column_values(position))

    def _code(self, value: Any, row: int, position: int, column: FormColumn) -> str | None:
        text = value if type(value) is str else _plain_text(value)
        code = self._lookups.code(column.list, text)
        if code is None and clean(text):
            nearest = self._lookups.nearest_word(column.list, text)
            self._say(f"unknown_{column.list}", row, position, column, value, nearest)
        return code

    def _date(self, value: Any, _row: int, _position: int, _column: FormColumn) -> Any:
        return parse_date(value)

    def _instant(self, value: Any, row: int, _position: int, column: FormColumn) -> Any:
        found = parse_instant(value)
        if found is None:
            return None
        if not found[1]:
            self.dates_without_hour.add((row, column.column))
        return found[0]

    def _mark(self, value: Any, _row: int, _position: int, _column: FormColumn) -> bool:
        return parse_mark(value)


def _whole(number: Decimal) -> int:
    if number < 0 or number >= _LARGEST or number != number.to_integral_value():
        raise UnreadableError
    return int(number)


def _plain_text(value: Any) -> str:
    """Return the text of a number or date typed where words are expected, without the mark of true dates."""
    return (cell_text(value) or "").lstrip("@")
