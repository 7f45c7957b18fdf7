"""What this night's lines, cases, sign-offs and task reports should obey beside other tables.

Belongs here: suites on facts at their own grain. Does not: reports as a whole (`submissions`), notices (`notices`).
"""

from expectations.declaration import Expectation, Suite

LINES = Suite(
    table="core.inspection_lines",
    grain="One row per inspection line of a current submission that is new this night, or that one of them touches.",
    key=("line_id",),
    scope=("submission_id",),
    columns=(
        "reporter_id",
        "reporter_name",
        "form",
        "period",
        "sheet",
        "row",
        "cell",
        "category_name",
        "channel_name",
        "place_name",
        "beside",
        "place_province_code",
        "province_code",
        "fine_per_case",
        "usual_fine_limit",
    ),
    expectations=(
        Expectation(
            id="joint_inspection_reported_once",
            kind="ExpectColumnValuesToBeNull",
            arguments={"column": "beside"},
            severity="warning",
            owner="reporter",
            notes=(
                "A joint inspection is reported once, by its lead. An agency's line placed in a ward beside the "
                "ward's own line of equal period, category and channel may be the same one; nothing is subtracted."
            ),
            value="{beside}",
            expected="",
            message_vi=(
                "{reporter_name}, {report}, dòng {row}: có thể trùng đoàn liên ngành với báo cáo của {beside} "
                "(cùng kỳ, {place_name}, {category_name}, {channel_name})."
            ),
            message_en=(
                "{reporter_name}, {report}, row {row}: perhaps the same joint inspection as in the report of "
                "{beside} (same period, {place_name}, {category_name}, {channel_name})."
            ),
            cure_vi="Cơ quan chủ trì đoàn báo cáo; đơn vị còn lại đề nghị bỏ dòng này và nộp lại, nếu đúng là trùng.",
            cure_en="The lead of the inspection reports it; the other one takes the line out and sends again.",
        ),
        Expectation(
            id="place_in_own_province",
            kind="ExpectColumnPairValuesToBeEqual",
            arguments={
                "column_A": "place_province_code",
                "column_B": "province_code",
                "ignore_row_if": "either_value_is_missing",
            },
            severity="warning",
            owner="reporter",
            notes="References between tables: a reporter inspects within its own province.",
            value="{place_name}",
            expected="",
            message_vi="{reporter_name}, {report}, dòng {row}: địa bàn {place_name} không thuộc tỉnh của đơn vị.",
            message_en="{reporter_name}, {report}, row {row}: {place_name} lies outside the reporter's province.",
            cure_vi="Đề nghị sửa cột Địa bàn và nộp lại.",
            cure_en="Mend the column Địa bàn and send it again.",
        ),
        Expectation(
            id="fine_in_usual_range",
            kind="ExpectColumnPairValuesAToBeGreaterThanB",
            arguments={
                "column_A": "usual_fine_limit",
                "column_B": "fine_per_case",
                "or_equal": True,
                "ignore_row_if": "either_value_is_missing",
            },
            severity="warning",
            owner="reporter",
            notes=(
                "Distribution: fines per sanctioned case, against five times the 99th percentile of the province's "
                "last 12 months (50 lines at least). Mostly a wrong unit of money."
            ),
            value="{fine_per_case}",
            expected="≤ {usual_fine_limit}",
            message_vi=(
                "{reporter_name}, {report}, dòng {row}: tiền phạt bình quân {fine_per_case} đồng một vụ, cao bất "
                "thường so với 12 tháng trước."
            ),
            message_en=(
                "{reporter_name}, {report}, row {row}: {fine_per_case} đồng of fines per case, unusually high "
                "beside the last 12 months."
            ),
            cure_vi="Đề nghị kiểm tra Đơn vị tiền trên sheet Thông tin và cột Tiền phạt; nộp lại nếu sai.",
            cure_en="Check Đơn vị tiền on sheet Thông tin and the column Tiền phạt; send again if wrong.",
        ),
    ),
)

