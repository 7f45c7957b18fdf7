from __future__ import annotations

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from dashboards.address import PAGES, View, link, read_link

VALUES = st.one_of(st.none(), st.text(min_size=1, max_size=20))
VIEWS = st.builds(View, **{f.name: VALUES for f in fields(View)})


@given(st.sampled_from(sorted(PAGES)), VIEWS)
def test_a_link_reads_back_to_its_page_and_view(page: str, view: View) -> None:
    assert read_link(link(page, view)) == (page, view.query())


def test_parameters_that_mean_nothing_here_are_left_alone() -> None:
    assert View.from_query({"province": "31", "utm_source": "x", "ward": ""}) == View(province="31")


def test_other_pages_share_place_period_category_and_language_only() -> None:
    view = View(province="31", ward="11557", period="2026-10", category="cosmetic", lang="en", reporter="11557")
    assert view.shared() == view.but(reporter=None)


def test_nonsense_in_the_part_counts_as_the_first() -> None:
    assert [View(sheet_no=n).part for n in (None, "0", "-3", "x", "²", "4")] == [1, 1, 1, 1, 1, 4]


def test_an_unknown_page_is_the_first_one() -> None:
    assert read_link("./nowhere?province=31") == ("overview", {"province": "31"})
