"""The six KPI cards: figure, target, arrow word, sparkline, n, and one line of why.

Belongs here: KPI rows -> cards. Does not: KPI values (`mart.kpis`) or limits (`readings`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboards import formats, readings, sentences
from dashboards.charts.sparkline import sparkline
from dashboards.i18n import Words
from dashboards.markup import Html, anchor, join, tag
from dashboards.screen import Screen

Row = Mapping[str, Any]
_WORD_SIGNS = {"better": "↗", "worse": "↘", "rising": "↑", "falling": "↓", "unclear": "→"}

_SHOWN_AS = {"wards_answered_rate": "open_notices"}
"""Cards named after another KPI than the one their line shows."""
_AS_OF_RUN = frozenset({"open_notices", "wards_answered_rate"})
"""KPIs whose values are as of the run, also those of earlier months."""


@dataclass(frozen=True)
class Evidence:
    """What the cards say besides the KPI rows."""

    kpis: pl.DataFrame
    owing: pl.DataFrame
    received: Row
    open_notices: Row
    categories: pl.DataFrame
    reporting: pl.DataFrame


def six_cards(screen: Screen, evidence: Evidence) -> Html:
    """The grid of six cards, each a link to the page that explains it."""
    makers: tuple[Callable[[Screen, Evidence], Html], ...] = (
        _on_time,
        _missing,
        _conformity,
        _cases,
        _notices,
        _serious,
    )
    return tag("div", *(maker(screen, evidence) for maker in makers), cls="h-cards")


def latest(kpis: pl.DataFrame, kpi: str, period: str | None) -> Row | None:
    """The row of one KPI in one period."""
    rows = kpis.filter((pl.col("kpi") == kpi) & (pl.col("period") == period)).to_dicts()
    return rows[0] if rows else None


def values(kpis: pl.DataFrame, kpi: str) -> list[float | None]:
    """The values of one KPI, oldest first, 24 at most."""
    return kpis.filter(pl.col("kpi") == kpi).sort("period")["value"].to_list()[-24:]


def year_before(kpis: pl.DataFrame, kpi: str, period: str | None) -> float | None:
    """The same KPI twelve months earlier, when there is one."""
    if period is None or not period[:4].isdigit():
        return None
    row = latest(kpis, kpi, f"{int(period[:4]) - 1}{period[4:]}")
    return row["value"] if row else None


def _on_time(screen: Screen, evidence: Evidence) -> Html:
    words = screen.words
    row = latest(evidence.kpis, "on_time_rate", screen.view.period)
    if row is None or row["value"] is None:
        figure, n = (
            f"{formats.number(evidence.received['received'])}/{formats.number(evidence.received['expected'])}",
            "",
        )
        why = words("kpi.not_due_yet")
    else:
        figure = formats.percent(row["value"])
        n = words("kpi.n_reports", n=formats.number(row["numerator"]), of=formats.number(row["denominator"]))
        by_status = {s: evidence.owing.filter(pl.col("status") == s).height for s in ("missing", "late")}
        why = words("kpi.why_on_time", **{s: formats.number(n) for s, n in by_status.items()})
    return _card(screen, evidence.kpis, "on_time_rate", figure, n=n, why=why, address=screen.link("compliance"))


def _missing(screen: Screen, evidence: Evidence) -> Html:
    words = screen.words
    missing = evidence.owing.filter(pl.col("status") == "missing")
    row = latest(evidence.kpis, "reporters_missing", screen.view.period)
    figure = formats.number(row["value"] if row else None)
    n = words("kpi.n_owed", of=formats.number(evidence.received["expected"]))
    if missing.is_empty():
        why = words("kpi.why_none_missing")
    else:
        by_place = missing.group_by("province").len().sort(["len", "province"], descending=[True, False]).row(0)
        waiting = missing["pending_file"].sum()
        why = words(
            "kpi.why_missing",
            place=sentences.short_province(by_place[0]),
            n=formats.number(by_place[1]),
            waiting=formats.number(waiting),
        )
    address = screen.link("compliance", status="missing")
    return _card(screen, evidence.kpis, "reporters_missing", figure, n=n, why=why, address=address)


def _conformity(screen: Screen, evidence: Evidence) -> Html:
    words = screen.words
    row = latest(evidence.kpis, "conformity_rate", screen.view.period)
    figure = formats.percent(row["value"] if row else None)
    n = words("kpi.n_inspected", n=formats.number(row["denominator"] if row else None))
    now = evidence.categories.filter((pl.col("period") == screen.view.period) & (pl.col("violating") > 0))
    if now.is_empty():
        why = words("kpi.why_no_violation")
    else:
        worst = now.sort(["violating", "category"], descending=[True, False]).row(0, named=True)
        why = words(
            "kpi.why_conformity",
            category=screen.category_names.get(worst["category"], worst["category"]),
            violating=formats.number(worst["violating"]),
            inspected=formats.number(worst["inspected"]),
        )
    return _card(screen, evidence.kpis, "conformity_rate", figure, n=n, why=why, address=screen.link("trends"))


def _cases(screen: Screen, evidence: Evidence) -> Html:
    words = screen.words
    cases = latest(evidence.kpis, "cases_total", screen.view.period)
    fines = latest(evidence.kpis, "fines_vnd", screen.view.period)
    figure = formats.number(cases["value"] if cases else None)
    second = words("kpi.fines", fines=formats.money(fines["value"] if fines else None, words))
    rate = evidence.reporting.filter(pl.col("period") == screen.view.period)["reporting_rate"].to_list()
    n = words("kpi.n_reporting", rate=formats.percent(rate[0] if rate else None, 0))
    before = year_before(evidence.kpis, "cases_total", screen.view.period)
    why = (
        words("kpi.why_no_last_year")
        if before is None or cases is None
        else words("kpi.why_last_year", n=formats.number(before), change=_signed(cases["value"] - before))
    )
    return _card(
        screen, evidence.kpis, "cases_total", figure, n=n, why=why, second=second, address=screen.link("trends")
    )


def _notices(screen: Screen, evidence: Evidence) -> Html:
    words = screen.words
    now = evidence.open_notices
    rate = now["wards_answered"] / now["wards_expected"] if now["wards_expected"] else None
    second = words("kpi.answered", rate=formats.percent(rate, 0)) if rate is not None else ""
    n = words(
        "kpi.n_answers",
        n=formats.number(now["wards_answered"]),
        of=formats.number(now["wards_expected"]),
        at=formats.instant(screen.as_of),
    )
    silent = now["wards_expected"] - now["wards_answered"]
    why = words("kpi.why_silent", n=formats.number(silent)) if silent else words("kpi.why_all_answered")
    if not now["wards_expected"]:
        why = words("kpi.why_no_ledger")
    # Targets are judged by what is open now, the figure the card shows.
    return _card(
        screen,
        evidence.kpis.with_columns(value=pl.lit(rate, pl.Float64)),
        "wards_answered_rate",
        formats.number(now["notices"]),
        n=n,
        why=why,
        second=second,
        address=screen.link("recalls", status="open"),
    )


def _serious(screen: Screen, evidence: Evidence) -> Html:
    words = screen.words
    row = latest(evidence.kpis, "serious_24h_rate", screen.view.period)
    known = row is not None and row["denominator"]
    figure = formats.percent(row["value"], 0) if known and row is not None else formats.UNKNOWN
    n = words("kpi.n_serious", n=formats.number(row["denominator"] if row else 0))
    late = (row["denominator"] - row["numerator"]) if known and row is not None else 0
    why = words("kpi.why_serious_late", n=formats.number(late)) if late else words("kpi.why_serious")
    address = screen.link("compliance", form="quick", period=screen.view.period)
    return _card(screen, evidence.kpis, "serious_24h_rate", figure, n=n, why=why, address=address)


def _card(
    screen: Screen,
    kpis: pl.DataFrame,
    kpi: str,
    figure: str,
    *,
    n: str,
    why: str,
    address: str,
    second: str = "",
) -> Html:
    words = screen.words
    shown = _SHOWN_AS.get(kpi, kpi)
    # The ledger is as of the run: of one moment there is no line, and no change to read from it.
    series = [] if kpi in _AS_OF_RUN else values(kpis, kpi)
    row = latest(kpis, kpi, screen.view.period) or {}
    word = readings.change(series, row.get("direction"))
    met = readings.meets(row.get("value"), row.get("target"), row.get("direction"))
    name_said = words(f"kpi.{shown}")
    return tag(
        "article",
        tag("h2", anchor(name_said, address)),
        tag(
            "div",
            tag("span", figure, cls="h-big"),
            tag("span", second, cls="h-second") if second else "",
            cls="h-figures",
        ),
        tag(
            "div",
            tag("span", f"{_WORD_SIGNS[word]} {words(f'word.{word}')}", cls=f"h-word h-{word}") if series else "",
            _target(kpi, row, met, words),
            cls="h-judged",
        ),
        sparkline(series, screen.tokens, label=words("kpi.spark", name=name_said)),
        tag("p", why, cls="h-why"),
        tag("p", n, cls="h-n"),
        cls="h-kpi",
        data_go=None,
    )


def _target(kpi: str, row: Row, met: bool | None, words: Words) -> Html:
    target = row.get("target")
    if target is None:
        return tag("span", words("kpi.no_target"), cls="h-target")
    said = formats.percent(target, 0) if kpi.endswith("rate") else formats.number(target)
    key = {True: "kpi.target_met", False: "kpi.target_missed", None: "kpi.target"}[met]
    return tag("span", words(key, target=said), cls="h-target")


def _signed(value: float) -> str:
    return f"+{formats.number(value)}" if value > 0 else formats.number(value)


def risk_list(screen: Screen, rows: pl.DataFrame) -> Html:
    """The categories most at risk with their level, rate, interval and n."""
    words = screen.words
    items = [
        tag(
            "li",
            tag("span", row["risk_level"], cls=f"h-level h-level-{row['risk_level']}"),
            tag(
                "div",
                anchor(
                    join([sentences.first_upper(screen.category_names.get(row["category"], row["category"]))]),
                    screen.link("risk", category=row["category"], province=row["province_code"]),
                ),
                tag(
                    "small",
                    words(
                        "risk.list_line",
                        place=sentences.short_place(row["place"]),
                        rate=formats.percent(row["smoothed_rate"]),
                        low=formats.percent(row["rate_low"]),
                        high=formats.percent(row["rate_high"]),
                        n=formats.number(row["inspected"]),
                    ),
                ),
            ),
        )
        for row in rows.iter_rows(named=True)
    ]
    return tag("ol", *items, cls="h-risks")
