"""Reports say what happened in the terms of the form, and each mistake is the mistake it should be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.periods import month_window
from pipelines.sample.character import Character, characters
from pipelines.sample.contents import MONEY_IN_WORDS, NUMBERS_IN_WORDS, Line, Span, inspection_lines, report_content
from pipelines.sample.deliveries import deliveries
from pipelines.sample.inspections import visits_between
from pipelines.sample.scene import Scene
from tests.pipelines.sample.conftest import reference_until, scene_until

WINDOW = month_window("2026-10")
OCTOBER = Span("monthly", "2026-10", WINDOW.start, WINDOW.end)
SIGNED = date(2026, 10, 20)


@pytest.fixture(scope="module")
def market(scene: Scene) -> Character:
    return characters(scene)["31-SCT"]


def _lines(scene: Scene, character: Character, flavour: str) -> list[Line]:
    content = report_content(scene, character, OCTOBER, flavour, SIGNED)
    return [dict(line) for line in content.rows.get("Kiểm tra", ())]


def _total(lines: list[Line], column: str) -> float:
    return sum(v for line in lines if isinstance(v := line.get(column), int | float))


def test_lines_add_up_to_the_visits_they_tell_about(scene: Scene, market: Character) -> None:
    visits = visits_between(scene, market, OCTOBER.start, OCTOBER.end)
    lines = inspection_lines(scene, market, OCTOBER)
    acts = [a for v in visits for a in v.acts]
    assert _total(lines, "establishments_inspected") == len(visits)
    assert _total(lines, "establishments_violating") == sum(bool(v.acts) for v in visits)
    assert _total(lines, "cases_total") == len(acts)
    assert _total(lines, "fines_vnd") == sum(a.fine_vnd for a in acts)


def test_agencies_name_the_ward_in_monthly_reports_only(scene: Scene, market: Character) -> None:
    tet = Span("campaign", "TET-2026", date(2025, 12, 15), date(2026, 3, 31))
    assert any(line.get("place_text") for line in inspection_lines(scene, market, OCTOBER))
    assert not any(line.get("place_text") for line in inspection_lines(scene, market, tet))


def test_classes_and_outcomes_of_a_line_add_up_to_its_cases(scene: Scene, market: Character) -> None:
    for line in inspection_lines(scene, market, OCTOBER):
        classes = sum(_total([line], f"cases_{name}") for name in ("smuggled", "fraud", "counterfeit"))
        outcomes = sum(
            _total([line], f"{name}_cases")
            for name in ("criminal", "administrative", "transferred", "pending", "other")
        )
        assert classes == outcomes == line["cases_total"]


def test_establishments_are_filled_once_for_a_place_category_and_channel(scene: Scene, market: Character) -> None:
    lines = inspection_lines(scene, market, OCTOBER)
    counted = [
        (line.get("place_text"), line["category"], line["channel"])
        for line in lines
        if "establishments_inspected" in line
    ]
    assert len(counted) == len(set(counted))


def test_a_month_without_events_is_signed_nil_and_an_empty_form_is_not(scene: Scene) -> None:
    idle = next(c for c in characters(scene).values() if c.story == "always_nil")
    quiet = Span("monthly", "2025-12", *_days("2025-12"))
    nil = report_content(scene, idle, quiet, "plain", SIGNED)
    empty = report_content(scene, idle, quiet, "empty", SIGNED)
    assert not any(nil.rows.values())
    assert nil.cover["nil"] is True
    assert not any(empty.rows.values())
    assert empty.cover["nil"] is None


def test_a_returned_report_holds_a_number_in_words(scene: Scene, market: Character) -> None:
    words = {*NUMBERS_IN_WORDS, *MONEY_IN_WORDS}
    returned, plain = (
        [value for line in _lines(scene, market, flavour) for value in line.values() if value in words]
        for flavour in ("returned", "plain")
    )
    assert len(returned) == 1
    assert not plain


def test_a_copied_report_repeats_the_month_before(scene: Scene, market: Character) -> None:
    before = Span("monthly", "2026-09", *_days("2026-09"))
    assert _lines(scene, market, "copied") == inspection_lines(scene, market, before)
    assert _lines(scene, market, "copied") != _lines(scene, market, "plain")


def test_a_draft_differs_from_its_correction_in_its_figures(scene: Scene, market: Character) -> None:
    draft, corrected = (_total(_lines(scene, market, f), "establishments_inspected") for f in ("draft", "plain"))
    assert draft > corrected


def test_sums_that_do_not_agree_break_a_rule_of_the_form(scene: Scene, market: Character) -> None:
    broken = [
        line
        for line in _lines(scene, market, "sums")
        if (
            _total([line], "establishments_violating") > _total([line], "establishments_inspected")
            and "establishments_inspected" in line
        )
        or sum(_total([line], f"cases_{n}") for n in ("smuggled", "fraud", "counterfeit")) != line["cases_total"]
    ]
    assert len(broken) == 1


def test_the_copier_sends_the_same_figures_four_months_long(scene: Scene) -> None:
    copier = next(c for c in characters(scene).values() if c.story == "copier")
    told = [
        report_content(scene, copier, Span("monthly", m, *_days(m)), "plain", SIGNED).rows["Kiểm tra"]
        for m in ("2026-07", "2026-08", "2026-09", "2026-10", "2026-11")
    ]
    assert all(month == told[0] for month in told)


def test_money_is_typed_in_the_unit_of_the_cover(scene: Scene) -> None:
    units = {"đồng": 1, "nghìn đồng": 1000, "triệu đồng": 1_000_000}
    seen = set()
    for character in characters(scene).values():
        if character.money_unit in seen or character.story:
            continue
        content = report_content(scene, character, OCTOBER, "plain", SIGNED)
        true = _total(inspection_lines(scene, character, OCTOBER), "fines_vnd")
        if true:
            typed = _total([dict(line) for line in content.rows["Kiểm tra"]], "fines_vnd")
            assert typed * units[character.money_unit] == pytest.approx(true)
            assert content.cover["money_unit"] == character.money_unit
            seen.add(character.money_unit)
    assert seen == set(units)


def _days(period: str) -> tuple[date, date]:
    window = month_window(period)
    return window.start, window.end


@pytest.mark.slow
@pytest.mark.parametrize("day", ["2026-01-01", "2026-02-28", "2026-05-14", "2026-07-15", "2026-10-26", "2027-01-31"])
def test_the_sample_can_be_made_on_any_day(day: str, tmp_path: Path) -> None:
    scene = scene_until(date.fromisoformat(day), reference_until(date.fromisoformat(day), tmp_path))
    told = 0
    for character in characters(scene).values():
        for sent in deliveries(scene, character):
            if sent.span is not None:
                report_content(scene, character, sent.span, sent.flavour, sent.signed_on)
                told += 1
    assert told > 3000
