"""The cover of a file of somebody else: reporter, period and number from the lines above its table.

Belongs here: reading what a layout says stands where into a `Cover`. Does not: our own cover sheet, or whose report it
is (`recognising`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipelines.workbooks.cover import Cover
from pipelines.workbooks.layouts import CoverFact, Layout
from pipelines.workbooks.sheets import cell_text, column_letters
from pipelines.workbooks.wording import bare, clean, fold

_LETTER_DATE = re.compile(r"ngày\s*[\d.…]*\s*tháng\s*[\d.…]*\s*năm\s*[\d.…]*", re.IGNORECASE)
"""The day of a letter says nothing about its period."""
_BEHIND_LABEL = re.compile(r"^[\s:.…–-]+|[\s.…]+$")
_Found = list[tuple[Any, str]]


def read_facts(
    layout: Layout, sheet_name: str, rows: Sequence[Sequence[Any]], *, first: int, end: int
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return answers and their cells found in the rows `first` to `end` (from 0) and in the sheet's name.

    A fact that is stated twice in different words is given with both, so that nobody chooses between them.
    """
    answers: dict[str, Any] = {}
    cells: dict[str, str] = {}
    for fact in layout.facts:
        if fact.field in answers:
            continue
        found = _in_sheet_name(fact, sheet_name) if fact.in_sheet_name else list(_in_rows(fact, rows, first, end))
        if found:
            values = list(dict.fromkeys(value for value, _ in found))
            answers[fact.field] = values[0] if len(values) == 1 else " / ".join(map(str, values))
            cells[fact.field] = found[0][1]
    return answers, cells


def cover_of(
    layout: Layout,
    sheet_name: str,
    answers: Mapping[str, Any],
    cells: Mapping[str, str],
    letterhead: tuple[tuple[str, str], ...] = (),
) -> Cover:
    """Make the cover of one report of a layout; what the layout knows by itself fills what the file does not say."""
    known = {**(layout.answers or {}), **({"form": layout.form} if layout.form else {})}
    return Cover({**known, **answers}, cells, (), sheet_name, letterhead=letterhead)


def _in_sheet_name(fact: CoverFact, name: str) -> _Found:
    if not fact.pattern:
        return [(clean(name), "")]
    found = re.search(fact.pattern, clean(name), re.IGNORECASE)
    return [(clean(found[1]), "")] if found else []


def _in_rows(fact: CoverFact, rows: Sequence[Sequence[Any]], first: int, end: int) -> Iterator[tuple[Any, str]]:
    for number in range(first, end):
        row = rows[number]
        for position, value in enumerate(row):
            if type(value) is not str or not value:
                continue
            for line in value.splitlines() or [value]:
                answer, at = _answer(fact, clean(line), row, position)
                if answer not in (None, ""):
                    yield answer, f"{column_letters(at)}{number + 1}"


def _answer(fact: CoverFact, text: str, row: Sequence[Any], position: int) -> tuple[Any, int]:
    if fact.field == "period":
        text = _LETTER_DATE.sub(" ", text)
    if fact.labels:
        rest = _behind(text, fact.labels)
        if rest is None:
            return None, position
        if rest:
            text = rest
        else:
            beside = next((p for p in range(position + 1, len(row)) if row[p] != ""), None)
            if beside is None:
                return None, position
            value, position = row[beside], beside
            if type(value) is not str:
                return (value if fact.field in ("period", "signed_on") else cell_text(value)), position
            text = clean(value)
    if not fact.pattern:
        return text, position
    found = re.search(fact.pattern, text, re.IGNORECASE)
    return (clean(found[1]) if found else None), position


def _behind(text: str, labels: Sequence[str]) -> str | None:
    """Return what stands behind one of the labels; None when the text begins with none."""
    for label in labels:
        words = len(label.split())
        begun = text.split()[:words]
        if bare(" ".join(begun)) == bare(label) and _is_label(text, begun, label):
            return _BEHIND_LABEL.sub("", " ".join(text.split()[words:]))
    return None


def _is_label(text: str, begun: Sequence[str], label: str) -> bool:
    """Whether words are this label and not another word that looks like it without marks: tình is no tỉnh."""
    written = fold(" ".join(begun)).rstrip(" :.")
    return written in (fold(label), bare(label)) or ":" in text[: len(" ".join(begun)) + 2]
