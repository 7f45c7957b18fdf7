"""Declarations of schema `quality`: what is wrong, where the data came from, which nights ran.

Belongs here: findings, sources, runs. Does not: the rules themselves (`data/reference/rules/`, `expectations/`).
"""

from pipelines.tables.codes import FORMS, SEVERITIES
from pipelines.tables.declaration import Table, count, instant, text

TABLES = (
    Table(
        "quality",
        "findings",
        "One row per finding: something wrong, said to the person who can mend it.",
        (
            text("finding_id", "Stable id", required=True),
            text("submission_id", "Submission it is about"),
            text("notice_id", "Notice it is about"),
            text("reporter_id", "Reporter who can mend it"),
            text("province_code", "Province"),
            text("ward_code", "Ward"),
            text("form", "Form", codes=FORMS),
            text("period", "Period"),
            text("rule", "Id of the rule or expectation", required=True),
            text("severity", "Severity", required=True, codes=SEVERITIES),
            text("file_name", "File"),
            text("sheet", "Sheet"),
            text("cell", "Cell, e.g. D17"),
            text("value", "What was found"),
            text("expected", "What was expected"),
            text("message_vi", "What is wrong, in Vietnamese", required=True),
            text("message_en", "What is wrong, in English", required=True),
            text("cure_vi", "What to do, in Vietnamese", required=True),
            text("cure_en", "What to do, in English", required=True),
            instant("first_seen_at", "When it first was so", required=True),
            instant("resolved_at", "When it was mended; null while open"),
        ),
        ("finding_id",),
        ("province_code", "ward_code", "period", "finding_id"),
    ),
    Table(
        "quality",
        "sources",
        "One row per source of notices and reports.",
        (
            text("source_id", "Source", required=True),
            instant("read_at", "When it was last read"),
            instant("changed_at", "When it last had something new"),
            instant("loaded_at", "When something from it was last loaded"),
            text("newest_listed", "Newest document it lists"),
            text("newest_loaded", "Newest document loaded from it"),
            text("state", "ok, empty, stale or failed"),
        ),
        ("source_id",),
    ),
    Table(
        "quality",
        "runs",
        "One row per night known at the as-of of the snapshot.",
        (
            text("run_id", "Id of the run", required=True),
            instant("as_of", "Instant it speaks for", required=True),
            instant("started_at", "When it began"),
            instant("finished_at", "When it ended; null for the night that publishes this snapshot"),
            count("files_seen", "Files in the inbox"),
            count("files_new", "Files read for the first time"),
            count("files_failed", "Files that could not be read"),
            text("published", "Name of its snapshot"),
        ),
        ("run_id",),
        ("as_of", "run_id"),
    ),
)
