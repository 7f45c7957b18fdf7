"""Totals against lines: what adds up, what would be counted twice.

Belongs here: total rows, parents of a numbered list, lines that are totals without saying so, sums that a layout
declares. Does not: sums over the columns of one line that are rules of their own (`rules`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipelines.workbooks.findings import Findings
from pipelines.workbooks.forms import FIGURE_KINDS
from pipelines.workbooks.parsed_sheet import ParsedSheet, TotalLine
from pipelines.workbooks.row_kinds import without_number
from pipelines.workbooks.sheets import column_letters
from pipelines.workbooks.wording import bare

_Line = Mapping[str, Any]
_Wrong = tuple[str, str, Any, Any, str]
"""(raw column, rule, said, expected, heading) of a total that differs from its lines."""
DISTINCT = ("establishments_inspected", "establishments_violating")
_SUMS = frozenset({"line_like_subtotal", "total_without_word", "line_like_total"})
_LEAST_AGREEING = 3
"""Figures that must agree before a line with words of its own is taken for a total; fewer agree by chance."""


def settle_parents(parsed: ParsedSheet, findings: Findings) -> None:
    """Take rows like "I. Thuốc" whose figures are the sum of the rows below them out of the lines.

    Where the rows below add up to something else, nobody can tell whether both count: the file is returned; the row
    to be mended is the one below where it bears the same name ("- Y tế" below "Y tế").
    """
    if not parsed.levels:
        return
    parents = []
    for index, line in enumerate(parsed.lines):
        children = list(_children(parsed, index))
        if not children:
            continue
        names = [column.column for column in parsed.lookup.sheet.columns if column.kind == "label" and column.column]
        if repeated := [child for child in children if _bears_name_of(child, line, names)]:
            for child in repeated:
                cell = parsed.cell(names[0], child["row"])
                findings.add("line_like_subtotal", sheet=line["sheet"], cell=cell, value=str(child["row"]))
                parsed.doubtful.add(child["row"])
            continue
        figures = {name: line[name] for name in summed(parsed) if line.get(name) is not None}
        sums = {name: sum(child.get(name) or 0 for child in children) for name in figures}
        if figures != sums:
            name = next(name for name in figures if figures[name] != sums[name])
            place = {"sheet": line["sheet"], "cell": parsed.cell(name, line["row"])}
            findings.add("total_or_line", value=figures[name], expected=sums[name], **place)
        for name in DISTINCT:
            # Establishments written once, on the row above its violations, would go with that row.
            if line.get(name) and all(child.get(name) is None for child in children):
                place = {"sheet": line["sheet"], "cell": parsed.cell(name, line["row"])}
                findings.add("total_or_line", value=line[name], expected=0, **place)
                break
        parents.append(index)
        _drop_indicators(parsed, line["row"], {child["row"] for child in children})
    for index in reversed(parents):
        parsed.lines.pop(index)
        parsed.totals = [replace(t, lines_above=t.lines_above - (t.lines_above > index)) for t in parsed.totals]


def _bears_name_of(child: _Line, parent: _Line, names: Sequence[str]) -> bool:
    """Whether a line has the name of the one above it, by the columns of names."""
    return any(
        child.get(name) and bare(without_number(child[name])) == bare(without_number(parent.get(name) or ""))
        for name in names
    )


def _drop_indicators(parsed: ParsedSheet, row: int, children: set[int]) -> None:
    """Drop the figures without a column of their own of a parent, where its children have them too."""
    measured = {figure["measure"] for figure in parsed.indicators if figure["row"] in children}
    parsed.indicators = [f for f in parsed.indicators if f["row"] != row or f["measure"] not in measured]


def _children(parsed: ParsedSheet, index: int) -> Iterator[_Line]:
    """Lines below a numbered line that stand deeper; nothing when it has no figures itself."""
    line = parsed.lines[index]
    level = parsed.levels.get(line["row"])
    if level is None or not any(line.get(name) is not None for name in summed(parsed)):
        return
    deepest: int | None = None
    for child in parsed.lines[index + 1 :]:
        own = parsed.levels.get(child["row"])
        if own is None or own <= level:
            return
        # Grandchildren are in their parents already.
        deepest = own if deepest is None else deepest
        if own == deepest:
            yield child


def check_totals(parsed: ParsedSheet, findings: Findings) -> None:
    """Compare each total row with the lines it may stand for, and notice lines that are totals without the word."""
    ends = [0, *(total.lines_above for total in parsed.totals), len(parsed.lines)]
    for number, total in enumerate(parsed.totals, 1):
        above = parsed.lines[: total.lines_above]
        below = parsed.lines[total.lines_above :]
        spans = [above, parsed.lines[ends[number - 1] : total.lines_above]] if above else [below]
        if total.has_other_words or not above:
            spans += [below, parsed.lines[total.lines_above : ends[number + 1]]]
        if total.category:
            spans.append([line for line in parsed.lines if line.get("category") == total.category])
        # A line that is doubted already is no reason to doubt the total too.
        spans += [[line for line in span if line["row"] not in parsed.doubtful] for span in spans]
        _check_total(parsed, total, [span for span in spans if span], findings)
    if parsed.lookup.sheet.table == "inspection_lines":
        _notice_hidden_totals(parsed, findings)


def _check_total(parsed: ParsedSheet, total: TotalLine, spans: Sequence[Sequence[_Line]], findings: Findings) -> None:
    name = parsed.sheet_name
    if not spans:
        if any(total.figures.values()):
            findings.add("total_without_lines", sheet=name, cell=f"A{total.row}", value=str(total.row))
        return
    wrong = [found for column in parsed.lookup.sheet.columns if (found := _disagreement(column, total, spans))]
    if wrong and total.has_other_words:
        target, _, said, expected, _ = wrong[0]
        cell = parsed.cell(target, total.row)
        findings.add("total_or_line", sheet=name, cell=cell, value=said, expected=expected)
        return
    wrong = _without_uncounted_texts(parsed, total, spans, wrong, findings)
    for target, rule, said, expected, heading in wrong:
        cell = parsed.cell(target, total.row)
        findings.add(rule, sheet=name, cell=cell, value=said, expected=expected, heading=heading)


def _without_uncounted_texts(
    parsed: ParsedSheet,
    total: TotalLine,
    spans: Sequence[Sequence[_Line]],
    wrong: Sequence[_Wrong],
    findings: Findings,
) -> list[_Wrong]:
    """Say once which totals are those of a spreadsheet that left out figures kept as text; return the others."""
    explained = [found for found in wrong if any(_leaves_out_texts(parsed, *found[0:3:2], span) for span in spans)]
    if explained:
        cell, headings = parsed.cell(explained[0][0], total.row), ", ".join(heading for *_, heading in explained)
        findings.add("total_of_texts", sheet=parsed.sheet_name, cell=cell, value=headings)
    return [found for found in wrong if found not in explained]


def _leaves_out_texts(parsed: ParsedSheet, target: str, said: Any, span: Sequence[_Line]) -> bool:
    """Whether a total is the sum of the figures that are true numbers, and some are not."""
    counted = [line for line in span if (line["row"], target) not in parsed.typed_as_text]
    return len(counted) < len(span) and said == sum(line.get(target) or 0 for line in counted)


def _disagreement(column: Any, total: TotalLine, spans: Sequence[Sequence[_Line]]) -> _Wrong | None:
    """Return (raw column, rule, said, expected, heading) where a total differs from every span of lines."""
    said = total.figures.get(column.column)
    if said is None:
        return None
    columns = [[line.get(column.column) or 0 for line in span] for span in spans]
    if column.total == "sum" and said not in [sum(values) for values in columns]:
        return column.column, "total_disagrees", said, sum(columns[0]), column.heading
    if column.total == "distinct" and not any(max(v, default=0) <= said <= sum(v) for v in columns):
        return column.column, "total_not_distinct", said, f"{max(columns[0])} đến {sum(columns[0])}", column.heading
    return None


def _notice_hidden_totals(parsed: ParsedSheet, findings: Findings) -> None:
    """Say which line is the sum of all others above or below it: loading both would count everything twice."""
    names = summed(parsed)
    if len(parsed.lines) < 3 or not names:
        return
    for line in parsed.lines:
        if _is_said(line, findings):
            continue
        if not _has_words(line) and may_be_total(line, names, [one for one in parsed.lines if one is not line]):
            # Also where it adds up to something else: a total that was mistyped would still be counted twice.
            findings.add("total_without_word", sheet=line["sheet"], cell=f"A{line['row']}", value=str(line["row"]))
            return
    if not all(map(_has_words, parsed.lines)):
        # A line without a word is a sum also where only counts of establishments are above 0.
        names = summed(parsed, distinct=True)
    figures = [[line.get(name) or 0 for name in names] for line in parsed.lines]
    running = [0] * len(names)
    for index, values in enumerate(figures):
        if index >= 2 and _is_sum(parsed.lines[index], names, running):
            _say_hidden_total(parsed, index, findings)
            return
        running = [a + b for a, b in zip(running, values, strict=True)]
    rest = [total - first for total, first in zip(running, figures[0], strict=True)]
    if _is_sum(parsed.lines[0], names, rest):
        _say_hidden_total(parsed, 0, findings)


def may_be_total(line: _Line, names: Sequence[str], others: Sequence[_Line]) -> bool:
    """Whether a line without place and note may be the total of the others (`is_no_less`)."""
    if line.get("place_text") is not None or line.get("note") is not None:
        return False
    return is_no_less(line, others, names)


def is_no_less(line: _Line, others: Sequence[_Line], names: Sequence[str]) -> bool:
    """Whether no figure of a line is below any of the others', and one is more than 0."""
    figures = {name: line[name] for name in names if line.get(name) is not None}
    largest = {name: max(other.get(name) or 0 for other in others) for name in figures}
    return any(figures.values()) and all(figures[name] >= largest[name] for name in figures)


