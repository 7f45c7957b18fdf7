"""Lines under a name that nobody knows: "Kết quả chung", "Cả kỳ", "Tổng công" may be totals, counted a second time.

Belongs here: names that are no force, unit or place, held against the figures of the lines beside them. Does not: rows
that plainly say they are totals (`row_kinds`, `sums`), lines without words or with a category only (`subtotals`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipelines.workbooks.columns import Columns
from pipelines.workbooks.findings import Findings
from pipelines.workbooks.forms import FormColumn
from pipelines.workbooks.lookups import Lookups
from pipelines.workbooks.parsed_sheet import ParsedSheet
from pipelines.workbooks.recognising import Recognised
from pipelines.workbooks.row_kinds import without_number
from pipelines.workbooks.sheets import address, cell_text
from pipelines.workbooks.sums import is_no_less, summed
from pipelines.workbooks.wording import bare, clean, fold

_WHOLE = "xã|phường|đặc khu|bộ|thể|tỉnh|thành|tp|ngành|địa bàn|đơn vị|lực lượng|huyện|quận|đợt|kỳ|tháng|năm|khối"
_SAYS_TOTAL = re.compile(
    r"\b(?:chung(?! cư)|tất cả|cả|tổng(?! (?:cục|công ty|hợp|kho|đài|đại lý))|cộng(?! đồng)|gộp"
    rf"|toàn (?:{_WHOLE}))\b"
    r"|^(?:các|mọi|số liệu|so lieu|số vụ|kết quả|ket qua|ca (?:ky|thang|nam|xa|phuong))\b"
)
"""Words that a force, unit or place does not have in its name, but a total does. With their marks: CA is công an."""
_DISTRICT = re.compile(r"(?:quan|huyen|thi xa|thanh pho|tp|khu vuc|cum|khoi)\b")
"""What groups wards, and may be the name of a group's total."""
_COMMITTEE = re.compile(r"(?:ubnd|uy ban nhan dan)\s*")
_KINDS = frozenset({"", "xa", "phuong", "dac khu", "tinh", "thanh pho"})
_KIND_OF_WARD = re.compile(r"(?:phuong|xa|dac khu|thi tran)\s+")
_NAMING = frozenset({"label", "place", "code"})
_SAID_ALREADY = frozenset({"line_like_subtotal", "row_of_other_meaning"})
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CODES = ("category", "violation", "channel")
_LEAST_ALIKE = 85
_LONGEST = 60
_BLANK = "(để trống)"

_Line = Mapping[str, Any]


def notice_free_names(
    parsed: ParsedSheet,
    rows: Sequence[Sequence[Any]],
    columns: Columns,
    report: Recognised,
    lookups: Lookups,
    findings: Findings,
) -> None:
    """Return a report in which a line of unknown name may be the total of lines beside it; else ask about the name.

    `rows` are those of the sheet. A place that nobody knows was asked about already (`placing`).
    """
    if parsed.lookup.sheet.table != "inspection_lines" or len(parsed.lines) < 2:
        return
    said = {
        (finding["cell"] or "").lstrip(_LETTERS)
        for finding in findings.rows
        if finding["rule"] in _SAID_ALREADY and finding["sheet"] == parsed.sheet_name
    }
    for index, position, column, text in _free(parsed, rows, columns, report, lookups):
        line = parsed.lines[index]
        if str(line["row"]) in said:
            continue
        place = {"sheet": parsed.sheet_name, "cell": address(line["row"], position), "heading": column.heading}
        if _may_repeat(parsed, index, text, report):
            if not text and _is_noticed_otherwise(parsed, index):
                continue
            if column.kind != "place" or not _resembles_ward(text, report, lookups):
                findings.add("unknown_name_like_total", value=text[:_LONGEST] or _BLANK, **place)
        elif column.kind == "label" and not (text and _is_own(without_number(text), report)):
            findings.add("unknown_name", value=text[:_LONGEST] or _BLANK, **place)


