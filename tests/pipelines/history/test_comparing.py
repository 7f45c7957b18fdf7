"""A report beside the earlier ones: shifts, exchanged columns, jumps, and no alarm over an ordinary month."""

from typing import Any

import polars as pl
import pytest

from pipelines.history.comparing import SUMS, doubts

MONTHS = [f"2026-{month:02d}" for month in range(1, 10)]
ORDINARY = {
    "establishments_inspected": 20, "establishments_violating": 4, "cases_total": 4, "administrative_cases": 3,
    "fines_vnd": 40_000_000, "goods_value_vnd": 30_000_000, "samples_taken": 10, "samples_failed": 1,
}  # fmt: skip


def report(period: str = "2026-10", reporter: str = "11311", **changes: Any) -> dict[str, Any]:
    facts = {"submission_id": f"{reporter}/{period}", "reporter_id": reporter, "province_code": "31", "form": "monthly"}
    return {**facts, "period": period, **ORDINARY, **changes}


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    names = ("submission_id", "reporter_id", "province_code", "form", "period")
    return pl.DataFrame(list(rows), schema=dict.fromkeys(names, pl.String) | dict.fromkeys(SUMS, pl.Int64))


HISTORY = [report(month, fines_vnd=(20 + 5 * n) * 1_000_000) for n, month in enumerate(MONTHS)]


def rules_of(*asked: dict[str, Any], history: list[dict[str, Any]] | None = None) -> set[tuple[str, str]]:
    found = doubts(frame(*asked), frame(*(HISTORY if history is None else history)))
    return set(found.select("rule", "column").iter_rows())


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"fines_vnd": 0, "administrative_cases": 0},
        {"fines_vnd": 9_000_000},
        {"goods_value_vnd": 280_000_000},
        {"establishments_inspected": 150},
        {"establishments_inspected": 3, "establishments_violating": 3},
        dict.fromkeys(ORDINARY, 0),
    ],
)
def test_an_ordinary_month_raises_no_doubt(changes: dict[str, Any]) -> None:
    assert rules_of(report(**changes)) == set()


@pytest.mark.parametrize("amount", ["fines_vnd", "goods_value_vnd"])
@pytest.mark.parametrize("factor", [1000, 0.001])
def test_amounts_off_by_a_thousand_are_doubted(amount: str, factor: float) -> None:
    assert rules_of({**report(), amount: int(ORDINARY[amount] * factor)}) == {("shifted_by_a_thousand", amount)}


def test_a_reporter_without_history_is_held_against_its_province() -> None:
    asked = report(reporter="99999", fines_vnd=40_000)
    assert rules_of(asked) == {("shifted_by_a_thousand", "fines_vnd")}
    assert rules_of({**asked, "fines_vnd": 40_000_000}) == set()


def test_what_comes_later_is_not_known_yet() -> None:
    later = [report(month, reporter="11311", fines_vnd=30_000) for month in ("2026-11", "2026-12")]
    assert rules_of(report(), history=later) == set()
    assert rules_of(report(), history=[]) == set()


def test_an_amount_far_from_ones_own_is_said_only_when_there_are_enough_reports() -> None:
    asked = report(fines_vnd=40_000_000 * 22)
    assert rules_of(asked) == {("far_outside", "fines_vnd")}
    assert rules_of(asked, history=HISTORY[:3]) == set()


def test_exchanged_columns_are_named() -> None:
    counts = report(establishments_inspected=4, establishments_violating=20)
    assert rules_of(counts) == {("columns_exchanged", "establishments_inspected")}
    small = [{**row, "fines_vnd": 60_000_000, "goods_value_vnd": 4_000_000} for row in HISTORY]
    amounts = report(fines_vnd=4_000_000, goods_value_vnd=60_000_000)
    assert rules_of(amounts, history=small) == {("columns_exchanged", "fines_vnd")}


def test_a_jump_is_said() -> None:
    assert rules_of(report(establishments_inspected=2000)) == {("implausible_jump", "establishments_inspected")}


def test_a_shift_of_last_month_does_not_hide_the_right_amounts_of_this_one() -> None:
    history = [*HISTORY[:-1], report("2026-09", fines_vnd=40_000)]
    assert rules_of(report(), history=history) == set()


def test_equal_frames_give_equal_doubts() -> None:
    asked = frame(report(fines_vnd=40), report(reporter="22222", establishments_inspected=4000))
    known = frame(*HISTORY, *[report(month, reporter="22222") for month in MONTHS])
    assert doubts(asked, known).equals(doubts(asked, known.reverse()))
