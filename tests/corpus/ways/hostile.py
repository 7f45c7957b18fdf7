"""Files that are no proper workbook: hostile, broken, mislabelled, stamped.

Belongs here: whole files in bytes, and what a package may carry. Does not: ugliness that honest people make.
"""

from __future__ import annotations

import io
import zipfile

from tests.corpus.model import Case, Value
from tests.corpus.ways.choosing import way


def _base(case: Case) -> bytes:
    from tests.corpus.layout import lay_out  # noqa: PLC0415
    from tests.corpus.writers import write_xlsx  # noqa: PLC0415

    return write_xlsx(lay_out(case), str)


def _bytes(case: Case, data: bytes, *rules: str) -> None:
    case.data = data
    case.reports = [case.report]
    case.expected.clear()
    case.returns(*rules)


def _add(data: bytes, name: str, content: bytes) -> bytes:
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


@way(5, "hostile")
def bomb(case: Case) -> None:
    _bytes(case, _add(_base(case), "xl/media/image1.xml", b"\0" * (20 * 1024 * 1024)), "zip_bomb")


@way(5, "hostile")
def entities(case: Case) -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cc"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    _bytes(case, _add(_base(case), "xl/evil.xml", evil), "xml_entities", "truncated")


@way(5, "hostile")
def encrypted(case: Case) -> None:
    parts = "EncryptedPackage".encode("utf-16-le") + b"\0" * 40 + "EncryptionInfo".encode("utf-16-le")
    _bytes(case, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + parts + b"\0" * 4096, "encrypted", "truncated")


@way(5, "hostile", 2)
def cut_off(case: Case) -> None:
    data = _base(case)
    _bytes(case, data[: case.chance.randrange(200, len(data) - 30)], "truncated", "not_a_spreadsheet", "parser_failed")


@way(5, "hostile", 2)
def something_else(case: Case) -> None:
    data = case.chance.choice((
        b"%PDF-1.7\n1 0 obj <<>>\nendobj\n%%EOF", b"\x89PNG\r\n\x1a\n" + b"\0" * 400, b"{\\rtf1\\ansi bao cao}",
        b"", b"\xff\xd8\xff\xe0" + b"\0" * 300, b"MZ" + b"\0" * 600, b"Rar!\x1a\x07\x00" + b"\0" * 90, b"\0" * 2000,
    ))  # fmt: skip
    _bytes(case, data, "not_a_spreadsheet", "truncated", "unsupported_format", "empty_file")


@way(5, "hostile")
def word_file(case: Case) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr(zipfile.ZipInfo("[Content_Types].xml"), "<Types/>")
        package.writestr(zipfile.ZipInfo("word/document.xml"), "<w:document/>")
    _bytes(case, target.getvalue(), "not_a_spreadsheet", "unsupported_format", "truncated")


@way(5, "hostile")
def secret(case: Case) -> None:
    sheet = case.chance.choice(case.report.sheets)
    sheet.above = [[case.chance.choice(("MẬT", "TỐI MẬT", "TUYỆT MẬT", "  MẬT  "))], *sheet.above]
    case.expected.clear()
    case.returns("sealed")


@way(3)
def honey_is_no_secret(case: Case) -> bool | None:
    sheet = case.report.sheets[0]
    if not sheet.above:
        return False
    sheet.above[0] = ["Chuyên đề mật ong, sữa ong chúa; bảo mật thông tin"]
    return None


@way(5, "package")
def macros(case: Case) -> bool | None:
    if case.extension not in ("xlsx", "xlsm") or case.data is not None:
        return False
    case.extension, case.package = "xlsm", "macros"
    case.says("macros")
    return None


@way(5, "package")
def link_to_another_file(case: Case) -> bool | None:
    if case.extension != "xlsx" or case.data is not None:
        return False
    case.package = "link"
    case.says("external_links")
    return None


@way(3)
def far_away_cell(case: Case) -> bool | None:
    """A stray blank in the last corner of the sheet: the file is read, or refused in time."""
    if case.extension != "xlsx":
        return False
    sheet = case.chance.choice(case.report.sheets)
    far: list[Value] = [*[None] * 200, " "]
    sheet.below = [*sheet.below, *[[] for _ in range(60)], far]
    case.may_return("parser_slow", "parser_failed", "too_large", "zip_bomb")
    return None


@way(3)
def formula_as_text(case: Case) -> bool | None:
    """Text that looks like a command stays text."""
    sheet = next((s for s in case.report.sheets if s.table == "inspection_lines" and s.real_lines()), None)
    if sheet is None or (sheet.lines[0], "note") in case.used or sheet.lines[0].means is None:
        return False
    line = sheet.lines[0]
    assert line.means is not None
    if not any(column.key == "note" for column in sheet.columns):
        return False
    line.typed["note"] = line.means["note"] = case.chance.choice(
        ('=cmd|" /C calc"!A0', "+84 900 000", "@SUM(1)", "-1+2")
    )
    case.used.add((line, "note"))
    if case.extension == "csv" and str(line.typed["note"]).startswith("="):
        # Who opens a .csv in Excel computes it: nobody can tell text from formula there.
        case.may_return("formula_without_value", sheet=sheet, line=line, key="note")
    return None