CASES = Suite(
    table="core.serious_cases",
    grain="One row per serious case that a new submission tells of.",
    key=("case_id",),
    scope=("case_id",),
    columns=("submission_id", "reporter_id", "reporter_name", "first_on", "reported_on", "detected_on", "handled_on"),
    expectations=(
        Expectation(
            id="case_reported_after_it_happened",
            kind="ExpectColumnPairValuesAToBeGreaterThanB",
            arguments={
                "column_A": "reported_on",
                "column_B": "first_on",
                "or_equal": True,
                "ignore_row_if": "either_value_is_missing",
            },
            severity="warning",
            owner="reporter",
            notes="A case is not reported on a day before it was detected, seized or handled.",
            value="{first_on}",
            expected="≤ {reported_on}",
            message_vi="{reporter_name}, vụ {case_id}: ngày phát hiện, bắt giữ hoặc xử lý {first_on} sau ngày báo cáo "
            "{reported_on}.",
            message_en="{reporter_name}, case {case_id}: it happened on {first_on}, after the day it was reported, "
            "{reported_on}.",
            cure_vi="Đề nghị sửa thời điểm phát hiện, bắt giữ, xử lý trên sheet Vụ việc và nộp lại.",
            cure_en="Mend the times on sheet Vụ việc and send it again.",
        ),
        Expectation(
            id="case_handled_after_detection",
            kind="ExpectColumnPairValuesAToBeGreaterThanB",
            arguments={
                "column_A": "handled_on",
                "column_B": "detected_on",
                "or_equal": True,
                "ignore_row_if": "either_value_is_missing",
            },
            severity="warning",
            owner="reporter",
            notes="Over all reports about a case, it is handled after it is detected.",
            value="{handled_on}",
            expected="≥ {detected_on}",
            message_vi="{reporter_name}, vụ {case_id}: ngày xử lý {handled_on} trước ngày phát hiện {detected_on}.",
            message_en="{reporter_name}, case {case_id}: handled on {handled_on}, before it was detected on "
            "{detected_on}.",
            cure_vi="Đề nghị sửa thời điểm phát hiện, xử lý trên sheet Vụ việc và nộp lại.",
            cure_en="Mend the times on sheet Vụ việc and send it again.",
        ),
    ),
)

SIGN_OFFS = Suite(
    table="core.sign_offs",
    grain="One row per line about a notice in a new submission.",
    key=("submission_id", "sheet", "row"),
    scope=("submission_id",),
    columns=("reporter_id", "reporter_name", "form", "period", "cell", "notice_id", "notice_number", "product_name"),
    expectations=(
        Expectation(
            id="sign_off_names_a_known_notice",
            kind="ExpectColumnValuesToNotBeNull",
            arguments={"column": "notice_id"},
            severity="warning",
            owner="reporter",
            notes="References: an answer that names no known notice counts for none. The notice may also arrive later.",
            value="{notice_number}",
            expected="",
            message_vi="{reporter_name}, sheet {sheet}, dòng {row}: số văn bản thu hồi “{notice_number}” không khớp "
            "văn bản nào đã nhận.",
            message_en="{reporter_name}, sheet {sheet}, row {row}: no known notice has the number “{notice_number}”.",
            cure_vi="Đề nghị ghi đúng số văn bản thu hồi, hoặc số công văn của Sở Y tế, và nộp lại.",
            cure_en="Write the number of the notice, or of the department's letter, and send it again.",
        ),
    ),
)

TASK_REPORTS = Suite(
    table="core.task_reports",
    grain="One row per task line of a new submission.",
    key=("submission_id", "sheet", "row"),
    scope=("submission_id",),
    columns=("reporter_id", "reporter_name", "form", "period", "cell", "task_id", "known_task_id"),
    expectations=(
        Expectation(
            id="task_is_known",
            kind="ExpectColumnValuesToNotBeNull",
            arguments={"column": "known_task_id"},
            severity="warning",
            owner="reporter",
            notes="References: a task code that no directive holds is counted for no task.",
            value="{task_id}",
            expected="",
            message_vi="{reporter_name}, sheet {sheet}, dòng {row}: mã nhiệm vụ “{task_id}” không có trong các văn bản "
            "chỉ đạo.",
            message_en="{reporter_name}, sheet {sheet}, row {row}: no directive holds a task “{task_id}”.",
            cure_vi="Đề nghị chọn mã nhiệm vụ theo danh sách trong biểu mẫu và nộp lại.",
            cure_en="Choose the code from the list in the form and send it again.",
        ),
    ),
)

SUITES = (LINES, CASES, SIGN_OFFS, TASK_REPORTS)
