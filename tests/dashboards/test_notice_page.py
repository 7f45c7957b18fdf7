"""One notice tells one truth: what took it back, whose answers it counts, who recorded what, where it came from."""

from __future__ import annotations

import os
import shutil
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import answers, followups, notice_parts
from dashboards.address import View
from dashboards.i18n import Words
from dashboards.queries import notice as of_notice
from dashboards.queries import overview, recalls
from dashboards.queries.snapshot import Snapshot, published
from pipelines.decisions import append_decision
from pipelines.settings import Settings
from tests.dashboards import worlds
from tests.dashboards.test_pages import text_of
from tests.dashboards.test_recalls import opened

VI = Words("vi")
WHOLE, PARTLY, LIFTING, ANSWERED = "n00", "n01", "n90", "n05"
PERSON, WARD = "Nguyễn Minh Họa", "09300"


def _tables() -> dict[str, pl.DataFrame]:
    """The full world, in which 900/QĐ-MH took back one notice whole and a batch of another, and people recorded."""
    wards = {province: names.split(",") for province, names in worlds.WARDS.items()}
    tables = worlds._world(wards, worlds.MONTHS[-1:], agencies=worlds.AGENCIES)
    lifting = {
        "notice_id": LIFTING, "document_number": "900/QĐ-MH", "kind": "other", "issued_on": date(2026, 10, 24),
        "published_on": date(2026, 10, 24), "lifts": "101/QĐ-MH; 100/QĐ-MH",
    }  # fmt: skip
    notices = tables["core.notices"]
    tables["core.notices"] = pl.concat([notices, pl.DataFrame([lifting])], how="diagonal")
    taken = {"lifted_by": LIFTING, "lifted_on": date(2026, 10, 24)}
    tables["mart.recall_liftings"] = pl.DataFrame(
        [
            {"notice_id": WHOLE, "product_no": 1, "batch_number": "MH0001", **taken},
            {"notice_id": WHOLE, "product_no": 1, "batch_number": "MH0002", **taken},
            {"notice_id": PARTLY, "product_no": 2, "batch_number": "MH0101", **taken},
        ]
    )
    whole, answered = pl.col("notice_id") == WHOLE, (pl.col("notice_id") == ANSWERED) & (pl.col("reporter_id") == WARD)
    tables["mart.recall_ledger"] = tables["mart.recall_ledger"].with_columns(
        status=pl.when(whole).then(pl.lit("exempt")).when(answered).then(pl.lit("late")).otherwise("status"),
        answer=pl.when(answered).then(pl.lit("searched")).otherwise("answer"),
        hours_late=pl.when(answered).then(26.5),
        decision_id=pl.when(answered).then(pl.lit("d2")),
        lifted_by=pl.when(whole).then(pl.lit(LIFTING)),
        lifted_on=pl.when(whole).then(pl.lit(date(2026, 10, 24))),
    )
    tables["mart.recall_progress"] = tables["mart.recall_progress"].with_columns(
        wards_expected=pl.when(whole).then(0).otherwise("wards_expected"),
        wards_acknowledged=pl.when(whole).then(0).otherwise("wards_acknowledged"),
        wards_closed=pl.when(whole).then(0).otherwise("wards_closed"),
        status=pl.when(whole).then(pl.lit("closed")).otherwise("status"),
        lifted_by=pl.when(whole).then(pl.lit(LIFTING)),
        lifted_on=pl.when(whole).then(pl.lit(date(2026, 10, 24))),
    )
    tables["core.decisions"] = pl.DataFrame(
        [
            {"decision_id": name, "kind": kind, "notice_id": about, "reporter_id": who, "value": value,
             "reason": f"Căn cứ {name}", "decided_by": PERSON, "decided_at": worlds.AS_OF - timedelta(days=2)}
            for name, kind, about, who, value in (
                ("d1", "ledger_due", ANSWERED, None,
                 '{"province_code": "31", "due_at": "2026-10-25T00:00:00+07:00", "letter": "77/SYT-NVD"}'),
                ("d2", "sign_off", ANSWERED, WARD, '{"establishments_checked": 4}'),
                ("d3", "notice_correction", ANSWERED, None, '{"field": "level", "value": null}'),
                ("d4", "ledger_due", ANSWERED, None,
                 '{"province_code": "66", "due_at": "2026-10-30T00:00:00+07:00", "letter": "88/SYT-NVD"}'),
                ("d5", "revoke", None, None, "d4"),
                ("d6", "sign_off", PARTLY, WARD, '{"establishments_checked": 9}'),
            )
        ]
    )  # fmt: skip
    return tables


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return worlds._publish(tmp_path_factory.mktemp("lived"), _tables())


