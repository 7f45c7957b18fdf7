"""From a case to the bytes that arrive: its format, and the mail or archive around it.

Belongs here: choosing the writer, envelopes. Does not: the writers themselves.
"""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

from tests.corpus.layout import Grid
from tests.corpus.model import Case
from tests.corpus.other_formats import write_csv, write_html, write_ods
from tests.corpus.spelling import SPELLINGS
from tests.corpus.writers import write_xls, write_xlsx

FONTS = {"tcvn3": ".VnTime", "vni": "VNI-Times"}
_TYPE = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def write_case(case: Case, grids: list[Grid]) -> bytes:
    """Write the file that arrives."""
    if case.data is not None:
        return case.data
    spell = SPELLINGS[case.spelling]
    font = FONTS.get(case.spelling, "Times New Roman")
    encoding, _, separator = case.package.partition(" ")
    if case.extension == "csv":
        data = write_csv(grids, spell, encoding=encoding, separator=separator or ",")
    elif case.extension == "ods":
        data = write_ods(grids, spell)
    elif case.extension == "html":
        data = write_html(grids, spell, font=font)
    elif case.extension == "xls":
        data = write_xls(grids, spell, font=font)
    else:
        data = write_xlsx(grids, spell, font=font, package=case.package)
    around = {"eml": in_mail, "zip": in_archive}.get(case.extension)
    return around(data, case) if around else data


def in_mail(data: bytes, case: Case) -> bytes:
    """Send a workbook as people mail it: a greeting, a picture of a stamp, a name with marks."""
    message = EmailMessage()
    message["From"] = "Văn phòng UBND <vp@example.vn>"
    message["To"] = "syt@example.vn"
    message["Subject"] = f"Báo cáo tháng 10 - {case.report.reporter_name}"
    message["Date"] = "Tue, 20 Oct 2026 16:05:00 +0700"
    message["Message-ID"] = f"<{case.number}@example.vn>"
    message.set_content("Kính gửi Sở Y tế,\n\nXin gửi báo cáo kèm theo. Tổng số 12 vụ.\n")
    message.add_attachment(b"\x89PNG\r\n\x1a\n" + b"\0" * 40, maintype="image", subtype="png", filename="dau.png")
    message.add_attachment(data, maintype=_TYPE[0], subtype=_TYPE[1], filename="Báo cáo tháng 10.xlsx")
    message.set_boundary(f"=={case.number}==")
    return bytes(message)


def in_archive(data: bytes, case: Case) -> bytes:
    """Put a workbook into an archive, in a folder, as a phone or Windows makes it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(f"bao cao {case.number}/Báo cáo.xlsx"), data)
        archive.writestr(zipfile.ZipInfo(f"__MACOSX/bao cao {case.number}/._Báo cáo.xlsx"), b"\0\5\x16\7")
    return target.getvalue()