def _is_sum(line: _Line, names: Sequence[str], sums: Sequence[int]) -> bool:
    """Whether a line repeats the sums: all of them where it has words, else those of the columns that it fills."""
    values = [line.get(name) for name in names]
    if _has_words(line):
        own = [
            (value or 0, added) for name, value, added in zip(names, values, sums, strict=True) if name not in DISTINCT
        ]
        return all(value == added for value, added in own) and sum(value > 0 for value, _ in own) >= _LEAST_AGREEING
    return any(values) and all(value in (None, added) for value, added in zip(values, sums, strict=True))


def _has_words(line: _Line) -> bool:
    return any(line.get(name) is not None for name in ("category", "violation", "channel"))


def _say_hidden_total(parsed: ParsedSheet, index: int, findings: Findings) -> None:
    line = parsed.lines[index]
    rule = "line_like_total" if _has_words(line) else "total_without_word"
    if _has_words(line) and (line.get("violation") is None or line.get("channel") is None):
        # Less than a line says: its figures would be counted twice, and a warning would leave them so.
        rule = "line_like_subtotal"
    if not _is_said(line, findings):
        findings.add(rule, sheet=line["sheet"], cell=f"A{line['row']}", value=str(line["row"]))


def _is_said(line: _Line, findings: Findings) -> bool:
    """Whether a line was said to be a sum of others already, by whatever rule."""
    return any(
        found["rule"] in _SUMS and found["value"] == str(line["row"]) and found["sheet"] == line["sheet"]
        for found in findings.rows
    )


