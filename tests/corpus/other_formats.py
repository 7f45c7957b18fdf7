"""Grids of cells -> bytes of .ods, .csv and the web page that calls itself .xls.

Belongs here: formats written by other programs than Excel. Does not: .xlsx and .xls (`writers`).
"""

from __future__ import annotations

import csv
import html
import io
import zipfile
from itertools import pairwise

from tests.corpus.layout import Grid
from tests.corpus.model import Dated, ErrorCell, Formatted, Formula, Pieces, Value
from tests.corpus.writers import Spell, stored

_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("number", "datastyle"),
    )
)  # fmt: skip
_LOOKS = {True: 'style:text-position="super 58%"', False: 'style:text-line-through-style="solid"'}
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIME}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def write_ods(grids: list[Grid], spell: Spell) -> bytes:
    """Write a workbook of LibreOffice: runs of equal and blank cells are written once, with a count."""
    sheets = "".join(_ods_table(grid, spell) for grid in grids)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES} office:version="1.2">'
        '<office:automatic-styles><style:style style:name="hid" style:family="table">'
        f'<style:table-properties table:display="false"/></style:style>{_ods_styles(grids)}</office:automatic-styles>'
        f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo("mimetype"), _MIME)
        package.writestr(zipfile.ZipInfo("content.xml"), content, zipfile.ZIP_DEFLATED)
        package.writestr(zipfile.ZipInfo("META-INF/manifest.xml"), _MANIFEST)
    return target.getvalue()


def _ods_styles(grids: list[Grid]) -> str:
    """Styles of pieces of text, and one for each number format."""
    pieces = "".join(
        f'<style:style style:name="piece{is_raised:d}" style:family="text">'
        f"<style:text-properties {look}/></style:style>"
        for is_raised, look in _LOOKS.items()
    )
    codes = {value.code for grid in grids for value in grid.cells.values() if isinstance(value, Formatted)}
    return pieces + "".join(
        f"{_ods_percentage(code) if code.endswith('%') else _ods_number(code)}"
        f'<style:style style:name="ce{_number(code)}" style:family="table-cell" '
        f'style:data-style-name="N{_number(code)}"/>'
        for code in sorted(codes)
    )


def _ods_number(code: str) -> str:
    return (
        f'<number:number-style style:name="N{_number(code)}"><number:number number:grouping="true" '
        f'number:display-factor="{1000 ** len(code.partition("0")[2].partition(chr(34))[0].strip("#0"))}"/>'
        f"<number:text>{code.partition(chr(34))[2].rstrip(chr(34))}</number:text></number:number-style>"
    )


def _ods_percentage(code: str) -> str:
    return (
        f'<number:percentage-style style:name="N{_number(code)}">'
        f'<number:number number:decimal-places="{code.count("0") - 1}" number:min-integer-digits="1"/>'
        "<number:text>%</number:text></number:percentage-style>"
    )


def _number(code: str) -> str:
    return code.encode().hex()


def _ods_table(grid: Grid, spell: Spell) -> str:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in grid.merges}
    rows = []
    for row in range(grid.height):
        cells = [
            _commented(
                _ods_cell(grid.cells.get((row, c)), spans.get((row, c)), spell), grid.comments.get((row, c)), spell
            )
            for c in range(grid.width)
        ]
        visible = ' table:visibility="collapse"' if row in grid.hidden_rows else ""
        rows.append(f"<table:table-row{visible}>{_runs(cells)}</table:table-row>")
    style = ' table:style-name="hid"' if grid.hidden else ""
    # LibreOffice always closes a sheet with a million blank rows in one.
    tail = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    return f'<table:table table:name="{html.escape(grid.name)}"{style}>{"".join(rows)}{tail}</table:table>'


def _commented(cell: str, words: str | None, spell: Spell) -> str:
    if words is None:
        return cell
    note = f"<office:annotation><text:p>{html.escape(spell(words))}</text:p></office:annotation>"
    return cell.replace("><text:p>", f">{note}<text:p>", 1)


def _runs(cells: list[str]) -> str:
    found, count = [], 1
    for cell, following in pairwise([*cells, ""]):
        if cell == following:
            count += 1
            continue
        repeated = f' table:number-columns-repeated="{count}"' if count > 1 else ""
        found.append(cell.replace("<table:table-cell", f"<table:table-cell{repeated}", 1))
        count = 1
    return "".join(found)


