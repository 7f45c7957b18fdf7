"""Lines that may be a subtotal of their neighbours, or a part of the line above: nobody adds them twice.

Belongs here: telling from words, codes and figures that a line may repeat other lines; such a file is returned. Does
not: rows whose words say plainly that they are totals, parents of a numbered list (`sums`), reading rows (`parsing`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipelines.workbooks.findings import Findings
from pipelines.workbooks.parsed_sheet import ParsedSheet
from pipelines.workbooks.sums import DISTINCT, is_no_less, may_be_total, summed
from pipelines.workbooks.wording import bare, clean

_CODES = ("place_text", "category", "violation", "channel")
_FINEST = ("violation", "channel")
_LEAST_AGREEING = 3
_MOST_DIFFERING = 2
_LEAST_SUMMED = 2
_PART_WORDS = re.compile(r"\W*(?:trong (?:đó|do)|bao (?:gồm|gom)|(?:gồm|gom) có)\b")
_TOTAL_WORDS = re.compile(
    r"\W*(?:(?:c[ộo]ng(?! (?:đồng|dong|ty|nghiệp))|t[ổo]ng(?! (?:h[ợo]p|đài|cục|công ty|kho|đại lý))|tiểu tổng)\b"
    r"|(?:sub-?)?total\b|sum\b)"
)
_PART_NUMBER = re.compile(r"(?:[IVX]{1,5}|[A-H])[.):]?")

_Line = Mapping[str, Any]
_Said = Mapping[str, str]


def notice_subtotals(parsed: ParsedSheet, rows: Sequence[Sequence[Any]], findings: Findings) -> None:
    """Return a report in which a line may be the sum, or a part, of lines beside it.

    `rows` are those of the sheet. Each line that is doubtful is named once.
    """
    if parsed.lookup.sheet.table != "inspection_lines" or len(parsed.lines) < 2:
        return
    names = summed(parsed, distinct=True)
    if not parsed.positions.keys() & set(_CODES):
        _notice_sums_of_labels(parsed, findings)
        return
    said = [_said(parsed, line, rows[line["row"] - 1]) for line in parsed.lines]
    for index, line in enumerate(parsed.lines):
        if _is_doubtful(index, parsed.lines, said, names):
            parsed.doubtful.add(line["row"])
            if not said[index]:
                _say_wordless(parsed, index, findings)
                continue
            cell = parsed.cell("category", line["row"])
            findings.add("line_like_subtotal", sheet=line["sheet"], cell=cell, value=str(line["row"]))
    _notice_part_headings(parsed, rows, findings)


def _notice_sums_of_labels(parsed: ParsedSheet, findings: Findings) -> None:
    """Return a report without codes in which a line is the sum of the lines below it, or above, in every figure."""
    names = summed(parsed)
    for index, line in enumerate(parsed.lines):
        figures = {name: line[name] for name in names if line.get(name) is not None}
        if sum(value > 0 for value in figures.values()) < _LEAST_AGREEING:
            continue
        for beside in (parsed.lines[index + 1 :], parsed.lines[:index][::-1]):
            sums = dict.fromkeys(figures, 0)
            for count, other in enumerate(beside, 1):
                for name in figures:
                    sums[name] += other.get(name) or 0
                # The sum of all other lines is noticed among all lines (`sums`).
                if sums == figures and _LEAST_SUMMED <= count < len(parsed.lines) - 1:
                    cell = f"A{line['row']}"
                    findings.add("line_like_subtotal", sheet=line["sheet"], cell=cell, value=str(line["row"]))
                    break
                if any(sums[name] > figures[name] for name in figures):
                    break


def _say_wordless(parsed: ParsedSheet, index: int, findings: Findings) -> None:
    """Say that a line without words adds up, unless it is the one that is noticed among all lines (`sums`)."""
    line = parsed.lines[index]
    others = parsed.lines[:index] + parsed.lines[index + 1 :]
    if len(parsed.lines) < 3 or not may_be_total(line, summed(parsed), others):
        findings.add("total_without_word", sheet=line["sheet"], cell=f"A{line['row']}", value=str(line["row"]))


def _notice_part_headings(parsed: ParsedSheet, rows: Sequence[Sequence[Any]], findings: Findings) -> None:
    """Return a report in which a row between lines says only "Trong đó": those below may be parts of those above."""
    numbers = {line["row"] for line in parsed.lines}
    first, last = parsed.lines[0]["row"], parsed.lines[-1]["row"]
    for number in range(first, last) if last - first >= len(numbers) else ():
        if number in numbers:
            continue
        if any(
            type(value) is str and value and _PART_WORDS.match(clean(value).casefold()) for value in rows[number - 1]
        ):
            findings.add("line_like_subtotal", sheet=parsed.sheet_name, cell=f"A{number}", value=str(number))


def _said(parsed: ParsedSheet, line: _Line, row: Sequence[Any]) -> _Said:
    """Return what the words of a line say, by raw column: the code, else the words themselves."""
    said = {}
    for name in _CODES:
        position = parsed.positions.get(name)
        value = row[position] if position is not None else ""
        # A dash says that there is nothing to say.
        if type(value) is str and bare(value):
            # A ward may be called Tổng Cọt: the words of a place that is known say nothing else.
            known = line.get("place_ward_code" if name == "place_text" else name)
            is_known = known and not (name == "place_text" and line["row"] in parsed.unplaced)
            said[name] = str(known) if is_known else clean(value).casefold()
    return said


def _is_doubtful(index: int, lines: Sequence[_Line], said: Sequence[_Said], names: Sequence[str]) -> bool:
    line, own = lines[index], said[index]
    if not any(line.get(name) for name in names):
        return False
    if any(_PART_WORDS.match(text) or _TOTAL_WORDS.match(text) for text in own.values()):
        return True
    if len(own) == len(_CODES) or all(name in own for name in _FINEST):
        return False
    if _heads_a_part(index, said):
        return True
    below = _run(lines[index + 1 :], said[index + 1 :], own)
    above = _run(lines[:index][::-1], said[:index][::-1], own)
    return any(_adds_up(line, run, names) or _is_largest(line, own, run, names) for run in (below, above))


def _heads_a_part(index: int, said: Sequence[_Said]) -> bool:
    """Whether a line is numbered I, II, A and the next one has no number but says more."""
    own = said[index]
    place = own.get("place_text", "").upper()
    if not _PART_NUMBER.fullmatch(place) or any(name in own for name in _FINEST) or index + 1 >= len(said):
        return False
    after = said[index + 1]
    return "place_text" not in after and any(name in after for name in _FINEST)


def _run(lines: Iterable[_Line], said: Iterable[_Said], own: _Said) -> list[tuple[_Line, bool]]:
    """Return the lines from the nearest on that say more than a line, and whether they say all that it says."""
    run = []
    for line, other in zip(lines, said, strict=True):
        says_more = all(name in other for name in own if name != "place_text") and len(other) > len(own)
        says_finer = any(name in other and name not in own for name in _FINEST)
        if not (says_more or says_finer):
            break
        run.append((line, all(other.get(name) == text for name, text in own.items())))
    return run


def _adds_up(line: _Line, run: Sequence[tuple[_Line, bool]], names: Sequence[str]) -> bool:
    """Whether a line repeats the sum of the nearest lines, however many.

    Of lines of the same category one figure is enough, and a line that nearly repeats them is a mistyped sum; of
    others three figures have to agree, fewer do so by chance.
    """
    own = {name: line[name] for name in names if line.get(name) is not None}
    sums = dict.fromkeys(own, 0)
    largest = dict.fromkeys(own, 0)
    is_same = True
    for other, is_kin in run:
        is_same = is_same and is_kin
        for name in own:
            value = other.get(name) or 0
            sums[name] += value
            largest[name] = max(largest[name], value)
        if _agrees(own, sums, largest, is_same=is_same):
            return True
    return False


def _is_largest(line: _Line, own: _Said, run: Sequence[tuple[_Line, bool]], names: Sequence[str]) -> bool:
    """Whether a line that names no category, violation or channel may be the mistyped sum of lines that do."""
    if own.keys() - {"place_text"}:
        return False
    # Below the name of a ward its lines may leave the place blank.
    place = (line.get("place_text"), line.get("place_ward_code"))
    among = [
        other
        for other, _ in run
        if place[0] is None
        or other.get("place_text") is None
        or place == (other.get("place_text"), other.get("place_ward_code"))
    ]
    return len(among) >= _LEAST_SUMMED and is_no_less(line, among, names)


def _agrees(own: Mapping[str, Any], sums: Mapping[str, Any], largest: Mapping[str, Any], *, is_same: bool) -> bool:
    figures = [name for name in own if name not in DISTINCT and (own[name] or sums[name])]
    equal = sum(own[name] == sums[name] for name in figures)
    differing = len(figures) - equal
    # Establishments are counted once in a sum, so that it may be less than the lines together.
    distinct = [name for name in own if name in DISTINCT]
    fits = all(largest[name] <= own[name] <= sums[name] for name in distinct)
    if not figures:
        return is_same and fits and any(own[name] and own[name] == sums[name] for name in distinct)
    if not differing and (equal >= _LEAST_AGREEING or is_same):
        return True
    return is_same and equal >= _LEAST_AGREEING and differing <= _MOST_DIFFERING and fits
