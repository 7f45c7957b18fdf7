"""What every page is given: the snapshot, the view, the words, the colours, and names for codes.

Belongs here: resolving an address against what is published. Does not: controls (`filters`) or drawing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import polars as pl
import streamlit as st

from dashboards import formats
from dashboards.address import View, link
from dashboards.charts.canvas import Canvas
from dashboards.i18n import Words
from dashboards.queries import frame
from dashboards.queries.snapshot import Snapshot
from dashboards.theme import Tokens

_KEY = "health389_screen"
_FORM_ORDER = ("monthly", "yearly", "campaign", "interim", "final", "consolidated", "quick", "sign_off")


@dataclass(frozen=True)
class Screen:
    """One reader's moment: everything a page needs besides its own questions."""

    page: str
    snapshot: Snapshot
    view: View
    words: Words
    tokens: Tokens
    demo: bool
    as_of: datetime | None
    places: pl.DataFrame
    rounds: pl.DataFrame
    category_names: Mapping[str, str]

    @property
    def canvas(self) -> Canvas:
        """What charts are drawn on."""
        return Canvas(words=self.words, tokens=self.tokens, demo=self.demo)

    @property
    def has_rows(self) -> bool:
        """Whether the snapshot holds a calendar at all."""
        return not self.rounds.is_empty()

    @property
    def follows_period(self) -> bool:
        """Whether the page changes with the period; the ledger is as of the run, risk over a window of its own."""
        return self.page not in {"recalls", "risk", "waiting"}

    @property
    def said_period(self) -> str:
        """The stretch of time the page shows, in words."""
        if self.page in {"recalls", "waiting"}:
            return self.words("filter.as_of", at=formats.instant(self.as_of))
        return self.words("filter.window") if self.page == "risk" else formats.period(self.view.period, self.words)

    @property
    def period_is_due(self) -> bool:
        """Whether the common deadline of the chosen round has passed."""
        return bool(self._round["is_due"].any())

    @property
    def _round(self) -> pl.DataFrame:
        form, period = self.view.form or "", self.view.period or ""
        return self.rounds.filter((pl.col("form") == form) & (pl.col("period") == period))

    def place_name(self, code: str | None) -> str:
        """The name of a province or ward; all of them when there is no code."""
        if code is None:
            return self.words("place.all")
        found = self.places.filter(pl.col("unit_code") == code)["name"].to_list()
        return found[0] if found else code

    def link(self, page: str | None = None, **changes: str | None) -> str:
        """The address of this or another page with some parameters changed; another file is asked for no old cell."""
        if "submission" in changes:
            changes.setdefault("cell", None)
        kept = self.view if page in {None, self.page} else self.view.shared()
        return link(page or self.page, kept.but(**changes))


def resolve(view: View, snapshot: Snapshot, *, page: str) -> tuple[View, pl.DataFrame, pl.DataFrame]:
    """Fit an address to what is published; returns the view, the places and the rounds of its province.

    A place, form, period or category that the snapshot does not know is dropped: an old link still opens.
    """
    places = frame.places(snapshot)
    codes = set(places["unit_code"].to_list())
    province = view.province if view.province in codes and len(view.province or "") == 2 else None
    ward = view.ward if view.ward in codes and view.ward != province else None
    if ward is not None:
        owner = places.filter(pl.col("unit_code") == ward)["province_code"].to_list()[0]
        province = province or owner
        ward = ward if owner == province else None
    known = set(frame.categories(snapshot)["category"].to_list())
    view = view.but(province=province, ward=ward, category=view.category if view.category in known else None)
    rounds = frame.rounds(snapshot, view)
    form = view.form if page == "compliance" and view.form in set(rounds["form"].to_list()) else main_form(rounds)
    periods = rounds.filter(pl.col("form") == form)["period"].to_list()
    period = view.period if view.period in periods else default_period(rounds, form)
    return view.but(form=form, period=period), places, rounds


def main_form(rounds: pl.DataFrame) -> str:
    """The form whose lines count; monthly before yearly when provinces differ."""
    counting = set(rounds.filter(pl.col("counts"))["form"].to_list()) or set(rounds["form"].to_list())
    return next((form for form in _FORM_ORDER if form in counting), "monthly")


def default_period(rounds: pl.DataFrame, form: str | None) -> str | None:
    """The latest round whose deadline has passed, else the earliest one that is open."""
    mine = rounds.filter(pl.col("form") == (form or "")).sort("due_at", "period", nulls_last=True)
    past = mine.filter(pl.col("is_due"))["period"].to_list()
    ahead = mine.filter(~pl.col("is_due"))["period"].to_list()
    return past[-1] if past else ahead[0] if ahead else None


def category_names(snapshot: Snapshot, words: Words) -> dict[str, str]:
    """Category code -> its name in the reader's language."""
    rows = frame.categories(snapshot)
    return dict(zip(rows["category"].to_list(), rows[f"name_{words.language}"].to_list(), strict=True))


def put(screen: Screen) -> None:
    """Hand the screen to the page that runs next."""
    st.session_state[_KEY] = screen


def here() -> Screen:
    """The screen of the page that is running."""
    return cast(Screen, st.session_state[_KEY])
