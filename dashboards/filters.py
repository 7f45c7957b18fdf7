"""The controls above every page: province, ward, category, period; the address holds what they say.

Belongs here: controls and what a change of one means for the others. Does not: the address itself (`address`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl
import streamlit as st

from dashboards import formats
from dashboards.address import View
from dashboards.markup import anchor, join, tag
from dashboards.screen import Screen

_KEPT = "health389_view"
ALL = ""
"""The option that stands for no filter."""
_DEPENDENT: Mapping[str, tuple[str, ...]] = {
    "province": ("ward", "reporter", "submission", "sheet_no"),
    "ward": ("reporter", "submission", "sheet_no"),
    "category": ("notice", "sheet_no"),
    "period": ("sheet_no",),
    "form": ("period", "reporter", "submission", "sheet_no"),
}
"""Parameters that mean nothing any more once another one changes."""


def current_view() -> View:
    """The view of the address; after a switch of pages, which empties it, the view from before."""
    if not st.query_params and st.session_state.get(_KEPT):
        st.query_params.from_dict(st.session_state[_KEPT])
    return View.from_query(st.query_params.to_dict())


def go(query: Mapping[str, str]) -> None:
    """Make an address the current one."""
    st.query_params.from_dict(dict(query))
    st.session_state[_KEPT] = dict(query)


def keep(view: View) -> None:
    """Remember the part of the view that other pages share."""
    st.session_state[_KEPT] = view.shared().query()


def bar(screen: Screen) -> None:
    """Draw the row of filters."""
    words, view = screen.words, screen.view
    provinces = screen.places.filter(pl.col("kind") == "province")
    wards = screen.places.filter((pl.col("kind") != "province") & (pl.col("province_code") == (view.province or ALL)))
    names = dict(zip(screen.places["unit_code"].to_list(), screen.places["name"].to_list(), strict=True))
    with st.container(key="h-filters"):
        province, ward, category, period = st.columns([1.1, 1.3, 1.6, 1.1], vertical_alignment="bottom")
        with province:
            choice(
                screen,
                "province",
                [ALL, *provinces["unit_code"].to_list()],
                lambda code: names.get(code) or words("filter.all_provinces"),
            )
        with ward:
            choice(
                screen,
                "ward",
                [ALL, *wards["unit_code"].to_list()],
                lambda code: names.get(code) or words("filter.all_wards" if view.province else "filter.ward_needs"),
                disabled=view.province is None,
            )
        with category:
            choice(
                screen,
                "category",
                [ALL, *screen.category_names],
                lambda code: _capital(screen.category_names.get(code) or words("filter.all_categories")),
                disabled=screen.page == "compliance",
            )
        with period:
            if not screen.follows_period:
                choice(screen, "period", [ALL], lambda _: screen.said_period, disabled=True)
                return
            periods = screen.rounds.filter(pl.col("form") == view.form)["period"].to_list()[::-1]
            choice(screen, "period", periods or [ALL], lambda code: formats.period(code or None, words), steps=periods)


def unknown(screen: Screen, asked: View) -> None:
    """Say which place or category of the address is not in this snapshot: without it, more is shown than was asked."""
    words = screen.words
    places = set(screen.places["unit_code"].to_list())
    known = {"province": places, "ward": places, "category": set(screen.category_names)}
    said = [
        words("filter.unknown", name=words(f"filter.{name}"), value=value)
        for name, codes in known.items()
        if (value := getattr(asked, name)) and value not in codes
    ]
    if said:
        st.html(tag("p", " ".join(said), cls="h-note", role="status"))


def choice(
    screen: Screen,
    name: str,
    options: Sequence[str],
    shown: Callable[[str], str],
    *,
    disabled: bool = False,
    steps: Sequence[str] = (),
) -> None:
    """Draw one selection that mirrors a parameter of the address; `steps` adds links to the neighbours."""
    words = screen.words
    value = getattr(screen.view, name) or ALL
    key = f"filter_{name}"
    st.session_state[key] = value if value in options else options[0]
    if steps:
        _stepper(screen, name, steps)
    st.selectbox(
        words(f"filter.{name}"),
        options,
        key=key,
        format_func=shown,
        on_change=_changed,
        args=(name,),
        disabled=disabled,
        filter_mode=None if len(options) < 15 else "fuzzy",
    )


def _stepper(screen: Screen, name: str, steps: Sequence[str]) -> None:
    """Links to the round before and after, beside the label (options run newest first)."""
    at = steps.index(screen.view.period) if screen.view.period in steps else 0
    before = steps[at + 1] if at + 1 < len(steps) else None
    after = steps[at - 1] if at > 0 else None
    links = [
        anchor(sign, screen.link(**{name: target}, sheet_no=None), label=screen.words(said), cls="h-step")
        if target
        else tag("span", sign, cls="h-step h-off", aria_hidden="true")
        for sign, target, said in (("‹", before, "filter.before"), ("›", after, "filter.after"))
    ]
    st.html(tag("nav", join(links), cls="h-steps"))


def _changed(name: str) -> None:
    """Write a changed control into the address, before the page runs again."""
    query = View.from_query(st.query_params.to_dict()).query()
    for dependent in _DEPENDENT.get(name, ("sheet_no",)):
        query.pop(dependent, None)
    value = st.session_state[f"filter_{name}"]
    if value:
        query[name] = value
    else:
        query.pop(name, None)
    go(query)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