def _ods_cell(value: Value, span: tuple[int, int] | None, spell: Spell) -> str:
    merged = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
    formula = ""
    if isinstance(value, Formula):
        formula = f' table:formula="of:{html.escape(value.text)}"'
        value = value.result
        if value is None:
            return f"<table:table-cell{merged}{formula}/>"
    if isinstance(value, ErrorCell):
        return (
            f'<table:table-cell{merged} table:formula="of:=1/0" office:value-type="string" '
            f'office:string-value=""><text:p>{value.code}</text:p></table:table-cell>'
        )
    if value is None:
        return f"<table:table-cell{merged}/>"
    if isinstance(value, Formatted):
        merged += f' table:style-name="ce{_number(value.code)}"'
        type_of = "percentage" if value.code.endswith("%") else "float"
        shown, kind = value.shown, f'office:value-type="{type_of}" office:value="{value.value!r}"'
    elif isinstance(value, Pieces):
        changed = f'<text:span text:style-name="piece{value.is_raised:d}">{value.changed}</text:span>'
        shown, kind = value.plain + changed, 'office:value-type="string"'
    elif isinstance(value, Dated):
        moment = value.value
        text = moment.date().isoformat() if moment.hour == moment.minute == 0 else moment.isoformat()
        shown = f"{moment:%d/%m/%Y}"
        kind = f'office:value-type="date" office:date-value="{text}"'
    elif isinstance(value, bool):
        shown, kind = str(value).upper(), f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, (int, float)):
        shown, kind = f"{value:g}", f'office:value-type="float" office:value="{value!r}"'
    else:
        shown, kind = html.escape(spell(value)).replace("\n", "</text:p><text:p>"), 'office:value-type="string"'
    return f"<table:table-cell{merged}{formula} {kind}><text:p>{shown}</text:p></table:table-cell>"


def write_csv(grids: list[Grid], spell: Spell, *, encoding: str, separator: str) -> bytes:
    """Write all grids below each other, as Excel saves the shown text of its cells in a Vietnamese locale."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=separator, lineterminator="\r\n")
    for grid in grids:
        for row in range(grid.height):
            writer.writerow([_shown(grid.cells.get((row, column)), spell) for column in range(grid.width)])
    return target.getvalue().encode(encoding)


def _shown(value: Value, spell: Spell) -> str:
    if isinstance(value, (Formatted, Pieces)):
        return value.shown
    if isinstance(value, Dated):
        moment = value.value
        return f"{moment:%d/%m/%Y %H:%M}" if moment.hour or moment.minute else f"{moment:%d/%m/%Y}"
    value = stored(value)
    if value is None:
        return ""
    if isinstance(value, str):
        return spell(value)
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:.15g}".replace(".", ",")


def write_html(grids: list[Grid], spell: Spell, *, font: str = "Times New Roman") -> bytes:
    """Write the web page that Word, and many a web system, saves under the name .xls: merged cells as spans."""
    tables = "".join(_html_table(grid, spell) for grid in grids)
    # Excel saves one sheet a page; Word and web systems put table below table.
    program = ' xmlns:x="urn:schemas-microsoft-com:office:excel"' if len(grids) == 1 else ""
    page = (
        f'<html{program}><head><meta http-equiv="Content-Type" '
        f'content="text/html; charset=utf-8"><style>td {{font-family:"{font}"}}</style></head>'
        f"<body>{tables}</body></html>"
    )
    return page.encode()


def _html_shown(value: Value, spell: Spell) -> str:
    if isinstance(value, Pieces):
        tag = "sup" if value.is_raised else "strike"
        return f"{value.plain}<{tag}>{value.changed}</{tag}>"
    return html.escape(_shown(value, spell)).replace("\n", "<br>")


def _html_table(grid: Grid, spell: Spell) -> str:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in grid.merges}
    covered = {
        (row, column)
        for top, left, bottom, right in grid.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    rows = []
    for row in range(grid.height):
        cells = []
        for column in range(grid.width):
            if (row, column) in covered:
                continue
            down, across = spans.get((row, column), (1, 1))
            value = grid.cells.get((row, column))
            text = _html_shown(value, spell)
            exact = f" x:num='{value.value}'" if isinstance(value, Formatted) else ""
            attributes = (f" rowspan={down}" if down > 1 else "") + (f" colspan={across}" if across > 1 else "")
            cells.append(f"<td{attributes}{exact}>{text or '&nbsp;'}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>\n")
    return f"<h3>{html.escape(spell(grid.name))}</h3><table border=1>{''.join(rows)}</table>\n"
