"""Which expected reports a decision concerns: a blank obligation, reporter or period means every one.

Belongs here: joining decisions to expected reports by the subjects they name. Does not: what they then do.
"""

from __future__ import annotations

from itertools import product

import polars as pl

SUBJECTS = ("obligation_id", "reporter_id", "period")


def latest_of(rows: pl.DataFrame, decisions: pl.DataFrame, *, by: str) -> pl.DataFrame:
    """Add to each row the columns of the concerned decision with the greatest `by`; null where none concerns it.

    Decisions that name no subject at all concern nothing: that would be everything, by accident.
    """
    extra = [name for name in decisions.columns if name not in SUBJECTS]
    numbered = rows.with_row_index("row_number")
    found = []
    for named in product((True, False), repeat=len(SUBJECTS)):
        keys = [subject for subject, is_named in zip(SUBJECTS, named, strict=True) if is_named]
        pattern = [
            pl.col(subject).is_not_null() if is_named else pl.col(subject).is_null()
            for subject, is_named in zip(SUBJECTS, named, strict=True)
        ]
        chosen = decisions.filter(pattern)
        if keys and chosen.height:
            found.append(numbered.select("row_number", *SUBJECTS).join(chosen.select(*keys, *extra), on=keys))
    if not found:
        return rows.with_columns(pl.lit(None, dtype=decisions.schema[name]).alias(name) for name in extra)
    best = pl.concat([part.select("row_number", *extra) for part in found]).sort("row_number", by)
    best = best.unique("row_number", keep="last", maintain_order=True)
    return numbered.join(best, on="row_number", how="left", maintain_order="left").drop("row_number")
