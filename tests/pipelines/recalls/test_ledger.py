"""The ledger against a recount by hand: a province of 114 wards, 20 notices, 12 months, everything that can happen."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from pipelines import marts
from pipelines.settings import LOCAL_ZONE, Settings
from pipelines.warehouse import Warehouse, open_warehouse
from tests.pipelines.recalls.worlds import decision, judge_ledger, put

AS_OF = datetime(2026, 11, 20, 2, 0, tzinfo=LOCAL_ZONE)
WARDS = [f"3{n:04d}" for n in range(1000, 1114)]
MONTHS = [f"2025-{m:02d}" for m in (12,)] + [f"2026-{m:02d}" for m in range(1, 12)]
START = date(2025, 12, 1)


@dataclass
class Entry:
    """One report's lines about one notice, or one entry of the page, as the recount sees it."""

    entry_id: str
    ward: str
    notice: str
    form: str
    period: str
    received: datetime
    accepted: bool
    superseded: bool
    holds: bool
    lines: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class World:
    """What was put into the tables, kept in plain lists for the recount."""

    notices: dict[str, date]
    entries: list[Entry]
    due: dict[str, datetime]
    letters: dict[str, str]
    agencies: dict[str, list[str]]
    more_time: dict[tuple[str, str], datetime]
    exempt: set[tuple[str, str]]


def _line(dice: random.Random) -> dict[str, Any]:
    unit = dice.choice(["hộp", "hộp", "Hộp ", "vỉ", None])
    found = dice.choice([None, 0.0, 0.0, 4.0, 2.5])
    return {
        "acknowledged_on": dice.choice([None, date(2026, 5, dice.randint(1, 28))]),
        "establishments_checked": dice.choice([None, 0, 3, 5]),
        "establishments_holding": dice.choice([None, 0, 1]),
        "quantity_found": found,
        "quantity_sealed": None if found is None else found / 2,
        "quantity_unit": unit,
        "closed_on": dice.choice([None, date(2026, 9, dice.randint(1, 28))]),
    }