@pytest.fixture
def snapshot(home: Settings, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    monkeypatch.setenv("HEALTH389_HOME", str(home.home))
    found = published(Settings.from_environment(os.environ))
    assert found is not None
    return found


def forms(page: AppTest) -> list[str]:
    return [block.label for block in page.expander if block.label.startswith(("Ghi", "Mở sổ"))]


def test_a_notice_taken_back_says_so_in_the_head_the_chain_the_ledger_and_beside_it(snapshot: Snapshot) -> None:
    page = opened(notice=WHOLE)
    said = text_of(page)
    assert "Hiệu lực Đã bãi bỏ từ 24/10/2026 theo 900/QĐ-MH" in " ".join(said.split())
    assert "sau đó bãi bỏ văn bản này" in said
    assert "không còn tính, văn bản đã bãi bỏ" in said
    assert said.count("không đơn vị nào còn phải phản hồi") >= 3
    for wrong in ("Luật:", "Chưa phản hồi ·", "lượt chưa rà soát, nhiều nhất", "Còn 0/"):
        assert wrong not in said, wrong
    assert forms(page) == []
    assert "Văn bản đã bãi bỏ: không ghi thêm hạn" in said


def test_the_document_that_took_it_back_names_it(snapshot: Snapshot) -> None:
    said = " ".join(text_of(opened(notice=LIFTING)).split())
    assert "Văn bản bị bãi bỏ 101/QĐ-MH; 100/QĐ-MH" in said
    assert "văn bản bị văn bản này bãi bỏ" in said
    assert f"notice={WHOLE}" in opened(notice=LIFTING).get("html")[4].proto.body


def test_a_notice_taken_back_in_part_is_still_owed_and_names_the_part(snapshot: Snapshot) -> None:
    page = opened(notice=PARTLY)
    said = text_of(page)
    assert "Bãi bỏ một phần từ 24/10/2026 theo 900/QĐ-MH" in said
    assert "Viên nang Minh Họa 1.2, MH0101: từ 24/10/2026" in said
    assert "không còn tính" not in said
    assert "đơn vị chưa rà soát" in said
    assert len(forms(page)) == 3


def test_the_list_and_its_export_tell_the_lifting_and_count_nobody(snapshot: Snapshot) -> None:
    rows = recalls.notices(snapshot, View())
    found = {row["notice_id"]: row for row in rows.to_dicts()}
    assert (found[WHOLE]["lifted_number"], found[WHOLE]["partly_lifted"], found[WHOLE]["wards_expected"]) == (
        "900/QĐ-MH", False, 0,
    )  # fmt: skip
    assert (found[PARTLY]["lifted_by"], found[PARTLY]["partly_lifted"]) == (LIFTING, True)
    assert (found["n02"]["lifted_by"], found["n02"]["partly_lifted"]) == (None, False)
    kept = {row["Số văn bản"]: row for row in followups.notice_frame(rows, VI).to_dicts()}
    assert [kept[number]["Bãi bỏ"] for number in ("101/QĐ-MH", "100/QĐ-MH", "99/QĐ-MH")] == [
        "toàn bộ",
        "một phần",
        None,
    ]
    assert kept["101/QĐ-MH"]["Bãi bỏ từ ngày"] == date(2026, 10, 24)
    assert recalls.progress(snapshot, View(notice=WHOLE)).is_empty()
    assert not recalls.progress(snapshot, View(notice=PARTLY)).is_empty()


def test_a_province_sees_only_liftings_that_hold_there(
    home: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tables = _tables()
    there = (pl.col("notice_id") == PARTLY) & (pl.col("product_no") == 2)
    tables["mart.recall_liftings"] = tables["mart.recall_liftings"].with_columns(
        province_code=pl.when(there).then(pl.lit("66"))
    )
    settings = worlds._publish(tmp_path_factory.mktemp("province"), tables)
    found = published(settings)
    assert found is not None
    for province, said in (("31", None), ("66", "900/QĐ-MH"), (None, "900/QĐ-MH")):
        row = recalls.notices(found, View(province=province)).filter(pl.col("notice_id") == PARTLY).row(0, named=True)
        assert row["lifted_number"] == said
        assert of_notice.lifted_parts(found, View(province=province, notice=PARTLY)).height == bool(said)


def test_a_chosen_ward_is_the_scope_of_every_figure(snapshot: Snapshot) -> None:
    view = View(province="31", ward=WARD)
    rows = recalls.notices(snapshot, view).filter(pl.col("is_open"))
    assert set(rows["wards_expected"]) == {1}
    standing = overview.open_notices(snapshot, view).row(0, named=True)
    assert standing["wards_expected"] == rows["wards_expected"].sum()
    assert standing["wards_answered"] == rows["wards_answered"].sum()
    said = text_of(opened(province="31", ward=WARD))
    assert "phạm vi: Phường Thủy Nguyên" in said
    one = text_of(opened(province="31", ward=WARD, notice=ANSWERED))
    assert "Còn 0/1 đơn vị chưa rà soát" in one
    assert "xã, phường chưa rà soát" not in one.replace("Còn 0/1 đơn vị chưa rà soát", "")
    assert "xã, phường chưa rà soát" in text_of(opened(province="31", notice=ANSWERED))


def test_an_answer_recorded_by_a_person_says_by_whom_and_whether_it_was_late(snapshot: Snapshot) -> None:
    said = text_of(opened(notice=ANSWERED))
    assert f"Đã rà soát · trễ · ghi qua điện thoại hoặc ngoài tệp bởi {PERSON}" in said
    ledger = recalls.ledger(snapshot, View(notice=ANSWERED))
    kept = {row["Mã đơn vị"]: row for row in answers.frame(ledger, VI).to_dicts()}
    mine, other = kept[WARD], kept["09301"]
    assert (mine["Tình trạng"], mine["Số giờ trễ"], mine["Người ghi"]) == ("Trễ", 26.5, PERSON)
    assert mine["Lý do, căn cứ"] == "Căn cứ d2"
    assert other["Người ghi"] is None


def test_what_people_recorded_is_shown_with_who_when_and_why(snapshot: Snapshot) -> None:
    said = " ".join(text_of(opened(notice=ANSWERED)).split())
    assert "Người phụ trách đã ghi về văn bản này: 4" in said
    assert "Thành phố Hải Phòng · trễ kể từ: 25/10/2026" in said
    assert "công văn: 77/SYT-NVD" in said
    assert f"Phường Thủy Nguyên · cơ sở rà soát: 4 {PERSON} 24/10/2026 02:10 Căn cứ d2" in said
    assert "Mức độ: Văn bản không ghi điều này" in said
    assert f"đã rút lại bởi {PERSON} lúc 24/10/2026 02:10: Căn cứ d5" in said
    assert "Căn cứ d6" not in said
    assert "có hiệu lực từ đêm sau" not in said


def test_a_notice_nobody_recorded_anything_about_says_so(snapshot: Snapshot) -> None:
    assert "Chưa có ai ghi gì về văn bản này" in text_of(opened(notice="n06"))


def test_what_was_written_or_withdrawn_since_the_night_waits(
    home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(home.home, tmp_path / "home")
    monkeypatch.setenv("HEALTH389_HOME", str(tmp_path / "home"))
    folder = Settings.from_environment(os.environ).decisions
    goods: dict[str, object] = {"province_code": "31", "quantity": 1200.5, "unit": "hộp"}

    def write(kind: str, reason: str, value: str | dict[str, object], notice: str | None) -> None:
        at = worlds.AS_OF + timedelta(hours=3)
        append_decision(
            folder, kind=kind, decided_by="Trần Văn Mẫu", decided_at=at, reason=reason, value=value, notice_id=notice
        )

    write("distribution", "Báo cáo công ty", goods, ANSWERED)
    write("distribution", "Văn bản khác", goods, "n06")
    write("revoke", "Nhầm tỉnh", "d1", None)
    said = " ".join(text_of(opened(notice=ANSWERED)).split())
    assert "Người phụ trách đã ghi về văn bản này: 5 Mới nhất trước; 2 mục có hiệu lực từ đêm sau" in said
    assert "số lượng đã phân phối: 1.200,5 · đơn vị tính: hộp Trần Văn Mẫu 26/10/2026 05:10 Báo cáo công ty" in said
    assert "đã rút lại bởi Trần Văn Mẫu lúc 26/10/2026 05:10: Nhầm tỉnh · có hiệu lực từ đêm sau" in said
    assert "Văn bản khác" not in said


def _copy(**row: object) -> str:
    shape = {"title": None, "source_id": "folder", "url": None, "published_on": None, "file_name": None}
    frame = pl.DataFrame([{**shape, **row}], infer_schema_length=None)
    screen = SimpleNamespace(words=VI)
    return str(notice_parts.copies(screen, frame))  # type: ignore[arg-type]


def test_a_dropped_file_is_named_and_its_address_opens() -> None:
    dropped = _copy(file_name="9754.docx")
    assert "9754.docx" in dropped
    assert "Hộp nhận văn bản thu hồi" in dropped
    assert "folder" not in dropped
    assert "–" not in dropped
    titled = _copy(title="Thông báo", file_name="a.html", url="https://minhhoa.example/n01?a=1&b=2")
    assert 'href="https://minhhoa.example/n01?a=1&amp;b=2"' in titled
    assert "tệp a.html" in titled


@pytest.mark.parametrize("url", ["javascript:alert(1)", "n01.html", None])
def test_only_an_address_of_the_web_becomes_a_link(url: str | None) -> None:
    assert "href" not in _copy(title="Thông báo", url=url)


@pytest.mark.parametrize(
    ("scope", "names", "reach", "said"),
    [
        ("national", [], "national", "Toàn quốc"),
        ("province", ["Thành phố Hải Phòng", "Tỉnh Đắk Lắk"], None, "Thành phố Hải Phòng, Tỉnh Đắk Lắk"),
        ("province", None, None, "Một hoặc một số tỉnh, thành phố"),
        (None, None, "national", "không nêu · theo dõi: toàn quốc"),
        (None, None, None, "không nêu"),
    ],
)
def test_the_scope_of_a_notice_is_said(
    scope: str | None, names: list[str] | None, reach: str | None, said: str
) -> None:
    assert notice_parts.scope({"scope": scope, "scope_names": names, "reach": reach}, VI) == said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"recall_rate": 0.5}, "50"),
        ({"lifted_by": "n9", "quantity_delivered": None}, "–"),
        ({"quantity_delivered": None}, "chưa ghi số cơ sở đã phân phối"),
        ({"quantity_delivered": 0.0}, "số đã phân phối là 0"),
        ({"units": ["chai", "hộp"], "units_differ": True}, "các xã ghi nhiều đơn vị tính: chai, hộp"),
        ({"units": ["", "hộp"], "units_differ": True}, "có xã ghi số lượng không kèm đơn vị tính"),
        ({"units": [], "units_differ": True}, "một xã ghi nhiều đơn vị tính"),
        ({"units": []}, "chưa xã nào ghi số lượng"),
        ({"units": ["chai"]}, "xã ghi theo chai, cơ sở phân phối theo hộp"),
    ],
)
def test_a_recall_rate_that_cannot_be_said_says_why(row: dict[str, object], said: str) -> None:
    known = {"recall_rate": None, "lifted_by": None, "quantity_delivered": 1200.0, "delivered_unit": "hộp",
             "units": ["hộp"], "units_differ": False}  # fmt: skip
    assert said in str(notice_parts.recall_rate({**known, **row}, VI))


def test_the_units_of_a_province_come_from_its_answers(snapshot: Snapshot) -> None:
    row = of_notice.provinces(snapshot, View(province="31", notice=PARTLY)).row(0, named=True)
    assert (row["units"], row["units_differ"]) == (["hộp"], False)
    none = of_notice.provinces(snapshot, View(province="31", notice=WHOLE)).row(0, named=True)
    assert (none["units"], none["units_differ"]) == ([], False)


def test_the_page_says_where_the_notice_holds_and_when_the_batch_was_made(snapshot: Snapshot) -> None:
    said = " ".join(text_of(opened(notice=PARTLY)).split())
    assert "Phạm vi không nêu" in said
    assert "Ngày sản xuất" in said
    assert "chưa ghi số cơ sở đã phân phối" in said
