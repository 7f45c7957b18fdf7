"""Decisions: append-only lines that say who, when, what and why."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines import decision_words, decisions
from pipelines.decision_values import JSON_FIELDS
from pipelines.errors import DecisionError

AT = datetime(2026, 10, 30, 3, 0, tzinfo=UTC)


def read(folder: Path) -> pl.DataFrame:
    """The usable decisions, when nothing is wrong with any line."""
    found, problems = decisions.read_decisions(folder)
    assert problems == []
    return found


def line(kind: str, value: object = None, **more: object) -> str:
    said = {"kind": kind, "value": value, "reason": "r", "decided_by": "a", "decided_at": "2026-10-30T10:00:00+07:00"}
    return json.dumps(said | more, ensure_ascii=False)


def append(
    folder: Path, kind: str = "extension", value: str | None = "2026-10-28", at: datetime = AT, **more: str
) -> str:
    subjects = {"obligation_id": "o", "period": "2026-10"} | more
    return decisions.append_decision(
        folder, kind=kind, decided_by="Nguyễn Văn A", decided_at=at, reason="mưa bão", value=value, **subjects
    )


def test_an_appended_decision_is_read_back(tmp_path: Path) -> None:
    decision_id = append(tmp_path, reporter_id="11560")
    row = read(tmp_path).row(0, named=True)
    assert row["decision_id"] == decision_id
    assert (row["kind"], row["reporter_id"], row["value"], row["decided_at"]) == (
        "extension",
        "11560",
        "2026-10-27T17:00:00+00:00",
        AT,
    )


def test_lines_are_only_added(tmp_path: Path) -> None:
    append(tmp_path)
    before = (tmp_path / "2026-10.jsonl").read_bytes()
    append(tmp_path, at=AT + timedelta(hours=1))
    assert (tmp_path / "2026-10.jsonl").read_bytes().startswith(before)
    assert read(tmp_path).height == 2


def test_the_file_is_named_by_the_local_month(tmp_path: Path) -> None:
    append(tmp_path, at=datetime(2026, 10, 31, 17, 0, tzinfo=UTC))
    assert [f.name for f in tmp_path.iterdir()] == ["2026-11.jsonl"]


def test_a_line_cut_short_does_not_swallow_the_next_one(tmp_path: Path) -> None:
    append(tmp_path)
    file = tmp_path / "2026-10.jsonl"
    file.write_bytes(file.read_bytes().rstrip(b"\n"))
    append(tmp_path, at=AT + timedelta(hours=1))
    assert read(tmp_path).height == 2


def test_an_absent_folder_has_no_decisions(tmp_path: Path) -> None:
    assert read(tmp_path / "none").is_empty()


ROW = {"sheet": "Vụ việc", "row": 5, "case_id": "31-1"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "no_json"),
        ("không phải JSON", "no_json"),
        ("[" * 100_000, "no_json"),
        (line("exemption", reason="\ud800").replace("\ud800", "\\ud800"), "no_json"),
        ("[]", "no_object"),
        ('{"kind": "bribe"}', "unknown_kind"),
        (line("exemption", reason=None), "missing_field"),
        (line("exemption", decided_at="2026-10-30T10:00:00"), "bad_decided_at"),
        (line("exemption", decided_at="hôm qua"), "bad_decided_at"),
        (line("exemption", who="a"), "unknown_field"),
        (line("exemption", reporter_id=["11560"]), "bad_field"),
        (line("assign"), "missing_field"),
        (line("assign", {"reporter_id": 11560}, submission_id="s"), "bad_value"),
        (line("assign", {"reporter": "11560"}, submission_id="s"), "bad_value"),
        (line("assign", {"period": float("nan")}, submission_id="s"), "no_json"),
        (line("assign", {"form": "weekly"}, submission_id="s"), "unknown_form"),
        (line("assign", {"reporter_id": "99999"}, submission_id="s"), "unknown_reporter"),
        (line("reporter_end", "2026-10-20", reporter_id="99999"), "unknown_reporter"),
        (line("confirm_arrival", "20261020", submission_id="s"), "bad_value"),
        (line("confirm_arrival", "2026-W43-2", submission_id="s"), "bad_value"),
        (line("extension", "0001-01-01"), "bad_value"),
        (line("extension", "2026-02-30"), "bad_value"),
        (line("reporter_end", "20261020", reporter_id="11560"), "bad_value"),
        (line("reporter_end", "2026-10-20T00:00", reporter_id="11560"), "bad_value"),
        (line("same_case", ROW | {"row": "sáu"}, submission_id="s"), "bad_value"),
        (line("same_case", ROW | {"row": True}, submission_id="s"), "bad_value"),
        (line("new_case", {"sheet": "Vụ việc"}, submission_id="s"), "bad_value"),
        (line("deadline_change", {"day": 32}, obligation_id="o"), "bad_value"),
        (line("deadline_change", {"time": "sáng"}, obligation_id="o"), "bad_value"),
        (line("revoke", "nothing"), "revokes_nothing"),
    ],
)
def test_a_bad_line_is_a_problem_named_by_file_and_line_and_the_others_stand(
    tmp_path: Path, text: str, reason: str
) -> None:
    good = append(tmp_path)
    with (tmp_path / "2026-10.jsonl").open("a", encoding="utf-8") as file:
        file.write(text + "\n")
    after = append(tmp_path, at=AT + timedelta(hours=1))
    found, [problem] = decisions.read_decisions(tmp_path, reporters={"11560"})
    assert {good, after} <= set(found["decision_id"])
    assert found.filter(pl.col("kind") != "revoke").height == 2
    assert (problem.file, problem.line, problem.reason, problem.severity) == ("2026-10.jsonl", 2, reason, "error")
    [finding] = decisions.problem_findings([problem], found, AT + timedelta(days=9))
    assert "2026-10.jsonl, dòng 2" in finding["message_vi"]
    assert "2026-10.jsonl, line 2" in finding["message_en"]
    assert problem.decision_id in finding["cure_vi"]


def test_a_torn_last_line_is_a_problem_and_damaged_bytes_are_too(tmp_path: Path) -> None:
    append(tmp_path)
    whole = line("exemption", reason="bão").encode()
    with (tmp_path / "2026-10.jsonl").open("ab") as file:
        file.write(whole.replace("ã".encode(), b"\xff") + b"\n" + whole[:40])
    found, problems = decisions.read_decisions(tmp_path)
    assert found.height == 1
    assert [(p.line, p.reason) for p in problems] == [(2, "no_utf8"), (3, "no_json")]


def test_a_revoke_settles_a_bad_line_and_only_that_line(tmp_path: Path) -> None:
    (tmp_path / "2026-10.jsonl").write_text("{\n{\n", "utf-8")
    _, [first, second] = decisions.read_decisions(tmp_path)
    append(tmp_path, kind="revoke", value=first.decision_id)
    found, problems = decisions.read_decisions(tmp_path)
    assert [p.reason for p in problems] == ["no_json", "no_json"]
    assert len(decisions.problem_findings(problems, found, AT - timedelta(hours=1))) == 2
    [left] = decisions.problem_findings(problems, found, AT)
    assert second.decision_id in left["cure_en"]


def test_a_bad_line_is_not_known_before_it_was_decided(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(line("confirm_arrival", "sáng", submission_id="s"), "utf-8")
    found, problems = decisions.read_decisions(tmp_path)
    assert decisions.problem_findings(problems, found, datetime(2026, 10, 30, 2, 59, tzinfo=UTC)) == []
    assert len(decisions.problem_findings(problems, found, AT)) == 1


def test_a_second_decision_under_a_taken_id_does_not_replace_the_first(tmp_path: Path) -> None:
    lines = [line("exemption", decision_id="d", period=period) for period in ("2026-09", "2026-10")]
    (tmp_path / "a.jsonl").write_text("\n".join([*lines, lines[0]]), "utf-8")
    found, [problem] = decisions.read_decisions(tmp_path)
    assert found["period"].to_list() == ["2026-09"]
    assert (problem.line, problem.reason) == (2, "doubled_id")
    assert problem.decision_id != "d"


@pytest.mark.parametrize("kind", decisions.NOT_USED_YET)
def test_a_kind_that_nothing_acts_on_yet_is_kept_and_said(tmp_path: Path, kind: str) -> None:
    value: object = "31" if kind in {"open_ledger", "sign_month"} else {"a": 1}
    (tmp_path / "a.jsonl").write_text(line(kind, value, notice_id="n", period="2026-10"), "utf-8")
    found, [problem] = decisions.read_decisions(tmp_path)
    assert found["kind"].to_list() == [kind]
    [finding] = decisions.problem_findings([problem], found, AT)
    assert finding["severity"] == "info"
    assert "chưa dùng được trong bản này" in finding["message_vi"]


@pytest.mark.parametrize("value", ["2026-10-20", "2026-10-20T00:00", "2026-10-20 00:00+07:00", "2026-10-19T17:00:00Z"])
def test_instants_are_kept_in_utc_and_an_id_rests_on_what_was_written(tmp_path: Path, value: str) -> None:
    (tmp_path / "a.jsonl").write_text(line("confirm_arrival", value, submission_id="s"), "utf-8")
    row = read(tmp_path).row(0, named=True)
    assert row["value"] == "2026-10-19T17:00:00+00:00"
    assert duckdb.sql("SELECT epoch(CAST($v AS TIMESTAMPTZ))", params={"v": row["value"]}).fetchall() == [
        (datetime(2026, 10, 19, 17, tzinfo=UTC).timestamp(),)
    ]


def test_a_line_separator_inside_a_reason_does_not_end_the_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(line("exemption", reason="mưa\u2028bão"), "utf-8")
    assert read(tmp_path)["reason"].to_list() == ["mưa\u2028bão"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("extension", "khi nào xong"),
        ("extension", None),
        ("confirm_valid_from", "20/01/2026"),
        ("deadline_change", "soon"),
    ],
)
def test_a_value_that_means_nothing_is_refused_before_it_is_written(
    tmp_path: Path, kind: str, value: str | None
) -> None:
    with pytest.raises(DecisionError, match=r"Chưa ghi quyết định: .* Not saved: "):
        append(tmp_path, kind=kind, value=value)
    assert list(tmp_path.iterdir()) == []


def test_a_structured_value_is_kept_as_json_text(tmp_path: Path) -> None:
    decisions.append_decision(
        tmp_path,
        kind="assign",
        decided_by="a",
        decided_at=AT,
        reason="r",
        value={"reporter_id": "31-SCT"},
        submission_id="s",
    )
    assert read(tmp_path)["value"].item() == '{"reporter_id": "31-SCT"}'


def test_a_withdrawn_decision_stands_until_it_is_withdrawn(tmp_path: Path) -> None:
    decision_id = append(tmp_path)
    append(tmp_path, kind="revoke", value=decision_id, at=AT + timedelta(days=1))
    every = read(tmp_path)
    assert decisions.in_force(every, AT + timedelta(hours=1)).height == 1
    assert decisions.in_force(every, AT + timedelta(days=2)).is_empty()
    assert decisions.in_force(every, AT - timedelta(seconds=1)).is_empty()


def test_withdrawing_a_withdrawal_restores_the_decision(tmp_path: Path) -> None:
    first = append(tmp_path)
    second = append(tmp_path, kind="revoke", value=first, at=AT + timedelta(days=1))
    append(tmp_path, kind="revoke", value=second, at=AT + timedelta(days=2))
    found = decisions.in_force(read(tmp_path), AT + timedelta(days=3))
    assert found["decision_id"].to_list() == [first]


def test_a_refusal_names_the_field_and_what_it_may_hold_in_each_language(tmp_path: Path) -> None:
    due: dict[str, object] = {"province_code": "31", "due_at": "2026-11-20", "letter": "184/QĐ-QLD"}
    with pytest.raises(DecisionError) as refused:
        decisions.append_decision(
            tmp_path, kind="ledger_due", decided_by="a", decided_at=AT, reason="r", value=due, notice_id="n"
        )
    assert refused.value.vi.endswith("ô Số công văn: chỉ nhận công văn của Sở Y tế hoặc UBND tỉnh, ví dụ 12/SYT-NVD.")
    assert "{" not in refused.value.vi + refused.value.en
    assert "Not saved" not in refused.value.vi


def test_every_field_of_a_value_has_words() -> None:
    named = {name.rstrip("?") for fields in JSON_FIELDS.values() for name in fields}
    assert named == set(decision_words.FIELDS)
