"""What new notices, their products and batches should obey.

Belongs here: completeness and consistency of what was read from notices. Does not: reading them
(`pipelines.notices`), or who answered them (`recalls`).
"""

import polars as pl

from expectations.declaration import AS_OF_DAY, Expectation, Suite

_OPEN_LEDGER = ("recall", "suspension")


def _judge(frame: pl.DataFrame) -> pl.DataFrame:
    """Add what only some kinds of notice must have; null where it is not asked."""
    asked = pl.col("kind").is_in(_OPEN_LEDGER)
    return frame.with_columns(
        products_asked=pl.when(asked).then(pl.col("products")),
        identifiers_asked=pl.when(asked & (pl.col("product_group") == "medicine") & (pl.col("products") > 0)).then(
            pl.col("identifiers")
        ),
    )


_NAME_VI = "Văn bản {document_number} ({source_name})"
_NAME_EN = "Notice {document_number} ({source_name})"
_CURE_VI = "Đề nghị mở bản gốc, đối chiếu và ghi bổ sung trên trang Thu hồi sản phẩm."
_CURE_EN = "Open the document, compare, and enter what is missing on the recall page."


def _notice(id: str, kind: str, arguments: dict[str, object], what: tuple[str, str], notes: str) -> Expectation:
    return Expectation(
        id=id,
        kind=kind,
        arguments=arguments,
        severity="warning",
        owner="analyst",
        notes=notes,
        message_vi=f"{_NAME_VI}: {what[0]}.",
        message_en=f"{_NAME_EN}: {what[1]}.",
        cure_vi=_CURE_VI,
        cure_en=_CURE_EN,
    )


NOTICES = Suite(
    table="core.notices",
    grain="One row per notice with a copy that is new this night.",
    key=("notice_id",),
    scope=("notice_id",),
    columns=(
        "document_number",
        "issued_on",
        "published_on",
        "kind",
        "product_group",
        "source_name",
        "products",
        "identifiers",
        "namesakes",
    ),
    prepare=_judge,
    expectations=(
        _notice(
            "notice_has_a_number",
            "ExpectColumnValuesToNotBeNull",
            {"column": "document_number"},
            ("không đọc được số văn bản", "its number could not be read"),
            "Wards answer by the number: without it no answer finds its notice.",
        ),
        _notice(
            "notice_has_a_date",
            "ExpectColumnValuesToNotBeNull",
            {"column": "issued_on"},
            ("không đọc được ngày ban hành", "its date could not be read"),
            "Ledgers open by the day of issue.",
        ),
        _notice(
            "notice_not_from_the_future",
            "ExpectColumnValuesToBeBetween",
            {"column": "issued_on", "max_value": AS_OF_DAY},
            ("ngày ban hành {issued_on} ở tương lai", "it is dated {issued_on}, in the future"),
            "A date after tonight was misread.",
        ),
        _notice(
            "notice_issued_before_published",
            "ExpectColumnPairValuesAToBeGreaterThanB",
            {
                "column_A": "published_on",
                "column_B": "issued_on",
                "or_equal": True,
                "ignore_row_if": "either_value_is_missing",
            },
            (
                "ngày ban hành {issued_on} sau ngày đăng {published_on}",
                "it is dated {issued_on}, after it was published on {published_on}",
            ),
            "A notice is not published before it is issued: one of the dates was misread.",
        ),
        _notice(
            "recall_names_a_product",
            "ExpectColumnValuesToBeBetween",
            {"column": "products_asked", "min_value": 1},
            ("không đọc được tên sản phẩm nào", "no product could be read in it"),
            "A recall without a product cannot be matched to anything.",
        ),
        _notice(
            "medicine_recall_identifies_it",
            "ExpectColumnValuesToBeBetween",
            {"column": "identifiers_asked", "min_value": 1},
            ("không đọc được số đăng ký hoặc số lô nào", "neither a registration nor a batch number could be read"),
            "A medicine is told apart by registration and batch number; names alone match too much.",
        ),
        _notice(
            "notice_number_is_unique",
            "ExpectColumnValuesToBeBetween",
            {"column": "namesakes", "max_value": 0},
            ("cùng số và ngày với {namesakes} văn bản khác", "{namesakes} other notices have its number and date"),
            "Keys over the whole table: the same document taken for two would be answered twice.",
        ),
    ),
)

BATCHES = Suite(
    table="core.recalled_batches",
    grain="One row per batch of a notice with a copy that is new this night.",
    key=("notice_id", "product_no", "batch_number"),
    scope=("notice_id",),
    columns=("document_number", "source_name", "issued_on", "product_name", "manufactured_on", "expires_on"),
    expectations=(
        Expectation(
            id="batch_expires_after_it_was_made",
            kind="ExpectColumnPairValuesAToBeGreaterThanB",
            arguments={
                "column_A": "expires_on",
                "column_B": "manufactured_on",
                "ignore_row_if": "either_value_is_missing",
            },
            severity="warning",
            owner="analyst",
            notes="A batch expires after it was made: else day and month, or the two dates, were mixed up.",
            value="{manufactured_on} – {expires_on}",
            message_vi=f"{_NAME_VI}, {{product_name}}, lô {{batch_number}}: hạn dùng {{expires_on}} không sau ngày sản "
            "xuất {manufactured_on}.",
            message_en=f"{_NAME_EN}, {{product_name}}, batch {{batch_number}}: it expires on {{expires_on}}, not after "
            "it was made on {manufactured_on}.",
            cure_vi=_CURE_VI,
            cure_en=_CURE_EN,
        ),
        Expectation(
            id="batch_made_before_its_notice",
            kind="ExpectColumnPairValuesAToBeGreaterThanB",
            arguments={
                "column_A": "issued_on",
                "column_B": "manufactured_on",
                "or_equal": True,
                "ignore_row_if": "either_value_is_missing",
            },
            severity="warning",
            owner="analyst",
            notes="A batch cannot be recalled before it was made.",
            value="{manufactured_on}",
            expected="≤ {issued_on}",
            message_vi=f"{_NAME_VI}, {{product_name}}, lô {{batch_number}}: ngày sản xuất {{manufactured_on}} sau ngày "
            "ban hành {issued_on}.",
            message_en=f"{_NAME_EN}, {{product_name}}, batch {{batch_number}}: made on {{manufactured_on}}, after the "
            "notice of {issued_on}.",
            cure_vi=_CURE_VI,
            cure_en=_CURE_EN,
        ),
    ),
)

PRODUCTS = Suite(
    table="core.recalled_products",
    grain="One row per product of a notice with a copy that is new this night.",
    key=("notice_id", "product_no"),
    scope=("notice_id",),
    columns=("document_number", "source_name", "name"),
    expectations=(
        Expectation(
            id="recalled_product_has_a_name",
            kind="ExpectColumnValuesToNotBeNull",
            arguments={"column": "name"},
            severity="warning",
            owner="analyst",
            notes="Wards search by name; a number alone says nothing to them.",
            message_vi=f"{_NAME_VI}: sản phẩm thứ {{product_no}} không đọc được tên.",
            message_en=f"{_NAME_EN}: the name of product {{product_no}} could not be read.",
            cure_vi=_CURE_VI,
            cure_en=_CURE_EN,
        ),
    ),
)

SUITES = (NOTICES, PRODUCTS, BATCHES)
