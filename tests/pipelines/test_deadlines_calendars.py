"""Thousands of random calendars: the invariants of the calendar, and a second judge that knows nothing of the first.

The second judge works on local wall-clock times (the zone has no summer time), one report at a time, in plain Python.
"""

from __future__ import annotations

import calendar as days
import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import deadlines, tables
from pipelines.periods import PeriodRule
from pipelines.reference import Directive, DueRule, Obligation, Reference, ReporterGroup, load
from pipelines.settings import CHECKOUT
from tests.pipelines.rates_of import compliance_rates

OFFSET = timedelta(hours=7)
STATES = ("accepted", "accepted_with_warnings", "returned", "unreadable")
KEYS = ("obligation_id", "reporter_id", "period")


@dataclass
class Calendar:
    """One random world: an obligation, its reporters, what people decided and what arrived (local wall-clock times)."""

    obligation: Obligation
    reporters: list[dict[str, Any]]
    decisions: list[dict[str, Any]] = field(default_factory=list)
    submissions: list[dict[str, Any]] = field(default_factory=list)


@cache
def shipped() -> Reference:
    return load(CHECKOUT / "data" / "reference")


def utc(wall: datetime) -> datetime:
    return (wall - OFFSET).replace(tzinfo=UTC)


# The second judge


def plain_windows(o: Obligation, today: date) -> list[tuple[str, date, date]]:
    """All windows of an obligation that have begun and lie within its validity."""
    kept = []
    for code, start, end in all_windows(o.period):
        begun_before = o.period.rule != "fixed" and o.valid_from is not None and start < o.valid_from
        too_late = (o.valid_to is not None and end > o.valid_to) or start > today
        if not begun_before and not too_late and code <= (o.period.last_period or code):
            kept.append((code, start, end))
    return kept


def all_windows(p: PeriodRule) -> list[tuple[str, date, date]]:
    """Count months and years by hand."""
    if p.rule == "fixed":
        assert p.code
        assert p.start
        assert p.end
        return [(p.code, p.start, p.end)]
    found = []
    if p.rule == "year":
        month, day = (int(x) for x in p.first_day.split("-"))
        for year in range(2022, 2029):
            end = date(year + 1, month, day) - timedelta(days=1)
            found.append((str(end.year), date(year, month, day), end))
        return found
    for year in range(2022, 2029):
        for month in range(1, 13):
            if p.rule == "calendar_month":
                start, end = date(year, month, 1), date(year, month, days.monthrange(year, month)[1])
            else:
                start = date(year - 1, 12, 15) if month == 1 else date(year, month - 1, 15)
                end = date(year, month, 14)
            found.append((f"{year}-{month:02d}", start, end))
    return found


def plain_due(rule: DueRule, end: date) -> datetime | None:
    """The first wall-clock moment that is late."""
    if rule.rule == "undated":
        return None
    if rule.rule == "date":
        assert rule.on
        year, month, day = rule.on.year, rule.on.month, rule.on.day
    elif rule.rule == "day_of_year":
        assert rule.month
        assert rule.day
        year, month, day = end.year + rule.years_after, rule.month, rule.day
        if day > days.monthrange(year, month)[1]:
            return datetime(year, month, 1) + timedelta(days=days.monthrange(year, month)[1])  # noqa: DTZ001
    else:
        assert rule.day
        year, month, day = end.year, end.month + rule.months_after, rule.day
        if month > 12:
            year, month = year + 1, month - 12
        if day > days.monthrange(year, month)[1]:
            return datetime(year, month, 1) + timedelta(days=days.monthrange(year, month)[1])  # noqa: DTZ001
    moment = datetime(year, month, day)  # noqa: DTZ001
    if rule.time:
        hour, minute = (int(x) for x in rule.time.split(":"))
        moment += timedelta(hours=hour, minutes=minute)
        return moment + timedelta(minutes=1) if rule.boundary == "inclusive" else moment
    return moment + timedelta(days=1) if rule.boundary == "inclusive" else moment


