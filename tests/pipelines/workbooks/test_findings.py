"""The words of the rules, and the findings they make."""

from pathlib import Path

import pytest

from pipelines.errors import ReferenceDataError
from pipelines.workbooks.context import RULES_FILE, ReadingContext
from pipelines.workbooks.findings import MOST_ALIKE, RECOGNITION_RULES, Findings, read_rules
from tests.pipelines.workbooks.conftest import SHIPPED


def collector(context: ReadingContext) -> Findings:
    return Findings(context.rules, file_sha256="f" * 64, submission_id="f" * 16 + "-1")


def test_every_rule_speaks_two_languages_and_names_its_source(context: ReadingContext) -> None:
    for rule in context.rules.values():
        assert all((rule.vi, rule.en, rule.cure_vi, rule.cure_en, rule.source)), rule.id
        assert rule.owner in ("sender", "operator"), rule.id
    assert set(context.rules) >= RECOGNITION_RULES


def test_text_from_a_file_is_never_a_pattern(context: ReadingContext) -> None:
    findings = collector(context)
    findings.add("number_unreadable", sheet="Kiểm tra", cell="E7", value="{expected}{0}", expected="số")
    assert "{expected}{0}" in findings.rows[0]["message_vi"]


def test_a_long_text_is_cut_where_it_is_shown(context: ReadingContext) -> None:
    findings = collector(context)
    findings.add("form_unknown", value="x" * 5000, expected="y")
    assert len(findings.rows[0]["value"]) == 200


def test_the_same_finding_twice_has_two_ids(context: ReadingContext) -> None:
    findings = collector(context)
    findings.add("macros")
    findings.add("macros")
    assert len({row["finding_id"] for row in findings.rows}) == 2


def test_a_thousand_findings_alike_become_two_hundred_and_say_so(context: ReadingContext) -> None:
    findings = collector(context)
    for row in range(1000):
        findings.add("number_unreadable", sheet="Kiểm tra", cell=f"E{row}", value="?", expected="số")
    findings.add("number_unreadable", sheet="Thu hồi", cell="F6", value="?", expected="số")
    assert len(findings.rows) == MOST_ALIKE + 1
    assert findings.rows[MOST_ALIKE - 1]["value"] == "200 ô trở lên"


def test_findings_about_recognition_are_counted_apart(context: ReadingContext) -> None:
    findings = collector(context)
    findings.add("period_unreadable", value="?")
    findings.add("empty_report")
    assert findings.is_unrecognised
    assert findings.count("error") == 1


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('severity = "info"', 'severity = "fatal"', "fatal"),
        ('cure_en = "Tick', 'cure = "Tick', "rules cannot be read"),
        ("[macros]", "[macros", "rules cannot be read"),
    ],
)
def test_a_wrong_rules_file_is_refused(old: str, new: str, named: str, tmp_path: Path) -> None:
    text = (SHIPPED / RULES_FILE).read_text("utf-8").replace('cure_en = "Enter the figures, or put', 'cure_en = "Tick')
    assert old in text
    path = tmp_path / "rules.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ReferenceDataError, match=named):
        read_rules(path)
