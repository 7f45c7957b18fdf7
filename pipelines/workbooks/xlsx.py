"""What the raw XML of an .xlsx says that the cell reader does not.

Belongs here: formulas without a stored result, error cells, hidden rows and columns, how far a sheet reaches, stamps in
margins and text boxes, merged cells. Does not: number formats (`number_formats`), comments (`comments`), values of
cells (`reading`), or other formats.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import lru_cache

from pipelines.workbooks.comments import comments_of, has_comments
from pipelines.workbooks.limits import refuse_wide
from pipelines.workbooks.number_formats import (
    cells_shown_otherwise,
    strings_shown_otherwise,
    styles_shown_otherwise,
    texts_shown_otherwise,
)
from pipelines.workbooks.safety import Container
from pipelines.workbooks.secrecy import may_be_stamped, refuse_stamped, refuse_stamped_margin
from pipelines.workbooks.sheets import Aside, column_letters, column_number

_TEXT_RESULT = re.compile(rb"\bt=[\"']str[\"']")
_FORMULA_CELL = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*(0?)\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
"""A formula without a result, or with 0 (group 2): a program that cannot calculate stores 0."""
_ERROR_CELL = re.compile(
    rb"<(?:\w+:)?c\b([^>]*\bt=[\"']e[\"'][^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<", re.DOTALL
)
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")
_FAR_CELL = re.compile(rb"r=[\"'](?:[A-Z]{3}|[A-Z]{0,2}[0-9]{5})")
_FILLED_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'](?:[^>]*[^/>])?>\s*<(?!/)")
_HIDDEN = rb"\bhidden=[\"'](?:1|true)[\"']"
_HIDDEN_TAG = re.compile(rb"<(?:\w+:)?(row|col)\b([^>]*" + _HIDDEN + rb"[^>]*)>")
_MARGIN = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)>([^<]*)<")
_PARAGRAPH = re.compile(r"</?(?:a:p|br|div)\b[^>]*>", re.I)
_TAG = re.compile(r"<[^>]*>")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)/?>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)/?>")
_ATTRIBUTE = re.compile(rb"([\w:]+)=(?:\"([^\"]*)\"|'([^']*)')")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})[\"']")
_REMEMBERED_BYTES = 16384
"""Most workbooks are copies of one form, whose merged cells and order of sheets come again to the byte."""
_RECALCULATE = re.compile(rb"\bfullCalcOnLoad=[\"'](?:1|true)[\"']")


def look_aside(container: Container) -> dict[int, Aside]:
    """Return what was noticed in each sheet, by its position in the workbook (from 0); nothing for a clean file.

    Raises:
        RefusedError: A margin or text box bears a secrecy stamp, or a sheet reaches further than may be read.
    """
    noticed = {}
    styles, strings = _shown_otherwise(container)
    commented = has_comments(container)
    for part in _sheet_parts(container):
        xml = container.unpack(part)
        if b"eader>" in xml or b"ooter>" in xml:
            for margin in _MARGIN.findall(xml):
                refuse_stamped_margin(html.unescape(margin.decode("utf-8", "replace")))
        if _FAR_CELL.search(xml):
            _refuse_far_cells(xml)
        aside = _notice(xml, container)
        if shown := cells_shown_otherwise(xml, styles) + texts_shown_otherwise(xml, strings):
            aside = aside._replace(formatted=shown)
        if commented and (comments := comments_of(container, part)):
            aside = aside._replace(comments=comments)
        if aside != Aside():
            noticed[part] = aside
    positions = _positions(container) if noticed else {}
    return {positions[part]: aside for part, aside in noticed.items() if part in positions}


def _shown_otherwise(container: Container) -> tuple[dict[int, str], dict[int, str]]:
    """Return styles and shared texts, by number, that show otherwise than they hold; look for stamps in drawings."""
    styles: dict[int, str] = {}
    strings: dict[int, str] = {}
    for part in container.parts:
        if part.startswith("xl/drawings/") and part.endswith((".xml", ".vml")):
            _refuse_stamped_drawing(container.unpack(part))
        elif part.endswith("styles.xml"):
            styles |= styles_shown_otherwise(container.unpack(part))
        elif part.endswith("sharedStrings.xml"):
            strings |= strings_shown_otherwise(container.unpack(part))
    return styles, strings


def _sheet_parts(container: Container) -> list[str]:
    """Return the parts that may be sheets: by the folder every program uses, else any: nothing is overlooked."""
    usual = [part for part in container.parts if part.startswith("xl/worksheets/") and part.endswith(".xml")]
    return usual or [part for part in container.parts if part.startswith("xl/") and part.lower().endswith(".xml")]


def _refuse_stamped_drawing(xml: bytes) -> None:
    """Runs of one paragraph are one text: a stamp may be cut into letters of different colours."""
    if may_be_stamped(xml) or b"&#" in xml:
        text = html.unescape(_TAG.sub("", _PARAGRAPH.sub("\n", xml.decode("utf-8", "replace"))))
        refuse_stamped([text])


def _refuse_far_cells(xml: bytes) -> None:
    last_row = last_column = 0
    for letters, number in _FILLED_CELL.findall(xml):
        last_row = max(last_row, int(number))
        last_column = max(last_column, column_number(letters.decode()))
    refuse_wide(last_row, last_column, f"{column_letters(max(last_column, 1) - 1)}{last_row}")


def _notice(xml: bytes, container: Container) -> Aside:
    # The questions in front are literal: they cost nothing, and a clean sheet answers them all with no.
    uncached: tuple[str, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()
    if b"<f" in xml or b":f" in xml:
        uncached = _formulas_without_result(xml, container)
    if b't="e"' in xml or b"t='e'" in xml:
        errors = tuple(
            (found[1].decode(), match[2].decode("utf-8", "replace"))
            for match in _ERROR_CELL.finditer(xml)
            if (found := _REFERENCE.search(match[1]))
        )
    merged = _merged(xml) if b"mergeCell" in xml else ()
    hidden = _hidden(xml) if b"hidden=" in xml else ((), ())
    return Aside(uncached, errors, *hidden, merged)


def _merged(xml: bytes) -> tuple[tuple[int, int, int, int], ...]:
    # They stand behind the cells, which need not be searched.
    behind = xml[max(xml.rfind(b"<", 0, xml.find(b"mergeCell")), 0) :]
    return _ranges(behind) if len(behind) <= _REMEMBERED_BYTES else _ranges.__wrapped__(behind)


@lru_cache(maxsize=256)
def _ranges(behind: bytes) -> tuple[tuple[int, int, int, int], ...]:
    return tuple(
        (int(top) - 1, column_number(left.decode()) - 1, int(bottom) - 1, column_number(right.decode()) - 1)
        for left, top, right, bottom in _MERGED.findall(behind)
    )


def _formulas_without_result(xml: bytes, container: Container) -> tuple[str, ...]:
    found = [match for match in _FORMULA_CELL.finditer(xml) if not _TEXT_RESULT.search(match[1])]
    if any(match[2] for match in found) and not _RECALCULATE.search(container.unpack("xl/workbook.xml")):
        # Whoever calculates takes away the wish for a calculation: these are results.
        found = [match for match in found if not match[2]]
    return tuple(name[1].decode() for match in found if (name := _REFERENCE.search(match[1])))


def _hidden(xml: bytes) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    rows: list[tuple[int, int]] = []
    columns: list[tuple[int, int]] = []
    for kind, tag in _HIDDEN_TAG.findall(xml):
        attributes = _attributes(tag)
        names = (b"r", b"r") if kind == b"row" else (b"min", b"max")
        first, last = (attributes.get(name, b"") for name in names)
        if first.isdigit() and last.isdigit():
            (rows if kind == b"row" else columns).append((int(first), int(last)))
    return tuple(rows), tuple(columns)


def _positions(container: Container) -> Mapping[str, int]:
    """Return part -> position in the workbook of the sheet that it holds."""
    relations, workbook = container.unpack("xl/_rels/workbook.xml.rels"), container.unpack("xl/workbook.xml")
    is_short = len(relations) + len(workbook) <= _REMEMBERED_BYTES
    return (_positions_said if is_short else _positions_said.__wrapped__)(relations, workbook)


@lru_cache(maxsize=256)
def _positions_said(relations: bytes, workbook: bytes) -> Mapping[str, int]:
    targets = {}
    for relation in _RELATION.findall(relations):
        attributes = _attributes(relation)
        target = attributes.get(b"Target", b"").decode("utf-8", "replace").lstrip("/")
        targets[attributes.get(b"Id")] = target if target.startswith("xl/") else "xl/" + target
    positions = {}
    for position, sheet in enumerate(_SHEET.findall(workbook)):
        relation_id = next((value for key, value in _attributes(sheet).items() if key.endswith(b":id")), None)
        if relation_id in targets:
            positions[targets[relation_id]] = position
    return positions


def _attributes(tag: bytes) -> dict[bytes, bytes]:
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(tag)}
