"""Keys in Python and in SQL are the same, whatever is written."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.marts import sql_of
from pipelines.recalls.keys import (
    confused_key,
    confused_sql,
    document_key,
    document_key_sql,
    document_keys,
    document_keys_sql,
    folded,
    key_sql,
    name_key,
    words_sql,
)

_LETTERS = st.text(alphabet="aAăÂđĐÐðeÊưƠồ09 -–/.()oOlIsSzZ\u0301", max_size=20)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.lists(_LETTERS, min_size=1, max_size=20))
def test_keys_in_python_and_in_sql_are_the_same(texts: list[str]) -> None:
    sql = f"SELECT {words_sql('t')}, {key_sql('t')}, {confused_sql(key_sql('t'))} FROM (SELECT unnest($texts) AS t)"
    rows = duckdb.execute(sql, {"texts": texts}).fetchall()
    assert rows == [(folded(t), name_key(t), confused_key(name_key(t))) for t in texts]


_NUMBERS = st.lists(
    st.sampled_from(
        [
            "0184/QĐ-QLD",
            "3812/2025/SYT-NVD",
            "12a/QÐ-qld",
            "601QĐ–QLD",
            "601/QĐ/QLD",
            "ngày 1/2/2026",
            "Công văn số",
            ";",
            ", ",
            " ",
            "0",
        ]
    ),
    max_size=6,
).map("".join)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.lists(_NUMBERS | _LETTERS, min_size=1, max_size=20))
def test_numbers_of_documents_in_python_and_in_sql_are_the_same(texts: list[str]) -> None:
    sql = f"SELECT {document_key_sql('t')}, {document_keys_sql('t')} FROM (SELECT unnest($texts) AS t)"
    rows = duckdb.execute(sql, {"texts": texts}).fetchall()
    assert [(key, frozenset(keys)) for key, keys in rows] == [(document_key(t), document_keys(t)) for t in texts]


@pytest.mark.parametrize(
    "written",
    [
        "601/QĐ-QLD", "0601/QÐ-QLD", "601/QD-QLD", "601/qđ–qld", "601 / QĐ — QLD", "601QĐ-QLD", "601 QĐ-QLD",
        "601/QĐ/QLD", "601/QĐ_QLD", "601\u00a0/QĐ-QLD", "Công văn số 0601/QĐ-QLD ngày 31/03/2026 của Cục QLD",
        "601/QĐ-QLD của Cục Quản lý Dược", "601/QĐ-QLD ngày 02 tháng 11 năm 2026", "QĐ 601/QĐ-QLD",
        "3147/QLD-CL; 601/QĐ-QLD", "3147/QLD-CL ngày 01/02/2026, 601/QĐ-QLD ngày 02/11/2026",
        "601/QĐ-QLD ngày 02/11/2026 và 3147/QLD-CL",
    ],
)  # fmt: skip
def test_a_number_is_found_however_it_is_typed_and_among_the_words_around_it(written: str) -> None:
    assert document_key("601/QĐ-QLD") in document_keys(written)


@pytest.mark.parametrize(
    "written", ["CV 3147", "601", "601/QĐ-SYT", "6010/QĐ-QLD", "1601/QĐ-QLD", "601/2025/QĐ-QLD", "60/1QĐ-QLD"]
)
def test_another_number_is_not_taken_for_it(written: str) -> None:
    assert document_key("601/QĐ-QLD") not in document_keys(written)


def test_a_line_without_a_number_keeps_its_row() -> None:
    sql = f"SELECT unnest({document_keys_sql('t')}) FROM (SELECT NULL::VARCHAR AS t)"
    assert duckdb.execute(sql).fetchall() == [(None,)]


def test_spellings_of_one_number_have_one_key() -> None:
    assert {name_key(t) for t in ("VD-26427-17", "vd 26427 – 17", "VD26427-17.", "Vd- 26427-17")} == {"vd2642717"}
    assert name_key("QLĐB-123-16") == name_key("QLDB 123-16") == name_key("QLÐB-123-16")
    assert name_key("Viên nén Đại Tràng") == "viennendaitrang"


def test_the_published_keys_are_made_by_the_same_rule() -> None:
    sql = sql_of("mart.recall_keys")
    for part in (words_sql("p.name"), key_sql("p.registration_number"), key_sql("b.batch_number"),
                 key_sql("p.former_registration_number"), confused_sql("number_key"),
                 confused_sql("batch_key")):  # fmt: skip
        assert part in sql
