"""From what a cell says to what is counted: whole numbers, from 0, of what the heading says.

Belongs here: amounts that must be counts. Does not: the grammar of numbers (`values`), which column counts (`cells`).
"""

from __future__ import annotations

from decimal import Decimal

from pipelines.workbooks.digits import UnreadableError
from pipelines.workbooks.forms import FormColumn
from pipelines.workbooks.values import COUNTED, Amount
from pipelines.workbooks.wording import bare

LARGEST = 10**15
"""No report counts or pays so much."""
_HEADED = frozenset(filter(None, COUNTED.values()))


def counted(amount: Amount, column: FormColumn) -> int:
    """Return a count; one whose word contradicts the heading counts something else: 5 đối tượng under Số vụ."""
    if amount.factor is not None:
        raise UnreadableError
    if amount.unit:
        called = COUNTED.get(amount.unit)
        if called is None:
            raise UnreadableError
        words = f" {bare(column.group)} {bare(column.heading)} "
        if called and f" {bare(called)} " not in words and any(f" {bare(other)} " in words for other in _HEADED):
            raise UnreadableError("counts_something_else")
    return whole(amount.value)


def counted_half(amount: Amount | None) -> int | None:
    """Return one of the two counts of a pair; None for one that is not there."""
    if amount is None:
        return None
    if amount.factor is not None or amount.unit not in ("", *COUNTED):
        raise UnreadableError
    return whole(amount.value)


def whole(number: Decimal) -> int:
    """Return a number that counts something.

    Raises:
        UnreadableError: it is below zero, too large, or has a fraction.
    """
    if number < 0 or number >= LARGEST or number != number.to_integral_value():
        raise UnreadableError
    return int(number)
