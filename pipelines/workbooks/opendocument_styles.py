"""Which styles of an .ods show another figure than the cell holds: by number format, raised or crossed out characters.

Belongs here: styles of cells and of pieces of text, number styles as codes of formats. Does not: which codes change a
figure (`number_formats`), or which cells have these styles (`opendocument`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pipelines.workbooks.number_formats import STRUCK, changes_figure

_OPEN = "{urn:oasis:names:tc:opendocument:xmlns:"
_STYLE, _NUMBER, _TABLE, _TEXT, _OFFICE = (
    f"{_OPEN}{name}:1.0}}" for name in ("style", "datastyle", "table", "text", "office")
)
STYLE_TAGS = tuple(f"{_OFFICE}{name}" for name in ("styles", "automatic-styles"))
"""Elements that hold styles."""
_NUMBER_STYLES = tuple(
    f"{_NUMBER}{name}-style" for name in ("number", "percentage", "currency", "date", "time", "boolean", "text")
)
_PERCENT_STYLE = f"{_NUMBER}percentage-style"
_CELL, _PIECES = "table-cell", frozenset({"text", "paragraph"})
_RAISED = re.compile(r"(?:super|sub|-?(?!0%)\d+(?:\.\d+)?%)")
_PERCENT = "0%"
_VALUE_TYPE = f"{_OFFICE}value-type"
_NUMERIC = frozenset({"float", "currency", "percentage"})
_THROUGH = tuple(f"{_STYLE}text-line-through-{name}" for name in ("style", "type"))
_LONGEST_CHAIN = 20


@dataclass(frozen=True)
class ChangingStyles:
    """Styles that make a cell show something else."""

    numbers: Mapping[str, str] = field(default_factory=dict)
    """Style of a cell -> code of its number format, or what is the matter with its characters."""
    texts: frozenset[str] = frozenset()
    """Styles of cells whose characters are crossed out."""
    pieces: frozenset[str] = frozenset()
    """Styles of pieces of text whose characters are raised, lowered or crossed out."""

    @cached_property
    def are_any(self) -> bool:
        """Whether any style changes what is shown."""
        return bool(self.numbers or self.texts or self.pieces)

    def of_cell(self, cell: Any, style: str) -> str:
        """Return what makes a cell with this style show something else; blank when nothing does."""
        kind = cell.get(_VALUE_TYPE)
        if kind == "percentage" and style not in self.numbers:
            return _PERCENT
        if not self.are_any:
            return ""
        if kind in _NUMERIC and style in self.numbers:
            return self.numbers[style]
        if kind == "string" and style in self.texts:
            return STRUCK
        names = (piece.get(f"{_TEXT}style-name") for piece in cell.iter(f"{_TEXT}p", f"{_TEXT}span"))
        return STRUCK if self.pieces and not self.pieces.isdisjoint(names) else ""


def changing_styles(holders: Sequence[Any]) -> ChangingStyles:
    """Find the styles that change what is shown among the elements that hold styles, of both parts of a file."""
    codes: dict[str, Any] = {}
    named: dict[tuple[str, str], Any] = {}
    for holder in holders:
        for element in holder:
            name = element.get(f"{_STYLE}name", "")
            if element.tag in _NUMBER_STYLES:
                codes[name] = element
            elif element.tag == f"{_STYLE}style":
                named[element.get(f"{_STYLE}family", ""), name] = element
    numbers, texts, pieces = {}, set(), set()
    for family, name in named:
        if family in _PIECES and _is_changed(family, name, named):
            pieces.add(name)
        elif family == _CELL:
            if _said(family, name, named, _is_crossed_out):
                texts.add(name)
                numbers[name] = STRUCK
            number_style = next(
                filter(None, (s.get(f"{_STYLE}data-style-name") for s in _chain(family, name, named))), ""
            )
            code = _code(codes[number_style], codes) if number_style in codes else ""
            if code and changes_figure(code):
                numbers[name] = code
    return ChangingStyles(numbers, frozenset(texts), frozenset(pieces))


def _chain(family: str, name: str, named: Mapping[tuple[str, str], Any]) -> Iterator[Any]:
    """Yield a style and those it stands on."""
    for _ in range(_LONGEST_CHAIN):
        style = named.get((family, name))
        if style is None:
            return
        yield style
        name = style.get(f"{_STYLE}parent-style-name", "")


def _said(family: str, name: str, named: Mapping[tuple[str, str], Any], question: Callable[[Any], bool | None]) -> bool:
    """Answer a question about the characters by the nearest style that says anything about it."""
    for style in _chain(family, name, named):
        properties = style.find(f"{_STYLE}text-properties")
        answer = None if properties is None else question(properties)
        if answer is not None:
            return bool(answer)
    return False


def _is_changed(family: str, name: str, named: Mapping[tuple[str, str], Any]) -> bool:
    return any(_said(family, name, named, question) for question in (_is_crossed_out, _is_raised))


def _is_crossed_out(properties: Any) -> bool | None:
    said = [value for name in _THROUGH if (value := properties.get(name))]
    return "none" not in said if said else None


def _is_raised(properties: Any) -> bool | None:
    said = properties.get(f"{_STYLE}text-position")
    return bool(_RAISED.match(said)) if said else None


def _code(style: Any, codes: Mapping[str, Any]) -> str:
    """Return a number style as the code of a format that shows the same."""
    others = [codes.get(each.get(f"{_STYLE}apply-style-name", "")) for each in style.iterchildren(f"{_STYLE}map")]
    return ";".join(_section(each) for each in (*others, style) if each is not None)


def _section(style: Any) -> str:
    code = "".join(_piece(child) for child in style) or '""'
    # In a style of percentages the text % is the sign that multiplies.
    return code.replace('"%"', "%").replace('" %"', " %") if style.tag == _PERCENT_STYLE else code


def _piece(child: Any) -> str:
    if not isinstance(child.tag, str) or not child.tag.startswith(_NUMBER):
        return ""
    kind = child.tag.removeprefix(_NUMBER)
    if kind in ("text", "currency-symbol"):
        return _quoted(child.text)
    if kind == "number":
        digits = "#,##0" if child.get(f"{_NUMBER}grouping") == "true" else "0"
        places = child.get(f"{_NUMBER}decimal-places", "0")
        decimals = "." + "0" * min(int(places), 9) if places.isdecimal() and places != "0" else ""
        inside = "".join(_quoted(each.text) for each in child.iterchildren(f"{_NUMBER}embedded-text"))
        return digits + decimals + _commas(child.get(f"{_NUMBER}display-factor", "1")) + inside
    signs = {"scientific-number": "0E+00", "fraction": "# ?/?", "text-content": "@", "boolean": "General"}
    return signs.get(kind, "d")


def _quoted(text: str | None) -> str:
    return '"' + (text or "").replace('"', "") + '"' if text else ""


def _commas(factor: str) -> str:
    """Return the commas that divide a figure by this factor: one for each three zeros."""
    whole = factor.partition(".")[0]
    return "," * max(len(whole) // 3, whole != "1")
