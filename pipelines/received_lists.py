"""Every `received.csv` of the inbox, held against the files that arrived.

Belongs here: which lists are trusted, which of several lines speaks of which file, when a line is stronger than what is
known and when it is refused. Does not: reading one list (`arrivals`), or recording arrivals (`inbox`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.arrivals import RECEIVED_CSV, RECEIVED_LINES, CsvProblem, read_received_csv
from pipelines.scanning import INBOXES, SeenFile
from pipelines.settings import Settings

UNTRUSTED_FOLDERS = ("upload", "mail", "sftp", "object_store")
"""Top folders of an inbox that strangers write: a `received.csv` in them is no evidence."""


def read_lists(settings: Settings, arrived: pl.Series) -> tuple[pl.DataFrame, list[CsvProblem]]:
    """What every trusted `received.csv` says, as `RECEIVED_LINES`; deeper folders win over their parents.

    `arrived` are the paths of all files that ever arrived: a line about another path is a problem.
    """
    lists: list[pl.DataFrame] = []
    problems: list[CsvProblem] = []
    for inbox in INBOXES:
        root = settings.inbox / inbox
        for csv_path in sorted(root.rglob(RECEIVED_CSV), key=lambda p: (len(p.parts), str(p))):
            below = csv_path.relative_to(root)
            if below.parts[0] in UNTRUSTED_FOLDERS or csv_path.is_symlink():
                continue
            found, bad = read_received_csv(csv_path, prefix=(Path(inbox) / below.parent).as_posix())
            lists.append(found.with_columns(rank=pl.lit(len(lists))))
            problems.extend(bad)
    if not lists:
        return pl.DataFrame(schema=RECEIVED_LINES), problems
    lines = pl.concat(lists).filter(pl.col("rank") == pl.col("rank").max().over("path")).drop("rank")
    absent = lines.join(arrived.to_frame("path"), on="path", how="anti").sort("path", "received_at")
    problems += [CsvProblem(line["csv_name"], line["line"], line["path"], "absent") for line in _rows(absent)]
    return lines, problems


def strengthened(
    arrivals: pl.DataFrame, received: pl.DataFrame, seen: Sequence[SeenFile], listed: pl.DataFrame
) -> tuple[list[dict[str, object]], list[CsvProblem]]:
    """Let the lists speak, also those that came after the file: they are stronger than the times of a file.

    The first line of a path is about the first file that stood there, the second about the one that replaced it. What
    a line once said of a file is never moved later, and a line later than the file has been there is refused.

    Args:
        arrivals: `raw.arrivals` with those of tonight.
        received: what `read_lists` gave.
        seen: the files in the inbox.
        listed: path and `nth` of each in `seen`.
    """
    stronger: list[dict[str, object]] = []
    refused: list[CsvProblem] = []
    own = arrivals.filter(pl.col("container_sha256").is_null())  # what came inside another file follows that file
    unsettled = _unsettled(own, received)
    lines = _by_path(received.join(unsettled, on="path", how="semi").sort("path", "received_at"))
    present = dict(listed.join(unsettled, on="path", how="semi").select("path", "nth").iter_rows())
    files = own.join(unsettled, on="path", how="semi").sort("path", "first_seen_at", "mtime_ns")
    for path, rows in _by_path(files).items():
        for row, line in zip(rows, lines[path], strict=False):
            problem = _refusal(row, line, seen[present[path]] if path in present else None)
            if problem is not None:
                stated = line["received_at"].isoformat()
                refused.append(CsvProblem(line["csv_name"], line["line"], stated, problem))
            elif row["evidence"] != "received_csv" or row["received_at"] != line["received_at"]:
                said = {name: line[name] for name in ("received_at", "sender", "channel")}
                stronger.append(row | said | {"evidence": "received_csv"})
    return stronger, refused


def _unsettled(own: pl.DataFrame, received: pl.DataFrame) -> pl.DataFrame:
    """Paths that lists speak of, without those of one file and one line that says what is known of it.

    The latter are nearly all, in a home of years.
    """
    told = received.group_by("path").agg(lines=pl.len(), said_at=pl.col("received_at").first())
    recorded = pl.col("received_at").filter(pl.col("evidence") == "received_csv")
    files = own.group_by("path").agg(files=pl.len(), known_at=recorded.first())
    agrees = (pl.col("lines") == 1) & (pl.col("files") == 1) & (pl.col("said_at") == pl.col("known_at"))
    both = told.join(files, on="path")
    return both.filter(agrees.fill_null(value=False).not_()).select("path")


def _by_path(frame: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    return {path: list(rows) for path, rows in groupby(_rows(frame), key=itemgetter("path"))}


def _rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return list(frame.iter_rows(named=True))


def _refusal(row: Mapping[str, Any], line: Mapping[str, Any], file: SeenFile | None) -> str | None:
    there_since = max(row["first_seen_at"], file.ctime) if file is not None else row["first_seen_at"]
    if line["received_at"] > there_since:
        return "future"
    if row["evidence"] == "received_csv" and line["received_at"] > row["received_at"]:
        return "moved"
    return None
