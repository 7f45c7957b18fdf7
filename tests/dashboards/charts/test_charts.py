from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import unquote

import plotly.graph_objects as go
import polars as pl
import pytest

from dashboards import points
from dashboards.charts import compliance, quality, recalls, risk, trends
from dashboards.charts.canvas import Canvas
from dashboards.charts.sparkline import sparkline
from dashboards.i18n import Words
from dashboards.theme import DARK, LIGHT, SHAPES, SYMBOLS
from pipelines.settings import LOCAL_ZONE

CANVAS = Canvas()
DUE = datetime(2026, 10, 25, tzinfo=LOCAL_ZONE)


def _trace(figure: go.Figure, name: str) -> Any:
    return next(t for t in figure.data if t.name == name)


def _cell(reporter: str, period: str, status: str, place: int, name: str = "Phường A") -> dict[str, Any]:
    return {
        "place": place,
        "reporters": 2,
        "reporter_id": reporter,
        "reporter_name": name,
        "province": "Thành phố Hải Phòng",
        "period": period,
        "status": status,
        "due_at": DUE,
        "received_at": None,
        "hours_late": 26.0 if status == "missing" else None,
        "extended": False,
        "unconfirmed": False,
        "pending_file": False,
        "empty_sent_at": None,
        "unreadable_sent_at": None,
        "state": None,
        "content": None,
    }


def test_each_status_is_its_own_shape_and_a_point_knows_its_reporter() -> None:
    cells = pl.DataFrame(
        [
            _cell("1", "2026-09", "missing", 1),
            _cell("1", "2026-10", "late", 1),
            _cell("2", "2026-09", "on_time", 2, "Xã <b>B</b>"),
            _cell("2", "2026-10", "exempt", 2, "Xã <b>B</b>"),
        ],
        infer_schema_length=None,
    )
    figure = compliance.status_matrix(cells, CANVAS, several_provinces=True)
    missing = _trace(figure, "Chưa nộp – quá hạn")
    assert list(missing.x) == ["2026-09"]
    assert list(missing.y) == ["Phường A · Hải Phòng"]
    assert list(missing.customdata) == ["1"]
    assert "quá hạn 1 ngày 2 giờ" in missing.text[0]
    assert list(_trace(figure, "Miễn").y) == ["Xã &lt;b&gt;B&lt;/b&gt; · Hải Phòng"]
    names = [Words("vi").code("status", status) for status in SYMBOLS]
    assert len({_trace(figure, name).marker.symbol for name in names}) == 5
    assert list(figure.layout.yaxis.categoryarray)[-1].startswith("Phường A")


def test_two_reporters_of_one_name_keep_their_own_rows() -> None:
    cells = pl.DataFrame([_cell("1", "2026-10", "late", 1), _cell("2", "2026-10", "late", 2)], infer_schema_length=None)
    figure = compliance.status_matrix(cells, CANVAS, several_provinces=False)
    assert sorted(figure.layout.yaxis.categoryarray) == ["Phường A", "Phường A (2)"]


def _counts(period: str, **counts: Any) -> dict[str, Any]:
    return {
        "period": period,
        "on_time": 8,
        "late": 1,
        "missing": 1,
        "not_due": 0,
        "exempt": 0,
        "expected": 10,
        "owed": 10,
        "received": 9,
        "on_time_rate": 0.8,
        **counts,
    }


def test_rates_stack_the_statuses_and_print_the_rate_of_rounds_that_are_due() -> None:
    rates = pl.DataFrame(
        [_counts("2026-09"), _counts("2026-10", on_time=3, late=0, missing=0, not_due=7, received=3, on_time_rate=None)]
    )
    figure = compliance.rates_over_time(rates, CANVAS)
    assert list(_trace(figure, "● Nộp đúng hạn").y) == [8, 3]
    assert [a.text for a in figure.layout.annotations] == ["<b>80 %</b>", "3/10 đã nộp"]
    assert {t.marker.pattern.shape for t in figure.data} == {"", "/", "x", "."}


