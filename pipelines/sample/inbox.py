"""Writing the sample into a home: directives, workbooks, notices, received lists.

Belongs here: `write_sample` and the order of its writes. Does not: what is written, or whose home it is (`home`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from pipelines.errors import HomeError
from pipelines.reference import demo_directives, load
from pipelines.sample.character import characters
from pipelines.sample.deliveries import Delivery, deliveries
from pipelines.sample.files import Workshop
from pipelines.sample.home import claim_home, fingerprint, write_marker
from pipelines.sample.notices import invented_notices
from pipelines.sample.recalls import ATTENTION_DAYS
from pipelines.sample.scene import Scene
from pipelines.sample.staging import month_range, set_scene
from pipelines.sample.writing import Progress, replace_file, write_received, write_reports
from pipelines.settings import LOCAL_ZONE, Settings
from pipelines.workbooks.context import reading_context

PROVINCES = ("31", "82", "66")
_HOURS_OF_NOTICES = time(10, 30)
_ASKED_BY_LETTER = {"31": 0, "82": 1}
"""Province whose department sends letters about notices -> the first notice it writes about."""
_DAYS_TO_ANSWER = 35


@dataclass(frozen=True)
class SampleSummary:
    """What was written."""

    reports: int
    notices: int
    listed: int
    """Reports named by received.csv."""
    reporters: int
    first_period: str
    last_period: str
    by_form: dict[str, int] = field(default_factory=dict)
    by_flavour: dict[str, int] = field(default_factory=dict)
    """plain, draft, sums, returned, copied, empty, duplicate, nameless, truncated, encrypted, pdf."""
    by_province: dict[str, int] = field(default_factory=dict)
    stories: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Story -> ids of the reporters that play it."""


def write_sample(
    settings: Settings,
    *,
    until: date,
    months: int = 12,
    provinces: Sequence[str] = PROVINCES,
    seed: int = 389,
    processes: int = 2,
    progress: Progress | None = None,
) -> SampleSummary:
    """Fill the inbox of a demo home with months of invented reports and notices.

    Everything arrives before the midnight that begins `until`, local time. Run again with the same arguments it
    leaves the same bytes and is quick; with a later `until` it continues what was told before.

    Raises:
        HomeError: the home holds files that are no sample, was made from another seed, or cannot be written.
    """
    _check_provinces(provinces)
    first, last = month_range(until, months)
    claim = claim_home(settings, seed=seed, until=until, first_period=first)
    first = claim.first_period
    _write_directives(settings, first, last, provinces)
    _write_ledger_starts(settings, claim.anchor, provinces)
    reference = load(settings.shipped_reference, overlay=settings.reference, demo=True)
    scene = set_scene(
        reference,
        settings.shipped_reference,
        seed=seed,
        anchor=claim.anchor,
        until=until,
        months=(first, last),
        provinces=provinces,
    )
    workshop = Workshop(scene, reading_context(reference, shipped=settings.shipped_reference))
    plan = {r.reporter_id: deliveries(scene, characters(scene)[r.reporter_id]) for r in scene.reporters}
    made_by = fingerprint(settings.shipped_reference)
    write_reports(
        workshop,
        settings.inbox_reports,
        plan,
        processes=processes,
        progress=progress,
        keep_written=claim.made_by == made_by,
    )
    _write_ledger_letters(settings, scene, claim.anchor)
    notices = _write_notices(scene, settings.inbox_notices)
    write_marker(settings, replace(claim, made_by=made_by), seed=seed)
    return _summary(scene, plan, notices, first, last)


def _check_provinces(provinces: Sequence[str]) -> None:
    unknown = sorted(set(provinces) - set(PROVINCES))
    if unknown or not provinces:
        raise HomeError(
            f"Dữ liệu minh họa chỉ có cho các tỉnh {', '.join(PROVINCES)}; không có {', '.join(unknown) or '(trống)'}. "
            f"Sample data exist for provinces {', '.join(PROVINCES)} only."
        )


def _write_directives(settings: Settings, first: str, last: str, provinces: Sequence[str]) -> None:
    folder = settings.reference / "directives"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in demo_directives(first, last, shipped=settings.shipped_reference).items():
        if name.split("-", 1)[0] in provinces:
            replace_file(folder / name, text.encode())


def _write_ledger_starts(settings: Settings, anchor: date, provinces: Sequence[str]) -> None:
    """Say from which notices on wards answer; without it no ledger would open before the home's first night."""
    starts = anchor - timedelta(days=ATTENTION_DAYS)
    lines = [f"{province},{starts.isoformat()},dữ liệu minh họa" for province in sorted(provinces)]
    text = "\n".join(("province_code,starts_on,source", *lines, ""))
    replace_file(settings.reference / "ledger_starts.csv", text.encode())


def _write_ledger_letters(settings: Settings, scene: Scene, anchor: date) -> None:
    """Let departments ask their wards by a date, each about other notices; one province sets none, as it may happen."""
    starts = anchor - timedelta(days=ATTENTION_DAYS)
    asked = [n for n in invented_notices(scene) if n.opens_ledger and n.issued >= starts]
    lines = []
    for province in sorted({r.province_code for r in scene.reporters} & set(_ASKED_BY_LETTER)):
        for number, notice in enumerate(asked[_ASKED_BY_LETTER[province] :: 2], start=1):
            sent = notice.published + timedelta(days=2)
            if sent >= scene.until:
                continue
            due = datetime.combine(sent + timedelta(days=_DAYS_TO_ANSWER), time(), LOCAL_ZONE)
            letter = f"{400 + 13 * number}/SYT-NVD-MH ngày {sent:%d/%m/%Y}"
            facts = (province, notice.number, notice.issued.isoformat(), due.isoformat(), letter, "dữ liệu minh họa")
            lines.append(",".join(facts))
    text = "\n".join(("province_code,document_number,issued_on,due_at,letter,source", *lines, ""))
    replace_file(settings.reference / "ledger_letters.csv", text.encode())


def _write_notices(scene: Scene, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    notices = invented_notices(scene)
    rows = []
    for notice in notices:
        at = datetime.combine(notice.published, _HOURS_OF_NOTICES, LOCAL_ZONE)
        replace_file(folder / notice.file_name, notice.text.encode(), at=at)
        rows.append((notice.file_name, at.isoformat(), "cucquanlyduoc@minhhoa.example", "trang thông tin điện tử"))
    write_received(folder, rows)
    return len(notices)


def _summary(
    scene: Scene, plan: Mapping[str, Sequence[Delivery]], notices: int, first: str, last: str
) -> SampleSummary:
    sent = [(reporter_id, delivery) for reporter_id, files in plan.items() for delivery in files]
    stories: dict[str, list[str]] = {}
    for reporter_id, character in characters(scene).items():
        if character.story:
            stories.setdefault(character.story, []).append(reporter_id)
    return SampleSummary(
        reports=len(sent),
        notices=notices,
        listed=sum(d.listed for _, d in sent),
        reporters=len(scene.reporters),
        first_period=first,
        last_period=last,
        by_form=dict(sorted(Counter(d.form for _, d in sent).items())),
        by_flavour=dict(sorted(Counter(d.flavour for _, d in sent).items())),
        by_province=dict(sorted(Counter(scene.by_id[r].province_code for r, _ in sent).items())),
        stories={story: tuple(sorted(ids)) for story, ids in sorted(stories.items())},
    )
