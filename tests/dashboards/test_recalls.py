"""The recall page: looking a product up, one notice whole, and forms that write decisions."""

import json
import os
import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import formats
from dashboards.followups import match_frame
from dashboards.i18n import Words
from dashboards.notice_parts import province_columns
from pipelines.decisions import append_decision, read_decisions
from pipelines.publishing import current_snapshot
from pipelines.settings import LOCAL_ZONE, Settings
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


def field(widgets: Any, form: str, name: str) -> Any:
    """The field of a form, whatever it is about and however many decisions were written with it."""
    (found,) = [widget for widget in widgets if widget.key.startswith(f"{form}-") and widget.key.endswith(f"-{name}")]
    return found


def sign(page: AppTest, form: str) -> None:
    page.text_input(key=f"{form}-by").input("Nguyễn Văn A")
    field(page.text_input, form, "reason").input("Công văn đã ký").run()


def write(page: AppTest, form: str) -> None:
    field(page.button, form, "write").click().run()
    assert not page.exception


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
    field(page.text_input, "due", "letter").input("3900/SYT-NVD")
    field(page.date_input, "due", "day").set_value(date(2026, 11, 20))
    field(page.selectbox, "due", "bound").select("inclusive")
    page.text_input(key="due-by").input("Nguyễn Văn A")
    field(page.text_input, "due", "reason").input("Công văn đã ký").run()
    write(page, "due")
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
    write(page, "due")
    assert [warning.value for warning in page.warning] == ["Ghi số công văn và ngày hạn."]
    field(page.text_input, "due", "letter").input("184/QĐ-QLD")
    field(page.date_input, "due", "day").set_value(date(2026, 11, 20))
    page.text_input(key="due-by").input("Nguyễn Văn A")
    field(page.text_input, "due", "reason").input("x").run()
    write(page, "due")
    assert [error.value for error in page.error] == [
        "Chưa ghi quyết định: “184/QĐ-QLD” không ghi được vào ô Số công văn: chỉ nhận công văn của Sở Y tế hoặc UBND "
        "tỉnh, ví dụ 12/SYT-NVD."
    ]
    assert decided() == []


def test_an_answer_by_telephone_is_written_with_its_unit(own_home: Path) -> None:
    page = opened(notice="n00", province="31")
    field(page.number_input, "answer", "establishments_checked").set_value(3)
    field(page.number_input, "answer", "quantity_found").set_value(2.0)
    page.text_input(key="answer-by").input("Nguyễn Văn A")
    field(page.text_input, "answer", "reason").input("Điện thoại 9 giờ").run()
    write(page, "answer")
    assert [warning.value for warning in page.warning] == ["Ghi đơn vị tính của số lượng."]
    field(page.text_input, "answer", "unit").input("hộp").run()
    write(page, "answer")
    (line,) = decided()
    assert line["kind"] == "sign_off"
    assert json.loads(str(line["value"])) == {
        "establishments_checked": 3,
        "quantity_found": 2.0,
        "quantity_unit": "hộp",
    }


def test_goods_delivered_to_a_province_are_written_with_their_unit(own_home: Path) -> None:
    page = opened(notice="n00", province="31")
    field(page.number_input, "distribution", "quantity").set_value(1200.0)
    page.text_input(key="distribution-by").input("Nguyễn Văn A")
    field(page.text_input, "distribution", "reason").input("Báo cáo của cơ sở").run()
    write(page, "distribution")
    assert [warning.value for warning in page.warning] == ["Ghi đơn vị tính của số lượng."]
    field(page.text_input, "distribution", "unit").input("hộp").run()
    write(page, "distribution")
    (line,) = decided()
    assert (line["kind"], line["notice_id"]) == ("distribution", "n00")
    assert json.loads(str(line["value"])) == {"province_code": "31", "quantity": 1200.0, "unit": "hộp"}


def test_a_notice_that_was_taken_back_says_by_what_and_since_when() -> None:
    row = {"lifted_by": "n9", "lifted_number": "731/QĐ-QLD", "lifted_on": date(2026, 11, 10), "names_unanswered": ["A"]}
    said = str(province_columns(Words("vi"))[-1].cell(row))
    assert said == "Đã bãi bỏ từ 10/11/2026 theo 731/QĐ-QLD; không còn phải phản hồi"
    still = str(province_columns(Words("vi"))[-1].cell({**row, "lifted_by": None}))
    assert still == "A"


def test_a_deadline_is_said_as_the_day_it_ends_with() -> None:
    words = Words("vi")
    assert formats.until(datetime(2026, 12, 11, tzinfo=LOCAL_ZONE), words) == "hết ngày 10/12/2026"
    assert formats.until(datetime(2026, 12, 11, 16, tzinfo=LOCAL_ZONE), words) == "trước 11/12/2026 16:00"
    assert formats.until(None, words) == "–"


