"""What this night's submissions should obey beside each other, their rounds and earlier reports.

Belongs here: the suite on `core.submissions`, with totals compared over forms. Does not: rules about the cells of one
file, which are data run at intake.
"""

import polars as pl

from expectations.declaration import Expectation, Suite

_PERIODIC = ("monthly", "campaign", "yearly", "interim", "final")


def _judge(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `duty`: whether a recognised periodic report is one that its reporter owes."""
    recognised = (
        pl.col("form").is_in(_PERIODIC)
        & pl.col("reporter_id").is_not_null()
        & pl.col("period").is_not_null()
        & ~pl.col("state").is_in(["unrecognised", "unreadable"])
    )
    return frame.with_columns(
        duty=pl.when(recognised & pl.col("obligation_id").is_null())
        .then(pl.lit("not_owed"))
        .otherwise(pl.lit("owed_or_not_asked"))
    )


def _at_least(larger: str, smaller: str) -> dict[str, object]:
    return {
        "column_A": larger,
        "column_B": smaller,
        "or_equal": True,
        "ignore_row_if": "either_value_is_missing",
    }


def _total_within_months(figure: str, word_vi: str, word_en: str) -> Expectation:
    return Expectation(
        id=f"total_within_months_{figure}",
        kind="ExpectColumnPairValuesAToBeGreaterThanB",
        arguments=_at_least(f"months_{figure}", f"window_{figure}"),
        severity="warning",
        owner="reporter",
        notes=(
            "Consistency over forms: what a campaign or year tells again cannot exceed the months that overlap its "
            "window. Below is normal. Asked only when every such month has an accepted report."
        ),
        value=f"{{window_{figure}}}",
        expected=f"≤ {{months_{figure}}}",
        message_vi=(
            f"{{reporter_name}}: {{report}} ghi {word_vi} {{window_{figure}}}, lớn hơn tổng {{months_{figure}}} của "
            "các báo cáo tháng có kỳ số liệu trùng với đợt."
        ),
        message_en=(
            f"{{reporter_name}}: the {{report}} gives {word_en} {{window_{figure}}}, more than the "
            f"{{months_{figure}}} of the monthly reports that overlap its window."
        ),
        cure_vi="Đề nghị đối chiếu {report} với các báo cáo tháng cùng thời gian và nộp lại bản cần sửa.",
        cure_en="Compare the {report} with the monthly reports of that time and send again whichever is wrong.",
    )


SUBMISSIONS = Suite(
    table="core.submissions",
    grain="One row per submission that is new this night, or whose months have news.",
    key=("submission_id",),
    scope=("submission_id",),
    columns=(
        "reporter_id",
        "reporter_name",
        "obligation_id",
        "form",
        "period",
        "file_name",
        "received_at",
        "ingested_at",
        "state",
        "content",
        "period_start",
        "window_opens_at",
        "window_establishments",
        "months_establishments",
        "window_cases",
        "months_cases",
        "window_fines",
        "months_fines",
    ),
    prepare=_judge,
    expectations=(
        Expectation(
            id="received_before_taken_in",
            kind="ExpectColumnPairValuesAToBeGreaterThanB",
            arguments=_at_least("ingested_at", "received_at"),
            severity="warning",
            owner="operator",
            notes="Nothing arrives after the night that took it in: a typing error in the register, or a wrong clock.",
            value="{received_at}",
            expected="≤ {ingested_at}",
            message_vi="Tệp {file_name}: thời điểm nhận {received_at} sau thời điểm đưa vào hệ thống {ingested_at}.",
            message_en="File {file_name}: received at {received_at}, after it was taken in at {ingested_at}.",
            cure_vi="Đề nghị kiểm tra dòng của tệp này trong received.csv và đồng hồ của máy chủ.",
            cure_en="Check the file's line in received.csv and the server's clock.",
        ),
        Expectation(
            id="report_is_owed",
            kind="ExpectColumnValuesToNotBeInSet",
            arguments={"column": "duty", "value_set": ["not_owed"]},
            severity="warning",
            owner="analyst",
            notes="References: a report that nobody ordered is counted nowhere; mostly the wrong form or period.",
            value="{report}",
            expected="",
            message_vi="{reporter_name} nộp {report} nhưng không có chế độ báo cáo nào yêu cầu báo cáo này.",
            message_en="{reporter_name} sent the {report}, which no directive asks of it.",
            cure_vi="Đề nghị kiểm tra Loại báo cáo và Kỳ báo cáo trên sheet Thông tin, hoặc phân công lại tệp.",
            cure_en="Check Loại báo cáo and Kỳ báo cáo on sheet Thông tin, or assign the file anew.",
        ),
        Expectation(
            id="not_before_its_window",
            kind="ExpectColumnPairValuesAToBeGreaterThanB",
            arguments=_at_least("received_at", "window_opens_at"),
            severity="warning",
            owner="reporter",
            notes="A report cannot arrive before its period begins: mostly the wrong period on the cover.",
            value="{received_at}",
            expected="≥ {window_opens_at}",
            message_vi="{reporter_name}: {report} nhận lúc {received_at}, trước khi kỳ bắt đầu ({period_start}).",
            message_en="{reporter_name}: the {report} came at {received_at}, before its period began ({period_start}).",
            cure_vi="Đề nghị kiểm tra Kỳ báo cáo trên sheet Thông tin và nộp lại.",
            cure_en="Check Kỳ báo cáo on sheet Thông tin and send it again.",
        ),
        Expectation(
            id="not_a_copy_of_the_period_before",
            kind="ExpectColumnValuesToNotBeInSet",
            arguments={"column": "content", "value_set": ["copied"]},
            severity="warning",
            owner="reporter",
            notes="Figures that all equal those of the period before were probably carried over, not collected.",
            value="trùng kỳ trước",
            expected="",
            message_vi="{reporter_name}: toàn bộ số liệu của {report} trùng với kỳ trước.",
            message_en="{reporter_name}: every figure of the {report} equals that of the period before.",
            cure_vi="Đề nghị rà soát, nộp lại số liệu của kỳ này hoặc xác nhận số liệu đúng.",
            cure_en="Check and send this period's figures, or confirm that they are right.",
        ),
        _total_within_months("establishments", "số cơ sở được kiểm tra", "establishments inspected"),
        _total_within_months("cases", "tổng số vụ", "cases"),
        _total_within_months("fines", "tiền phạt (đồng)", "fines (đồng)"),
    ),
)

SUITES = (SUBMISSIONS,)
