"""The building blocks of pages: a chart with its title and the table behind it, lists, empty states, KPI cards.

Belongs here: putting prepared pieces on the page. Does not: SQL, figures, or arithmetic about the data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from dashboards import exports, formats
from dashboards.i18n import Words
from dashboards.markup import Column, Html, Row, tag, text
from dashboards.markup import table as html_table
from dashboards.screen import Screen
from dashboards.theme import SHAPES

SHOWN_BEHIND = 200
"""Rows of the table behind a chart that are put on the page; the files hold all of them."""
_PLAIN_CHART = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showTips": False}


def title(said: str, drawn: str) -> Html:
    """A chart's title (the finding) and subtitle (what is drawn, unit, n)."""
    return tag("div", tag("h2", said), tag("p", drawn), cls="h-title")


@st.cache_resource(max_entries=300, show_spinner=False)
def _drawn(identity: tuple[object, ...], _draw: Callable[[], go.Figure]) -> go.Figure:
    """The figure of one view of one snapshot, built once for all readers: Plotly checks every value it is given."""
    return _draw()


def chart(
    screen: Screen,
    draw: Callable[[], go.Figure],
    *,
    key: str,
    said: str,
    drawn: str,
    behind: pl.DataFrame | Part,
    on_point: Callable[[str], None] | None = None,
    note: str | None = None,
) -> None:
    """Draw a card: title, chart, note, and the table behind it with its files.

    `draw` must depend on nothing but the screen: readers of the same view are shown the same figure. `on_point` is
    given the customdata of a clicked point.
    """
    view = tuple(sorted(screen.view.query().items()))
    look = (screen.words.language, screen.tokens.surface, screen.demo)
    figure = _drawn((str(screen.snapshot.path), screen.page, key, view, look), draw)
    with st.container(key=f"h-card-{key}"):
        st.html(title(said, drawn))
        if on_point is None:
            st.plotly_chart(figure, key=key, theme=None, config=_PLAIN_CHART, alt=f"{said}. {drawn}")
        else:
            st.plotly_chart(
                figure,
                key=key,
                theme=None,
                config=_PLAIN_CHART,
                alt=f"{said}. {drawn}",
                on_select=lambda: _point(key, on_point),
                selection_mode="points",
            )
        if note:
            st.html(tag("p", note, cls="h-note"))
        behind_table(screen, behind, key=key, said=said)


def _point(key: str, on_point: Callable[[str], None]) -> None:
    points = st.session_state[key]["selection"]["points"]
    if points and points[0].get("customdata"):
        data = points[0]["customdata"]
        on_point(data[0] if isinstance(data, list) else data)


@dataclass(frozen=True)
class Part:
    """The rows a screen shows of a longer table: how many there are, and how to get all when a file is wanted."""

    shown: pl.DataFrame
    rows: int
    build: Callable[[], pl.DataFrame]


def part(behind: pl.DataFrame | Part) -> Part:
    """Any table as a part; a frame is all of it."""
    return behind if isinstance(behind, Part) else Part(behind, behind.height, lambda: behind)


def of_total(
    shown: pl.DataFrame, keep: Callable[[pl.DataFrame], pl.DataFrame], ask: Callable[[], pl.DataFrame]
) -> Part:
    """Part of a question that says its `total`: `ask` it whole when wanted, and `keep` the table of either."""
    rows = int(shown["total"][0]) if shown.height else 0
    return Part(keep(shown), rows, lambda: keep(ask()))


def cut(shown: int, total: int, words: Words) -> Html:
    """Say how many rows of how many are shown."""
    return text(words("list.cut", shown=formats.number(shown), total=formats.number(total)))


def behind_table(screen: Screen, behind: pl.DataFrame | Part, *, key: str, said: str) -> None:
    """Offer the table behind something: shown when opened, and as Excel and CSV files that hold all rows."""
    whole = part(behind)
    frame = whole.shown
    words = screen.words
    with st.container(key=f"h-behind-{key}"):
        opened = st.expander(words("behind.open", n=formats.number(whole.rows)), key=f"open-{key}", on_change="rerun")
        if not opened.open:
            return
        with opened:
            columns = [
                Column(name, lambda row, name=name: _plain_cell(row[name]), figure=kind.is_numeric())  # type: ignore[misc]
                for name, kind in frame.schema.items()
            ]
            st.html(html_table(frame.head(SHOWN_BEHIND).iter_rows(named=True), columns, label=said, cls="h-tall"))
            shown = min(frame.height, SHOWN_BEHIND)
            if shown < whole.rows:
                st.html(tag("p", cut(shown, whole.rows, words), " ", words("behind.cut"), cls="h-note"))
            downloads(screen, whole.build, key=key, said=said)


def downloads(screen: Screen, build: Callable[[], pl.DataFrame], *, key: str, said: str) -> None:
    """Two buttons; the files are only made when one is pressed."""
    words, demo = screen.words, screen.demo
    stem = f"health389-{key}-{(screen.follows_period and screen.view.period) or ''}".rstrip("-") + (
        "-MINH-HOA" if demo else ""
    )
    notes = export_notes(screen)
    with st.container(horizontal=True, key=f"h-files-{key}"):
        st.download_button(
            words("behind.xlsx"),
            lambda: exports.xlsx(build(), words, title=said, notes=notes, demo=demo),
            file_name=f"{stem}.xlsx",
            mime=exports.XLSX,
            key=f"xlsx-{key}",
            on_click="ignore",
        )
        st.download_button(
            words("behind.csv"),
            lambda: exports.csv(build(), words, demo=demo),
            file_name=f"{stem}.csv",
            mime=exports.CSV,
            key=f"csv-{key}",
            on_click="ignore",
        )