def plain_round_due(o: Obligation, start: date, end: date) -> tuple[datetime | None, datetime | None]:
    """Due and original due of a round after the rules announced later."""
    opened = datetime(start.year, start.month, start.day)  # noqa: DTZ001
    due = original = plain_due(o.due[0], end)
    for rule in sorted(o.due[1:], key=lambda r: r.announced_on or date.min):
        assert rule.announced_on
        told = datetime(rule.announced_on.year, rule.announced_on.month, rule.announced_on.day)  # noqa: DTZ001
        new = plain_due(rule, end)
        if new is None:
            continue
        if told <= opened:
            due = original = new
        elif due is None or (told < due and new > due):
            due = new
    return due, original


def concerns(decision: dict[str, Any], key: tuple[str, str, str]) -> bool:
    named = [(decision.get(name), value) for name, value in zip(KEYS, key, strict=True)]
    return any(said for said, _ in named) and all(said in {None, value} for said, value in named)


def plain_judge(world: Calendar, now: datetime) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Judge one calendar at the wall-clock moment `now`."""
    o, result = world.obligation, {}
    known = [d for d in world.decisions if d["decided_at"] <= now]
    for code, start, end in plain_windows(o, now.date()):
        due, original = plain_round_due(o, start, end)
        for reporter in world.reporters:
            if (reporter["valid_from"] or end) > end or (reporter["valid_to"] or end) < end:
                continue
            key = (o.obligation_id, reporter["reporter_id"], code)
            mine = None if reporter["role"] != "owes" else due
            if mine is not None:
                until = [d["until"] for d in known if d["kind"] == "extension" and concerns(d, key)]
                mine = max([mine, *until])
            result[key] = plain_status(world, known, key, mine, original, now)
    return result


def plain_status(
    world: Calendar,
    known: list[dict[str, Any]],
    key: tuple[str, str, str],
    due: datetime | None,
    original: datetime | None,
    now: datetime,
) -> dict[str, Any]:
    stands = {d["submission_id"] for d in known if d["kind"] == "let_time_stand"}
    here = []
    for s in world.submissions:
        if tuple(s[name] for name in KEYS) != key or s["received_at"] > now or s["ingested_at"] > now:
            continue
        if s["attributed_at"] is None or s["attributed_at"] <= now:
            here.append(s)
    here.sort(key=lambda s: (s["received_at"], s["submission_id"]))
    stopping = [
        s for s in here if (s["state"] in STATES[:3] and s["content"] != "empty") or s["submission_id"] in stands
    ]
    accepted = [s for s in here if s["state"] in STATES[:2]]
    received = stopping[0]["received_at"] if stopping else None
    shown = accepted[-1] if accepted else here[-1] if here else None
    late_by = None
    if any(d["kind"] == "exemption" and concerns(d, key) for d in known):
        status = "exempt"
    elif due is None:
        status = "not_due"
    elif received is not None:
        status = "on_time" if received < due else "late"
        late_by = (received - due) / timedelta(hours=1)
    else:
        status = "not_due" if now < due else "missing"
        late_by = (now - due) / timedelta(hours=1)
    return {
        "status": status,
        "received_at": utc(received) if received else None,
        "hours_late": late_by if status in {"late", "missing"} else None,
        "extended": status == "on_time" and original is not None and received is not None and received >= original,
        "state": shown["state"] if shown else None,
        "content": shown["content"] if shown else None,
        "submission_id": shown["submission_id"] if shown else None,
        "accepted_at": utc(accepted[0]["received_at"]) if accepted else None,
        "due_at": utc(due) if due else None,
    }


# Random worlds


def random_day(chance: random.Random, first: date = date(2024, 1, 1), last: date = date(2026, 12, 31)) -> date:
    return first + timedelta(days=chance.randrange((last - first).days))


def random_rule(chance: random.Random, period: PeriodRule, announced: date | None) -> DueRule:
    boundary = chance.choice(("exclusive", "inclusive"))
    time = chance.choice((None, None, "10:00", "17:30"))
    if period.rule == "fixed":
        assert period.end
        on = period.end + timedelta(days=chance.randrange(0, 40))
        return DueRule("date", boundary, "w", on=on, time=time, announced_on=announced)
    if period.rule == "year":
        month, day = chance.choice(((10, 1), (10, 5), (12, 31), (1, 1), (2, 28)))
        return DueRule(
            "day_of_year",
            boundary,
            "w",
            month=month,
            day=day,
            years_after=chance.choice((0, 1)),
            time=time,
            announced_on=announced,
        )
    day = chance.choice((1, 5, 17, 24, 25, 28, 29, 30, 31))
    after = chance.choice((0, 0, 1))
    return DueRule("day_of_month", boundary, "w", day=day, months_after=after, time=time, announced_on=announced)


def random_obligation(chance: random.Random, name: str) -> Obligation:
    rule = chance.choice(("administrative_month", "administrative_month", "calendar_month", "year", "fixed"))
    valid_from = random_day(chance, date(2024, 1, 1), date(2026, 6, 1))
    if rule == "fixed":
        start = random_day(chance, date(2024, 1, 1), date(2026, 6, 1))
        period = PeriodRule(rule, code=f"F-{name}", start=start, end=start + timedelta(days=chance.randrange(1, 120)))
        valid_from = start
    else:
        last = chance.choice((None, None, "2026-02")) if rule != "year" else None
        period = PeriodRule(rule, first_day=chance.choice(("01-01", "10-01", "03-01")), last_period=last)
    rules = [random_rule(chance, period, None)]
    if chance.random() < 0.1:
        rules = [DueRule("undated", "exclusive", "w")]
    elif chance.random() < 0.3:
        rules.append(random_rule(chance, period, random_day(chance)))
    return Obligation(
        obligation_id=name, directive_id="D", province_code="31", form="monthly", group=ReporterGroup(wards=True),
        receiver_id="31-SYT", copied_to=(), counts=False, verified=True, reading="", quote="q", period=period,
        due=tuple(rules), valid_from=valid_from, valid_to=chance.choice((None, None, random_day(chance))),
    )  # fmt: skip


def random_reporter(chance: random.Random, name: str) -> dict[str, Any]:
    begin = random_day(chance) if chance.random() < 0.15 else None
    end = random_day(chance) if chance.random() < 0.15 else None
    role = chance.choice(("owes", "owes", "owes", "owes", "asked"))
    return {
        "reporter_id": name,
        "role": role,
        "province_code": "31",
        "ward_code": None,
        "valid_from": begin,
        "valid_to": end,
    }


def random_calendar(chance: random.Random, name: str, now: datetime) -> Calendar:
    obligation = random_obligation(chance, name)
    reporters = [random_reporter(chance, f"{name}-r{i}") for i in range(chance.choice((1, 2, 3)))]
    world = Calendar(obligation, reporters)
    rounds = plain_windows(obligation, now.date() + timedelta(days=40))
    chance.shuffle(rounds)
    for code, start, end in rounds[:6]:
        due, _ = plain_round_due(obligation, start, end)
        due = due or datetime(end.year, end.month, end.day)  # noqa: DTZ001
        for reporter in reporters:
            add_decisions(chance, world, (name, reporter["reporter_id"], code), due)
            for _ in range(chance.choice((0, 0, 1, 1, 1, 2, 3))):
                add_submission(chance, world, (name, reporter["reporter_id"], code), due)
    return world


def near(chance: random.Random, due: datetime) -> datetime:
    """Often exactly at a boundary, one minute beside it, at a local or UTC midnight, or days away."""
    step = chance.choice((-1, 0, 1, chance.randrange(-40000, 40000), chance.randrange(-3000, 3000), 7 * 60, -7 * 60))
    return due + timedelta(minutes=step)


def add_submission(chance: random.Random, world: Calendar, key: tuple[str, str, str], due: datetime) -> None:
    received = near(chance, due)
    taken_in = received + timedelta(minutes=chance.choice((0, 1, 600, 30000)))
    assigned = taken_in + timedelta(minutes=chance.randrange(20000)) if chance.random() < 0.15 else None
    state = chance.choice(STATES)
    content = chance.choice(
        ("filled", "nil", "copied", "empty") if state == "returned" else ("filled", "nil", "copied")
    )
    row = dict(zip(KEYS, key, strict=True)) | {
        "submission_id": f"{key[0]}-s{len(world.submissions)}", "form": "monthly", "state": state,
        "content": None if state == "unreadable" else content, "received_at": received, "ingested_at": taken_in,
        "attributed_at": assigned, "received_evidence": chance.choice(("upload", "file_time")),
    }  # fmt: skip
    world.submissions.append(row)
    if state == "unreadable" and chance.random() < 0.3:
        moment = taken_in + timedelta(minutes=chance.randrange(20000))
        decide(world, "let_time_stand", moment, submission_id=row["submission_id"])


def add_decisions(chance: random.Random, world: Calendar, key: tuple[str, str, str], due: datetime) -> None:
    obligation_id, reporter_id, period = key
    whole_round = {"obligation_id": obligation_id, "period": period}
    one = whole_round | {"reporter_id": reporter_id}
    if chance.random() < 0.2:
        until = near(chance, due)
        decide(world, "extension", near(chance, due), until=until, **chance.choice((one, whole_round)))
    if chance.random() < 0.07:
        decide(world, "exemption", near(chance, due), **chance.choice((one, whole_round, {"reporter_id": reporter_id})))


def decide(world: Calendar, kind: str, moment: datetime, **fields: Any) -> None:
    name = f"{world.obligation.obligation_id}-d{len(world.decisions)}"
    world.decisions.append({"decision_id": name, "kind": kind, "decided_at": moment, "reason": "r"} | fields)


# Both judges


def frames(worlds: list[Calendar]) -> tuple[Reference, pl.DataFrame, pl.DataFrame]:
    directive = Directive(
        directive_id="D", province_code="31", title="t", issuer="", document_number=None, issued_on=None,
        number_as_printed="", date_as_printed="", source="s", hotline="", demo=False, valid_from=None, groups={},
        obligations=tuple(w.obligation for w in worlds), file="random",
    )  # fmt: skip
    duties = [r | {"obligation_id": w.obligation.obligation_id} for w in worlds for r in w.reporters]
    schema = shipped().duties.schema
    reference = replace(shipped(), documents=(directive,), duties=pl.DataFrame(duties, schema=schema))
    instants = ("received_at", "ingested_at", "attributed_at")
    submissions = [
        s | {name: utc(s[name]) for name in instants if s[name] is not None} for w in worlds for s in w.submissions
    ]
    decided = [
        {k: v for k, v in d.items() if k != "until"}
        | {"decided_at": utc(d["decided_at"]), "value": d["until"].isoformat() if "until" in d else None}
        for w in worlds
        for d in w.decisions
    ]
    return reference, shaped("core.submissions", submissions), shaped("core.decisions", decided)


def shaped(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    shape = tables.TABLES[table]
    return shape.frame(pl.DataFrame(rows, infer_schema_length=None)) if rows else shape.empty()


def compare(seed: int, count: int) -> int:
    """Judge `count` random calendars both ways; returns the number of expected reports."""
    chance = random.Random(seed)
    now = datetime(2026, 1, 1) + timedelta(minutes=chance.randrange(500_000))  # noqa: DTZ001
    if chance.random() < 0.3:
        now = now.replace(hour=0, minute=0)
    worlds = [random_calendar(chance, f"c{seed}-{i}", now) for i in range(count)]
    reference, submissions, decided = frames(worlds)
    expected = deadlines.expected_reports(reference, decided, as_of=utc(now))
    judged = deadlines.judge(expected, submissions, decided, as_of=utc(now))
    truth: dict[tuple[str, str, str], dict[str, Any]] = {}
    for world in worlds:
        truth |= plain_judge(world, now)
    check_invariants(expected, submissions, judged, utc(now))
    found = {tuple(row[name] for name in KEYS): row for row in judged.iter_rows(named=True)}
    assert found.keys() == truth.keys()
    for key, want in truth.items():
        row = found[key]
        got = {name: row[name] for name in want}
        if want["hours_late"] is not None:
            assert got["hours_late"] == pytest.approx(want["hours_late"]), (seed, key)
            got["hours_late"] = want["hours_late"]
        assert got == want, (seed, key, now)
    return judged.height


def check_invariants(expected: pl.DataFrame, submissions: pl.DataFrame, judged: pl.DataFrame, as_of: datetime) -> None:
    assert judged.height == expected.height == expected.select(KEYS).unique().height
    rates = compliance_rates(judged, as_of=as_of)
    parts = ("on_time", "late", "missing", "not_due", "exempt")
    assert rates.filter(pl.sum_horizontal(parts) != pl.col("expected")).is_empty()
    for rate in ("on_time_rate", "received_rate"):
        assert rates.filter(~pl.col(rate).is_between(0, 1)).is_empty()
    shown = judged["submission_id"].drop_nulls()
    assert shown.is_unique().all(), "a submission counts once"
    early = pl.col("received_at") < pl.col("due_at")
    assert judged.filter(early & (pl.col("status") == "late")).is_empty(), "an early one is never late"
    counted = submissions.filter(
        pl.col("state").is_in(STATES[:3])
        & (pl.col("content") != "empty")
        & (pl.col("received_at") <= as_of)
        & (pl.col("ingested_at") <= as_of)
        & (pl.col("attributed_at").is_null() | (pl.col("attributed_at") <= as_of))
    )
    lost = counted.join(judged.filter(pl.col("status") == "missing"), on=KEYS, how="semi")
    assert lost.is_empty(), "a late file is never lost"


def test_three_hundred_random_calendars_agree_with_the_second_judge() -> None:
    assert compare(seed=1, count=300) > 1000


@pytest.mark.slow
def test_ten_thousand_random_calendars_agree_with_the_second_judge() -> None:
    assert sum(compare(seed, count=500) for seed in range(100, 120)) > 50_000


# One report, every order of events


@st.composite
def arrivals(draw: st.DrawFn) -> list[tuple[int, str, str]]:
    """Up to five versions: minutes from the due, state, content."""
    one = st.tuples(
        st.one_of(st.integers(-3, 3), st.integers(-50_000, 50_000)),
        st.sampled_from(STATES),
        st.sampled_from(("filled", "nil", "empty")),
    )
    return draw(st.lists(one, max_size=5))


DUE = datetime(2026, 10, 24, 17, tzinfo=UTC)
AS_OF = DUE + timedelta(days=60)


def status_of(versions: list[tuple[int, str, str]], as_of: datetime = AS_OF) -> dict[str, Any]:
    expected = shaped("core.expected_reports", [
        {"obligation_id": "O", "reporter_id": "R", "period": "2026-10", "form": "monthly", "directive_id": "D",
         "province_code": "31", "due_at": DUE, "due_at_original": DUE, "period_start": date(2026, 9, 15)}
    ])  # fmt: skip
    rows = [
        {"submission_id": f"s{i}", "obligation_id": "O", "reporter_id": "R", "period": "2026-10", "form": "monthly",
         "received_at": DUE + timedelta(minutes=m), "ingested_at": DUE + timedelta(minutes=m), "state": state,
         "content": content, "received_evidence": "upload"}
        for i, (m, state, content) in enumerate(versions)
    ]  # fmt: skip
    judged = deadlines.judge(expected, shaped("core.submissions", rows), shaped("core.decisions", []), as_of=as_of)
    return judged.row(0, named=True)


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(arrivals(), st.integers(0, 50_000), st.sampled_from(STATES))
def test_a_later_version_never_changes_status_once_the_clock_has_stopped(
    versions: list[tuple[int, str, str]], delay: int, state: str
) -> None:
    before = status_of(versions)
    if before["received_at"] is not None:
        last = max(m for m, _, _ in versions)
        after = status_of([*versions, (last + delay, state, "filled")])
        assert {k: after[k] for k in ("status", "received_at", "hours_late")} == {
            k: before[k] for k in ("status", "received_at", "hours_late")
        }


@settings(max_examples=50, deadline=None)
@given(arrivals())
def test_status_follows_from_the_earliest_version_that_stops_the_clock(versions: list[tuple[int, str, str]]) -> None:
    stopping = [m for m, state, content in versions if state in STATES[:3] and content != "empty"]
    found = status_of(versions)
    assert found["status"] == ("missing" if not stopping else "on_time" if min(stopping) < 0 else "late")


@settings(max_examples=50, deadline=None)
@given(arrivals(), st.integers(-60_000, 60_000))
def test_a_morning_knows_only_what_had_arrived(versions: list[tuple[int, str, str]], morning: int) -> None:
    as_of = DUE + timedelta(minutes=morning)
    known = [v for v in versions if v[0] <= morning]
    then, now = status_of(versions, as_of), status_of(known, as_of)
    for row in (then, now):
        row.pop("submission_id")
    assert then == now
