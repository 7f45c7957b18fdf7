"""Renaming, moving, deleting or doubling any heading of any layout never drops a figure in silence."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.settings import CHECKOUT
from pipelines.workbooks.context import ReadingContext
from pipelines.workbooks.forms import FIGURE_KINDS
from pipelines.workbooks.intake import ParsedFile, parse_file
from pipelines.workbooks.lookups import lookups_of
from tests.pipelines.workbooks import layout_files
from tests.pipelines.workbooks.layout_files import LayoutFile
from tests.pipelines.workbooks.scenario import CASE, HOTLINE, INSPECTION, SIGN_OFF, TASK

SHIPPED = CHECKOUT / "data" / "reference"
FORM_LINES = {
    "Kiểm tra": INSPECTION,
    "Thu hồi": SIGN_OFF,
    "Vụ việc": CASE,
    "Phản ánh": HOTLINE,
    "Nhiệm vụ": TASK,
}
UNREAD = {"submission_id", "line_id", "sheet", "row", "cell", "row_title"}


def own_file(context: ReadingContext, sheet: str, line: dict[str, Any]) -> LayoutFile:
    """One sheet of our form as a grid with one row of heading."""
    columns = context.book.sheets[sheet].columns
    values = []
    for column in columns:
        value = line.get(column.column, "Hải An" if column.kind == "place" else None) if column.column else None
        words = {code: word for word, code in context.lists[column.list].codes.items()} if column.list else {}
        values.append("x" if value is True else words.get(str(value), value))
    return LayoutFile(sheet, [[c.heading for c in columns], values], (0,))


def read(file: LayoutFile, path: Path, context: ReadingContext, *, own: bool) -> ParsedFile:
    file.write(path, {"Thông tin": cover_of(file.sheet, context)} if own else {})
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return parse_file(path, file_name=path.name, sha256=sha256, context=context)


def cover_of(sheet: str, context: ReadingContext) -> layout_files.Grid:
    form, period = ("yearly", "2026") if sheet == "Nhiệm vụ" else ("monthly", "2026-10")
    answers = ["31-SCT", "Sở Công Thương", "Thành phố Hải Phòng", form, period]
    labels = [field.label for field in context.book.cover_fields]
    return [*([label, answer] for label, answer in zip(labels, answers, strict=False)), ["Đơn vị tiền", "đồng"]]


def loaded(parsed: ParsedFile) -> Counter[tuple[Any, ...]]:
    """Every value that was loaded, with the column it was loaded in."""
    found: Counter[tuple[Any, ...]] = Counter()
    for table, rows in parsed.rows.items():
        if table in ("raw.reports", "raw.findings", "raw.cells"):
            continue
        for row in rows:
            if table == "raw.indicators":
                found[table, row["section"], row["label"], row["unit"], row["measure"], row["value"]] += 1
            else:
                found.update(
                    (table, n, v) for n, v in row.items() if n not in UNREAD and v is not None and v is not False
                )
    return found


def is_returned(parsed: ParsedFile) -> bool:
    return any(f["severity"] == "error" for f in parsed.rows["raw.findings"])


def headings_of(file: LayoutFile) -> Iterator[tuple[int, int]]:
    """Cells that are headings or groups."""
    for row in file.heading:
        for position, text in enumerate(file.grid[row]):
            if isinstance(text, str):
                yield row, position


def mutations(file: LayoutFile, row: int, position: int) -> Iterator[tuple[str, LayoutFile]]:
    text = str(file.grid[row][position])
    for name, changed in (
        ("typo", text[:-2] + text[-1:] + text[-2:-1] if len(text) > 3 else text + "x"),
        ("unknown word", "Cột của tôi"),
        ("another meaning", "Lũy kế năm trước"),
        ("deleted", None),
        ("upper", text.upper()),
        ("cut", text.replace(" ", "\n", 1) + " (3)"),
    ):
        copy = file.copy()
        copy.grid[row][position] = changed
        yield name, copy
    copy = file.copy()
    for line in copy.grid:
        line.append(line[position] if copy.grid.index(line) >= file.heading[0] else None)
    yield "doubled", copy
    copy = file.copy()
    for line in copy.grid[file.heading[0] :]:
        line.append(line.pop(position) if len(file.heading) == 1 else None)
    yield "moved", copy


HARMLESS = ("upper", "cut", "moved")


def check(file: LayoutFile, context: ReadingContext, folder: Path, *, own: bool) -> list[str]:
    """Return what went wrong, over every mutation of every heading."""
    truth = loaded(read(file, folder / "truth.xlsx", context, own=own))
    assert truth
    wrong = []
    for row, position in headings_of(file):
        for name, mutated in mutations(file, row, position):
            parsed = read(mutated, folder / "mutated.xlsx", context, own=own)
            figures = loaded(parsed)
            is_kept = not truth - figures
            if figures - truth and name != "doubled" and not is_returned(parsed):
                wrong.append(f"{name} {file.grid[row][position]!r}: read as {dict(figures - truth)}")
            elif not is_kept and not (is_returned(parsed) or only_words(truth - figures, parsed)):
                wrong.append(f"{name} {file.grid[row][position]!r}: lost {dict(truth - figures)}")
            elif not is_kept and name in HARMLESS:
                wrong.append(f"{name} {file.grid[row][position]!r}: a harmless change was refused")
    return wrong


def only_words(lost: Counter[tuple[Any, ...]], parsed: ParsedFile) -> bool:
    """Whether only words were lost, and a warning names their column."""
    said = any(f["rule"] in ("extra_column", "missing_column") for f in parsed.rows["raw.findings"])
    return said and all(not isinstance(key[-1], (int, float)) for key in lost)


@pytest.mark.slow
@pytest.mark.parametrize("sheet", FORM_LINES)
def test_no_heading_of_our_form_can_be_changed_in_silence(sheet: str, context: ReadingContext, tmp_path: Path) -> None:
    assert check(own_file(context, sheet, dict(FORM_LINES[sheet])), context, tmp_path, own=True) == []


LAYOUTS: dict[str, Callable[[ReadingContext], LayoutFile]] = {
    "bieu_3_bct": lambda _: layout_files.bieu_3(),
    "attp_xa": lambda context: layout_files.attp(*a_ward(context)),
    "bang_389": lambda _: layout_files.bang_389(),
    "so_y_te_kiem_tra": lambda context: layout_files.theo_dia_ban(list(context.wards["31"])[:3]),
}


def a_ward(context: ReadingContext) -> tuple[str, str]:
    ward = next(r for r in context.reporters.values() if r.ward_code and r.province_code == "31")
    return ward.name, ward.reporter_id


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_heading_of_a_layout_can_be_changed_in_silence(layout: str, context: ReadingContext, tmp_path: Path) -> None:
    assert check(LAYOUTS[layout](context), context, tmp_path, own=False) == []


def test_every_shipped_layout_is_mutated(context: ReadingContext) -> None:
    assert set(LAYOUTS) == set(lookups_of(context).layouts)


def test_every_figure_column_of_the_examples_is_filled(context: ReadingContext, tmp_path: Path) -> None:
    for number, (name, make) in enumerate(LAYOUTS.items()):
        parsed = read(make(context), tmp_path / f"{number}.xlsx", context, own=False)
        names = {key[1] for key in loaded(parsed)} | {key[4] for key in loaded(parsed) if len(key) == 6}
        layout = next(layout for layout in context.layouts if layout.id == name)
        for column in layout.sheets[0].columns:
            if column.kind in FIGURE_KINDS:
                assert names & {column.title, *column.targets}, column.title


def words_of_rows(file: LayoutFile) -> Iterator[tuple[int, int]]:
    """Cells below the heading that hold words."""
    for row in range(file.heading[-1] + 1, len(file.grid)):
        for position, text in enumerate(file.grid[row]):
            if isinstance(text, str) and any(map(str.isalpha, text)):
                yield row, position


def check_rows(file: LayoutFile, context: ReadingContext, folder: Path) -> list[str]:
    """Return what went wrong, over every word of every row that is renamed or taken away."""
    truth = figures_in(loaded(read(file, folder / "truth.xlsx", context, own=False)))
    wrong = []
    for row, position in words_of_rows(file):
        # A blank place is the whole province, as the form says.
        may_be_blank = file.grid[file.heading[-1]][position] == "Xã, phường"
        for changed in ("Của tôi", "Kết quả chung", "Cộng I", *(() if may_be_blank else (None,))):
            mutated = file.copy()
            mutated.grid[row][position] = changed
            parsed = read(mutated, folder / "mutated.xlsx", context, own=False)
            others = figures_in(loaded(parsed)) - truth
            lost = truth - figures_in(loaded(parsed))
            if (others or lost) and not (is_returned(parsed) or is_said(parsed, row)):
                wrong.append(f"{file.grid[row][position]!r} as {changed!r}: read {dict(others)}, lost {dict(lost)}")
    return wrong


def figures_in(values: Counter[tuple[Any, ...]]) -> Counter[tuple[Any, ...]]:
    return Counter({key: count for key, count in values.items() if isinstance(key[-1], (int, float))})


def is_said(parsed: ParsedFile, row: int) -> bool:
    """Whether a warning names the row, or the row of the form that is missing."""
    cells = {str(f["cell"]).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for f in parsed.rows["raw.findings"]}
    return str(row + 1) in cells or any(f["rule"] == "total_disagrees" for f in parsed.rows["raw.findings"])


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_word_of_a_row_of_a_layout_can_be_changed_in_silence(
    layout: str, context: ReadingContext, tmp_path: Path
) -> None:
    assert check_rows(LAYOUTS[layout](context), context, tmp_path) == []
