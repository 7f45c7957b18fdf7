"""Declarations of what sources of notices gave, in schema `raw`: documents and visits.

Belongs here: tables filled from the journals of the sources. Does not: the documents' words (`raw`), how fresh a source
is (`quality`).
"""

from pipelines.tables.declaration import Table, count, day, flag, instant, text

TABLES = (
    Table(
        "raw",
        "source_documents",
        "One row per document that a source gave, as the journal of its visits says.",
        (
            text("source_id", "Source", required=True),
            text("url", "Address it came from", required=True),
            text("role", "article, attachment, list_title, file or mail", required=True),
            text("file_sha256", "SHA-256 of the document", required=True),
            text("item_url", "Address of the line of the list it belongs to", required=True),
            text("file_name", "Name it was given", required=True),
            text("title", "Title on the list"),
            day("published_on", "Day on the list"),
            instant("fetched_at", "When it was fetched", required=True),
        ),
        ("source_id", "url", "role", "file_sha256"),
    ),
    Table(
        "raw",
        "source_visits",
        "One row per visit to a source.",
        (
            text("source_id", "Source", required=True),
            instant("visited_at", "When", required=True),
            text("state", "ok, changed (not what the selectors expect) or failed", required=True),
            flag("has_changed", "Whether it listed something new"),
            count("listed", "Documents it listed"),
            count("waiting", "Listed documents that could not be had"),
            text("newest_number", "Number of the newest document it listed"),
            text("newest_title", "Title of that document"),
            text("newest_url", "Address of that document"),
            text("problems", "What went wrong, as JSON: rule, value, place"),
        ),
        ("source_id", "visited_at"),
    ),
)
