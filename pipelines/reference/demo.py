"""Demo directives: the illustrations that stand in for real documents in a home of sample data.

Belongs here: filling the templates of `data/reference/demo/` for a range of months. Does not: sample workbooks or
notices (`pipelines.sample`).
"""

from __future__ import annotations

import json
from pathlib import Path
from string import Template

from pipelines.errors import ReferenceDataError
from pipelines.periods import month_window, year_window
from pipelines.reference import lists
from pipelines.settings import CHECKOUT

RECEIVERS = {"31": "31-SYT", "66": "66-SYT", "82": "82-SCT"}
"""Province -> the body that receives its demo reports; its own work is never late."""
CAMPAIGN_PROVINCE = "31"
YEARLY_PROVINCE = "82"
NAMES = {"31": "thành phố Hải Phòng", "66": "tỉnh Đắk Lắk", "82": "tỉnh Đồng Tháp"}

_STEMS = ("Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý")
_BRANCHES = ("Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi")


def demo_directives(first_period: str, last_period: str, *, shipped: Path | None = None) -> dict[str, str]:
    """Write the demo directives for a range of months: file name -> TOML text, for `<home>/reference/directives/`.

    Monthly (counts) and quick reports for each of the three provinces; for Hải Phòng each Tết campaign and for Đồng
    Tháp each yearly round (01/10–30/09) that ends within the range. The monthly duty has no last period.
    """
    if first_period > last_period:
        raise ReferenceDataError(f"The demo's first month {first_period} is after its last {last_period}. Swap them.")
    folder = shipped or CHECKOUT / "data" / "reference"
    agencies = lists.read_list(lists.AGENCIES, [folder])
    start, end = month_window(first_period).start, month_window(last_period).end
    years = [str(year) for year in range(start.year, end.year + 1)]
    texts = {}
    for province, receiver in RECEIVERS.items():
        roster = [row for row in agencies.iter_rows(named=True) if row["province_code"] == province]
        owing = [r["reporter_id"] for r in roster if r["kind"] in {"agency", "own"} and r["reporter_id"] != receiver]
        values = {
            "province_code": province,
            "province_name": NAMES[province],
            "receiver_id": receiver,
            "valid_from": start.isoformat(),
            "first_period": first_period,
            "agencies": json.dumps(owing),
            "asked": json.dumps([r["reporter_id"] for r in roster if r["kind"] == "asked"]),
            "own_work": json.dumps([receiver]),
        }
        text = _filled(folder, "directive", values)
        campaigns = [y for y in years if start.isoformat() <= f"{y}-03-31" <= end.isoformat()]
        for year in campaigns if province == CAMPAIGN_PROVINCE else []:
            text += _filled(folder, "campaign", values | _campaign_values(int(year)))
        rounds = [y for y in years if start <= year_window(y, "10-01").end <= end]
        if rounds and province == YEARLY_PROVINCE:
            opening = max(start, year_window(rounds[0], "10-01").start).isoformat()
            more = {"year": rounds[0], "last_year": rounds[-1], "first_start": opening}
            text += _filled(folder, "yearly", values | more)
        texts[f"{province}-MINH-HOA.toml"] = text
    return texts


def _campaign_values(year: int) -> dict[str, str]:
    lunar = f"{_STEMS[(year - 4) % 10]} {_BRANCHES[(year - 4) % 12]}"
    return {"year": str(year), "year_before": str(year - 1), "lunar_name": lunar}


def _filled(folder: Path, name: str, values: dict[str, str]) -> str:
    return Template((folder / "demo" / f"{name}.toml").read_text("utf-8")).substitute(values)
