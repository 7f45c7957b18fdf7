"""Files are the real form filled in; damaged ones cannot be opened as a workbook."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineError, CalamineWorkbook

from pipelines.sample.character import characters
from pipelines.sample.deliveries import Delivery, deliveries
from pipelines.sample.files import BANNER, Workshop, file_bytes
from pipelines.workbooks.intake import parse_file


@pytest.fixture(scope="module")
def delivery(workshop: Workshop) -> Delivery:
    files = deliveries(workshop.scene, characters(workshop.scene)["31-SCT"])
    return next(d for d in files if d.form == "monthly" and d.flavour == "plain")


def _cover(content: bytes) -> dict[object, object]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Thông tin")
    return {row[0]: row[1] for row in sheet.to_python() if len(row) > 1}


def test_equal_deliveries_are_equal_bytes(workshop: Workshop, delivery: Delivery) -> None:
    assert file_bytes(workshop, "31-SCT", delivery) == file_bytes(workshop, "31-SCT", delivery)


def test_a_report_names_its_reporter_and_says_that_it_is_sample(workshop: Workshop, delivery: Delivery) -> None:
    content = file_bytes(workshop, "31-SCT", delivery)
    cover = _cover(content)
    assert cover["Mã đơn vị"] == "31-SCT"
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    visible = [n for n in book.sheet_names if n != "Danh mục"]
    for name in visible:
        texts = [str(cell) for row in book.get_sheet_by_name(name).to_python()[:3] for cell in row]
        assert any(BANNER in text for text in texts), name


def test_the_same_bytes_are_sent_again_under_another_name(workshop: Workshop, delivery: Delivery) -> None:
    again = replace(delivery, flavour="duplicate", path="x/Copy of y.xlsx")
    assert file_bytes(workshop, "31-SCT", again) == file_bytes(workshop, "31-SCT", delivery)


def test_a_nameless_report_hides_who_sent_it(workshop: Workshop, delivery: Delivery) -> None:
    content = file_bytes(workshop, "31-SCT", replace(delivery, flavour="nameless"))
    assert "Mã đơn vị" not in {k for k, v in _cover(content).items() if v}
    assert "31-SCT" not in str(_cover(content))


@pytest.mark.parametrize(
    ("flavour", "state", "content"),
    [
        ("plain", "accepted", "filled"),
        ("draft", "accepted", "filled"),
        ("copied", "accepted", "filled"),
        ("duplicate", "accepted", "filled"),
        ("sums", "accepted_with_warnings", "filled"),
        ("returned", "returned", "filled"),
        ("empty", "returned", "empty"),
        ("nameless", "unrecognised", "filled"),
        ("truncated", "unreadable", None),
        ("encrypted", "unreadable", None),
        ("pdf", "unreadable", None),
    ],
)
def test_the_product_s_own_reader_judges_each_flavour_as_it_was_meant(
    workshop: Workshop, delivery: Delivery, tmp_path: Path, flavour: str, state: str, content: str | None
) -> None:
    path = tmp_path / "report.xlsx"
    path.write_bytes(file_bytes(workshop, "31-SCT", replace(delivery, flavour=flavour)))
    report = _read(path, workshop)
    assert (report["state"], report.get("content")) == (state, content)


@pytest.mark.slow
def test_plain_files_of_every_form_and_habit_are_accepted_without_a_word(workshop: Workshop, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    forms = set()
    for reporter_id, character in list(characters(workshop.scene).items())[::6]:
        for delivery in deliveries(workshop.scene, character)[-5:]:
            if delivery.flavour == "plain":
                path.write_bytes(file_bytes(workshop, reporter_id, delivery))
                report = _read(path, workshop)
                # One reporter of the story types thousands under the heading đồng, which no fine by law is.
                expected = {"accepted", "accepted_with_warnings"} if character.story == "unit_slip" else {"accepted"}
                assert report["state"] in expected, delivery.path
                assert (report["reporter_id"], report["form"]) == (reporter_id, delivery.form)
                assert report["period"] == (delivery.span.period if delivery.span else None)
                forms.add(delivery.form)
    assert forms >= {"monthly", "yearly", "quick", "sign_off"}


def _read(path: Path, workshop: Workshop) -> Mapping[str, Any]:
    parsed = parse_file(path, file_name=path.name, sha256="0" * 64, context=workshop.context)
    row: Mapping[str, Any] = parsed.rows["raw.reports"][0]
    return row


@pytest.mark.parametrize(("flavour", "start"), [("truncated", b"PK"), ("encrypted", b"\xd0\xcf"), ("pdf", b"%PDF")])
def test_a_damaged_file_cannot_be_opened(workshop: Workshop, delivery: Delivery, flavour: str, start: bytes) -> None:
    content = file_bytes(workshop, "31-SCT", replace(delivery, flavour=flavour))
    assert content.startswith(start)
    with pytest.raises((CalamineError, OSError)):
        CalamineWorkbook.from_filelike(io.BytesIO(content))