def _free(
    parsed: ParsedSheet, rows: Sequence[Sequence[Any]], columns: Columns, report: Recognised, lookups: Lookups
) -> Iterator[tuple[int, int, FormColumn, str]]:
    """Yield (index of the line, position, column, name) of names that nobody knows."""
    naming = [(position, column) for position, column in columns if column.kind in _NAMING]
    for index, line in enumerate(parsed.lines):
        if line.get("violation") and line.get("channel") and line["row"] not in parsed.own_area:
            continue  # nobody writes so much beside a total
        for position, column in naming:
            text = clean(cell_text(rows[line["row"] - 1][position]) or "")
            if column.kind == "place":
                is_free = line["row"] in parsed.unplaced and _is_free_place(text, report, lookups)
            elif column.kind == "code":
                # Any other word of no list was asked about by its list.
                is_free = line.get(column.column) is None and _SAYS_TOTAL.search(fold(text)) is not None
            else:
                is_free = _is_free_label(text, parsed, report, lookups)
            if is_free:
                yield index, position, column, text


def _is_free_place(text: str, report: Recognised, lookups: Lookups) -> bool:
    if _SAYS_TOTAL.search(fold(text)) or _DISTRICT.match(bare(text)):
        return True
    is_known = (
        lookups.place_words.match(bare(without_number(text))) or lookups.place(text, report.province_code).candidates
    )
    return not is_known


def _is_free_label(text: str, parsed: ParsedSheet, report: Recognised, lookups: Lookups) -> bool:
    name = without_number(text)
    if not name:
        return parsed.lookup.begins is not None
    if _SAYS_TOTAL.search(fold(name)):
        return True
    if _is_own(name, report):
        return True
    begins = parsed.lookup.begins
    words = bare(name)
    if (
        begins is None
        or begins.match(words)
        or lookups.place_words.match(words)
        or (report.province_code, fold(name)) in lookups.reporters
    ):
        return False
    return lookups.place(name, report.province_code).ward_code is None


def _is_own(name: str, report: Recognised) -> bool:
    """Whether a name is that of the reporter: a force of its own, or the total of all forces."""
    own = _COMMITTEE.sub("", bare(name))
    reporter = bare(report.reporter.name) if report.reporter else ""
    return own in (*_KINDS, reporter, _KIND_OF_WARD.sub("", reporter))


def _may_repeat(parsed: ParsedSheet, index: int, text: str, report: Recognised) -> bool:
    """Whether no figure of a line is below those of the lines above, or below: the sum of these is never less."""
    line = parsed.lines[index]
    names = summed(parsed, distinct=True)
    if line["row"] in parsed.own_area and line.get("category"):
        parts = [one for one in parsed.lines if one["row"] not in parsed.own_area and _fits(line, one, _CODES)]
        return bool(parts) and is_no_less(line, parts, names)
    above, below = parsed.lines[:index][::-1], parsed.lines[index + 1 :]
    if text and _is_own(without_number(text), report):
        groups, least = [above + below], 2
    else:
        least = 2 if _DISTRICT.match(bare(text)) else 1
        groups = [above[:least], below[:least]]
    return any(
        len(group) >= least and all(_fits(line, other) for other in group) and is_no_less(line, group, names)
        for group in groups
    )


def _is_noticed_otherwise(parsed: ParsedSheet, index: int) -> bool:
    """Whether a line without a name is taken for the total of all others (`sums`)."""
    others = parsed.lines[:index] + parsed.lines[index + 1 :]
    return len(others) >= 2 and is_no_less(parsed.lines[index], others, summed(parsed))


def _fits(line: _Line, other: _Line, names: Sequence[str] = _CODES[:1]) -> bool:
    return all((own := line.get(name)) is None or other.get(name) in (None, own) for name in names)


def _resembles_ward(text: str, report: Recognised, lookups: Lookups) -> bool:
    """Whether a name is that of a ward of the province with a letter or two mistyped."""
    # Imported here, not above: only a file with a doubtful name needs it.
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    wards = [_KIND_OF_WARD.sub("", bare(name)) for name in lookups.context.wards_of(report.province_code or "")]
    name = _KIND_OF_WARD.sub("", bare(text))
    return process.extractOne(name, wards, scorer=fuzz.ratio, score_cutoff=_LEAST_ALIKE) is not None