def summed(parsed: ParsedSheet, *, distinct: bool = False) -> list[str]:
    """Return the raw columns of a table whose figures add up over the lines; with those counted once, if wanted."""
    names = [
        target
        for column in parsed.lookup.sheet.columns
        if column.kind in FIGURE_KINDS and column.total == "sum"
        for target in column.targets
        if target in parsed.positions
    ]
    return names + [name for name in DISTINCT if name in parsed.positions and name not in names] if distinct else names


def check_column_sums(parsed: ParsedSheet, findings: Findings) -> None:
    """Hold the sums that a layout declares over its columns against every row."""
    sums = parsed.lookup.sheet.column_sums
    if not sums:
        return
    targets = {column.title: column.column for column in parsed.lookup.sheet.columns}
    rows: dict[int, dict[str, Any]] = {}
    for line in parsed.lines:
        rows[line["row"]] = {title: line.get(target) for title, target in targets.items() if target}
    for figure in parsed.indicators:
        if figure["unit"] != "%":
            rows.setdefault(figure["row"], {})[figure["measure"]] = figure["value"]
    for row, values in rows.items():
        for wanted in sums:
            said, parts = values.get(wanted.total), [values.get(part) for part in wanted.parts]
            if said is None or all(part is None for part in parts):
                continue
            added = sum(part or 0 for part in parts)
            if abs(said - added) > 1e-6:
                position = parsed.positions.get(wanted.total, parsed.positions.get(targets[wanted.total]))
                place = f"{column_letters(position)}{row}" if position is not None else f"A{row}"
                _say_parts(findings, parsed.sheet_name, place, wanted.total, said, added)


def check_row_sums(parsed: ParsedSheet, findings: Findings) -> None:
    """Hold the sums that a layout declares over its rows against every column."""
    values: dict[tuple[str, str], tuple[Any, str]] = {
        (figure["row_title"], figure["measure"]): (figure["value"], figure["cell"]) for figure in parsed.indicators
    }
    measures = {measure for _, measure in values}
    for wanted in parsed.lookup.sheet.row_sums:
        for measure in sorted(measures):
            said, cell = values.get((wanted.total, measure), (None, ""))
            parts = [values[part, measure][0] for part in wanted.parts if (part, measure) in values]
            if said is not None and parts and abs(said - sum(parts)) > 1e-6:
                _say_parts(findings, parsed.sheet_name, cell, wanted.total, said, sum(parts))


def _say_parts(findings: Findings, sheet: str, cell: str, heading: str, said: float, added: float) -> None:
    shown = [int(value) if float(value).is_integer() else value for value in (said, added)]
    findings.add("parts_do_not_add_up", sheet=sheet, cell=cell, value=shown[0], expected=shown[1], heading=heading)
