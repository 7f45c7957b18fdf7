"""A person settles a doubtful value on the page: a decision is written, and the row says that it waits."""

import json
import os
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pipelines.decisions import read_decisions
from pipelines.settings import Settings
from tests.dashboards.conftest import World
from tests.dashboards.test_pages import APP, html_of
from tests.dashboards.test_recalls import field, write

Opened = Callable[[], AppTest]


@pytest.fixture
def quality_page(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The quality page of a home of its own: decisions are written into it."""
    shutil.copytree(world("full").home, tmp_path / "home")
    monkeypatch.setenv("HEALTH389_HOME", str(tmp_path / "home"))
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    app.switch_page("views/quality.py").run()
    assert not app.exception
    return app


def decided() -> list[dict[str, object]]:
    rows, problems = read_decisions(Settings.from_environment(os.environ).decisions)
    assert problems == []
    return rows.to_dicts()


def test_a_settled_value_is_written_once_and_waits_for_the_night(quality_page: AppTest) -> None:
    page = quality_page
    level = next(option for option in page.selectbox(key="review-which").options if "Mức độ" in option)
    page.selectbox(key="review-which").select(level).run()
    field(page.selectbox, "review", "code").select("2")
    page.text_input(key="review-by").input("Nguyễn Văn A")
    field(page.text_input, "review", "reason").input("Bản ký ghi rõ mức độ 2").run()
    write(page, "review")
    assert not page.exception
    (line,) = decided()
    assert (line["kind"], line["decided_by"]) == ("notice_correction", "Nguyễn Văn A")
    assert json.loads(str(line["value"])) == {"field": "level", "file_sha256": "aa", "value": 2}
    page.run()
    assert "Đã ghi, có hiệu lực từ đêm sau" in html_of(page)
    assert all("Mức độ" not in option for option in page.selectbox(key="review-which").options)


def test_a_value_that_the_text_does_not_say_is_settled_as_blank(quality_page: AppTest) -> None:
    page = quality_page
    choose(page, "lô 010823")
    field(page.checkbox, "review", "none").check().run()
    page.text_input(key="review-by").input("Nguyễn Văn A")
    field(page.text_input, "review", "reason").input("Văn bản in thiếu một chữ số").run()
    write(page, "review")
    (line,) = decided()
    assert json.loads(str(line["value"]))["value"] is None


def test_without_a_name_a_reason_or_a_value_nothing_is_written(quality_page: AppTest) -> None:
    page = quality_page
    unread = next(option for option in page.selectbox(key="review-which").options if "lô 010823" in option)
    page.selectbox(key="review-which").select(unread).run()
    write(page, "review")
    assert [warning.value for warning in page.warning] == [
        "Ghi giá trị đúng, hoặc đánh dấu “Văn bản không ghi điều này”."
    ]
    field(page.checkbox, "review", "none").check().run()
    write(page, "review")
    assert [warning.value for warning in page.warning] == ["Ghi rõ người quyết định và lý do."]
    assert decided() == []


def choose(page: AppTest, said: str) -> None:
    place = page.selectbox(key="review-which")
    place.select(next(option for option in place.options if said in option)).run()


def test_no_place_begins_with_what_was_typed_about_another(quality_page: AppTest) -> None:
    page = quality_page
    choose(page, "lô 010823")
    field(page.date_input, "review", "day").set_value(date(2023, 8, 21))
    page.text_input(key="review-by").input("Nguyễn Văn A")
    field(page.text_input, "review", "reason").input("Bản ký").run()
    choose(page, "Loại văn bản")
    assert field(page.text_input, "review", "reason").value == ""
    choose(page, "lô 010823")
    assert field(page.date_input, "review", "day").value is None
    field(page.date_input, "review", "day").set_value(date(2023, 8, 21))
    field(page.text_input, "review", "reason").input("Bản ký").run()
    write(page, "review")
    assert [said.value for said in page.success] == ["Đã ghi. Có hiệu lực từ lượt đêm kế tiếp."]
    assert (page.text_input(key="review-by").value, field(page.text_input, "review", "reason").value) == (
        "Nguyễn Văn A", "",
    )  # fmt: skip
    page.run()
    assert not page.success


def test_a_code_begins_as_the_machine_read_it_and_is_said_in_words(quality_page: AppTest) -> None:
    page = quality_page
    choose(page, "Loại văn bản")
    assert field(page.selectbox, "review", "code").value == "other"
    assert "máy đọc: Khác" in html_of(page)
    assert [box for box in page.checkbox if str(box.key).endswith("-none")] == []
    choose(page, "Phạm vi")
    assert field(page.selectbox, "review", "code").value is None


def test_a_row_of_the_queue_opens_its_notice(quality_page: AppTest) -> None:
    assert re.search(r"\./thu-hoi\?[^\"]*notice=n00", html_of(quality_page))


def test_the_provinces_of_a_scope_are_asked_in_one_step(quality_page: AppTest) -> None:
    page = quality_page
    choose(page, "Phạm vi")
    field(page.selectbox, "review", "code").select("province").run()
    page.text_input(key="review-by").input("Nguyễn Văn A")
    field(page.text_input, "review", "reason").input("Điều 1").run()
    write(page, "review")
    assert "ít nhất một tỉnh" in page.warning[0].value
    assert decided() == []
    names = field(page.multiselect, "review", "provinces").options[:2]
    field(page.multiselect, "review", "provinces").set_value(names).run()
    write(page, "review")
    said = [json.loads(str(line["value"])) for line in decided()]
    assert {row["field"]: row["value"] for row in said} == {"scope": "province", "scope_place": "; ".join(names)}