BY_CATEGORY = pl.DataFrame(
    {
        "period": ["2025-10", "2026-09", "2026-09", "2026-10"],
        "category": ["cosmetic", "cosmetic", "medicine", "cosmetic"],
        "inspected": [10, 20, 20, 8],
        "violating": [1, 4, 0, 2],
        "cases_total": [1, 4, 1, 2],
        "fines_vnd": [10**6, 5 * 10**8, 0, 10**6],
        "samples_taken": [0, 0, 0, 0],
        "samples_failed": [0, 0, 0, 0],
    }
)
REPORTING = pl.DataFrame(
    {
        "period": ["2025-10", "2026-08", "2026-09", "2026-10"],
        "expected": [10, 10, 10, 10],
        "accepted": [10, 10, 10, 6],
        "reporting_rate": [1.0, 1.0, 1.0, 0.6],
        "is_due": [True, True, True, False],
    }
)
NO_CAMPAIGN = pl.DataFrame(schema={"period": pl.String, "period_start": pl.Date, "period_end": pl.Date})


def test_totals_join_figures_with_the_reports_they_rest_on() -> None:
    rows = points.totals(BY_CATEGORY, REPORTING).to_dicts()
    assert [r["period"] for r in rows] == ["2025-10", "2026-08", "2026-09", "2026-10"]
    assert [r["cases_total"] for r in rows] == [1, None, 5, 2]
    assert [r["conformity_rate"] for r in rows] == [0.9, None, 0.9, 0.75]
    assert [r["unfinished"] for r in rows] == [False, False, False, True]


def test_the_same_period_last_year_is_shown_where_it_is_known() -> None:
    drawn = points.with_last_year(points.totals(BY_CATEGORY, REPORTING), "cases_total")
    assert drawn["last_year"].to_list() == [None, None, None, 1]
    assert list(_trace(trends.series(drawn, "cases_total", CANVAS, NO_CAMPAIGN), "last_year").y) == [None] * 3 + [1]


def test_an_unfinished_period_is_a_band_with_a_hollow_mark_not_a_drop() -> None:
    drawn = points.with_last_year(points.totals(BY_CATEGORY, REPORTING), "cases_total")
    figure = trends.series(drawn, "cases_total", CANVAS, NO_CAMPAIGN)
    assert list(_trace(figure, "done").y) == [1, None, 5, None]
    unfinished = _trace(figure, "unfinished")
    assert list(unfinished.y) == [None, None, 5, 2]
    assert unfinished.line.dash == "dot"
    assert unfinished.marker.symbol == "circle-open"
    assert [(s.x0, s.x1) for s in figure.layout.shapes] == [(2.5, 3.5)]
    assert list(_trace(figure, "reporting_rate").y) == [1.0, 1.0, 1.0, 0.6]


def test_a_campaign_is_a_named_band() -> None:
    campaigns = pl.DataFrame(
        {"period": ["TET-2026"], "period_start": [date(2026, 8, 15)], "period_end": [date(2026, 9, 30)]}
    )
    figure = trends.series(
        points.with_last_year(points.totals(BY_CATEGORY, REPORTING), "cases_total"), "cases_total", CANVAS, campaigns
    )
    assert (0.5, 2.5) in [(s.x0, s.x1) for s in figure.layout.shapes]
    assert "Tết 2026" in [a.text for a in figure.layout.annotations]


@pytest.mark.parametrize("measure", points.MEASURES)
def test_every_measure_is_drawn_and_titled(measure: str) -> None:
    drawn = points.with_last_year(points.totals(BY_CATEGORY, REPORTING), measure)
    figure = trends.series(drawn, measure, CANVAS, NO_CAMPAIGN)
    assert _trace(figure, "done").y[2] == drawn[measure][2]
    assert "tháng 09/2026" in points.series_title(drawn, measure, Words("vi"))


def test_money_on_an_axis_is_told_in_trieu_and_ty() -> None:
    drawn = points.with_last_year(points.totals(BY_CATEGORY, REPORTING), "fines_vnd")
    ticks = trends.series(drawn, "fines_vnd", CANVAS, NO_CAMPAIGN).layout.yaxis.ticktext
    assert ticks[0] == "0"
    assert ticks[1].endswith("triệu đồng")


