"""How people call the files they send and where they end up in the inbox.

Belongs here: folders and file names. Does not: what is in the files.
"""

from __future__ import annotations

import re
import unicodedata
import zlib

from pipelines.sample.character import Character
from pipelines.sample.contents import Span
from pipelines.sample.scene import Reporter

_PROVINCES = {"31": "hai-phong", "66": "dak-lak", "82": "dong-thap"}
_WORDS = {"monthly": "tháng", "campaign": "cao điểm", "yearly": "năm", "interim": "sơ kết", "final": "tổng kết"}


def folder_of(reporter: Reporter, period: str) -> str:
    """Folder of a province and period below inbox/reports."""
    return f"{reporter.province_code}-{_PROVINCES.get(reporter.province_code, 'tinh')}/{period}"


def file_name(character: Character, span: Span, flavour: str, attempt: int) -> str:
    """Name of a file in the habit of its sender; a second attempt says so in one way or another."""
    reporter = character.reporter
    if flavour == "nameless":
        return f"Book{zlib.crc32(f'{reporter.reporter_id}|{span.period}'.encode()) % 1_000_000}.xlsx"
    when = f"{span.period[5:]}-{span.period[:4]}" if span.form == "monthly" else span.period
    kind = _WORDS.get(span.form, span.form)
    stem = (
        f"{reporter.reporter_id}_{span.period}",
        f"Báo cáo {kind} {when} {reporter.name} ({reporter.reporter_id})",
        f"{_ascii(f'bao cao {kind} {when} {reporter.name}')}-{reporter.reporter_id}",
        f"{reporter.name} - biểu 389 {kind} {when}",
        f"BC_{reporter.reporter_id}_{_ascii(kind)}_{when}_ky",
    )[character.file_style]
    if flavour == "duplicate":
        return f"Copy of {stem}.xlsx"
    if attempt > 1:
        stem += ("_v2", " (đính chính)", "-dinh-chinh", " sửa", "_bosung")[character.file_style]
    return f"{stem}.xlsx"


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")