def _make(dice: random.Random) -> tuple[World, dict[str, list[dict[str, Any]]], list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    notices = {f"n{n:02d}": date(2025, 12, 5) + timedelta(days=16 * n) for n in range(20)}
    world = World(notices, [], {}, {}, {}, {}, set())
    rows["core.notices"] = [
        {"notice_id": n, "document_number": f"{n[1:]}/QĐ-QLD", "issued_on": day, "product_group": "medicine",
         "reach": "national", "kind": "suspension" if n.endswith("7") else "recall"}
        for n, day in notices.items()
    ]  # fmt: skip
    decisions = []
    for n, day in notices.items():
        at = datetime.combine(day, datetime.min.time(), LOCAL_ZONE) + timedelta(days=3)
        if dice.random() < 0.7:
            due = at + timedelta(days=20)
            value: dict[str, Any] = {"province_code": "31", "due_at": due.isoformat(), "letter": f"{n[1:]}/SYT-NVD"}
            if dice.random() < 0.3:
                value["agencies"] = world.agencies[n] = ["31-SCT"]
            decisions.append(decision("ledger_due", n, value, at=at))
            world.due[n], world.letters[n] = due, f"{n[1:]}/SYT-NVD"
            if dice.random() < 0.3:
                earlier = {**value, "due_at": (due - timedelta(days=5)).isoformat(), "letter": "99/UBND-VX"}
                decisions.append(decision("ledger_due", n, earlier, at=at + timedelta(days=1)))
            for ward in dice.sample(WARDS, 5):
                world.more_time[n, ward] = due + timedelta(days=10)
                more = world.more_time[n, ward].isoformat()
                decisions.append(decision("extension", n, more, at=at, reporter_id=ward))
        for ward in dice.sample(WARDS, 2):
            world.exempt.add((n, ward))
            decisions.append(decision("exemption", n, at=at, reporter_id=ward))
    for ward in WARDS:
        _reports_of(ward, world, rows, dice)
        decisions += _entries_of(ward, world, dice)
    return world, rows, decisions


def _entries_of(ward: str, world: World, dice: random.Random) -> Iterator[dict[str, Any]]:
    """Answers that a person entered for a ward."""
    for n in dice.sample(sorted(world.notices), 2):
        at = datetime.combine(world.notices[n], datetime.min.time(), LOCAL_ZONE) + timedelta(days=dice.randint(1, 60))
        line = {k: v for k, v in _line(dice).items() if v is not None}
        if line and at <= AS_OF:
            said = {k: v.isoformat() if isinstance(v, date) else v for k, v in line.items()}
            made = decision("sign_off", n, said, at=at, reporter_id=ward)
            full = {**dict.fromkeys(_line(dice)), **line}
            world.entries.append(Entry(made["decision_id"], ward, n, "page", "", at, True, False, True, [full]))
            yield made


def _reports_of(ward: str, world: World, rows: dict[str, list[dict[str, Any]]], dice: random.Random) -> None:
    for period in MONTHS:
        year, month = map(int, period.split("-"))
        due = datetime(year, month, 25, tzinfo=LOCAL_ZONE)
        versions = dice.choice([0, 1, 1, 1, 2])
        sent = sorted(due + timedelta(hours=dice.randint(-200, 900)) for _ in range(versions))
        states = [dice.choice(["accepted", "accepted_with_warnings", "returned"]) for _ in sent]
        good = [at for at, state in zip(sent, states, strict=True) if state != "returned"]
        for number, (at, state) in enumerate(zip(sent, states, strict=True)):
            current = state != "returned" and at == good[-1]
            sid = f"{ward}-{period}-{number}"
            last = at == max((one for one in sent if one <= AS_OF), default=None)
            _report(sid, ward, ("monthly", period, at, state, current), world, rows, dice, is_last=last)
        if dice.random() < 0.2:
            at = due - timedelta(days=dice.randint(0, 20))
            sid = f"{ward}-{period}-s"
            _report(sid, ward, ("sign_off", f"{at:%Y-%m}", at, "accepted", True), world, rows, dice)


def _report(
    sid: str,
    ward: str,
    sent: tuple[str, str, datetime, str, bool],
    world: World,
    rows: dict[str, list[dict[str, Any]]],
    dice: random.Random,
    *,
    is_last: bool = True,
) -> None:
    form, period, at, state, current = sent
    if at > AS_OF:
        return
    rows["core.submissions"].append(
        {"submission_id": sid, "file_sha256": sid, "file_name": "f", "reporter_id": ward, "province_code": "31",
         "ward_code": ward, "form": form, "period": period, "received_at": at, "received_evidence": "received_csv",
         "ingested_at": at, "version": 1, "is_current": current, "state": state, "content": "filled", "line_count": 1,
         "error_count": 0, "warning_count": 0}
    )  # fmt: skip
    known = [n for n, day in world.notices.items() if datetime.combine(day, datetime.min.time(), LOCAL_ZONE) < at]
    row = 5
    for n in dice.sample(known, min(len(known), dice.choice([0, 1, 2, 3]))):
        lines = [_line(dice) for _ in range(dice.choice([1, 1, 2]))]
        for line in lines:
            row += 1
            rows["core.sign_offs"].append(
                {"notice_id": n, "submission_id": sid, "reporter_id": ward, "province_code": "31", "ward_code": ward,
                 "sheet": "Thu hồi", "row": row, **line}
            )  # fmt: skip
        holds = current or (state == "returned" and is_last)
        world.entries.append(Entry(sid, ward, n, form, period, at, state != "returned", not current, holds, lines))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Warehouse, World]]:
    made, rows, decisions = _make(random.Random(389))
    with open_warehouse(Settings(home=tmp_path_factory.mktemp("ledger"))) as warehouse:
        put(warehouse, "reference.units", [
            {"unit_code": "31", "name": "HP", "kind": "province", "province_code": "31"},
            *({"unit_code": w, "name": w, "kind": "ward", "province_code": "31", "ward_code": w} for w in WARDS),
        ])  # fmt: skip
        put(warehouse, "reference.reporters", [
            *({"reporter_id": w, "name": f"Phường {w}", "kind": "ward", "province_code": "31", "ward_code": w}
              for w in WARDS),
            {"reporter_id": "31-SCT", "name": "SCT", "kind": "agency", "province_code": "31"},
            {"reporter_id": "31-CA", "name": "CA", "kind": "agency", "province_code": "31"},
        ])  # fmt: skip
        for full_name, table_rows in rows.items():
            put(warehouse, full_name, table_rows)
        judge_ledger(warehouse, as_of=AS_OF, decisions=decisions, starts={"31": START})
        for name in ("mart.recall_ledger", "mart.recall_progress"):
            marts.build(warehouse, name, as_of=AS_OF)
        yield warehouse, made


def _recount(world: World, notice: str, reporter: str) -> dict[str, Any]:
    """One row of the ledger from the plain lists: no SQL, no data frames, one rule after the other."""
    mine = [e for e in world.entries if (e.notice, e.ward) == (notice, reporter)]
    received = min(
        (e.received for e in mine if any(line["establishments_checked"] is not None for line in e.lines)), default=None
    )
    due = world.due.get(notice)
    if due is not None and (notice, reporter) in world.more_time:
        due = max(due, world.more_time[notice, reporter])
    if (notice, reporter) in world.exempt:
        status = "exempt"
    elif due is None:
        status = "not_due"
    elif received is not None:
        status = "on_time" if received < due else "late"
    else:
        status = "not_due" if due > AS_OF else "missing"
    standing = [e for e in mine if e.accepted and not e.superseded]
    last = None
    for entry in standing:
        if last is None or _is_later(entry, last, standing):
            last = entry
    acknowledged = [line["acknowledged_on"] for e in standing for line in e.lines if line["acknowledged_on"]]
    found = {
        "status": status,
        "received_at": received,
        "due_at": due,
        "due_source": world.letters.get(notice),
        "acknowledged_on": min(acknowledged, default=None),
        **_figures(last),
    }
    holding = [e for e in mine if e.holds]
    answers_now = any(line["establishments_checked"] is not None for e in holding for line in e.lines)
    is_closed = found["closed_on"] is not None and answers_now
    found["answer"] = "closed" if is_closed else "searched" if answers_now else "acknowledged" if holding else "none"
    return found


