"""Whose home it is: refusing real files, marking a demo home, remembering how its sample was made.

Belongs here: the marker and the refusal. Does not: what is written into the home (`inbox`, `bench`).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.errors import HomeError
from pipelines.sample.writing import replace_file
from pipelines.settings import DEMO_MARKER, Settings

_MARKER_TEXT = """DỮ LIỆU MINH HỌA – SAMPLE DATA
Mọi báo cáo, văn bản, sản phẩm, công ty, con người trong thư mục này đều tự đặt, không có thật.
Everything in this home is invented. Do not put real files here.
"""


@dataclass(frozen=True)
class Claim:
    """How the sample of a home was first made; later runs continue it."""

    anchor: date
    """The day the stories are told towards."""
    first_period: str
    made_by: str | None = None
    """Fingerprint of the code and words that wrote the whole sample; None while it is not complete."""


def claim_home(settings: Settings, *, seed: int, until: date, first_period: str) -> Claim:
    """Refuse a home with real files; write the marker of a new one, or read what it says.

    Raises:
        HomeError: the home holds files that are no sample, or its sample was made from another seed.
    """
    marker = settings.home / DEMO_MARKER
    if marker.is_file():
        known = _claim_of(marker, seed)
        return replace(known, first_period=min(known.first_period, first_period))
    for folder in (settings.inbox, settings.archive, settings.decisions):
        stranger = next((path for path in _files_below(folder)), None)
        if stranger is not None:
            raise HomeError(
                f"{settings.home}: thư mục này đã có tệp không phải dữ liệu minh họa ({stranger}). Chọn thư mục khác "
                "bằng biến HEALTH389_HOME, ví dụ data/demo. This home holds real files: choose another one."
            )
    settings.create_folders()
    claim = Claim(until, first_period)
    write_marker(settings, claim, seed=seed)
    return claim


def write_marker(settings: Settings, claim: Claim, *, seed: int) -> None:
    """Write the marker of a demo home."""
    facts = {
        "seed": seed,
        "anchor": claim.anchor.isoformat(),
        "first_period": claim.first_period,
        "made_by": claim.made_by,
    }
    replace_file(settings.home / DEMO_MARKER, f"{_MARKER_TEXT}{json.dumps(facts)}\n".encode())


def fingerprint(shipped: Path) -> str:
    """Tell one state of the code, the form and the words from another: equal ones write equal files."""
    here = Path(__file__).parent
    parts = [here, here.parent / "workbooks", shipped / "demo", shipped / "forms"]
    lists = list(shipped.glob("*.csv"))
    files = [path for part in parts for path in part.rglob("*") if path.suffix in {".py", ".toml"}]
    digest = hashlib.sha256()
    for path in sorted([*files, *lists]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _claim_of(marker: Path, seed: int) -> Claim:
    last_line = marker.read_text("utf-8").strip().rsplit("\n", 1)[-1]
    try:
        facts: dict[str, Any] = json.loads(last_line)
        claim = Claim(date.fromisoformat(facts["anchor"]), str(facts["first_period"]), facts.get("made_by"))
    except (ValueError, KeyError, TypeError) as error:
        raise HomeError(
            f"{marker}: dòng cuối không còn ghi cách tạo dữ liệu minh họa. Xóa cả thư mục rồi tạo lại. "
            "Its last line no longer says how the sample was made: delete the home and make it again."
        ) from error
    if facts.get("seed") != seed:
        raise HomeError(
            f"{marker}: dữ liệu minh họa ở đây tạo từ số {facts.get('seed')}, không phải {seed}. Dùng số đó hoặc thư "
            "mục khác. This sample was made from another seed: use that one, or another home."
        )
    return claim


def _files_below(folder: Path) -> Iterator[Path]:
    for root, _, names in os.walk(folder):
        yield from (Path(root) / name for name in sorted(names))
