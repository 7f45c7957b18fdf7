"""Ways to type days and hours, and what is no day.

Belongs here: dates of lines. Does not: periods on the cover (`covers`).
"""

from __future__ import annotations

import datetime as dt

from tests.corpus.contents import date_cell
from tests.corpus.model import Case, Formatted, Line, Sheet, Value
from tests.corpus.ways.choosing import way

_ZONE = dt.timezone(dt.timedelta(hours=7))


def _pick(case: Case, *kinds: str) -> tuple[Sheet, Line, str] | None:
    found = [
        (sheet, line, key)
        for report in case.reports
        for sheet in report.sheets
        for line in sheet.real_lines()
        for key in sheet.keys(*kinds)
        if line.means and line.means.get(key) is not None and (line, key) not in case.used
    ]
    if not found:
        return None
    sheet, line, key = case.chance.choice(found)
    case.used.add((line, key))
    return sheet, line, key


@way(2, weight=2)
def dates_as_text(case: Case) -> bool:
    done = False
    for _ in range(3):
        found = _pick(case, "date")
        if not found:
            return done
        _, line, key = found
        assert line.means is not None
        day = line.means[key]
        line.typed[key] = case.chance.choice((
            f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}", f"{day:%d-%m-%Y}", f"{day:%d.%m.%Y}",
            f"{day:%d/%m/%y}", f"ngày {day.day} tháng {day.month} năm {day.year}", f"{day.isoformat()}",
            f"Ngày {day:%d} tháng {day:%m} năm {day.year}", f" {day:%d/%m/%Y} ", f"{day:%d / %m / %Y}",
            f"{day:%d/%m/%Y} 12:00:00 SA",
        ))  # fmt: skip
        done = True
    return done


@way(2)
def serial_number_as_date(case: Case) -> bool | None:
    found = _pick(case, "date")
    if not found:
        return False
    _, line, key = found
    assert line.means is not None
    line.typed[key] = (line.means[key] - dt.date(1899, 12, 30)).days
    return None


@way(2, weight=2)
def instants_as_text(case: Case) -> bool:
    done = False
    for _ in range(2):
        found = _pick(case, "instant")
        if not found:
            return done
        _, line, key = found
        assert line.means is not None
        at = line.means[key]
        hour = at.hour if at.hour <= 12 else at.hour - 12
        half = "SA" if at.hour < 12 else "CH"
        line.typed[key] = case.chance.choice((
            f"{at:%H:%M} {at:%d/%m/%Y}", f"{at:%d/%m/%Y %H:%M}",
            f"{at.hour}h{at:%M} ngày {at.day}/{at.month}/{at.year}",
            f"{at.hour} giờ {at.minute} phút ngày {at:%d/%m/%Y}", f"{at:%d/%m/%Y} {hour:02d}:{at:%M} {half}",
            f"{at:%d/%m/%Y} {hour:02d}:{at:%M}:00 {half}", f"{at:%H}h{at:%M}' ngày {at:%d/%m/%Y}",
            f"{at:%Y-%m-%dT%H:%M:%S}", f"{at:%H}g{at:%M} {at:%d/%m/%Y}",
        ))  # fmt: skip
        done = True
    return done


@way(2)
def instant_without_hour(case: Case) -> bool | None:
    """A day alone is the end of that day, and a serious case is told that its hour is missing."""
    found = next(
        ((s, line) for r in case.reports for s in r.sheets if s.table == "serious_cases" for line in s.real_lines()),
        None,
    )
    if found is None or {(found[1], "detected_at"), (found[1], "seized_at")} & case.used:
        return False
    sheet, line = found
    assert line.means is not None
    day = line.means["detected_at"].date()
    case.used |= {(line, "detected_at"), (line, "seized_at")}
    line.typed["detected_at"] = case.chance.choice((f"{day:%d/%m/%Y}", date_cell(day)))
    line.means["detected_at"] = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), _ZONE)
    line.typed["seized_at"] = line.means["seized_at"] = None
    if line.means["serious"]:
        case.says("serious_without_time", sheet=sheet, line=line, key="detected_at")
    return None