@pytest.mark.parametrize(("day", "warns"), [(date(2026, 12, 1), True), (date(2026, 12, 9), False)])
def test_a_deadline_that_would_never_hold_is_said_before_it_is_written(own_home: Path, day: date, warns: bool) -> None:
    due: dict[str, object] = {"province_code": "31", "due_at": "2026-12-10T00:00:00+07:00", "letter": "3900/SYT-NVD"}
    append_decision(
        own_home / "decisions", kind="ledger_due", decided_by="A", decided_at=datetime.now(tz=UTC), reason="r",
        value=due, notice_id="n00",
    )  # fmt: skip
    page = opened(notice="n00", province="31")
    field(page.text_input, "due", "letter").input("3901/SYT-NVD")
    field(page.date_input, "due", "day").set_value(day)
    sign(page, "due")
    assert f"Hạn sẽ ghi: hết ngày {day:%d/%m/%Y}" in html_of(page)
    assert [warning.value.startswith("Đang có hạn hết ngày 09/12/2026") for warning in page.warning] == [True] * warns
    write(page, "due")
    assert len(decided()) == (1 if warns else 2)
    if warns:
        field(page.checkbox, "due", "looked-at-1").check().run()
        write(page, "due")
        assert len(decided()) == 2


ODD = {"establishments_checked": 4, "establishments_holding": 9, "quantity_found": 100.0, "quantity_sealed": 120.0}


def fill(page: AppTest, figures: Mapping[str, float]) -> None:
    for name, figure in figures.items():
        field(page.number_input, "answer", name).set_value(figure)
    field(page.text_input, "answer", "unit").input("hộp")


def test_impossible_figures_are_said_as_check_says_them_and_written_only_when_looked_at(own_home: Path) -> None:
    page = opened(notice="n00", province="31")
    fill(page, ODD)
    sign(page, "answer")
    assert [warning.value for warning in page.warning] == [
        "Số cơ sở còn hàng (9) lớn hơn số cơ sở rà soát (4).",
        "Số lượng thu hồi, niêm phong (120) lớn hơn số lượng phát hiện (100).",
    ]
    write(page, "answer")
    assert decided() == []
    field(page.checkbox, "answer", "looked-at-2").check().run()
    write(page, "answer")
    (line,) = decided()
    assert json.loads(str(line["value"])) == {**ODD, "quantity_unit": "hộp"}


def test_figures_that_can_be_are_written_and_none_is_left_for_the_next_ward(own_home: Path) -> None:
    page = opened(notice="n00", province="31")
    fill(page, ODD | {"establishments_holding": 2, "quantity_sealed": 100.0})
    sign(page, "answer")
    assert not page.warning
    write(page, "answer")
    assert len(decided()) == 1
    assert field(page.number_input, "answer", "establishments_checked").value is None
    assert field(page.text_input, "answer", "unit").value == ""
    wards = page.selectbox(key="answer-reporter-n00")
    field(page.number_input, "answer", "establishments_checked").set_value(7).run()
    wards.select_index(1).run()
    assert field(page.number_input, "answer", "establishments_checked").value is None


def test_the_same_decision_is_not_written_twice_and_another_one_is(own_home: Path) -> None:
    page = opened(notice="n00", province="31")
    for quantity, lines, same in ((1200.0, 1, False), (1200.0, 1, True), (1300.0, 2, False), (1200.0, 3, False)):
        field(page.number_input, "distribution", "quantity").set_value(quantity)
        field(page.text_input, "distribution", "unit").input("hộp")
        sign(page, "distribution")
        write(page, "distribution")
        assert len(decided()) == lines
        assert [
            warning.value.startswith("Quyết định giống hệt đã được Nguyễn Văn A ghi") for warning in page.warning
        ] == ([True] if same else [])


def test_a_duty_that_does_not_apply_has_no_day(own_home: Path) -> None:
    page = opened(notice="n00", province="31")
    field(page.date_input, "duty", "day").set_value(date(2026, 11, 20)).run()
    field(page.selectbox, "duty", "state").select("not_applicable").run()
    assert [box for box in page.date_input if str(box.key).startswith("duty-")] == []
    sign(page, "duty")
    write(page, "duty")
    (line,) = decided()
    value = json.loads(str(line["value"]))
    assert (value["state"], "on" in value) == ("not_applicable", False)


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


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DROP TABLE mart.recall_liftings", True),
        ("ALTER TABLE mart.recall_matches DROP COLUMN cells", True),
        (None, False),
    ],
)
def test_a_file_that_an_earlier_version_published_asks_for_a_night(
    own_home: Path, change: str | None, said: bool
) -> None:
    path = current_snapshot(Settings(own_home))
    assert path is not None
    if change:
        path.chmod(0o644)
        with duckdb.connect(str(path)) as connection:
            connection.execute(change)
    assert ("Trang này chờ một lượt đêm" in html_of(opened())) == said
