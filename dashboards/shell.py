"""The header of every page and the script that makes its links work without a reload.

Belongs here: brand, navigation, language, theme, the strip of sample data, the as-of line. Does not: page content.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboards import formats
from dashboards.address import PAGES, View, link
from dashboards.i18n import Words, catalogue
from dashboards.markup import Html, anchor, join, tag
from dashboards.screen import Screen


@cache
def _component() -> Any:
    script = (Path(__file__).parent / "shell.js").read_text("utf-8")
    return st.components.v2.component("health389_shell", js=script)


def clicked_link(words: Words) -> str | None:
    """Mount the script; returns the address of a link that was just clicked."""
    texts = {
        key.removeprefix("chrome."): text
        for key, text in catalogue(words.language).items()
        if key.startswith("chrome.") and key.removeprefix("chrome.") != text
    }
    result = _component()(
        key="h-shell",
        data={"language": words.language, "paths": list(PAGES.values()), "texts": texts},
        on_go_change=lambda: None,
    )
    address = result.get("go")
    return address if isinstance(address, str) else None


def header(page: str, view: View, words: Words, *, dark: bool, demo: bool) -> None:
    """Draw the bar at the top: brand, pages, language, theme; above it the strip that marks sample data."""
    pages = [
        tag(
            "a",
            words(f"page.{name}"),
            href=link(name, view.shared()),
            target="_self",
            cls="h-here" if name == page else None,
            aria_current="page" if name == page else None,
        )
        for name in PAGES
    ]
    other = "en" if words.language == "vi" else "vi"
    language = anchor(
        words("language.other_short"),
        link(page, view.but(lang=other if other == "en" else None)),
        cls="h-switch",
        label=words("language.other"),
    )
    theme = tag(
        "a",
        "◐",
        href="#",
        cls="h-switch",
        data_theme_switch="Light" if dark else "Dark",
        aria_label=words("theme.light" if dark else "theme.dark"),
        title=words("theme.light" if dark else "theme.dark"),
    )
    strip = (
        tag("div", tag("b", words("demo.mark")), " ", tag("span", words("demo.strip")), cls="h-strip")
        if demo
        else Html("")
    )
    brand = anchor(
        join([tag("b", "health389"), tag("span", words("brand"))]), link("overview", view.shared()), cls="h-brand"
    )
    nav = tag("nav", *pages, cls="h-pages", aria_label=words("nav.label"))
    st.html(join([strip, tag("header", brand, nav, tag("div", language, theme, cls="h-tools"), cls="h-top")]))


def head(screen: Screen, sentence: str, received: Mapping[str, int], trail: Sequence[Html] = ()) -> None:
    """Draw breadcrumb, as-of line and the page's one sentence; `trail` is what a page adds to the breadcrumb."""
    words, view = screen.words, screen.view
    crumbs = [_crumb(screen, words("place.all"), province=None, ward=None)]
    if view.province:
        crumbs.append(_crumb(screen, screen.place_name(view.province), ward=None))
    if view.ward:
        crumbs.append(_crumb(screen, screen.place_name(view.ward)))
    as_of = words(
        "asof.line",
        at=formats.instant(screen.as_of),
        received=formats.number(received["received"]),
        expected=formats.number(received["expected"]),
        period=formats.period(view.period, words),
    )
    path = join([*crumbs, *trail], tag("span", "›", cls="h-sep"))
    line = tag(
        "div",
        tag("nav", path, cls="h-crumbs", aria_label=words("nav.place")),
        tag("span", as_of, cls="h-asof"),
        cls="h-headline",
    )
    st.html(tag("div", line, tag("h1", sentence), cls="h-head"))


def _crumb(screen: Screen, said: str, **changes: str | None) -> Html:
    """One step of the breadcrumb: going there closes what was opened below it."""
    closed = {"reporter": None, "submission": None, "notice": None, "sheet_no": None}
    return anchor(said, screen.link(**closed, **changes))
