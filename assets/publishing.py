"""The snapshot that readers open.

Belongs here: the last step of the night. Does not: copying or flipping the pointer (`pipelines.publishing`).
"""

from __future__ import annotations

from datetime import timedelta

import dagster as dg

from assets.declared import OPERATOR, key_of
from assets.resources import Night
from pipelines import publishing
from pipelines.settings import LOCAL_ZONE
from pipelines.tables import PUBLISHED_SCHEMAS, of_schema

SNAPSHOT = dg.AssetKey(["published", "snapshot"])


@dg.asset(
    key=SNAPSHOT,
    deps=[key_of(table.full_name) for table in of_schema(*PUBLISHED_SCHEMAS, "restricted")],
    group_name="published",
    owners=[OPERATOR],
    kinds={"duckdb", "file"},
    tags={"schema": "published", "published": "yes"},
    metadata={
        "dagster/column_schema": dg.TableSchema(
            columns=[
                dg.TableColumn(table.full_name, type="TABLE", description=table.grain)
                for table in of_schema(*PUBLISHED_SCHEMAS)
            ]
        )
    },
    # It watches us, not the reporters: whether they sent anything is a matter of mart.compliance.
    freshness_policy=dg.FreshnessPolicy.cron(
        deadline_cron="0 4 * * *", lower_bound_delta=timedelta(hours=2), timezone=LOCAL_ZONE.key
    ),
)
def snapshot(night: dg.ResourceParam[Night]) -> dg.MaterializeResult[None]:
    """One immutable, read-only DuckDB file per night, with every published table; `CURRENT` points to the latest."""
    path = publishing.publish(night.warehouse, night.settings, as_of=night.as_of, run_id=night.run_id)
    night.end(published=path.name)
    removed = publishing.sweep(night.settings)
    tables = of_schema(*PUBLISHED_SCHEMAS)
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": sum(night.warehouse.count(table.full_name) for table in tables),
            "path": dg.MetadataValue.path(path),
            "run_id": night.run_id,
            "files_seen": night.counts.files_seen,
            "files_new": night.counts.files_new,
            "files_failed": night.counts.files_failed,
            "size_bytes": path.stat().st_size,
            "as_of": night.as_of.isoformat(),
            "snapshots_removed": removed,
        }
    )


ASSETS = (snapshot,)
