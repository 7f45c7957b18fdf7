"""Guess the layout of an unknown workbook, as a TOML file for a person to review.

Belongs here: which row is the heading, what each column may be and how sure that is, the words of the file. Does not:
deciding anything: a proposal counts only once a person has confirmed it (`pipelines.confirming`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.workbooks.figures import is_figure
from pipelines.workbooks.forms import FormColumn
from pipelines.workbooks.lookups import Lookups
from pipelines.workbooks.row_kinds import numbers_its_columns
from pipelines.workbooks.sheets import SheetCells, WorkbookCells
from pipelines.workbooks.wording import bare, clean

_SEARCHED_ROWS = 60
_SURE, _LIKELY = 92, 75
_MONEY = re.compile(r"\b(tien|tri gia|gia tri|dong|phat)\b")
_UNIT = re.compile(r"^(don vi tinh|dvt|don vi)$")
_FACTS = """facts = [
  { field = "reporter_code", labels = ["mã đơn vị"] },
  { field = "reporter_name", labels = ["đơn vị báo cáo", "tên đơn vị"] },
  { field = "province", labels = ["tỉnh, thành phố", "tỉnh"] },
  { field = "period", labels = ["kỳ báo cáo"] },
  { field = "period", pattern = '\\b((?:tháng\\s*\\d{1,2}\\s*(?:năm|/|-)?\\s*)?(?:năm\\s*)?\\d{4})\\b' },
]"""


@dataclass(frozen=True)
class _Guess:
    """One column of the file."""

    heading: str
    group: str
    has_figures: bool
    column: FormColumn | None
    score: float


def propose_layout(workbook: WorkbookCells, lookups: Lookups, *, file_name: str, form: str = "monthly") -> str | None:
    """Return a layout for the widest table of a workbook, as TOML with comments; None when it holds no table."""
    found = [(len(heading[2]), sheet, heading) for sheet in workbook.sheets if (heading := _find_heading(sheet))]
    if not found:
        return None
    _, sheet, (first, below, headings) = max(found, key=lambda one: one[0])
    guesses = [_guess(sheet, position, heading, group, below, lookups) for position, heading, group in headings]
    mapped = sum(guess.has_figures and guess.score >= _SURE for guess in guesses)
    as_lines = mapped >= 3
    title = _title(sheet, first) or clean(sheet.name)
    name = re.sub(r"[^a-z0-9]+", "_", bare(file_name.rsplit(".", 1)[0])).strip("_") or "layout"
    lines = [
        f"# Đề xuất tự động cho {_text(file_name)}, trang {_text(sheet.name)}, tiêu đề ở dòng {first + 1}.",
        "# Hãy xem lại từng dòng, rồi: health389.py layout confirm TỆP NÀY --by TÊN --why LÝ DO",
        "",
        f"id = {_text(name)}",
        'version = "1"',
        f"title = {_text(title)}",
        f"source = {_text('tệp ' + file_name)}  # văn bản nào ban hành mẫu này?",
        f"quote = {_text(' | '.join(guess.heading for guess in guesses)[:500])}",
        f"anchors = [{_text(bare(title)[:80])}]  # chữ phải có phía trên bảng",
        f"form = {_text(form)}  # monthly, yearly, campaign …: loại báo cáo của mẫu này",
        'reports = "file"  # file: cả tệp một báo cáo; sheet: mỗi trang; block: mỗi bảng có tiêu đề riêng',
        f"ignorable = [{', '.join(_text(g.heading) for g in guesses if _is_ignorable(g, lookups))}]",
        '# answers = { province = "31", money_unit = "đồng" }  # điều đúng với mọi tệp của mẫu này',
        _FACTS,
        "",
        "[[sheets]]",
        f"name = {_text(sheet.name)}",
        f"table = {_text('inspection_lines' if as_lines else 'indicators')}",
        "columns = [",
        *_columns(guesses, lookups, as_lines=as_lines),
        "]",
    ]
    if not as_lines:
        lines += _rows(sheet, headings, guesses, below)
    return "\n".join(lines) + "\n"


def _find_heading(sheet: SheetCells) -> tuple[int, int, list[tuple[int, str, str]]] | None:
    """Return (first row, first row of figures, columns) of the row of words that stands closest above figures."""
    best: tuple[int, int, list[tuple[int, str, str]]] | None = None
    for index, row in enumerate(sheet.rows[:_SEARCHED_ROWS]):
        words = [value for value in row if value != ""]
        if len(words) < 3 or not all(type(value) is str and not is_figure(value) for value in words):
            continue
        below = sheet.rows[index + 1] if index + 1 < len(sheet.rows) else ()
        is_lower = (
            bool(below)
            and any(
                value != "" and type(value) is str and not is_figure(value) and row[position] == ""
                for position, value in enumerate(below)
            )
            and not any(is_figure(value) for value in below if value != "")
        )
        height = 2 if is_lower else 1
        headings = _columns_of(sheet.rows, index, height)
        figures = sum(is_figure(value) for line in sheet.rows[index + height : index + height + 6] for value in line)
        if figures and (best is None or len(headings) > len(best[2])):
            best = (index, index + height, headings)
    return best


def _columns_of(rows: Sequence[Sequence[Any]], index: int, height: int) -> list[tuple[int, str, str]]:
    found = []
    group = ""
    for position, upper in enumerate(rows[index]):
        lower = rows[index + 1][position] if height == 2 else ""
        group = clean(upper) if upper != "" else group
        if lower != "":
            found.append((position, clean(lower), group))
        elif upper != "":
            found.append((position, clean(upper), ""))
    return found


def _guess(sheet: SheetCells, position: int, heading: str, group: str, below: int, lookups: Lookups) -> _Guess:
    # Imported here, not above: reading a file never needs it.
    from rapidfuzz import fuzz  # noqa: PLC0415

    values = [row[position] for row in sheet.rows[below:] if row[position] != "" and not numbers_its_columns(row)]
    best, score = None, 0.0
    for column in lookups.sheets["Kiểm tra"].sheet.columns:
        for known in (column.heading, *column.aliases):
            alike = max(fuzz.ratio(bare(heading), bare(known)), fuzz.ratio(bare(f"{group} {heading}"), bare(known)))
            if alike > score:
                best, score = column, alike
    return _Guess(heading, group, any(map(is_figure, values)), best, score)


def _is_ignorable(guess: _Guess, lookups: Lookups) -> bool:
    return bare(guess.heading) in (*lookups.sheets["Kiểm tra"].ignorable, "ghi chu")


def _columns(guesses: Sequence[_Guess], lookups: Lookups, *, as_lines: bool) -> list[str]:
    lines = []
    has_label = False
    for guess in guesses:
        if _is_ignorable(guess, lookups):
            continue
        kind, extra, note = "", "", ""
        known = guess.column
        is_text = not guess.has_figures
        if _UNIT.match(bare(guess.heading)) and is_text and not as_lines:
            kind = "unit"
        elif as_lines and known and guess.score >= _SURE:
            kind, extra = (
                known.kind,
                f', column = "{known.column}"' + (f', list = "{known.list}"' if known.list else ""),
            )
            extra += f', total = "{known.total}"' if known.total else ""
            note = f"  # giống cột {known.heading} ({guess.score:.0f} %)"
        elif is_text:
            kind = "text" if has_label else "label"
            extra = ', column = "note"' if as_lines and not has_label else ""
            has_label = True
        else:
            kind = "money" if _MONEY.search(bare(guess.heading)) else "count"
            note = "  # số liệu riêng của mẫu (bảng indicators)"
            if known and guess.score >= _LIKELY:
                note = f"  # gần nhất: {known.heading} = {known.column} ({guess.score:.0f} %); chưa dám ghép"
        group = f", group = {_text(guess.group)}" if guess.group else ""
        lines.append(f"  {{ heading = {_text(guess.heading)}{group}, kind = {_text(kind)}{extra} }},{note}")
    return lines


def _rows(
    sheet: SheetCells, headings: Sequence[tuple[int, str, str]], guesses: Sequence[_Guess], below: int
) -> list[str]:
    """Rows known beforehand, from the words of the file: section, label and unit together."""
    texts = [position for (position, _, _), guess in zip(headings, guesses, strict=True) if not guess.has_figures]
    units = [position for position, heading, _ in headings if _UNIT.match(bare(heading))]
    labels = [position for position in texts if position not in units]
    figures = [position for (position, _, _), guess in zip(headings, guesses, strict=True) if guess.has_figures]
    lines, section, seen = [], "", set()
    for row in sheet.rows[below:]:
        if numbers_its_columns(row):
            continue
        label = next((clean(str(row[p])) for p in labels if row[p] != "" and len(bare(str(row[p]))) > 1), "")
        unit = next((clean(str(row[p])) for p in units if row[p] != ""), "")
        if not label:
            continue
        if not any(is_figure(row[p]) for p in figures) and not unit:
            section = label
            continue
        if (section, label, unit) not in seen:
            seen.add((section, label, unit))
            at = f", section = {_text(section)}" if section else ""
            lines.append(f"  {{ label = {_text(label)}, unit = {_text(unit)}{at} }},")
    return ["rows = [", *lines, "]"]


def _title(sheet: SheetCells, first: int) -> str:
    texts = [clean(value) for row in sheet.rows[:first] for value in row if type(value) is str and len(value) > 10]
    return max(texts, key=lambda text: (text.isupper(), len(text)), default="")[:150]


def _text(value: str) -> str:
    """Write a text as TOML does."""
    return json.dumps(clean(value), ensure_ascii=False)
