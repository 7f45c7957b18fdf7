"""What one report says: the truth of its days, written down the way its reporter writes, mistakes included.

Belongs here: events -> cover and lines of the form, and the ways of getting them wrong. Does not: the workbook itself
(`pipelines.workbooks.template`), or when it arrives (`deliveries`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from random import Random

from pipelines.periods import administrative_month_of, month_window
from pipelines.sample.chance import happens, one_of, stream
from pipelines.sample.character import Character
from pipelines.sample.events import Call, Case, calls_between, cases_between
from pipelines.sample.inspections import Act, Visit, visits_between
from pipelines.sample.recalls import Search, searches_reported
from pipelines.sample.scene import Scene
from pipelines.workbooks.template import Cell, ReportContent

Line = dict[str, Cell]

MONEY_UNITS = {"đồng": 1, "nghìn đồng": 1_000, "triệu đồng": 1_000_000}
NUMBERS_IN_WORDS = ("mười hai", "khoảng 3", "nhiều", "2 vụ/1 đối tượng", "ba", "chưa rõ")
MONEY_IN_WORDS = ("hơn 15 triệu", "mười lăm triệu", "chưa nộp phạt")
_MONEY = ("fines_vnd", "goods_value_vnd", "value_vnd")
_OUTCOME_COLUMNS = {
    "criminal": "criminal_cases",
    "administrative": "administrative_cases",
    "transferred": "transferred_cases",
    "pending": "pending_cases",
    "other": "other_cases",
}
_COPIED_MONTHS = range(4)


@dataclass(frozen=True)
class Span:
    """The days that one report tells about."""

    form: str
    period: str
    start: date
    end: date


def report_content(scene: Scene, character: Character, span: Span, flavour: str, signed_on: date) -> ReportContent:
    """Write down one periodic report.

    `flavour` is `plain`, or the mistake it is made with: `draft`, `empty`, `copied`, `returned`, `sums`, `nameless`.
    """
    chance = stream(scene.seed, "content", character.reporter.reporter_id, span.form, span.period, flavour)
    rows = _rows(scene, character, span)
    rows["Kiểm tra"] = inspection_lines(scene, character, told_span(scene, character, span, flavour))
    if flavour == "empty":
        rows = {}
    spoil = {"draft": _miscount, "returned": _spell_out, "sums": _break_sums}.get(flavour)
    if spoil is not None:
        spoil(rows["Kiểm tra"], chance)
    unit = _unit_of(scene, character, span)
    typed = {sheet: [_in_unit(line, unit) for line in lines] for sheet, lines in rows.items()}
    nil = flavour != "empty" and not any(rows.values())
    return ReportContent(cover=_cover(scene, character, chance, signed_on, nil), rows=typed)


def quick_content(scene: Scene, character: Character, case: Case, signed_on: date) -> ReportContent:
    """Write down one quick report."""
    chance = stream(scene.seed, "quick content", character.reporter.reporter_id, case.detected_at)
    lines = [_in_unit(_case_line(scene, case), MONEY_UNITS[character.money_unit])]
    return ReportContent(_cover(scene, character, chance, signed_on, False), {"Vụ việc": lines})


def sign_off_content(scene: Scene, character: Character, searches: Sequence[Search], signed_on: date) -> ReportContent:
    """Write down one report about one notice, as things stand on the day it is signed."""
    chance = stream(scene.seed, "sign-off content", character.reporter.reporter_id, signed_on)
    rows = {"Thu hồi": [_search_line(s, signed_on, chance) for s in searches]}
    return ReportContent(_cover(scene, character, chance, signed_on, False), rows)


def inspection_lines(scene: Scene, character: Character, span: Span) -> list[Line]:
    """Lines of sheet Kiểm tra: establishments once per place, category and channel, further violations below.

    Agencies name the ward in monthly reports only: what they sum up over a longer time is for the whole province.
    """

    def key(visit: Visit) -> tuple[str, str, str]:
        place = visit.place_ward_code if span.form == "monthly" else None
        return place or "", visit.category, visit.channel

    visits = sorted(visits_between(scene, character, span.start, span.end), key=key)
    chance = stream(scene.seed, "notes", character.reporter.reporter_id, span.period)
    lines: list[Line] = []
    for (place, category, channel), group in groupby(visits, key):
        together = list(group)
        acts = sorted((a for v in together for a in v.acts), key=lambda a: a.violation)
        by_violation = [(name, list(same)) for name, same in groupby(acts, lambda a: a.violation)]
        for number, (violation, same) in enumerate(by_violation or [(None, [])]):
            line: Line = {"category": category, "channel": channel, "violation": violation}
            if not character.reporter.is_ward and place:
                line["place_text"] = scene.by_id[place].name
            if number == 0:
                line |= _establishments(together)
            lines.append(line | _figures(scene, same))
        if happens(chance, 0.08):
            lines[-1]["note"] = one_of(chance, scene.words["texts"]["line_notes"])
    return lines


def told_span(scene: Scene, character: Character, span: Span, flavour: str) -> Span:
    """The days whose inspections a report really tells about: a copied one repeats those of an earlier report."""
    is_copier = character.story == "copier" and span.form == "monthly"
    steps = scene.months_to_anchor(span.end)
    if is_copier and steps in _COPIED_MONTHS:
        return _months_before(span, len(_COPIED_MONTHS) - steps)
    return _months_before(span, 1) if flavour == "copied" else span


def _months_before(span: Span, back: int) -> Span:
    month = administrative_month_of(span.end)
    for _ in range(back):
        month = administrative_month_of(month_window(month).start - timedelta(days=1))
    window = month_window(month)
    return Span(span.form, month, window.start, window.end)


def _rows(scene: Scene, character: Character, span: Span) -> dict[str, list[Line]]:
    chance = stream(scene.seed, "recall words", character.reporter.reporter_id, span.period)
    searches = searches_reported(scene, character, span.start, span.end)
    cases = cases_between(scene, character, span.start, span.end)
    calls = calls_between(scene, character, span.start, span.end)
    return {
        "Thu hồi": [_search_line(s, span.end, chance) for s in searches],
        "Vụ việc": [_case_line(scene, c) for c in cases],
        "Phản ánh": [_call_line(scene, c, span) for c in calls],
    }


def _establishments(visits: Sequence[Visit]) -> Line:
    counts: Line = {
        "establishments_inspected": len(visits),
        "establishments_violating": sum(bool(v.acts) for v in visits),
    }
    if taken := sum(v.samples_taken for v in visits):
        counts |= {"samples_taken": taken, "samples_failed": sum(v.samples_failed for v in visits)}
    return counts


def _figures(scene: Scene, acts: Sequence[Act]) -> Line:
    if not acts:
        return {"cases_total": 0}
    counts = dict.fromkeys(("cases_smuggled", "cases_fraud", "cases_counterfeit", *_OUTCOME_COLUMNS.values()), 0)
    for act in acts:
        counts[f"cases_{scene.class_389[act.violation]}"] += 1
        counts[_OUTCOME_COLUMNS[act.outcome]] += 1
    figures: Line = {name: count for name, count in counts.items() if count}
    figures["cases_total"] = len(acts)
    if persons := sum(a.persons for a in acts):
        figures["criminal_persons"] = persons
    if fines := sum(a.fine_vnd for a in acts):
        figures["fines_vnd"] = fines
    figures["goods_value_vnd"] = sum(a.goods_vnd for a in acts)
    return figures


def _search_line(search: Search, as_of: date, chance: Random) -> Line:
    number = search.cited
    line: Line = {
        "notice_number": number.replace("/", " /") if happens(chance, 0.06) else number,
        "acknowledged_on": search.acknowledged,
        "product_name": search.product.name,
        "registration_number": search.product.registration or None,
        "batch_number": search.batch.number,
    }
    if search.searched is None or search.searched > as_of:
        return line
    sealed = search.found if search.closed is not None and search.closed <= as_of else search.sealed_at_once
    line |= {
        "establishments_checked": search.checked,
        "establishments_holding": search.holding,
        "quantity_found": search.found,
        "quantity_sealed": sealed,
        "quantity_unit": search.product.unit if search.holding else None,
    }
    if search.closed is not None and search.closed <= as_of:
        line["closed_on"] = search.closed
    return line


def _case_line(scene: Scene, case: Case) -> Line:
    place = case.place_ward_code
    return {
        "case_code": case.code,
        "serious": True if case.serious else None,
        "detected_at": case.detected_at,
        "seized_at": case.seized_at,
        "place_text": scene.by_id[place].name if place else None,
        "channel": case.channel,
        "category": case.category,
        "violation": case.violation,
        "product_name": case.product_name,
        "content": case.content,
        "registration_number": case.registration,
        "batch_number": case.batch,
        "value_vnd": case.value_vnd,
        "action": case.action,
    }


def _call_line(scene: Scene, call: Call, span: Span) -> Line:
    settled = call.resolved_on is not None and call.resolved_on <= span.end
    fresh = (span.end - call.received_on).days <= 3
    return {
        "received_on": call.received_on,
        "channel": call.channel,
        "place_text": scene.by_id[call.place_ward_code].name if call.place_ward_code else None,
        "category": call.category,
        "content": call.content,
        "state": call.outcome if settled else "Mới tiếp nhận" if fresh else "Đang xác minh",
        "resolved_on": call.resolved_on if settled else None,
    }


def _cover(scene: Scene, character: Character, chance: Random, signed_on: date, nil: bool) -> dict[str, Cell]:
    texts = scene.words["texts"]
    symbol = "BC-UBND-MH" if character.reporter.is_ward else f"BC-{character.reporter.role}-MH"
    return {
        "document_number": f"{1 + chance.randrange(400)}/{symbol}",
        "signed_on": signed_on,
        "signed_by": character.signed_by,
        "prepared_by": character.prepared_by,
        "phone": character.phone,
        "nil": nil or None,
        "money_unit": character.money_unit,
        "difficulties": one_of(chance, texts["difficulties"]) if happens(chance, 0.3) else None,
        "proposals": one_of(chance, texts["proposals"]) if happens(chance, 0.22) else None,
    }


def _unit_of(scene: Scene, character: Character, span: Span) -> int:
    """What money is divided by when typed; a reporter of the story types thousands under the heading đồng."""
    slipped = character.story == "unit_slip" and 1 <= scene.months_to_anchor(span.end) <= 3
    return 1_000 if slipped else MONEY_UNITS[character.money_unit]


def _in_unit(line: Line, unit: int) -> Line:
    if unit == 1:
        return line
    typed = dict(line)
    for column in _MONEY:
        amount = line.get(column)
        if isinstance(amount, int):
            typed[column] = amount // unit if amount % unit == 0 else amount / unit
    return typed


def _miscount(lines: list[Line], chance: Random) -> None:
    """A first version with a figure that is corrected later."""
    line = one_of(chance, [x for x in lines if x.get("establishments_inspected")])
    line["establishments_inspected"] = _number(line, "establishments_inspected") + 1 + chance.randrange(3)
    if fines := _number(line, "fines_vnd"):
        line["fines_vnd"] = fines * 2


def _spell_out(lines: list[Line], chance: Random) -> None:
    """A number that cannot be read."""
    fined = [x for x in lines if x.get("fines_vnd")]
    if fined and happens(chance, 0.5):
        one_of(chance, fined)["fines_vnd"] = one_of(chance, MONEY_IN_WORDS)
        return
    line = one_of(chance, [x for x in lines if x.get("establishments_inspected")])
    line["establishments_inspected"] = one_of(chance, NUMBERS_IN_WORDS)


def _break_sums(lines: list[Line], chance: Random) -> None:
    """Figures that do not agree with each other."""
    counted = [x for x in lines if x.get("establishments_inspected")]
    line = one_of(chance, [x for x in counted if x.get("cases_total")] or counted)
    if _number(line, "cases_total") and happens(chance, 0.75):
        line["cases_total"] = _number(line, "cases_total") + 1
    else:
        line["establishments_violating"] = _number(line, "establishments_inspected") + 1


def _number(line: Mapping[str, Cell], column: str) -> int:
    value = line.get(column)
    return value if isinstance(value, int) else 0