@way(2, "fatal cell")
def no_date(case: Case) -> bool | None:
    found = _pick(case, "date")
    if not found:
        return False
    sheet, line, key = found
    line.typed[key] = case.chance.choice((
        "32/10/2026", "hôm qua", "tháng 10/2026", "29/02/2026", "10/2026", "đầu tháng", "13/13/2026", "05/10", 5,
        "05/10/0026", "5/10/206", "ngày    tháng 10 năm 2026", "00/10/2026", "10-Oct", True,
    ))  # fmt: skip
    assert line.means is not None
    line.means[key] = None
    case.returns("date_*", sheet=sheet, line=line, key=key)
    return None


@way(2)
def day_and_month_swapped(case: Case) -> bool | None:
    """A computer set to American dates stores 05/10 as 10 May: a day outside the period."""
    for sheet in (s for r in case.reports for s in r.sheets if s.table == "hotline_entries"):
        for line in sheet.real_lines():
            assert line.means is not None
            day = line.means["received_on"]
            if (
                day.day <= 12
                and day.day not in (9, 10)
                and (line, "received_on") not in case.used
                and case.report.form == "monthly"
            ):
                swapped = dt.date(day.year, day.day, day.month)
                line.means["received_on"], line.typed["received_on"] = swapped, date_cell(swapped)
                case.used.add((line, "received_on"))
                case.says("date_*", sheet=sheet, line=line, key="received_on")
                case.may_return("date_*", sheet=sheet, line=line, key="received_on")
                return None
    return False


@way(2)
def marks_of_every_kind(case: Case) -> bool:
    done = False
    for sheet in (s for r in case.reports for s in r.sheets if s.table == "serious_cases"):
        for line in sheet.real_lines():
            assert line.means is not None
            marks = ("X", "x ", "✓", "Có", "có", "☑", "v", 1) if line.means["serious"] else ("", "-", "Không", "☐", 0)
            line.typed["serious"] = case.chance.choice(marks) or None
            done = True
    return done


@way(2, "fatal cell")
def unclear_mark(case: Case) -> bool | None:
    found = next(
        ((s, line) for r in case.reports for s in r.sheets if s.table == "serious_cases" for line in s.real_lines()),
        None,
    )
    if found is None:
        return False
    sheet, line = found
    line.typed["serious"] = case.chance.choice(("chưa rõ", "có/không", "xx?", 7, "bình thường"))
    assert line.means is not None
    line.means["serious"] = None
    case.returns("mark_unreadable", sheet=sheet, line=line, key="serious")
    return None


@way(2)
def shares_of_every_kind(case: Case) -> bool:
    done = False
    for sheet in (s for r in case.reports for s in r.sheets if s.table == "task_reports"):
        for line in sheet.real_lines():
            assert line.means is not None
            if (line, "value") in case.used:
                continue
            percent = f"{line.means['value'] * 100:g}"
            ways: list[Value] = [f"{percent}%", f"{percent} %".replace(".", ","), float(percent)]
            if case.extension in ("xlsx", "xlsm", "xls", "ods"):
                share = float(line.means["value"])
                ways += [Formatted(share, code, f"{share:.{places}%}") for code, places in (("0%", 0), ("0.00%", 2))]
            line.typed["value"] = case.chance.choice(ways)
            case.used.add((line, "value"))
            done = True
    return done


@way(2, "fatal cell")
def impossible_share(case: Case) -> bool | None:
    found = next(
        ((s, line) for r in case.reports for s in r.sheets if s.table == "task_reports" for line in s.real_lines()),
        None,
    )
    if found is None or (found[1], "value") in case.used:
        return False
    sheet, line = found
    case.used.update((other, "value") for other in sheet.lines)
    line.typed["value"] = case.chance.choice((120, "150%", "-5%", "gần 100%", "đạt"))
    assert line.means is not None
    line.means["value"] = None
    case.returns("number_*", "percent_*", sheet=sheet, line=line, key="value")
    return None
