"""Sentences about data: headings that can be read aloud, what a cell says on hover, how late a report is.

Belongs here: rows -> sentence, in the words of the catalogue. Does not: single figures (`formats`) or HTML.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboards import formats
from dashboards.i18n import Words

Row = Mapping[str, Any]
_PROVINCE_PREFIXES = ("Thành phố ", "Tỉnh ")


def short_province(name: str) -> str:
    """`Thành phố Hải Phòng` -> `Hải Phòng`."""
    for prefix in _PROVINCE_PREFIXES:
        if name.startswith(prefix):
            return name[len(prefix) :]
    return name


def short_place(name: str) -> str:
    """A column head: provinces without their type, wards with it, abbreviated (`P. Thủy Nguyên`)."""
    for prefix, short in (("Phường ", "P. "), ("Xã ", "X. "), ("Đặc khu ", "ĐK. ")):
        if name.startswith(prefix):
            return short + name[len(prefix) :]
    return short_province(name)


def lateness(row: Row, words: Words) -> str:
    """Explain a status to the minute: when it was due, when it came, how late that is, on what evidence."""
    due, last_day = formats.deadline(row["due_at"])
    if row["due_at"] is None:
        return words("late.no_due")
    start = words("late.due", due=due, last_day=last_day)
    if row["status"] == "exempt":
        return f"{start}, {words('late.exempt')}"
    if row["received_at"] is None:
        said = words("late.missing", late=formats.duration(row["hours_late"], words))
        return f"{start}, {said if row['status'] == 'missing' else words('late.not_due')}"
    came = words("late.received", at=formats.instant(row["received_at"]))
    if row["status"] == "late":
        came += ", " + words("late.late", late=formats.duration(row["hours_late"], words))
        if row["unconfirmed"]:
            came += ", " + words("late.unconfirmed")
    elif row.get("extended"):
        came += ", " + words("late.extended")
    return f"{start}, {came}"


def standing(row: Row, words: Words) -> str:
    """A status in words with what a fair reader must know besides: a waiting file, an empty form, an unsure time."""
    if row["status"] == "missing":
        if row["pending_file"]:
            return words("standing.pending_file")
        if row["empty_sent_at"] is not None:
            return words("standing.empty", at=formats.instant(row["empty_sent_at"]))
        if row["unreadable_sent_at"] is not None:
            return words("standing.unreadable", at=formats.instant(row["unreadable_sent_at"]))
        return words("standing.missing", late=formats.days_late(row["hours_late"], words))
    if row["status"] == "late":
        key = "standing.late_unconfirmed" if row["unconfirmed"] else "standing.late"
        return words(key, late=formats.days_late(row["hours_late"], words))
    return words.code("status", row["status"])


def cell_lines(row: Row, words: Words) -> list[str]:
    """What a cell of the matrix says on hover."""
    lines = [
        f"<b>{formats.plain(row['reporter_name'])}</b> · {formats.period(row['period'], words)}",
        standing(row, words),
        lateness(row, words),
    ]
    if row["state"] is not None:
        lines.append(f"{words.code('state', row['state'])}, {words.code('content', row['content'])}")
    return lines


def compliance_heading(counts: pl.DataFrame, period: str, words: Words) -> str:
    """Say of one round how many sent on time, late, not at all, out of how many, and where most are missing.

    `counts`: rows of `queries.compliance.status_counts` for one period.
    """
    if counts.is_empty() or not counts["owed"].sum():
        return words("heading.compliance_none", period=formats.period(period, words))
    total = {c: int(counts[c].sum()) for c in ("owed", "on_time", "late", "missing", "received")}
    said = {
        "period": formats.period(period, words),
        "expected": formats.number(total["owed"]),
        **{c: formats.number(total[c]) for c in ("on_time", "late", "missing", "received")},
    }
    if not counts["is_due"].any():
        return words("heading.compliance_open", **said)
    sentence = words("heading.compliance", **said)
    worst = counts.sort(["missing", "province"], descending=[True, False]).row(0, named=True)
    if counts.height > 1 and worst["missing"]:
        sentence += words(
            "heading.compliance_most", place=short_province(worst["province"]), n=formats.number(worst["missing"])
        )
    return sentence + "."


def trends_heading(points: pl.DataFrame, period: str, words: Words) -> str:
    """Say what the chosen period found, against the period before, and on how many reports that rests."""
    row = points.filter(pl.col("period") == period).to_dicts()
    if not row:
        return words("heading.trends_none", period=formats.period(period, words))
    now = row[0]
    said = words(
        "heading.trends",
        period=formats.period(period, words),
        inspected=formats.number(now["inspected"]),
        violating=formats.number(now["violating"]),
        conformity=formats.percent(now["conformity_rate"]),
        cases=formats.number(now["cases_total"]),
        fines=formats.money(now["fines_vnd"], words),
    )
    if now["unfinished"]:
        said += " " + words("heading.trends_unfinished", rate=formats.percent(now["reporting_rate"], 0))
    return said


def risk_heading(cells: pl.DataFrame, words: Words, names: Mapping[str, str]) -> str:
    """Say which category is most at risk where."""
    known = cells.drop_nulls("risk_level")
    if known.is_empty():
        return words("heading.risk_none")
    top = known.sort(["risk_level", "risk_score", "category"], descending=[True, True, False]).row(0, named=True)
    high = known.filter(pl.col("risk_level") >= 4).height
    return words(
        "heading.risk",
        category=first_upper(names.get(top["category"], top["category"])),
        place=short_province(top["place"]),
        level=top["risk_level"],
        rate=formats.percent(top["smoothed_rate"]),
        n=formats.number(top["inspected"]),
        high=formats.number(high),
        cells=formats.number(known.height),
    )


def risk_lines(row: Row, words: Words, names: Mapping[str, str]) -> list[str]:
    """What a cell of the risk matrix says on hover: place, level, rate with interval, n."""
    lines = [f"{first_upper(names.get(row['category'], row['category']))} · {row['place']}"]
    if row["risk_level"] is None:
        return [*lines, words("risk.unknown")]
    lines.append(words("risk.level_line", level=row["risk_level"]))
    lines.append(
        words(
            "risk.rate_line",
            rate=formats.percent(row["smoothed_rate"]),
            low=formats.percent(row["rate_low"]),
            high=formats.percent(row["rate_high"]),
        )
    )
    lines.append(
        words(
            "risk.n_line",
            violating=formats.number(row["violating"]),
            inspected=formats.number(row["inspected"]),
            failed=formats.number(row["samples_failed"]),
            taken=formats.number(row["samples_taken"]),
        )
    )
    return lines


def recalls_heading(notices: pl.DataFrame, standing: Row, words: Words) -> str:
    """Say how many notices are open and how many ward answers to them are still to come, as of the snapshot.

    `standing`: the row of `queries.overview.open_notices`, which the chips of the list do not narrow.
    """
    expected, answered = int(standing["wards_expected"]), int(standing["wards_answered"])
    if not expected:
        if notices.is_empty():
            return words("heading.recalls_none")
        return words("heading.recalls_no_ledger", total=formats.number(notices["total"][0]))
    return words(
        "heading.recalls",
        open=formats.number(standing["notices"]),
        answered=formats.number(answered),
        expected=formats.number(expected),
        rate=formats.percent(answered / expected, 0),
        silent=formats.number(expected - answered),
    )


def quality_heading(rules: pl.DataFrame, words: Words) -> str:
    """Say how many findings are open, how many of them return files, how many were mended."""
    if rules.is_empty():
        return words("heading.quality_none")
    errors = rules.filter(pl.col("severity") == "error")
    return words(
        "heading.quality",
        open=formats.number(rules["open"].sum()),
        errors=formats.number(errors["open"].sum()),
        resolved=formats.number(rules["resolved"].sum()),
        rules=formats.number(rules.filter(pl.col("open") > 0).height),
    )


def overview_heading(owing: pl.DataFrame, received: Row, period: str, words: Words, *, is_due: bool) -> str:
    """Say of the chosen round how many reports are in and how many reporters must act."""
    said = {
        "period": formats.period(period, words),
        "received": formats.number(received["received"]),
        "expected": formats.number(received["expected"]),
    }
    if not is_due:
        return words("heading.overview_open", **said)
    missing = owing.filter(pl.col("status") == "missing").height
    key = "heading.overview" if missing else "heading.overview_all"
    return words(
        key,
        missing=formats.number(missing),
        late=formats.number(owing.filter(pl.col("status") == "late").height),
        **said,
    )


def first_upper(text: str) -> str:
    """A code list's name at the beginning of a line."""
    return text[:1].upper() + text[1:]
