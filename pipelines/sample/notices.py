"""Thirty invented notices: recalls, suspensions, warnings, withdrawals, some of them told twice.

Belongs here: which notice is about which products and batches, and its text in the styles of real ones. Does not:
what wards do about it (`recalls`), or parsing (`pipelines.notices`).
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from pipelines.sample.catalogue import Batch, Product, make_batch, shelves
from pipelines.sample.chance import one_of, stream
from pipelines.sample.scene import Scene

MARK = "DỮ LIỆU MINH HỌA: văn bản, sản phẩm, công ty trong tệp này đều tự đặt, không có thật."
_DAYS_BY_LEVEL = {1: 3, 2: 15, 3: 30}
_GOODS = {
    "medicine": "thuốc",
    "traditional": "thuốc cổ truyền",
    "cosmetic": "mỹ phẩm",
    "health_supplement": "thực phẩm bảo vệ sức khỏe",
    "medical_device": "thiết bị y tế",
    "infant": "sản phẩm",
}
_REGISTRATION_LABELS = {
    "medicine": "SĐK",
    "cosmetic": "số tiếp nhận phiếu công bố",
    "medical_device": "số công bố",
}
_DATE_STYLES = {"slashes": "%d/%m/%Y", "dots": "%d.%m.%y", "compact": "%d%m%y", "month": "%m/%Y"}


@dataclass(frozen=True)
class Notice:
    """One invented notice."""

    slot: str
    kind: str
    level: int | None
    number: str
    issued: date
    published: date
    items: tuple[tuple[Product, tuple[Batch, ...]], ...]
    retells: str | None
    widespread: bool
    """Whether its batch turns up all over one province, as one of the stories."""
    file_name: str
    text: str

    @property
    def opens_ledger(self) -> bool:
        """Whether wards search for its goods."""
        return self.kind in {"recall", "suspension"} and self.retells is None


@lru_cache(maxsize=4)
def invented_notices(scene: Scene) -> tuple[Notice, ...]:
    """All notices published before the end of the sample, in order of publication."""
    plan = scene.words["notices"]
    taken: dict[str, int] = {}
    made: dict[str, Notice] = {}
    for number, slot in enumerate(plan["notices"]):
        made[slot["id"]] = _notice(scene, plan, slot, number, made, taken)
    first = min((r.start for r in scene.rounds), default=date.min)
    kept = [n for n in made.values() if n.published < scene.until and n.issued >= first]
    return tuple(sorted(kept, key=lambda n: (n.published, n.slot)))


def _notice(
    scene: Scene,
    plan: Mapping[str, Any],
    slot: Mapping[str, Any],
    position: int,
    made: Mapping[str, Notice],
    taken: dict[str, int],
) -> Notice:
    chance = stream(scene.seed, "notice", slot["id"])
    told = made[slot["retells"]] if "retells" in slot else None
    day = scene.anchor - timedelta(days=slot["age"])
    own = told is None or slot.get("own_number", False)
    issued = _working_day(day) if own or told is None else told.issued
    published = max(issued, _working_day(day)) + timedelta(days=0 if told else chance.randrange(3))
    # 9xxx: documents of the sample are numbered high, and their symbol ends in MH (minh họa).
    number = f"9{100 + position * 23 + chance.randrange(20)}/{plan['symbols'].get(slot['style'], '')}"
    if told and not own:
        number = told.number
    bare = Notice(
        slot=slot["id"],
        kind=slot["kind"],
        level=told.level if told else slot.get("level"),
        number=number,
        issued=issued,
        published=published,
        items=told.items if told else _items(scene, slot, issued, taken, chance),
        retells=slot.get("retells"),
        widespread=bool(slot.get("widespread", False)),
        file_name="",
        text="",
    )
    reason = _reason(scene, plan, told.slot if told else bare.slot, bare.items[0][0])
    text = _text(plan, slot, bare, told, reason)
    suffix = slot.get("file", "txt")
    return replace(
        bare,
        file_name=f"{published:%Y-%m-%d}_{number.replace('/', '-')}{'_bao' if told and not own else ''}.{suffix}",
        text=_as_html(text) if suffix == "html" else _with_source(text, bare),
    )


def _items(
    scene: Scene, slot: Mapping[str, Any], issued: date, taken: dict[str, int], chance: Random
) -> tuple[tuple[Product, tuple[Batch, ...]], ...]:
    shelf = slot["shelf"]
    items = []
    for _ in range(slot.get("products", 1)):
        product = shelves(scene)[shelf][taken.get(shelf, 0)]
        taken[shelf] = taken.get(shelf, 0) + 1
        batches = {b.number: b for b in (make_batch(shelf, issued, chance) for _ in range(slot.get("batches", 1)))}
        items.append((product, tuple(batches.values())))
    return tuple(items)


def _text(plan: Mapping[str, Any], slot: Mapping[str, Any], notice: Notice, told: Notice | None, reason: str) -> str:
    level, issued = notice.level or 0, notice.issued
    lines = [_item(plan, slot, product, batches, no) for no, (product, batches) in enumerate(notice.items, 1)]
    filled: str = plan["texts"][slot["style"]].format(
        goods=_GOODS[notice.items[0][0].shelf],
        title=" và ".join(product.name for product, _ in notice.items[:2]),
        number=notice.number,
        issued=f"{issued:%d/%m/%Y}",
        published=f"{notice.published:%d/%m/%Y}",
        day=f"{issued.day:02d}",
        month=f"{issued.month:02d}",
        year=issued.year,
        level=level or "",
        days=_DAYS_BY_LEVEL.get(level, 30),
        reason=reason,
        report_by=f"{issued + timedelta(days=24):%d/%m/%Y}",
        count=len(notice.items),
        items="\n".join(lines),
        source_number=told.number if told else "",
        source_issued=f"{told.issued:%d/%m/%Y}" if told else "",
    )
    return filled.strip() + "\n"


def _reason(scene: Scene, plan: Mapping[str, Any], slot: str, product: Product) -> str:
    """Why a product is recalled: what can be wrong with its dosage form; a notice retold has the same reason."""
    solid = product.shelf == "medicine" and product.form.startswith("viên")
    listed = plan["reasons"].get("solid" if solid else product.shelf, [""])
    return str(one_of(stream(scene.seed, "reason", slot), listed))


def _item(
    plan: Mapping[str, Any], slot: Mapping[str, Any], product: Product, batches: tuple[Batch, ...], number: int
) -> str:
    style = slot["item"]
    pattern = _DATE_STYLES[slot.get("dates", "slashes")]
    lots = "; ".join(
        str(plan["lots"].get(style, "")).format(
            number=b.number, made=b.made.strftime(pattern), expires=b.expires.strftime(pattern)
        )
        for b in batches
    )
    line: str = plan["items"][style].format(
        no=number,
        form=product.form,
        Form=product.form[0].upper() + product.form[1:],
        name=product.name,
        active=f" ({product.active})" if product.active else "",
        registration=product.registration,
        label=_REGISTRATION_LABELS.get(product.shelf, "SĐK"),
        lots=lots,
        maker=product.maker,
        importer=f", {product.importer} nhập khẩu" if product.importer else "",
    )
    return line


def _with_source(text: str, notice: Notice) -> str:
    source = f"https://minhhoa.example/thu-hoi/{notice.slot}"
    return f"SOURCE: {source}\nPUBLISHED: {notice.published:%d/%m/%Y}\nNOTE: {MARK}\n---\n{text}"


def _as_html(text: str) -> str:
    """The same text as a web page; lines with bars become a table."""
    rows = []
    lines = text.strip().split("\n")
    for line in lines[1:]:
        if " | " in line:
            cells = "".join(f"<td>{html.escape(cell)}</td>" for cell in line.split(" | "))
            rows.append(f"<tr>{cells}</tr>")
        else:
            rows.append(f"<p>{html.escape(line)}</p>")
    body = "\n".join(rows)
    start, end = body.find("<tr>"), body.rfind("</tr>")
    if start >= 0:
        body = f"{body[:start]}<table>\n{body[start : end + 5]}\n</table>{body[end + 5 :]}"
    title = html.escape(lines[0])
    return (
        f'<!DOCTYPE html>\n<html lang="vi">\n<head><meta charset="utf-8"><title>{title}</title></head>\n<body>\n'
        f"<header><nav>Trang chủ | Tin tức | {MARK}</nav></header>\n<article>\n<h1>{title}</h1>\n{body}\n</article>\n"
        f"<footer>{MARK}</footer>\n</body>\n</html>\n"
    )


def _working_day(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))
