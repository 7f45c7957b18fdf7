"""Declarations of the notices in schema `core`: documents about products, their copies, products and batches.

Belongs here: what notices say. Does not: what wards did about them (`core`), or where the products turned up (`mart`).
"""

from pipelines.tables.codes import NOTICE_KINDS, NOTICE_SCOPES, PRODUCT_GROUPS, RELATIONS
from pipelines.tables.declaration import Column, Table, day, flag, number, text

_NOTICE = text("notice_id", "Notice", required=True, to="core.notices.notice_id")

TABLES = (
    Table(
        "core",
        "notices",
        "One row per notice: one official document about products.",
        (
            text("notice_id", "Our id of the document", required=True),
            text("document_number", "Number of the document itself"),
            day("issued_on", "Day it was issued"),
            day("published_on", "Day its earliest copy was published"),
            text("kind", "Kind", required=True, codes=NOTICE_KINDS),
            text("product_group", "Product group", codes=PRODUCT_GROUPS),
            Column("level", "INTEGER", "Level of violation 1, 2 or 3; null where the text does not say it"),
            text("authority", "Who issued it"),
            text("reason", "Reason as quoted"),
            text("reason_code", "Reason by the controlled list; null when the list has none that fits"),
            text("scope", "Where it holds; null where the text does not say it", codes=NOTICE_SCOPES),
            text(
                "scope_province_code",
                "Province where it holds, of scope province; null where its words name several",
                to="reference.units.unit_code",
            ),
            text("reach", "Whose wards it concerns; null where that cannot be told", codes=NOTICE_SCOPES),
            flag("scope_widened", "Whether the text says that a narrower recall came before it"),
            text("lifts", "Numbers of the documents it takes back, as read or as a person confirmed"),
            day("due_by_law", "Day by which the law wants the company to have finished"),
            day("due_in_notice", "Day by which the notice wants the company to have finished"),
            number("completeness", "Share of the 12 fields of a recall decision that the text holds, 0–1"),
            text("source_url", "Address of its best copy"),
            text("file_sha256", "SHA-256 of its best copy"),
            Column(
                "scope_provinces",
                "VARCHAR[]",
                "Every province that its words name, of scope province; where reach is null they may mean others too",
            ),
        ),
        ("notice_id",),
    ),
    Table(
        "core",
        "notice_sources",
        "One row per copy of a notice: file, list title, article or press text.",
        (
            _NOTICE,
            text("file_sha256", "SHA-256 of the copy", required=True),
            text("source_id", "Where it came from", required=True),
            text("url", "Its address"),
            text("title", "Its title"),
            day("published_on", "Day it was published"),
            text("file_name", "Name of the file it was read from, as it was given to us"),
        ),
        ("notice_id", "file_sha256"),
    ),
    Table(
        "core",
        "notice_fields",
        "One row per value read in one copy of a notice, with its words; also values that nobody could read.",
        (
            _NOTICE,
            text("file_sha256", "SHA-256 of the copy", required=True),
            Column("field_no", "INTEGER", "Number of the value in the copy, from 1", required=True),
            text("field", "Field, e.g. document_number or batches.expires_on", required=True),
            Column("product_no", "INTEGER", "Product of the copy it is about, from 1; null for the document"),
            text("batch_number", "Batch it is about, as printed"),
            text("value", "The value; null where the words could not be read"),
            text("raw", "The words of the text", required=True),
            Column("span_start", "INTEGER", "First character of the words in the cleaned text", required=True),
            Column("span_end", "INTEGER", "One past the last character", required=True),
            number("confidence", "How sure, 0–1; below 0.5 a person should look"),
        ),
        ("notice_id", "file_sha256", "field_no"),
    ),
    Table(
        "core",
        "recalled_products",
        "One row per product of a notice.",
        (
            _NOTICE,
            Column("product_no", "INTEGER", "Number of the product in the notice, from 1", required=True),
            text("name", "Name as printed"),
            text("registration_number", "Registration number"),
            text("former_registration_number", "Number before the present one, which boxes may still bear"),
            text("manufacturer", "Maker as printed"),
            text("importer", "Importer as printed"),
            flag("in_doubt", "Only less official copies name it, by another number than the document"),
        ),
        ("notice_id", "product_no"),
    ),
    Table(
        "core",
        "recalled_batches",
        "One row per batch of a product of a notice.",
        (
            _NOTICE,
            Column("product_no", "INTEGER", "Number of the product in the notice", required=True),
            text("batch_number", "Batch number as printed", required=True),
            day("manufactured_on", "Day of manufacture; null where the print is incomplete"),
            day("expires_on", "Day of expiry (a month means its last day)"),
            flag("in_doubt", "Only less official copies name it: searched for, but no answer need name it"),
        ),
        ("notice_id", "product_no", "batch_number"),
    ),
    Table(
        "core",
        "notice_links",
        "One row per product that a notice shares with an earlier one: the chain of documents about it.",
        (
            _NOTICE,
            Column("product_no", "INTEGER", "Product of the later notice", required=True),
            text("earlier_notice_id", "The earlier notice", required=True, to="core.notices.notice_id"),
            Column("earlier_product_no", "INTEGER", "Product of the earlier notice", required=True),
            text("relation", "How the later one stands to the earlier", required=True, codes=RELATIONS),
            text("basis", "What ties them: registration_number or name", required=True),
            flag("cited", "Whether the later text names the earlier document's number", required=True),
            Column("escalations", "VARCHAR[]", "level_raised, scope_widened, batches_added; empty = none"),
        ),
        ("notice_id", "product_no", "earlier_notice_id"),
    ),
    Table(
        "core",
        "notice_numbers",
        "One row per number that names a notice: its own, that of a letter about it, of a document that passes it on.",
        (
            text(
                "number_key", "The number in capitals, without what parts it, marks and zeros in front", required=True
            ),
            _NOTICE,
            day("issued_on", "Day of the document that bears the number"),
            flag("passes_on", "Whether the number is that of a letter or document about the notice", required=True),
            text("province_code", "Province whose reporters it speaks to; null = all", to="reference.units.unit_code"),
        ),
        ("number_key", "notice_id", "issued_on", "passes_on", "province_code"),
    ),
)
