"""Words and tables of the quality page: rules, findings, reporters, nights.

Belongs here: rows of `queries.quality` -> readable pieces. Does not: SQL, figures, rules.
"""

from __future__ import annotations

import polars as pl

from dashboards import blocks, formats, sentences
from dashboards.drill import finding_columns
from dashboards.i18n import Words
from dashboards.lists import headed
from dashboards.markup import Column, Html, Row, join, tag
from dashboards.screen import Screen


def labelled(rules: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Rules with `label`: their short name in the catalogue, else one of their messages."""
    rows = rules.to_dicts()
    labels = [
        words(f"rule.{row['rule']}") if words.has(f"rule.{row['rule']}") else row[f"message_{words.language}"]
        for row in rows
    ]
    return rules.with_columns(label=pl.Series(labels, dtype=pl.String))


def chips(screen: Screen, rules: pl.DataFrame) -> Html:
    """Links for severity, state, rule; a chosen reporter can be let go."""
    words, view = screen.words, screen.view
    rows = [
        blocks.chips(
            screen,
            "severity",
            {None: words("filter.all"), **{s: words.code("severity", s) for s in ("error", "warning", "info")}},
            label=words("filter.severity"),
        ),
        blocks.chips(
            screen,
            "status",
            {None: words("filter.all"), "open": words("finding.open"), "resolved": words("finding.resolved")},
            label=words("filter.status"),
        ),
    ]
    names = dict(zip(rules["rule"].to_list(), rules["label"].to_list(), strict=True))
    if names:
        most = [r for r in names if r == view.rule] + [r for r in names if r != view.rule][:5]
        rows.append(
            blocks.chips(
                screen,
                "rule",
                {None: words("filter.all"), **{r: _short(names[r]) for r in most}},
                label=words("filter.rule"),
            )
        )
    if view.reporter:
        rows.append(
            blocks.chips(screen, "reporter", {view.reporter: view.reporter, None: "✕"}, label=words("column.reporter"))
        )
    return tag("div", *rows, cls="h-chip-rows")


def rules_title(rules: pl.DataFrame, words: Words) -> str:
    """Say which rule has the most open findings."""
    top = rules.sort(["open", "rule"], descending=[True, False]).row(0, named=True)
    if not top["open"]:
        return words("rules.title_done")
    return words(
        "rules.title",
        label=_short(top["label"]),
        n=formats.number(top["open"]),
        total=formats.number(rules["open"].sum()),
    )


def rules_frame(rules: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Rules as a table to keep."""
    kept = ["rule", "label", "severity", "open", "resolved", "reporters"]
    return rules.select(kept).rename({c: words(f"column.{c}") for c in kept})


def reporter_columns(screen: Screen) -> list[Column]:
    """Who has what to mend."""
    words = screen.words
    return [
        Column(
            words("column.reporter"),
            lambda row: join([row["reporter_name"], tag("small", sentences.short_province(row["province"]))]),
        ),
        Column(f"✕ {words('severity.error')}", lambda row: formats.number(row["errors"]), figure=True),
        Column(f"▲ {words('severity.warning')}", lambda row: formats.number(row["warnings"]), figure=True),
        Column(words("column.phone"), blocks.phone, figure=True),
    ]


def reporter_frame(reporters: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Reporters with findings as a table to keep."""
    kept = ["reporter_id", "reporter_name", "province", "errors", "warnings", "notes", "phone"]
    return reporters.select(kept).rename({c: words(f"column.{c}") for c in kept})


def columns(screen: Screen) -> list[Column]:
    """A finding in one row: where, how bad, what, cure, whose."""
    words = screen.words

    def whose(row: Row) -> object:
        return join(
            [
                row["reporter_name"] or formats.UNKNOWN,
                tag("small", formats.period(row["period"], words) if row["period"] else ""),
            ]
        )

    place, *rest = finding_columns(screen, file_too=True)
    return [place, Column(words("column.reporter"), whose), *rest]


def findings_title(screen: Screen, found: pl.DataFrame) -> str:
    """Say how many findings the filters show and whose."""
    words = screen.words
    total = int(found["total"][0]) if found.height else 0
    return words("faults.title", n=formats.number(total), shown=formats.number(found.height))


def runs_title(runs: pl.DataFrame, words: Words) -> str:
    """Say when the last night ran and what it took in."""
    if runs.is_empty():
        return words("runs.none")
    last = runs.row(0, named=True)
    return words("runs.title", at=formats.instant(last["as_of"]), new=formats.number(last["files_new"]))


def run_columns(words: Words) -> list[Column]:
    """A night in one row."""
    return [
        Column(words("column.as_of"), lambda row: formats.instant(row["as_of"])),
        Column(words("column.duration"), lambda row: _lasted(row, words), figure=True),
        *(
            Column(words(f"column.{name}"), lambda row, name=name: formats.number(row[name]), figure=True)  # type: ignore[misc]
            for name in ("files_seen", "files_new", "files_failed")
        ),
    ]


def _lasted(row: Row, words: Words) -> str:
    if row["finished_at"] is None or row["started_at"] is None:
        return words("runs.this_one")
    return words("unit.seconds", n=formats.number((row["finished_at"] - row["started_at"]).total_seconds()))


def _short(said: str, longest: int = 44) -> str:
    return said if len(said) <= longest else said[: longest - 1] + "…"


def runs_frame(runs: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Nights as a table to keep."""
    return headed(runs, ["as_of", "started_at", "finished_at", "files_seen", "files_new", "files_failed"], words)