def _is_later(one: Entry, other: Entry, standing: list[Entry]) -> bool:
    """Whether `one` is the newer word: by arrival, but a later period of the same form beats an earlier one."""

    def since(entry: Entry) -> datetime:
        if entry.form != "monthly":
            return entry.received
        return min(e.received for e in standing if e.form == "monthly" and e.period >= entry.period)

    return (since(one), one.period, one.received, one.entry_id) > (
        since(other), other.period, other.received, other.entry_id)  # fmt: skip


def _figures(last: Entry | None) -> dict[str, Any]:
    if last is None:
        return dict.fromkeys(("establishments_checked", "quantity_found", "quantity_sealed", "closed_on"))
    with_goods = [line for line in last.lines if max(line["quantity_found"] or 0, line["quantity_sealed"] or 0) > 0]
    units = {(line["quantity_unit"] or "").strip().lower() for line in with_goods}
    addable = len(with_goods) <= 1 or (len(units) == 1 and "" not in units)
    figures: dict[str, Any] = {}
    checked = [line["establishments_checked"] for line in last.lines if line["establishments_checked"] is not None]
    figures["establishments_checked"] = max(checked, default=None)
    for name in ("quantity_found", "quantity_sealed"):
        amounts = [line[name] for line in last.lines if line[name] is not None]
        figures[name] = sum(amounts) if amounts and addable else None
    closed = [line["closed_on"] for line in last.lines]
    figures["closed_on"] = None if None in closed else max(closed)
    return figures


@pytest.mark.slow
def test_the_ledger_equals_a_recount_by_hand(world: tuple[Warehouse, World]) -> None:
    warehouse, made = world
    ledger = {(r["notice_id"], r["reporter_id"]): r for r in warehouse.read("mart.recall_ledger").to_dicts()}
    asked = {(n, r) for n in made.notices for r in [*WARDS, *made.agencies.get(n, [])]}
    assert ledger.keys() == asked
    statuses = set()
    for (notice, reporter), row in ledger.items():
        expected = _recount(made, notice, reporter)
        assert {name: row[name] for name in expected} == expected, (notice, reporter)
        statuses.add(row["status"])
    assert statuses == {"on_time", "late", "missing", "not_due", "exempt"}
    assert {row["answer"] for row in ledger.values()} == {"none", "acknowledged", "searched", "closed"}
    assert any(row["units_differ"] for row in ledger.values())


@pytest.mark.slow
def test_progress_and_the_open_list_equal_a_recount_by_hand(world: tuple[Warehouse, World]) -> None:
    warehouse, made = world
    for row in warehouse.read("mart.recall_progress").to_dicts():
        notice = row["notice_id"]
        wards = {w: _recount(made, notice, w) for w in WARDS if (notice, w) not in made.exempt}
        answered = [w for w, r in wards.items() if r["answer"] in ("searched", "closed")]
        done = [w for w, r in wards.items() if r["answer"] == "closed"]
        assert (row["wards_expected"], row["wards_acknowledged"], row["wards_closed"]) == (
            len(wards), len(answered), len(done))  # fmt: skip
        assert row["names_unanswered"] == [f"Phường {w}" for w in WARDS if w in wards and w not in answered]
        assert row["names_open"] == [f"Phường {w}" for w in WARDS if w in wards and w not in done]
        assert row["wards_late"] == sum(r["status"] == "late" for r in wards.values())
        assert row["wards_missing"] == sum(r["status"] == "missing" for r in wards.values())
        assert row["due_at"] == made.due.get(notice)
    assert warehouse.count("mart.recall_progress") == len(made.notices)


def test_quantities_of_a_province_are_null_as_soon_as_two_units_meet(world: tuple[Warehouse, World]) -> None:
    warehouse, _ = world
    units: dict[str, set[str]] = defaultdict(set)
    for row in warehouse.read("mart.recall_ledger").to_dicts():
        if (row["quantity_found"] or 0) > 0 and row["status"] != "exempt":
            units[row["notice_id"]].add((row["quantity_unit"] or "").strip().lower())
    for row in warehouse.read("mart.recall_progress").to_dicts():
        if len(units[row["notice_id"]]) > 1:
            assert row["quantity_found"] is None
