"""What a reader knows before it opens a file."""

from pathlib import Path

from pipelines.reference import load
from pipelines.workbooks.context import RULES_FILE, ReadingContext, code_list, reading_context
from tests.pipelines.workbooks.conftest import SHIPPED


def test_reporters_lists_and_places_come_from_the_reference_data(context: ReadingContext) -> None:
    assert context.reporters["31-SCT"].name == "Sở Công Thương"
    assert context.reporters["31-SCT"].province_name == "Thành phố Hải Phòng"
    assert context.lists["categories"].codes["mỹ phẩm"] == "cosmetic"
    assert len(context.lists["categories"].codes) == 13
    assert len(context.wards_of("31")) == 114
    assert context.wards_of("99") == {}


def test_a_code_list_keeps_the_order_of_the_form() -> None:
    rows = [{"name_vi": "b", "x": "2"}, {"name_vi": "a", "x": "1"}]
    assert list(code_list(rows, "x").codes.items()) == [("b", "2"), ("a", "1")]


def test_a_home_may_replace_one_rule(context: ReadingContext, tmp_path: Path) -> None:
    shipped = (SHIPPED / RULES_FILE).read_text("utf-8")
    start = shipped.index("[unknown_place]")
    entry = shipped[start : shipped.index("\n[", start)].replace('"warning"', '"error"')
    (tmp_path / "rules").mkdir()
    (tmp_path / RULES_FILE).write_text(entry, "utf-8")
    own = reading_context(load(SHIPPED), shipped=SHIPPED, overlay=tmp_path)
    assert own.rules["unknown_place"].severity == "error"
    assert {**own.rules, "unknown_place": None} == {**context.rules, "unknown_place": None}
