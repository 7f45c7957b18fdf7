"""Which ward each line of a table is about.

Belongs here: the reporter's own ward, else the one that a typed place names; what is said when it names none. Does not:
finding a place by its name (`lookups`), names that may be those of totals (`free_names`).
"""

from __future__ import annotations

from pipelines.workbooks.findings import Findings
from pipelines.workbooks.lookups import Lookups
from pipelines.workbooks.parsed_sheet import ParsedSheet
from pipelines.workbooks.recognising import Recognised


def place_lines(parsed: ParsedSheet, report: Recognised, lookups: Lookups, findings: Findings, sheet: str) -> None:
    """Give each line its ward: a ward's own, else the one that its place names."""
    if not any(column.kind == "place" for column in parsed.lookup.sheet.columns):
        return
    reporter = report.reporter
    own = reporter.ward_code if reporter else None
    for line in parsed.lines:
        text = line.get("place_text")
        found = lookups.place(text, report.province_code) if text else None
        if found and found.ward_code is None:
            parsed.unplaced.add(line["row"])
        line["place_ward_code"] = own or (found.ward_code if found else None)
        if found is None:
            continue
        cell = parsed.cell("place_text", line["row"])
        if found.area:
            parsed.own_area.add(line["row"])
        if found.area in ("any", "ward" if own else "province"):
            continue
        if own and reporter and found.ward_code != own:
            findings.add("place_not_own", sheet=sheet, cell=cell, value=text, expected=reporter.name)
        elif not own and found.ward_code is None and not lookups.is_province(str(text), report.province_code):
            names = ", ".join(found.candidates) or "xem danh sách"
            findings.add("unknown_place", sheet=sheet, cell=cell, value=text, expected=names)
