"""Good files of every format, to be broken afterwards.

Belongs here: making them. Does not: breaking (`mutations`) or reading them (`running`).
"""

import io
import zipfile
from email.message import EmailMessage

import openpyxl
import xlwt

from pipelines.workbooks.context import ReadingContext
from pipelines.workbooks.template import ReportContent, write_form
from tests.pipelines.workbooks.scenario import COVER, ROWS


def seeds(context: ReadingContext) -> dict[str, bytes]:
    """One good file of each format by its ending, all saying what our own form says."""
    reporter = next(r for r in context.reporters.values() if r.ward_code)
    target = io.BytesIO()
    content = ReportContent(COVER, ROWS)  # type: ignore[arg-type]  # words, days and figures only
    write_form(target, form="monthly", reporter=reporter, period="2026-10", reference=context, content=content)
    form = target.getvalue()
    sheets = _sheets(form)
    return {
        "xlsx": form,
        "xls": _xls(sheets),
        "ods": _ods(sheets),
        "csv": _csv(sheets["Kiểm tra"], ",").encode("utf-8-sig"),
        "tsv": _csv(sheets["Kiểm tra"], "\t").encode("utf-16"),
        "html": _html(sheets).encode(),
        "mht": _mht(sheets).encode(),
        "xml": _xml(sheets).encode(),
        "zip": _zip({"a.xlsx": form, "b/c.zip": _zip({"d.xls": _xls(sheets)})}),
        "eml": _eml(form),
    }


Sheets = dict[str, list[list[str]]]


def _sheets(form: bytes) -> Sheets:
    workbook = openpyxl.load_workbook(io.BytesIO(form))
    return {
        sheet.title: [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in workbook
        if sheet.sheet_state == "visible"
    }


def _xls(sheets: Sheets) -> bytes:
    workbook = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = workbook.add_sheet(name)
        for number, row in enumerate(rows):
            for position, text in enumerate(row):
                if text:
                    sheet.write(number, position, float(text) if text.isdecimal() else text)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def _ods(sheets: Sheets) -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    body = "".join(
        f'<table:table table:name="{name}">'
        + "".join("<table:table-row>" + "".join(map(_ods_cell, row)) + "</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    return _zip(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": b"<manifest/>",
            "content.xml": (
                f"<office:document-content {spaces}><office:body><office:spreadsheet>{body}"
                "</office:spreadsheet></office:body></office:document-content>"
            ).encode(),
        }
    )


def _ods_cell(text: str) -> str:
    if not text:
        return "<table:table-cell/>"
    kind = f'float" office:value="{text}' if text.isdecimal() else "string"
    return f'<table:table-cell office:value-type="{kind}"><text:p>{_escaped(text)}</text:p></table:table-cell>'


def _csv(rows: list[list[str]], separator: str) -> str:
    return "".join(separator.join(f'"{c}"' if separator in c or "\n" in c else c for c in row) + "\r\n" for row in rows)


def _html(sheets: Sheets) -> str:
    tables = "".join(
        f"<p>{name}</p><table>"
        + "".join("<tr>" + "".join(f"<td>{_escaped(c)}</td>" for c in row) + "</tr>" for row in rows)
        + "</table>"
        for name, rows in sheets.items()
    )
    return f'<html><head><meta charset="utf-8"></head><body>{tables}</body></html>'


def _mht(sheets: Sheets) -> str:
    head = 'MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary="X"\r\n\r\n'
    part = '--X\r\nContent-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    return head + "".join(part + _html({name: rows}) + "\r\n" for name, rows in sheets.items()) + "--X--\r\n"


def _xml(sheets: Sheets) -> str:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    body = "".join(
        f'<Worksheet ss:Name="{name}"><Table>'
        + "".join(
            "<Row>" + "".join(f'<Cell><Data ss:Type="String">{_escaped(c)}</Data></Cell>' for c in row) + "</Row>"
            for row in rows
        )
        + "</Table></Worksheet>"
        for name, rows in sheets.items()
    )
    return f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}">{body}</Workbook>'


def _zip(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return target.getvalue()


def _eml(form: bytes) -> bytes:
    message = EmailMessage()
    message["Received"] = "from a by b; Sat, 24 Oct 2026 09:15:00 +0700"
    message["From"] = "Phường A <a@example.vn>"
    message.set_content("Kính gửi")
    message.add_attachment(form, maintype="application", subtype="octet-stream", filename="Báo cáo.xlsx")
    return bytes(message)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
