"""Pieces of HTML in which every value is data: escaped unless it already is markup made here.

Belongs here: tags, tables, links. Does not: what a piece says (`blocks`, views) or looks like (`style.css`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

Row = Mapping[str, Any]


class Html(str):
    """Markup that needs no escaping any more."""

    __slots__ = ()


def text(value: object) -> Html:
    """Any value as markup: escaped, unless it is `Html`; a percent sign stays on the line of its number."""
    return value if isinstance(value, Html) else Html(escape(str(value)).replace(" %", "&nbsp;%"))


def tag(name: str, *content: object, **attributes: object) -> Html:
    """An element; `cls` stands for class, `_` for `-`, null attributes are left out."""
    written = "".join(
        f' {"class" if key == "cls" else key.replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{name}{written}>{join(content)}</{name}>")


def join(pieces: Iterable[object], between: str = "") -> Html:
    """Pieces one after the other."""
    return Html(between.join(text(piece) for piece in pieces))


def anchor(content: object, address: str, *, cls: str | None = None, label: str | None = None) -> Html:
    """A link inside the dashboard; it also works when opened in a new tab."""
    return tag("a", content, href=address, cls=cls, target="_self", aria_label=label)


@dataclass(frozen=True)
class Column:
    """One column of an HTML table."""

    head: str
    cell: Callable[[Row], object]
    """What a cell shows, from its row."""
    figure: bool = False
    """Right-aligned with tabular figures."""
    cls: str = ""


def table(
    rows: Iterable[Row],
    columns: Sequence[Column],
    *,
    address: Callable[[Row], str | None] | None = None,
    label: str,
    cls: str = "",
) -> Html:
    """A table; with `address` the whole row opens it, and its first cell is the link.

    `label` names the table for people who do not see it.
    """
    head = tag("tr", *(tag("th", c.head, scope="col", cls="h-figure" if c.figure else None) for c in columns))
    body = [_row(row, columns, address(row) if address else None) for row in rows]
    inner = tag("table", tag("thead", head), tag("tbody", *body), aria_label=label, cls="h-table")
    return tag("div", inner, cls=f"h-scroll {cls}".strip(), tabindex="0", role="region", aria_label=label)


def _row(row: Row, columns: Sequence[Column], address: str | None) -> Html:
    cells = []
    for n, column in enumerate(columns):
        content = text(column.cell(row))
        if n == 0 and address:
            content = anchor(content, address)
        classes = f"{'h-figure' if column.figure else ''} {column.cls}".strip()
        cells.append(tag("td", content, cls=classes or None, data_head=column.head))
    return tag("tr", *cells, data_go=address)
