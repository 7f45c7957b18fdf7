"""Real notices against the labels of a careful reader; skipped where the samples are not at hand."""

import hashlib
import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.notices.reading import read_notice
from tests.pipelines.notices.worlds import parsed, rows_of

SHARED = Path(__file__).parents[4] / "shared"
TEXTS = SHARED / "samples" / "notices"
SCORER = SHARED / "tools" / "score_notices.py"
FLOORS = {
    "kind": 0.97,
    "product_group": 0.97,
    "document_number": 0.97,
    "level": 0.97,
    "issued_on": 0.97,
    "registration_number": 0.97,
    "product name": 0.95,
    "product manufacturer": 0.85,
    "product importer": 0.9,
    "batch_number": 0.97,
    "batch manufactured_on": 0.97,
    "batch expires_on": 0.97,
}

pytestmark = pytest.mark.skipif(not SCORER.is_file(), reason="the labelled sample notices are not beside the checkout")


def scorer() -> Callable[..., Any]:
    spec = importlib.util.spec_from_file_location("score_notices", SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    score: Callable[..., Any] = module.score
    return score


@pytest.mark.slow
def test_precision_and_recall_stay_above_their_floors(tmp_path: Path) -> None:
    texts = [
        (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.name,
            "folder",
            parsed(read_notice(path.read_bytes(), file_name=path.name).text),
        )
        for path in sorted(TEXTS.glob("*.txt"))
    ]
    published = tmp_path / "published.duckdb"
    with duckdb.connect(str(published)) as con:
        con.execute("CREATE SCHEMA core")
        for name, frame in rows_of(texts).items():
            con.register("incoming", frame.to_arrow())
            con.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
            con.unregister("incoming")
    scores, missing = scorer()(published, TEXTS, TEXTS / "labels")
    assert missing == []
    below = {
        field: (round(precision, 3), round(recall, 3))
        for field, (precision, recall, _) in scores.items()
        if min(precision, recall) < FLOORS[field]
    }
    assert below == {}
