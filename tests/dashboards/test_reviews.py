"""A person settles a doubtful value on the page: a decision is written, and the row says that it waits."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pipelines.decisions import read_decisions
from pipelines.settings import Settings
from tests.dashboards.conftest import World
from tests.dashboards.test_pages import APP, html_of

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
    page.selectbox(key="review-code").select("2")
    page.text_input(key="review-by").input("Nguyễn Văn A")
    page.text_input(key="review-reason").input("Bản ký ghi rõ mức độ 2").run()
    page.button(key="review-write").click().run()
    assert not page.exception
    (line,) = decided()
    assert (line["kind"], line["decided_by"]) == ("notice_correction", "Nguyễn Văn A")
    assert json.loads(str(line["value"])) == {"field": "level", "file_sha256": "aa", "value": 2}
    page.run()
    assert "Đã ghi, có hiệu lực từ đêm sau" in html_of(page)
    assert all("Mức độ" not in option for option in page.selectbox(key="review-which").options)


def test_a_value_that_the_text_does_not_say_is_settled_as_blank(quality_page: AppTest) -> None:
    page = quality_page
    page.checkbox(key="review-none").check().run()
    page.text_input(key="review-by").input("Nguyễn Văn A")
    page.text_input(key="review-reason").input("Văn bản in thiếu một chữ số").run()
    page.button(key="review-write").click().run()
    (line,) = decided()
    assert json.loads(str(line["value"]))["value"] is None


def test_without_a_name_a_reason_or_a_value_nothing_is_written(quality_page: AppTest) -> None:
    page = quality_page
    unread = next(option for option in page.selectbox(key="review-which").options if "lô 010823" in option)
    page.selectbox(key="review-which").select(unread).run()
    page.button(key="review-write").click().run()
    assert [warning.value for warning in page.warning] == [
        "Ghi giá trị đúng, hoặc đánh dấu “Văn bản không ghi điều này”."
    ]
    page.checkbox(key="review-none").check().run()
    page.button(key="review-write").click().run()
    assert [warning.value for warning in page.warning] == ["Ghi rõ người quyết định và lý do."]
    assert decided() == []