def export_notes(screen: Screen) -> list[str]:
    """What a file must say about itself: place, period, category, as-of, snapshot."""
    words, view = screen.words, screen.view
    place = screen.place_name(view.ward or view.province)
    category = screen.category_names.get(view.category or "", words("filter.all_categories"))
    return [
        f"{words('filter.province')}: {place} · {words('filter.period')}: {screen.said_period} · "
        f"{words('filter.category')}: {category}",
        words("export.asof", at=formats.instant(screen.as_of), name=screen.snapshot.name),
    ]


def _plain_cell(value: Any) -> str:
    """Any value of a frame as a reader's text."""
    if isinstance(value, bool):
        return "✓" if value else formats.UNKNOWN
    if isinstance(value, float):
        return formats.number(value, 0 if value == int(value) else 3 if abs(value) < 1 else 1)
    if value is None or isinstance(value, int):
        return formats.number(value)
    if isinstance(value, date):
        return formats.instant(value) if isinstance(value, datetime) else formats.day(value)
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def card(key: str, content: Html, *, name: str = "") -> None:
    """A card of prepared markup."""
    with st.container(key=f"h-card-{key}"):
        st.html(tag("div", content, cls=name or None))


def listing(
    screen: Screen,
    rows: Sequence[Row],
    columns: Sequence[Column],
    *,
    key: str,
    heading: tuple[str, str],
    empty: str,
    address: Callable[[Row], str | None] | None = None,
    behind: pl.DataFrame | Part | None = None,
) -> None:
    """Draw a card with a table whose rows open the next level, or say why it is empty.

    `heading` is what the list says and what it shows.
    """
    said, drawn = heading
    with st.container(key=f"h-card-{key}"):
        st.html(title(said, drawn))
        if not rows:
            st.html(tag("p", empty, cls="h-quiet"))
        else:
            st.html(html_table(rows, columns, address=address, label=said))
            total = len(rows) if behind is None else part(behind).rows
            if len(rows) < total:
                st.html(tag("p", cut(len(rows), total, screen.words), cls="h-note"))
        if rows and behind is not None:
            behind_table(screen, behind, key=key, said=said)


def empty(screen: Screen, what: str) -> None:
    """Say what will appear on a page and what to do to get it."""
    words = screen.words
    st.html(
        tag(
            "div",
            tag("h2", words(f"empty.{what}_title")),
            tag("p", words(f"empty.{what}_what")),
            tag("p", words(f"empty.{what}_do")),
            cls="h-empty",
        )
    )


def nothing_published(words: Words) -> None:
    """Say that no night has published anything yet, and what to run."""
    st.html(
        tag(
            "div",
            tag("h2", words("empty.published_title")),
            tag("p", words("empty.published_what")),
            tag("p", words("empty.published_do")),
            tag("pre", "python health389.py nightly"),
            cls="h-empty",
        )
    )


def status_mark(status: str, said: str) -> Html:
    """A status as shape and words."""
    return tag(
        "span",
        tag("span", SHAPES[status], cls="h-shape", aria_hidden="true"),
        said,
        cls=f"h-status h-{status.replace('_', '-')}",
    )


def phone(row: Row) -> Html:
    """The person to call and the number, as a link that dials."""
    number = row.get("phone")
    if not number:
        return tag("span", formats.UNKNOWN, cls="h-quiet")
    dial = "".join(c for c in str(number) if c.isdigit() or c == "+")
    return tag("a", number, href=f"tel:{dial}", title=row.get("contact"), cls="h-phone")


def facts(pairs: Mapping[str, object]) -> Html:
    """Names and values, one below the other."""
    return tag(
        "dl", *(tag("div", tag("dt", name), tag("dd", text(value))) for name, value in pairs.items()), cls="h-facts"
    )


def pager(screen: Screen, *, rows: int, per_part: int) -> None:
    """Links to the parts of a long list."""
    parts = -(-rows // per_part)
    if parts <= 1:
        return
    now, words = screen.view.part, screen.words
    pieces: list[Html] = []
    for part in range(1, min(parts, 60) + 1):
        if part == now:
            pieces.append(tag("b", part, aria_current="true"))
        elif part in {1, parts} or abs(part - now) <= 2:
            pieces.append(tag("a", part, href=screen.link(sheet_no=str(part)), target="_self"))
        elif abs(part - now) == 3:
            pieces.append(tag("span", "…"))
    st.html(tag("nav", tag("span", words("pager.label")), *pieces, cls="h-pager", aria_label=words("pager.label")))


def chips(screen: Screen, name: str, options: Mapping[str | None, str], *, label: str) -> Html:
    """Links that set one parameter; the chosen one is marked."""
    value = getattr(screen.view, name)
    links = [
        tag(
            "a",
            said,
            href=screen.link(**{name: code, "sheet_no": None}),
            target="_self",
            cls="h-chip h-on" if code == value else "h-chip",
            aria_current="true" if code == value else None,
        )
        for code, said in options.items()
    ]
    return tag("nav", tag("span", label, cls="h-chip-label"), *links, cls="h-chips", aria_label=label)
