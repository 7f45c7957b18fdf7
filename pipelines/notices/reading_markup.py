"""From a web page to lines of text.

Belongs here: markup. Does not: decoding bytes (`reading`), what rows of a table become (`reading_tables`).
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.notices.cell_lines import CellNotes
from pipelines.notices.reading_tables import filled_spans, lines_of_table, raised

_FURNITURE = "script, style, noscript, nav, header nav, footer, aside, iframe, svg, template, button, select, form"
MOST_NESTED = 2_000
"""Elements within each other: building the tree takes time by the square of it, and no agency's page has a hundred."""
_CLOSED_BY_HAND = re.compile(
    r"<(/?)(?:div|span|font|table|section|article|blockquote|center|b|i|u|a|em|strong)\b", re.IGNORECASE
)
_LONGEST_FORM = 400
"""Characters of a form that is one; some sites put a form around the whole page."""
_BLOCKS = frozenset(
    (
        *("p", "div", "br", "li", "ul", "ol", "tr", "table", "thead", "tbody", "section", "article", "main", "title"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "dl", "blockquote", "pre"),
    )
)


class TooDeepError(ValueError):
    """A page is nested so deeply that nobody made it to be read."""


def lines_of_markup(markup: str, notes: CellNotes, *, within: str = "") -> str | None:
    """Text in reading order; None when no part of the page answers to `within`.

    Args:
        markup: the decoded page.
        notes: what was doubtful in the cells of tables is added to it.
        within: CSS of the part that holds the words; empty = the whole body. The page's heading goes first if it
            stands outside of that part.
    """
    if _depth(markup) > MOST_NESTED:
        raise TooDeepError(f"trang lồng hơn {MOST_NESTED} tầng")
    tree = LexborHTMLParser(markup)
    for node in tree.css(_FURNITURE):
        if node.tag != "form" or len(node.text()) <= _LONGEST_FORM:
            node.decompose()
    if not within:
        root = tree.body or tree.root
        return "".join(_pieces(root, notes)) if root is not None else ""
    part = next((node for node in tree.css(within) if node.text(strip=True)), None)
    if part is None:
        return None
    words = "".join(_pieces(part, notes))
    heading = tree.css_first("h1")
    title = " ".join(heading.text().split()) if heading is not None else ""
    return words if not title or title in " ".join(words.split()) else f"{title}\n{words}"


def _depth(markup: str) -> int:
    """How deep elements that have to be closed may stand in each other, without building the tree."""
    deepest = depth = 0
    for tag in _CLOSED_BY_HAND.finditer(markup):
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _pieces(root: LexborNode, notes: CellNotes) -> list[str]:
    """Text in reading order: blocks begin and end a line, a table row is one line.

    With a stack of its own: pages are nested deeper than Python calls itself.
    """
    pieces: list[str] = []
    waiting: list[LexborNode | str] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            pieces.append(node)
        elif node.tag == "-text":
            pieces.append((node.text_content or "").replace("\n", " ").replace("\r", " "))
        elif node.tag == "sup":
            pieces.append(raised(node.text()))
        elif node.tag == "table" and node.css_first("table table") is None:
            pieces.append("\n" + "\n".join(lines_of_table(_rows(node, notes), notes)) + "\n")
        else:
            edge = "\n" if node.tag in _BLOCKS else ""
            pieces.append(edge)
            waiting.append(edge)
            waiting.extend(reversed(list(node.iter(include_text=True))))
    return pieces


def _rows(table: LexborNode, notes: CellNotes) -> list[list[str]]:
    """The cells of a table; the lines of a cell stay lines, a word split by markup stays one word."""
    rows: list[list[tuple[str, int, bool]]] = []
    covered: dict[int, int] = {}
    for row in table.css("tr"):
        cells: list[tuple[str, int, bool]] = []
        here = [cell for cell in row.iter() if cell.tag in {"td", "th"}]
        column = 0
        while here or covered.get(column, 0) > 0:
            if covered.get(column, 0) > 0:
                covered[column] -= 1
                cells.append(("", 1, True))
                column += 1
                continue
            cell = here.pop(0)
            wide, down = _span(cell, "colspan"), _span(cell, "rowspan")
            text = "".join(_pieces(cell, notes))
            cells.append(("\n".join(line for part in text.split("\n") if (line := part.strip())), wide, False))
            covered |= dict.fromkeys(range(column, column + wide), down - 1)
            column += wide
        rows.append(cells)
    return filled_spans(rows)


def _span(cell: LexborNode, name: str) -> int:
    stated = cell.attributes.get(name) or "1"
    return max(1, min(int(stated), 200)) if stated.isdecimal() else 1
