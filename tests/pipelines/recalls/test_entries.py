"""An answer entered by hand is held against the rules of workbooks."""

from typing import Any

import pytest

from pipelines.recalls.entries import oddities
from pipelines.settings import CHECKOUT
from pipelines.workbooks.findings import read_rules

RULES = read_rules(CHECKOUT / "data" / "reference" / "rules" / "workbook.toml").values()


@pytest.mark.parametrize(
    ("entry", "broken"),
    [
        ({"establishments_checked": 4, "establishments_holding": 9}, ["holding_over_checked"]),
        ({"establishments_checked": 9, "establishments_holding": 9}, []),
        ({"establishments_checked": 4, "quantity_found": 100.0, "quantity_sealed": 120.0}, ["sealed_over_found"]),
        ({"establishments_checked": 4, "quantity_found": 100.0, "quantity_sealed": 100.0}, []),
        ({"quantity_found": 1.0}, ["searched_left_out"]),
        ({"establishments_checked": 0}, []),
        (
            {"establishments_checked": 1, "acknowledged_on": "2026-11-10", "closed_on": "2026-11-09"},
            ["closed_before_received"],
        ),
        ({"establishments_checked": 1, "acknowledged_on": "2026-11-10", "closed_on": "2026-11-10"}, []),
        (
            {"establishments_checked": 1, "quantity_found": 5.0, "quantity_sealed": 2.0, "closed_on": "2026-11-10"},
            ["closed_unsealed"],
        ),
        ({"establishments_checked": 1, "quantity_found": 5.0, "quantity_sealed": 2.0}, []),
        ({"acknowledged_on": "2026-11-10"}, []),
    ],
)
def test_an_entry_breaks_the_rules_that_a_line_of_a_workbook_would(entry: dict[str, Any], broken: list[str]) -> None:
    assert [found.rule.id for found in oddities(entry, RULES)] == broken
