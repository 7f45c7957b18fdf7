"""The reference data that parsing needs, read once from `data/reference/notices/`.

Belongs here: loading and checking those files. Not here: any rule about a text.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.errors import ReferenceDataError


@dataclass(frozen=True)
class LegalPeriod:
    """Days within which the recalling company must finish, from the day of the decision."""

    product_group: str
    level: int
    days: int
    valid_from: date
    source: str
    verified: bool


@dataclass(frozen=True)
class Reason:
    """A reason of the controlled list and the words that state it."""

    code: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Authority:
    """An agency that issues notices: its mark in numbers, how far it reaches (`national`, `province`), its names."""

    name: str
    symbol: str
    reach: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class NoticeReference:
    """All reference data of the notice parser, in file order (the first match wins)."""

    periods: tuple[LegalPeriod, ...]
    reasons: tuple[Reason, ...]
    authorities: tuple[Authority, ...]
    dosage_form: re.Pattern[str]
    country: re.Pattern[str]

    def is_national(self, authority: str | None) -> bool:
        """Whether an issuer, as a notice names it, is a national body."""
        return any(known.reach == "national" and known.name == authority for known in self.authorities)


def load_reference(folder: Path) -> NoticeReference:
    """Load the files of `data/reference/notices/`.

    Raises:
        ReferenceDataError: a file is missing or a row of it cannot be understood; names file, line and column.
    """
    return NoticeReference(
        periods=tuple(_periods(folder / "legal_periods.csv")),
        reasons=tuple(
            Reason(row["reason_code"], _pattern(row["pattern"], path, line))
            for path, line, row in _rows(folder / "reasons.csv", ("reason_code", "pattern", "source"))
        ),
        authorities=tuple(
            Authority(row["authority"], row["symbol"], row["reach"], _pattern(row["pattern"], path, line))
            for path, line, row in _rows(
                folder / "authorities.csv", ("authority", "symbol", "reach", "pattern", "source")
            )
        ),
        dosage_form=_dosage_form(folder / "dosage_forms.csv"),
        country=_alternatives(row["country"] for _, _, row in _rows(folder / "countries.csv", ("country",))),
    )


def _rows(path: Path, columns: tuple[str, ...]) -> list[tuple[Path, int, dict[str, str]]]:
    if not path.is_file():
        raise ReferenceDataError(f"{path} is missing. Restore it from the shipped data/reference/notices/.")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [name for name in columns if name not in (reader.fieldnames or ())]
        if missing:
            raise ReferenceDataError(f"{path}, line 1: no column {missing[0]!r}. Add it to the heading.")
        rows = [(path, reader.line_num, row) for row in reader]
    for _, line, row in rows:
        blank = next((name for name in columns if not row[name]), None)
        if blank:
            raise ReferenceDataError(f"{path}, line {line}: column {blank!r} is empty. Fill it in or drop the line.")
    return rows


def _periods(path: Path) -> list[LegalPeriod]:
    columns = ("product_group", "level", "days", "valid_from", "source", "verified")
    periods = []
    for _, line, row in _rows(path, columns):
        try:
            periods.append(
                LegalPeriod(
                    product_group=row["product_group"],
                    level=int(row["level"]),
                    days=int(row["days"]),
                    valid_from=date.fromisoformat(row["valid_from"]),
                    source=row["source"],
                    verified={"true": True, "false": False}[row["verified"]],
                )
            )
        except (ValueError, KeyError) as error:
            raise ReferenceDataError(
                f"{path}, line {line}: {error}. Levels and days are whole numbers, valid_from is YYYY-MM-DD, "
                "verified is true or false."
            ) from error
    return sorted(periods, key=lambda period: (period.product_group, period.level, period.valid_from))


def _pattern(text: str, path: Path, line: int) -> re.Pattern[str]:
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise ReferenceDataError(f"{path}, line {line}: pattern {text!r} cannot be compiled ({error}).") from error


def _alternatives(words: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(words, key=len, reverse=True)
    return re.compile("(?:" + "|".join(re.escape(word) for word in ordered) + r")(?!\w)", re.IGNORECASE)


def _dosage_form(path: Path) -> re.Pattern[str]:
    """A run of dosage-form words, e.g. `thuốc bột pha hỗn dịch uống`, at the start of a name."""
    rows = _rows(path, ("role", "words"))
    words = sorted({row["words"] for _, _, row in rows}, key=len, reverse=True)
    spaced = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"(?:(?:dạng|bào chế)\s+)*(?:(?:{spaced})(?!\w)[\s,]*)+", re.IGNORECASE)
