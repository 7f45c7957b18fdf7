"""What a department has to do about a notice, beside its wards: the list, as data.

Belongs here: reading `duties.csv`. Does not: what is done of it (`marts/recall_duties.sql`), who has to answer
(`ledger`).
"""

from __future__ import annotations

from pipelines.reference.lists import ListShape, read_list
from pipelines.settings import Settings
from pipelines.warehouse import Warehouse

DUTIES = ListShape(
    file="notices/duties.csv",
    key=("duty",),
    columns=("duty", "name_vi", "name_en", "kinds", "product_groups", "hours", "source"),
    required=("duty", "name_vi", "name_en", "kinds", "source"),
    numbers=("hours",),
)


def leave_duties(warehouse: Warehouse, settings: Settings) -> None:
    """Leave the temporary table `recall_duties_known`: the columns of the list and duty_no, from 1."""
    known = read_list(DUTIES, [settings.shipped_reference, settings.reference])
    warehouse.leave("recall_duties_known", known.with_row_index("duty_no", offset=1))
