"""Notices read like real ones, say that they are invented, and turn up in what wards report."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from pipelines.notices.parsing import parse_notice
from pipelines.notices.reading import read_notice
from pipelines.notices.reference import load_reference
from pipelines.sample.character import characters
from pipelines.sample.events import cases_between
from pipelines.sample.notices import MARK, invented_notices
from pipelines.sample.recalls import searches
from pipelines.sample.scene import Scene
from pipelines.settings import CHECKOUT

KINDS = {"recall", "suspension", "counterfeit_warning", "registration_withdrawal"}


def test_there_are_thirty_notices_of_every_kind_level_and_shelf(scene: Scene) -> None:
    notices = invented_notices(scene)
    assert len(notices) == 30
    assert {n.kind for n in notices} == KINDS
    assert {n.level for n in notices if n.kind == "recall"} >= {1, 2, 3}
    shelves = {product.shelf for n in notices for product, _ in n.items}
    assert shelves >= {"medicine", "traditional", "cosmetic", "health_supplement", "medical_device"}
    assert {n.file_name.rsplit(".", 1)[1] for n in notices} == {"txt", "html"}
    assert sum(n.retells is not None for n in notices) == 3


def test_every_notice_says_that_it_is_invented_and_its_number_does_too(scene: Scene) -> None:
    for notice in invented_notices(scene):
        assert MARK in notice.text
        assert re.fullmatch(r"9\d{3}/[A-ZĐ-]+-MH", notice.number)
        assert all(
            re.search(r"Minh H[oọ]a|Ví Dụ|Vi Du", company)
            for product, _ in notice.items
            for company in (product.maker, product.importer)
            if company
        )


def test_a_notice_told_twice_has_the_same_number_and_goods(scene: Scene) -> None:
    by_slot = {n.slot: n for n in invented_notices(scene)}
    for copy in (n for n in by_slot.values() if n.retells and n.number.endswith("QLD-MH")):
        told = by_slot[copy.retells or ""]
        assert (copy.number, copy.items, copy.issued) == (told.number, told.items, told.issued)
        assert copy.published >= told.published
        assert copy.file_name != told.file_name


@pytest.mark.slow
def test_the_product_s_own_reader_finds_numbers_dates_products_and_batches(scene: Scene) -> None:
    reference = load_reference(CHECKOUT / "data" / "reference" / "notices")
    for notice in invented_notices(scene):
        text = read_notice(notice.text.encode(), file_name=notice.file_name).text
        read = parse_notice(text, file_name=notice.file_name, reference=reference, published_on=notice.published)
        assert (read.document_number, read.issued_on) == (notice.number, notice.issued), notice.slot
        assert (read.kind, read.level) == (notice.kind, notice.level), notice.slot
        batches = {b.batch_number for p in read.products for b in p.batches}
        assert batches == {b.number for _, printed in notice.items for b in printed}, notice.slot


@pytest.mark.slow
def test_wards_search_for_recalled_goods_and_some_cases_are_about_them(scene: Scene) -> None:
    cast = characters(scene)
    lines = [s for c in cast.values() for s in searches(scene, c)]
    answered = Counter(s.notice.slot for s in lines if s.searched)
    assert len(answered) > 10
    assert all(s.acknowledged > s.notice.published for s in lines)
    assert all(s.holding <= s.checked and s.sealed_at_once <= s.found for s in lines)
    known = [
        case
        for c in cast.values()
        for case in cases_between(scene, c, date(2025, 11, 15), date(2026, 11, 14))
        if case.notice_slot
    ]
    assert len(known) > 10


@pytest.mark.slow
def test_one_recalled_medicine_turns_up_all_over_dong_thap(scene: Scene) -> None:
    holding = Counter(
        scene.by_id[r].province_code
        for r, c in characters(scene).items()
        if any(s.notice.widespread and s.holding for s in searches(scene, c))
    )
    letter = next(n for n in invented_notices(scene) if n.number.endswith("SYT-NVD-MH"))
    cited = Counter(s.cited for c in characters(scene).values() for s in searches(scene, c) if s.notice.widespread)
    assert len(cited) == 2
    assert 0.05 < cited[letter.number] / cited.total() < 0.4
    assert holding["82"] >= 10
    assert holding["82"] > 3 * (holding["31"] + holding["66"])
