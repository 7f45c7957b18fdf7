"""The form as data."""

from pathlib import Path

import pytest

from pipelines.errors import ReferenceDataError
from pipelines.tables import TABLES
from pipelines.workbooks.context import FORM_FILE, ReadingContext
from pipelines.workbooks.forms import read_form_book
from tests.pipelines.workbooks.conftest import SHIPPED


def test_every_column_goes_to_a_column_of_its_raw_table(context: ReadingContext) -> None:
    for sheet in context.book.sheets.values():
        names = set(TABLES[f"raw.{sheet.table}"].column_names)
        assert {column.column for column in sheet.columns if column.column} <= names, sheet.name


def test_every_drop_down_has_its_words(context: ReadingContext) -> None:
    for sheet in context.book.sheets.values():
        for column in sheet.columns:
            assert not column.list or context.lists[column.list].codes
            assert not column.words or context.book.words[column.words]


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('kind = "money"', 'kind = "cash"', "cash"),
        ('at_most = "Số mẫu lấy"', 'at_most = "Số mẫu đã lấy"', "Số mẫu đã lấy"),
        ('"Phản ánh", "Nhiệm vụ"]', '"Phản ánh", "Nhiệm vụ khác"]', "Nhiệm vụ khác"),
        ("[cover]", "[covers]", "cover"),
        ("id = ", "id ", "form cannot be read"),
    ],
)
def test_a_wrong_form_file_is_refused_with_its_place(old: str, new: str, named: str, tmp_path: Path) -> None:
    text = (SHIPPED / FORM_FILE).read_text("utf-8")
    assert old in text
    path = tmp_path / "form.toml"
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(ReferenceDataError, match=named) as caught:
        read_form_book(path)
    assert "form.toml" in str(caught.value)


def test_a_missing_form_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match=r"gone\.toml"):
        read_form_book(tmp_path / "gone.toml")
