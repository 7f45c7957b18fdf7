"""What the reference data and the sources should obey.

Belongs here: coverage of places by reporters, health of sources. Does not: facts from files (`submissions`, `facts`).
"""

from expectations.declaration import Expectation, Suite

REPORTERS = Suite(
    table="reference.reporters",
    grain="One row per ward of a province that has a directive, with its reporter.",
    key=("unit_code",),
    scope=("province_code",),
    columns=("unit_name", "province_name", "reporter_id", "reporters"),
    expectations=(
        Expectation(
            id="every_ward_is_a_reporter",
            kind="ExpectColumnValuesToNotBeNull",
            arguments={"column": "reporter_id"},
            severity="error",
            owner="operator",
            notes="Coverage: a ward without a reporter can owe nothing and would never be missed.",
            value="không có",
            expected="{unit_code}",
            message_vi="{unit_name} ({unit_code}, {province_name}) chưa có trong danh sách đơn vị báo cáo.",
            message_en="{unit_name} ({unit_code}, {province_name}) is not among the reporters.",
            cure_vi="Đề nghị bổ sung đơn vị báo cáo cho mã {unit_code} trong dữ liệu tham chiếu.",
            cure_en="Add a reporter for code {unit_code} to the reference data.",
        ),
        Expectation(
            id="one_reporter_per_ward",
            kind="ExpectColumnValuesToBeBetween",
            arguments={"column": "reporters", "max_value": 1},
            severity="error",
            owner="operator",
            notes="Keys: two reporters for one ward would owe every report twice.",
            value="{reporters}",
            expected="1",
            message_vi="{unit_name} ({unit_code}, {province_name}) có {reporters} đơn vị báo cáo.",
            message_en="{unit_name} ({unit_code}, {province_name}) has {reporters} reporters.",
            cure_vi="Đề nghị giữ một đơn vị báo cáo cho mã {unit_code} trong dữ liệu tham chiếu.",
            cure_en="Keep one reporter for code {unit_code} in the reference data.",
        ),
    ),
)

SOURCES = Suite(
    table="quality.sources",
    grain="One row per source of notices and reports.",
    key=("source_id",),
    scope=("source_id",),
    columns=("read_at", "state"),
    expectations=(
        Expectation(
            id="source_is_read",
            kind="ExpectColumnValuesToNotBeInSet",
            arguments={"column": "state", "value_set": ["failed", "stale"]},
            severity="warning",
            owner="operator",
            notes="Freshness: pages say how old their data are, and somebody looks after a source that is silent.",
            value="{state}",
            expected="ok",
            message_vi="Nguồn {source_id} không cập nhật được (tình trạng {state}, lần đọc gần nhất: {read_at}).",
            message_en="Source {source_id} cannot be updated (state {state}, last read: {read_at}).",
            cure_vi="Đề nghị kiểm tra kết nối và địa chỉ của nguồn {source_id}.",
            cure_en="Check the connection and address of source {source_id}.",
        ),
    ),
)

SUITES = (REPORTERS, SOURCES)
