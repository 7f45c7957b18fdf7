"""Reference data: what the seeds order is there, mistakes are named, other provinces need data only."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from pipelines import deadlines, tables
from pipelines.decisions import no_decisions
from pipelines.errors import ReferenceDataError
from pipelines.reference import Reference, demo_directives, load
from pipelines.settings import CHECKOUT
from pipelines.tables import codes

SHIPPED = CHECKOUT / "data" / "reference"
SEEDS = CHECKOUT.parent / "shared" / "seeds"

CAN_THO = """
directive_id = "92-THU-2026"
province_code = "92"
title = "Kế hoạch thử của thành phố Cần Thơ"
source = "thử nghiệm"
issued_on = 2026-05-01
valid_from = 2026-05-01

[[obligations]]
obligation_id = "92-THU-2026-monthly"
form = "monthly"
reporters = { wards = true, own_work = ["92-SYT"] }
receiver_id = "92-SYT"
counts = true
verified = true
quote = "chậm nhất ngày 05 tháng sau"
period = { rule = "calendar_month" }
due = [{ rule = "day_of_month", day = 5, months_after = 1, boundary = "inclusive", wording = "chậm nhất ngày 05" }]
"""
AGENCIES = "reporter_id,name,kind,province_code,source,quote\n92-SYT,Sở Y tế,own,92,thử nghiệm,Sở Y tế\n"


@cache
def shipped() -> Reference:
    return load(SHIPPED)


def overlay_with(folder: Path, directive: str, agencies: str = AGENCIES) -> Path:
    (folder / "directives").mkdir(parents=True, exist_ok=True)
    (folder / "directives" / "92-THU-2026.toml").write_text(directive, "utf-8")
    (folder / "agencies.csv").write_text(agencies, "utf-8")
    return folder


def test_the_five_documents_are_there_with_their_sources() -> None:
    sources = set(shipped().directives["source"])
    assert len(sources) == 5
    assert {name[:3] for name in sources} == {"000", "001", "002", "003", "004"}
    numbers = dict(shipped().directives.select("directive_id", "document_number").iter_rows())
    assert numbers["82-KH29-2026"] == "29/KH-UBND"
    assert numbers["31-KH-2026"] is None


def test_frames_fit_their_tables() -> None:
    for name in ("units", "reporters", "directives", "obligations", "categories", "channels", "violations", "kpis"):
        shape = tables.TABLES[f"reference.{name}"]
        frame = getattr(shipped(), name)
        assert set(shape.column_names) <= set(frame.columns), name
        assert frame.select(shape.column_names).schema == shape.polars_schema(), name
        for column in shape.columns:
            if column.required:
                assert frame[column.name].null_count() == 0, f"{name}.{column.name}"
    tasks = tables.TABLES["reference.tasks"]
    assert set(tasks.column_names) <= set(shipped().tasks.columns)


@pytest.mark.parametrize(
    ("obligation_id", "owes", "asked", "own_work"),
    [("31-KH-2026-monthly", 114 + 12, 1, 1), ("82-KH29-2026-yearly", 102 + 13, 0, 1)],
)
def test_who_owes_is_who_the_document_names(obligation_id: str, owes: int, asked: int, own_work: int) -> None:
    roles = shipped().duties.filter(pl.col("obligation_id") == obligation_id)["role"].to_list()
    assert (roles.count("owes"), roles.count("asked"), roles.count("own_work")) == (owes, asked, own_work)


def test_one_obligation_counts_for_each_province() -> None:
    counting = [(o.province_code, o.obligation_id) for o in shipped().active if o.counts]
    assert counting == [("31", "31-KH-2026-monthly"), ("82", "82-KH29-2026-yearly")]


def test_the_annex_has_47_actions_and_every_task_its_source() -> None:
    tasks = shipped().tasks
    assert tasks.filter(pl.col("directive_id") == "82-KH29-2026").height == 47
    assert tasks["source"].null_count() == 0
    due = dict(tasks.select("task_id", "due_on").iter_rows())
    assert due["82-KH29-02"] == date(2026, 3, 1)
    assert due["82-KH29-15"] == date(2026, 2, 1)
    assert due["82-KH29-34"] == date(2028, 1, 1)


def test_a_task_for_all_agencies_names_each_of_them() -> None:
    units = dict(shipped().tasks.select("task_id", "units").iter_rows())
    assert len(units["82-KH29-11"].split()) == 14
    assert {"82-SCT", "82-SYT"} <= set(units["82-KH29-11"].split())
    assert units["82-KH29-01"].split()[-1] == "wards"
    assert len(units["66-CV341-12"].split()) == 12
    assert not any("agencies" in value.split() for value in units.values())


def test_quotes_are_the_words_of_the_seeds() -> None:
    if not SEEDS.is_dir():
        pytest.skip("the government documents are not on this machine")
    for directive in shipped().documents:
        text = squeezed((SEEDS / directive.source).read_text("utf-8"))
        for obligation in directive.obligations:
            for part in re.split(r"\s*(?:\.\.\.|\((?=§)[^)]*:|\)$)\s*", obligation.quote):
                assert squeezed(part).rstrip(".") in text, (obligation.obligation_id, part)
    for row in shipped().tasks.iter_rows(named=True):
        text = squeezed((SEEDS / row["source"].split()[0]).read_text("utf-8"))
        assert squeezed(row["title"])[:60] in text, row["task_id"]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"</?\w+>", " ", text)).strip().lower()


def test_code_lists_have_the_names_of_the_form_in_its_order() -> None:
    assert shipped().categories["name_vi"].to_list()[:3] == [
        "thuốc",
        "dược liệu, thuốc cổ truyền",
        "sinh phẩm, vắc xin",
    ]
    assert shipped().categories.height == 13
    assert shipped().channels.height == 10
    classes = dict(shipped().violations.select("violation", "class_389").iter_rows())
    assert classes["smuggled"] == "smuggled"
    assert classes["intellectual_property"] == "counterfeit"
    assert list(classes.values())[-6:] == ["fraud"] * 6


def test_every_code_of_the_tables_has_its_words() -> None:
    words = set(shipped().words.select("list", "code").iter_rows())
    lists = {"form": codes.FORMS, "status": codes.STATUSES, "state": codes.STATES, "content": codes.CONTENTS}
    assert all((name, code) in words for name, values in lists.items() for code in values)


def test_a_fourth_province_needs_data_only(tmp_path: Path) -> None:
    reference = load(SHIPPED, overlay=overlay_with(tmp_path, CAN_THO))
    assert reference.provinces == ("31", "66", "82", "92")
    wards = reference.reporters.filter((pl.col("province_code") == "92") & pl.col("ward_code").is_not_null()).height
    assert wards == 103
    as_of = datetime(2026, 7, 10, tzinfo=UTC)
    expected = deadlines.expected_reports(reference, no_decisions(), as_of=as_of)
    cantho = expected.filter(pl.col("province_code") == "92")
    assert sorted(cantho["period"].unique()) == ["2026-05", "2026-06", "2026-07"]
    due = (
        cantho.filter((pl.col("period") == "2026-06") & pl.col("ward_code").is_not_null())["due_at"].unique().to_list()
    )
    assert due == [datetime(2026, 7, 5, 17, tzinfo=UTC)]
    judged = deadlines.judge(expected, tables.TABLES["core.submissions"].empty(), no_decisions(), as_of=as_of)
    statuses = judged.filter(pl.col("obligation_id") == "92-THU-2026-monthly").group_by("period", "status").len()
    assert ("2026-06", "missing", wards) in list(statuses.iter_rows())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("counts = true", "count = true"), r"92-THU-2026\.toml.*`count` is no known key.*Did you mean `counts`"),
        (('form = "monthly"', 'form = "weekly"'), r"`form` is 'weekly'.*Use one of: quick, monthly"),
        (("day = 5", "day = 45"), r"`day` is 45.*1 to 31"),
        (("issued_on = 2026-05-01", 'issued_on = "01/05/2026"'), r"`issued_on` is '01/05/2026'.*date without quotes"),
        (('own_work = ["92-SYT"]', 'own_work = ["92-XYZ"]'), r"'92-XYZ' is no reporter of province 92.*agencies\.csv"),
        (('receiver_id = "92-SYT"', 'receiver_id = "NOBODY"'), r"receiver 'NOBODY' is unknown.*receivers\.csv"),
        (('province_code = "92"', 'province_code = "99"'), r"province_code '99' is no province"),
        (('rule = "calendar_month"', 'rule = "weekly"'), r"period: `rule` is 'weekly'"),
        (("valid_from = 2026-05-01", ""), r"no beginning.*first_period"),
        (('"92-THU-2026-monthly"', '"31-KH-2026-monthly"'), r"already used"),
        (("[[obligations]]", "[[obligations"), r"is no valid TOML"),
    ],
)
def test_a_wrong_directive_is_named_with_its_cure(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    with pytest.raises(ReferenceDataError, match=f"(?s){message}"):
        load(SHIPPED, overlay=overlay_with(tmp_path, CAN_THO.replace(*change)))


def test_two_counting_obligations_of_one_province_are_refused(tmp_path: Path) -> None:
    second = CAN_THO[CAN_THO.index("[[obligations]]") :].replace("-monthly", "-again")
    with pytest.raises(ReferenceDataError, match="both say counts = true"):
        load(SHIPPED, overlay=overlay_with(tmp_path, CAN_THO + second))


@pytest.mark.parametrize(
    ("agencies", "message"),
    [
        ("reporter_id,name,kind,province_code,source,quote\n92-SYT,Sở Y tế,boss,92,s,q\n", "row 2: `kind` is 'boss'"),
        ("reporter_id,name,kind,province_code,source,quote\n92-SYT,,own,92,s,q\n", "row 2: `name` is blank"),
        ("reporter_id,nam\n92-SYT,x\n", r"row 1: unknown columns \['nam'\]"),
        (AGENCIES + "92-SYT,Sở Y tế,own,92,s,q\n", "row 3: 92-SYT is there twice"),
    ],
)
def test_a_wrong_list_is_named_with_file_and_row(tmp_path: Path, agencies: str, message: str) -> None:
    with pytest.raises(ReferenceDataError, match=rf"agencies\.csv, {message}"):
        load(SHIPPED, overlay=overlay_with(tmp_path, CAN_THO, agencies))


def test_the_overlay_adds_contacts_and_days_to_reporters(tmp_path: Path) -> None:
    (tmp_path / "reporters.csv").write_text(
        "reporter_id,contact,phone,email,valid_to,name,kind,province_code\n"
        "31-SCT,Bà Minh Họa,0225.000.000,sct@example.invalid,,,,\n"
        "31-BPTTH,,,,2026-06-30,,,\n"
        "31-MOI,,,,,Đơn vị mới,agency,31\n",
        "utf-8",
    )
    reporters = load(SHIPPED, overlay=tmp_path).reporters
    row = reporters.filter(pl.col("reporter_id") == "31-SCT").row(0, named=True)
    assert (row["contact"], row["phone"], row["name"]) == ("Bà Minh Họa", "0225.000.000", "Sở Công Thương")
    assert reporters.filter(pl.col("reporter_id") == "31-BPTTH")["valid_to"].item() == date(2026, 6, 30)
    assert "31-MOI" in reporters["reporter_id"]


def test_an_unknown_reporter_in_the_overlay_is_named(tmp_path: Path) -> None:
    (tmp_path / "reporters.csv").write_text("reporter_id,phone\n31-XXX,1\n", "utf-8")
    with pytest.raises(ReferenceDataError, match=r"reporters\.csv, row 2: '31-XXX' is no known reporter"):
        load(SHIPPED, overlay=tmp_path)


def test_short_names_and_other_codes_of_units_are_data(tmp_path: Path) -> None:
    (tmp_path / "units").mkdir()
    file = tmp_path / "units" / "aliases.csv"
    file.write_text("alias,kind,unit_code,source\nĐL,short_name,66,thử\n", encoding="utf-8")
    index = load(SHIPPED, overlay=tmp_path).place_index
    assert index.province("ĐL") == "66"
    assert index.province("TP.HCM") == "79"
    assert load(SHIPPED).place_index.province("ĐL") is None
    file.write_text("alias,kind,unit_code,source\nĐL,short_name,660,thử\n", encoding="utf-8")
    with pytest.raises(ReferenceDataError, match="'ĐL' stands for the unknown unit '660'"):
        load(SHIPPED, overlay=tmp_path)


def demo_home(folder: Path) -> Path:
    (folder / "directives").mkdir()
    for name, text in demo_directives("2025-12", "2026-11").items():
        (folder / "directives" / name).write_text(text, "utf-8")
    return folder


def test_in_a_demo_home_only_the_demo_makes_expected_reports(tmp_path: Path) -> None:
    reference = load(SHIPPED, overlay=demo_home(tmp_path), demo=True)
    assert {o.form for o in reference.active} == {"monthly", "quick", "campaign", "yearly"}
    assert sorted(o.province_code for o in reference.active if o.counts) == ["31", "66", "82"]
    demo = reference.directives.filter("demo")
    assert demo.height == 3
    assert demo["title"].str.contains("không phải văn bản thật").all()
    assert reference.tasks.height == shipped().tasks.height
    expected = deadlines.expected_reports(reference, no_decisions(), as_of=datetime(2026, 11, 1, tzinfo=UTC))
    assert expected["directive_id"].str.ends_with("-MINH-HOA").all()
    assert {"2025-12", "2026-11", "TET-2026", "2026"} <= set(expected["period"])


def test_in_a_real_home_the_demo_makes_none(tmp_path: Path) -> None:
    reference = load(SHIPPED, overlay=demo_home(tmp_path), demo=False)
    assert not any(o.directive_id.endswith("-MINH-HOA") for o in reference.active)


def test_the_shipped_directives_are_all_real() -> None:
    assert not shipped().directives["demo"].any()


def test_names_of_receivers_and_reporters_are_found() -> None:
    assert shipped().names["BYT"] == "Bộ Y tế"
    assert shipped().names["31-SYT"] == "Sở Y tế"
    assert shipped().names["11560"] == "Phường Thủy Nguyên"
    assert shipped().period_names["Sơ kết"] == "INTERIM-2028"