def test_small_multiples_put_the_category_with_most_cases_first() -> None:
    figure = trends.small_multiples(BY_CATEGORY, CANVAS, {"cosmetic": "mỹ phẩm"})
    assert [t.name for t in figure.data] == ["cosmetic", "medicine"]
    assert list(figure.data[0].y) == [1, 4, 2]
    assert figure.layout.annotations[0].text == "<b>7</b> Mỹ phẩm"


def _risk(category: str, level: int | None, place: str = "Tỉnh Đắk Lắk", province: str = "66") -> dict[str, Any]:
    return {
        "category": category,
        "province_code": province,
        "ward_code": None,
        "place": place,
        "column_no": int(province),
        "inspected": 100,
        "violating": 10,
        "samples_taken": 5,
        "samples_failed": 1,
        "smoothed_rate": 0.1,
        "rate_low": 0.06,
        "rate_high": 0.15,
        "risk_score": (level or 0) / 5,
        "risk_level": level,
    }


def test_risk_levels_are_printed_in_the_cells_and_their_interval_on_hover() -> None:
    cells = pl.DataFrame(
        [_risk("medicine", 2), _risk("cosmetic", 5), _risk("cosmetic", None, "Tỉnh Đồng Tháp", "82")],
        infer_schema_length=None,
    )
    figure = risk.matrix(cells, CANVAS, {"cosmetic": "mỹ phẩm", "medicine": "thuốc"})
    heat = figure.data[0]
    assert list(heat.y) == ["Mỹ phẩm", "Thuốc"]
    assert [list(row) for row in heat.z] == [[5, None], [2, None]]
    assert "khoảng 90 %: 6 % – 15 %" in heat.customdata[0][0]
    assert "Chưa đủ số liệu" in heat.customdata[0][1]
    assert "Chưa có kiểm tra" in heat.customdata[1][1]
    printed = {t.name: list(t.text) for t in figure.data[1:]}
    assert printed == {"level None": ["·", "·"], "level 2": ["2"], "level 5": ["5"]}


def test_progress_adds_up_to_the_wards_that_owe_an_answer() -> None:
    rows = pl.DataFrame(
        {
            "province": ["Tỉnh Đắk Lắk"],
            "wards_expected": [10],
            "closed": [4],
            "searched": [3],
            "acknowledged": [1],
            "silent": [2],
        }
    )
    figure = recalls.progress(rows, CANVAS)
    assert sum(t.x[0] for t in figure.data) == 10
    assert [t.name[0] for t in figure.data] == ["■", "●", "◐", "✕"]


def test_findings_show_open_against_resolved_with_a_sign_for_the_severity() -> None:
    rules = pl.DataFrame({"label": ["Ô <i>sai</i>"], "severity": ["error"], "open": [3], "resolved": [1]})
    figure = quality.by_rule(rules, CANVAS)
    assert list(figure.data[0].y) == ["✕ Ô &lt;i&gt;sai&lt;/i&gt;"]
    assert [t.x[0] for t in figure.data] == [3, 1]


def test_sample_data_are_marked_in_every_figure_and_real_data_in_none() -> None:
    marked = Canvas(demo=True).figure(height=100)
    assert [a.text for a in marked.layout.annotations] == ["DỮ LIỆU MINH HỌA"]
    assert not CANVAS.figure(height=100).layout.annotations


def test_a_sparkline_leaves_gaps_open_and_shows_the_usual_range() -> None:
    drawing = unquote(sparkline([1, 2, 1, 2, 1, 2, None, 2], LIGHT, label="Số vụ"))
    assert drawing.count("<polyline") == 2
    assert "<rect" in drawing
    assert 'alt="Số vụ"' in drawing
    assert sparkline([None], LIGHT, label="x") == ""


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_its_background(tokens: Any) -> None:
    for ground in (tokens.background, tokens.surface):
        assert _contrast(tokens.text, ground) >= 7
        assert _contrast(tokens.muted, ground) >= 4.5
        assert _contrast(tokens.brand, ground) >= 4.5
        for colour in (*tokens.status.values(), *tokens.severity.values()):
            assert _contrast(colour, ground) >= 3
    for colour, printed in zip(tokens.risk, tokens.risk_text, strict=True):
        assert _contrast(colour, printed) >= 4.5
    assert len(set(SHAPES.values())) == len(SHAPES)
