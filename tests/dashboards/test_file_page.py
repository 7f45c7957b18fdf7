"""The page of one file answers the link that led to it: the cell, what was found there, and what else was read."""

from __future__ import annotations

import re

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.address import View, read_link
from dashboards.queries import compliance, recalls
from dashboards.queries.snapshot import Snapshot, published
from pipelines.settings import Settings
from tests.dashboards import worlds
from tests.dashboards.test_pages import APP, html_of, text_of
from tests.dashboards.test_recalls import opened as recall_page


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The full world, in which one ward's file also holds sign-offs and a case."""
    wards = {province: names.split(",") for province, names in worlds.WARDS.items()}
    tables = worlds._world(wards, worlds.MONTHS[-2:], agencies=worlds.AGENCIES)
    match = tables["mart.recall_matches"].row(0, named=True)
    shared = {"submission_id": match["submission_id"], "province_code": match["province_code"]}
    line = {**shared, "reporter_id": match["ward_code"], "sheet": "Thu hồi"}
    tables["core.sign_offs"] = pl.DataFrame(
        [{**line, "row": 6, "notice_id": "n00"}, {**line, "row": 6, "notice_id": "n01"}, {**line, "row": 7}]
    )
    tables["core.serious_cases"] = pl.DataFrame(
        [{"case_id": "VV-1", **shared, "reporter_id": match["ward_code"], "first_submission_id": "earlier"}]
    )
    hidden = {**match, "table_name": "core.serious_cases", "sheet": "Vụ việc", "cell": "K6", "cells": "K6, L6"}
    tables["mart.recall_matches"] = pl.concat(
        [tables["mart.recall_matches"], pl.DataFrame([{**hidden, "matched_text": "VD-10000-21 · MH0001"}])]
    )
    return worlds._publish(tmp_path_factory.mktemp("file"), tables)


@pytest.fixture
def snapshot(home: Settings, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    monkeypatch.setenv("HEALTH389_HOME", str(home.home))
    found = published(home)
    assert found is not None
    return found


@pytest.fixture
def file(snapshot: Snapshot) -> str:
    found = recalls.matches(snapshot, View(), whole=True).filter(pl.col("sheet") == "Vụ việc")
    return str(found["submission_id"][0])


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    for key, value in query.items():
        app.query_params[key] = value
    app.switch_page("views/compliance.py").run()
    assert not app.exception
    return app


def test_the_cell_of_a_link_stands_first_and_marked_with_what_was_found(snapshot: Snapshot, file: str) -> None:
    page = opened(submission=file, cell="Vụ việc!K6, L6")
    said = " ".join(text_of(page).split())
    assert "Vụ việc · K6, L6 ô được hỏi VD-10000-21 · MH0001" in said
    assert said.index("Vụ việc · K6, L6") < said.index("Kiểm tra · B7")
    assert html_of(page).count('class="h-asked"') == 1
    assert "trùng số đăng ký và số lô" in said


def test_without_a_cell_nothing_is_marked_and_a_cell_without_a_match_says_so(snapshot: Snapshot, file: str) -> None:
    assert 'class="h-asked"' not in html_of(opened(submission=file))
    said = text_of(opened(submission=file, cell="Thu hồi!D60"))
    assert "Ô được hỏi (Thu hồi · D60) không khớp sản phẩm bị thu hồi nào" in said


def test_sign_offs_and_cases_are_counted_as_read(snapshot: Snapshot, file: str) -> None:
    read = compliance.submission_contents(snapshot, View(submission=file))
    counted = {(row["part"], row["sheet"]): row["lines"] for row in read.to_dicts()}
    assert counted[("sign_offs", "Thu hồi")] == 2
    assert counted[("serious_cases", None)] == 1
    assert "Kết quả rà soát thu hồi Thu hồi 2" in " ".join(text_of(opened(submission=file)).split())


def test_a_file_of_which_nothing_was_read_or_found_says_so(snapshot: Snapshot) -> None:
    nothing = snapshot.ask(
        """SELECT submission_id FROM core.submissions WHERE content = 'nil' AND submission_id NOT IN
           (SELECT submission_id FROM mart.recall_matches) ORDER BY 1 LIMIT 1"""
    ).item()
    said = text_of(opened(submission=nothing))
    assert "Chưa đọc được dòng nào trong tệp này" in said
    assert "Sản phẩm bị thu hồi thấy trong tệp" not in said


def test_every_link_to_a_file_names_the_cell_and_a_link_to_another_file_forgets_it(
    snapshot: Snapshot, file: str
) -> None:
    page = html_of(recall_page(find="MH0001"))
    assert "cell=V%E1%BB%A5+vi%E1%BB%87c%21K6%2C+L6" in page
    link = "./bao-cao?submission=x&cell=V%E1%BB%A5+vi%E1%BB%87c%21K6%2C+L6"
    assert read_link(link)[1] == {"submission": "x", "cell": "Vụ việc!K6, L6"}
    links = re.findall(r'href="([^"]+)"', html_of(opened(submission=file, cell="Vụ việc!K6, L6")))
    assert [link for link in links if "cell=" in link and f"submission={file}" not in link] == []
    assert [link for link in links if "thu-hoi" in link and "cell=" in link] == []
