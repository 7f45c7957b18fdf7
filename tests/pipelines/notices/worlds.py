"""What the tests of notices share: the shipped reference data and a short way to parse."""

from datetime import date
from functools import cache
from pathlib import Path

from pipelines.notices.model import ParsedNotice
from pipelines.notices.parsing import parse_notice
from pipelines.notices.reference import NoticeReference, load_reference

FOLDER = Path(__file__).parents[3] / "data" / "reference" / "notices"


@cache
def reference() -> NoticeReference:
    return load_reference(FOLDER)


def parsed(text: str, *, published_on: date | None = None) -> ParsedNotice:
    return parse_notice(text, file_name="a.txt", reference=reference(), published_on=published_on)
