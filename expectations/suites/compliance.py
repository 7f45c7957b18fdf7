"""None missing, none late: what the open rounds of expected reports should obey.

Belongs here: the suite on `mart.compliance`. Does not: how a status is judged (`pipelines.deadlines`).
"""

import polars as pl

from expectations.declaration import Expectation, Suite


def _judge(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `verdict`: the status, told apart where a person has to look before anybody is called."""
    status, pending = pl.col("status"), pl.col("pending_file")
    verdict = (
        pl.when((status == "missing") & pending)
        .then(pl.lit("missing_pending_file"))
        .when((status == "late") & pl.col("unconfirmed"))
        .then(pl.lit("late_unconfirmed"))
        .otherwise(status)
    )
    unmended = (pl.col("state") == "returned") & pl.col("accepted_at").is_null() & pl.col("received_at").is_not_null()
    return frame.with_columns(
        verdict=verdict,
        correction=pl.when(unmended).then(pl.lit("awaited")).otherwise(pl.lit("none")),
        seen_vi=_what_was_seen(
            "Đã nhận biểu trống lúc {}; biểu trống không tính là đã nộp.", "Đã nhận tệp không đọc được lúc {}."
        ),
        seen_en=_what_was_seen(
            "An empty form came at {}; it does not count as a report.", "An unreadable file came at {}."
        ),
    )


def _what_was_seen(empty: str, unreadable: str) -> pl.Expr:
    """A sentence, with a space before it, about a file that came but did not stop the clock; else empty text."""
    at = "%H:%M %d/%m/%Y"

    def local(name: str) -> pl.Expr:
        return pl.col(name).dt.convert_time_zone("Asia/Ho_Chi_Minh").dt.strftime(at)

    return (
        pl.when(pl.col("empty_sent_at").is_not_null())
        .then(pl.format(" " + empty, local("empty_sent_at")))
        .when(pl.col("unreadable_sent_at").is_not_null())
        .then(pl.format(" " + unreadable, local("unreadable_sent_at")))
        .otherwise(pl.lit(""))
    )


def _none(verdict: str, column: str = "verdict") -> dict[str, object]:
    return {"column": column, "value_set": [verdict]}


_NOT_IN = "ExpectColumnValuesToNotBeInSet"

COMPLIANCE = Suite(
    table="mart.compliance",
    grain="One row per expected report of an open round.",
    key=("obligation_id", "reporter_id", "period"),
    scope=("obligation_id", "period"),
    columns=(
        "form",
        "reporter_name",
        "due_at",
        "received_at",
        "status",
        "hours_late",
        "state",
        "accepted_at",
        "unconfirmed",
        "pending_file",
        "empty_sent_at",
        "unreadable_sent_at",
    ),
    prepare=_judge,
    expectations=(
        Expectation(
            id="none_missing",
            kind=_NOT_IN,
            arguments=_none("missing"),
            severity="error",
            owner="reporter",
            notes="Every expected report has arrived by its deadline. Timeliness; the directive names who owes what.",
            value="chưa nộp",
            expected="{due}",
            message_vi="{reporter_name} chưa nộp {report}, hạn {due}; đã quá hạn {delay}.{seen_vi}",
            message_en="{reporter_name} has not sent the {report}, due {due}; overdue by {delay}.{seen_en}",
            cure_vi=(
                "Đề nghị {reporter_name} nộp ngay {report} theo biểu mẫu; nếu không phát sinh thì đánh dấu x vào ô "
                "Không phát sinh. Nếu đã nộp, đề nghị gửi minh chứng về thời điểm nộp."
            ),
            cure_en=(
                "Send the {report} on its form now; with nothing to report, tick the box Không phát sinh. "
                "If it was sent, show when."
            ),
        ),
        Expectation(
            id="none_missing_with_file_waiting",
            kind=_NOT_IN,
            arguments=_none("missing_pending_file"),
            severity="info",
            owner="analyst",
            notes="Nobody is reminded while a file that came in time may be theirs; a person has to look first.",
            value="chưa nộp – có tệp chờ xác định",
            expected="{due}",
            message_vi="{reporter_name}: chưa nộp {report}, hạn {due} – có tệp chờ xác định.{seen_vi}",
            message_en="{reporter_name}: no {report} yet, due {due} – a file waits to be identified.{seen_en}",
            cure_vi="Đề nghị xác định đơn vị, biểu và kỳ của tệp đang chờ trước khi đôn đốc.",
            cure_en="Identify reporter, form and period of the waiting file before anybody is reminded.",
        ),
        Expectation(
            id="none_late",
            kind=_NOT_IN,
            arguments=_none("late"),
            severity="warning",
            owner="reporter",
            notes="Every report that arrived, arrived before its deadline. Timeliness; a correction never changes it.",
            value="{received_at}",
            expected="{due}",
            message_vi="{reporter_name} nộp {report} lúc {received_at}, trễ {delay} so với hạn {due}.",
            message_en="{reporter_name} sent the {report} at {received_at}, {delay} after it was due ({due}).",
            cure_vi=(
                "Đề nghị {reporter_name} nộp đúng hạn ở kỳ sau. Nếu thời điểm nhận ghi chưa đúng, đề nghị gửi minh "
                "chứng về thời điểm nộp."
            ),
            cure_en="Send the next one in time. If the time of arrival is wrong, show when it was sent.",
        ),
        Expectation(
            id="none_late_unconfirmed",
            kind=_NOT_IN,
            arguments=_none("late_unconfirmed"),
            severity="info",
            owner="analyst",
            notes="A lateness that rests only on file times is confirmed by a person before anybody is reminded.",
            value="{received_at}",
            expected="{due}",
            message_vi=(
                "{reporter_name}: {report} trễ {delay} so với hạn {due}, chưa xác nhận thời điểm nhận "
                "({received_at} là thời điểm ghi nhận tệp)."
            ),
            message_en=(
                "{reporter_name}: the {report} is {delay} late (due {due}); its arrival at {received_at} is only "
                "the time of the file and nobody confirmed it."
            ),
            cure_vi="Đề nghị đối chiếu sổ tiếp nhận hoặc thư đến và xác nhận thời điểm nhận trước khi đôn đốc.",
            cure_en="Compare with the register or the mail and confirm the arrival before anybody is reminded.",
        ),
        Expectation(
            id="returned_is_corrected",
            kind=_NOT_IN,
            arguments=_none("awaited", "correction"),
            severity="warning",
            owner="reporter",
            notes="A report that was sent back is sent again, corrected: until then its figures are missing.",
            value="trả lại",
            expected="bản sửa được chấp nhận",
            message_vi="{reporter_name} đã nộp {report} lúc {received_at} nhưng bị trả lại, chưa có bản sửa.",
            message_en="{reporter_name} sent the {report} at {received_at}; it was returned and no correction came.",
            cure_vi="Đề nghị {reporter_name} sửa các ô đã nêu trong nội dung cần sửa và nộp lại {report}.",
            cure_en="Mend the cells named in the findings and send the {report} again.",
        ),
    ),
)

SUITES = (COMPLIANCE,)
