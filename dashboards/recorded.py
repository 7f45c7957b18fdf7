"""On the page of one notice: what people recorded about it, in words, with who, when and why.

Belongs here: decisions about one notice -> a list. Does not: the forms that write them (`ledger_forms`, `reviews`), or
what they do (`pipelines`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dashboards import blocks, deciding, formats
from dashboards.i18n import Words
from dashboards.lists import headed
from dashboards.markup import Column, Row, join, tag
from dashboards.queries import notice as questions
from dashboards.queries import waiting as places
from dashboards.screen import Screen
from pipelines.decision_values import day_of, instant_of
from pipelines.settings import LOCAL_ZONE

KINDS = (
    *("ledger_due", "extension", "exemption", "sign_off", "open_ledger", "notice_duty", "distribution"),
    "notice_correction",
)
_KEPT = ("decided_at", "decision_kind", "decided_what", "decided_by", "decided_why", "takes_effect", "document_number")


@dataclass(frozen=True)
class _Names:
    """Names for the codes that a value holds."""

    words: Words
    provinces: Mapping[str, str]
    reporters: Mapping[str, str]
    duties: Mapping[str, str]


def block(screen: Screen, notice: Row) -> None:
    """Draw what was recorded about the notice, newest first; what was written since the last night waits."""
    words = screen.words
    rows = _rows(screen, notice)
    waits = sum(row["waits"] for row in rows)
    said = words("recorded.title", n=formats.number(len(rows)))
    blocks.listing(
        screen,
        rows,
        _columns(words),
        key="recorded",
        heading=(said, words("recorded.waiting", n=formats.number(waits)) if waits else words("recorded.drawn")),
        empty=words("recorded.none"),
        behind=headed(pl.DataFrame(rows, infer_schema_length=None), _KEPT, words) if rows else None,
    )


def _rows(screen: Screen, notice: Row) -> list[dict[str, Any]]:
    """Decisions of the snapshot and those waiting, each with its words and whether it was withdrawn."""
    published = questions.decisions(screen.snapshot, screen.view).to_dicts()
    known = {row["decision_id"] for row in published}
    waiting = deciding.waiting(screen, *KINDS).filter(pl.col("notice_id") == notice["notice_id"]).to_dicts()
    nightly = [row | {"waits": False} for row in questions.withdrawals(screen.snapshot).to_dicts()]
    revoked = {row["value"]: row for row in [*deciding.withdrawals(screen), *nightly]}
    since = {row["decision_id"] for row in revoked.values() if row["waits"]}
    names = _names(screen)
    rows = [row | {"waits": False} for row in published]
    rows += [
        row | {"waits": True, "document_number": notice["document_number"]}
        for row in waiting
        if row["decision_id"] not in known
    ]
    for row in rows:
        row["decided_at"] = row["decided_at"].astimezone(LOCAL_ZONE)
        row["decision_kind"] = names.words.code("decision_kind", row["kind"])
        row["decided_what"] = said_value(row, names)
        row["decided_why"] = row["reason"]
        withdrawal = revoked.get(row["decision_id"])
        row["is_other"] = row["notice_id"] != notice["notice_id"]
        row["withdrawn"] = withdrawal is not None
        row["takes_effect"] = _effect(row, withdrawal, names.words)
        row["waits"] = row["waits"] or (withdrawal is not None and withdrawal["decision_id"] in since)
    return sorted(rows, key=lambda row: (row["decided_at"], row["decision_id"]), reverse=True)


def _effect(row: Row, withdrawal: Row | None, words: Words) -> str:
    if withdrawal is not None:
        said = words(
            "recorded.withdrawn",
            by=withdrawal["decided_by"] or formats.UNKNOWN,
            at=formats.instant(withdrawal["decided_at"]),
            why=withdrawal["reason"] or formats.UNKNOWN,
        )
        return f"{said} · {words('recorded.waits')}" if withdrawal["waits"] else said
    return words("recorded.waits" if row["waits"] else "recorded.in_force")


def _names(screen: Screen) -> _Names:
    reporters = places.reporters(screen.snapshot, None)
    duties = questions.duty_names(screen.snapshot)
    provinces = screen.places.filter(pl.col("kind") == "province")
    return _Names(
        screen.words,
        dict(provinces.select("unit_code", "name").iter_rows()),
        dict(reporters.select("reporter_id", "name").iter_rows()),
        dict(duties.select("duty", f"name_{screen.words.language}").iter_rows()),
    )


def said_value(row: Row, names: _Names) -> str:
    """What was decided, in words; a value of another shape is shown as it was written."""
    words, who = names.words, row["reporter_id"]
    pieces = [names.reporters.get(who, who)] if who else []
    value = _parsed(row["value"])
    if isinstance(value, dict):
        pieces += _fields(row["kind"], value, names)
    elif row["kind"] == "open_ledger":
        pieces.append(names.provinces.get(value, value) if value else words("place.all"))
    elif row["kind"] == "extension":
        pieces.append(words("recorded.until", at=_moment(value)))
    elif value:
        pieces.append(value)
    return " · ".join(pieces) or formats.UNKNOWN


def _fields(kind: str, value: Mapping[str, Any], names: _Names) -> list[str]:
    """The fields of a value, each by its name; of a correction the field that it corrects."""
    words = names.words
    if kind == "notice_correction" and "field" in value:
        corrected = value.get("value")
        shown = words("reviews.not_said") if corrected is None else _corrected(value["field"], corrected, words)
        about = [words("recorded.product", n=value["product_no"])] if value.get("product_no") else []
        about += [words("notice.batches", batches=value["batch_number"])] if value.get("batch_number") else []
        return [*about, f"{words.code('field', value['field'])}: {shown}"]
    return [_field(name, found, names) for name, found in value.items()]


def _corrected(field: str, value: Any, words: Words) -> str:
    catalogue = {"kind": "notice_kind", "product_group": "product_group", "scope": "notice_scope"}.get(field)
    return words.code(catalogue, str(value)) if catalogue else _moment(str(value))


def _field(name: str, value: Any, names: _Names) -> str:
    words = names.words
    if name == "province_code":
        return names.provinces.get(str(value), str(value))
    if name == "duty":
        return names.duties.get(str(value), str(value))
    if name == "state":
        return words.code("duty", str(value))
    if name == "agencies" and isinstance(value, list):
        shown = ", ".join(names.reporters.get(str(one), str(one)) for one in value)
    else:
        shown = _figure(value) if isinstance(value, int | float) else _moment(str(value))
    return f"{words.code('recorded_field', name)}: {shown}"


def _figure(value: float) -> str:
    return formats.number(value, 0 if value == int(value) else 1)


def _parsed(value: str | None) -> Any:
    try:
        found = json.loads(value or "")
    except ValueError:
        return value
    return found if isinstance(found, dict) else value


def _moment(value: str | None) -> str:
    """A day or an instant as people write it; other text as it is."""
    try:
        day: date = day_of(value)
    except ValueError:
        pass
    else:
        return formats.day(day)
    try:
        return formats.instant(instant_of(value or "").astimezone(LOCAL_ZONE))
    except ValueError:
        return value or formats.UNKNOWN


def _columns(words: Words) -> list[Column]:
    def what(row: Row) -> object:
        other = words("recorded.on_other", number=row["document_number"] or row["notice_id"])
        pieces = [tag("b", row["decision_kind"]), tag("div", row["decided_what"])]
        return join([*pieces, tag("small", other) if row["is_other"] else ""])

    def effect(row: Row) -> object:
        look, sign = ("not-due", "○") if row["waits"] else ("exempt", "–") if row["withdrawn"] else ("on-time", "●")
        return tag("span", tag("span", sign, cls="h-shape"), row["takes_effect"], cls=f"h-status h-{look}")

    return [
        Column(words("column.decided_what"), what, cls="h-wide"),
        Column(
            words("column.decided_by"),
            lambda row: join([row["decided_by"] or formats.UNKNOWN, tag("small", formats.instant(row["decided_at"]))]),
        ),
        Column(words("column.decided_why"), lambda row: row["decided_why"] or formats.UNKNOWN, cls="h-wide"),
        Column(words("column.takes_effect"), effect),
    ]
