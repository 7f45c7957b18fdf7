from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.address import PAGES
from dashboards.i18n import catalogue
from pipelines.publishing import read_snapshot
from tests.dashboards import worlds
from tests.dashboards.conftest import World

APP = Path(__file__).resolve().parents[2] / "dashboards" / "app.py"
WORLDS = ("full", "demo", "one_ward", "empty", "nothing_published")
TAG, WORD = re.compile(r"<[^>]+>"), re.compile(r"[A-Za-z]{3,}")
READ_IN_CHARTS = {"text", "ticktext", "hovertemplate", "title"}
DATA_WORDS = {
    "health",
    "long",
    "nightly",
    "xlsx",
    "bao",
    "cao",
    "img",
    "src",
    "onerror",
    "alert",
    "hyperlink",
    "excel",
    "csv",
}


@pytest.fixture
def open_page(world: World, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Open a page of a world with the parameters of an address."""

    def opened(name: str, page: str, **query: str) -> AppTest:
        monkeypatch.setenv("HEALTH389_HOME", str(world(name).home))
        app = AppTest.from_file(str(APP), default_timeout=60)
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
        if page != "overview":
            for key, value in query.items():
                app.query_params[key] = value
            app.switch_page(f"views/{page}.py").run()
        assert not app.exception
        return app

    return opened


def html_of(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def _walk(part: Any) -> Iterator[tuple[str, Any]]:
    """Every key and value of a figure, at any depth."""
    for key, value in part.items() if isinstance(part, dict) else enumerate(part):
        yield str(key), value
        if isinstance(value, dict | list):
            yield from _walk(value)


def text_of(app: AppTest) -> str:
    """Everything a reader can read on a page, as AppTest knows it."""
    pieces = [TAG.sub(" ", re.sub(r"<style>.*?</style>", "", html_of(app), flags=re.DOTALL))]
    for box in app.selectbox:
        pieces += [box.label, *map(str, box.options)]
    pieces += [block.label for block in app.expander]
    for chart in app.get("plotly_chart"):
        figure = json.loads(chart.proto.spec)
        pieces += [TAG.sub(" ", str(text)) for key, text in _walk(figure) if key in READ_IN_CHARTS]
        if figure["layout"].get("showlegend"):
            pieces += [trace["name"] for trace in figure["data"]]
    return unescape("\n".join(pieces))


@pytest.mark.slow
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("page", sorted(PAGES))
@pytest.mark.parametrize("name", WORLDS)
def test_every_page_opens_in_every_world_and_language(name: str, page: str, language: str, open_page: Any) -> None:
    app = open_page(name, page, lang=language)
    text = text_of(app)
    assert catalogue(language)[f"page.{page}"] in text
    assert catalogue(language)["empty.failed_title"] not in text
    if name == "nothing_published":
        assert catalogue(language)["empty.published_title"] in text
    elif name == "empty":
        assert "h-empty" in html_of(app)
    else:
        assert re.search(r"\d+/\d+", text)
        assert "26/10/2026 02:10" in text


@pytest.mark.slow
@pytest.mark.parametrize("page", sorted(PAGES))
@pytest.mark.parametrize("name", ["full", "empty", "nothing_published"])
def test_no_english_leaks_into_a_vietnamese_page(name: str, page: str, open_page: Any) -> None:
    english = {w.lower() for text in catalogue("en").values() for w in WORD.findall(text)}
    vietnamese = {w.lower() for text in catalogue("vi").values() for w in WORD.findall(text)}
    shown = {w.lower() for w in WORD.findall(text_of(open_page(name, page)))}
    # Words that Vietnamese writes without marks ("cao", "theo", "trong") are no leak.
    assert shown & (english - vietnamese - DATA_WORDS) == set()


@pytest.mark.slow
def test_the_english_page_would_fail_that_test(open_page: Any) -> None:
    shown = {w.lower() for w in WORD.findall(text_of(open_page("full", "overview", lang="en")))}
    assert {"reports", "missing", "late"} <= shown


@pytest.mark.slow
@pytest.mark.parametrize("page", sorted(PAGES))
def test_sample_data_are_marked_on_every_page_and_in_every_chart(page: str, open_page: Any) -> None:
    app = open_page("demo", page)
    assert 'class="h-strip"' in html_of(app)
    for chart in app.get("plotly_chart"):
        notes = json.loads(chart.proto.spec)["layout"]["annotations"]
        assert "DỮ LIỆU MINH HỌA" in [note["text"] for note in notes]
    assert 'class="h-strip"' not in html_of(open_page("full", page))


@pytest.mark.slow
def test_text_from_files_is_escaped(open_page: Any) -> None:
    html = html_of(open_page("full", "recalls"))
    assert "<img src=x" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert worlds.HOSTILE_NAME in unescape(html)


@pytest.mark.slow
def test_a_page_offers_the_filters_of_the_address(open_page: Any) -> None:
    app = open_page("full", "trends", province="31", ward="09303", period="2026-09", category="cosmetic")
    chosen = {box.key: box.value for box in app.selectbox}
    assert chosen == {
        "filter_province": "31",
        "filter_ward": "09303",
        "filter_category": "cosmetic",
        "filter_period": "2026-09",
    }


@pytest.mark.slow
def test_a_changed_filter_is_written_into_the_address_and_drops_what_hangs_on_it(open_page: Any) -> None:
    app = open_page("full", "compliance", province="31", ward="09303", reporter="09303")
    app.selectbox(key="filter_province").set_value("82").run()
    assert app.query_params["province"] in ("82", ["82"])
    assert "ward" not in app.query_params
    assert "reporter" not in app.query_params
    assert "Đồng Tháp" in text_of(app)


@pytest.mark.slow
def test_filters_survive_a_switch_of_pages_that_empties_the_address(open_page: Any) -> None:
    app = open_page("full", "trends", province="31")
    app.query_params.clear()
    app.switch_page("views/risk.py").run()
    assert app.selectbox(key="filter_province").value == "31"
    assert app.query_params["province"] in ("31", ["31"])


@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    [
        {"province": "99"},
        {"province": "31", "ward": "24600"},
        {"ward": "00000", "period": "1999-01", "category": "nothing", "form": "nothing"},
        {"reporter": "nobody"},
        {"submission": "nothing"},
        {"sheet_no": "-7", "group": "'; --"},
    ],
)
def test_an_address_that_no_longer_fits_still_opens(query: dict[str, str], open_page: Any) -> None:
    text = text_of(open_page("full", "compliance", **query))
    assert catalogue("vi")["empty.failed_title"] not in text


@pytest.mark.slow
def test_the_way_down_ends_at_the_cell(open_page: Any) -> None:
    overview = html_of(open_page("full", "overview"))
    assert "./bao-cao?period=2026-10&amp;status=missing" in overview
    compliance = html_of(open_page("full", "compliance", status="late"))
    reporters = re.findall(r'data-go="\./bao-cao\?[^"]*reporter=([0-9A-Z-]+)', compliance)
    history = html_of(open_page("full", "compliance", reporter=reporters[1]))
    assert "nhận 26/10/2026 08:12, trễ 1 ngày 8 giờ 12 phút" in history
    submissions = re.findall(r'data-go="\./bao-cao\?[^"]*submission=([0-9A-Za-z-]+)', history)
    cells = [text_of(open_page("full", "compliance", submission=s)) for s in dict.fromkeys(submissions)]
    assert any("Kiểm tra · E" in text and "Cách sửa: Sửa ô và gửi lại." in text for text in cells)


@pytest.mark.slow
def test_a_corrected_file_says_what_changed_from_the_version_before(open_page: Any, world: World) -> None:
    with read_snapshot(world("full")) as connection:
        row = connection.sql("SELECT submission_id, previous_submission_id FROM quality.version_changes").fetchone()
    assert row is not None
    html = html_of(open_page("full", "compliance", submission=row[0]))
    text = " ".join(TAG.sub(" ", html).split())
    assert "Khác bản trước: 7 ô" in text
    assert "So với bản 1, nhận " in text
    for said in ("Kiểm tra · E7 Số cơ sở được kiểm tra Sửa 5 8", "Thêm dòng", "05/10/2026 06/10/2026", "12 dòng"):
        assert said in text, said
    assert "(không hiển thị: có thể nêu tên người)" in text
    assert "<img src=x" not in html
    assert "Khác bản trước" not in html_of(open_page("full", "compliance", submission=row[1]))


@pytest.mark.slow
def test_the_table_behind_a_chart_is_built_only_when_it_is_opened(open_page: Any) -> None:
    app = open_page("full", "trends")
    assert not app.get("download_button")


@pytest.mark.slow
@pytest.mark.parametrize(("page", "said"), [("recalls", "Tính đến 26/10/2026 02:10"), ("risk", "12 kỳ gần nhất")])
def test_a_page_that_does_not_follow_the_period_says_so(page: str, said: str, open_page: Any) -> None:
    early, now = (open_page("full", page, period=period) for period in ("2026-06", "2026-10"))
    picker = early.selectbox(key="filter_period")
    assert picker.disabled
    assert picker.options == [said]
    headlines = [re.findall(r"<h1>(.*?)</h1>", html_of(app)) for app in (early, now)]
    assert headlines[0] == headlines[1] != []


@pytest.mark.slow
def test_only_those_who_must_act_are_named_as_such(open_page: Any) -> None:
    compliance = html_of(open_page("full", "compliance"))
    acting, late = (
        re.search(rf'aria-label="{said}.*?</table>', compliance, flags=re.DOTALL)
        for said in ("Đơn vị phải đôn đốc", "Đã nộp trễ")
    )
    assert acting is not None
    assert late is not None
    assert "Chưa nộp" in acting[0]
    assert "Chưa nộp" not in late[0]
    assert "Nộp trễ" in late[0]


@pytest.mark.slow
def test_the_recall_card_draws_no_line_of_months(open_page: Any) -> None:
    cards = re.findall(r'<article class="h-kpi".*?</article>', html_of(open_page("full", "overview")), re.DOTALL)
    assert ["h-spark" in card for card in cards] == [True, True, True, True, False, True]
