"""The recall page: looking a product up, one notice whole, and forms that write decisions."""

import json
import os
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.followups import match_frame
from dashboards.i18n import Words
from dashboards.notice_parts import province_columns
from pipelines.decisions import read_decisions
from pipelines.settings import Settings
from tests.dashboards.conftest import World
from tests.dashboards.test_pages import APP, html_of, text_of


def page_of(world: World, name: str, monkeypatch: pytest.MonkeyPatch, **query: str) -> AppTest:
    monkeypatch.setenv("HEALTH389_HOME", str(world(name).home))
    return opened(**query)


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    for key, value in query.items():
        app.query_params[key] = value
    app.switch_page("views/recalls.py").run()
    assert not app.exception
    return app


@pytest.fixture
def own_home(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own: decisions are written into it."""
    shutil.copytree(world("full").home, tmp_path / "home")
    monkeypatch.setenv("HEALTH389_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def decided() -> list[dict[str, object]]:
    rows, problems = read_decisions(Settings.from_environment(os.environ).decisions)
    assert problems == []
    return rows.to_dicts()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vd 10007 21", "BỊ THU HỒI"),
        ("VD-10009-21", "gần giống cần đối chiếu"),
        ("MH0101", "BỊ THU HỒI"),
        ("khongcothuocnay", "không có trong văn bản nào đã nạp"),
        ("a", "Cần ít nhất 3"),
    ],
)
def test_the_box_says_whether_it_is_recalled(
    world: World, monkeypatch: pytest.MonkeyPatch, text: str, expected: str
) -> None:
    page = page_of(world, "full", monkeypatch, find=text)
    assert expected in text_of(page)
    if "không có" in expected:
        assert "không có nghĩa là không bị thu hồi" in text_of(page)


@pytest.mark.parametrize("name", ["one_ward", "empty"])
def test_the_box_answers_where_there_is_little_or_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    page = page_of(world, name, monkeypatch, find="khongcothuocnay")
    assert "không có trong văn bản nào đã nạp" in text_of(page)


def test_typing_into_the_box_changes_the_address(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(world, "full", monkeypatch)
    page.text_input(key="lookup").input("VD-10007-21").run()
    assert page.query_params["find"] in ("VD-10007-21", ["VD-10007-21"])
    assert "BỊ THU HỒI" in text_of(page)


def test_one_notice_shows_its_chain_copies_provinces_and_duties(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    said = text_of(page_of(world, "full", monkeypatch, notice="n00"))
    for part in ("văn bản trước, hẹp hơn", "thêm lô; mức độ nặng hơn", "Văn bản minh họa 101/QĐ-MH", "Việc của Sở",
                 "3812/SYT-NVD", "có tệp chờ xác định", "xã, phường chưa rà soát"):  # fmt: skip
        assert part in said, part


def test_the_date_of_a_letter_is_written_as_the_first_instant_that_is_late(own_home: Path) -> None:
    page = opened(notice="n00", province="31")
    page.text_input(key="due-letter").input("3900/SYT-NVD")
    page.date_input(key="due-day").set_value(date(2026, 11, 20))
    page.selectbox(key="due-bound").select("inclusive")
    page.text_input(key="due-by").input("Nguyễn Văn A")
    page.text_input(key="due-reason").input("Công văn đã ký").run()
    page.button(key="due-write").click().run()
    assert not page.exception
    (line,) = decided()
    assert (line["kind"], line["notice_id"]) == ("ledger_due", "n00")
    assert json.loads(str(line["value"])) == {
        "province_code": "31", "due_at": "2026-11-21T00:00:00+07:00", "letter": "3900/SYT-NVD",
    }  # fmt: skip
    page.run()
    assert "1 quyết định về văn bản này" in html_of(page)


def test_a_ministrys_letter_and_a_blank_form_are_refused(own_home: Path) -> None:
    page = opened(notice="n00", province="31")
    page.button(key="due-write").click().run()
    assert [warning.value for warning in page.warning] == ["Ghi số công văn và ngày hạn."]
    page.text_input(key="due-letter").input("184/QĐ-QLD")
    page.date_input(key="due-day").set_value(date(2026, 11, 20))
    page.text_input(key="due-by").input("Nguyễn Văn A")
    page.text_input(key="due-reason").input("x").run()
    page.button(key="due-write").click().run()
    assert len(page.error) == 1
    assert decided() == []


def test_an_answer_by_telephone_is_written_with_its_unit(own_home: Path) -> None:
    page = opened(notice="n00", province="31")
    page.number_input(key="answer-establishments_checked").set_value(3)
    page.number_input(key="answer-quantity_found").set_value(2.0)
    page.text_input(key="answer-by").input("Nguyễn Văn A")
    page.text_input(key="answer-reason").input("Điện thoại 9 giờ").run()
    page.button(key="answer-write").click().run()
    assert [warning.value for warning in page.warning] == ["Ghi đơn vị tính của số lượng."]
    page.text_input(key="answer-unit").input("hộp").run()
    page.button(key="answer-write").click().run()
    (line,) = decided()
    assert line["kind"] == "sign_off"
    assert json.loads(str(line["value"])) == {
        "establishments_checked": 3,
        "quantity_found": 2.0,
        "quantity_unit": "hộp",
    }


def test_goods_delivered_to_a_province_are_written_with_their_unit(own_home: Path) -> None:
    page = opened(notice="n00", province="31")
    page.number_input(key="delivered-quantity").set_value(1200.0)
    page.text_input(key="delivered-by").input("Nguyễn Văn A")
    page.text_input(key="delivered-reason").input("Báo cáo của cơ sở").run()
    page.button(key="delivered-write").click().run()
    assert [warning.value for warning in page.warning] == ["Ghi đơn vị tính của số lượng."]
    page.text_input(key="delivered-unit").input("hộp").run()
    page.button(key="delivered-write").click().run()
    (line,) = decided()
    assert (line["kind"], line["notice_id"]) == ("distribution", "n00")
    assert json.loads(str(line["value"])) == {"province_code": "31", "quantity": 1200.0, "unit": "hộp"}


def test_a_notice_that_was_taken_back_says_by_what_and_since_when() -> None:
    row = {"lifted_by": "n9", "lifted_number": "731/QĐ-QLD", "lifted_on": date(2026, 11, 10), "names_unanswered": ["A"]}
    said = str(province_columns(Words("vi"))[-1].cell(row))
    assert said == "Đã bãi bỏ từ 10/11/2026 theo 731/QĐ-QLD; không còn phải phản hồi"
    still = str(province_columns(Words("vi"))[-1].cell({**row, "lifted_by": None}))
    assert still == "A"


def test_an_unknown_notice_or_province_is_said_to_be_unknown(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    said = text_of(page_of(world, "full", monkeypatch, notice="nope", province="99"))
    assert "Không có văn bản nope" in said
    assert "99 không có trong bản công bố này" in said
    known = text_of(page_of(world, "full", monkeypatch, notice="n00", province="31"))
    assert "không có trong bản công bố này" not in known.lower()


@pytest.mark.parametrize(("language", "said"), [("vi", "Trùng khớp"), ("en", None)])
def test_the_file_of_matches_says_how_they_matched_in_words(language: str, said: str | None) -> None:
    columns = (
        *("document_number", "product", "batch_number", "place", "file_name", "sheet", "cell"),
        *("certainty", "reason", "matched_text", "method", "score"),
    )
    row = dict.fromkeys(columns, "x") | {"method": "exact", "certainty": "certain", "score": 1.0}
    words = Words(language)
    table = match_frame(pl.DataFrame([row]), words)
    assert table[words("column.method")].to_list() == [said or words.code("method", "exact")]
    assert table[words("column.certainty")].to_list() == [words.code("certainty", "certain")]
