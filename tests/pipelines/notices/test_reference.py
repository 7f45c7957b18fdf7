"""Reference data are checked when they are loaded, and a mistake is named with its place."""

import shutil
from pathlib import Path

import pytest

from pipelines.errors import ReferenceDataError
from pipelines.notices.reference import load_reference
from tests.pipelines.notices.worlds import FOLDER


def test_the_shipped_periods_say_where_they_are_from_and_that_nobody_verified_them() -> None:
    periods = load_reference(FOLDER).periods
    assert [(p.level, p.days) for p in periods] == [(1, 3), (2, 15), (3, 30)]
    assert all(p.source and not p.verified for p in periods)


@pytest.mark.parametrize(
    ("file", "line", "message"),
    [
        ("legal_periods.csv", "medicine,x,3,2017-01-01,nguồn,q,false", "line 5"),
        ("legal_periods.csv", "medicine,1,3,2017-01-01,,q,false", "'source'"),
        ("legal_periods.csv", "medicine,1,3,2017-01-01,nguồn,q,yes", "verified"),
        ("reasons.csv", "kind,Tên,Name,(,nguồn", "cannot be compiled"),
    ],
)
def test_a_wrong_row_is_named_by_file_and_line(tmp_path: Path, file: str, line: str, message: str) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "notices")
    with (folder / file).open("a", encoding="utf-8") as text:
        text.write(line + "\n")
    with pytest.raises(ReferenceDataError, match=message) as refused:
        load_reference(folder)
    assert file in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match=r"legal_periods\.csv is missing"):
        load_reference(tmp_path)
