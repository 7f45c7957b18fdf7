"""Setting the scene: demo directives, reference data and word lists become one `Scene`.

Belongs here: which reporters and rounds the sample has, from the same reference data that the night reads. Does not:
chance, or files of the inbox.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from pipelines.deadlines import due_instant
from pipelines.periods import administrative_month_of, month_window
from pipelines.reference import Obligation, Reference
from pipelines.sample.scene import Market, Reporter, Round, Scene, load_words
from pipelines.settings import LOCAL_ZONE

PERIODIC = ("monthly", "campaign", "yearly")
"""Forms that the sample fills in for rounds; quick reports and sign-offs follow from what happens."""


def month_range(until: date, months: int) -> tuple[str, str]:
    """The first and last month of the sample: the last one's window has closed before `until`."""
    last = administrative_month_of(until - timedelta(days=1))
    if month_window(last).end >= until:
        last = administrative_month_of(month_window(last).start - timedelta(days=1))
    first = last
    for _ in range(months - 1):
        first = administrative_month_of(month_window(first).start - timedelta(days=1))
    return first, last


def set_scene(
    reference: Reference,
    shipped: Path,
    *,
    seed: int,
    anchor: date,
    until: date,
    months: tuple[str, str],
    provinces: Sequence[str],
) -> Scene:
    """Make the scene of the provinces for a range of months, from reference data that hold the demo directives."""
    roles = reference.duties.filter(reference.duties["role"] != "asked")
    owed: dict[str, set[str]] = {}
    for obligation_id, reporter_id in roles.select("obligation_id", "reporter_id").iter_rows():
        owed.setdefault(obligation_id, set()).add(reporter_id)
    rounds = tuple(
        turn
        for obligation in reference.active
        if obligation.form in PERIODIC and obligation.province_code in provinces
        for turn in _rounds(obligation, frozenset(owed.get(obligation.obligation_id, ())), months)
    )
    obliged = frozenset().union(*(r.reporter_ids for r in rounds))
    return Scene(
        seed=seed,
        anchor=anchor,
        until=until,
        reporters=tuple(r for r in _reporters(reference) if r.reporter_id in obliged),
        rounds=rounds,
        market=Market(load_words(shipped, "market")),
        class_389=dict(reference.violations.select("violation", "class_389").iter_rows()),
        words={**load_words(shipped, "names"), "notices": load_words(shipped, "notices")},
    )


def _reporters(reference: Reference) -> list[Reporter]:
    places = {u["unit_code"]: (u["lat"], u["lon"]) for u in reference.units.iter_rows(named=True)}
    return [
        Reporter(
            r["reporter_id"],
            r["name"],
            r["kind"],
            r["province_code"],
            r["ward_code"],
            *places.get(r["ward_code"], (None, None)),
        )
        for r in reference.reporters.sort("reporter_id").iter_rows(named=True)
    ]


def _rounds(obligation: Obligation, reporter_ids: frozenset[str], months: tuple[str, str]) -> list[Round]:
    """Rounds of one obligation that end between the first and the last month."""
    start, end = month_window(months[0]).start, month_window(months[1]).end
    windows = (w for w in obligation.period.windows(since=start, through=end) if w.end <= end)
    rule = obligation.due[-1]
    rounds = []
    for w in windows:
        due = due_instant(rule, w)
        local = due.astimezone(LOCAL_ZONE) if due else None
        rounds.append(Round(obligation.form, w.period, obligation.province_code, w.start, w.end, local, reporter_ids))
    return rounds
