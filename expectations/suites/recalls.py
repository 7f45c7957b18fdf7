"""What the open recall ledgers should obey: every ward has answered by the date its own province set.

Belongs here: the suite on `mart.recall_ledger`. Does not: the notices themselves (`notices`).
"""

from expectations.declaration import Expectation, Suite

LEDGER = Suite(
    table="mart.recall_ledger",
    grain="One row per notice × reporter of an open ledger.",
    key=("notice_id", "reporter_id"),
    scope=("notice_id",),
    columns=("reporter_name", "document_number", "due_at", "due_source", "received_at", "status", "hours_late"),
    expectations=(
        Expectation(
            id="no_recall_unanswered",
            kind="ExpectColumnValuesToNotBeInSet",
            arguments={"column": "status", "value_set": ["missing"]},
            severity="error",
            owner="reporter",
            notes="Every ward answers a notice by the date that a letter of its own province sets; without one, none.",
            value="chưa phản hồi",
            expected="{due}",
            message_vi=(
                "{reporter_name} chưa phản hồi văn bản thu hồi {document_number}, hạn {due} theo {due_source}; "
                "đã quá hạn {delay}."
            ),
            message_en="{reporter_name} has not answered recall notice {document_number}, due {due} by {due_source}; "
            "overdue by {delay}.",
            cure_vi="Đề nghị {reporter_name} rà soát các cơ sở trên địa bàn và nộp sheet Thu hồi (0 cơ sở cũng ghi).",
            cure_en="Search the establishments and send sheet Thu hồi (0 is an answer too).",
        ),
        Expectation(
            id="no_recall_answered_late",
            kind="ExpectColumnValuesToNotBeInSet",
            arguments={"column": "status", "value_set": ["late"]},
            severity="warning",
            owner="reporter",
            notes="The clock stops when the file arrives whose line says how many establishments were searched.",
            value="{received_at}",
            expected="{due}",
            message_vi=(
                "{reporter_name} phản hồi văn bản thu hồi {document_number} lúc {received_at}, trễ {delay} so "
                "với hạn {due} theo {due_source}."
            ),
            message_en="{reporter_name} answered recall notice {document_number} at {received_at}, {delay} after "
            "it was due ({due}) by {due_source}.",
            cure_vi="Đề nghị {reporter_name} phản hồi đúng hạn các văn bản thu hồi tiếp theo.",
            cure_en="Answer the next notices in time.",
        ),
    ),
)

SUITES = (LEDGER,)
