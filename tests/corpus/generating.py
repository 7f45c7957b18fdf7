"""The files of the corpus: for a seed, always the same.

Belongs here: drawing a format and ways for each file. Does not: what a way does (`ways`).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random

from pipelines.reference import Reference
from tests.corpus.contents import make_case
from tests.corpus.model import Case, World
from tests.corpus.ways import (  # noqa: F401 - ways make themselves known when they are imported
    asides,
    cells,
    columns,
    covers,
    days,
    free_names,
    hostile,
    layouts,
    letters,
    lost,
    matrices,
    money,
    rows,
    shown,
    tables,
    whole,
)
from tests.corpus.ways.choosing import WAYS, Way

PROVINCES = ("31", "66", "82")
FORMATS = (("xlsx", 46), ("xlsm", 5), ("xls", 11), ("ods", 10), ("csv", 10), ("html", 8), ("eml", 5), ("zip", 5))
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-8-sig")
SEPARATORS = (",", ";", "\t", "|", ";")
_TRIES = 30
_ATTEMPTS = 120
"""Cases made until one has its first way in it: some fit only one layout of ten."""
_OF_OUR_FORM = frozenset({"reporter", "period", "form", "cover", "strangers", "sheets", "money unit", "heading words"})
"""Groups of ways that bend what another layout does not have."""


def make_world(reference: Reference) -> World:
    """Take the names that files are about from the reference data."""
    words = {
        "categories": dict(reference.categories.select("category", "name_vi").iter_rows()),
        "violations": dict(reference.violations.select("violation", "name_vi").iter_rows()),
        "channels": dict(reference.channels.select("channel", "name_vi").iter_rows()),
    }
    units = reference.units.filter(reference.units["province_code"].is_in(PROVINCES))
    named = sorted(units.select("unit_code", "name", "kind", "province_code").rows())
    agencies = reference.reporters.select("reporter_id", "name", "province_code", "ward_code").rows()
    return World(
        wards={code: (name, province) for code, name, kind, province in named if kind != "province"},
        agencies={
            i: (name, province) for i, name, province, ward in agencies if ward is None and province in PROVINCES
        },
        provinces={code: name for code, name, kind, _ in named if kind == "province"},
        words=words,
    )


def make_cases(world: World, *, seed: int, count: int) -> Iterator[Case]:
    """Make the files of one seed, each from its own chance: a later file does not depend on an earlier one."""
    names = sorted(WAYS)
    for number in range(count):
        # Every way comes up in its turn, whatever chance adds to it.
        first = WAYS[names[number % len(names)]]
        for attempt in range(_ATTEMPTS):
            case = _make(Random(f"{seed}/{number}/{attempt}"), number, world, first)
            if first.name in case.ways:
                break
        case.file_name = f"bao-cao-{seed}-{number:03d}.{_ending(case)}"
        yield case


def _make(chance: Random, number: int, world: World, first: Way) -> Case:
    form = chance.choices(("monthly", "yearly", "quick", "sign_off", "campaign"), (76, 9, 5, 6, 4))[0]
    case = make_case(number, chance, world, form=form, agency=chance.random() < 0.15)
    _choose_format(case)
    wanted = chance.choices((1, 2, 3, 4), (25, 35, 25, 15))[0]
    _apply(case, _draw(case, first, wanted))
    _settle(case)
    return case


def _settle(case: Case) -> None:
    """Say what the ways mean together."""
    for report in case.reports:
        figures = [v for s in report.sheets for line in s.real_lines() for v in (line.means or {}).values()]
        if report.content == "nil" and (not report.has_cover or any(type(v) in (int, float) and v for v in figures)):
            # The box is not in the file, or the figures say otherwise.
            report.content = "filled" if figures else None
            case.may_return("empty_report")
    # Nobody needs to hear that a blank sheet is hidden.
    case.expected = [
        e for e in case.expected if not (e.rules == {"hidden*"} and e.place.sheet and not e.place.sheet.real_lines())
    ]


def _choose_format(case: Case) -> None:
    chance = case.chance
    case.extension = chance.choices([name for name, _ in FORMATS], [weight for _, weight in FORMATS])[0]
    if case.extension == "csv":
        case.package = f"{chance.choice(ENCODINGS)} {chance.choice(SEPARATORS)}"
    if case.extension == "csv" or (case.extension == "html" and chance.random() < 0.5):
        # One sheet only: the cover's lines above one table.
        case.stacked = True
        case.report.sheets = case.report.sheets[:1]
        case.report.cover = case.report.cover[4:]
        case.report.sheets[0].above = []
    if case.extension in ("csv", "html"):
        # What is not in a sheet of its own may wait for a person; its figures must still be right.
        case.may_return("no_cover", "reporter_*", "form_unknown", "period_*", "money_unit*")


def _ending(case: Case) -> str:
    return "xls" if case.extension == "html" else case.extension


def _draw(case: Case, first: Way, wanted: int) -> list[Way]:
    chosen = [first]
    ways = [WAYS[name] for name in sorted(WAYS) if WAYS[name].group != "hostile"]
    for _ in range(_TRIES):
        if len(chosen) >= wanted or first.group == "hostile":
            break
        drawn = case.chance.choices(ways, [each.weight for each in ways])[0]
        if drawn not in chosen and not any(each.group and each.group == drawn.group for each in chosen):
            chosen.append(drawn)
    return sorted(chosen, key=lambda each: (each.phase, each.name))


def _apply(case: Case, ways: list[Way]) -> None:
    for each in ways:
        before = copy.copy(case.expected)
        if ("foreign" in case.used and each.group in _OF_OUR_FORM) or each.act(case) is False:
            case.expected = before
        else:
            case.ways.append(each.name)
