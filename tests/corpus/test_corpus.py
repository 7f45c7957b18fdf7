"""The corpus itself: always the same files for a seed, and every way in it."""

from collections import Counter
from pathlib import Path

import pytest

from pipelines.reference import load
from pipelines.settings import CHECKOUT
from tests.corpus.generating import make_cases, make_world
from tests.corpus.layout import lay_out
from tests.corpus.model import Case
from tests.corpus.packing import write_case
from tests.corpus.running import run
from tests.corpus.scoring import RETURNED, RIGHT, SILENTLY_WRONG
from tests.corpus.spelling import tcvn3, vni
from tests.corpus.ways.choosing import WAYS

pytestmark = pytest.mark.slow


def _cases(count: int) -> list[Case]:
    return list(make_cases(make_world(load(CHECKOUT / "data" / "reference")), seed=389, count=count))


def test_a_seed_always_gives_the_same_files() -> None:
    first, second = _cases(60), _cases(60)
    assert [case.ways for case in first] == [case.ways for case in second]
    for one, other in zip(first, second, strict=True):
        assert write_case(one, lay_out(one)) == write_case(other, lay_out(other)), one.ways


def test_every_way_is_in_the_corpus() -> None:
    seen = {name for case in _cases(len(WAYS)) for name in case.ways}
    assert seen == set(WAYS)


def test_legacy_fonts_are_spelled_as_real_documents_are() -> None:
    assert tcvn3("xử phạt vi phạm hành chính") == "xö ph¹t vi ph¹m hµnh chÝnh"
    assert vni("Xin chào các bạn") == "Xin chaøo caùc baïn"


def test_files_are_written_read_and_scored(tmp_path: Path) -> None:
    scored = list(run(tmp_path, seed=1, count=30))
    assert len(scored) == 30
    assert all(each.path.exists() and each.verdict.kind for each in scored)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [389, 1, 2])
def test_no_file_is_silently_wrong_and_nearly_all_are_right_or_rightly_returned(seed: int, tmp_path: Path) -> None:
    scored = list(run(tmp_path, seed=seed, count=330))
    silent = [
        (each.case.file_name, each.case.ways, each.verdict.why)
        for each in scored
        if each.verdict.kind == SILENTLY_WRONG
    ]
    assert silent == []
    counts = Counter(each.verdict.kind for each in scored)
    assert counts[RIGHT] + counts[RETURNED] >= 0.99 * len(scored)
