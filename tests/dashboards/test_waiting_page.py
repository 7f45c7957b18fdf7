"""The queue: what waits is shown with what is known of it, and a person assigns it once."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pipelines.settings import Settings
from tests.dashboards.conftest import World
from tests.dashboards.test_pages import APP, text_of

pytestmark = pytest.mark.slow

STATION, SEALED, NOBODY = (f"{n:016x}-1" for n in (0, 1, 2))


@pytest.fixture
def own(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Open the page on a copy of a world, so that decisions of one test are not seen by another."""

    def opened(name: str = "full", **query: str) -> AppTest:
        home = tmp_path / "home"
        if not home.exists():
            shutil.copytree(world(name).home, home)
        monkeypatch.setenv("HEALTH389_HOME", str(home))
        app = AppTest.from_file(str(APP), default_timeout=60)
        app.run()
        for key, value in query.items():
            app.query_params[key] = value
        app.switch_page("views/waiting.py").run()
        assert not app.exception
        return app

    opened.home = tmp_path / "home"  # type: ignore[attr-defined]
    return opened


def decided(own: Any) -> list[dict[str, Any]]:
    files = sorted(Settings(home=own.home).decisions.glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def sign(app: AppTest, submission: str) -> None:
    app.text_input(f"assign-{submission}-by").input("Nguyễn Minh Họa")
    app.text_input(f"assign-{submission}-0-reason").input("gọi điện cho trạm")


def test_the_queue_says_what_each_file_says_and_who_it_could_be(own: Any) -> None:
    text = text_of(own())
    assert "4 tệp chờ người xác định" in text
    assert "Trạm Y tế Phường Thủy Nguyên" in text
    assert "tram@minhhoa.example" in text
    assert "tệp có dấu độ mật, không mở" in text
    assert "09300 Phường Thủy Nguyên" in text


def test_what_a_stranger_wrote_is_shown_as_text(own: Any) -> None:
    app = own()
    assert "<b>Công ty</b>" not in "".join(element.proto.body for element in app.get("html"))


def test_words_of_a_stranger_stay_letters_in_a_label_too(own: Any) -> None:
    label = own(submission=NOBODY).checkbox(f"assign-text-{NOBODY}").label
    assert label.count("`") == 2
    assert "`<b>Công ty</b> <img src=x" in label


def test_candidates_come_first_and_nothing_is_chosen_for_the_reader(own: Any) -> None:
    box = own(submission=STATION).selectbox(f"assign-reporter-{STATION}")
    assert box.value is None
    assert box.options[0].startswith("09300 Phường Thủy Nguyên")


def test_an_assignment_is_one_line_with_who_and_why_and_waits_for_the_night(own: Any) -> None:
    app = own(submission=STATION)
    app.selectbox(f"assign-reporter-{STATION}").select("09300").run()
    assert app.selectbox(f"assign-period-{STATION}-09300-monthly").value == "2026-10"
    app.checkbox(f"assign-text-{STATION}").check()
    sign(app, STATION)
    app.button(f"assign-write-{STATION}").click().run()
    assert not app.exception
    first, second = decided(own)
    assert (first["kind"], first["submission_id"], first["decided_by"]) == ("assign", STATION, "Nguyễn Minh Họa")
    assert first["value"] == {"reporter_id": "09300", "form": "monthly", "period": "2026-10"}
    assert second["value"] == {
        "reporter_id": "09300", "text": "Trạm Y tế Phường Thủy Nguyên", "province_code": "31",
    }  # fmt: skip
    assert "đã gán, có hiệu lực từ đêm sau" in text_of(own())
    assert "1 tệp đã gán" in text_of(own())


def test_a_sealed_file_is_assigned_without_being_opened(own: Any) -> None:
    app = own(submission=SEALED)
    app.selectbox(f"assign-reporter-{SEALED}").select("19800").run()
    app.selectbox(f"assign-form-{SEALED}").select("monthly").run()
    app.selectbox(f"assign-period-{SEALED}-19800-monthly").select("2026-09").run()
    sign(app, SEALED)
    app.button(f"assign-write-{SEALED}").click().run()
    assert decided(own)[0]["value"] == {"reporter_id": "19800", "form": "monthly", "period": "2026-09"}


@pytest.mark.parametrize("signed", [True, False])
def test_an_incomplete_assignment_is_not_written(own: Any, signed: bool) -> None:
    app = own(submission=STATION)
    if signed:
        sign(app, STATION)
    else:
        app.selectbox(f"assign-reporter-{STATION}").select("09300").run()
    app.button(f"assign-write-{STATION}").click().run()
    assert app.warning
    assert decided(own) == []


def test_a_form_without_rounds_needs_no_period(own: Any) -> None:
    app = own(submission=NOBODY)
    app.selectbox(f"assign-reporter-{NOBODY}").select("09301").run()
    app.selectbox(f"assign-form-{NOBODY}").select("quick").run()
    sign(app, NOBODY)
    app.button(f"assign-write-{NOBODY}").click().run()
    assert decided(own)[0]["value"] == {"reporter_id": "09301", "form": "quick"}


def test_a_province_shows_its_own_files_and_those_of_nobody(own: Any) -> None:
    text = text_of(own(province="66"))
    assert "1 tệp chờ người xác định" in text


@pytest.mark.parametrize("name", ["one_ward", "empty", "nothing_published"])
def test_the_page_stands_in_every_world(own: Any, name: str) -> None:
    text = text_of(own(name))
    if name == "empty":
        assert "Không có tệp nào chờ nhận dạng" in text


def test_the_page_speaks_english(own: Any) -> None:
    assert "files wait for a person" in text_of(own(lang="en"))
