"""What the tests of notices share: the shipped reference data and a short way to parse."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from pipelines.notices.loading import notice_rows
from pipelines.notices.model import ParsedNotice
from pipelines.notices.parsing import parse_notice
from pipelines.notices.reference import NoticeReference, load_reference

FOLDER = Path(__file__).parents[3] / "data" / "reference" / "notices"


@cache
def reference() -> NoticeReference:
    return load_reference(FOLDER)


def parsed(text: str, *, published_on: date | None = None) -> ParsedNotice:
    return parse_notice(text, file_name="a.txt", reference=reference(), published_on=published_on)


def rows_of(copies: Sequence[tuple[str, str, str, ParsedNotice]]) -> dict[str, pl.DataFrame]:
    return notice_rows(copies, province_of={"Hà Nội": "01", "Thanh Hóa": "38"}.get, reference=reference())
